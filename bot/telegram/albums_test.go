package telegram

import (
	"slices"
	"testing"

	"jastar/bot"
	"jastar/bot/simulator"
)

// An album goes out with each part's caption; its ids are those that Telegram
// tells, one part can get other words, and all are taken back at once.
func TestAlbum(t *testing.T) {
	s, c := simulated(t, simulator.Options{})
	p := started(s)
	if err := p.Album(simulator.Part{Kind: "photo"}, simulator.Part{Kind: "video"}); err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, m := range p.Messages() {
		if m.File != nil {
			files = append(files, m.File.ID)
		}
	}
	m := bot.Outgoing{Inline: [][]bot.OutKey{{{Text: "a", Data: "b"}}}, Written: &bot.Written{Media: bot.ContentAlbum, Text: "Сенбі", Album: []bot.Part{
		{Media: bot.ContentPhoto, File: files[0]},
		{Media: bot.ContentVideo, File: files[1], Text: "Сенбі", Entities: []bot.Entity{{Type: "bold", Length: 5}}},
	}}}
	ids, err := c.SendAlbum(t.Context(), p.ID(), m)
	if err != nil || len(ids) != 2 || ids[0] == ids[1] {
		t.Fatalf("got %v, %v", ids, err)
	}
	last, _ := p.Last()
	if last.ID != ids[1] || last.Kind != "video" || last.HTML != "<b>Сенбі</b>" || last.Album == "" {
		t.Errorf("shown %+v", last)
	}
	m.Written.Text, m.Inline = "Жексенбі", nil
	if err := c.Edit(t.Context(), p.ID(), ids[1], m); err != nil {
		t.Fatal(err)
	}
	if last, _ := p.Last(); last.Caption != "Жексенбі" {
		t.Errorf("edited to %+v", last)
	}
	if err := c.Delete(t.Context(), p.ID(), append(ids, 1<<30)...); err != nil {
		t.Fatal(err)
	}
	if left := slices.DeleteFunc(p.Messages(), func(m simulator.Message) bool { return !m.FromBot || m.Deleted }); len(left) > 0 {
		t.Errorf("left: %+v", left)
	}
	if bad := s.Mistakes(); len(bad) > 0 {
		t.Errorf("Telegram would refuse or not know: %+v", bad)
	}
}
