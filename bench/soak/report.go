package main

import (
	"fmt"
	"io"
	"time"
)

// table is what was compared and how it came out.
type table struct {
	lines []*line
	notes []string
}

// line is one thing that must hold.
type line struct {
	what    string
	of      int      // how many were looked at
	allowed int      // how many may be otherwise
	others  int      // how many are otherwise
	which   []string // exactly which
}

// mostNamed is how many of those that are wrong are named.
const mostNamed = 40

// line begins a new one.
func (r *table) line(what string) *line {
	l := &line{what: what}
	r.lines = append(r.lines, l)
	return l
}

// note adds a figure of which nothing is demanded.
func (r *table) note(what string, figure any) {
	r.notes = append(r.notes, fmt.Sprintf("%-58s %v", what, figure))
}

// wrong counts one that does not hold.
func (l *line) wrong(format string, args ...any) {
	if l.others++; len(l.which) < mostNamed {
		l.which = append(l.which, fmt.Sprintf(format, args...))
	}
}

func (l *line) holds() bool { return l.others <= l.allowed }

func (r *table) holds() bool {
	for _, l := range r.lines {
		if !l.holds() {
			return false
		}
	}
	return true
}

// quiet reports whether the bot came to rest in time.
func (r *table) quiet(took time.Duration, open string) {
	l := r.line(fmt.Sprintf("everything done within %s (after %.1f s)", quiesceTime, took.Seconds()))
	if l.of = 1; open != "" {
		l.wrong("%s", open)
	}
}

func (r *table) print(out io.Writer) {
	fmt.Fprintf(out, "\n%-58s %8s %7s %7s\n", "what must hold", "of", "others", "allowed")
	for _, l := range r.lines {
		verdict := "ok"
		if !l.holds() {
			verdict = "FAILED"
		}
		fmt.Fprintf(out, "%-58s %8d %7d %7d  %s\n", l.what, l.of, l.others, l.allowed, verdict)
	}
	for _, n := range r.notes {
		fmt.Fprintln(out, n)
	}
	for _, l := range r.lines {
		if l.holds() {
			continue
		}
		fmt.Fprintf(out, "\n%s: %d\n", l.what, l.others)
		for _, which := range l.which {
			fmt.Fprintf(out, "  %s\n", which)
		}
	}
}
