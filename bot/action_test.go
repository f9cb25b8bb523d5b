package bot

import (
	"strings"
	"testing"

	"jastar/locales"
	"pgregory.net/rapid"
)

type shiftArg struct {
	ID   int64
	Page int16
	Wish bool
	Code string `max:"8"`
}

func TestActionArgumentsSurviveTheButton(t *testing.T) {
	a := NewAction[shiftArg]("v.take")
	if err := a.check(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		want := shiftArg{ID: rapid.Int64().Draw(t, "id"), Page: rapid.Int16().Draw(t, "page"),
			Wish: rapid.Bool().Draw(t, "wish"), Code: rapid.StringMatching(`[a-z0-9]{0,8}`).Draw(t, "code")}
		data := a.Data(want)
		if len(data) > maxData {
			t.Fatalf("%q takes %d bytes", data, len(data))
		}
		_, packed, _ := strings.Cut(data, fieldSeparator)
		if got, ok := a.parse(strings.Split(packed, fieldSeparator)); !ok || got != want {
			t.Fatalf("%q came back as %+v (%v), want %+v", data, got, ok, want)
		}
	})
}

func TestForgedArgumentsAreNotUnderstood(t *testing.T) {
	a := NewAction[shiftArg]("v.take")
	for _, forged := range []string{"", "1", "x|y|z|w", "1|2|3|code", "1|2|1|code|more", "zzzzzzzzzzzzzzzz|2|1|c", "1|zzzzz|1|c"} {
		if got, ok := a.parse(strings.Split(forged, fieldSeparator)); ok {
			t.Errorf("%q was understood as %+v", forged, got)
		}
	}
}

func TestActionsThatCannotFitAreRefused(t *testing.T) {
	faults := map[string]error{
		"no name":          NewAction[int64]("").check(),
		"mark in the name": NewAction[int64]("a|b").check(),
		"long string": NewAction[struct {
			S string `max:"70"`
		}]("a").check(),
		"string unlimited": NewAction[struct{ S string }]("a").check(),
		"slice":            NewAction[struct{ S []int }]("a").check(),
		"float":            NewAction[float64]("a").check(),
		"many numbers":     NewAction[struct{ A, B, C, D, E int64 }]("a").check(),
	}
	for name, err := range faults {
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestNothingIsDeclaredTwice(t *testing.T) {
	a := NewAction[int64]("e.card")
	route := On(a, nil)
	if _, err := NewDispatcher(Capability{Name: "one", Routes: []Route{route}}, Capability{Name: "two", Routes: []Route{route}}); err == nil ||
		!strings.Contains(err.Error(), "capability two") {
		t.Errorf("a repeated action: %v", err)
	}
	long := &Flow[int]{Name: "f", Steps: []Step[int]{{Name: "a step with a very long name"}}}
	if _, err := NewDispatcher(Capability{Name: "one", Flows: []AnyFlow{long}}); err == nil {
		t.Error("a step name that does not fit was accepted")
	}
}

func TestLongScreensAreSplitBetweenLines(t *testing.T) {
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("ж😀", 300) // 900 UTF-16 units
	var s Screen
	for range 10 {
		s = s.Say("common.value_button", "value", line)
	}
	out := Render(texts, locales.English, s.Row(MenuButton()))
	if len(out.Lead) != 2 || len(out.Inline) != 1 {
		t.Fatalf("%d parts before the last, %d rows of buttons", len(out.Lead), len(out.Inline))
	}
	var whole []string
	for _, part := range append(out.Lead, out.HTML) {
		if n := utf16Len(part); n > maxText {
			t.Errorf("a part has %d UTF-16 units", n)
		}
		whole = append(whole, part)
	}
	if got := strings.Join(whole, "\n"); got != strings.Repeat(line+"\n", 9)+line {
		t.Error("splitting changed the text")
	}
}
