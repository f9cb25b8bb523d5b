package events

import (
	"context"
	"time"

	"jastar/centre"
)

// PageSize is how many events stand on one page.
const PageSize = 5

// Card is an event as one person sees it.
type Card struct {
	Event
	Going     bool        // the person has a seat
	Answer    Answer      // what they replied to a reminder
	Following bool        // they follow the organisation
	Reminders []time.Time // when they will still be reminded, soonest first
}

// Filter is one of the lists of the catalogue.
type Filter int8

// The lists. The numbers travel in buttons and must not change.
const (
	FilterAll       Filter = 0
	FilterToday     Filter = 1
	FilterWeekend   Filter = 2
	FilterDistrict  Filter = 3 // the person's own
	FilterInterests Filter = 4 // the person's own
	FilterHost      Filter = 5 // one organisation's
)

// String returns the word of the list. An unknown filter is FilterAll.
func (f Filter) String() string {
	names := [...]string{"all", "today", "weekend", "district", "interests", "host"}
	if f < 0 || int(f) >= len(names) {
		f = FilterAll
	}
	return names[f]
}

// Ask is what a reader wants to look at. It may come from a forged button: an
// unknown filter counts as FilterAll, and a page that does not exist as the first.
type Ask struct {
	Filter Filter
	Host   centre.OrganisationID // FilterHost
	Page   int                   // from 0
}

// Query is an Ask with everything that the store needs to answer it.
type Query struct {
	Ask
	Person   centre.PersonID
	District DistrictID // FilterDistrict
	Now      time.Time  // what is over by now is left out
	From     time.Time  // starts at or after; zero for any
	Until    time.Time  // starts before; zero for any
}

// Page is one page of a list.
type Page struct {
	Cards []Card
	Page  int // from 0
	Total int // events on all pages
}

// Pages is the number of pages, at least one.
func (p Page) Pages() int { return max(1, (p.Total+PageSize-1)/PageSize) }

// List returns one page of the catalogue. The error is a *centre.Lacks when the
// list is about something the person has not told yet.
func (d *Desk) List(ctx context.Context, actor centre.Actor, a Ask) (Page, error) {
	q := Query{Ask: a, Person: actor.Person, Now: d.now()}
	q.Page = max(0, q.Page)
	q.From, q.Until = Window(a.Filter, q.Now)
	if a.Filter == FilterDistrict {
		var err error
		if q.District, err = d.store.DistrictOf(ctx, actor.Person); err != nil {
			return Page{}, err
		}
		if q.District == 0 {
			return Page{}, &centre.Lacks{Need: centre.NeedDistrict}
		}
	}
	return d.store.Page(ctx, q)
}

// Window returns the days of a list, from the first midnight to the one after
// its last day; zero times where there is no limit. The weekend is the one that
// is running or comes next. Now must be in the city's zone.
func Window(f Filter, now time.Time) (from, until time.Time) {
	y, m, d := now.Date()
	midnight := func(days int) time.Time { return time.Date(y, m, d+days, 0, 0, 0, 0, now.Location()) }
	switch f {
	case FilterToday:
		return midnight(0), midnight(1)
	case FilterWeekend:
		saturday := int(time.Saturday - now.Weekday())
		if now.Weekday() == time.Sunday {
			saturday = -1
		}
		return midnight(saturday), midnight(saturday + 2)
	}
	return time.Time{}, time.Time{}
}

// Card returns an event as the actor sees it, or centre.ErrGone for one that is
// not there or not theirs to see.
func (d *Desk) Card(ctx context.Context, actor centre.Actor, id EventID) (Card, error) {
	c, err := d.store.Card(ctx, id, actor.Person)
	if err == nil && !c.VisibleTo(actor) {
		err = centre.ErrGone
	}
	if err != nil {
		return Card{}, err
	}
	return c, nil
}

// Hosts returns the organisations that have events to come.
func (d *Desk) Hosts(ctx context.Context) ([]Named, error) { return d.store.Hosts(ctx, d.now()) }

// Tickets returns one page of the actor's own places, soonest first.
func (d *Desk) Tickets(ctx context.Context, actor centre.Actor, page int) (Page, error) {
	return d.store.Tickets(ctx, actor.Person, d.now(), max(0, page))
}
