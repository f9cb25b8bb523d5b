package telegram

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jastar/bot"
	"jastar/bot/simulator"
)

// received returns the newest thing that somebody sent to the bot.
func received(t *testing.T, c *Client) *bot.Message {
	t.Helper()
	var last *bot.Message
	for offset := int64(0); ; {
		updates, err := c.updates(t.Context(), offset, batch, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(updates) == 0 {
			return last
		}
		for _, raw := range updates {
			u, err := Decode(raw)
			if err != nil {
				t.Fatal(err)
			}
			last, offset = u.Message, u.ID+1
		}
	}
}

// again is the message as it goes out to others.
func again(m *bot.Message) bot.Outgoing {
	w := bot.Written{Text: m.Text, Entities: m.Entities, Media: m.Content, File: m.File, Place: m.Place, Poll: m.Poll}
	return bot.Outgoing{Written: &w, Inline: [][]bot.OutKey{{{Text: "Мәзір", Data: "m"}}}}
}

// Each kind that a person sends arrives elsewhere as it was.
func TestSendEachKindAgain(t *testing.T) {
	depot := simulator.Venue{Location: simulator.Location{Latitude: 43.25, Longitude: -76.5}, Title: "Депо", Address: "Алматы",
		FoursquareID: "f", FoursquareType: "t", GoogleID: "g", GoogleType: "p"}
	emoji := []simulator.Entity{{Type: "custom_emoji", Offset: 0, Length: 2, EmojiID: "5"}}
	poll := simulator.Poll{Question: simulator.Phrase{Text: "🙂 қашан?", Entities: emoji}, Multiple: true, Revoting: true,
		Options: []simulator.Phrase{{Text: "Сенбі"}, {Text: "🙂 жексенбі", Entities: emoji}}}
	quiz := simulator.Poll{Question: simulator.Phrase{Text: "Қанша?"}, Options: []simulator.Phrase{{Text: "6"}, {Text: "8"}, {Text: "сегіз"}},
		Anonymous: true, Quiz: true, Multiple: true, Correct: []int{1, 2}, Explanation: simulator.Phrase{Text: "2014", Entities: []simulator.Entity{{Type: "bold", Length: 4}}}}
	for name, send := range map[string]func(*simulator.Person) (int64, error){
		"video":       func(p *simulator.Person) (int64, error) { return p.Media("video", "<b>қара</b>") },
		"animation":   func(p *simulator.Person) (int64, error) { return p.Media("animation", "<b>қара</b>") },
		"voice":       func(p *simulator.Person) (int64, error) { return p.Media("voice", "тыңда") },
		"round video": func(p *simulator.Person) (int64, error) { return p.Media("video_note", "") },
		"audio":       func(p *simulator.Person) (int64, error) { return p.Media("audio", "<i>ән</i>") },
		"sticker":     func(p *simulator.Person) (int64, error) { return p.Sticker(), nil },
		"location":    func(p *simulator.Person) (int64, error) { return p.Location(-43.000001, 76.9), nil },
		"venue":       func(p *simulator.Person) (int64, error) { return p.Venue(depot), nil },
		"poll":        func(p *simulator.Person) (int64, error) { return p.Poll(poll, "<b>дауыс</b> бер") },
		"quiz":        func(p *simulator.Person) (int64, error) { return p.Poll(quiz, "") },
	} {
		t.Run(name, func(t *testing.T) {
			s, c := simulated(t, simulator.Options{})
			author, reader := started(s), started(s)
			if _, err := send(author); err != nil {
				t.Fatal(err)
			}
			m := received(t, c)
			id, err := c.Send(t.Context(), reader.ID(), again(m))
			if err != nil {
				t.Fatal(err)
			}
			wrote, got := author.Messages(), reader.Messages()
			want, last := wrote[len(wrote)-1], got[len(got)-1]
			if last.ID != id || last.Kind != want.Kind || last.File != want.File || last.HTML != want.HTML || len(last.Keyboard) != 1 {
				t.Errorf("sent %+v, want %+v", last, want)
			}
			if diff := cmp.Diff([]any{want.Location, want.Venue, want.Poll}, []any{last.Location, last.Venue, last.Poll}); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
		})
	}
}

// Words below media change where there are some, elsewhere only the buttons.
func TestEditEachKind(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	for _, kind := range []string{"video", "video_note"} {
		if _, err := p.Media(kind, ""); err != nil {
			t.Fatal(err)
		}
		m := received(t, c)
		id, err := c.Send(t.Context(), p.ID(), again(m))
		if err != nil {
			t.Fatal(err)
		}
		w := bot.Written{Text: "басқа", Media: m.Content, File: m.File}
		if err := c.Edit(t.Context(), p.ID(), id, bot.Outgoing{Written: &w}); err != nil {
			t.Fatal(err)
		}
		last, _ := p.Last()
		if last.ID != id || len(last.Keyboard) != 0 || (last.Caption == "басқа") != (kind == "video") {
			t.Errorf("%s: edited to %+v", kind, last)
		}
	}
}

// A refusal of Telegram names the call and what was wrong.
func TestRefusedKinds(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	for method, w := range map[string]bot.Written{
		"sendVideo":    {Media: bot.ContentVideo, File: "gone"},
		"sendSticker":  {Media: bot.ContentSticker},
		"sendLocation": {Media: bot.ContentLocation, Place: &bot.Place{Latitude: 91}},
		"sendPoll":     {Media: bot.ContentPoll, Poll: &bot.Poll{Question: bot.Phrase{Text: strings.Repeat("x", 301)}, Options: []bot.Phrase{{Text: "a"}}}},
	} {
		_, err := c.Send(t.Context(), p.ID(), bot.Outgoing{Written: &w})
		if f := failureOf(t, err); f.Policy != bot.Rejected || f.Method != method || f.Description == "" {
			t.Errorf("%s: got %+v", method, f)
		}
	}
}
