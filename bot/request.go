package bot

import (
	"context"
	"time"

	"jastar/centre"
	"jastar/locales"
)

// Reader is the person a screen is made for: who they are, their language and
// the present moment in the city's zone. Screens of turns and of notices are
// made from it alike.
type Reader struct {
	centre.Identity
	Language locales.Language // the chosen language, or the centre's default before it was asked
	Now      time.Time        // in the city's zone
	Texts    *locales.Catalogue
}

// Date says a day with its weekday, in the reader's language and the city's zone.
func (r *Reader) Date(t time.Time) string {
	return r.Texts.Date(r.Language, t.In(r.Now.Location()), r.Now)
}

// Moment says day, weekday and time, in the reader's language and the city's zone.
func (r *Reader) Moment(t time.Time) string {
	return r.Texts.DateTime(r.Language, t.In(r.Now.Location()), r.Now)
}

// Brief says day and time in as few characters as a button allows.
func (r *Reader) Brief(t time.Time) string {
	return r.Texts.ShortDateTime(r.Language, t.In(r.Now.Location()))
}

// Words picks the reader's language of a text that organizers wrote, or the
// first available one, marked with the name of its language.
func (r *Reader) Words(w centre.Words) string {
	text, in := w.In(string(r.Language))
	if text == "" || in == string(r.Language) {
		return text
	}
	return text + " (" + r.Texts.Plain(r.Language, locales.Family("common.written_in_").T(in)) + ")"
}

// Request is one update on its way to its handler.
type Request struct {
	Reader
	Update *Update

	talk    *Conversation
	route   string                          // what handled it, for the log
	outcome string                          // how it went, for the log; "" means well
	reload  func(ctx context.Context) error // reads Identity anew after it changed
}

// Text returns the text of the message, "" for a tap.
func (r *Request) Text() string {
	if r.Update.Message == nil {
		return ""
	}
	return r.Update.Message.Text
}

// tapped returns the data of the tapped button, "" for a message.
func (r *Request) tapped() string {
	if r.Update.Tap == nil {
		return ""
	}
	return r.Update.Tap.Data
}
