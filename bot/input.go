package bot

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
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
	return s, centre.CheckReadable(s)
}

func wrongContent(c Content) error {
	switch c {
	case ContentVenue, ContentLiveLocation:
		c = ContentLocation
		fallthrough
	case ContentPhoto, ContentDocument, ContentContact, ContentLocation, ContentSticker, ContentVoice:
		return centre.Refuse(wrongKind.T(string(c)).Key)
	}
	return centre.Refuse(wrongKind.T("other").Key)
}

// Photo returns Telegram's id of the photo that was sent.
func (in Input) Photo() (file string, err error) {
	if in.Message == nil || in.Message.Content != ContentPhoto {
		return "", centre.Refuse("common.photo_needed")
	}
	return in.Message.File, nil
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

// Time returns a moment typed as "27.11.2026 18:30" or "27.11 18:30", in the
// city's zone. Without a year it is the next such day.
func (in Input) Time() (time.Time, error) {
	line, err := in.Line(40)
	if err != nil {
		return time.Time{}, err
	}
	date, clock, ok := strings.Cut(strings.ReplaceAll(line, ",", " "), " ")
	if !ok {
		return time.Time{}, centre.Refuse("common.not_a_moment")
	}
	at, err := centre.ReadDay(date, in.now)
	if err == nil {
		at, err = centre.ReadClock(strings.TrimSpace(clock), at)
	}
	if err != nil && !errors.Is(err, centre.Refuse("common.date_not_exists")) {
		err = centre.Refuse("common.not_a_moment") // whichever of both is wrong, both have to come again
	}
	return at, err
}

// TimeOn returns the time of day typed as 18:30 on the given day.
func (in Input) TimeOn(day time.Time) (time.Time, error) {
	line, err := in.Line(40)
	if err != nil {
		return time.Time{}, err
	}
	return centre.ReadClock(line, day)
}
