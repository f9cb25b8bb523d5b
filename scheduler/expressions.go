package scheduler

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"jastar/centre/announcements"
)

// Expressions reads organizers' cron expressions of five fields.
type Expressions struct{}

// Parse reads minute, hour, day of the month, month and weekday. An L as the
// day of the month is its last day; then the weekday must be a star.
func (e Expressions) Parse(expression string) (announcements.Recurrence, error) {
	if fields := strings.Fields(expression); len(fields) == 5 && fields[2] == "L" {
		return e.parseLast(fields)
	}
	parsed, err := e.parse(expression)
	if err != nil {
		return nil, err
	}
	return parsed, nil
}

// parseLast reads an expression for the last day of the month, which is one of
// the four that can be.
func (e Expressions) parseLast(fields []string) (announcements.Recurrence, error) {
	if fields[4] != "*" {
		return nil, errors.New("parse cron expression: last day and weekday at once")
	}
	fields[2] = "28-31"
	parsed, err := e.parse(strings.Join(fields, " "))
	if err != nil {
		return nil, err
	}
	return lastDay{parsed}, nil
}

func (Expressions) parse(expression string) (r recurrence, err error) {
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	parsed, err := parser.Parse(expression)
	if err != nil {
		return r, fmt.Errorf("parse cron expression: %w", err)
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return r, fmt.Errorf("parse cron expression: %T has no fields", parsed)
	}
	return recurrence{spec}, nil
}

// recurrence is a parsed expression. Its Next works in the zone of the moment
// it is given: robfig/cron does so for what it parsed as local time.
type recurrence struct{ *cron.SpecSchedule }

func (r recurrence) Next(t time.Time) time.Time { return r.SpecSchedule.Next(t) }

// star is the bit by which robfig/cron marks a field that was written as "*".
const star = 1 << 63

func (r recurrence) Pattern() announcements.Pattern {
	p := announcements.Pattern{
		Minutes:  members(r.Minute),
		Hours:    limit(r.Hour, 24),
		Days:     limit(r.Dom, 31),
		Months:   limit(r.Month, 12),
		Weekdays: limit(r.Dow, 7),
	}
	// Two day fields without a star widen each other: one that holds every day
	// then makes the other one meaningless.
	if either := r.Dom&star == 0 && r.Dow&star == 0; either && (p.Days == nil || p.Weekdays == nil) {
		p.Days, p.Weekdays = nil, nil
	}
	return p
}

// limit lists the members of a set, nil when it holds all there are.
func limit(set uint64, all int) []int {
	if list := members(set); len(list) < all {
		return list
	}
	return nil
}

// members lists the numbers of a bit set, ascending.
func members(set uint64) []int {
	set &^= star
	list := make([]int, 0, bits.OnesCount64(set))
	for set != 0 {
		list = append(list, bits.TrailingZeros64(set))
		set &= set - 1
	}
	return list
}

// lastDay is a recurrence on the last day of each month.
type lastDay struct{ recurrence }

// Next passes by the days that can be the last one and are not.
func (l lastDay) Next(t time.Time) time.Time {
	for t = l.recurrence.Next(t); !t.IsZero(); t = l.recurrence.Next(t) {
		year, month, day := t.Date()
		last := time.Date(year, month+1, 0, 0, 0, 0, 0, t.Location())
		if day == last.Day() {
			return t
		}
		t = last.Add(-time.Second)
	}
	return t
}

func (l lastDay) Pattern() announcements.Pattern {
	p := l.recurrence.Pattern()
	p.Days, p.LastDay = nil, true
	return p
}
