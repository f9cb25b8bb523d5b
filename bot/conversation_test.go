package bot

import (
	"strings"
	"testing"
	"time"
)

func TestRestOfALongTextIsAnsweredOnce(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	text := func(n int, after time.Duration) *Update {
		return &Update{Kind: KindMessage, At: at.Add(after), Message: &Message{Content: ContentText, Text: strings.Repeat("ә", n)}}
	}
	for _, c := range []struct {
		name  string
		first int
		rest  []*Update
		want  []bool
	}{
		{"two parts", 4096, []*Update{text(904, 0), text(5, 0)}, []bool{true, false}},
		{"three parts", 4096, []*Update{text(4096, 0), text(10, time.Second), text(5, time.Second)}, []bool{true, true, false}},
		{"cut at a space", 3000, []*Update{text(2000, time.Second)}, []bool{true}},
		{"a short text that was refused", 500, []*Update{text(20, 0)}, []bool{false}},
		{"the next answer", 4096, []*Update{text(20, 3*time.Second)}, []bool{false}},
		{"something else", 4096, []*Update{{Kind: KindMessage, At: at, Message: &Message{Content: ContentSticker}}, text(20, 0)}, []bool{false, false}},
	} {
		var talk Conversation
		talk.refuse(text(c.first, 0))
		for i, u := range c.rest {
			if got := talk.answered(u); got != c.want[i] {
				t.Errorf("%s: part %d answered before: %v", c.name, i+2, got)
			}
		}
	}
}

func TestRestOfAnAlbumIsAnsweredOnce(t *testing.T) {
	part := func(album string) *Update {
		return &Update{Kind: KindMessage, Message: &Message{Content: ContentAlbum, Album: album}}
	}
	var talk Conversation
	for i, c := range []struct {
		u    *Update
		want bool
	}{
		{part("1"), false}, {part("1"), true}, {part("2"), false}, {part("2"), true},
		{&Update{Kind: KindMessage, Message: &Message{Content: ContentPhoto}}, false}, {part("1"), false},
	} {
		if got := talk.answered(c.u); got != c.want {
			t.Errorf("message %d answered before: %v", i+1, got)
		}
		if !c.want {
			talk.refuse(c.u)
		}
	}
}

func TestScreenCountsAsShownForAMoment(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	talk := Conversation{Shown: &Shown{Message: 7, Sum: 1, At: at}}
	for _, c := range []struct {
		screen Shown
		want   bool
	}{
		{Shown{Message: 7, Sum: 1, At: at.Add(time.Second)}, true},
		{Shown{Message: 7, Sum: 2, At: at.Add(time.Second)}, false},
		{Shown{Message: 8, Sum: 1, At: at.Add(time.Second)}, false},
		{Shown{Message: 7, Sum: 1, At: at.Add(doubleTap)}, false},
	} {
		if got := talk.shows(c.screen); got != c.want {
			t.Errorf("%+v: %v, want %v", c.screen, got, c.want)
		}
	}
	if (&Conversation{}).shows(Shown{}) {
		t.Error("nothing was shown")
	}
}
