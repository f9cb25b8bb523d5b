package simulator

import (
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHTMLMakesEntities(t *testing.T) {
	for src, want := range map[string]string{
		"<b>a</b><strong>b</strong>":                    "<b>a</b><b>b</b>",
		"<i>a</i><em>b</em>":                            "<i>a</i><i>b</i>",
		"<u>a</u><ins>b</ins>":                          "<u>a</u><u>b</u>",
		"<s>a</s><strike>b</strike><del>c":              "",
		"<del>c</del>":                                  "<s>c</s>",
		"<b><i>x</i> y</b>":                             "<b><i>x</i> y</b>",
		"<tg-spoiler>x</tg-spoiler>":                    `<span class="tg-spoiler">x</span>`,
		`<span class="tg-spoiler">x</span>`:             `<span class="tg-spoiler">x</span>`,
		`<pre><code class="language-go">x</code></pre>`: "<pre>x</pre>",
		"<blockquote expandable>x</blockquote>":         "<blockquote>x</blockquote>",
		`<a href="https://a.kz/?a=1&amp;b=2">x</a>`:     `<a href="https://a.kz/?a=1&amp;b=2">x</a>`,
		`<a href="javascript:alert(1)">x</a>`:           "x",
		`<a href="tg://user?id=7">x</a>`:                `<a href="tg://user?id=7">x</a>`,
		"&lt;b&gt; &amp;amp; &quot; &#1178;&#x49b;":     "&lt;b&gt; &amp;amp; &#34; Ққ",
		"R&D &nbsp; &":                                  "R&amp;D &amp;nbsp; &amp;",
		"😀<b>😀</b>":                                     "😀<b>😀</b>",
		"<B>x</B>":                                      "<b>x</b>",
		"<b></b>x":                                      "x",
	} {
		plain, entities, err := parseHTML(src)
		if want == "" {
			if err == nil {
				t.Errorf("%s: accepted", src)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got := renderHTML(plain, entities); got != want {
			t.Errorf("%s became %s, want %s", src, got, want)
		}
	}
}

func TestFindsLinksAndCommandsByItself(t *testing.T) {
	text := "/start me, see https://a.kz/x and @jastar_bot"
	var kinds []string
	for _, e := range withFound(text, nil) {
		kinds = append(kinds, e.Type)
	}
	if got := strings.Join(kinds, " "); got != "bot_command url mention" {
		t.Errorf("found %s", got)
	}
}

var shownTag = regexp.MustCompile(`<(/?)([a-z]+)([^<>]*)>`)

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<b>x</b>", `<a href="x.kz">y</a>`, "&#x41;&lt;", "<pre><code class='language-a'>z", "<b><i></b>", "a<", "&", "😀<u>ә</u>",
		`<tg-time unix="1" format="w">x</tg-time>`, "<span class=tg-spoiler>x</span >", "<blockquote expandable>\x00</blockquote>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !utf8.ValidString(src) {
			return
		}
		plain, entities, err := parseHTML(src)
		if err != nil {
			return
		}
		size := utf16Len(plain)
		for _, e := range entities {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > size {
				t.Fatalf("%q: entity %+v outside of %d units", src, e, size)
			}
		}
		shown := renderHTML(plain, entities)
		if bare := html.UnescapeString(shownTag.ReplaceAllString(shown, "")); bare != html.UnescapeString(html.EscapeString(plain)) {
			t.Fatalf("%q: shown text %q is not %q", src, bare, plain)
		}
		for _, tag := range shownTag.FindAllStringSubmatch(shown, -1) {
			if !strings.Contains(" b i u s code pre a blockquote span ", " "+tag[2]+" ") {
				t.Fatalf("%q: tag %s in %s", src, tag[0], shown)
			}
		}
	})
}

func FuzzButtons(f *testing.F) {
	f.Add(`{"text":"x","callback_data":"y"}`)
	f.Add(`{"text":"x","url":"http://[::1]/"}`)
	f.Add(`"x"`)
	f.Fuzz(func(t *testing.T, raw string) {
		if b, err := parseInlineButton([]byte(raw)); err == nil && (b.Text == "" || b.Action() == "text") {
			t.Fatalf("%s became a button without label or action", raw)
		}
		parseReplyButton([]byte(raw), "private")
	})
}
