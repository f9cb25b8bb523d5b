package organisations

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/locales"
)

// naming is the form of a new organisation, or of a new name.
type naming struct {
	ID   centre.OrganisationID // 0 for a new one
	Name centre.Words
}

// nameFlow asks for the name in each language; the first is needed, the others
// may be left out.
func (h *office) nameFlow() bot.Flow[naming] {
	f := bot.Flow[naming]{Name: "orgname", Version: 1, Finish: h.finishName}
	for i, l := range locales.Languages() {
		f.Steps = append(f.Steps, bot.Step[naming]{
			Name: "name_" + string(l), Ask: askName(l), Take: takeName(l), Optional: i > 0,
		})
	}
	return f
}

func askName(l locales.Language) func(context.Context, *bot.Request, *naming) (bot.Screen, error) {
	return func(_ context.Context, _ *bot.Request, n *naming) (bot.Screen, error) {
		s := bot.Say("organisations.ask_name", "language", languageName.T(string(l)))
		if known := n.Name[string(l)]; known != "" {
			s = s.Say("organisations.name_now", "name", known)
		}
		return s, nil
	}
}

func takeName(l locales.Language) func(context.Context, *bot.Request, bot.Input, *naming) error {
	return func(_ context.Context, _ *bot.Request, in bot.Input, n *naming) error {
		line, err := in.Line(organisations.MaxName)
		if err != nil {
			return err
		}
		if n.Name == nil {
			n.Name = centre.Words{}
		}
		n.Name[string(l)] = line
		return nil
	}
}

// create starts the form of a new organisation.
func (h *office) create(_ context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	if !r.IsStaff() {
		return bot.Reply{}, centre.ErrForbidden
	}
	return h.name.Enter(naming{}), nil
}

// rename starts the form of a new name for an organisation.
func (h *office) rename(ctx context.Context, r *bot.Request, id centre.OrganisationID) (bot.Reply, error) {
	o, err := h.Desk.ByID(ctx, r.Actor, id)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case !r.IsStaff():
		return bot.Reply{}, centre.ErrForbidden
	}
	return h.name.Enter(naming{ID: id, Name: o.Name}), nil
}

func (h *office) finishName(ctx context.Context, r *bot.Request, form bot.Form[naming]) (bot.Reply, error) {
	id, err := h.saveName(ctx, r, form)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.card(ctx, r, id)
	return reply.Toasted("organisations.saved_toast"), err
}

func (h *office) saveName(ctx context.Context, r *bot.Request, form bot.Form[naming]) (centre.OrganisationID, error) {
	id, name := form.Data.ID, form.Data.Name
	if id == 0 {
		return h.Desk.Create(ctx, r.Actor, organisations.Draft{Form: form.ID, Name: name})
	}
	return id, h.Desk.Rename(ctx, r.Actor, organisations.Organisation{ID: id, Name: name})
}
