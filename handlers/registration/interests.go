package registration

import (
	"context"
	"strconv"

	"jastar/bot"
	"jastar/centre/registration"
	"jastar/locales"
)

// Choices of interests: a sign for the wished state before the id, and the end.
const (
	like    = "+"
	dislike = "-"
	done    = "done"
)

func (h *office) askInterests(ctx context.Context, r *bot.Request, _ *editing) (bot.Screen, error) {
	all, err := h.Desk.Interests(ctx, r.Person)
	if err != nil {
		return bot.Screen{}, err
	}
	var choices []bot.Button
	for _, i := range all {
		sign := like
		if i.Chosen {
			sign = dislike
		}
		name := bot.Named(r.Words(i.Name))
		choices = append(choices, bot.Choice(on(name, i.Chosen), sign+strconv.FormatInt(int64(i.ID), 10)))
	}
	s := bot.Say("registration.ask_interests").Gap()
	s.Lines = append(s.Lines, sayInterests(&r.Reader, all))
	return inPairs(s, choices).Row(bot.Choice(locales.T("registration.done_button"), done)), nil
}

// sayInterests names the chosen ones in words.
func sayInterests(r *bot.Reader, all []registration.Interest) locales.Text {
	var names locales.Strings
	for _, i := range all {
		if i.Chosen {
			names = append(names, r.Words(i.Name))
		}
	}
	if len(names) == 0 {
		return locales.T("registration.interests", "value", locales.T("registration.not_told"))
	}
	return locales.T("registration.interests", "value", names)
}

func (h *office) takeInterests(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	choice, err := in.Pick(in.Choice) // any choice, but no message
	if err != nil || choice == done {
		return err
	}
	n, err := strconv.ParseInt(choice[1:], 10, 64)
	if err != nil {
		return bot.ErrOldButton
	}
	if err := h.Desk.SetInterest(ctx, r.Actor, registration.InterestID(n), choice[:1] == like); err != nil {
		return err
	}
	return bot.Stay{}
}

// InterestsButton asks somebody what they like.
func InterestsButton() bot.Button {
	return editAction.Button(locales.T("registration.edit_interests_button"), field{interestsField})
}
