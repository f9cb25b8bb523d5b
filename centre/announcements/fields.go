package announcements

import (
	"context"
	"slices"
	"strconv"
	"time"

	"jastar/centre"
)

// Field is one of the ways to narrow an audience down by what people told about
// themselves, or to leave people out.
type Field int8

// The fields. The numbers travel in buttons and must not change.
const (
	ByDistrict      Field = 1
	ByAge           Field = 2
	ByResidence     Field = 3
	ByOccupation    Field = 4
	WithoutInterest Field = 5
	WithoutEvent    Field = 6
)

// Fields lists all of them in the order in which they are offered.
func Fields() []Field {
	return []Field{ByDistrict, ByAge, ByResidence, ByOccupation, WithoutInterest, WithoutEvent}
}

// String returns the word of the field, "" for an unknown one.
func (f Field) String() string {
	names := [...]string{"", "district", "age", "residence", "occupation", "without_interest", "without_event"}
	if f < 0 || int(f) >= len(names) {
		return ""
	}
	return names[f]
}

// AgeBand is a range of ages in completed years, both ends included.
type AgeBand struct {
	Code     string
	From, To int
}

// AgeBands lists the bands of membership, the youngest first.
func AgeBands() []AgeBand {
	return []AgeBand{{"14-15", 14, 15}, {"16-17", 16, 17}, {"18-35", 18, 35}}
}

// Born returns the days on which those were born who are of the band on the
// given day: after the first day and up to the second.
func (b AgeBand) Born(day time.Time) (after, upto time.Time) {
	return yearsBefore(day, b.To+1), yearsBefore(day, b.From)
}

// yearsBefore is the same day so many years ago, at midnight UTC; 28 February
// where that year has no 29th.
func yearsBefore(day time.Time, years int) time.Time {
	y, m, d := day.Date()
	t := time.Date(y-years, m, d, 0, 0, 0, 0, time.UTC)
	if t.Month() != m {
		return t.AddDate(0, 0, -t.Day())
	}
	return t
}

// Residences lists how members live in the city, as they are stored.
func Residences() []string { return []string{"city", "dormitory", "rural"} }

// Occupations lists what members do, as it is stored.
func Occupations() []string { return []string{"school", "student", "working", "looking", "other"} }

// Choice is one value of a field.
type Choice struct {
	Value  string
	Name   centre.Words // nil when the value is a word of the program
	At     time.Time    // an event's start
	Chosen bool         // it is in the audience
}

// Pick is a wish about one value of a field. Every part can be forged.
type Pick struct {
	Field  Field
	Value  string
	Wished bool
}

var errValueGone = centre.Refuse("announcements.value_gone")

// Chosen lists the field's values in the audience.
func (a Audience) Chosen(f Field) []string {
	switch f {
	case ByDistrict:
		return numbers(a.Districts)
	case ByAge:
		return a.Ages
	case ByResidence:
		return a.Residences
	case ByOccupation:
		return a.Occupations
	case WithoutInterest:
		return numbers(a.WithoutInterests)
	case WithoutEvent:
		return numbers(a.WithoutEvents)
	}
	return nil
}

func numbers(ids []int64) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = strconv.FormatInt(id, 10)
	}
	return all
}

// With returns the audience with the pick carried out; false for a pick that
// names no field or no possible value. Guests told nothing about themselves, so
// it is about members again.
func (a Audience) With(p Pick) (Audience, bool) {
	id, err := strconv.ParseInt(p.Value, 10, 64)
	if p.Field.ofRows() && err != nil {
		return a, false
	}
	switch p.Field {
	case ByDistrict:
		a.Districts = with(a.Districts, id, p.Wished)
	case ByAge:
		a.Ages = with(a.Ages, p.Value, p.Wished)
	case ByResidence:
		a.Residences = with(a.Residences, p.Value, p.Wished)
	case ByOccupation:
		a.Occupations = with(a.Occupations, p.Value, p.Wished)
	case WithoutInterest:
		a.WithoutInterests = with(a.WithoutInterests, id, p.Wished)
	case WithoutEvent:
		a.WithoutEvents = with(a.WithoutEvents, id, p.Wished)
	default:
		return a, false
	}
	a.Everyone = false
	return a, true
}

// ofRows tells whether the field's values are ids of rows.
func (f Field) ofRows() bool { return f == ByDistrict || f == WithoutInterest || f == WithoutEvent }

// Choices lists what a field offers for the announcement.
func (d *Desk) Choices(ctx context.Context, actor centre.Actor, a Announcement, f Field) ([]Choice, error) {
	var all []Choice
	switch f {
	case ByAge:
		for _, b := range AgeBands() {
			all = append(all, Choice{Value: b.Code})
		}
	case ByResidence:
		all = words(Residences())
	case ByOccupation:
		all = words(Occupations())
	default:
		rows, err := d.rows(ctx, actor, a, f)
		if err != nil {
			return nil, err
		}
		for _, o := range rows {
			all = append(all, Choice{Value: strconv.FormatInt(o.ID, 10), Name: o.Name, At: o.At})
		}
	}
	chosen := a.Audience.Chosen(f)
	for i := range all {
		all[i].Chosen = slices.Contains(chosen, all[i].Value)
	}
	return all, nil
}

func words(values []string) []Choice {
	all := make([]Choice, len(values))
	for i, v := range values {
		all[i] = Choice{Value: v}
	}
	return all
}

// rows lists the rows that a field's values name.
func (d *Desk) rows(ctx context.Context, actor centre.Actor, a Announcement, f Field) ([]Option, error) {
	switch f {
	case ByDistrict:
		return d.Store.Districts(ctx)
	case WithoutInterest:
		return d.Store.Interests(ctx)
	case WithoutEvent:
		return d.Events(ctx, actor, a)
	}
	return nil, centre.ErrGone
}

// Narrow adds a value of a field to the audience of a draft or takes it out. A
// value that is not offered (any more) is refused when it is to be added;
// taking out works for ever.
func (d *Desk) Narrow(ctx context.Context, actor centre.Actor, id ID, p Pick) (Announcement, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Announcement{}, err
	}
	if _, ok := a.Audience.With(p); !ok {
		return Announcement{}, errValueGone
	}
	if p.Wished {
		offered, err := d.Choices(ctx, actor, a, p.Field)
		if err != nil {
			return Announcement{}, err
		}
		if !slices.ContainsFunc(offered, func(c Choice) bool { return c.Value == p.Value }) {
			return Announcement{}, errValueGone
		}
	}
	return d.Address(ctx, actor, id, func(a Audience) Audience {
		a, _ = a.With(p)
		return a
	})
}

// Widen gives a draft the widest audience the actor may write to, without any
// field.
func (d *Desk) Widen(ctx context.Context, actor centre.Actor, id ID) (Announcement, error) {
	return d.Address(ctx, actor, id, func(Audience) Audience { return Audience{} })
}
