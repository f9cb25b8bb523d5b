package announcements

import (
	"strings"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// Screen is what a reader of the language receives: the text exactly as its
// author sent it and, when it is not in that language, a last line that says
// which one it is in. Preview, test and the real thing are all made here.
func Screen(texts *locales.Catalogue, content announcements.Content, l locales.Language) bot.Screen {
	m, in := content.In(string(l))
	w := written(m)
	if in != string(l) && in != "" {
		// Behind the text the mark moves no formatting.
		mark := "\n\n(" + texts.Plain(l, writtenIn.T(in)) + ")"
		if announcements.Units(w.Text+mark) <= announcements.MaxUnits {
			w.Text += mark
		}
	}
	return bot.Screen{Written: w, Lasting: true}
}

// writtenIn says in which language something is written.
const writtenIn = locales.Family("common.written_in_")

func written(m announcements.Message) *bot.Written {
	w := &bot.Written{Text: m.Text, Entities: make([]bot.Entity, len(m.Entities))}
	for i, e := range m.Entities {
		w.Entities[i] = bot.Entity(e)
	}
	return w
}

// takeMessage reads the message that is to be announced. Nothing about it is
// changed; what is not text is refused with what can be sent instead.
func takeMessage(in bot.Input) (announcements.Message, error) {
	if in.Message == nil {
		return announcements.Message{}, centre.Refuse("common.type_it")
	}
	if in.Message.Content != bot.ContentText {
		return announcements.Message{}, centre.Refuse("announcements.only_text")
	}
	m := announcements.Message{Text: in.Message.Text}
	for _, e := range in.Message.Entities {
		m.Entities = append(m.Entities, announcements.Entity(e))
	}
	return m, m.Check()
}

// excerptLength is how many letters of a message stand for it on a button.
const excerptLength = 32

// excerpt is the beginning of the text, on one line.
func excerpt(a announcements.Announcement, l locales.Language) string {
	m, _ := a.Content.In(string(l))
	letters := []rune(strings.Join(strings.Fields(m.Text), " "))
	if len(letters) > excerptLength {
		letters = append(letters[:excerptLength-1], '…')
	}
	return string(letters)
}
