package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// segments lists the saved audiences of the announcement's organisation: a tap
// uses one.
func (c *chat) segments(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	all, err := c.Segments(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("announcements.segments")
	if len(all) == 0 {
		s = s.Gap().Say("announcements.segments_none")
	}
	for _, one := range all {
		s = s.Row(useSegmentAction.Button(bot.Named(one.Name), segmented{o.ID, one.ID}),
			askSegmentAction.Button(locales.T("announcements.segment_drop_button"), segmented{o.ID, one.ID}))
	}
	return bot.Show(s.Row(saveSegmentAction.Button(locales.T("announcements.segment_save_button"), o)).
		Row(bot.BackButton(audienceAction.Data(o)), bot.MenuButton())), nil
}

// useSegment puts a saved audience in the place of the present one.
func (c *chat) useSegment(ctx context.Context, r *bot.Request, w segmented) (bot.Reply, error) {
	if _, err := c.UseSegment(ctx, r.Actor, w.ID, w.Segment); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.audience(ctx, r, one{w.ID})
	return reply.Toasted("announcements.segment_used_toast"), err
}

// askDropSegment asks before a saved audience is deleted.
func (c *chat) askDropSegment(ctx context.Context, r *bot.Request, w segmented) (bot.Reply, error) {
	segment, err := c.Segment(ctx, r.Actor, w.ID, w.Segment)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(bot.Say("announcements.ask_segment_drop", "name", segment.Name).
		Row(dropSegmentAction.Button(locales.T("announcements.segment_drop_yes_button"), w)).
		Row(bot.BackButton(segmentsAction.Data(one{w.ID})), bot.MenuButton())), nil
}

// dropSegment deletes a saved audience.
func (c *chat) dropSegment(ctx context.Context, r *bot.Request, w segmented) (bot.Reply, error) {
	if err := c.DropSegment(ctx, r.Actor, w.ID, w.Segment); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.segments(ctx, r, one{w.ID})
	return reply.Toasted("announcements.segment_dropped_toast"), err
}

// named is a name for an audience.
type named struct {
	ID   announcements.ID `json:"id"`
	Name string           `json:"name,omitempty"`
}

// saveSegment asks for a name.
func (c *chat) saveSegment(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.Open(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	return c.naming().Enter(named{ID: o.ID}), nil
}

// naming saves the present audience under a name.
func (c *chat) naming() *bot.Flow[named] {
	return &bot.Flow[named]{
		Name: "announce_segment", Version: 1,
		Steps: []bot.Step[named]{{
			Name: "name",
			Ask: func(ctx context.Context, r *bot.Request, n *named) (bot.Screen, error) {
				p, err := c.Panel(ctx, r.Actor, n.ID)
				if err != nil {
					return bot.Screen{}, err
				}
				return c.size(audienceLines(&r.Reader, bot.Screen{}, p), p).Gap().
					Say("announcements.ask_segment_name", "max", announcements.MaxSegmentName), nil
			},
			Take: func(_ context.Context, _ *bot.Request, in bot.Input, n *named) (err error) {
				n.Name, err = in.Line(announcements.MaxSegmentName)
				return err
			},
		}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[named]) (bot.Reply, error) {
			if err := c.SaveSegment(ctx, r.Actor, form.ID, form.Data.ID, form.Data.Name); err != nil {
				return bot.Reply{}, err
			}
			return c.segments(ctx, r, one{form.Data.ID})
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[named]) (bot.Reply, error) {
			return c.segments(ctx, r, one{form.Data.ID})
		},
	}
}
