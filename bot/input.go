package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"jastar/centre"
	"jastar/locales"
)

// wrongKind says which kind of content came instead of a text.
const wrongKind = locales.Family("common.wrong_")

// Line returns the answer as one line of at most max characters, exactly as
// typed but for spaces around it and line breaks within. Anything else is a
// *centre.Problem that says what to send.
func (in Input) Line(max int) (string, error) {
	s, err := in.Text(max)
	return strings.Join(strings.Fields(s), " "), err
}

// Text returns the answer as a text of at most max characters, without the
// spaces around it.
func (in Input) Text(max int) (string, error) {
	if in.Message == nil {
		return "", centre.Refuse("common.type_it")
	}
	if in.Message.Content != ContentText {
		return "", wrongContent(in.Message.Content)
	}
	s := strings.TrimSpace(in.Message.Text)
	if n := utf8.RuneCountInString(s); n > max {
		return "", centre.Refuse("common.too_long", "n", n, "max", max)
	}
	return s, readable(s)
}

func wrongContent(c Content) error {
	switch c {
	case ContentPhoto, ContentDocument, ContentContact, ContentLocation, ContentSticker, ContentVoice:
		return centre.Refuse(wrongKind.T(string(c)).Key)
	}
	return centre.Refuse(wrongKind.T("other").Key)
}

// readable refuses a text that nobody could read or that could disguise what
// stands beside it: empty, invisible or direction-changing characters, or not a
// single letter or digit.
func readable(s string) error {
	if s == "" {
		return centre.Refuse("common.empty")
	}
	if strings.ContainsFunc(s, disguises) {
		return centre.Refuse("common.invisible")
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return centre.Refuse("common.emoji_only")
	}
	return nil
}

// disguises tells whether a character is invisible or turns the direction of
// writing (Unicode category Cf and controls), except those that join emoji.
func disguises(r rune) bool {
	switch r {
	case '\n', '\r', '\t', '\u200d', '\ufe0f':
		return false
	}
	return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || !utf8.ValidRune(r)
}

// Pick returns the tapped choice if it is one of the values.
func (in Input) Pick(values ...string) (string, error) {
	if in.Choice == "" || !slices.Contains(values, in.Choice) {
		return "", centre.Refuse("common.only_buttons")
	}
	return in.Choice, nil
}

// Number returns a whole number between min and max.
func (in Input) Number(min, max int) (int, error) {
	s := in.Choice
	if s == "" {
		line, err := in.Line(40)
		if err != nil {
			return 0, err
		}
		s = line
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' }):
		return 0, centre.Refuse("common.number_out_of_range", "min", min, "max", max)
	case err != nil:
		return 0, centre.Refuse("common.not_a_number")
	case n < min || n > max:
		return 0, centre.Refuse("common.number_out_of_range", "min", min, "max", max)
	}
	return n, nil
}

// Day returns a date of the calendar, typed as 27.11.2026 or 27.11, at midnight
// in the city's zone. Without a year it is the next such day.
func (in Input) Day() (time.Time, error) {
	line, err := in.Line(40)
	if err != nil {
		return time.Time{}, err
	}
	return parseDay(line, in.now)
}

// Time returns a moment typed as "27.11.2026 18:30" or "27.11 18:30", in the
// city's zone.
func (in Input) Time() (time.Time, error) {
	line, err := in.Line(40)
	if err != nil {
		return time.Time{}, err
	}
	date, clock, ok := strings.Cut(strings.ReplaceAll(line, ",", " "), " ")
	if !ok {
		return time.Time{}, centre.Refuse("common.not_a_moment")
	}
	day, err := parseDay(date, in.now)
	if err != nil {
		return time.Time{}, err
	}
	return parseClock(strings.TrimSpace(clock), day)
}

// TimeOn returns the time of day typed as 18:30 on the given day.
func (in Input) TimeOn(day time.Time) (time.Time, error) {
	line, err := in.Line(40)
	if err != nil {
		return time.Time{}, err
	}
	return parseClock(line, day)
}

// parseDay reads day.month or day.month.year; slashes and dashes count as dots.
func parseDay(s string, now time.Time) (time.Time, error) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '/' || r == '-' })
	numbers := make([]int, len(parts))
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 9999 {
			return time.Time{}, centre.Refuse("common.not_a_date")
		}
		numbers[i] = n
	}
	switch {
	case len(numbers) == 2:
		return nextDay(numbers[0], numbers[1], now)
	case len(numbers) == 3 && numbers[2] >= 1000:
		return existingDay(numbers[0], numbers[1], numbers[2], now.Location())
	}
	return time.Time{}, centre.Refuse("common.not_a_date")
}

// nextDay finds the next day and month from today on. 29 February may be up to
// eight years away.
func nextDay(day, month int, now time.Time) (time.Time, error) {
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	for year := y; year <= y+8; year++ {
		if t, err := existingDay(day, month, year, now.Location()); err == nil && !t.Before(today) {
			return t, nil
		}
	}
	return time.Time{}, centre.Refuse("common.date_not_exists")
}

func existingDay(day, month, year int, zone *time.Location) (time.Time, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if t.Day() != day || int(t.Month()) != month || t.Year() != year {
		return time.Time{}, centre.Refuse("common.date_not_exists")
	}
	return t, nil
}

func parseClock(s string, day time.Time) (time.Time, error) {
	h, m, ok := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	hour, errHour := strconv.Atoi(h)
	minute, errMinute := strconv.Atoi(m)
	if !ok || errHour != nil || errMinute != nil || len(m) != 2 || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return time.Time{}, centre.Refuse("common.not_a_time")
	}
	y, mo, d := day.Date()
	return time.Date(y, mo, d, hour, minute, 0, 0, day.Location()), nil
}
