package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre/events"
)

// draft makes the draft of a seeded event.
func (s *seeder) draft(ctx context.Context, form int64, e seedEvent) (events.Draft, error) {
	start, err := s.start(e)
	if err != nil {
		return events.Draft{}, err
	}
	d := events.Draft{Form: form, Organisation: s.organisations[e.Organisation-1],
		Title: e.Title, Description: e.Description, Capacity: e.Capacity, Ages: e.Ages,
		Starts: start, Ends: start.Add(time.Duration(e.Minutes) * time.Minute)}
	if e.Soon {
		d.Reminders = []int{int(d.Starts.Sub(soonReminder(s.demo.Now)) / time.Minute)}
	}
	if e.OpensDay > 0 {
		d.Opens = s.midnight(e.OpensDay).Add(10 * time.Hour)
	}
	if e.Branch > 0 {
		house := s.branches[e.Branch-1]
		d.Place = events.Spot{Branch: house.ID, Space: events.SpaceID(house.Spaces[e.Space-1].ID)}
	} else if d.Place, err = s.elsewhere(ctx, e); err != nil {
		return events.Draft{}, err
	}
	d.Interests, err = s.interests(ctx, e.Interests)
	return d, err
}

// soonReminder is the first whole minute that is at least one minute away.
func soonReminder(now time.Time) time.Time { return now.Truncate(time.Minute).Add(2 * time.Minute) }

// start is when a seeded event begins. What is soon begins at the first full
// five minutes that are at least half an hour away.
func (s *seeder) start(e seedEvent) (time.Time, error) {
	if e.Soon {
		return s.demo.Now.Truncate(5 * time.Minute).Add(35 * time.Minute).In(s.demo.Zone), nil
	}
	at, err := time.Parse("15:04", e.At)
	if err != nil {
		return time.Time{}, fmt.Errorf("time of day: %w", err)
	}
	return s.midnight(e.Day).Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute), nil
}

// midnight is the beginning of a day of the demo.
func (s *seeder) midnight(day int) time.Time {
	y, m, d := s.demo.Now.In(s.demo.Zone).Date()
	return time.Date(y, m, d+day, 0, 0, 0, 0, s.demo.Zone)
}

// elsewhere is a place outside the centre.
func (s *seeder) elsewhere(ctx context.Context, e seedEvent) (events.Spot, error) {
	spot := events.Spot{Text: e.Place}
	err := s.db.pool.QueryRow(ctx, `SELECT id FROM districts WHERE code = $1`, e.District).Scan(&spot.District)
	return spot, err
}

func (s *seeder) interests(ctx context.Context, codes []string) ([]events.InterestID, error) {
	rows, _ := s.db.pool.Query(ctx, `SELECT id FROM interests WHERE code = ANY ($1) ORDER BY id`, codes)
	return pgx.CollectRows(rows, pgx.RowTo[events.InterestID])
}
