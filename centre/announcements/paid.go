package announcements

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// FreeRate is how many messages a second Telegram carries for nothing; each one
// above costs a tenth of a Star when the bot pays for speed. PaidBalance is how
// many Stars a bot must have to be let pay at all
// (https://core.telegram.org/bots/faq#broadcasting-to-users,
// https://core.telegram.org/bots/api#paid-broadcasts).
const (
	FreeRate    = 30
	PaidBalance = 10_000
)

// Stars is the most that so many messages cost when they are paid for, in whole
// Stars rounded up: a tenth of a Star for each. The free messages of a second do
// not count, because others, which are not paid for, may use them up. So few as
// are carried for nothing at once need no Stars.
func Stars(messages int) int {
	if messages <= FreeRate {
		return 0
	}
	return tenth(messages)
}

func tenth(messages int) int { return (messages + 9) / 10 }

// Ceilings lists what the owner can let one announcement cost at most, in Stars,
// ascending.
func Ceilings() []int { return []int{100, 1_000, 10_000, 100_000} }

// The refusals of paying.
var (
	errNotAllowed = centre.Refuse("paid.not_allowed")
	errNeedless   = centre.Refuse("paid.needless")
)

// Fare is what paying for the speed of an announcement comes to today.
type Fare struct {
	Stars   int  // the most that sending it costs; 0: so few leave at once for nothing
	Ceiling int  // the most that the owner lets it cost; 0: the owner or the operator lets nothing be paid
	Wished  bool // its author wishes to pay
}

// Offered tells whether the author can choose to pay, and Dear whether it would
// cost more than the owner lets it.
func (f Fare) Offered() bool { return f.refuse() == nil }

// Dear: see Offered.
func (f Fare) Dear() bool { return f.Ceiling > 0 && f.Stars > f.Ceiling }

// Pays tells whether a start at this moment would be paid for.
func (f Fare) Pays() bool { return f.Wished && f.Offered() }

func (f Fare) refuse() error {
	switch {
	case f.Ceiling == 0:
		return errNotAllowed
	case f.Stars == 0:
		return errNeedless
	case f.Dear():
		return centre.Refuse("paid.too_dear", "n", f.Stars, "max", f.Ceiling)
	}
	return nil
}

// fare is what it costs to send the announcement to so many people.
func (d *Desk) fare(a Announcement, people int) Fare {
	f := Fare{Stars: Stars(people * a.Content.Messages()), Ceiling: a.Ceiling, Wished: a.Paid}
	if d.PaidRate == 0 {
		f.Ceiling = 0
	}
	return f
}

// SetPaid decides whether a draft will be paid for, as far as that is still within
// what the owner lets it cost when it starts.
func (d *Desk) SetPaid(ctx context.Context, actor centre.Actor, id ID, wished bool) (Announcement, error) {
	return d.counted(ctx, actor, id, func(a *Announcement, c count) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.State == InReview:
			return Effects{}, errInReview
		case a.State != Draft:
			return Effects{}, errNotDraft
		case a.Paid == wished:
			return Effects{}, nil
		}
		f := d.fare(*a, c.reach)
		if err := f.refuse(); wished && err != nil {
			return Effects{}, err
		}
		a.Paid = wished
		return Effects{Deed: a.deed(actor.Person, "announcement.paid", map[string]any{"paid": wished, "stars": f.Stars})}, nil
	})
}

// NoticeUnpaid tells whoever started an announcement that it goes out without
// Stars although they were to be paid.
const NoticeUnpaid = "announcements.unpaid"

// Unpaid says why.
type Unpaid struct {
	Announcement ID  `json:"announcement"`
	People       int `json:"people,omitempty"`  // who were counted at the start; 0: it was under way
	Stars        int `json:"stars,omitempty"`   // the most that it would have cost
	Ceiling      int `json:"ceiling,omitempty"` // what the owner lets it cost; 0: nothing may be paid any more
}

// payFor lets a start be paid for if its author wished so and that is still
// allowed, and tells of it when it is not. So few as leave at once need no word.
func (a *Announcement) payFor(e *Effects, people int, d *Desk) {
	f := d.fare(*a, people)
	e.Paid = f.Pays()
	if a.Paid && !e.Paid && f.Stars > 0 {
		e.Notices = append(e.Notices, centre.NewNotice(NoticeUnpaid, a.StartedBy,
			Unpaid{Announcement: a.ID, People: people, Stars: f.Stars, Ceiling: f.Ceiling}))
	}
}

// StarsSpent is a run that the bot's Stars do not pay for any more.
type StarsSpent struct {
	Announcement ID    `json:"announcement"`
	Run          RunID `json:"run"`
}

// NoticeStarsSpent tells whoever started an announcement that it waits for Stars.
const NoticeStarsSpent = "announcements.stars_spent"

// StarsSpent pauses a run because the bot has no Stars left to pay for it, and
// tells whoever started it. A run that is over or another by now is left alone.
func (d *Desk) StarsSpent(ctx context.Context, w StarsSpent) error {
	return d.hold(ctx, w.Announcement, w.Run, Effects{Pause: true, Spent: true}, func(to centre.PersonID) centre.Notice {
		return centre.NewNotice(NoticeStarsSpent, to, w)
	})
}

// GoOnUnpaid lets a run that waits for Stars go on without them. ErrOver when it
// is not under way; one that goes on is left alone.
func (d *Desk) GoOnUnpaid(ctx context.Context, actor centre.Actor, id ID, wish Pause) (Announcement, error) {
	return d.goOn(ctx, actor, id, wish, func(e *Effects) {
		e.Unpaid, e.Deed.Action = true, "announcement.without_stars"
	})
}

// OutOfStars tells whether the run waits for Stars.
func (p Progress) OutOfStars() bool { return p.Announcement.Paused && p.Announcement.Spent }

// Cost is the most that Telegram was paid for the run so far, in Stars.
func (p Progress) Cost() int { return tenth(p.Tally.Paid * p.Announcement.Content.Messages()) }

// PaidStore is where it stands what the owner lets an announcement cost.
type PaidStore interface {
	// Ceiling is that, in Stars; 0 when nothing may be paid.
	Ceiling(ctx context.Context) (stars int, err error)

	// SetCeiling keeps it, together with the deed. With 0 the runs that are under
	// way go on unpaid, and whoever started them gets the notice. What is so
	// already changes nothing.
	SetCeiling(ctx context.Context, stars int, deed centre.Deed, notice func(ID, centre.PersonID) centre.Notice) error
}

// Allowance is what the owner lets announcements cost.
type Allowance struct {
	Rate    float64 // messages a second when Telegram is paid; 0: the operator has not switched it on
	Ceiling int     // Stars for one announcement; 0: nothing may be paid
}

// MayAllow tells whether the actor decides what may be paid.
func MayAllow(actor centre.Actor) bool { return actor.Role >= centre.Owner }

// Allowance tells the owner how paying stands.
func (d *Desk) Allowance(ctx context.Context, actor centre.Actor) (Allowance, error) {
	if !MayAllow(actor) {
		return Allowance{}, centre.ErrForbidden
	}
	stars, err := d.Store.Ceiling(ctx)
	return Allowance{Rate: d.PaidRate, Ceiling: stars}, err
}

// Allow lets an announcement cost so many of Stars at most, one of Ceilings, or
// with 0 nothing: then those that are under way go on unpaid, too. Only the owner
// may, and only where the operator has switched it on.
func (d *Desk) Allow(ctx context.Context, actor centre.Actor, stars int) error {
	switch {
	case !MayAllow(actor):
		return centre.ErrForbidden
	case stars != 0 && !slices.Contains(Ceilings(), stars):
		return centre.ErrGone
	case stars != 0 && d.PaidRate == 0:
		return centre.Refuse("paid.switched_off")
	}
	deed := centre.Deed{By: actor.Person, Action: "paid.allow", Object: "centre", Detail: map[string]any{"stars": stars}}
	return d.Store.SetCeiling(ctx, stars, deed, func(id ID, to centre.PersonID) centre.Notice {
		return centre.NewNotice(NoticeUnpaid, to, Unpaid{Announcement: id})
	})
}

// Takes is how long sending to so many people takes, paid for or not.
func (d *Desk) Takes(a Announcement, people int, paid bool) time.Duration {
	rate := d.Rate
	if paid {
		rate = d.PaidRate
	}
	return Duration(people*a.Content.Messages(), rate)
}
