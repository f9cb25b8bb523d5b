package telegram

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/bot"
)

const (
	aigerim  = `"from":{"id":7,"is_bot":false,"first_name":"Әйгерім","last_name":"С.","language_code":"kk"}`
	private  = `"chat":{"id":7,"type":"private","first_name":"Әйгерім"}`
	envelope = `"message_id":5,` + aigerim + `,` + private + `,"date":1760000000`
)

func message(content string) string {
	return `{"update_id":9,"message":{` + envelope + `,` + content + `}}`
}

func TestDecodeMessage(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		want    bot.Message
	}{
		"text": {`"text":"Сәлем 👋","entities":[{"type":"bold","offset":0,"length":5},{"type":"text_link","offset":6,"length":2,"url":"https://a.kz"}],"new_field":{"x":[1]}`,
			bot.Message{Content: "text", Text: "Сәлем 👋", Entities: []bot.Entity{{Type: "bold", Length: 5}, {Type: "text_link", Offset: 6, Length: 2, URL: "https://a.kz"}}}},
		"photo": {`"photo":[{"file_id":"s","width":90,"height":60},{"file_id":"l","width":900,"height":600},{"file_id":"m","width":320,"height":200}],"caption":"c","caption_entities":[{"type":"italic","offset":0,"length":1}]`,
			bot.Message{Content: "photo", Text: "c", File: "l", Entities: []bot.Entity{{Type: "italic", Length: 1}}}},
		"document": {`"document":{"file_id":"d","file_name":"a.pdf"}`, bot.Message{Content: "document", File: "d"}},
		"album":    {`"media_group_id":"7","photo":[{"file_id":"s"}],"caption":"c"`, bot.Message{Content: "album", Text: "c", File: "s", Album: "7", Part: "photo"}},
		"contact": {`"contact":{"phone_number":"+77010000000","first_name":"A","last_name":"B","user_id":8}`,
			bot.Message{Content: "contact", Contact: &bot.Contact{Phone: "+77010000000", User: 8, Name: "A B"}}},
		"contact of nobody on Telegram": {`"contact":{"phone_number":"1","first_name":"A"}`,
			bot.Message{Content: "contact", Contact: &bot.Contact{Phone: "1", Name: "A"}}},
		"dice":              {`"dice":{"emoji":"🎲","value":3}`, bot.Message{Content: "dice"}},
		"content of later":  {`"hologram":{"file_id":"h"}`, bot.Message{Content: "other"}},
		"nothing at all":    {`"reply_markup":{}`, bot.Message{Content: "other"}},
		"null counts as no": {`"text":null,"photo":null,"sticker":{}`, bot.Message{Content: "sticker"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.ID = 5
			want := &bot.Update{ID: 9, Kind: bot.KindMessage, Chat: 7, Private: true, At: time.Unix(1760000000, 0),
				From: bot.User{ID: 7, Name: "Әйгерім С."}, Message: &c.want}
			expect(t, message(c.content), want)
		})
	}
}

func TestDecodeKinds(t *testing.T) {
	from := bot.User{ID: 7, Name: "A"}
	const who = `"from":{"id":7,"first_name":"A"}`
	for name, c := range map[string]struct {
		raw  string
		want bot.Update
	}{
		"edited": {`{"update_id":1,"edited_message":{"message_id":5,` + who + `,"chat":{"id":7,"type":"private"},"date":10,"edit_date":20,"text":"x"}}`,
			bot.Update{Kind: bot.KindEdited, Chat: 7, Private: true, From: from, At: time.Unix(20, 0), Message: &bot.Message{ID: 5, Content: "text", Text: "x"}}},
		"tap": {`{"update_id":1,"callback_query":{"id":"q",` + who + `,"data":"e.join|5","message":{"message_id":5,"chat":{"id":7,"type":"private"},"date":10,"text":"x"}}}`,
			bot.Update{Kind: bot.KindTap, Chat: 7, Private: true, From: from, Tap: &bot.Tap{ID: "q", Message: 5, Data: "e.join|5"}}},
		"tap on a message out of reach": {`{"update_id":1,"callback_query":{"id":"q",` + who + `,"data":"d","message":{"message_id":5,"chat":{"id":7,"type":"private"},"date":0}}}`,
			bot.Update{Kind: bot.KindTap, Chat: 7, Private: true, From: from, Tap: &bot.Tap{ID: "q", Data: "d"}}},
		"tap without a message": {`{"update_id":1,"callback_query":{"id":"q",` + who + `,"data":"d"}}`,
			bot.Update{Kind: bot.KindTap, Chat: 7, Private: true, From: from, Tap: &bot.Tap{ID: "q", Data: "d"}}},
		"tap on an inline result": {`{"update_id":1,"callback_query":{"id":"q",` + who + `,"data":"d","inline_message_id":"i"}}`,
			bot.Update{Kind: bot.KindTap, Chat: 7, From: from, Tap: &bot.Tap{ID: "q", Data: "d"}}},
		"tap in a group": {`{"update_id":1,"callback_query":{"id":"q",` + who + `,"data":"d","message":{"message_id":5,"chat":{"id":-3,"type":"group"},"date":10}}}`,
			bot.Update{Kind: bot.KindTap, Chat: -3, From: from, Tap: &bot.Tap{ID: "q", Message: 5, Data: "d"}}},
		"blocked": {`{"update_id":1,"my_chat_member":{` + who + `,"chat":{"id":7,"type":"private"},"date":10,"new_chat_member":{"status":"kicked","until_date":0}}}`,
			bot.Update{Kind: bot.KindMembership, Chat: 7, Private: true, From: from, At: time.Unix(10, 0)}},
		"unblocked": {`{"update_id":1,"my_chat_member":{` + who + `,"chat":{"id":7,"type":"private"},"date":10,"new_chat_member":{"status":"member"}}}`,
			bot.Update{Kind: bot.KindMembership, Chat: 7, Private: true, From: from, At: time.Unix(10, 0), Joined: true}},
		"restricted but inside": {`{"update_id":1,"my_chat_member":{` + who + `,"chat":{"id":-7,"type":"supergroup"},"date":10,"new_chat_member":{"status":"restricted","is_member":true}}}`,
			bot.Update{Kind: bot.KindMembership, Chat: -7, From: from, At: time.Unix(10, 0), Joined: true, Group: &bot.Group{}}},
		"administrator of a channel": {`{"update_id":1,"my_chat_member":{"from":{"id":7},"chat":{"id":-7,"type":"channel","title":"News","username":"news"},"date":10,"new_chat_member":{"status":"administrator","can_post_messages":true}}}`,
			bot.Update{Kind: bot.KindMembership, Chat: -7, From: bot.User{ID: 7}, At: time.Unix(10, 0), Joined: true,
				Group: &bot.Group{Channel: true, Title: "News", Username: "news", MayPost: true}}},
		"administrator of a group": {`{"update_id":1,"my_chat_member":{"from":{"id":7},"chat":{"id":-7,"type":"supergroup","title":"Club"},"date":10,"new_chat_member":{"status":"administrator"}}}`,
			bot.Update{Kind: bot.KindMembership, Chat: -7, From: bot.User{ID: 7}, At: time.Unix(10, 0), Joined: true, Group: &bot.Group{Title: "Club", MayPost: true}}},
		"removed from a channel": {`{"update_id":1,"my_chat_member":{"from":{"id":7},"chat":{"id":-7,"type":"channel","title":"News"},"date":10,"new_chat_member":{"status":"left"}}}`,
			bot.Update{Kind: bot.KindMembership, Chat: -7, From: bot.User{ID: 7}, At: time.Unix(10, 0), Group: &bot.Group{Channel: true, Title: "News"}}},
		"posted as a channel": {`{"update_id":1,"message":{"message_id":5,"sender_chat":{"id":-1},"chat":{"id":-7,"type":"supergroup"},"date":10,"text":"x"}}`,
			bot.Update{Kind: bot.KindMessage, Chat: -7, At: time.Unix(10, 0), Message: &bot.Message{ID: 5, Content: "text", Text: "x"}}},
		"pinned":          {`{"update_id":1,"message":{"message_id":5,"chat":{"id":7,"type":"private"},"date":10,"pinned_message":{"message_id":4}}}`, bot.Update{}},
		"channel post":    {`{"update_id":1,"channel_post":{"message_id":5}}`, bot.Update{}},
		"kind of later":   {`{"update_id":1,"telepathy":{"thought":"x"}}`, bot.Update{}},
		"no kind":         {`{"update_id":1}`, bot.Update{}},
		"fields of later": {`{"update_id":1,"message":{"message_id":5,"text":{"words":"x"}}}`, bot.Update{}},
		"ids are 64 bit":  {`{"update_id":1,"my_chat_member":{"from":{"id":7654321098,"first_name":"A"},"chat":{"id":-1001234567890,"type":"channel"},"new_chat_member":{"status":"administrator"}}}`, bot.Update{Kind: bot.KindMembership, Chat: -1001234567890, From: bot.User{ID: 7654321098, Name: "A"}, Joined: true, Group: &bot.Group{Channel: true}}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.ID = 1
			expect(t, c.raw, &c.want)
		})
	}
}

func expect(t *testing.T, raw string, want *bot.Update) {
	t.Helper()
	got, err := Decode([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}

func TestDecodeRefusesWhatIsNoUpdate(t *testing.T) {
	for _, raw := range []string{``, `{`, `[]`, `"x"`, `null`, `{}`, `{"update_id":0}`, `{"update_id":"a"}`, `{"update_id":1}{`, strings.Repeat("[", 20000)} {
		if u, err := Decode([]byte(raw)); err == nil {
			t.Errorf("Decode(%.20q) = %+v, want an error", raw, u)
		}
	}
}

// No name can mean two things.
func TestContentNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range append(append([]string{}, otherContents...), serviceNotes...) {
		if seen[name] {
			t.Errorf("%s stands twice", name)
		}
		seen[name] = true
	}
}

func FuzzDecode(f *testing.F) {
	for _, content := range []string{`"text":"x"`, `"photo":[]`, `"dice":{}`, `"contact":null`, `"location":{"latitude":1e400}`} {
		f.Add([]byte(message(content)))
	}
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"q","message":null}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := Decode(raw)
		switch {
		case err != nil && u != nil:
			t.Fatal("an error with an update")
		case err != nil:
			return
		case u.ID <= 0:
			t.Fatalf("id %d", u.ID)
		case (u.Kind == bot.KindMessage || u.Kind == bot.KindEdited) != (u.Message != nil), (u.Kind == bot.KindTap) != (u.Tap != nil):
			t.Fatalf("kind %s does not fit %+v", u.Kind, u)
		case u.Message != nil && u.Message.Content == "":
			t.Fatal("a message without content")
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	for name, raw := range map[string]string{
		"text": message(`"text":"/start e5","entities":[{"type":"bot_command","offset":0,"length":6}]`),
		"tap": `{"update_id":1,"callback_query":{"id":"q",` + aigerim + `,"data":"e.join|5","chat_instance":"1","message":{` + envelope +
			`,"text":"Іс-шаралар","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}],[{"text":"a","callback_data":"b"}]]}}}}`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode([]byte(raw)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
