package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// oneUpdate takes the newest update as JSON and compares the given fields by their paths.
func oneUpdate(t *testing.T, b testBot, want map[string]string) {
	t.Helper()
	var batch []map[string]any
	b.decode(b.must("getUpdates", "offset", "-1"), &batch)
	if len(batch) != 1 {
		t.Fatalf("%d updates", len(batch))
	}
	for path, value := range want {
		var at any = batch[0]
		for _, key := range strings.Split(path, ".") {
			if list, ok := at.([]any); ok && len(list) > 0 {
				at = list[0]
			}
			fields, _ := at.(map[string]any)
			at = fields[key]
		}
		if got := fmt.Sprint(at); got != value {
			t.Errorf("%s is %q, want %q", path, got, value)
		}
	}
}

func TestEachVerbMakesItsUpdate(t *testing.T) {
	for name, verb := range map[string]struct {
		act  func(*Person)
		want map[string]string
	}{
		"start": {func(p *Person) { p.Start("e_12") }, map[string]string{
			"message.text": "/start e_12", "message.entities.type": "bot_command", "message.from.language_code": "kk"}},
		"send":     {func(p *Person) { p.Send("hi") }, map[string]string{"message.text": "hi", "message.chat.type": "private"}},
		"reply":    {func(p *Person) { p.Reply(1, "hi") }, map[string]string{"message.reply_to_message.message_id": "1"}},
		"sticker":  {func(p *Person) { p.Sticker() }, map[string]string{"message.sticker.type": "regular"}},
		"voice":    {func(p *Person) { p.Voice() }, map[string]string{"message.voice.mime_type": "audio/ogg"}},
		"photo":    {func(p *Person) { p.Photo("me") }, map[string]string{"message.caption": "me", "message.photo.width": "64"}},
		"document": {func(p *Person) { p.Document("a.txt", []byte("x")) }, map[string]string{"message.document.file_name": "a.txt"}},
		"contact":  {func(p *Person) { p.Contact(9, "+7", "Bo") }, map[string]string{"message.contact.user_id": "9"}},
		"own contact": {func(p *Person) { p.ShareContact() }, map[string]string{
			"message.contact.phone_number": "+77010000001", "message.contact.user_id": "1"}},
		"location":      {func(p *Person) { p.Location(43.5, 76) }, map[string]string{"message.location.latitude": "43.5"}},
		"live location": {func(p *Person) { p.LiveLocation(43.5, 76, 900) }, map[string]string{"message.location.live_period": "900"}},
		"venue": {func(p *Person) { p.Venue(Venue{Location: Location{Latitude: 43.5}, Title: "Depot"}) }, map[string]string{
			"message.venue.title": "Depot", "message.venue.location.latitude": "43.5", "message.location.latitude": "43.5"}},
		"video":       {func(p *Person) { p.media("video") }, map[string]string{"message.video.width": "640"}},
		"animation":   {func(p *Person) { p.media("animation") }, map[string]string{"message.document.mime_type": "video/mp4"}},
		"round video": {func(p *Person) { p.media("video_note") }, map[string]string{"message.video_note.length": "240"}},
		"audio":       {func(p *Person) { p.media("audio") }, map[string]string{"message.audio.file_name": "song.mp3"}},
		"dice":        {func(p *Person) { p.Dice() }, map[string]string{"message.dice.value": "3"}},
		"poll": {func(p *Person) { _, _ = p.Poll(samplePoll(false), "<b>Vote</b>") }, map[string]string{
			"message.poll.question": "When shall we meet?", "message.poll.options.text": "Saturday", "message.poll.type": "regular",
			"message.poll.description": "Vote", "message.poll.description_entities.type": "bold", "message.caption": "<nil>"}},
		"edit": {func(p *Person) { p.Edit(1, "new") }, map[string]string{
			"edited_message.text": "new", "edited_message.message_id": "1"}},
		"block": {func(p *Person) { p.Block() }, map[string]string{
			"my_chat_member.new_chat_member.status": "kicked", "my_chat_member.old_chat_member.status": "member"}},
		"unblock": {func(p *Person) { p.Block(); p.Unblock() }, map[string]string{"my_chat_member.new_chat_member.status": "member"}},
		"tap": {func(p *Person) { p.TapDataAsync(1, "forged") }, map[string]string{
			"callback_query.data": "forged", "callback_query.message.message_id": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := launch(t, Options{})
			verb.act(b.person(1))
			oneUpdate(t, b, verb.want)
		})
	}
}

func TestLongTextsAreCutAsTheAppsDo(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	p.Send(strings.Repeat("😀", 2500))
	got := p.Messages()[1:]
	if len(got) != 2 || utf16Len(got[0].Text) != 4096 || utf16Len(got[1].Text) != 904 {
		t.Errorf("%d messages", len(got))
	}
}

func TestTapFindsTheNewestButton(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	b.send("1", "old", "reply_markup", inline(callback("Join", "old"), callback("More", "m")))
	b.send("1", "new", "reply_markup", inline(callback("Join", "new"), callback("Journal", "j")))
	for label, want := range map[string]string{"Join": "new", "Mo": "m", "Jou": "j"} {
		if _, err := p.TapAsync(label); err != nil {
			t.Fatal(err)
		}
		oneUpdate(t, b, map[string]string{"callback_query.data": want})
	}
	if _, err := p.Tap("Jo"); err == nil || !strings.Contains(err.Error(), `"Join", "Journal"`) {
		t.Errorf("an unclear label: %v", err)
	}
	if _, err := p.Tap("Leave"); err == nil || !strings.Contains(err.Error(), `"More"`) {
		t.Errorf("a missing label must name those there are: %v", err)
	}
	if _, err := p.TapOn(1, "Join"); err == nil {
		t.Error("message 1 has no button")
	}
}

func TestTapBringsTheAnswer(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	b.send("1", "x", "reply_markup", inline(callback("Go", "go")))
	go func() {
		var batch []wireUpdate
		body, err := b.try("getUpdates", "timeout", "20")
		if err == nil && json.Unmarshal(body.Result, &batch) == nil && len(batch) == 1 {
			b.try("answerCallbackQuery", "callback_query_id", batch[0].CallbackQuery.ID, "text", "Done", "show_alert", "true")
		}
	}()
	answer, err := p.Tap("Go")
	if err != nil || answer.Text != "Done" || !answer.Alert || answer.UpdateID == 0 {
		t.Errorf("answer %+v, %v", answer, err)
	}
	if errors.Is(err, ErrUnanswered) {
		t.Error("the answer did not arrive")
	}
}

func TestTapOnLinks(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	b.send("1", "x", "reply_markup", inline(`{"text":"Open","url":"https://t.me/Jastar_bot?start=e_7"}`, `{"text":"Map","url":"https://a.kz/m"}`))
	if _, err := p.Tap("Open"); err != nil {
		t.Fatal(err)
	}
	oneUpdate(t, b, map[string]string{"message.text": "/start e_7"})
	if answer, err := p.Tap("Map"); err != nil || answer.URL != "https://a.kz/m" {
		t.Errorf("answer %+v, %v", answer, err)
	}
}

func TestReplyKeyboards(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	b.send("1", "x", "reply_markup", `{"keyboard":[["Skip",{"text":"My phone","request_contact":true}]],"one_time_keyboard":true,"resize_keyboard":true}`)
	if k := p.ReplyKeyboard(); k == nil || !k.Resize || len(k.Rows[0]) != 2 {
		t.Fatalf("keyboard %+v", k)
	}
	if _, err := p.Tap("My phone"); err != nil {
		t.Fatal(err)
	}
	oneUpdate(t, b, map[string]string{"message.contact.user_id": "1"})
	if p.ReplyKeyboard() != nil {
		t.Error("a one-time keyboard stayed after its key was pressed")
	}
	b.send("1", "x", "reply_markup", `{"keyboard":[["Stay"]]}`)
	p.Tap("Stay")
	if p.ReplyKeyboard() == nil {
		t.Error("an ordinary keyboard went away")
	}
	b.send("1", "x", "reply_markup", `{"remove_keyboard":true}`)
	if p.ReplyKeyboard() != nil {
		t.Error("remove_keyboard left it")
	}
}

func TestMenusFollowScopeAndLanguage(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	set := func(description string, pairs ...string) {
		b.must("setMyCommands", append([]string{"commands", `[{"command":"a","description":"` + description + `"}]`}, pairs...)...)
	}
	want := func(description string) {
		t.Helper()
		if menu := p.Commands(); len(menu) != 1 || menu[0].Description != description {
			t.Errorf("menu %+v, want %q", menu, description)
		}
	}
	private, own := `{"type":"all_private_chats"}`, `{"type":"chat","chat_id":1}`
	set("default")
	want("default")
	set("default kk", "language_code", "kk")
	want("default kk")
	set("private", "scope", private)
	want("private")
	set("private ru", "scope", private, "language_code", "ru")
	want("private")
	set("own", "scope", own)
	want("own")
	b.must("deleteMyCommands", "scope", own)
	want("private")
	b.decode(b.must("getMyCommands", "scope", own), new([]Command))
}

func TestFilesBothWays(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	p.Document("a.txt", []byte("content"))
	sent := p.Messages()[1]
	var file wireFile
	b.decode(b.must("getFile", "file_id", sent.File.ID), &file)
	response, err := http.Get(b.s.URL() + "/file/bot" + b.s.Token() + "/" + file.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data := make([]byte, 16)
	n, _ := response.Body.Read(data)
	if string(data[:n]) != "content" {
		t.Errorf("got %q", data[:n])
	}
}

func TestMessagesShowTheWholeStory(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now})
	p := b.person(1)
	m := b.send("1", "<b>Hi</b> <a href=\"https://a.kz\">there</a> &lt;3", "parse_mode", "HTML", "disable_notification", "true")
	id := fmt.Sprint(m.MessageID)
	b.must("pinChatMessage", "chat_id", "1", "message_id", id)
	clock.Advance(time.Minute)
	b.must("editMessageText", "chat_id", "1", "message_id", id, "text", "Bye")
	last, ok := p.Last()
	if !ok || last.Text != "Bye" || last.Edits != 1 || !last.Pinned || !last.Silent || last.EditDate.Sub(last.Date) != time.Minute {
		t.Errorf("last message %+v", last)
	}
	b.must("copyMessage", "chat_id", "1", "from_chat_id", "1", "message_id", id)
	b.must("deleteMessage", "chat_id", "1", "message_id", id)
	all := p.Messages()
	if len(all) != 3 || !all[1].Deleted || all[2].Text != "Bye" {
		t.Errorf("the chat is %+v", all)
	}
}

func TestWatchTellsEveryChange(t *testing.T) {
	b := launch(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	changes := b.s.Watch(ctx)
	b.person(1)
	b.send("1", "x", "reply_markup", `{"keyboard":[["k"]]}`)
	b.must("sendChatAction", "chat_id", "1", "action", "typing")
	b.must("setMyCommands", "commands", `[{"command":"a","description":"b"}]`)
	for _, want := range []ChangeKind{ChangePerson, ChangeMessage, ChangeMessage, ChangeKeyboard, ChangeTyping, ChangeCommands} {
		if got := <-changes; got.Kind != want || got.ChatID != 1 {
			t.Errorf("change %+v, want %s", got, want)
		}
	}
	cancel()
	if _, open := <-changes; open {
		t.Error("the channel stayed open")
	}
}
