package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

// pageSize is how many events stand on one page.
const pageSize = 5

// user is who wrote.
type user struct {
	chat           int64
	name, language string
	member         bool
	state          string // of the conversation
}

// handle answers one update.
func (p *plain) handle(u tgbotapi.Update) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var err error
	switch {
	case u.Message != nil:
		err = p.menu(ctx, u.Message)
	case u.CallbackQuery != nil:
		err = p.tap(ctx, u.CallbackQuery)
	}
	if err != nil {
		log.Printf("update %d: %v", u.UpdateID, err)
	}
}

// who reads the person and where their conversation stands.
func (p *plain) who(ctx context.Context, chat int64) (user, error) {
	u := user{chat: chat}
	const sql = `SELECT name, language, member FROM users WHERE chat_id = $1`
	if err := p.db.QueryRow(ctx, sql, chat).Scan(&u.name, &u.language, &u.member); err != nil {
		return u, err
	}
	var err error
	u.state, err = p.redis.Get(ctx, "state:"+strconv.FormatInt(chat, 10)).Result()
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	return u, err
}

func (p *plain) menu(ctx context.Context, m *tgbotapi.Message) error {
	u, err := p.who(ctx, m.Chat.ID)
	if err != nil {
		return err
	}
	message := tgbotapi.NewMessage(m.Chat.ID, "<b>Youth centre</b>\n\n"+tgbotapi.EscapeText(tgbotapi.ModeHTML, u.name)+", what would you like to do?")
	message.ParseMode = tgbotapi.ModeHTML
	message.ReplyMarkup = keyboard("Events:e", "My places:e.mine", "My data:r.data", "Settings:r.settings", "Language:home.ask", "Help:home.help")
	_, err = p.api.Send(message)
	return err
}

// keyboard makes rows of two buttons out of "label:data".
func keyboard(buttons ...string) tgbotapi.InlineKeyboardMarkup {
	var rows [][]tgbotapi.InlineKeyboardButton
	for i, b := range buttons {
		label, data, _ := strings.Cut(b, ":")
		if i%2 == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], tgbotapi.NewInlineKeyboardButtonData(label, data))
	}
	return tgbotapi.NewInlineKeyboardMarkup(rows...)
}

// tap answers a button: "e.list|…" is the list of events, "e.seat|<id>|…" a seat.
func (p *plain) tap(ctx context.Context, q *tgbotapi.CallbackQuery) error {
	u, err := p.who(ctx, q.From.ID)
	if err != nil {
		return err
	}
	var text string
	var markup tgbotapi.InlineKeyboardMarkup
	if fields := strings.Split(q.Data, "|"); fields[0] == "e.seat" && len(fields) > 1 {
		text, markup, err = p.join(ctx, u, fields[1])
	} else {
		text, markup, err = p.page(ctx)
	}
	if err != nil {
		return err
	}
	if _, err := p.api.Request(tgbotapi.NewCallback(q.ID, "")); err != nil {
		return err
	}
	edit := tgbotapi.NewEditMessageTextAndMarkup(u.chat, q.Message.MessageID, text, markup)
	edit.ParseMode = tgbotapi.ModeHTML
	_, err = p.api.Send(edit)
	return err
}

// event is a row of the list.
type event struct {
	ID              int64
	Title, Place    string
	Starts          time.Time
	Capacity, Taken int
}

func (e event) words() string {
	return fmt.Sprintf("<b>%s</b>\n%s\n%s\n%d of %d seats are free", tgbotapi.EscapeText(tgbotapi.ModeHTML, e.Title),
		e.Starts.Format("Mon 2 January, 15:04"), tgbotapi.EscapeText(tgbotapi.ModeHTML, e.Place), e.Capacity-e.Taken, e.Capacity)
}

func (p *plain) page(ctx context.Context) (string, tgbotapi.InlineKeyboardMarkup, error) {
	var total int
	if err := p.db.QueryRow(ctx, `SELECT count(*) FROM events WHERE starts_at > now()`).Scan(&total); err != nil {
		return "", tgbotapi.InlineKeyboardMarkup{}, err
	}
	const sql = `SELECT id, title, place, starts_at, capacity, taken FROM events WHERE starts_at > now() ORDER BY starts_at, id LIMIT $1`
	rows, _ := p.db.Query(ctx, sql, pageSize)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[event])
	if err != nil {
		return "", tgbotapi.InlineKeyboardMarkup{}, err
	}
	text := "<b>Events</b>"
	var buttons []string
	for i, e := range list {
		text += "\n\n" + strconv.Itoa(i+1) + ". " + e.words()
		buttons = append(buttons, fmt.Sprintf("%d %s:e.card|%d", i+1, e.Title, e.ID))
	}
	text += fmt.Sprintf("\n\nPage 1 of %d, %d events", (total+pageSize-1)/pageSize, total)
	return text, keyboard(append(buttons, "Next:e.list|0|0|1", "Menu:m")...), nil
}

// join gives the person a seat, in one transaction.
func (p *plain) join(ctx context.Context, u user, id string) (string, tgbotapi.InlineKeyboardMarkup, error) {
	var e event
	markup := keyboard("Cancel my place:e.seat|"+id+"|0", "Back:e.list|0|0|0", "Menu:m")
	number, err := strconv.ParseInt(id, 36, 64)
	if err != nil {
		return "", markup, err
	}
	going := true
	err = pgx.BeginFunc(ctx, p.db, func(tx pgx.Tx) error {
		const lock = `SELECT id, title, place, starts_at, capacity, taken FROM events WHERE id = $1 FOR UPDATE`
		if err := tx.QueryRow(ctx, lock, number).Scan(&e.ID, &e.Title, &e.Place, &e.Starts, &e.Capacity, &e.Taken); err != nil {
			return err
		}
		if going = u.member && e.Taken < e.Capacity; !going {
			return nil
		}
		const seat = `INSERT INTO signups (event_id, chat_id, state) VALUES ($1, $2, 'going')
			ON CONFLICT (event_id, chat_id) DO UPDATE SET state = 'going', at = now()`
		if _, err := tx.Exec(ctx, seat, number, u.chat); err != nil {
			return err
		}
		e.Taken++
		_, err := tx.Exec(ctx, `UPDATE events SET taken = taken + 1 WHERE id = $1`, number)
		return err
	})
	if !going {
		return "No seat is left.\n\n" + e.words(), markup, err
	}
	return "You are signed up!\n\n" + e.words(), markup, err
}
