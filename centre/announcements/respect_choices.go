package announcements

import (
	"context"
	"slices"
	"unicode/utf8"

	"jastar/centre"
)

// MaxUrgent is how long the reason may be for which an announcement is urgent, in
// letters.
const MaxUrgent = 300

// The refusals of what is urgent.
var (
	errUrgentStaff = centre.Refuse("respect.staff_only")
	errUrgentLong  = centre.Refuse("respect.reason_long", "max", MaxUrgent)
)

// SetUseful decides for how long a draft will be worth sending.
func (d *Desk) SetUseful(ctx context.Context, actor centre.Actor, id ID, useful Useful) (Announcement, error) {
	if !slices.Contains(UsefulChoices(), useful) {
		return Announcement{}, centre.ErrGone
	}
	return d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		a.Useful = useful
		return map[string]any{"useful": useful}, nil
	})
}

// SetUrgent lets a draft pass quiet hours and the daily limit; "" lets it no
// longer. For the centre's staff alone. The reason stands in the audit log.
func (d *Desk) SetUrgent(ctx context.Context, actor centre.Actor, id ID, reason string) (Announcement, error) {
	if err := CheckUrgent(reason); reason != "" && err != nil {
		return Announcement{}, err
	}
	if reason != "" && !MayHurry(actor) {
		return Announcement{}, errUrgentStaff
	}
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.State != Draft:
			return Effects{}, errNotDraft
		case a.Urgent == reason:
			return Effects{}, nil
		}
		a.Urgent = reason
		return Effects{Deed: a.deed(actor.Person, "announcement.urgent", map[string]any{"reason": reason})}, nil
	})
}

// CheckUrgent refuses a reason that cannot be read or is too long.
func CheckUrgent(reason string) error {
	if err := centre.CheckReadable(reason); err != nil {
		return err
	}
	if utf8.RuneCountInString(reason) > MaxUrgent {
		return errUrgentLong
	}
	return nil
}

// MayHurry tells whether the actor may make an announcement urgent.
func MayHurry(actor centre.Actor) bool { return actor.IsStaff() }

// OpenToHurry is Open for somebody who is about to make the announcement urgent.
func (d *Desk) OpenToHurry(ctx context.Context, actor centre.Actor, id ID) (Announcement, error) {
	a, err := d.Open(ctx, actor, id)
	if err == nil && !MayHurry(actor) {
		err = errUrgentStaff
	}
	return a, err
}

// Shown is an announcement that somebody got in a digest, as it reads by now.
// What was recalled has no content.
func (d *Desk) Shown(ctx context.Context, actor centre.Actor, run RunID) (Run, error) {
	r, err := d.Store.Digested(ctx, actor.Person, run)
	if err != nil || len(r.Content) == 0 {
		return r, err
	}
	return r.Through(d.LinkAddress), nil
}
