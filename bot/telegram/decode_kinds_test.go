package telegram

import (
	"testing"
	"time"

	"jastar/bot"
)

// What a message carries besides text, photo and document comes along whole
// enough to be sent again.
func TestDecodeMedia(t *testing.T) {
	yes := bot.Phrase{Text: "Иә"}
	no := bot.Phrase{Text: "Жоқ 🙂", Entities: []bot.Entity{{Type: "custom_emoji", Offset: 4, Length: 2, CustomEmojiID: "7"}}}
	const options = `"options":[{"persistent_id":"a","text":"Иә","voter_count":1},{"text":"Жоқ 🙂","text_entities":[{"type":"custom_emoji","offset":4,"length":2,"custom_emoji_id":"7"}]}]`
	for name, c := range map[string]struct {
		content string
		want    bot.Message
	}{
		"video":       {`"video":{"file_id":"v","width":640},"caption":"c"`, bot.Message{Content: "video", File: "v", Text: "c"}},
		"animation":   {`"animation":{"file_id":"a"},"document":{"file_id":"d"}`, bot.Message{Content: "animation", File: "a"}},
		"voice":       {`"voice":{"file_id":"v"},"caption":"listen"`, bot.Message{Content: "voice", File: "v", Text: "listen"}},
		"round video": {`"video_note":{"file_id":"v","length":240}`, bot.Message{Content: "video_note", File: "v"}},
		"audio":       {`"audio":{"file_id":"a","title":"Ән"}`, bot.Message{Content: "audio", File: "a"}},
		"sticker":     {`"sticker":{"file_id":"s"}`, bot.Message{Content: "sticker", File: "s"}},
		"location": {`"location":{"latitude":43.2,"longitude":76.9,"horizontal_accuracy":12.5}`,
			bot.Message{Content: "location", Place: &bot.Place{Latitude: 43.2, Longitude: 76.9, Accuracy: 12.5}}},
		"live location": {`"location":{"latitude":43.2,"longitude":76.9,"live_period":900}`, bot.Message{Content: "live_location"}},
		"venue": {`"location":{"latitude":1,"longitude":2},"venue":{"location":{"latitude":1,"longitude":2},"title":"Депо","address":"Алматы","foursquare_id":"f","foursquare_type":"t","google_place_id":"g","google_place_type":"p"}`,
			bot.Message{Content: "venue", Place: &bot.Place{Latitude: 1, Longitude: 2, Title: "Депо", Address: "Алматы",
				FoursquareID: "f", FoursquareType: "t", GoogleID: "g", GoogleType: "p"}}},
		"poll": {`"poll":{"id":"1","question":"?","question_entities":[],` + options + `,"is_anonymous":true,"type":"regular","allows_multiple_answers":true,"allows_revoting":false,"description":"d","description_entities":[{"type":"bold","offset":0,"length":1}]}`,
			bot.Message{Content: "poll", Text: "d", Entities: []bot.Entity{{Type: "bold", Length: 1}},
				Poll: &bot.Poll{Question: bot.Phrase{Text: "?", Entities: []bot.Entity{}}, Options: []bot.Phrase{yes, no}, Anonymous: true, Multiple: true}}},
		"quiz": {`"poll":{"question":"?",` + options + `,"type":"quiz","allows_revoting":false,"correct_option_id":1,"correct_option_ids":[1],"explanation":"e"}`,
			bot.Message{Content: "poll", Poll: &bot.Poll{Question: bot.Phrase{Text: "?"}, Options: []bot.Phrase{yes, no}, Quiz: true,
				Correct: []int{1}, Explanation: bot.Phrase{Text: "e"}}}},
		"quiz of an older server": {`"poll":{"question":"?",` + options + `,"type":"quiz","correct_option_id":0}`,
			bot.Message{Content: "poll", Poll: &bot.Poll{Question: bot.Phrase{Text: "?"}, Options: []bot.Phrase{yes, no}, Quiz: true, Correct: []int{0}}}},
		"forwarded quiz": {`"forward_origin":{"type":"user"},"poll":{"question":"?",` + options + `,"type":"quiz"}`,
			bot.Message{Content: "poll", Poll: &bot.Poll{Question: bot.Phrase{Text: "?"}, Options: []bot.Phrase{yes, no}, Quiz: true}}},
		"poll that is over": {`"poll":{"question":"?",` + options + `,"type":"regular","is_closed":true}`,
			bot.Message{Content: "poll", Poll: &bot.Poll{Question: bot.Phrase{Text: "?"}, Options: []bot.Phrase{yes, no}, Revoting: true, Closed: true}}},
		"poll that ends": {`"poll":{"question":"?",` + options + `,"type":"regular","open_period":60,"close_date":1760000060}`,
			bot.Message{Content: "poll", Poll: &bot.Poll{Question: bot.Phrase{Text: "?"}, Options: []bot.Phrase{yes, no}, Revoting: true, Timed: true}}},
		"poll with a picture": {`"poll":{"question":"?","options":[{"text":"Иә","media":{"photo":[]}}],"type":"regular"}`,
			bot.Message{Content: "poll", Poll: &bot.Poll{Question: bot.Phrase{Text: "?"}, Options: []bot.Phrase{yes}, Revoting: true, Pictures: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.ID = 5
			expect(t, message(c.content), &bot.Update{ID: 9, Kind: bot.KindMessage, Chat: 7, Private: true, At: time.Unix(1760000000, 0),
				From: bot.User{ID: 7, Name: "Әйгерім С."}, Message: &c.want})
		})
	}
}
