// Jastar is a Telegram bot that runs the public life of a youth centre.
//
// This package only assembles: it reads the configuration, starts what is
// needed in order and stops it in reverse. What the program consists of stands
// in wiring.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// version is set when a release is built.
var version = "development"

const usage = `Jastar runs the public life of a youth centre in one Telegram chat.

  jastar demo         the whole centre on this machine: a simulated Telegram and a page with four phones
  jastar serve        the bot, configured by environment variables (see README.md)
  jastar migrate      bring the database up to date and stop
  jastar database     the private PostgreSQL alone, to be saved; prints its address
  jastar version      the version
  jastar healthcheck  exit 0 when the bot on this machine is ready
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "jastar:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("jastar", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(flags.Output(), usage) }
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return errors.New("see jastar -h")
	}
	switch command := flags.Arg(0); command {
	case "version":
		fmt.Println("jastar", version)
		return nil
	case "demo", "serve", "migrate", "database", "healthcheck":
		cfg, err := readConfig(os.Environ())
		if err != nil {
			return err
		}
		return map[string]func(context.Context, Config) error{
			"demo": demo, "serve": serve, "migrate": migrate, "database": database, "healthcheck": healthcheck}[command](ctx, cfg)
	case "":
		flags.Usage()
		return errors.New("which command?")
	default:
		return fmt.Errorf("unknown command %q; see jastar -h", command)
	}
}

// gcPercent lets the bot's heap, which is small, grow further before it is swept.
const gcPercent = 200

// serve runs the bot until the context ends.
func serve(ctx context.Context, cfg Config) error {
	if err := cfg.checkToken(); err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" { // else the operator knows better
		debug.SetGCPercent(gcPercent)
	}
	stores, err := openStores(ctx, cfg)
	if err != nil {
		return err
	}
	defer stores.close()
	app, err := build(ctx, stores.config, newLogger(cfg, os.Stderr))
	if err != nil {
		return err
	}
	return app.run(ctx)
}

// migrate brings the database up to date.
func migrate(ctx context.Context, cfg Config) error {
	stores, err := openStores(ctx, cfg) // migrates
	if err != nil {
		return err
	}
	stores.close()
	return nil
}

func newLogger(cfg Config, to *os.File) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}
