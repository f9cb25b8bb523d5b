package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre/registration"
	"jastar/locales"
)

var (
	childrenAction = bot.NewAction[none]("r.children")
	childAction    = bot.NewAction[registration.LinkID]("r.child")
	photoAction    = bot.NewAction[photo]("r.photo")
	leaveAction    = bot.NewAction[registration.LinkID]("r.gleave")
	leaveYesAction = bot.NewAction[registration.LinkID]("r.gleaveyes")
)

// photo is a guardian's wished word about pictures.
type photo struct {
	Link    registration.LinkID
	Allowed bool
}

// children lists whom the person stands behind as a guardian.
func (h *office) children(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	links, err := h.Desk.Children(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(links) == 0 {
		return bot.Show(bot.Say("registration.children_none").Row(bot.MenuButton())), nil
	}
	s := bot.Say("registration.children")
	for _, l := range links {
		s = s.Row(childAction.Button(bot.Named(l.ChildName), l.ID))
	}
	return bot.Show(s.Row(bot.MenuButton())), nil
}

// child shows one confirmation with what can be changed.
func (h *office) child(ctx context.Context, r *bot.Request, id registration.LinkID) (bot.Reply, error) {
	l, err := h.Desk.Link(ctx, r.Actor, id)
	return bot.Show(h.childScreen(r, l)), err
}

func (h *office) childScreen(r *bot.Request, l registration.Link) bot.Screen {
	s := bot.Say("registration.child", "name", l.ChildName, "date", r.Date(l.Decided))
	s.Lines = append(s.Lines, sayPhoto(l.Photo))
	if l.Photo == nil || !*l.Photo {
		s = s.Row(photoAction.Button(locales.T("registration.photo_yes_button"), photo{l.ID, true}))
	}
	if l.Photo == nil || *l.Photo {
		s = s.Row(photoAction.Button(locales.T("registration.photo_no_button"), photo{l.ID, false}))
	}
	return s.Row(leaveAction.Button(locales.T("registration.leave_button"), l.ID)).Row(bot.MenuButton())
}

// photo keeps the guardian's word about pictures.
func (h *office) photo(ctx context.Context, r *bot.Request, p photo) (bot.Reply, error) {
	l, err := h.Desk.AllowPhoto(ctx, r.Actor, p.Link, p.Allowed)
	return bot.Show(h.childScreen(r, l)).Toasted("registration.saved_toast"), err
}

// askLeave makes sure before a confirmation is taken back.
func (h *office) askLeave(ctx context.Context, r *bot.Request, id registration.LinkID) (bot.Reply, error) {
	l, err := h.Desk.Link(ctx, r.Actor, id)
	s := bot.Say("registration.ask_leave", "name", l.ChildName).
		Row(leaveYesAction.Button(locales.T("registration.leave_button"), id)).
		Row(bot.BackButton(childAction.Data(id)))
	return bot.Show(s), err
}

// leave takes a confirmation back.
func (h *office) leave(ctx context.Context, r *bot.Request, id registration.LinkID) (bot.Reply, error) {
	l, err := h.Desk.WithdrawGuardian(ctx, r.Actor, id)
	return bot.Show(bot.Say("registration.left", "name", l.ChildName).Row(bot.MenuButton())), err
}
