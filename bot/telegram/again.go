package telegram

import (
	"strconv"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

// mediaMethods send again what somebody sent. The parameter that names a file
// is called like the media.
var mediaMethods = map[bot.Content]string{
	bot.ContentPhoto: "sendPhoto", bot.ContentDocument: "sendDocument", bot.ContentVideo: "sendVideo",
	bot.ContentAnimation: "sendAnimation", bot.ContentVoice: "sendVoice", bot.ContentVideoNote: "sendVideoNote",
	bot.ContentAudio: "sendAudio", bot.ContentSticker: "sendSticker", bot.ContentLocation: "sendLocation",
	bot.ContentVenue: "sendVenue", bot.ContentPoll: "sendPoll",
}

// hasMedia tells whether the message is one that somebody sent with media.
func hasMedia(m bot.Outgoing) bool { return m.Written != nil && m.Written.Media != "" }

// hasCaption tells whether the media take words that can be changed later
// (https://core.telegram.org/bots/api#editmessagecaption).
func hasCaption(media bot.Content) bool {
	switch media {
	case bot.ContentVideoNote, bot.ContentSticker, bot.ContentLocation, bot.ContentVenue, bot.ContentPoll:
		return false
	}
	return true
}

// addMedia adds what somebody sent: a file with its caption, a place or a poll.
func addMedia(p tgbotapi.Params, m bot.Outgoing) {
	switch w := m.Written; {
	case w.Place != nil:
		addPlace(p, *w.Place, w.Media == bot.ContentVenue)
	case w.Poll != nil:
		addPoll(p, *w.Poll)
		p.AddNonEmpty("description", w.Text)
		p.AddNonEmpty("description_entities", entityList(w.Entities))
	default:
		p[string(w.Media)] = w.File
		if hasCaption(w.Media) {
			addCaption(p, m)
		}
	}
}

// addPlace adds the parameters of https://core.telegram.org/bots/api#sendlocation
// or, for a place with a name, #sendvenue, which knows no accuracy.
func addPlace(p tgbotapi.Params, at bot.Place, venue bool) {
	p["latitude"], p["longitude"] = decimal(at.Latitude), decimal(at.Longitude)
	if !venue {
		p.AddNonZeroFloat("horizontal_accuracy", at.Accuracy)
		return
	}
	p["title"], p["address"] = at.Title, at.Address
	p.AddNonEmpty("foursquare_id", at.FoursquareID)
	p.AddNonEmpty("foursquare_type", at.FoursquareType)
	p.AddNonEmpty("google_place_id", at.GoogleID)
	p.AddNonEmpty("google_place_type", at.GoogleType)
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// addPoll adds the parameters of https://core.telegram.org/bots/api#sendpoll.
// What is left out has another default in polls than in quizzes, so all is said.
func addPoll(p tgbotapi.Params, poll bot.Poll) {
	type option struct {
		Text     string       `json:"text"`
		Entities []bot.Entity `json:"text_entities,omitempty"`
	}
	options := make([]option, len(poll.Options))
	for i, o := range poll.Options {
		options[i] = option{o.Text, stated(o.Entities)}
	}
	p["question"], p["options"] = poll.Question.Text, encode(options)
	p.AddNonEmpty("question_entities", entityList(poll.Question.Entities))
	p["is_anonymous"] = strconv.FormatBool(poll.Anonymous)
	p["allows_multiple_answers"] = strconv.FormatBool(poll.Multiple)
	p["allows_revoting"] = strconv.FormatBool(poll.Revoting)
	p["type"] = "regular"
	if poll.Quiz {
		p["type"], p["correct_option_ids"] = "quiz", encode(poll.Correct)
		p.AddNonEmpty("explanation", poll.Explanation.Text)
		p.AddNonEmpty("explanation_entities", entityList(poll.Explanation.Entities))
	}
}
