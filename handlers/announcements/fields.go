package announcements

import (
	"context"
	"slices"
	"strings"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons of fields, saved audiences and the sample.
var (
	fieldAction       = bot.NewAction[fielded]("a.field")
	pickAction        = bot.NewAction[picked]("a.pick")
	widenAction       = bot.NewAction[one]("a.wide")
	segmentsAction    = bot.NewAction[one]("a.segs")
	saveSegmentAction = bot.NewAction[one]("a.segsave")
	useSegmentAction  = bot.NewAction[segmented]("a.seguse")
	askSegmentAction  = bot.NewAction[segmented]("a.segdrop?")
	dropSegmentAction = bot.NewAction[segmented]("a.segdrop")
	sampleAction      = bot.NewAction[one]("a.sample")
)

type (
	fielded struct {
		ID    announcements.ID
		Field announcements.Field
	}
	picked struct {
		ID     announcements.ID
		Field  announcements.Field
		Value  string `max:"20"`
		Wished bool
	}
	segmented struct {
		ID      announcements.ID
		Segment announcements.SegmentID
	}
)

func (c *chat) audienceRoutes() []bot.Route {
	return []bot.Route{
		bot.On(fieldAction, c.field),
		bot.On(pickAction, c.pick),
		bot.On(widenAction, c.widen),
		bot.On(segmentsAction, c.segments),
		bot.On(saveSegmentAction, c.saveSegment),
		bot.On(useSegmentAction, c.useSegment),
		bot.On(askSegmentAction, c.askDropSegment),
		bot.On(dropSegmentAction, c.dropSegment),
		bot.On(sampleAction, c.sample),
	}
}

// The words of the fields and of their values.
const (
	fieldButton  = locales.Family("announcements.by_field_")
	chosenIn     = locales.Family("announcements.in_field_")
	residenceIs  = locales.Family("announcements.residence_")
	occupationIs = locales.Family("announcements.occupation_")
)

// buttonsInARow is how many fields share a row of buttons.
const buttonsInARow = 2

// fieldLines says what is chosen of every field.
func fieldLines(r *bot.Reader, s bot.Screen, p announcements.Panel) bot.Screen {
	for _, f := range announcements.Fields() {
		if names := chosenNames(r, p, f); len(names) > 0 {
			s.Lines = append(slices.Clip(s.Lines), chosenIn.T(f.String(), "values", names))
		}
	}
	if p.Gone > 0 {
		s = s.Say("announcements.values_gone", "n", p.Gone)
	}
	return s
}

// chosenNames are the chosen values of a field as the reader knows them.
func chosenNames(r *bot.Reader, p announcements.Panel, f announcements.Field) locales.Strings {
	switch f {
	case announcements.ByDistrict:
		return optionNames(r, p.Districts)
	case announcements.WithoutInterest:
		return optionNames(r, p.WithoutInterests)
	case announcements.WithoutEvent:
		return optionNames(r, p.WithoutEvents)
	}
	var names locales.Strings
	for _, value := range p.Audience.Chosen(f) {
		names = append(names, r.Texts.Plain(r.Language, valueName(f, value)))
	}
	return names
}

// valueName names a value that is a word of the program.
func valueName(f announcements.Field, value string) locales.Text {
	switch f {
	case announcements.ByResidence:
		return residenceIs.T(value)
	case announcements.ByOccupation:
		return occupationIs.T(value)
	}
	return bot.Named(strings.Replace(value, "-", "–", 1)) // an age band
}

// fieldRows offers every field, those with a choice in front.
func fieldRows(s bot.Screen, o one, a announcements.Audience) bot.Screen {
	all := []bot.Button{
		tick(languagesAction, locales.T("announcements.by_language_button"), o, len(a.Languages) > 0),
		tick(interestsAction, locales.T("announcements.by_interest_button"), o, len(a.Interests) > 0),
		tick(eventsAction, locales.T("announcements.by_event_button"), o, len(a.Events) > 0),
	}
	chosen := []bool{len(a.Languages) > 0, len(a.Interests) > 0, len(a.Events) > 0}
	for _, f := range announcements.Fields() {
		is := len(a.Chosen(f)) > 0
		all = append(all, tick(fieldAction, fieldButton.T(f.String()), fielded{o.ID, f}, is))
		chosen = append(chosen, is)
	}
	var front, rest []bot.Button
	for i, b := range all {
		if chosen[i] {
			front = append(front, b)
		} else {
			rest = append(rest, b)
		}
	}
	for row := range slices.Chunk(append(front, rest...), buttonsInARow) {
		s = s.Row(row...)
	}
	return s
}

// field shows what a field offers.
func (c *chat) field(ctx context.Context, r *bot.Request, f fielded) (bot.Reply, error) {
	return c.choices(ctx, r, one{f.ID}, func(p announcements.Panel) ([]bot.Button, error) {
		offered, err := c.Choices(ctx, r.Actor, p.Announcement, f.Field)
		all := make([]bot.Button, len(offered))
		for i, v := range offered {
			all[i] = tick(pickAction, choiceName(r, f.Field, v), picked{f.ID, f.Field, v.Value, !v.Chosen}, v.Chosen)
		}
		return all, err
	})
}

// choiceName is the label of one value.
func choiceName(r *bot.Request, f announcements.Field, v announcements.Choice) locales.Text {
	switch {
	case v.Name == nil:
		return valueName(f, v.Value)
	case v.At.IsZero():
		return bot.Named(r.Words(v.Name))
	}
	return locales.T("announcements.event_button", "when", r.Brief(v.At), "title", r.Words(v.Name))
}

// pick chooses a value of a field, or takes it out.
func (c *chat) pick(ctx context.Context, r *bot.Request, p picked) (bot.Reply, error) {
	_, err := c.Narrow(ctx, r.Actor, p.ID, announcements.Pick{Field: p.Field, Value: p.Value, Wished: p.Wished})
	if err != nil {
		return bot.Reply{}, err
	}
	return c.field(ctx, r, fielded{p.ID, p.Field})
}

// widen takes every choice back.
func (c *chat) widen(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.Widen(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	return c.audience(ctx, r, o)
}

// sample names five people of the audience.
func (c *chat) sample(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	names, err := c.Sample(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("announcements.sample_nobody")
	if len(names) > 0 {
		s = bot.Say("announcements.sample").Gap()
	}
	for _, name := range names {
		s = s.Say("announcements.sample_person", "name", name)
	}
	return bot.Show(s.Row(bot.BackButton(audienceAction.Data(o)), bot.MenuButton())), nil
}
