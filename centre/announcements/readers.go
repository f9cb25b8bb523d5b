package announcements

import (
	"context"
	"slices"
)

// idle lists the languages of variants that nobody in the audience would get, in
// the order kk, ru, en. Whoever has not chosen a language yet may get any.
func (d *Desk) idle(ctx context.Context, a Announcement) ([]string, error) {
	if len(a.Content) < 2 {
		return nil, nil
	}
	read, err := d.Store.LanguagesOf(ctx, a.Audience)
	if err != nil {
		return nil, err
	}
	return a.Content.idle(read), nil
}

// idle lists the variants that readers of the languages do not get; "" is a
// reader who has not chosen. Without readers there is nothing to tell.
func (c Content) idle(read []string) []string {
	if len(read) == 0 || slices.Contains(read, "") {
		return nil
	}
	served := map[string]bool{}
	for _, code := range read {
		_, in := c.In(code)
		served[in] = true
	}
	var idle []string
	for _, code := range languages {
		if _, written := c[code]; written && !served[code] {
			idle = append(idle, code)
		}
	}
	return idle
}
