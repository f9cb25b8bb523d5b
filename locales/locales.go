// Package locales holds every word that a person reads: one folder per language, one .toml file per noun,
// compiled into the program. Code names a sentence by its key; only this package turns keys into words.
// No rule of the centre and nothing of Telegram's transport belongs here.
//
// # Files
//
// The key of `full = "…"` in events.toml is events.full; tables nest with dots. A table that has the key
// `other` and otherwise only plural forms is one text with plural forms:
//
//	[seats_left]
//	one   = "Осталось {n} место"
//	few   = "Осталось {n} места"
//	many  = "Осталось {n} мест"
//	other = "Осталось {n} места"
//
// The argument n picks the form; `plural = "seats"` in the table names another one. A language has exactly the
// forms CLDR gives it: kk and en one, other; ru one, few, many, other. `{venue}` is an argument, `{{` is a brace.
// Texts may carry Telegram's HTML tags; a literal &, < or > is then an entity. Button labels (…_button),
// toasts (…_toast) and command descriptions (command_…) carry no tags. Code writes keys as whole literals, or
// declares their common beginning as a Family, so that the tests find every key that is unused or unknown.
// A new language is one folder and one line in Languages.
//
// # Writing rules
//
//   - A key is a whole sentence. Never build a sentence out of fragments.
//   - Never glue a case ending to a value: "Орны: {venue}", not "{venue}-да". In Russian also avoid a case that
//     the value would have to take: "Место: {venue}", not "в {venue}".
//   - Kazakh: polite сіз, the noun stays singular after a number (5 орын), і and not the Latin i.
//     Russian: polite "вы" in lower case. English: plain, no contractions that hide a "not".
//   - A button label names its action in at most 22 characters.
//   - No meaning only in an emoji. No blame: say what is wrong and what to send, in one sentence.
//   - One word for one thing, the same word everywhere: батырма / кнопка / button, іс-шара / мероприятие / event,
//     орын / место / seat, күту тізімі / список ожидания / waiting list, еске салу / напоминание / reminder,
//     хабарландыру / объявление / announcement.
//   - No space at either end of a text; the screen decides what stands between texts.
package locales

// Language is the code of a language the centre speaks, in ISO 639-1. The zero value is read as Kazakh.
type Language string

// The languages of the centre.
const (
	Kazakh  Language = "kk"
	Russian Language = "ru"
	English Language = "en"
)

// Languages lists every language in the order people are offered them. The first is the default.
func Languages() []Language { return []Language{Kazakh, Russian, English} }

// Parse finds the language with exactly this code; false when the centre does not speak it.
func Parse(code string) (Language, bool) {
	for _, l := range Languages() {
		if string(l) == code {
			return l, true
		}
	}
	return "", false
}
