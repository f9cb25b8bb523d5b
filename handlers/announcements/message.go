package announcements

import (
	"strings"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// Screen is what a reader of the language receives: the message exactly as its
// author sent it and, when it is not in that language, a last line that says
// which one it is in. Preview, test and the real thing are all made here.
func Screen(texts *locales.Catalogue, content announcements.Content, l locales.Language) bot.Screen {
	m, in := content.In(string(l))
	w := written(m)
	if in != string(l) && in != "" {
		mark := "(" + texts.Plain(l, writtenIn.T(in)) + ")"
		if w.Text != "" {
			mark = "\n\n" + mark // behind the text it moves no formatting
		}
		if announcements.Units(w.Text+mark) <= m.Max() {
			w.Text += mark
		}
	}
	if len(w.Album) > 0 {
		w.Album[m.Captioned()].Text = w.Text
	}
	return bot.Screen{Written: w, Lasting: true, Rows: contentRows(content, l, 0)}
}

// writtenIn says in which language something is written.
const writtenIn = locales.Family("common.written_in_")

func written(m announcements.Message) *bot.Written {
	w := &bot.Written{Text: m.Text, Entities: m.Entities, Media: bot.Content(m.Media), File: m.File,
		Place: m.Place, Poll: m.Poll, Album: shownParts(m.Album)}
	if len(w.Album) > 0 {
		part := w.Album[m.Captioned()]
		w.Text, w.Entities = part.Text, part.Entities
	}
	return w
}

// takeMessage reads the message that is to be announced. Nothing about it is
// changed; what cannot be sent to many is refused with what can be.
func takeMessage(in bot.Input) (announcements.Message, error) {
	if in.Message == nil {
		return announcements.Message{}, centre.Refuse("common.type_it")
	}
	if err := repeatable(in.Message); err != nil {
		return announcements.Message{}, err
	}
	m := announcements.Message{Text: in.Message.Text, Entities: in.Message.Entities}
	if in.Message.Content != bot.ContentText {
		m.Media, m.File = announcements.Media(in.Message.Content), in.Message.File
		m.Place, m.Poll = in.Message.Place, in.Message.Poll
	}
	return m, m.Check()
}

// excerptLength is how many letters of a message stand for it on a button.
const excerptLength = 32

// mediaName names a message that has no words.
const mediaName = locales.Family("announcements.media_")

// excerpt is the beginning of the words, on one line; what has no words is named
// by its kind.
func excerpt(r *bot.Reader, content announcements.Content) string {
	m, _ := content.In(string(r.Language))
	letters := []rune(strings.Join(strings.Fields(m.Words()), " "))
	switch {
	case len(letters) == 0 && m.Media != announcements.NoMedia:
		return r.Texts.Plain(r.Language, mediaName.T(string(m.Media)))
	case len(letters) > excerptLength:
		letters = append(letters[:excerptLength-1], '…')
	}
	return string(letters)
}
