package handlerstest

import (
	"fmt"
	"strings"

	"jastar/bot/simulator"
)

// attach sends what has a sample of its own: (video <b>Hello</b>), (animation),
// (voice), (video_note), (audio), (sticker), (location), (live), (venue Depot),
// (dice), and polls such as (poll When? / Saturday / Sunday).
func (p *player) attach(someone person, verb, words string) {
	p.t.Helper()
	switch verb {
	case "video", "animation", "voice", "video_note", "audio":
		p.captioned(someone.Media(verb, words))
	case "album": // (album photo <b>Hello</b> / video / photo)
		p.captioned(0, someone.Album(album(words)...))
	case "delete": // one of their own messages
		someone.Delete(p.messageID(someone, number(words)))
	case "sticker":
		someone.Sticker()
	case "location":
		someone.Location(43.25, 76.93)
	case "live":
		someone.LiveLocation(43.25, 76.93, 900)
	case "venue":
		someone.Venue(simulator.Venue{Location: simulator.Location{Latitude: 43.25, Longitude: 76.93}, Title: words, Address: "Almaty"})
	case "dice":
		someone.Dice()
	case "poll", "quiz", "forwarded", "closed", "timed":
		p.captioned(someone.Poll(poll(verb, words), ""))
	case "described": // (described <b>Vote</b> / When? / Saturday / Sunday)
		description, rest, _ := strings.Cut(words, " / ")
		p.captioned(someone.Poll(poll("poll", rest), description))
	default:
		p.t.Fatalf("nobody can (%s)", verb)
	}
}

// album reads "kind caption / kind caption"; "3 photo" stands for three photos.
func album(words string) (parts []simulator.Part) {
	for one := range strings.SplitSeq(words, " / ") {
		times := 1
		if n, rest, found := strings.Cut(one, " "); found && strings.Trim(n, "0123456789") == "" {
			times, one = number(n), rest
		}
		kind, caption, _ := strings.Cut(one, " ")
		for range times {
			parts = append(parts, simulator.Part{Kind: kind, HTML: caption})
		}
	}
	return parts
}

// poll reads "question / option / option": (poll …), (quiz …) with its first
// option right, (forwarded …) a quiz made elsewhere, (closed …) a poll that is
// over, (timed …) one that closes by itself.
func poll(verb, words string) simulator.Poll {
	all := strings.Split(words, " / ")
	made := simulator.Poll{Question: simulator.Phrase{Text: all[0]}, Anonymous: true, Revoting: true}
	for _, option := range all[1:] {
		made.Options = append(made.Options, simulator.Phrase{Text: option})
	}
	switch verb {
	case "quiz", "forwarded":
		made.Quiz, made.Revoting, made.Forwarded = true, false, verb == "forwarded"
		made.Correct, made.Explanation.Text = []int{0}, "So it is."
	case "closed":
		made.Closed = true
	case "timed":
		made.OpenPeriod = 600
	}
	return made
}

// value shows what a message carries that is neither words nor a file.
func value(m simulator.Message) string {
	switch {
	case m.Venue != nil:
		return fmt.Sprintf("  {venue %v %v, %s, %s}\n", m.Location.Latitude, m.Location.Longitude, m.Venue.Title, m.Venue.Address)
	case m.Location != nil:
		return fmt.Sprintf("  {location %v %v}\n", m.Location.Latitude, m.Location.Longitude)
	case m.Poll != nil:
		return "  " + ballot(m.Poll)
	}
	return ""
}

func ballot(p *simulator.Poll) string {
	kind := "poll"
	if p.Quiz {
		kind = "quiz"
	}
	var options strings.Builder
	for i, option := range p.Options {
		mark := ""
		for _, right := range p.Correct {
			if right == i {
				mark = " (right)"
			}
		}
		fmt.Fprintf(&options, " / %s%s", option.Text, mark)
	}
	if p.Explanation.Text != "" {
		fmt.Fprintf(&options, "; %s", p.Explanation.Text)
	}
	return fmt.Sprintf("{%s %s%s}\n", kind, p.Question.Text, options.String())
}
