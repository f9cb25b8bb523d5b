package organisations

import (
	"context"

	"jastar/bot"
	"jastar/locales"
)

func (h *office) firstPage(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	return h.list(ctx, r, 0)
}

// list shows one page of the organisations that the person may look into.
func (h *office) list(ctx context.Context, r *bot.Request, page int32) (bot.Reply, error) {
	p, err := h.Desk.List(ctx, r.Actor, int(page))
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("organisations.list")
	if len(p.Organisations) == 0 {
		s = bot.Say("organisations.list_empty")
	}
	for _, o := range p.Organisations {
		s = s.Row(cardAction.Button(bot.Named(r.Words(o.Name)), o.ID))
	}
	var turn []bot.Button
	if page > 0 {
		turn = append(turn, listAction.Button(locales.T("organisations.earlier_button"), page-1))
	}
	if p.More {
		turn = append(turn, listAction.Button(locales.T("organisations.later_button"), page+1))
	}
	s = s.Row(turn...)
	if r.IsStaff() {
		s = s.Row(createAction.Button(locales.T("organisations.new_button"), none{}))
	}
	return bot.Show(s.Row(bot.MenuButton())), nil
}
