package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"jastar/bot/simulator"
	"jastar/storage/postgres"
)

// The people whose chats stand side by side on the demo's page.
var demoPeople = []simulator.Profile{
	{ID: 1001, FirstName: "Әлия", LastName: "Серік", Username: "aliya", LanguageCode: "kk", Phone: "+77010000001", Role: "new here", Featured: true},
	{ID: 1002, FirstName: "Данияр", LastName: "Ким", Username: "daniyar", LanguageCode: "ru", Phone: "+77010000002", Role: "member", Featured: true},
	{ID: 1003, FirstName: "Айгерим", LastName: "Омарова", Username: "aigerim", LanguageCode: "ru", Phone: "+77010000003", Role: "organizer", Featured: true},
	{ID: 1004, FirstName: "Timur", LastName: "Akhmetov", Username: "timur", LanguageCode: "en", Phone: "+77010000004", Role: "coordinator", Featured: true},
}

// demoToken is the simulated bot's token: no secret, it opens nothing.
const demoToken = "1000:a-bot-that-lives-only-in-the-simulator"

// demo runs the whole centre on this machine: a simulated Telegram with a page
// of four phones, private stores and a seeded centre. It begins afresh every
// time, because the simulated chats do.
func demo(ctx context.Context, cfg Config) error {
	sim, err := simulator.Start(simulator.Options{Token: demoToken, BotUsername: "jastar_demo_bot", BotName: cfg.CentreName, Addr: demoAddr(cfg.HTTPAddr), Flood: true})
	if err != nil {
		return fmt.Errorf("HTTP_ADDR: start the demo's page: %w", err)
	}
	defer func() { _ = sim.Close() }()
	cfg.Token, cfg.APIURL, cfg.Updates = demoToken, sim.URL(), "polling"
	cfg.AdminAddr = "127.0.0.1:0"
	cfg.DatabaseURL, cfg.RedisURL = "", ""
	cfg.QuietHours.From, cfg.QuietHours.To = 0, 0 // reminders show at night, too
	cfg.DailyCap = 0                              // and however much is tried out, it arrives
	folder, err := takeFolder(cfg.DataDir)
	if err != nil {
		return fmt.Errorf("DATA_DIR: find a folder for the demo: %w", err)
	}
	defer folder.free()
	cfg.DataDir = folder.dir
	stores, err := openStores(ctx, cfg)
	if err != nil {
		return err
	}
	defer stores.close()
	if err := furnish(ctx, stores.config, sim); err != nil {
		return err
	}
	app, err := build(ctx, stores.config, newLogger(cfg, os.Stderr))
	if err != nil {
		return err
	}
	for _, p := range demoPeople[1:] {
		sim.Person(p).Start("") // all but the newcomer have been here before
	}
	fmt.Printf("\n  The centre is open: %s\n  Four phones: a newcomer, a member, an organizer, a coordinator. Ctrl-C ends it.\n\n", sim.URL())
	return app.run(ctx)
}

// demoFolder is where one demo keeps its data. Nobody else uses it while its
// lock is held, and the lock ends with the process at the latest.
type demoFolder struct {
	dir  string
	lock *os.File
}

// takeFolder takes the first of data/demo, data/demo-2 and so on that no running
// demo uses, empty. It clears the later ones, too, if their demos have ended: the
// lock files stay, so that those of a killed demo are found.
func takeFolder(data string) (mine *demoFolder, err error) {
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, err
	}
	for n := 1; ; n++ {
		dir := filepath.Join(data, "demo")
		if n > 1 {
			dir += "-" + strconv.Itoa(n)
		}
		if _, err := os.Stat(dir + ".lock"); mine != nil && err != nil {
			return mine, nil // there was never a demo in this one nor in a later one
		}
		f, err := clearFolder(dir)
		switch {
		case err != nil:
			return nil, err
		case f != nil && mine == nil:
			mine = f
		case f != nil:
			f.free()
		}
	}
}

// clearFolder locks the folder and removes what an earlier demo left in it; nil
// when a running demo uses it.
func clearFolder(dir string) (*demoFolder, error) {
	lock, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	f := &demoFolder{dir, lock}
	if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		return nil, lock.Close()
	}
	if err := os.RemoveAll(dir); err != nil {
		f.free()
		return nil, err
	}
	return f, nil
}

func (f *demoFolder) free() {
	// Closing alone is not enough: a process being started elsewhere holds a copy for an instant.
	_ = syscall.Flock(int(f.lock.Fd()), syscall.LOCK_UN)
	_ = f.lock.Close()
}

// demoAddr keeps the page on this machine: the default means port 8080 of the
// loopback address, or any free one when that is taken.
func demoAddr(httpAddr string) string {
	if httpAddr != ":8080" {
		return httpAddr
	}
	listener, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil {
		return "127.0.0.1:0"
	}
	_ = listener.Close() // only tried out
	return "127.0.0.1:8080"
}

// furnish fills the centre and puts the people into their chats.
func furnish(ctx context.Context, cfg Config, sim *simulator.Simulator) error {
	db, err := postgres.Open(ctx, cfg.DatabaseURL, postgres.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer db.Close()
	seat := func(i int) postgres.DemoPerson {
		p := demoPeople[i]
		return postgres.DemoPerson{Chat: p.ID, Name: p.FirstName + " " + p.LastName, Language: p.LanguageCode}
	}
	if _, err := db.Seed(ctx, postgres.Demo{Now: time.Now(), Zone: cfg.Zone(), Member: seat(1), Organizer: seat(2), Coordinator: seat(3)}); err != nil {
		return fmt.Errorf("furnish the demo: %w", err)
	}
	for _, p := range demoPeople {
		sim.Person(p)
	}
	return nil
}
