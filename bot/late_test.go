package bot

import "testing"

func TestLateScreensAreOvertaken(t *testing.T) {
	edit := func(update int64) lateScreen { return lateScreen{Message: 7, Update: update} }
	doubtful := func(update int64) lateScreen { return lateScreen{Update: update, Doubt: true} }
	for _, c := range []struct {
		name        string
		late, after []lateScreen // in this order; those after were shown
		asked       lateScreen
		overtaken   bool
	}{
		{"nothing since", []lateScreen{edit(1)}, nil, edit(1), false},
		{"the same message shown since", []lateScreen{edit(1)}, []lateScreen{edit(2)}, edit(1), true},
		{"the same message late again", []lateScreen{edit(1), edit(2)}, nil, edit(1), true},
		{"the latest of them", []lateScreen{edit(1), edit(2)}, nil, edit(2), false},
		{"another message shown since", []lateScreen{edit(1)}, []lateScreen{{Message: 8, Update: 2}}, edit(1), false},
		{"may be there, nothing since", []lateScreen{doubtful(1)}, nil, doubtful(1), false},
		{"may be there, the rest of the same answer", []lateScreen{doubtful(1)}, []lateScreen{{Update: 1}}, doubtful(1), false},
		{"may be there, the person went on", []lateScreen{doubtful(1)}, []lateScreen{edit(2)}, doubtful(1), true},
		{"may be there, an earlier tap was answered", []lateScreen{doubtful(3)}, []lateScreen{edit(2)}, doubtful(3), false},
		{"may be there, another in doubt since", []lateScreen{doubtful(1), doubtful(2)}, nil, doubtful(1), false},
		{"surely not there, the person went on", []lateScreen{{Update: 1}}, []lateScreen{edit(2)}, lateScreen{Update: 1}, false},
		{"forgotten by Redis", nil, nil, doubtful(1), false},
	} {
		var talk Conversation
		for _, l := range c.late {
			talk.late(l)
		}
		for _, l := range c.after {
			talk.overtake(l)
		}
		talk = decodeConversation(talk.encode())
		if got := talk.overtaken(c.asked); got != c.overtaken {
			t.Errorf("%s: overtaken %v", c.name, got)
		}
	}
}
