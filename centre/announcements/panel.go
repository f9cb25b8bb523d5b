package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Panel is everything an author sees of an announcement at once.
type Panel struct {
	Announcement
	Size      Size
	Heard     int       // of those who can be written to, how many already got an announcement today; of a draft
	Interests []Option  // chosen ones
	Events    []Option  // chosen ones
	Repeats   Recurring // of a repeated schedule
	Coming    []Coming  // its next times, the left-out ones among them
	Occasion  Occasion  // the event a start goes by

	Districts        []Option // chosen ones
	WithoutInterests []Option // chosen ones
	WithoutEvents    []Option // chosen ones
	Gone             int      // chosen values that do not exist any more
	Fare             Fare     // what paying for its speed comes to; of a draft, or of what is to be paid for
	Idle             []string // languages of a draft's texts that nobody in the audience would get

	Asker, Decider string // who asked for the latest approval of a start, and who decided; "" for nobody

	Offers []Channel // the channels and groups of its sender
}

// Panel reads an announcement with what its settings mean today.
func (d *Desk) Panel(ctx context.Context, actor centre.Actor, id ID) (Panel, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Panel{}, err
	}
	p := Panel{Announcement: a}
	if p.Size, err = d.measure(ctx, a); err != nil {
		return p, err
	}
	if p.Fare = d.fare(a, p.Size.Reachable); a.State != Draft && !a.Paid {
		p.Fare = Fare{} // there is nothing to choose any more
	}
	if a.State == Draft {
		if p.Heard, err = d.heard(ctx, a.Audience); err != nil {
			return p, err
		}
		p.Heard = min(p.Heard, p.Size.Reachable)
		if p.Idle, err = d.idle(ctx, a); err != nil {
			return p, err
		}
	}
	if err := d.offers(ctx, &p); err != nil {
		return p, err
	}
	if err := d.planOf(ctx, &p); err != nil {
		return p, err
	}
	if p.Asker, err = d.People.NameOf(ctx, a.Approval.By); err != nil {
		return p, err
	}
	if p.Decider, err = d.People.NameOf(ctx, a.Approval.Decider); err != nil {
		return p, err
	}
	return p, d.name(ctx, &p)
}

// planOf finds what the schedule means today.
func (d *Desk) planOf(ctx context.Context, p *Panel) (err error) {
	s := &p.Schedule
	if s.Cron != "" {
		p.Coming = d.coming(*s, d.now())
		p.Repeats, err = d.ReadCron(s.Cron)
		return err
	}
	if s.Tie.Event != 0 {
		p.Occasion, err = d.Store.Occasion(ctx, s.Tie.Event)
		s.Next = s.Tie.Offset.From(p.Occasion.At, d.Zone).UTC() // the event may just have moved
	}
	return err
}

// Interests lists what members can tick.
func (d *Desk) Interests(ctx context.Context) ([]Option, error) { return d.Store.Interests(ctx) }

// lookBack is how long an event stays among the choices after its start.
const lookBack = 14 * 24 * time.Hour

// Events lists events whose participants the announcement can be for:
// organizers see their own organisation's.
func (d *Desk) Events(ctx context.Context, actor centre.Actor, a Announcement) ([]Option, error) {
	of := a.Organisation
	if actor.IsStaff() {
		of = 0
	}
	return d.Store.Events(ctx, of, d.now().Add(-lookBack))
}

// Progress tells how the latest run stands.
func (d *Desk) Progress(ctx context.Context, actor centre.Actor, id ID) (Progress, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Progress{}, err
	}
	p := Progress{Announcement: a}
	if a.Run == 0 {
		return p, nil
	}
	if p.Tally, err = d.Store.Tally(ctx, a.Run); err != nil {
		return p, err
	}
	if p.Posts, err = d.Store.Posts(ctx, a.Run); err != nil {
		return p, err
	}
	if p.Explained() {
		p.Reasons, err = d.Store.Reasons(ctx, a.Run)
	}
	return p, err
}
