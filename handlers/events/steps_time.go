package events

import (
	"context"
	"strconv"
	"strings"
	"time"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

func startStep() bot.Step[making] {
	return bot.Step[making]{
		Name: events.PartStarts,
		Ask: func(_ context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			s := bot.Say("events.ask_start", "example", r.Now.AddDate(0, 0, 3).Format("02.01.2006")+" 18:30")
			if !m.Starts.IsZero() {
				s = s.Gap().Say("events.so_far", "value", r.Moment(m.Starts))
			}
			return s, nil
		},
		Take: func(_ context.Context, r *bot.Request, in bot.Input, m *making) error {
			start, err := in.Time()
			if err != nil {
				return err
			}
			if err := events.CheckStart(start, r.Now); err != nil {
				return err
			}
			m.Reschedule(start)
			return nil
		},
	}
}

// lengths are offered as buttons, in minutes.
var lengths = [...]int{60, 90, 120, 180}

func endStep() bot.Step[making] {
	return bot.Step[making]{
		Name: events.PartEnds,
		Ask: func(_ context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			s := bot.Say("events.ask_end", "start", r.Moment(m.Starts))
			for _, n := range lengths {
				label := locales.T("events.length_button", "length", locales.Duration(time.Duration(n)*time.Minute))
				s = s.Row(bot.Choice(label, strconv.Itoa(n)))
			}
			return s, nil
		},
		Take: func(_ context.Context, r *bot.Request, in bot.Input, m *making) error {
			end, err := endOf(in, m.Starts.In(r.Now.Location()))
			if err != nil {
				return err
			}
			if err := events.CheckEnd(m.Starts, end); err != nil {
				return err
			}
			m.Ends = end
			return nil
		},
	}
}

// endOf reads an end: a length, a time of day, or a day and a time.
func endOf(in bot.Input, start time.Time) (time.Time, error) {
	if in.Choice != "" {
		minutes, err := in.Number(1, int(events.MaxLength/time.Minute))
		return start.Add(time.Duration(minutes) * time.Minute), err
	}
	if in.Message != nil && strings.Contains(strings.TrimSpace(in.Message.Text), " ") {
		return in.Time()
	}
	end, err := in.TimeOn(start)
	return events.EndAt(start, end), err
}

func opensStep() bot.Step[making] {
	return windowStep("opens", bot.Say("events.ask_opens"), func(m *making) *time.Time { return &m.Opens })
}

func closesStep() bot.Step[making] {
	return windowStep("closes", bot.Say("events.ask_closes"), func(m *making) *time.Time { return &m.Closes })
}

// noLimit is the answer that takes a limit of signing up away.
const noLimit = "none"

// windowStep asks for one side of the time in which people can sign up.
func windowStep(name string, question bot.Screen, side func(*making) *time.Time) bot.Step[making] {
	return bot.Step[making]{
		Name: name, Optional: true,
		Ask: ask(question.Row(bot.Choice(locales.T("events.no_limit_button"), noLimit))),
		Take: func(_ context.Context, r *bot.Request, in bot.Input, m *making) (err error) {
			wish := *m
			if *side(&wish) = (time.Time{}); in.Choice != noLimit {
				*side(&wish), err = in.Time()
			}
			if err == nil {
				err = events.CheckWindow(wish.Draft, r.Now)
			}
			if err == nil {
				*m = wish
			}
			return err
		},
	}
}

// reminderSets are the offsets that are offered, in minutes before the start.
var reminderSets = [...]string{"1440,180", "2880,180", "1440", "180", "60", noReminders}

// noReminders is the answer for none at all: a choice cannot be empty.
const noReminders = "0"

func remindersStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "reminders", Optional: true,
		Ask: func(_ context.Context, r *bot.Request, _ *making) (bot.Screen, error) {
			s := bot.Say("events.ask_reminders")
			for _, set := range reminderSets {
				s = s.Row(bot.Choice(reminderTimes(&r.Reader, offsets(set)), set))
			}
			return s, nil
		},
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			value, err := in.Pick(reminderSets[:]...)
			if err == nil {
				m.Reminders = offsets(value)
			}
			return err
		},
	}
}

// reminderTimes says how long before the start people are reminded.
func reminderTimes(r *bot.Reader, offsets []int) locales.Text {
	if len(offsets) == 0 {
		return locales.T("events.no_reminders_button")
	}
	var said locales.Strings
	for _, minutes := range offsets {
		said = append(said, r.Texts.Duration(r.Language, time.Duration(minutes)*time.Minute))
	}
	return locales.T("events.times_button", "times", said)
}

// offsets reads a set of offsets.
func offsets(set string) []int {
	all := []int{}
	for field := range strings.SplitSeq(set, ",") {
		if n, err := strconv.Atoi(field); err == nil && n > 0 {
			all = append(all, n)
		}
	}
	return all
}
