package locales

import (
	"strings"
	"testing"
	"testing/fstest"
)

// spoken is a small catalogue of its own, so that these tests do not depend on what the bot says today.
func spoken(t testing.TB) *Catalogue {
	t.Helper()
	const common = `
plain = "{{a & b}: {v}"
bold = "<b>{v}</b> &lt;&amp;&gt;"
outer = "<i>{inner}</i>"
two = "{title}: {venue}"
nested.deep = "{v}"
`
	c, err := load(fstest.MapFS{
		"kk/x.toml": {Data: []byte(common + "[seats]\none = \"бір орын {n}\"\nother = \"{n} орын\"\n")},
		"ru/x.toml": {Data: []byte(common +
			"[seats]\none = \"{n} место\"\nfew = \"{n} места\"\nmany = \"{n} мест\"\nother = \"{n} места.\"\n")},
		"en/x.toml": {Data: []byte(common + "[seats]\nplural = \"n\"\none = \"{n} seat\"\nother = \"{n} seats\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRender(t *testing.T) {
	c := spoken(t)
	const nasty = `<b>&"'</b> 😀`
	const escaped = `&lt;b&gt;&amp;&#34;&#39;&lt;/b&gt; 😀`
	type district int
	tests := []struct {
		name        string
		text        Text
		plain, html string
	}{
		{"zero text", Text{}, "", ""},
		{"escaped brace", T("x.plain", "v", "c"), "{a & b}: c", "{a & b}: c"},
		{"user's value", T("x.bold", "v", nasty), "<b>" + nasty + "</b> <&>", "<b>" + escaped + "</b> &lt;&amp;&gt;"},
		{"nested text is escaped once", T("x.outer", "inner", T("x.bold", "v", nasty)),
			"<i><b>" + nasty + "</b> <&></i>", "<i><b>" + escaped + "</b> &lt;&amp;&gt;</i>"},
		{"key of a nested table", T("x.nested.deep", "v", 7), "7", "7"},
		{"int64", T("x.nested.deep", "v", int64(-1234567)), "-1234567", "-1234567"},
		{"other values", T("x.nested.deep", "v", district(3)), "3", "3"},
		{"strings", T("x.nested.deep", "v", Strings{"a<", "b"}), "a<, b", "a&lt;, b"},
		{"lines", T("x.nested.deep", "v", Lines{T("x.nested.deep", "v", "a"), {}, T("x.nested.deep", "v", "<")}),
			"a\n\n<", "a\n\n&lt;"},
		{"missing argument is seen", T("x.nested.deep"), "{v}", "{v}"},
		{"unknown key is seen", T("x.unknown"), "x.unknown", "x.unknown"},
	}
	for _, test := range tests {
		if got := c.Plain(English, test.text); got != test.plain {
			t.Errorf("%s: Plain %q, want %q", test.name, got, test.plain)
		}
		if got := c.HTML(English, test.text); got != test.html {
			t.Errorf("%s: HTML %q, want %q", test.name, got, test.html)
		}
	}
}

func TestPluralForms(t *testing.T) {
	c := spoken(t)
	type seats uint8
	tests := []struct {
		language Language
		n        any
		want     string
	}{
		{Kazakh, 1, "бір орын 1"}, {Kazakh, 0, "0 орын"}, {Kazakh, 21, "21 орын"},
		{Russian, 1, "1 место"}, {Russian, 21, "21 место"}, {Russian, 101, "101 место"},
		{Russian, 2, "2 места"}, {Russian, 24, "24 места"}, {Russian, int64(1_000_000_003), "1000000003 места"},
		{Russian, 0, "0 мест"}, {Russian, 11, "11 мест"}, {Russian, 12, "12 мест"}, {Russian, 111, "111 мест"},
		{Russian, 10_000_000, "10000000 мест"}, {Russian, -1, "-1 место"},
		{Russian, "1,5", "1,5 места."},
		{English, 1, "1 seat"}, {English, 0, "0 seats"}, {English, 11, "11 seats"}, {English, seats(1), "1 seat"},
		{"", 1, "бір орын 1"},
		{"de", 2, "2 орын"},
	}
	for _, test := range tests {
		if got := c.Plain(test.language, T("x.seats", "n", test.n)); got != test.want {
			t.Errorf("%s %v: %q, want %q", test.language, test.n, got, test.want)
		}
	}
}

func TestTPanicsOnOddPairs(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("T took a name without a value")
		}
	}()
	//lint:ignore SA5012 the missing value is the point
	T("x.two", "title")
}

func TestParse(t *testing.T) {
	for _, l := range Languages() {
		if got, ok := Parse(string(l)); !ok || got != l {
			t.Errorf("Parse(%q) = %q, %v", l, got, ok)
		}
	}
	for _, code := range []string{"", "KK", "en-US", "de"} {
		if got, ok := Parse(code); ok {
			t.Errorf("Parse(%q) = %q", code, got)
		}
	}
}

// Saying a text costs its result and nothing else.
func TestRenderAllocatesOnce(t *testing.T) {
	c := spoken(t)
	text := T("x.outer", "inner", T("x.two", "title", strings.Repeat("ұзын атау ", 9), "venue", 12))
	if n := testing.AllocsPerRun(100, func() { c.HTML(Russian, text) }); n > 1 {
		t.Errorf("HTML allocates %v times", n)
	}
	seats := T("x.seats", "n", 1234567)
	if n := testing.AllocsPerRun(100, func() { c.Plain(Russian, seats) }); n > 1 {
		t.Errorf("Plain of a plural allocates %v times", n)
	}
}

func BenchmarkHTML(b *testing.B) {
	c := spoken(b)
	text := T("x.outer", "inner", T("x.two", "title", "Қазақ тілі клубы", "venue", "Трамвай депосы"))
	b.ReportAllocs()
	for b.Loop() {
		c.HTML(Kazakh, text)
	}
}

func BenchmarkPlainPlural(b *testing.B) {
	c := spoken(b)
	text := T("x.seats", "n", 21)
	b.ReportAllocs()
	for b.Loop() {
		c.Plain(Russian, text)
	}
}

func BenchmarkDateTime(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	moment := someFriday
	b.ReportAllocs()
	for b.Loop() {
		c.DateTime(Kazakh, moment, moment)
	}
}
