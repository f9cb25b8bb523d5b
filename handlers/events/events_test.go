package events

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

var (
	zone = time.FixedZone("Almaty", 5*3600)
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, zone)
)

func TestEveryButtonFits(t *testing.T) {
	if _, err := bot.NewDispatcher(New(nil, "jastar_bot", bot.Button{})); err != nil {
		t.Error(err)
	}
}

// reader reads in one language.
func reader(t *testing.T, l locales.Language) *bot.Reader {
	t.Helper()
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &bot.Reader{Language: l, Now: noon, Texts: texts}
}

// tricky is a card whose words could break the markup.
func tricky() events.Card {
	return events.Card{Going: true, Reminders: []time.Time{noon.Add(4 * time.Hour)}, Event: events.Event{
		ID: 1 << 40, Status: events.StatusPublished, Title: centre.Words{"ru": `<b>&"' 🎉`}, OrganisationName: centre.Words{"en": "Loft"},
		Starts: noon.Add(7 * time.Hour), Ends: noon.Add(13 * time.Hour), Capacity: 20, Taken: 20, Ages: events.AgesAdults,
		Place: events.Place{Text: "Park <1>"}, Opens: noon.Add(time.Hour), Closes: noon.Add(2 * time.Hour)}}
}

func TestCardSaysWhatWasTyped(t *testing.T) {
	c := &chat{bot: "jastar_bot"}
	for _, l := range locales.Languages() {
		r := reader(t, l)
		out := bot.Render(r.Texts, l, c.cardScreen(r, tricky(), opened{}))
		for _, want := range []string{"&lt;b&gt;&amp;", "🎉", "Park &lt;1&gt;", "19:00", "01:00", "16:00", "20"} {
			if !strings.Contains(out.HTML, want) {
				t.Errorf("%s: %q is missing in\n%s", l, want, out.HTML)
			}
		}
		if strings.Contains(out.HTML, "events.") || strings.Contains(out.HTML, "{") {
			t.Errorf("%s: something was not said:\n%s", l, out.HTML)
		}
	}
}

// A cancelled event offers no seats, and nobody has one in it.
func TestCancelledCardSaysNothingOfSeats(t *testing.T) {
	c, card := &chat{bot: "jastar_bot"}, tricky()
	card.Status, card.CancelReason = events.StatusCancelled, "Snow"
	r := reader(t, locales.English)
	out := bot.Render(r.Texts, r.Language, c.cardScreen(r, card, opened{}))
	for _, wrong := range []string{"seats", "signed up", "Sign-up", "Reminders"} {
		if strings.Contains(out.HTML, wrong) {
			t.Errorf("it says %q:\n%s", wrong, out.HTML)
		}
	}
	if !strings.Contains(out.HTML, "Snow") || !strings.Contains(out.HTML, "19:00") {
		t.Errorf("the reason or the time is missing:\n%s", out.HTML)
	}
}

// A draft's card has only what was answered.
func TestUnfinishedCardLeavesOutWhatIsMissing(t *testing.T) {
	r, c := reader(t, locales.English), &chat{bot: "jastar_bot"}
	card := events.Card{Event: events.Event{Status: events.StatusDraft, Ages: events.AgesOpen}}
	for _, wrong := range []string{"When", "0001", "Where", "seats"} {
		if out := bot.Render(r.Texts, r.Language, facts(r, card)); strings.Contains(out.HTML, wrong) {
			t.Errorf("it says %q:\n%s", wrong, out.HTML)
		}
	}
	if rows := c.cardScreen(r, card, opened{}).Rows; len(rows) != 1 {
		t.Errorf("nothing to open or to share yet, and yet %d rows of buttons", len(rows))
	}
	card.Starts = noon.AddDate(0, 0, 2)
	if out := bot.Render(r.Texts, r.Language, facts(r, card)); !strings.Contains(out.HTML, "When: Wednesday, 25 November, 12:00\n") {
		t.Errorf("the start alone is not said:\n%s", out.HTML)
	}
}

func TestEveryVerdictAndListIsSaid(t *testing.T) {
	r := reader(t, locales.Kazakh)
	var all []locales.Text
	for _, v := range []events.Verdict{events.Joined, events.AlreadyIn, events.Full, events.NotOpen, events.Closed,
		events.CalledOff, events.Finished, events.Left, events.NotIn} {
		all = append(all, said(r, events.Outcome{Card: tricky(), Verdict: v}))
	}
	for f := events.FilterAll; f <= events.FilterHost; f++ {
		all = append(all, listTitle.T(f.String(), "host", "x"), listEmpty.T(f.String()), listLabel.T(f.String()+"_button"))
	}
	for _, a := range events.AllAges() {
		all = append(all, ageRule.T(string(a)), agesLabel.T(string(a)+"_button"))
	}
	for _, a := range []events.Answer{events.NoAnswer, events.Coming, events.Late} { // whoever cannot come has no seat
		all = append(all, replied(a))
	}
	for _, part := range parts {
		all = append(all, partLabel.T(part+"_button"))
	}
	all = append(all, noted.T(string(events.Coming)), noted.T(string(events.Late)))
	for _, text := range all {
		if got := r.Texts.Plain(r.Language, text); strings.HasPrefix(got, "events.") || strings.Contains(got, "{") {
			t.Errorf("%s is not said: %s", text.Key, got)
		}
	}
}

func TestPartsAreStepsOfTheForm(t *testing.T) {
	c := &chat{}
	steps := map[string]bool{}
	for _, s := range c.creating().Steps {
		steps[s.Name] = true
	}
	for _, part := range parts {
		if !steps[part] {
			t.Errorf("%s is no question of the form", part)
		}
	}
}

func TestShort(t *testing.T) {
	for _, s := range []string{"", "Шахмат", strings.Repeat("ә", 36), strings.Repeat("ә", 37)} {
		if got := short(s); utf8.RuneCountInString(got) > shortTitle || got != s && !strings.HasSuffix(got, "…") {
			t.Errorf("%q was cut to %q", s, got)
		}
	}
}

func TestLinksLeadToTheCard(t *testing.T) {
	c := &chat{bot: "jastar_bot"}
	if got := c.shareButton(36).URL; got != "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fjastar_bot%3Fstart%3De10" {
		t.Error(got)
	}
	if got := mapButton(events.Place{Branch: 1, Latitude: 43.25, Longitude: 76.9}).URL; !strings.HasSuffix(got, "query=43.250000%2C76.900000") {
		t.Error(got)
	}
}

func TestOffsets(t *testing.T) {
	for _, set := range reminderSets {
		if got := offsets(set); (len(got) == 0) != (set == noReminders) {
			t.Errorf("%q gives %v", set, got)
		}
		if len(set) > bot.ChoiceBytes {
			t.Errorf("%q is too long for a choice", set)
		}
	}
}

// A long description and a photo do not fit together: the photo is behind a
// button then.
func TestPhotoOfALongDescription(t *testing.T) {
	r := reader(t, "en")
	for n, beside := range map[int]bool{captionRoom: true, captionRoom + 1: false} {
		card := events.Card{Event: events.Event{ID: 5, Photo: "p", Status: events.StatusPublished,
			Description: centre.Words{"en": strings.Repeat("ә", n)}}}
		s := (&chat{}).cardScreen(r, card, opened{Event: 5})
		button := slices.ContainsFunc(s.Rows, func(row []bot.Button) bool { return strings.HasPrefix(row[0].Data, "e.photo") })
		if (s.Photo == "p") != beside || button == beside {
			t.Errorf("%d characters: photo %q, a button for it: %v", n, s.Photo, button)
		}
	}
}
