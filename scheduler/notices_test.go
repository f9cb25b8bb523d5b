package scheduler

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"jastar/bot"
	"jastar/centre"
)

// What did not arrive, or perhaps did, is put aside for as long as its age and
// the outcome ask for, also when the job's own time is over.
func TestNoticesPutAside(t *testing.T) {
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		age  time.Duration
		sent error
		want time.Duration // 0: left to the queue's attempts
	}{
		{"hiccup", t.Context(), time.Hour, sendError(bot.Transient), 2 * time.Second},
		{"never left the lane", over, time.Hour, context.DeadlineExceeded, 2 * time.Second},
		{"hiccup for too long", t.Context(), patience, sendError(bot.Transient), 0},
		{"first lost answer", t.Context(), 0, sendError(bot.Unknown), 2 * time.Second},
		{"lost answers for a minute", t.Context(), time.Minute, sendError(bot.Unknown), 30 * time.Second},
		{"lost answers for an hour", over, time.Hour, sendError(bot.Unknown), 5 * time.Minute},
		{"lost answers for too long", t.Context(), patience, sendError(bot.Unknown), 0},
	} {
		job := &river.Job[centre.Notice]{JobRow: &rivertype.JobRow{CreatedAt: time.Now().Add(-c.age)}}
		err := (&noticeWorker{}).settle(c.ctx, job, centre.Identity{}, c.sent)
		var snooze *rivertype.JobSnoozeError
		if errors.As(err, &snooze) != (c.want > 0) || snooze != nil && snooze.Duration.Round(100*time.Millisecond) != c.want {
			t.Errorf("%s: %v, want a pause of %v", c.name, err, c.want)
		}
	}
}

// Answers that stay away use up no attempt and bring ever fewer repeats.
func TestLostAnswersUseUpNoAttempt(t *testing.T) {
	c := newCity(t, 1)
	c.telegram.behave = func(int, int64) (bool, error) { return true, sendError(bot.Unknown) }
	spoken := bot.SpeakerOf("test.hello", func(context.Context, *bot.Reader, struct{}) (bot.Screen, error) {
		return bot.Screen{Written: &bot.Written{Text: "x"}}, nil
	})
	id := c.number(t, `SELECT id FROM people WHERE chat_id = 1001`)
	if err := c.db.Notify(t.Context(), centre.NewNotice("test.hello", centre.PersonID(id), struct{}{})); err != nil {
		t.Fatal(err)
	}
	c.exec(t, `UPDATE river_job SET created_at = now() - interval '1 hour'`)
	c.service(t, spoken)
	const waiting = `SELECT count(*) FROM river_job WHERE state = 'scheduled' AND attempt = 0
		AND scheduled_at BETWEEN now() + interval '4 minutes' AND now() + interval '5 minutes'`
	await(t, "the notice is put aside", func() bool { return c.number(t, waiting) == 1 })
	if _, repeated := c.telegram.count(1); repeated != 0 {
		t.Errorf("it was repeated %d times at once", repeated)
	}
}
