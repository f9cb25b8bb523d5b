package registration

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

var (
	profileAction = bot.NewAction[none]("r.profile")
	editAction    = bot.NewAction[field]("r.edit")
	tellAction    = bot.NewAction[none]("r.tell")
)

// field names what shall be edited.
type field struct {
	Name string `max:"12"`
}

// profile shows what the member told, with a button to change each thing.
func (h *office) profile(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	if !r.Consented {
		return bot.Reply{}, &centre.Lacks{Need: centre.NeedMembership}
	}
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("registration.profile").Gap().Say("registration.name", "value", p.Name)
	s.Lines = append(s.Lines, h.sayAge(p), sayBirthDate(p), value("registration.district", r.Words(p.District.Name)),
		sayInterests(&r.Reader, p.Interests), sayOne("registration.residence", residenceName, string(p.Residence)),
		sayOne("registration.occupation", occupationName, string(p.Occupation)), value("registration.phone", p.Phone))
	return bot.Show(h.profileButtons(s, p)), nil
}

func (h *office) profileButtons(s bot.Screen, p registration.Profile) bot.Screen {
	labels := []struct{ field, key string }{
		{nameField, "registration.edit_name_button"}, {birthDateField, "registration.edit_birth_date_button"},
		{districtField, "registration.edit_district_button"}, {interestsField, "registration.edit_interests_button"},
		{residenceField, "registration.edit_residence_button"}, {occupationField, "registration.edit_occupation_button"},
		{phoneField, "registration.edit_phone_button"},
	}
	var buttons []bot.Button
	for _, l := range labels {
		buttons = append(buttons, editAction.Button(locales.Text{Key: l.key}, field{l.field}))
	}
	if p.Born.IsZero() {
		buttons = append(buttons, editAction.Button(locales.T("registration.edit_band_button"), field{bandField}))
	}
	if h.Desk.StandingOf(p).Minor {
		s = s.Row(guardianAction.Button(locales.T("registration.guardian_button"), none{}))
	}
	s = inPairs(s, buttons)
	if !p.Complete() {
		s = s.Row(tellAction.Button(locales.T("registration.tell_button"), none{}))
	}
	return s.Row(settingsAction.Button(locales.T("registration.settings_button"), none{}),
		mydataAction.Button(locales.T("registration.mydata_button"), none{})).Row(bot.MenuButton())
}

func (h *office) sayAge(p registration.Profile) locales.Text {
	of := h.Desk.StandingOf(p).Band
	for _, b := range h.Desk.Ages() {
		if b.Code == of {
			return locales.T("registration.band", "value", sayBand(b))
		}
	}
	return locales.T("registration.band", "value", locales.T("registration.other_age_button"))
}

func sayBirthDate(p registration.Profile) locales.Text {
	if p.Born.IsZero() {
		return value("registration.birth_date", "")
	}
	return value("registration.birth_date", p.Born.Format("02.01.2006"))
}

// value says a field, or that it was not told.
func value(key, v string) locales.Text {
	if v == "" {
		return locales.T(key, "value", locales.T("registration.not_told"))
	}
	return locales.T(key, "value", v)
}

// sayOne says a field whose value is one of a list.
func sayOne(key string, names locales.Family, code string) locales.Text {
	if code == "" {
		return value(key, "")
	}
	return locales.T(key, "value", names.T(code))
}

// editOne asks for one field anew.
func (h *office) editOne(_ context.Context, r *bot.Request, f field) (bot.Reply, error) {
	switch {
	case !slices.ContainsFunc(h.edit.Steps, func(s step) bool { return s.Name == f.Name }):
		return bot.Reply{}, bot.ErrOldButton
	case !r.Consented:
		return bot.Reply{}, &centre.Lacks{Need: centre.NeedMembership}
	}
	return h.edit.EnterAt(editing{}, f.Name, true), nil
}

// tellMore asks for what may be left out.
func (h *office) tellMore(_ context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	if !r.Consented {
		return bot.Reply{}, &centre.Lacks{Need: centre.NeedMembership}
	}
	return h.tell.Enter(editing{}), nil
}
