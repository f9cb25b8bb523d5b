package announcements

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// Entry is one planned sending among those of all organisations.
type Entry struct {
	At           time.Time // in the city's zone
	Announcement ID        // 0 unless the asking person may open it
	From         centre.Words
	Content      Content // nil unless the asking person may open it
	Clash        bool    // another announcement goes out within ClashWindow of it
	Again        bool    // it goes out again on that day, which is not listed

	of ID
}

// ClashWindow is how near two announcements may come to one another without
// being a nuisance to those who receive both.
const ClashWindow = time.Hour

// CalendarDays is how many days stand on a page of the calendar, CalendarPages
// how many pages it has.
const (
	CalendarDays  = 7
	CalendarPages = 2
)

// Limits of a page: an announcement that comes every few minutes must not
// drown the others.
const (
	mostOfOne   = 1000 // times that are looked at
	mostOfDay   = 3    // of one announcement on one day, besides clashes
	mostEntries = 60
)

// Calendar is a page of planned sendings, the soonest first.
type Calendar struct {
	Page     int       // from 0
	From, To time.Time // the page's first day and the day after its last one
	Entries  []Entry
	More     int // how many there are besides
}

// Calendar lists what is planned by all organisations. Organizers learn of
// others' only whose it is and when.
func (d *Desk) Calendar(ctx context.Context, actor centre.Actor, page int) (Calendar, error) {
	if _, err := visibleTo(actor); err != nil {
		return Calendar{}, err
	}
	now := d.now()
	page = min(max(0, page), CalendarPages-1)
	year, month, day := now.Date()
	day += page * CalendarDays
	c := Calendar{Page: page,
		From: time.Date(year, month, day, 0, 0, 0, 0, d.Zone),
		To:   time.Date(year, month, day+CalendarDays, 0, 0, 0, 0, d.Zone)}
	planned, err := d.Store.Planned(ctx, c.To.Add(ClashWindow))
	if err != nil {
		return c, err
	}
	var all []Entry
	for _, a := range planned {
		all = append(all, d.entries(actor, a, c.From.Add(-ClashWindow), c.To.Add(ClashWindow))...)
	}
	sortEntries(all)
	markClashes(all)
	c.Entries = thin(slices.DeleteFunc(all, func(e Entry) bool { return e.At.Before(c.From) || !e.At.Before(c.To) }))
	if c.More = max(0, len(c.Entries)-mostEntries); c.More > 0 {
		c.Entries = c.Entries[:mostEntries]
	}
	return c, d.nameSenders(ctx, planned, c.Entries)
}

// entries lists an announcement's planned times from the one moment to before
// the other.
func (d *Desk) entries(actor centre.Actor, a Announcement, from, to time.Time) []Entry {
	e := Entry{of: a.ID}
	if MayAnnounce(actor, a.Organisation) {
		e.Announcement, e.Content = a.ID, a.Content
	}
	var list []Entry
	for t := d.plannedFrom(a.Schedule, from); !t.IsZero() && t.Before(to) && len(list) < mostOfOne; {
		e.At = t
		list = append(list, e)
		t = d.plannedFrom(a.Schedule, t.Add(time.Second))
	}
	return list
}

// plannedFrom is the first planned time that is not before the moment; zero
// when there is none.
func (d *Desk) plannedFrom(s Schedule, t time.Time) time.Time {
	if !s.Next.Before(t) {
		return s.Next.In(d.Zone)
	}
	if following := d.following(s); following != nil {
		return following(t.Add(-time.Second))
	}
	return time.Time{}
}

func sortEntries(list []Entry) {
	slices.SortFunc(list, func(a, b Entry) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return int(a.of - b.of)
	})
}

// markClashes marks the entries of different announcements that are within the
// window of one another. The list is sorted.
func markClashes(list []Entry) {
	for i := range list {
		for j := i + 1; j < len(list) && list[j].At.Sub(list[i].At) <= ClashWindow; j++ {
			if list[i].of != list[j].of {
				list[i].Clash, list[j].Clash = true, true
			}
		}
	}
}

// thin leaves out what one announcement does again and again on a day.
func thin(list []Entry) []Entry {
	type daily struct {
		of   ID
		date string
	}
	number, last := map[daily]int{}, map[daily]int{}
	var kept []Entry
	for _, e := range list {
		key := daily{e.of, e.At.Format(time.DateOnly)}
		if number[key]++; number[key] > mostOfDay && !e.Clash {
			kept[last[key]].Again = true
			continue
		}
		last[key] = len(kept)
		kept = append(kept, e)
	}
	return kept
}

// nameSenders finds the organisations' names of entries.
func (d *Desk) nameSenders(ctx context.Context, planned []Announcement, list []Entry) error {
	const atOnce = 60
	sender := map[ID]centre.OrganisationID{}
	var ids []centre.OrganisationID
	for _, a := range planned {
		sender[a.ID] = a.Organisation
		if a.Organisation != 0 && !slices.Contains(ids, a.Organisation) {
			ids = append(ids, a.Organisation)
		}
	}
	names := map[centre.OrganisationID]centre.Words{}
	for part := range slices.Chunk(ids, atOnce) {
		found, err := d.Store.Organisations(ctx, part)
		if err != nil {
			return err
		}
		for _, o := range found {
			names[centre.OrganisationID(o.ID)] = o.Name
		}
	}
	for i := range list {
		list[i].From = names[sender[list[i].of]]
	}
	return nil
}

// mostClashes is how many clashes are told before a start is planned.
const mostClashes = 3

// Clashes lists what others have planned within ClashWindow of the times at
// which the announcement is to go out, the soonest first and at most three.
func (d *Desk) Clashes(ctx context.Context, actor centre.Actor, id ID, times []time.Time) ([]Entry, error) {
	if _, err := d.Open(ctx, actor, id); err != nil || len(times) == 0 {
		return nil, err
	}
	latest := slices.MaxFunc(times, time.Time.Compare)
	planned, err := d.Store.Planned(ctx, latest.Add(ClashWindow+time.Second))
	if err != nil {
		return nil, err
	}
	var list []Entry
	for _, a := range planned {
		if a.ID == id {
			continue
		}
		for _, t := range times {
			near := d.entries(actor, a, t.Add(-ClashWindow), t.Add(ClashWindow+time.Second))
			list = append(list, near[:min(1, len(near))]...)
		}
	}
	sortEntries(list)
	list = slices.CompactFunc(list, func(a, b Entry) bool { return a.of == b.of && a.At.Equal(b.At) })
	list = list[:min(mostClashes, len(list))]
	return list, d.nameSenders(ctx, planned, list)
}
