package announcements

import (
	"context"
	"errors"

	"jastar/centre"
)

// name finds the names of the chosen values and counts those that are gone.
func (d *Desk) name(ctx context.Context, p *Panel) error {
	a := p.Audience
	var err [5]error
	p.Interests, err[0] = p.named(ctx, a.Interests, d.Store.Interests)
	p.WithoutInterests, err[1] = p.named(ctx, a.WithoutInterests, d.Store.Interests)
	p.Districts, err[2] = p.named(ctx, a.Districts, d.Store.Districts)
	p.Events, err[3] = p.events(ctx, a.Events, d.Store)
	p.WithoutEvents, err[4] = p.events(ctx, a.WithoutEvents, d.Store)
	return errors.Join(err[:]...)
}

// named picks the rows with the ids out of a short list.
func (p *Panel) named(ctx context.Context, ids []int64, list func(context.Context) ([]Option, error)) ([]Option, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := list(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]Option, len(all))
	for _, o := range all {
		byID[o.ID] = o
	}
	var chosen []Option
	for _, id := range ids {
		if o, ok := byID[id]; ok {
			chosen = append(chosen, o)
		} else {
			p.Gone++
		}
	}
	return chosen, nil
}

// events reads the events with the ids.
func (p *Panel) events(ctx context.Context, ids []int64, s Store) ([]Option, error) {
	var chosen []Option
	for _, id := range ids {
		switch e, err := s.EventByID(ctx, id); {
		case errors.Is(err, centre.ErrGone):
			p.Gone++
		case err != nil:
			return nil, err
		default:
			chosen = append(chosen, e)
		}
	}
	return chosen, nil
}
