package bot

import "testing"

// The screen of a tap is left out for the sake of a later tap alone.
func TestOnlyALaterTapReplacesAScreen(t *testing.T) {
	tap := func(id int64, message int) *Update {
		return &Update{ID: id, Chat: 1, Kind: KindTap, Tap: &Tap{Message: message}}
	}
	for _, c := range []struct {
		name   string
		behind []*Update
		want   bool
	}{
		{"nobody behind", nil, false},
		{"the same message tapped again", []*Update{tap(6, 9)}, true},
		{"another message tapped", []*Update{tap(6, 8)}, false},
		{"a text", []*Update{{ID: 6, Chat: 1, Kind: KindMessage}}, false},
		{"the very same tap delivered again", []*Update{tap(5, 9)}, false},
		{"an earlier tap delivered again", []*Update{tap(4, 9)}, false},
	} {
		var line queues
		first := line.join([]*Update{tap(5, 9)})[0]
		if len(c.behind) > 0 {
			line.join(c.behind)
		}
		if got := first.tappedAgain(9); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
