package scheduler

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// screenLog remembers what became of the one progress message.
type screenLog struct {
	*telegram
	did  []string
	gone bool  // the message to edit was deleted by its reader
	fail error // of every edit
}

func (s *screenLog) Render(_ locales.Language, screen bot.Screen) bot.Outgoing {
	return bot.Outgoing{HTML: screen.Lines[0].Key}
}

func (s *screenLog) Send(_ context.Context, lane bot.Lane, _ int64, m bot.Outgoing) (int, error) {
	s.did = append(s.did, lane.String()+" send "+m.HTML)
	return 77, nil
}

func (s *screenLog) Edit(_ context.Context, lane bot.Lane, _ int64, _ int, m bot.Outgoing) error {
	if s.fail != nil {
		s.did = append(s.did, "refused "+m.HTML)
		return s.fail
	}
	if s.gone {
		s.gone = false
		return sendError(bot.NotFound)
	}
	s.did = append(s.did, lane.String()+" edit "+m.HTML)
	return nil
}

// progress shows one word for each state of a run.
func (c *city) progress(sender Sender, running *string) *Progress {
	return &Progress{Store: c.store, People: c.people, Sender: sender, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Readers: &bot.Readers{Clock: c.clock.Now, Zone: almaty, Default: locales.Kazakh},
		Screen: func(_ *bot.Reader, p announcements.Progress) bot.Screen {
			switch {
			case p.Announcement.Counting():
				return bot.Say("counting")
			case p.Announcement.Running:
				return bot.Say(*running)
			}
			return bot.Say("over")
		}}
}

// A progress message that will never be taken does not fail every tick: it is
// tried once for what it says, and left alone after the end.
func TestProgressMessageThatIsRefused(t *testing.T) {
	for policy, want := range map[bot.SendPolicy][]string{
		bot.Rejected:    {"refused counting", "refused running", "refused over"},
		bot.Unreachable: {"refused counting"},
	} {
		t.Run(policy.String(), func(t *testing.T) {
			c := newCity(t, 5)
			sender, running := &screenLog{telegram: c.telegram, fail: sendError(policy)}, "running"
			p := c.progress(sender, &running)
			show := func(after time.Duration) {
				if err := p.Show(t.Context(), c.clock.Move(after)); err != nil {
					t.Error(err)
				}
			}
			a := c.draft(t)
			if _, err := c.desk.SendNow(t.Context(), c.staff, a.ID, 5); err != nil {
				t.Fatal(err)
			}
			show(2 * time.Second)
			if err := c.desk.StartDue(t.Context(), c.clock.Move(8*time.Second)); err != nil {
				t.Fatal(err)
			}
			show(0)
			show(3 * time.Second)
			r := c.replica(t, c.store, 8)
			defer r.stop(t.Context())
			c.work(t, r)
			show(3 * time.Second)
			show(time.Minute)
			if !slices.Equal(sender.did, want) {
				t.Errorf("got %q, want %q", sender.did, want)
			}
			if n := c.number(t, `SELECT count(*) FROM announcements WHERE show_at IS NOT NULL`); n != 0 {
				t.Error("it is still to be edited")
			}
			if lost := c.number(t, `SELECT count(*) FROM people WHERE NOT reachable`) == 1; lost != (policy == bot.Unreachable) {
				t.Errorf("its reader is marked: %v", lost)
			}
		})
	}
}

// One message counts down, shows the run and ends with the final numbers. It is
// left alone while it would not change and after the end; deleted in between,
// it comes again.
func TestProgressMessage(t *testing.T) {
	c := newCity(t, 20)
	sender := &screenLog{telegram: c.telegram}
	running := "running"
	p := c.progress(sender, &running)
	show := func(after time.Duration) {
		if err := p.Show(t.Context(), c.clock.Move(after)); err != nil {
			t.Fatal(err)
		}
	}
	a := c.draft(t)
	if _, err := c.desk.SendNow(t.Context(), c.staff, a.ID, 5); err != nil {
		t.Fatal(err)
	}
	show(2 * time.Second)
	show(time.Second) // too early for another edit
	if err := c.desk.StartDue(t.Context(), c.clock.Move(7*time.Second)); err != nil {
		t.Fatal(err)
	}
	show(0)
	show(3 * time.Second) // nothing was sent meanwhile
	sender.gone, running = true, "running on"
	show(3 * time.Second)
	r := c.replica(t, c.store, 8)
	defer r.stop(t.Context())
	c.work(t, r)
	show(3 * time.Second)
	show(time.Minute)
	want := []string{"reply edit counting", "reply edit running", "reply send running on", "reply edit over"}
	if !slices.Equal(sender.did, want) {
		t.Errorf("got %q, want %q", sender.did, want)
	}
	if n := c.number(t, `SELECT message_id FROM announcements WHERE id = $1`, a.ID); n != 77 {
		t.Errorf("the message that came again is %d", n)
	}
}

// slowEdits is a sender whose edits arrive when they are let go.
type slowEdits struct {
	*screenLog
	under, arrive chan struct{}
}

func (s *slowEdits) Edit(ctx context.Context, lane bot.Lane, chat int64, message int, m bot.Outgoing) error {
	s.under <- struct{}{}
	<-s.arrive
	return s.screenLog.Edit(ctx, lane, chat, message, m)
}

// An edit that takes long does not come after a newer one of another replica.
func TestProgressMessageIsEditedByOneReplica(t *testing.T) {
	c := newCity(t, 5)
	sender, running := &screenLog{telegram: c.telegram}, "running"
	slow := &slowEdits{sender, make(chan struct{}), make(chan struct{})}
	first, second := c.progress(slow, &running), c.progress(sender, &running)
	a := c.draft(t)
	if _, err := c.desk.SendNow(t.Context(), c.staff, a.ID, 5); err != nil {
		t.Fatal(err)
	}
	if err := c.desk.StartDue(t.Context(), c.clock.Move(10*time.Second)); err != nil {
		t.Fatal(err)
	}
	over := make(chan error)
	go func() { over <- first.Show(t.Context(), c.clock.Now()) }()
	<-slow.under
	r := c.replica(t, c.store, 8)
	defer r.stop(t.Context())
	c.work(t, r)
	show := func(after time.Duration) {
		if err := second.Show(t.Context(), c.clock.Move(after)); err != nil {
			t.Fatal(err)
		}
	}
	show(5 * time.Second)
	slow.arrive <- struct{}{}
	if err := <-over; err != nil {
		t.Fatal(err)
	}
	show(time.Second)
	if want := []string{"reply edit running", "reply edit over"}; !slices.Equal(sender.did, want) {
		t.Errorf("got %q, want %q", sender.did, want)
	}
}
