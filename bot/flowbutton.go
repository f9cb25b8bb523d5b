package bot

import (
	"strconv"
	"strings"

	"jastar/locales"
)

// The data of a flow's button is "~<form>|<step>|<verb><value>".
const (
	flowMark    = "~"
	maxStepName = 16
)

// The verbs of a flow's buttons.
const (
	verbChoose = "=" // an answer
	verbBack   = "<"
	verbSkip   = ">"
	verbCancel = "x"
)

// flowTap is a decoded button of a flow.
type flowTap struct {
	form       int64
	step       string
	verb, rest string
}

// flowData packs a button of the form's current step.
func flowData(f *Filling, verb, value string) string {
	return flowMark + strconv.FormatInt(f.ID, 36) + fieldSeparator + f.Step + fieldSeparator + verb + value
}

// parseFlowTap reads what flowData packed; ok is false for anything else.
func parseFlowTap(data string) (t flowTap, ok bool) {
	form, rest, a := strings.Cut(strings.TrimPrefix(data, flowMark), fieldSeparator)
	step, action, b := strings.Cut(rest, fieldSeparator)
	id, err := strconv.ParseInt(form, 36, 64)
	if !a || !b || err != nil || action == "" {
		return t, false
	}
	return flowTap{form: id, step: step, verb: action[:1], rest: action[1:]}, true
}

// control is a way through a flow that the bot adds to a question.
type control struct {
	verb  string
	label locales.Text
}

// controls returns Back, Skip and Cancel as far as the step offers them.
func (h flowHead) controls(s stepHead, back bool) []control {
	if s.bare {
		return nil
	}
	var cs []control
	if back {
		cs = append(cs, control{verbBack, locales.T("common.back_button")})
	}
	if s.optional {
		cs = append(cs, control{verbSkip, locales.T("common.skip_button")})
	}
	return append(cs, control{verbCancel, h.leave})
}

// dress turns the choices of a question into buttons of the form and adds the
// controls: as inline buttons, or as keys when the question has a keyboard,
// since a message carries only one of both.
func dress(s Screen, f *Filling, cs []control) Screen {
	rows := make([][]Button, 0, len(s.Rows)+1)
	for _, row := range s.Rows {
		dressed := make([]Button, len(row))
		for i, b := range row {
			if b.Choice != "" {
				b.Data, b.Choice = flowData(f, verbChoose, b.Choice), ""
			}
			dressed[i] = b
		}
		rows = append(rows, dressed)
	}
	if s.Keyboard != nil && !s.Keyboard.Remove {
		keys := make([]Key, len(cs))
		for i, c := range cs {
			keys[i] = Key{Label: c.label}
		}
		s.Keyboard = &Keyboard{Rows: append(s.Keyboard.Rows[:len(s.Keyboard.Rows):len(s.Keyboard.Rows)], keys)}
		return s
	}
	s.Rows = rows
	buttons := make([]Button, len(cs))
	for i, c := range cs {
		buttons[i] = Button{Label: c.label, Data: flowData(f, c.verb, "")}
	}
	return s.Row(buttons...)
}
