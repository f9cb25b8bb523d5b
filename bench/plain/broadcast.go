package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/jackc/pgx/v5"
)

// workers is how many messages of a broadcast are under way at once.
func workers() int {
	n, err := strconv.Atoi(os.Getenv("BULK_WINDOW"))
	if err != nil {
		return 64
	}
	return n
}

// broadcast sends the body to every member and answers when all of them have a
// row in deliveries. The query says which broadcast it is, and how many messages
// may leave each second (0: as many as go).
func (p *plain) broadcast(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.FormValue("id"), 10, 64)
	rate, _ := strconv.ParseFloat(r.FormValue("rate"), 64)
	text := r.FormValue("text")
	rows, _ := p.db.Query(r.Context(), `SELECT chat_id FROM users WHERE member AND NOT blocked ORDER BY chat_id`)
	chats, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	queue := make(chan int64)
	var group sync.WaitGroup
	var failed atomic.Int64
	for range workers() {
		group.Go(func() {
			for chat := range queue {
				if err := p.deliver(r, id, chat, text); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	feed(r, queue, chats, rate)
	group.Wait()
	fmt.Fprintln(w, len(chats), failed.Load())
}

// feed hands out the chats at the rate until the asker is gone.
func feed(r *http.Request, queue chan<- int64, chats []int64, rate float64) {
	defer close(queue)
	var pace <-chan time.Time
	if rate > 0 {
		ticker := time.NewTicker(time.Duration(float64(time.Second) / rate))
		defer ticker.Stop()
		pace = ticker.C
	}
	for _, chat := range chats {
		if pace != nil {
			<-pace
		}
		select {
		case queue <- chat:
		case <-r.Context().Done():
			return
		}
	}
}

// deliver sends to one chat and writes down what became of it.
func (p *plain) deliver(r *http.Request, id, chat int64, text string) error {
	message := tgbotapi.NewMessage(chat, text)
	message.ParseMode = tgbotapi.ModeHTML
	sent, err := p.api.Send(message)
	reason := ""
	if err != nil {
		reason = err.Error()
	}
	const sql = `INSERT INTO deliveries (broadcast_id, chat_id, message_id, error) VALUES ($1, $2, $3, $4)`
	_, err = p.db.Exec(r.Context(), sql, id, chat, sent.MessageID, reason)
	return err
}
