package registration

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// Choice is how a member wants to be reminded and left alone.
type Choice struct {
	// Reminders are minutes before the start, the longest first. Nil means as
	// each event says, empty means no reminders.
	Reminders []int
	Quiet     *centre.QuietHours // nil means the centre's
}

// ReminderTimes lists the reminders that can be chosen, in minutes before the start.
func ReminderTimes() []int { return []int{48 * 60, 24 * 60, 3 * 60, 60, 30} }

// QuietChoices lists the quiet hours that can be chosen; the last has none.
func QuietChoices() []centre.QuietHours {
	return []centre.QuietHours{{From: 21 * 60, To: 9 * 60}, {From: 22 * 60, To: 8 * 60}, {From: 23 * 60, To: 7 * 60}, {}}
}

// SettingsStore keeps settings.
type SettingsStore interface {
	SaveReminders(ctx context.Context, p centre.PersonID, minutes []int) error
	SaveQuiet(ctx context.Context, p centre.PersonID, q *centre.QuietHours) error
}

// CentreQuiet returns the quiet hours of those who never chose their own.
func (d *Desk) CentreQuiet() centre.QuietHours { return d.terms.Quiet }

// SetReminder notes whether the member wants one of the reminder times.
func (d *Desk) SetReminder(ctx context.Context, a centre.Actor, minutes int, on bool) error {
	if err := mustBeMember(a); err != nil {
		return err
	}
	if !slices.Contains(ReminderTimes(), minutes) {
		return centre.ErrGone
	}
	stored, err := d.store.Profile(ctx, a.Person)
	if err != nil {
		return err
	}
	return d.saveReminders(ctx, a.Person, withReminder(stored.Choice.Reminders, minutes, on))
}

// ResetReminders goes back to what each event says.
func (d *Desk) ResetReminders(ctx context.Context, a centre.Actor) error {
	if err := mustBeMember(a); err != nil {
		return err
	}
	return d.saveReminders(ctx, a.Person, nil)
}

func (d *Desk) saveReminders(ctx context.Context, p centre.PersonID, minutes []int) error {
	if err := d.store.SaveReminders(ctx, p, minutes); err != nil {
		return err
	}
	return d.replan(ctx, p)
}

// replan lets the others plan the member's reminders by what was just chosen.
func (d *Desk) replan(ctx context.Context, p centre.PersonID) error {
	for _, n := range d.neighbours.Replanners {
		if err := n.ReplanReminders(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// withReminder returns the chosen times with or without one of them, never nil.
func withReminder(chosen []int, minutes int, on bool) []int {
	all := []int{}
	for _, m := range ReminderTimes() {
		if m == minutes && on || m != minutes && slices.Contains(chosen, m) {
			all = append(all, m)
		}
	}
	return all
}

// SetQuiet keeps the member's quiet hours; nil means the centre's. Reminders that
// would now come at night go out the evening before.
func (d *Desk) SetQuiet(ctx context.Context, a centre.Actor, q *centre.QuietHours) error {
	if err := mustBeMember(a); err != nil {
		return err
	}
	if q != nil && !slices.Contains(QuietChoices(), *q) {
		return centre.ErrGone
	}
	if err := d.store.SaveQuiet(ctx, a.Person, q); err != nil {
		return err
	}
	return d.replan(ctx, a.Person)
}

// Lengths returns the chosen reminder times as lengths.
func (c Choice) Lengths() []time.Duration {
	all := make([]time.Duration, len(c.Reminders))
	for i, m := range c.Reminders {
		all[i] = time.Duration(m) * time.Minute
	}
	return all
}
