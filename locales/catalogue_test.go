package locales

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Each way in which the files can be less than whole is named with its file and key.
func TestLoadNamesFileAndKey(t *testing.T) {
	const plurals = "[seats]\none = \"{n}\"\nother = \"{n}\"\n"
	const russian = "[seats]\none = \"{n}\"\nfew = \"{n}\"\nmany = \"{n}\"\nother = \"{n}\"\n"
	tests := []struct{ name, kk, ru, en, want string }{
		{"missing key", `a = "а"`, ``, `a = "a"`, "locales/ru/x.toml: x.a is missing"},
		{"other arguments", `a = "{v}"`, `a = "{w}"`, `a = "{v}"`, "locales/ru/x.toml: x.a takes [w], but [v] in kk"},
		{"empty text", `a = "а"`, `a = "а"`, `a = ""`, "locales/en/x.toml: x.a is empty"},
		{"not a text", `a = 1`, `a = "а"`, `a = "a"`, "locales/kk/x.toml: x.a is a int64 and not a text"},
		{"open placeholder", `a = "{v"`, ``, ``, `locales/kk/x.toml: x.a bad placeholder`},
		{"strange placeholder", `a = "{Venue}"`, ``, ``, `locales/kk/x.toml: x.a bad placeholder`},
		{"strange key", `"a b" = "а"`, ``, ``, `locales/kk/x.toml: x.a b is no name`},
		{"missing form", plurals, plurals, plurals,
			"locales/ru/x.toml: x.seats has the forms one, other and needs few, many, one, other"},
		{"foreign form", russian, russian, plurals,
			"locales/kk/x.toml: x.seats has the forms few, many, one, other and needs one, other"},
		{"other counted argument", plurals, russian, plurals + "plural = \"m\"\n",
			"locales/en/x.toml: x.seats takes [m n], but [n] in kk"},
		{"bad toml", `a = `, ``, ``, "kk/x.toml: "},
	}
	for _, test := range tests {
		_, err := load(fstest.MapFS{
			"kk/x.toml": {Data: []byte(test.kk)}, "ru/x.toml": {Data: []byte(test.ru)}, "en/x.toml": {Data: []byte(test.en)},
		})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
	}
}

func TestLoadNamesEveryProblem(t *testing.T) {
	_, err := load(fstest.MapFS{"kk/x.toml": {Data: []byte("a = \"а\"\nb = \"б\"")}, "ru/x.toml": {Data: []byte("b = \"б\"")}})
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{"locales/ru/x.toml: x.a is missing", "locales/en/x.toml: x.a is missing", "locales/en/x.toml: x.b is missing"}
	if !slices.Equal(lines, want) {
		t.Errorf("%q, want %q", lines, want)
	}
}

func TestKeysAreSortedAndSafe(t *testing.T) {
	c := spoken(t)
	want := []string{"x.bold", "x.nested.deep", "x.outer", "x.plain", "x.seats", "x.two"}
	keys := c.Keys()
	if !slices.Equal(keys, want) {
		t.Fatalf("%v, want %v", keys, want)
	}
	keys[0] = "changed"
	if c.Keys()[0] != "x.bold" {
		t.Error("a caller can change the catalogue's keys")
	}
}
