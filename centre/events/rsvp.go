package events

import (
	"context"
	"time"

	"jastar/centre"
)

// State is where a sign-up stands.
type State string

// The states, as they are stored.
const (
	Going   State = "going"     // has a seat
	NotGone State = "cancelled" // had one and gave it back
)

// Answer is what somebody replied to a reminder.
type Answer string

// The answers, as they are stored.
const (
	NoAnswer Answer = ""
	Coming   Answer = "coming"
	Late     Answer = "late"
	Cannot   Answer = "cannot" // gives the seat back
)

// Verdict is the true answer to a wish for a seat. Every verdict is shown;
// none is an error.
type Verdict string

// The verdicts.
const (
	Joined    Verdict = "joined"    // has a seat now
	AlreadyIn Verdict = "already"   // had one before
	Full      Verdict = "full"      // no seat is left
	NotOpen   Verdict = "not_open"  // sign-up has not opened yet
	Closed    Verdict = "closed"    // sign-up has closed
	CalledOff Verdict = "cancelled" // the event will not take place
	Finished  Verdict = "over"      // the event is over
	Left      Verdict = "left"      // gave the seat back
	NotIn     Verdict = "not_in"    // had no seat to give back
	Noted     Verdict = "noted"     // the answer to a reminder was written down
)

// Wish is what a person asks of an event. Buttons carry the wished state, so
// that asking twice gives the same answer.
type Wish struct {
	Going  bool
	Answer Answer // to a reminder; NoAnswer when the wish is a tap on the card
}

// Reply is the wish behind an answer to a reminder, centre.ErrGone for a word
// that is no answer.
func Reply(a Answer) (Wish, error) {
	switch a {
	case Coming, Late, Cannot:
		return Wish{Going: a != Cannot, Answer: a}, nil
	}
	return Wish{}, centre.ErrGone
}

// Seat is what a decision is made from.
type Seat struct {
	Event     Event
	Going     bool // the person has a seat
	Applicant Applicant
	Choice    ReminderChoice
}

// Decision is what becomes of a wish.
type Decision struct {
	Verdict   Verdict
	Answer    Answer     // to be written down
	Reminders []Reminder // of a person who just got a seat
	At        time.Time  // when it was taken
}

// Seats is the change in the number of taken seats.
func (d Decision) Seats() int {
	switch d.Verdict {
	case Joined:
		return +1
	case Left:
		return -1
	}
	return 0
}

// Decide is the rule of seats. It refuses with a *centre.Lacks what registration
// must settle first and with centre.ErrGone what nobody may see.
func Decide(s Seat, w Wish, now time.Time) (Verdict, error) {
	e := s.Event
	switch {
	case e.Status == StatusDraft:
		return "", centre.ErrGone
	case e.Status == StatusCancelled:
		return CalledOff, nil
	case e.Over(now):
		return Finished, nil
	case !w.Going && s.Going:
		return Left, nil
	case !s.Going && (!w.Going || w.Answer != NoAnswer):
		return NotIn, nil
	case s.Going && w.Answer != NoAnswer:
		return Noted, nil
	case s.Going:
		return AlreadyIn, nil
	}
	return decideEntry(s, now)
}

// decideEntry is the rule for somebody who has no seat and wants one. A full
// event asks nobody for a date of birth.
func decideEntry(s Seat, now time.Time) (Verdict, error) {
	e := s.Event
	switch {
	case now.Before(e.Opens):
		return NotOpen, nil
	case !now.Before(e.closing()):
		return Closed, nil
	case e.Left() == 0:
		return Full, nil
	}
	if err := e.Ages.Admit(s.Applicant, e.Starts); err != nil {
		return "", err
	}
	return Joined, nil
}

// closing is the moment from which nobody can sign up.
func (e Event) closing() time.Time {
	if e.Closes.IsZero() {
		return e.Starts
	}
	return e.Closes
}

// Outcome is the answer to a wish together with the event as it is now.
type Outcome struct {
	Card
	Verdict Verdict
}

// RSVP gives the actor a seat or takes it back, with its reminders, in one
// transaction: an event is never oversold, and the same wish twice gives the
// same true answer. The error is a *centre.Lacks when registration must
// come first.
func (d *Desk) RSVP(ctx context.Context, actor centre.Actor, id EventID, wish Wish) (Outcome, error) {
	now := d.now()
	var verdict Verdict
	card, err := d.store.ChangeSeat(ctx, id, actor.Person, func(s Seat) (Decision, error) {
		s.Applicant.Consented = actor.Consented
		s.Event.Starts = s.Event.Starts.In(d.zone)
		var err error
		verdict, err = Decide(s, wish, now)
		decision := Decision{Verdict: verdict, Answer: wish.Answer, At: now}
		if verdict == Joined {
			decision.Reminders = d.plan(s.Event.Starts, s.Choice, now)
		}
		return decision, err
	})
	return Outcome{Card: card, Verdict: verdict}, err
}
