package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// connections is how many updates Telegram delivers at once, its largest
// (https://core.telegram.org/bots/api#setwebhook).
const connections = 100

// generator posts updates to the bot's webhook. It writes requests by itself:
// an HTTP client would cost more than the bot does.
type generator struct {
	host, path, secret string
	update             atomic.Int64 // the last id given out
}

func newGenerator(hook, secret string, firstUpdate int64) (*generator, error) {
	u, err := url.Parse(hook)
	if err != nil {
		return nil, err
	}
	g := &generator{host: u.Host, path: u.Path, secret: secret}
	g.update.Store(firstUpdate)
	return g, nil
}

// line is one connection to the bot.
type line struct {
	g    *generator
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

func (g *generator) dial() (*line, error) {
	conn, err := net.Dial("tcp", g.host)
	if err != nil {
		return nil, err
	}
	return &line{g: g, conn: conn, in: bufio.NewReaderSize(conn, 4<<10)}, nil
}

// post delivers one update and returns when the bot has acknowledged it.
func (l *line) post(u update) error {
	body := u.encode(l.g.update.Add(1))
	l.out = fmt.Appendf(l.out[:0], "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"+
		"X-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n", l.g.path, l.g.host, l.g.secret, len(body))
	l.out = append(l.out, body...)
	if err := l.conn.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		return err
	}
	if _, err := l.conn.Write(l.out); err != nil {
		return fmt.Errorf("deliver an update: %w", err)
	}
	return l.acknowledged()
}

// acknowledged reads one answer; anything but 200 is an error.
func (l *line) acknowledged() error {
	status, err := l.in.ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("read the acknowledgement: %w", err)
	}
	ok := strings.HasPrefix(string(status), "HTTP/1.1 200")
	length := 0
	for {
		field, err := l.in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("read the acknowledgement: %w", err)
		}
		if len(field) <= len("\r\n") {
			break
		}
		if n, found := strings.CutPrefix(string(field), "Content-Length:"); found {
			length, _ = strconv.Atoi(strings.TrimSpace(n))
		}
	}
	if _, err := io.CopyN(io.Discard, l.in, int64(length)); err != nil {
		return fmt.Errorf("read the acknowledgement: %w", err)
	}
	if !ok {
		return fmt.Errorf("an update was not acknowledged")
	}
	return nil
}

// update is what a member does: a command, or a tap when data is set.
type update struct {
	member int64
	text   string
	data   string
}

func (u update) encode(id int64) string {
	chat := firstChat + u.member
	person := fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":"Aru","last_name":"Serik","username":"member_%[1]d","language_code":"kk"}`, chat)
	in := fmt.Sprintf(`{"id":%d,"first_name":"Aru","last_name":"Serik","username":"member_%[1]d","type":"private"}`, chat)
	now := time.Now().Unix()
	if u.data == "" {
		return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"from":%s,"chat":%s,"date":%d,"text":%q,`+
			`"entities":[{"offset":0,"length":%d,"type":"bot_command"}]}}`, id, id%1_000_000+1, person, in, now, u.text, len(u.text))
	}
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"%d","from":%s,"message":{"message_id":%d,`+
		`"from":{"id":7000000001,"is_bot":true,"first_name":"Jastar","username":"jastar_bot"},"chat":%s,"date":%d,%s},`+
		`"chat_instance":"-3488361042","data":%q}}`, id, id, person, id%1_000_000+1, in, now, tappedScreen, u.data)
}

// tappedScreen is the message below which a button was tapped, as Telegram
// sends it along.
const tappedScreen = `"text":"Youth centre\n\nWhat would you like to do?","entities":[{"offset":0,"length":12,"type":"bold"}],` +
	`"reply_markup":{"inline_keyboard":[[{"text":"Events","callback_data":"e"},{"text":"My places","callback_data":"e.mine|0"}],` +
	`[{"text":"My data","callback_data":"r.data"},{"text":"Settings","callback_data":"r.settings"}],` +
	`[{"text":"Language","callback_data":"home.ask"},{"text":"Help","callback_data":"home.help"}]]}`
