package telegram

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jastar/bot"
	"jastar/bot/simulator"
)

// simulated starts a strict Bot API; at the end it must not have refused or
// ignored anything that the test did not ask for.
func simulated(t *testing.T, o simulator.Options) (*simulator.Simulator, *Client) {
	t.Helper()
	s, err := simulator.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, m := range s.Mistakes() {
			if !strings.HasPrefix(t.Name(), "TestRefused") && m.Code != http.StatusConflict {
				t.Errorf("the simulator does not take %+v", m)
			}
		}
		s.Close()
	})
	c, err := New(Options{Token: s.Token(), URL: s.URL() + "/"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.host.CloseIdleConnections)
	return s, c
}

func started(s *simulator.Simulator) *simulator.Person {
	p := s.Person(simulator.Profile{FirstName: "Арман", LanguageCode: "kk"})
	p.Start("")
	return p
}

func TestSendText(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	id, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: `<b>Сәлем</b> &lt;"&amp;' 👋`, Paid: true, Inline: [][]bot.OutKey{
		{{Text: `Қатысу "<&>`, Data: "e.join|5|\u00e9"}, {Text: "Сайт", URL: "https://jastar.kz/?a=1&b=<2>"}}, {{Text: "Мәзір", Data: "m"}}}})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := p.Last()
	if m.ID != id || m.Text != `Сәлем <"&' 👋` || len(m.Entities) != 1 || m.Entities[0].Type != "bold" {
		t.Errorf("sent %+v", m)
	}
	first := m.Keyboard[0]
	if len(m.Keyboard) != 2 || first[0].Text != `Қатысу "<&>` || first[0].Data != "e.join|5|\u00e9" || first[1].URL != "https://jastar.kz/?a=1&b=<2>" {
		t.Errorf("keyboard %+v", m.Keyboard)
	}
}

func TestSendWritten(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	for name, w := range map[string]bot.Written{
		"formatted": {Text: "👋 бүгін тегін <b>", Entities: []bot.Entity{{Type: "bold", Offset: 3, Length: 5}, {Type: "text_link", Offset: 9, Length: 5, URL: "https://jastar.kz/"}}},
		"plain":     {Text: "a < b"},
		"mentions":  {Text: "Арман @user #tag", Entities: []bot.Entity{{Type: "text_mention", Length: 5}, {Type: "mention", Offset: 6, Length: 5}, {Type: "hashtag", Offset: 12, Length: 4}}},
	} {
		if _, err := c.Send(t.Context(), p.ID(), bot.Outgoing{Written: &w}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		m, _ := p.Last()
		if m.Text != w.Text {
			t.Errorf("%s: sent %q", name, m.Text)
		}
		if name == "formatted" && (len(m.Entities) != 2 || m.Entities[0].Offset != 3 || m.Entities[1].URL != "https://jastar.kz/") {
			t.Errorf("%s: entities %+v", name, m.Entities)
		}
	}
}

func TestSendKeyboards(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	_, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "?", Keyboard: [][]bot.OutKey{{{Text: "Нөмір", Contact: true}}, {{Text: "Жоқ"}}}})
	if err != nil {
		t.Fatal(err)
	}
	k := p.ReplyKeyboard()
	if k == nil || !k.Resize || !k.OneTime || !k.Rows[0][0].RequestContact || k.Rows[1][0].Text != "Жоқ" {
		t.Fatalf("keyboard %+v", k)
	}
	if _, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "!", RemoveKeyboard: true}); err != nil || p.ReplyKeyboard() != nil {
		t.Errorf("keyboard %+v, %v", p.ReplyKeyboard(), err)
	}
}

func TestSendDocument(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	_, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "<i>бәрі</i>", File: &bot.File{Name: "деректер.json", Data: []byte(`{"a":1}`)},
		Inline: [][]bot.OutKey{{{Text: "Мәзір", Data: "m"}}}})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := p.Last()
	if m.File == nil || m.File.Name != "деректер.json" || string(m.File.Data) != `{"a":1}` || m.Caption != "бәрі" || len(m.Keyboard) != 1 {
		t.Errorf("sent %+v, file %+v", m, m.File)
	}
	w := bot.Written{Text: "жай", Entities: []bot.Entity{{Type: "code", Length: 3}}}
	if _, err := c.Send(t.Context(), p.ID(), bot.Outgoing{Written: &w, File: &bot.File{Name: "a", Data: []byte("b")}}); err != nil {
		t.Fatal(err)
	}
	if m, _ := p.Last(); m.Caption != "жай" || len(m.Entities) != 1 {
		t.Errorf("sent %+v", m)
	}
}

// A picture made by the bot is shown, not attached.
func TestSendPicture(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	var drawn bytes.Buffer
	if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 20, 10))); err != nil {
		t.Fatal(err)
	}
	out := bot.Outgoing{HTML: "<b>Есеп</b>", File: &bot.File{Name: "chart.png", Data: drawn.Bytes(), Picture: true}}
	if _, err := c.Send(t.Context(), p.ID(), out); err != nil {
		t.Fatal(err)
	}
	last, _ := p.Last()
	if last.Kind != "photo" || last.HTML != "<b>Есеп</b>" || last.File == nil || !bytes.Equal(last.File.Data, drawn.Bytes()) {
		t.Errorf("shown %+v", last)
	}
}

// What a person sent goes out again by its id, with the caption as it was.
func TestSendMediaAgain(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	p.Photo("")
	p.Document("plan.pdf", []byte("x"))
	sent := p.Messages()
	for i, kind := range []bot.Content{bot.ContentPhoto, bot.ContentDocument} {
		file := sent[len(sent)-2+i].File
		w := bot.Written{Text: "👋 бүгін <b>", Media: kind, File: file.ID,
			Entities: []bot.Entity{{Type: "bold", Offset: 3, Length: 5}, {Type: "mention", Offset: 0, Length: 2}}}
		id, err := c.Send(t.Context(), p.ID(), bot.Outgoing{Written: &w, Inline: [][]bot.OutKey{{{Text: "Мәзір", Data: "m"}}}})
		if err != nil {
			t.Fatal(err)
		}
		m, _ := p.Last()
		if m.File.ID != file.ID || m.Kind != string(kind) || m.Caption != w.Text || len(m.Entities) != 1 || m.Entities[0].Offset != 3 || len(m.Keyboard) != 1 {
			t.Errorf("%s: sent %+v", kind, m)
		}
		w.Text, w.Entities = "басқа", nil
		if err := c.Edit(t.Context(), p.ID(), id, bot.Outgoing{Written: &w}); err != nil {
			t.Fatal(err)
		}
		if m, _ := p.Last(); m.ID != id || m.Caption != "басқа" || m.File.ID != file.ID || len(m.Keyboard) != 0 {
			t.Errorf("%s: edited to %+v", kind, m)
		}
	}
}

// A picture above a screen's lines, which change while it stays.
func TestSendPhotoWithLines(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	p.Photo("")
	all := p.Messages()
	file := all[len(all)-1].File
	id, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "<b>Шахмат</b>", Photo: file.ID})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), p.ID(), id, bot.Outgoing{HTML: "<i>Шахмат</i>!", Photo: file.ID}); err != nil {
		t.Fatal(err)
	}
	m, _ := p.Last()
	if m.ID != id || m.Kind != "photo" || m.File.ID != file.ID || m.Caption != "Шахмат!" || len(m.Entities) != 1 || m.Entities[0].Type != "italic" {
		t.Errorf("shown %+v", m)
	}
}

func TestEditAndDelete(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	id, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "1", Inline: [][]bot.OutKey{{{Text: "a", Data: "b"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Edit(t.Context(), p.ID(), id, bot.Outgoing{HTML: "<b>2</b>"}); err != nil {
		t.Fatal(err)
	}
	if m, _ := p.Last(); m.ID != id || m.Text != "2" || len(m.Keyboard) != 0 {
		t.Errorf("edited to %+v", m)
	}
	if err := c.Delete(t.Context(), p.ID(), id); err != nil {
		t.Fatal(err)
	}
	if m, ok := p.Last(); ok {
		t.Errorf("still there: %+v", m)
	}
}

func TestRefusedEdits(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	id, err := c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "1"})
	if err != nil {
		t.Fatal(err)
	}
	for want, err := range map[bot.SendPolicy]error{
		bot.NotModified: c.Edit(t.Context(), p.ID(), id, bot.Outgoing{HTML: "1"}),
		bot.NotFound:    c.Edit(t.Context(), p.ID(), id+100, bot.Outgoing{HTML: "1"}),
		bot.Unreachable: c.Edit(t.Context(), 404, id, bot.Outgoing{HTML: "1"}),
		bot.Rejected:    c.Edit(t.Context(), p.ID(), id, bot.Outgoing{HTML: "<b>"}),
	} {
		if f := failureOf(t, err); f.Policy != want {
			t.Errorf("got %+v, want %s", f, want)
		}
	}
	if f := failureOf(t, c.Delete(t.Context(), p.ID(), id+100)); f.Policy != bot.NotFound {
		t.Errorf("deleting nothing: %+v", f)
	}
	p.Block()
	_, err = c.Send(t.Context(), p.ID(), bot.Outgoing{HTML: "1"})
	if f := failureOf(t, err); f.Policy != bot.Unreachable {
		t.Errorf("sending to one who blocked: %+v", f)
	}
}

func TestAnswerTap(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	long := strings.Repeat("ә", 198) + "👋👋"
	done := make(chan simulator.Answer, 1)
	go func() {
		answer, err := p.TapData(999, "x")
		if err != nil {
			t.Error(err)
		}
		done <- answer
	}()
	tap := fetchTap(t, c)
	if err := c.AnswerTap(t.Context(), tap.ID, long); err != nil {
		t.Fatal(err)
	}
	if got := <-done; got.Text != strings.Repeat("ә", 198)+"👋" || tap.Message != 0 || tap.Data != "x" {
		t.Errorf("answered %+v to %+v", got, tap)
	}
}

func fetchTap(t *testing.T, c *Client) *bot.Tap {
	t.Helper()
	for offset := int64(0); ; {
		updates, err := c.updates(t.Context(), offset, batch, longPoll)
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range updates {
			u, err := Decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			if u.Kind == bot.KindTap {
				return u.Tap
			}
			offset = u.ID + 1
		}
	}
}

func TestSetCommands(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	set := func(chat int64, language string, commands ...bot.CommandText) {
		t.Helper()
		if err := c.SetCommands(t.Context(), chat, language, commands); err != nil {
			t.Fatal(err)
		}
	}
	shows := func(want ...simulator.Command) {
		t.Helper()
		if diff := cmp.Diff(want, p.Commands()); diff != "" {
			t.Errorf("menu (-want +got):\n%s", diff)
		}
	}
	set(0, "", bot.CommandText{Name: "menu", About: "Menu"})
	shows(simulator.Command{Command: "menu", Description: "Menu"})
	set(0, "kk", bot.CommandText{Name: "menu", About: "Мәзір"})
	shows(simulator.Command{Command: "menu", Description: "Мәзір"})
	set(p.ID(), "", bot.CommandText{Name: "my", About: "<&>"})
	shows(simulator.Command{Command: "my", Description: "<&>"})
	set(p.ID(), "")
	shows(simulator.Command{Command: "menu", Description: "Мәзір"})
}

func TestMeAsksOnce(t *testing.T) {
	s, c := simulated(t, simulator.Options{BotUsername: "jastar_test_bot"})
	for range 3 {
		id, name, err := c.Me(t.Context())
		if err != nil || id != 7000000001 || name != "jastar_test_bot" {
			t.Fatalf("Me = %d, %q, %v", id, name, err)
		}
	}
	if n := s.CallsOf("getMe"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestSetWebhook(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	var secret, kinds string
	s.OnCall(func(call simulator.Call) { secret, kinds = call.Params["secret_token"], call.Params["allowed_updates"] })
	if err := c.SetWebhook(t.Context(), "https://bot.example/telegram", "s-e_C"); err != nil {
		t.Fatal(err)
	}
	if secret != "s-e_C" || kinds != allowed {
		t.Errorf("secret %q, kinds %s", secret, kinds)
	}
}

// Connections are used again, also after errors and answers in pieces.
func TestConnectionsAreReused(t *testing.T) {
	addresses := map[string]bool{}
	c := serving(t, func(w http.ResponseWriter, r *http.Request) {
		addresses[r.RemoteAddr] = true
		w.WriteHeader(400)
		w.(http.Flusher).Flush()
		_, _ = w.Write([]byte(`{"ok":false,"error_code":400}` + strings.Repeat(" ", 9000)))
	})
	for range 5 {
		_, _ = c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
	}
	if len(addresses) != 1 {
		t.Errorf("%d connections for 5 calls in a row", len(addresses))
	}
}
