package announcements_test

import (
	"slices"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

// Which new words can be kept for a run.
func TestReword(t *testing.T) {
	for name, c := range map[string]struct {
		who      centre.Actor
		language string
		text     announcements.Message
		given    func(*archive)
		refusal  string
	}{
		"a text":               {who: recallStaff, language: "kk", text: announcements.Message{Text: "Қайырлы күн"}},
		"the words of a photo": {who: recallOrganizer, language: "ru", text: announcements.Message{Text: "Привет"}},
		"a language it is not in": {who: recallStaff, language: "en", text: announcements.Message{Text: "Hello"},
			refusal: "gone"},
		"a photo for a text":  {who: recallStaff, language: "kk", text: announcements.Message{Media: announcements.Photo}, refusal: "words_only"},
		"a photo for a photo": {who: recallStaff, language: "ru", text: announcements.Message{Media: announcements.Photo}, refusal: "words_only"},
		"a sticker": {who: recallStaff, language: "ru", text: announcements.Message{Text: "Привет"}, refusal: "wordless",
			given: func(s *archive) {
				s.report.Content["ru"] = announcements.Message{Media: announcements.Sticker, File: "f"}
			}},
		"the text beside a sticker": {who: recallStaff, language: "kk", text: announcements.Message{Text: "Сәлем"},
			given: func(s *archive) {
				s.report.Content["ru"] = announcements.Message{Media: announcements.Sticker, File: "f"}
			}},
		"nothing but a poll": {who: recallStaff, language: "kk", text: announcements.Message{Text: "Сәлем"}, refusal: "wordless",
			given: func(s *archive) {
				s.report.Content = announcements.Content{"kk": {Media: announcements.Poll, Poll: &announcements.Ballot{}}}
			}},
		"another's": {who: centre.Actor{Role: centre.Member}, language: "kk", text: announcements.Message{Text: "Сәлем"}, refusal: "forbidden"},
		"under way": {who: recallStaff, language: "kk", text: announcements.Message{Text: "Сәлем"}, refusal: "under_way",
			given: func(s *archive) { s.a.Running = true }},
		"being recalled, stopped": {who: recallStaff, language: "kk", text: announcements.Message{Text: "Сәлем"}, refusal: "recalled",
			given: func(s *archive) {
				s.report.Corrected = announcements.Corrected{Run: 6, Kind: announcements.KindRecall, State: announcements.Stopped}
			}},
		"an edit itself": {who: recallStaff, language: "kk", text: announcements.Message{Text: "Сәлем"}, refusal: "gone",
			given: func(s *archive) { s.report.Kind = announcements.KindEdit }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newArchive()
			s.report.Content["ru"] = announcements.Message{Media: announcements.Photo, File: "f"}
			if c.given != nil {
				c.given(s)
			}
			a, err := s.desk().Reword(t.Context(), c.who, announcements.Reword{Base: 5, Form: 8, Language: c.language, Text: c.text})
			if !refuses(err, c.refusal) {
				t.Fatalf("%v, want %q", err, c.refusal)
			}
			if err != nil {
				if s.a.Wording != nil {
					t.Errorf("it was kept: %+v", s.a.Wording)
				}
				return
			}
			if a.Wording == nil || a.Wording.Form != 8 || a.Wording.Texts[c.language].Text != c.text.Text || s.effects.Correct != nil {
				t.Errorf("%+v, %+v", a.Wording, s.effects)
			}
		})
	}
}

// What is kept language by language goes out once, exactly as it was seen, and
// media stay.
func TestEditAll(t *testing.T) {
	s := newArchive()
	s.report.Content["ru"] = announcements.Message{Text: "Превет", Media: announcements.Photo, File: "f"}
	d := s.desk()
	keep := func(form int64, language, text string, afresh bool) {
		t.Helper()
		if _, err := d.Reword(t.Context(), recallStaff, announcements.Reword{Base: 5, Form: form, Language: language,
			Text: announcements.Message{Text: text}, Afresh: afresh}); err != nil {
			t.Fatal(err)
		}
	}
	keep(7, "kk", "dropped", true)
	keep(8, "kk", "Сәлеметсіз бе", true)
	keep(9, "ru", "Привет", false)
	keep(9, "ru", "the same form again", false)
	e, err := d.CheckEdit(t.Context(), recallStaff, 5)
	if err != nil || e.Form != 9 || !slices.Equal(e.Changed, []string{"kk", "ru"}) || e.Content["ru"].Text != "Привет" {
		t.Fatalf("%+v, %v", e, err)
	}
	if _, err := d.EditAll(t.Context(), recallStaff, announcements.EditAll{Base: 5, Form: 8}); !refuses(err, "reworded") {
		t.Errorf("words that nobody has seen: %v", err)
	}
	if _, err := d.EditAll(t.Context(), centre.Actor{Role: centre.Member}, announcements.EditAll{Base: 5, Form: 9}); !refuses(err, "forbidden") {
		t.Errorf("a member: %v", err)
	}
	a, err := d.EditAll(t.Context(), recallStaff, announcements.EditAll{Base: 5, Form: 9, Message: 4})
	got := s.effects.Correct
	if err != nil || got == nil || got.Kind != announcements.KindEdit || got.Form != 9 || a.Wording != nil || a.Message != 4 {
		t.Fatalf("%+v, %+v, %v", a, got, err)
	}
	if kk, ru := got.Content["kk"], got.Content["ru"]; kk.Text != "Сәлеметсіз бе" || ru.Text != "Привет" || ru.Media != announcements.Photo || ru.File != "f" {
		t.Errorf("content %+v", got.Content)
	}
	if s.report.Content["ru"].Text != "Превет" {
		t.Error("the first run's content was changed")
	}
	s.a.Running, s.a.Run, s.report.Current = true, 6, 6
	s.report.Corrected = announcements.Corrected{Run: 6, Kind: announcements.KindEdit, State: announcements.Running, Form: 9, Content: got.Content}
	if _, err := d.EditAll(t.Context(), recallStaff, announcements.EditAll{Base: 5, Form: 9}); err != nil || s.effects.Correct != nil {
		t.Errorf("the same tap again: %v, %+v", err, s.effects)
	}
	s.a.Running, s.report.Corrected.State = false, announcements.Finished
	if e, err := d.CheckEdit(t.Context(), recallStaff, 5); err != nil || e.Seen()["ru"].Text != "Привет" || e.Form != 0 {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := d.CheckRecall(t.Context(), recallStaff, 5); err != nil {
		t.Errorf("what was edited cannot be recalled: %v", err)
	}
}
