package organisations

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
)

// appointing is the form of an appointment by contact.
type appointing struct {
	Organisation centre.OrganisationID
}

func (h *office) appointFlow() bot.Flow[appointing] {
	return bot.Flow[appointing]{Name: "appoint", Version: 1, Finish: h.finishAppoint,
		Steps: []bot.Step[appointing]{{Name: "contact", Ask: h.askContact, Take: h.takeContact}}}
}

// byContact starts the appointment of somebody whose contact will be shared.
func (h *office) byContact(_ context.Context, r *bot.Request, id centre.OrganisationID) (bot.Reply, error) {
	if !h.Desk.MayFill(r.Actor, organisations.Post{Organisation: id}) {
		return bot.Reply{}, centre.ErrForbidden
	}
	return h.appoint.Enter(appointing{Organisation: id}), nil
}

func (h *office) askContact(context.Context, *bot.Request, *appointing) (bot.Screen, error) {
	return bot.Say("organisations.ask_contact"), nil
}

// takeContact appoints at once, so that a refusal is said above the question.
func (h *office) takeContact(ctx context.Context, r *bot.Request, in bot.Input, a *appointing) error {
	if in.Message == nil || in.Message.Contact == nil {
		return centre.Refuse("organisations.not_a_contact")
	}
	c := organisations.Contact{Account: in.Message.Contact.User, Name: in.Message.Contact.Name}
	post := organisations.Post{Organisation: a.Organisation}
	return h.Desk.AppointContact(ctx, r.Actor, post, c)
}

func (h *office) finishAppoint(ctx context.Context, r *bot.Request, form bot.Form[appointing]) (bot.Reply, error) {
	reply, err := h.card(ctx, r, form.Data.Organisation)
	return reply.Toasted("organisations.appointed_toast"), err
}
