package scheduler

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
	"jastar/storage/redis"
)

// Only pages of a run that is paid for are charged, and only where the operator
// pays: neither what is posted in channels nor whoever was held.
func TestOnlyPaidRunsArePaid(t *testing.T) {
	for _, c := range []struct {
		paid bool
		rate float64
		want bool
	}{{true, 1000, true}, {true, 0, false}, {false, 1000, false}} {
		r := NewRuns(RunConfig{Sender: &telegram{}, Window: 1, PaidRate: c.rate, Default: locales.Kazakh,
			Screen: func(announcements.Run, locales.Language) bot.Screen { return bot.Screen{} }})
		run := announcements.Run{ID: 7, Paid: c.paid}
		s := r.newPage(run, announcements.Page{}, false)
		if got := s.message("ru").Paid; got != c.want || (s.lane == bot.LanePaid) != c.want {
			t.Errorf("%+v: a page's message says %v, in lane %s", c, got, s.lane)
		}
		post := r.newSending(run, announcements.Page{}, false)
		wave := r.newWave(&river.Job[announcements.Wave]{JobRow: &rivertype.JobRow{}},
			announcements.OpenedWave{Runs: map[announcements.RunID]announcements.Run{7: run}})
		if post.message("ru").Paid || wave.words([]announcements.RunID{7}, "ru").Paid || post.lane != bot.LaneBulk || wave.lane != bot.LaneBulk {
			t.Errorf("%+v: a post or somebody who was held is charged", c)
		}
	}
}

// meter is Telegram that notes the lane of each message. With a budget it also
// notes when the message leaves: the budget's clock is moved on instead of waited
// for.
type meter struct {
	*telegram
	budget *redis.Budget
	clock  *miniredis.Miniredis

	mu     sync.Mutex
	now    time.Time
	left   map[bot.Lane][]time.Time
	wrong  int // messages that were to be charged in another lane, or not in theirs
	broken error
}

func (m *meter) SendAll(ctx context.Context, lane bot.Lane, chat int64, out bot.Outgoing) ([]int, error) {
	sent, err := m.telegram.SendAll(ctx, lane, chat, out)
	if err != nil {
		return sent, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if out.Paid != (lane == bot.LanePaid) {
		m.wrong++
	}
	m.left[lane] = append(m.left[lane], m.moment(lane))
	return sent, nil
}

// moment is when the next message of the lane may leave.
func (m *meter) moment(lane bot.Lane) time.Time {
	for m.budget != nil && m.broken == nil {
		got, err := m.budget.Lease(context.Background(), lane, 1, 0)
		at := m.now.Add(got.Wait)
		if err != nil || got.Granted > 0 {
			m.broken = err
			return at
		}
		m.now = at
		m.clock.SetTime(at)
	}
	return m.now
}

// most is how many messages of a lane leave in one second at the most.
func (m *meter) most(lane bot.Lane) (most int) {
	slices.SortFunc(m.left[lane], time.Time.Compare)
	for i, from := range m.left[lane] {
		n := 0
		for _, at := range m.left[lane][i:] {
			if at.Sub(from) < time.Second {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// payingReplica is a replica whose operator pays, and its meter.
func (c *city) payingReplica(t *testing.T, window int) (*Runs, *meter) {
	t.Helper()
	m := &meter{telegram: c.telegram, left: map[bot.Lane][]time.Time{}}
	r := c.replica(t, c.store, window)
	r.Sender = m
	return r, m
}

// paid starts an announcement that is paid for.
func (c *city) paid(t *testing.T) announcements.Announcement {
	t.Helper()
	c.desk.PaidRate = 1000
	c.exec(t, `UPDATE paid SET ceiling = 1000`)
	a, err := c.desk.SetPaid(t.Context(), c.staff, c.draft(t).ID, true)
	if err != nil {
		t.Fatal(err)
	}
	return c.start(t, a)
}

// settle works jobs as work does, until none is left or the run is paused: then
// its page's job is left as it is.
func (c *city) settle(t *testing.T, r *Runs, run announcements.RunID) {
	t.Helper()
	var last error
	for range 40 {
		job := c.nextJob(t)
		if job == nil {
			return
		}
		if last = c.workOne(t.Context(), r, job); last == nil {
			c.worked[job.ID] = true
		} else if c.state(t, run) == announcements.Paused {
			return
		}
	}
	t.Fatal("the jobs do not come to an end:", last)
}

// However fast a paid run goes, what is not paid for leaves no faster than it may,
// and neither waits for the other.
func TestUnpaidMessagesKeepTheirRateBesideAPaidRun(t *testing.T) {
	const members, rate = 150, 30
	c := newCity(t, members)
	c.sendNow(t)
	c.paid(t)
	r, m := c.payingReplica(t, 16)
	defer r.stop(t.Context())
	m.clock, m.now = miniredis.RunT(t), c.clock.Now()
	m.clock.SetTime(m.now)
	store, err := redis.Open(t.Context(), "redis://"+m.clock.Addr(), "test:")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	m.budget = store.Budget(rate, 1000)
	var pages sync.WaitGroup
	for job := c.nextJob(t); job != nil; job = c.nextJob(t) {
		c.worked[job.ID] = true
		pages.Go(func() {
			if err := c.workOne(t.Context(), r, job); err != nil {
				t.Errorf("%s: %v", job.EncodedArgs, err)
			}
		})
	}
	pages.Wait()
	if m.broken != nil {
		t.Fatal(m.broken)
	}
	if free, paid := len(m.left[bot.LaneBulk]), len(m.left[bot.LanePaid]); free != members || paid != members || m.wrong != 0 {
		t.Errorf("%d messages are not paid for, %d are, %d wrongly", free, paid, m.wrong)
	}
	if n := m.most(bot.LaneBulk); n > rate+1 { // one may be late
		t.Errorf("%d unpaid messages leave in a second", n)
	}
}

// outOfStars is Telegram whose bot has Stars for so many messages, until topped up.
func outOfStars(n int, topped *atomic.Bool) func(int, int64) (bool, error) {
	return func(call int, _ int64) (bool, error) {
		if call > n && !topped.Load() {
			return false, &bot.SendError{Policy: bot.Rejected, Method: "sendMessage", Code: 400, Description: "Bad Request: BALANCE_TOO_LOW"}
		}
		return true, nil
	}
}

// A run that the Stars do not pay for rests where it is, with one word to whoever
// started it, and goes on with Stars or without; nobody is left out and nobody
// gets it twice.
func TestStarsRunOut(t *testing.T) {
	const members, covered = 150, 40
	for name, c := range map[string]struct {
		goOn func(*city, announcements.Announcement) error
		paid int
	}{
		"without them": {func(c *city, a announcements.Announcement) error {
			_, err := c.desk.GoOnUnpaid(t.Context(), c.staff, a.ID, announcements.Pause{Run: a.Run})
			return err
		}, covered},
		"topped up": {func(c *city, a announcements.Announcement) error {
			_, err := c.desk.Pause(t.Context(), c.staff, a.ID, announcements.Pause{Run: a.Run})
			return err
		}, members},
	} {
		t.Run(name, func(t *testing.T) {
			city := newCity(t, members)
			var topped atomic.Bool
			city.telegram.behave = outOfStars(covered, &topped)
			a := city.paid(t)
			r, m := city.payingReplica(t, 16)
			defer r.stop(t.Context())
			city.settle(t, r, a.Run)
			tally, err := city.store.Tally(t.Context(), a.Run)
			if err != nil || tally.State != announcements.Paused || tally.Sent != covered || tally.Failed != 0 || tally.Paid != covered {
				t.Fatalf("without Stars: %+v, %v", tally, err)
			}
			if now, err := city.store.ByID(t.Context(), a.ID); err != nil || !now.Spent || !now.Paused {
				t.Errorf("it does not say that it waits for Stars: %+v, %v", now, err)
			}
			if n := city.number(t, `SELECT count(*) FROM river_job WHERE kind = 'notice'`); n != 1 {
				t.Errorf("%d notices", n)
			}
			topped.Store(true)
			if err := c.goOn(city, a); err != nil {
				t.Fatal(err)
			}
			city.settle(t, r, a.Run)
			if without, repeated := city.telegram.count(members); without != 0 || repeated != 0 || m.wrong != 0 {
				t.Errorf("%d without a message, %d repeated, %d wrongly charged", without, repeated, m.wrong)
			}
			tally, err = city.store.Tally(t.Context(), a.Run)
			if err != nil || tally.State != announcements.Finished || tally.Paid != c.paid || len(m.left[bot.LanePaid]) != c.paid {
				t.Errorf("at the end: %+v, %v; %d were paid for", tally, err, len(m.left[bot.LanePaid]))
			}
			if now, err := city.store.ByID(t.Context(), a.ID); err != nil || now.Spent {
				t.Errorf("it still waits for Stars: %+v, %v", now, err)
			}
		})
	}
}

// An owner who lets nothing be paid any more ends the paying of what is under way,
// not the sending.
func TestPayingEndsMidway(t *testing.T) {
	const members = 150
	c := newCity(t, members)
	owner := c.staff
	owner.Role = centre.Owner
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if call == 50 {
			if err := c.desk.Allow(context.Background(), owner, 0); err != nil {
				t.Error(err)
			}
		}
		if call >= 50 {
			pause(context.Background(), 10*time.Millisecond)
		}
		return true, nil
	}
	a := c.paid(t)
	r, m := c.payingReplica(t, 1)
	defer r.stop(t.Context())
	c.settle(t, r, a.Run)
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 || m.wrong != 0 {
		t.Errorf("%d without a message, %d repeated, %d wrongly charged", without, repeated, m.wrong)
	}
	if free, paid := len(m.left[bot.LaneBulk]), len(m.left[bot.LanePaid]); free == 0 || paid < 50 {
		t.Errorf("%d messages were not paid for, %d were", free, paid)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.State != announcements.Finished || tally.Sent != members {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if n := c.number(t, `SELECT count(*) FROM river_job WHERE kind = 'notice' AND args->>'subject' = $1`, announcements.NoticeUnpaid); n != 1 {
		t.Errorf("%d notices", n)
	}
}

func TestNoStars(t *testing.T) {
	for words, want := range map[string]bool{
		"Bad Request: BALANCE_TOO_LOW": true, "Bad Request: not enough Stars": true,
		"Bad Request: message is too long": false, "Bad Request: chat not found": false,
	} {
		if got := noStars(&bot.SendError{Policy: bot.Rejected, Code: 400, Description: words}); got != want {
			t.Errorf("%s: %v", words, got)
		}
	}
	if noStars(nil) || noStars(&bot.SendError{Policy: bot.Unknown, Description: "BALANCE_TOO_LOW"}) {
		t.Error("no refusal is taken for one")
	}
}
