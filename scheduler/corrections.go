package scheduler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// standing says what became of a message that could not be changed.
type standing int

const (
	unsaid    standing = iota // the call failed for another reason
	gone                      // it is there no more
	otherwise                 // it is there, but a text and not media, or the other way round
	fixed                     // it is there and stays as it is
)

// standings are the words of the policy NotFound that tell messages apart. They
// come from the Bot API server (github.com/tdlib/telegram-bot-api, Client.cpp)
// and from TDLib (github.com/tdlib/td, MessagesManager.cpp).
var standings = []struct {
	words    string
	standing standing
}{
	{"message to edit not found", gone},
	{"message to delete not found", gone},
	{"MESSAGE_ID_INVALID", gone},
	{"there is no text in the message", otherwise},
	{"there is no caption in the message", otherwise},
}

// standingOf reads the error of a call that was to change a message.
func standingOf(err error) standing {
	var failed *bot.SendError
	if !errors.As(err, &failed) || failed.Policy != bot.NotFound {
		return unsaid
	}
	for _, s := range standings {
		if strings.Contains(failed.Description, s.words) {
			return s.standing
		}
	}
	return fixed
}

// people are those of the page who are to be written to now, with the messages
// that the run is about if it corrects another.
func (s *sending) people(ctx context.Context) ([]announcements.Reader, error) {
	if s.run.Kind.Corrects() {
		return s.Store.Readers(ctx, s.page, s.run.Base)
	}
	list, err := s.Store.Recipients(ctx, s.page, s.Respect.At(s.Clock()))
	people := make([]announcements.Reader, len(list))
	for i, to := range list {
		people[i].Recipient = to
	}
	return people, err
}

// recall deletes a message, or lets it say that it was withdrawn once it is too
// old for that. Both can be repeated: a message that is there no more was
// deleted by its reader, or by a call whose result was lost.
func (s *sending) recall(ctx context.Context, d *announcements.Delivery, to announcements.Reader) bool {
	if s.Clock().Sub(to.Sent) >= announcements.Deletable {
		return s.withdraw(ctx, d, to)
	}
	err := s.Sender.Delete(ctx, bot.LaneBulk, to.Chat, to.Parts()...)
	switch standingOf(err) {
	case fixed:
		return s.withdraw(ctx, d, to)
	case gone:
		d.Outcome, d.Cause = announcements.OutcomeSent, announcements.CauseGone
		return true
	}
	return s.judgeRepeatable(ctx, d, to, err)
}

// withdraw lets a message say that it was withdrawn. Which of the variants the
// reader got is known as long as the language is the same: else it may have been
// one of another kind.
func (s *sending) withdraw(ctx context.Context, d *announcements.Delivery, to announcements.Reader) bool {
	var err error
	became := fixed // as what has no words stays
	for _, media := range s.kinds(to.Language) {
		err = s.Sender.Edit(ctx, bot.LaneBulk, to.Chat, s.worded(to), s.withdrawn(to.Language, media))
		if became = standingOf(err); became != otherwise {
			break
		}
	}
	switch became {
	case gone:
		d.Outcome, d.Cause = announcements.OutcomeSent, announcements.CauseGone
		return true
	case fixed, otherwise:
		d.Outcome, d.Cause = announcements.OutcomeFailed, announcements.CauseFixed
		return true
	}
	if err == nil {
		d.Cause = announcements.CauseReplaced
	}
	return s.judgeRepeatable(ctx, d, to, err)
}

// kinds are the kinds of the run's variants whose words can be changed, that of
// the language first.
func (s *sending) kinds(language string) []announcements.Media {
	own, _ := s.run.Content.In(language)
	kinds := []announcements.Media{own.Media}
	for _, code := range announcements.Languages() {
		if m, ok := s.run.Content[code]; ok && !slices.Contains(kinds, m.Media) {
			kinds = append(kinds, m.Media)
		}
	}
	return slices.DeleteFunc(kinds, func(m announcements.Media) bool { return !m.Rewordable() })
}

// worded is the message that carries the words: of an album it is one of several.
func (s *sending) worded(to announcements.Reader) int {
	own, _ := s.run.Content.In(to.Language)
	return to.Part(own.Captioned())
}

// withdrawn is what stands in the place of a message, rendered once for each
// page, language and kind.
func (s *sending) withdrawn(language string, media announcements.Media) bot.Outgoing {
	s.rendering.Lock()
	defer s.rendering.Unlock()
	key := fmt.Sprintf("%s %s", language, media)
	m, ok := s.messages[key]
	if !ok {
		l := s.language(language)
		m = s.Sender.Render(l, s.Withdrawn(media, l))
		s.messages[key] = m
	}
	return m
}

// language is what somebody reads; those who have not chosen read the default.
func (s *sending) language(code string) locales.Language {
	if code == "" {
		return s.Default
	}
	return locales.Language(code)
}

// judgeRepeatable is judge for calls that do no harm a second time: without an
// answer they are made again with the page.
func (s *sending) judgeRepeatable(ctx context.Context, d *announcements.Delivery, to announcements.Reader, err error) bool {
	if policy, failed := bot.PolicyOf(err); failed && policy == bot.Unknown && !s.last {
		s.hiccups.Add(1)
		return false
	}
	return s.judge(ctx, d, to.Recipient, err)
}

// correct does to one message what the run is about.
func (s *sending) correct(ctx context.Context, d *announcements.Delivery, to announcements.Reader, m bot.Outgoing) bool {
	if s.run.Kind == announcements.KindRecall {
		return s.recall(ctx, d, to)
	}
	return s.edit(ctx, d, to, m)
}

// edit gives a message other words. One that has them already counts as changed.
func (s *sending) edit(ctx context.Context, d *announcements.Delivery, to announcements.Reader, m bot.Outgoing) bool {
	err := s.Sender.Edit(ctx, bot.LaneBulk, to.Chat, s.worded(to), m)
	switch standingOf(err) {
	case gone:
		d.Outcome, d.Cause = announcements.OutcomeFailed, announcements.CauseGone
		return true
	case fixed, otherwise:
		d.Outcome, d.Cause = announcements.OutcomeFailed, announcements.CauseFixed
		return true
	}
	if err == nil {
		d.Message, d.More = to.Message, to.More
	}
	return s.judgeRepeatable(ctx, d, to, err)
}
