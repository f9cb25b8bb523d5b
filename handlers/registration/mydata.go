package registration

import (
	"context"

	"jastar/bot"
	"jastar/locales"
)

var mydataAction = bot.NewAction[none]("r.mydata")

// mydata sends everything that is stored about the person as one file.
func (h *office) mydata(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	data, err := h.Desk.Export(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	file := bot.Say("registration.mydata")
	file.File = &bot.File{Name: "mydata-" + r.Now.Format("2006-01-02") + ".json", Data: data}
	next := bot.Say("registration.mydata_next").
		Row(forgetAction.Button(locales.T("registration.forget_button"), none{})).Row(bot.MenuButton())
	return bot.Show(next).After(file), nil
}
