package events

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// hostStep asks which organisation the event belongs to.
func (c *chat) hostStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "host",
		When: func(m *making) bool { return m.Organisation == 0 },
		Ask: func(ctx context.Context, r *bot.Request, _ *making) (bot.Screen, error) {
			all, err := c.Organisations(ctx, r.Actor)
			return offer(&r.Reader, bot.Say("events.ask_host"), all), err
		},
		Take: func(ctx context.Context, r *bot.Request, in bot.Input, m *making) error {
			all, err := c.Organisations(ctx, r.Actor)
			if err != nil {
				return err
			}
			id, err := pickOne(in, all)
			m.Organisation = centre.OrganisationID(id)
			return err
		},
	}
}

// offer adds one button for each name.
func offer(r *bot.Reader, s bot.Screen, all []events.Named) bot.Screen {
	for _, n := range all {
		s = s.Row(bot.Choice(bot.Named(short(r.Words(n.Name))), strconv.FormatInt(n.ID, 10)))
	}
	return s
}

// pickOne returns the id behind a tapped name.
func pickOne(in bot.Input, all []events.Named) (int64, error) {
	values := make([]string, len(all))
	for i, n := range all {
		values[i] = strconv.FormatInt(n.ID, 10)
	}
	value, err := in.Pick(values...)
	if err != nil {
		return 0, err
	}
	return all[slices.Index(values, value)].ID, nil
}

// ask makes a question that needs nothing but its words.
func ask(s bot.Screen) func(context.Context, *bot.Request, *making) (bot.Screen, error) {
	return func(context.Context, *bot.Request, *making) (bot.Screen, error) { return s, nil }
}

// askWords asks for words and says in which language they are kept.
func askWords(s bot.Screen) func(context.Context, *bot.Request, *making) (bot.Screen, error) {
	return func(_ context.Context, _ *bot.Request, m *making) (bot.Screen, error) {
		return s.Say("events.in_language", "language", languageName.T(m.Language)), nil
	}
}

func titleStep() bot.Step[making] {
	return bot.Step[making]{
		Name: events.PartTitle,
		Ask:  askWords(bot.Say("events.ask_title")),
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			line, err := in.Line(events.MaxTitle)
			if err == nil {
				m.Title = say(m.Title, m.Language, line)
			}
			return err
		},
	}
}

func descriptionStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "description", Optional: true,
		Ask: askWords(bot.Say("events.ask_description")),
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			text, err := in.Text(events.MaxDescription)
			if err == nil {
				m.Description = say(m.Description, m.Language, text)
			}
			return err
		},
	}
}

// translationStep asks for title and description in one language: the first
// line of the answer is the title.
func translationStep(l locales.Language) bot.Step[making] {
	return bot.Step[making]{
		Name: "in_" + string(l), Optional: true,
		Ask: ask(bot.Say("events.ask_translation", "language", languageName.T(string(l)))),
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			text, err := in.Text(events.MaxTitle + events.MaxDescription)
			if err != nil {
				return err
			}
			first, rest, _ := strings.Cut(text, "\n")
			first, rest = strings.TrimSpace(first), strings.TrimSpace(rest)
			if n := len([]rune(first)); n > events.MaxTitle {
				return centre.Refuse("common.too_long", "n", n, "max", events.MaxTitle)
			}
			m.Title = say(m.Title, string(l), first)
			if rest != "" {
				m.Description = say(m.Description, string(l), rest)
			}
			return nil
		},
	}
}

// languageName is what each language calls itself.
const languageName = locales.Family("common.language_")

// say puts a text into words that may not exist yet.
func say(w centre.Words, language, text string) centre.Words {
	if w == nil {
		w = centre.Words{}
	}
	w[language] = text
	return w
}
