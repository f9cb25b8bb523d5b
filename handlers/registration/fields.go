package registration

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/locales"
)

// The fields of a profile; each is also the name of its step.
const (
	nameField       = "name"
	bandField       = "band"
	birthDateField  = "birth_date"
	districtField   = "district"
	interestsField  = "interests"
	residenceField  = "residence"
	occupationField = "occupation"
	phoneField      = "phone"
)

// editing is the form of the profile. It is empty: every answer is kept in the
// profile itself as soon as it is given.
type editing struct{}

// step is a question of the profile.
type step = bot.Step[editing]

func (h *office) steps() []step {
	return []step{
		{Name: nameField, Ask: h.askName, Take: h.takeName},
		{Name: bandField, Ask: h.askBand, Take: h.takeBand},
		{Name: birthDateField, Ask: h.askBirthDate, Take: h.takeBirthDate},
		{Name: districtField, Ask: h.askDistrict, Take: h.takeDistrict},
		{Name: interestsField, Ask: h.askInterests, Take: h.takeInterests},
		{Name: residenceField, Ask: h.askResidence, Take: h.takeResidence},
		{Name: occupationField, Ask: h.askOccupation, Take: h.takeOccupation},
		{Name: phoneField, Ask: h.askPhone, Take: h.takePhone},
	}
}

// editFlow changes one field, for the profile's buttons and for tasks that
// need it.
func (h *office) editFlow() bot.Flow[editing] {
	return bot.Flow[editing]{Name: "edit", Version: 1, Steps: h.steps(), Finish: h.finishEdit}
}

// tellFlow asks a new member for what may be left out, one thing after another.
func (h *office) tellFlow() bot.Flow[editing] {
	f := bot.Flow[editing]{Name: "tell", Version: 1, Finish: h.finishEdit}
	all := h.steps()
	for _, name := range []string{districtField, interestsField, residenceField, occupationField, birthDateField, phoneField} {
		s := all[slices.IndexFunc(all, func(s step) bool { return s.Name == name })]
		s.Optional = true
		f.Steps = append(f.Steps, s)
	}
	return f
}

// finishEdit goes back to the task that needed the field, or to the profile.
func (h *office) finishEdit(ctx context.Context, r *bot.Request, _ bot.Form[editing]) (bot.Reply, error) {
	reply, err := h.profile(ctx, r)
	reply.Resume = true
	return reply.Toasted("registration.saved_toast"), err
}

// askField makes the gate of a field. A guest becomes a member first.
func (h *office) askField(field string) bot.Handler {
	return func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		if !r.Consented {
			return h.askMembership(ctx, r)
		}
		return h.edit.EnterAt(editing{}, field, true), nil
	}
}

// on marks the label of something that is chosen.
func on(label locales.Text, chosen bool) locales.Text {
	if chosen {
		return locales.T("registration.chosen_button", "value", label)
	}
	return label
}
