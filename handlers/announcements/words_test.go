package announcements

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
	"jastar/scheduler"
)

var almaty = time.FixedZone("Almaty", 5*3600)

func catalogue(t *testing.T) *locales.Catalogue {
	t.Helper()
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestCronInWords(t *testing.T) {
	texts := catalogue(t)
	for _, c := range []struct{ expression, kk, ru, en string }{
		{"0 10 * * 1", "әр дүйсенбі, сағат 10:00", "каждый понедельник в 10:00", "every Monday at 10:00"},
		{"30 18 * * 1-5", "дүйсенбіден жұмаға дейін, сағат 18:30",
			"с понедельника по пятницу в 18:30", "Monday to Friday at 18:30"},
		{"0 9,18 * * *", "күн сайын, сағат 09:00, 18:00", "каждый день в 09:00, 18:00", "every day at 09:00, 18:00"},
		{"0 12 * * 0,6", "әр сенбі және жексенбі, сағат 12:00", "каждую субботу и каждое воскресенье в 12:00", "every Saturday and Sunday at 12:00"},
		{"0 12 * * 3,0", "әр сәрсенбі, әр жексенбі, сағат 12:00", "каждую среду, каждое воскресенье в 12:00", "every Wednesday, every Sunday at 12:00"},
		{"0 10 1 * *", "ай сайын, күні: 1, сағат 10:00", "каждый месяц 1 числа в 10:00", "every month on day 1 at 10:00"},
		{"0 10 1-7,15 * *", "ай сайын, күндері: 1–7, 15, сағат 10:00", "каждый месяц 1–7, 15 числа в 10:00", "every month on days 1–7, 15 at 10:00"},
		{"0 10 1 9,12 *", "ай сайын, күні: 1, сағат 10:00, тек мына айларда: қыркүйек, желтоқсан",
			"каждый месяц 1 числа в 10:00, только в эти месяцы: сентябрь, декабрь", "every month on day 1 at 10:00, only in: September, December"},
		{"0 10 13 * 5", "ай сайын, күні: 13, сондай-ақ әр жұма, сағат 10:00",
			"каждый месяц 13 числа, а также каждую пятницу в 10:00", "every month on day 13, and also every Friday at 10:00"},
		{"*/15 * * * *", "күн сайын, әр сағатта, минуты: 0, 15, 30, 45", "каждый день, каждый час, минуты: 0, 15, 30, 45",
			"every day, in every hour at minute 0, 15, 30, 45"},
		{"0,30 9-18 * * *", "күн сайын, сағаты: 9–18, минуты: 0, 30", "каждый день, часы: 9–18, минуты: 0, 30",
			"every day, in hours 9–18 at minutes 0, 30"},
	} {
		parsed, err := scheduler.Expressions{}.Parse(c.expression)
		if err != nil {
			t.Fatal(err)
		}
		for l, want := range map[locales.Language]string{locales.Kazakh: c.kk, locales.Russian: c.ru, locales.English: c.en} {
			r := &bot.Reader{Language: l, Texts: texts, Now: time.Date(2026, 11, 23, 12, 0, 0, 0, almaty)}
			if got := texts.Plain(l, inWords(r, parsed.Pattern())); got != want {
				t.Errorf("%s in %s:\n got %q\nwant %q", c.expression, l, got, want)
			}
		}
	}
}

// What arrives is the author's text; only a foreign language is marked, behind
// the text, so that the formatting stays where it was.
func TestScreenKeepsTheText(t *testing.T) {
	texts := catalogue(t)
	content := announcements.Content{"ru": {Text: "Жирно и <b>", Entities: []announcements.Entity{{Type: "bold", Offset: 0, Length: 5}}}}
	own := Screen(texts, content, locales.Russian)
	if own.Written.Text != "Жирно и <b>" || own.Written.Entities[0] != (bot.Entity{Type: "bold", Length: 5}) {
		t.Errorf("own language: %+v", own.Written)
	}
	other := Screen(texts, content, locales.English)
	if other.Written.Text != "Жирно и <b>\n\n(in Russian)" || len(other.Written.Entities) != 1 {
		t.Errorf("another language: %+v", other.Written)
	}
}

// A caption has its own limit, and words are not made up where there are none.
func TestScreenOfMedia(t *testing.T) {
	texts := catalogue(t)
	r := &bot.Reader{Language: locales.English, Texts: texts}
	bare := announcements.Content{"ru": {Media: announcements.Photo, File: "f"}}
	if got := Screen(texts, bare, locales.English).Written; got.Text != "(in Russian)" || got.Media != bot.ContentPhoto || got.File != "f" {
		t.Errorf("a photo without words: %+v", got)
	}
	if got := excerpt(r, bare); got != "Photo without words" {
		t.Errorf("it is called %q", got)
	}
	full := strings.Repeat("ә", announcements.MaxCaption)
	if got := Screen(texts, announcements.Content{"ru": {Text: full, Media: announcements.Document, File: "f"}}, locales.English).Written; got.Text != full {
		t.Errorf("a full caption grew to %d", announcements.Units(got.Text))
	}
}

func TestTakeMessage(t *testing.T) {
	kept, err := takeMessage(bot.Input{Message: &bot.Message{Content: bot.ContentText, Text: "  Сәлем\n", Entities: []bot.Entity{{Type: "bold", Offset: 2, Length: 5}}}})
	if err != nil || kept.Text != "  Сәлем\n" || kept.Entities[0].Offset != 2 {
		t.Errorf("a text is not kept as it is: %+v, %v", kept, err)
	}
	for _, content := range []bot.Content{bot.ContentPhoto, bot.ContentDocument, bot.ContentVideo, bot.ContentAnimation, bot.ContentVoice, bot.ContentAudio} {
		in := bot.Input{Message: &bot.Message{Content: content, Text: "қош", File: "f", Entities: []bot.Entity{{Type: "italic", Length: 3}}}}
		kept, err := takeMessage(in)
		if err != nil || kept.Media != announcements.Media(content) || kept.File != "f" || kept.Text != "қош" || len(kept.Entities) != 1 {
			t.Errorf("a %s is not kept as it is: %+v, %v", content, kept, err)
		}
	}
	for _, content := range []bot.Content{bot.ContentAlbum, bot.ContentLiveLocation, bot.ContentContact, bot.ContentOther, "dice", "game", "story", "invoice", "checklist", "paid_media"} {
		if _, err := takeMessage(bot.Input{Message: &bot.Message{Content: content, Text: "caption"}}); err == nil {
			t.Errorf("%s was taken as an announcement", content)
		}
	}
	if _, err := takeMessage(bot.Input{Choice: "x"}); err == nil {
		t.Error("a button was taken as an announcement")
	}
}

// The last numbers and the countdown, as an author reads them.
func TestProgressScreen(t *testing.T) {
	texts := catalogue(t)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, almaty)
	r := &bot.Reader{Language: locales.English, Texts: texts, Now: now}
	a := announcements.Announcement{ID: 5, State: announcements.Scheduled, Content: announcements.Content{"en": {Text: "Hello"}},
		Schedule: announcements.Schedule{Next: now.Add(8 * time.Second), Countdown: true}}
	if got := said(texts, Progress(r, announcements.Progress{Announcement: a})); got != "«Hello»\nThe first message leaves in: 8 seconds" {
		t.Errorf("countdown: %q", got)
	}
	a.State, a.Running = announcements.Sent, true
	tally := announcements.Tally{Total: 400, Sent: 190, Blocked: 6, Failed: 3, Unknown: 1, Open: 1, Started: now.Add(-10 * time.Second)}
	want := "Sending: «Hello»\n▓▓▓▓▓░░░░░ 50 % (200 of 400)\nSent: 190\nBlocked the bot: 6\nFailed: 3\n" +
		"No answer from Telegram, perhaps delivered: 1\nMessages a second: 20\nLeft: about 10 seconds"
	if got := said(texts, Progress(r, announcements.Progress{Announcement: a, Tally: tally})); got != want {
		t.Errorf("running:\n%s", got)
	}
	a.Running, tally.Ended, tally.State = false, now, announcements.Stopped
	want = "Stopped: «Hello»\n▓▓▓▓▓░░░░░ 50 % (200 of 400)\nSent: 190\nBlocked the bot: 4\nFailed: 3\n" +
		"No answer from Telegram, perhaps delivered: 1\nFailed because «PHOTO_INVALID»: 3\nAccount deleted: 2\n" +
		"Messages already on their way are still being counted.\nIt took: 10 seconds"
	reasons := []announcements.Reason{{Outcome: announcements.OutcomeFailed, Cause: "PHOTO_INVALID", Number: 3},
		{Outcome: announcements.OutcomeBlocked, Cause: announcements.CauseDeactivated, Number: 2}}
	if got := said(texts, Progress(r, announcements.Progress{Announcement: a, Tally: tally, Reasons: reasons})); got != want {
		t.Errorf("stopped:\n%s", got)
	}
}

// A paused run says by whom and since when, promises no end, and its time goes
// on counting only when it does.
func TestPausedScreen(t *testing.T) {
	texts := catalogue(t)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, almaty)
	r := &bot.Reader{Language: locales.English, Texts: texts, Now: now}
	a := announcements.Announcement{ID: 5, State: announcements.Sent, Running: true, Paused: true, Run: 7,
		Content: announcements.Content{"en": {Text: "Hello"}}}
	tally := announcements.Tally{State: announcements.Paused, Total: 400, Sent: 200, Open: 1,
		Started: now.Add(-80 * time.Minute), PausedAt: now.Add(-time.Hour), PausedBy: "Timur <b>"}
	want := "Paused: «Hello»\nPaused by: Timur &lt;b&gt;, since: Monday, 23 November, 11:00\n" +
		"▓▓▓▓▓░░░░░ 50 % (200 of 400)\nSent: 200\nBlocked the bot: 0\nFailed: 0"
	p := announcements.Progress{Announcement: a, Tally: tally}
	if got := said(texts, Progress(r, p)); got != want {
		t.Errorf("paused:\n%s", got)
	}
	p.Announcement.Paused, p.Tally.PausedAt, p.Tally.Idle = false, time.Time{}, 79*time.Minute+50*time.Second
	if rate, left := p.Rate(now), p.Remaining(now); rate != 20 || left != 10*time.Second {
		t.Errorf("after the pause %v a second, %v left", rate, left)
	}
}

// said is a screen's text without markup.
func said(texts *locales.Catalogue, s bot.Screen) string {
	out := bot.Render(texts, locales.English, s)
	plain := ""
	tag := false
	for _, r := range out.HTML {
		switch {
		case r == '<':
			tag = true
		case r == '>':
			tag = false
		case !tag:
			plain += string(r)
		}
	}
	return plain
}

// Every state of a run has words.
func TestRunStatesInWords(t *testing.T) {
	texts := catalogue(t)
	states := map[announcements.RunKind][]announcements.RunState{
		announcements.KindSend: {announcements.Running, announcements.Paused, announcements.Holding, announcements.Finished,
			announcements.Stopped, announcements.Missed, announcements.Refused},
		announcements.KindEdit:   {announcements.Running, announcements.Paused, announcements.Finished, announcements.Stopped},
		announcements.KindRecall: {announcements.Running, announcements.Paused, announcements.Finished, announcements.Stopped},
	}
	for kind, all := range states {
		for _, state := range all {
			if text := stateOf(kind, state); !slices.Contains(texts.Keys(), text.Key) {
				t.Errorf("%s of a %s: there is no %q", state, kind, text.Key)
			}
		}
	}
}
