// Plain is the comparison: the same three answers and the same broadcast as a
// good typical Telegram bot is written. A goroutine for every update, a pool of
// workers with one INSERT for every delivery, telegram-bot-api, pgx and
// go-redis used as their pages show, and 128 idle connections.
//
// It promises less than Jastar: an update is acknowledged before it is handled,
// two taps of one person may overtake each other, the same update twice is
// handled twice, there is one language, and a broadcast that is cut off begins
// anew. It is measured, never shipped; nothing of the product is imported.
package main

import (
	"context"
	_ "embed" // the tables
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

// idleConnections is how many connections to the Bot API are kept open.
const idleConnections = 128

// poolSize is how many connections each store may have.
const poolSize = 32

//go:embed tables.sql
var tables string

// plain is the bot.
type plain struct {
	api   *tgbotapi.BotAPI
	db    *pgxpool.Pool
	redis *redis.Client
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal("plain: ", err)
	}
}

// run serves until the context ends. It reads the variables that Jastar reads.
func run(ctx context.Context) error {
	p, err := open(ctx)
	if err != nil {
		return err
	}
	defer p.db.Close()
	pages := http.NewServeMux()
	pages.HandleFunc("POST /updates", p.take)
	pages.HandleFunc("POST /broadcast", p.broadcast)
	server := &http.Server{Addr: os.Getenv("HTTP_ADDR"), Handler: pages, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.ListenAndServe() }()
	hook, err := tgbotapi.NewWebhook(os.Getenv("PUBLIC_URL") + "/updates")
	if err != nil {
		return err
	}
	hook.MaxConnections = 100
	if _, err := p.api.Request(hook); err != nil {
		return fmt.Errorf("set the webhook: %w", err)
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return server.Close()
	}
}

func open(ctx context.Context) (*plain, error) {
	transport := &http.Transport{MaxIdleConns: idleConnections, MaxIdleConnsPerHost: idleConnections}
	api, err := tgbotapi.NewBotAPIWithClient(os.Getenv("TELEGRAM_BOT_TOKEN"), os.Getenv("TELEGRAM_API_URL")+"/bot%s/%s",
		&http.Client{Transport: transport, Timeout: 30 * time.Second})
	if err != nil {
		return nil, fmt.Errorf("reach telegram: %w", err)
	}
	settings, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		return nil, err
	}
	settings.MaxConns = poolSize
	db, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(ctx, tables); err != nil {
		return nil, fmt.Errorf("make the tables: %w", err)
	}
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return nil, errors.New("REDIS_URL cannot be read")
	}
	options.PoolSize = poolSize
	return &plain{api: api, db: db, redis: redis.NewClient(options)}, nil
}

// take acknowledges an update and handles it afterwards.
func (p *plain) take(w http.ResponseWriter, r *http.Request) {
	var u tgbotapi.Update
	if err := json.NewDecoder(r.Body).Decode(&u); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	go p.handle(u)
}
