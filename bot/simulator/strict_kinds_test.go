package simulator

import (
	"fmt"
	"strings"
	"testing"
)

func TestRefusesKinds(t *testing.T) {
	const noFile = "Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
	var rules []rule
	for method, kind := range map[string]string{"sendVideo": "video", "sendAnimation": "animation", "sendVoice": "voice",
		"sendVideoNote": "video_note", "sendAudio": "audio", "sendSticker": "sticker"} {
		rules = append(rules,
			rule{method + " without a file", server, method, []string{"chat_id", "1"}, 400,
				"Bad Request: there is no " + strings.ReplaceAll(kind, "_", " ") + " in the request", nil},
			rule{method + " of an unknown file", tdlib + " FileManager.cpp", method, []string{"chat_id", "1", kind, "zzz"}, 400, noFile, nil},
			rule{method + " of a photo", tdlib + " FileManager.cpp", method, []string{"chat_id", "1", kind, "photo-1"}, 400,
				"Bad Request: can't use file of type Photo as " + title(kind), func(sc *scene) { sc.person.Photo("") }})
		if hasCaption(kind) {
			rules = append(rules, rule{method + " with a caption of 1025", docs + "#" + strings.ToLower(method), method,
				[]string{"chat_id", "1", kind, "zzz", "caption", strings.Repeat("x", 1025)}, 400, "Bad Request: message caption is too long", nil})
		}
	}
	check(t, append(rules,
		rule{"round video as a video", tdlib + " FileType.h", "sendVideo", []string{"chat_id", "1", "video", "video_note-1"}, 400,
			"Bad Request: can't use file of type VideoNote as Video", func(sc *scene) { sc.person.media("video_note") }},
		rule{"voice as an audio", tdlib + " FileType.h", "sendAudio", []string{"chat_id", "1", "audio", "voice-1"}, 400,
			"Bad Request: can't use file of type VoiceNote as Audio", func(sc *scene) { sc.person.Voice() }},
		rule{"caption of a sticker", tdlib + " MessageContentType.cpp, can_have_message_content_caption", "editMessageCaption",
			[]string{"chat_id", "1", "message_id", "$id", "caption", "x"}, 400, "Bad Request: there is no caption in the message to edit",
			func(sc *scene) {
				sc.person.Sticker()
				var m wireMessage
				sc.decode(sc.must("sendSticker", "chat_id", "1", "sticker", "sticker-1"), &m)
				sc.id = m.MessageID
			}}))
}

// media sends a sample of a kind.
func (p *Person) media(kind string) {
	if _, err := p.Media(kind, ""); err != nil {
		panic(err) // no caption is always well formed
	}
}

func TestRefusesPlaces(t *testing.T) {
	at := func(lat, lon string, more ...string) []string {
		return append([]string{"chat_id", "1", "latitude", lat, "longitude", lon}, more...)
	}
	const range90 = tdlib + " Location.cpp, Location::init"
	check(t, []rule{
		{"no latitude", server, "sendLocation", []string{"chat_id", "1", "longitude", "1"}, 400, "Bad Request: latitude is empty", nil},
		{"no longitude", server, "sendVenue", []string{"chat_id", "1", "latitude", "1"}, 400, "Bad Request: longitude is empty", nil},
		{"beyond the pole", range90, "sendLocation", at("90.1", "0"), 400, "Bad Request: invalid location specified", nil},
		{"beyond the date line", range90, "sendLocation", at("0", "-180.1"), 400, "Bad Request: invalid location specified", nil},
		{"no number", range90, "sendLocation", at("NaN", "0"), 400, "Bad Request: invalid location specified", nil},
		{"venue beyond the pole", tdlib + " Venue.cpp", "sendVenue", at("-91", "0", "title", "x", "address", "y"), 400,
			"Bad Request: wrong venue location specified", nil},
	})
}

func TestRefusesPolls(t *testing.T) {
	poll := func(question, options string, more ...string) []string {
		return append([]string{"chat_id", "1", "question", question, "options", options}, more...)
	}
	quiz := func(more ...string) []string {
		return poll("x", `["a","b"]`, append([]string{"type", "quiz"}, more...)...)
	}
	of := func(n int) string { return `["` + strings.Repeat(`a","`, n-1) + `a"]` }
	const manager = tdlib + " PollManager.cpp, check_quiz_correct_option_ids"
	check(t, []rule{
		{"no question", tdlib + " MessageContent.cpp", "sendPoll", poll("", `["a","b"]`), 400, "Bad Request: text must be non-empty", nil},
		{"question of 301", tdlib + " MessageContent.cpp", "sendPoll", poll(strings.Repeat("ә", 301), `["a","b"]`), 400,
			"Bad Request: poll question length must not exceed 300", nil},
		{"no options", server, "sendPoll", []string{"chat_id", "1", "question", "x"}, 400, "Bad Request: can't parse options JSON object", nil},
		{"options no list", server, "sendPoll", poll("x", `{"text":"a"}`), 400, "Bad Request: expected an Array of String as options", nil},
		{"empty list", tdlib + " PollOption.cpp", "sendPoll", poll("x", `[]`), 400, "Bad Request: poll must have at least one answer option", nil},
		{"13 options", tdlib + " PollOption.cpp", "sendPoll", poll("x", of(13)), 400, "Bad Request: poll can't have more than 12 options", nil},
		{"option no text", server, "sendPoll", poll("x", `[1,2]`), 400, "Bad Request: expected an option to be of type String", nil},
		{"option without text", server, "sendPoll", poll("x", `[{}]`), 400, `Bad Request: can't find field "text"`, nil},
		{"empty option", tdlib + " PollOption.cpp", "sendPoll", poll("x", `["a"," "]`), 400, "Bad Request: poll option must be non-empty", nil},
		{"option of 101", tdlib + " PollOption.cpp", "sendPoll", poll("x", `["a","`+strings.Repeat("ә", 101)+`"]`), 400,
			"Bad Request: poll options length must not exceed 100", nil},
		{"description of 1025", docs + "#sendpoll", "sendPoll", poll("x", of(2), "description", strings.Repeat("x", 1025)), 400,
			"Bad Request: message caption is too long", nil},
		{"unknown type", server, "sendPoll", poll("x", of(2), "type", "vote"), 400, "Bad Request: unsupported poll type specified", nil},
		{"quiz without an answer", manager, "sendPoll", quiz(), 400, "Bad Request: correct quiz option list must be non-empty", nil},
		{"answers no list", server, "sendPoll", quiz("correct_option_ids", "{"), 400,
			"Bad Request: can't parse correct option identifiers JSON object", nil},
		{"answer out of range", manager, "sendPoll", quiz("correct_option_ids", "[2]"), 400, "Bad Request: wrong quiz correct_option_id", nil},
		{"answer twice", manager, "sendPoll", quiz("correct_option_ids", "[1,1]"), 400,
			"Bad Request: correct quiz option list must be increasing", nil},
		{"explanation of 201", docs + "#sendpoll; the text follows the server's habit", "sendPoll",
			quiz("correct_option_ids", "[1]", "explanation", strings.Repeat("x", 201)), 400, "Bad Request: POLL_EXPLANATION_TOO_LONG", nil},
	})
}

func TestAcceptsEachKind(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	for _, kind := range []string{"video", "animation", "voice", "video_note", "audio"} {
		p.media(kind)
	}
	p.Sticker()
	for i, method := range []string{"sendVideo", "sendAnimation", "sendVoice", "sendVideoNote", "sendAudio", "sendSticker"} {
		sent := p.Messages()[i+1].File
		b.must(method, "chat_id", "1", sent.Kind, sent.ID)
		if last, _ := p.Last(); last.Kind != sent.Kind || last.File != sent {
			t.Errorf("%s put %+v into the chat", method, last)
		}
	}
	b.must("sendLocation", "chat_id", "1", "latitude", "-90", "longitude", "180")
	b.must("sendVenue", "chat_id", "1", "latitude", "43.2", "longitude", "76.9", "title", "Depot", "address", "Almaty")
	if last, _ := p.Last(); last.Venue == nil || last.Venue.Title != "Depot" || last.Location.Latitude != 43.2 {
		t.Errorf("the venue became %+v", last)
	}
	b.must("sendPoll", "chat_id", "1", "question", strings.Repeat("ә", 300), "options", `[{"text":"a"},"b"]`, "type", "quiz",
		"correct_option_ids", "[0,1]", "explanation", "why", "is_anonymous", "false", "description", "d")
	if last, _ := p.Last(); last.Poll == nil || !last.Poll.Quiz || last.Poll.Anonymous || fmt.Sprint(last.Poll.Correct) != "[0 1]" || last.Caption != "d" {
		t.Errorf("the quiz became %+v", last)
	}
	for _, r := range b.s.Refusals() {
		t.Errorf("refused %s: %s", r.Method, r.Description)
	}
}

// The right answers of a quiz are told when it was made in the chat, or is over.
func TestTellsAnswersOfOwnQuizzes(t *testing.T) {
	quiz := samplePoll(true)
	for _, c := range []struct {
		forwarded, closed bool
		want              string
	}{{false, false, "[1]"}, {true, false, "<nil>"}, {true, true, "[1]"}} {
		b := launch(t, Options{})
		quiz.Forwarded, quiz.Closed = c.forwarded, c.closed
		if _, err := b.person(1).Poll(quiz, ""); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"message.poll.type": "quiz", "message.poll.correct_option_ids": c.want}
		oneUpdate(t, b, want)
	}
}
