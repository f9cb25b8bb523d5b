package scheduler

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"jastar/bot"
	"jastar/centre/announcements"
)

// aired starts an announcement in so many channels, whose chats are -1, -2, …,
// and to nobody else.
func (c *city) aired(t *testing.T, channels int) announcements.Announcement {
	t.Helper()
	c.exec(t, `INSERT INTO channels (chat_id, is_group, title, language, may_post, linked_at, seen_at)
		SELECT -n, false, 'Channel ' || n, 'kk', true, now(), now() FROM generate_series(1, $1) AS n`, channels)
	a := c.draft(t)
	for id := range channels {
		if _, err := c.desk.AddressChannel(t.Context(), c.staff, a.ID, announcements.ChannelID(id+1), true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.desk.SendNow(t.Context(), c.staff, a.ID, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.desk.StartDue(t.Context(), c.clock.Move(announcements.CountdownTime)); err != nil {
		t.Fatal(err)
	}
	a, err := c.store.ByID(t.Context(), a.ID)
	if err != nil || a.Run == 0 || !a.Running {
		t.Fatalf("the run did not start: %+v, %v", a, err)
	}
	return a
}

// postJob is the newest job of posts.
func (c *city) postJob(t *testing.T, attempt int) *river.Job[announcements.Posting] {
	t.Helper()
	row := &rivertype.JobRow{Attempt: attempt}
	if err := c.sql.QueryRow(t.Context(), `SELECT id, args FROM river_job WHERE kind = 'run_posts' ORDER BY id DESC LIMIT 1`).
		Scan(&row.ID, &row.EncodedArgs); err != nil {
		t.Fatal(err)
	}
	job := &river.Job[announcements.Posting]{JobRow: row}
	if err := json.Unmarshal(row.EncodedArgs, &job.Args); err != nil {
		t.Fatal(err)
	}
	return job
}

func (c *city) outcomes(t *testing.T, run announcements.RunID) (all []announcements.Outcome) {
	t.Helper()
	posts, err := c.store.Posts(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		all = append(all, p.Outcome)
	}
	return all
}

func (c *city) state(t *testing.T, run announcements.RunID) announcements.RunState {
	t.Helper()
	r, err := c.store.RunByID(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	return r.State
}

// dying is a store that loses one result, as a process does that is killed
// between a message and its record.
type dying struct {
	RunStore
	left int // results until then
}

func (d *dying) RecordPost(ctx context.Context, p announcements.Posted) error {
	if d.left--; d.left == 0 {
		return errDead
	}
	return d.RunStore.RecordPost(ctx, p)
}

// A process is killed after a message has left: nobody knows, so it is neither
// sent again nor called sent, and the rest goes out.
func TestPostsSurviveAKill(t *testing.T) {
	c := newCity(t, 0)
	a := c.aired(t, 3)
	job := c.postJob(t, 1)
	r := c.replica(t, &dying{RunStore: c.store, left: 2}, 1)
	defer r.stop(t.Context())
	if err := (&postWorker{runs: r}).Work(t.Context(), job); err == nil {
		t.Fatal("the death went unnoticed")
	}
	again := c.replica(t, c.store, 1)
	defer again.stop(t.Context())
	if err := (&postWorker{runs: again}).Work(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	want := []announcements.Outcome{announcements.OutcomeSent, announcements.OutcomeUnknown, announcements.OutcomeSent}
	if got := c.outcomes(t, a.Run); !slices.Equal(got, want) || c.state(t, a.Run) != announcements.Finished {
		t.Errorf("outcomes %v of a run that is %s", got, c.state(t, a.Run))
	}
	for chat := range int64(3) {
		if n := c.telegram.got[-chat-1]; n != 1 {
			t.Errorf("chat %d got %d messages", -chat-1, n)
		}
	}
}

// What another job has begun with is left to that job.
func TestPostsOfAnotherJobAreLeftAlone(t *testing.T) {
	c := newCity(t, 0)
	a := c.aired(t, 2)
	if mine, err := c.store.ClaimPost(t.Context(), a.Run, 1, 12345); err != nil || !mine {
		t.Fatalf("%t, %v", mine, err)
	}
	r := c.replica(t, c.store, 1)
	defer r.stop(t.Context())
	if err := (&postWorker{runs: r}).Work(t.Context(), c.postJob(t, 1)); err != nil {
		t.Fatal(err)
	}
	if got := c.outcomes(t, a.Run); !slices.Equal(got, []announcements.Outcome{0, announcements.OutcomeSent}) || c.state(t, a.Run) != announcements.Running {
		t.Errorf("outcomes %v of a run that is %s", got, c.state(t, a.Run))
	}
}

// Every answer of Telegram leads where it should.
func TestPostOutcomes(t *testing.T) {
	refused := func(p bot.SendPolicy, words string) error {
		return &bot.SendError{Policy: p, Method: "sendMessage", Code: 400, Description: "Bad Request: " + words, NewChat: -77}
	}
	for name, c := range map[string]struct {
		err     error
		attempt int
		outcome announcements.Outcome
		state   announcements.RunState
		again   bool
	}{
		"taken":             {nil, 1, announcements.OutcomeSent, announcements.Finished, false},
		"no answer":         {refused(bot.Unknown, "x"), 1, announcements.OutcomeUnknown, announcements.Finished, false},
		"our mistake":       {refused(bot.Rejected, "can't parse entities"), 1, announcements.OutcomeFailed, announcements.Finished, false},
		"a hiccup":          {refused(bot.Transient, "x"), 1, 0, announcements.Running, true},
		"a last hiccup":     {refused(bot.Transient, "x"), lastAttempt, announcements.OutcomeFailed, announcements.Finished, false},
		"too fast":          {&bot.SendError{Policy: bot.Throttled, RetryAfter: 60e9}, 1, 0, announcements.Running, true},
		"another chat":      {refused(bot.Migrated, "group chat was upgraded to a supergroup chat"), 1, 0, announcements.Running, true},
		"not there":         {refused(bot.Unreachable, "chat not found"), 1, 0, announcements.Paused, false},
		"no administrator":  {refused(bot.Rejected, "need administrator rights in the channel chat"), 1, 0, announcements.Paused, false},
		"not enough rights": {refused(bot.Rejected, "not enough rights to send text messages to the chat"), 1, 0, announcements.Paused, false},
	} {
		t.Run(name, func(t *testing.T) {
			city := newCity(t, 0)
			a := city.aired(t, 1)
			city.telegram.behave = func(int, int64) (bool, error) { return c.err == nil, c.err }
			r := city.replica(t, city.store, 1)
			defer r.stop(t.Context())
			err := (&postWorker{runs: r}).Work(t.Context(), city.postJob(t, c.attempt))
			if (err != nil) != c.again {
				t.Errorf("got %v", err)
			}
			if got := city.outcomes(t, a.Run)[0]; got != c.outcome || city.state(t, a.Run) != c.state {
				t.Errorf("%d, and the run is %s", got, city.state(t, a.Run))
			}
			if n := city.number(t, `SELECT count(*) FROM channel_posts WHERE job_id <> 0 AND outcome IS NULL`); n != 0 {
				t.Error("it stays claimed")
			}
			if moved := city.number(t, `SELECT count(*) FROM channels WHERE chat_id = -77`) == 1; moved != (name == "another chat") {
				t.Errorf("moved: %t", moved)
			}
		})
	}
}

// A run waits for a right, tells whoever sent it, and goes on with it or without.
func TestRunWaitsForRights(t *testing.T) {
	for _, without := range []bool{false, true} {
		t.Run(fmt.Sprint("without=", without), func(t *testing.T) {
			c := newCity(t, 0)
			a := c.aired(t, 2)
			barred := true
			c.telegram.behave = func(_ int, chat int64) (bool, error) {
				if chat == -1 && barred {
					return false, &bot.SendError{Policy: bot.Unreachable, Code: 403, Description: "Forbidden: bot is not a member of the channel chat"}
				}
				return true, nil
			}
			r := c.replica(t, c.store, 1)
			defer r.stop(t.Context())
			if err := (&postWorker{runs: r}).Work(t.Context(), c.postJob(t, 1)); err != nil {
				t.Fatal(err)
			}
			if n := c.number(t, `SELECT count(*) FROM river_job WHERE kind = 'notice' AND args->>'subject' = $1`, announcements.NoticeChannelLost); n != 1 {
				t.Errorf("told %d times", n)
			}
			p, err := c.desk.Progress(t.Context(), c.staff, a.ID)
			if err != nil || len(p.WaitsFor()) != 1 || p.WaitsFor()[0].Title != "Channel 1" {
				t.Fatalf("waits for %+v, %v", p.WaitsFor(), err)
			}
			want := []announcements.Outcome{announcements.OutcomeSent, announcements.OutcomeSent}
			if without {
				want[0] = announcements.OutcomeFailed
				_, err = c.desk.GoOnWithout(t.Context(), c.staff, a.ID, a.Run, 0)
			} else {
				barred = false
				_, err = c.desk.Pause(t.Context(), c.staff, a.ID, announcements.Pause{Run: a.Run})
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := (&postWorker{runs: r}).Work(t.Context(), c.postJob(t, 1)); err != nil {
				t.Fatal(err)
			}
			if got := c.outcomes(t, a.Run); !slices.Equal(got, want) || c.state(t, a.Run) != announcements.Finished {
				t.Errorf("outcomes %v of a run that is %s", got, c.state(t, a.Run))
			}
		})
	}
}

// Posts are changed and taken back like messages; what was cut off is done again.
func TestPostsAreTakenBack(t *testing.T) {
	c := newCity(t, 0)
	a := c.aired(t, 2)
	r := c.replica(t, c.store, 1)
	defer r.stop(t.Context())
	if err := (&postWorker{runs: r}).Work(t.Context(), c.postJob(t, 1)); err != nil {
		t.Fatal(err)
	}
	back := c.recall(t, a.Run, 0)
	job := c.postJob(t, 1)
	doomed := c.replica(t, &dying{RunStore: c.store, left: 1}, 1)
	defer doomed.stop(t.Context())
	if err := (&postWorker{runs: doomed}).Work(t.Context(), job); err == nil {
		t.Fatal("the death went unnoticed")
	}
	if err := (&postWorker{runs: r}).Work(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	want := []announcements.Outcome{announcements.OutcomeSent, announcements.OutcomeSent}
	if got := c.outcomes(t, back.Run); !slices.Equal(got, want) || c.state(t, back.Run) != announcements.Finished {
		t.Errorf("outcomes %v of a recall that is %s", got, c.state(t, back.Run))
	}
	report, err := c.desk.Report(t.Context(), c.staff, a.Run)
	if err != nil || report.Reach() != 0 || report.Recallable() {
		t.Errorf("%d are left, %v", report.Reach(), err)
	}
}
