package locales

// Text is a sentence by key. It is the only thing that can be shown to a person, so a raw string reaches
// nobody except as an argument. The zero Text is empty in every language.
type Text struct {
	Key  string
	Args Args
}

// Args are the values of a text's placeholders by name: a string, an integer, a Text (said in the same
// language), Strings or Lines. Any other value is written as fmt.Sprint writes it. A string is never trusted:
// where HTML is made it is escaped, once.
type Args map[string]any

// Strings is an argument said as a list on one line: "a, b, c".
type Strings []string

// Lines is an argument said as texts one below the other.
type Lines []Text

// T names a sentence and its arguments in pairs: T("events.full", "title", title, "seats", 20).
// A name without a value, or a name that is no string, is a mistake in the code and panics.
func T(key string, pairs ...any) Text {
	if len(pairs)%2 != 0 {
		panic("locales: an argument of " + key + " has no value")
	}
	if len(pairs) == 0 {
		return Text{Key: key}
	}
	args := make(Args, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return Text{Key: key, Args: args}
}

// Family is the common beginning of keys whose end is decided while running, such as one name per weekday:
// Family("dates.weekday_").T("5"). Keys are never put together in any other way, so that a test can tell
// which are used.
type Family string

// T names the sentence of one member of the family.
func (f Family) T(member string, pairs ...any) Text { return T(string(f)+member, pairs...) }
