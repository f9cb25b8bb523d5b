package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// SampleSize is how many people of an audience a coordinator can look at.
const SampleSize = 5

// sampleTime is how long a sample stays the same: looking again and again shows
// nobody else.
const sampleTime = time.Hour

// AudienceStore answers what an audience consists of.
type AudienceStore interface {
	// Districts lists the city's districts.
	Districts(ctx context.Context) ([]Option, error)
	// Heard counts those in the audience who can be written to and got an
	// announcement since the moment.
	Heard(ctx context.Context, a Audience, since time.Time) (int, error)
	// Sample returns the names of members in the audience, the same ones for
	// the same seed, and writes the deed, with their ids, in the same transaction.
	Sample(ctx context.Context, a Audience, seed int64, looked centre.Deed) ([]string, error)
}

// Sample names five members of the announcement's audience as they wrote
// themselves, chosen by chance and for an hour the same. For the centre's staff
// alone; every look stands in the audit log.
func (d *Desk) Sample(ctx context.Context, actor centre.Actor, id ID) ([]string, error) {
	a, err := d.Open(ctx, actor, id)
	switch {
	case err != nil:
		return nil, err
	case !actor.IsStaff():
		return nil, centre.ErrForbidden
	}
	hour := d.now().Truncate(sampleTime).Unix()
	return d.Store.Sample(ctx, a.Audience, hour+int64(a.ID), *a.deed(actor.Person, "announcement.sample", nil))
}

// heard counts those of an audience who already got an announcement on the
// city's present day.
func (d *Desk) heard(ctx context.Context, a Audience) (int, error) {
	y, m, day := d.now().Date()
	return d.Store.Heard(ctx, a, time.Date(y, m, day, 0, 0, 0, 0, d.Zone))
}
