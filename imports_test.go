package main

import (
	"os/exec"
	"strings"
	"testing"
)

// arrows says who may import whom; a package not named here belongs to the
// longest prefix that is. "std" stands for the standard library.
var arrows = map[string][]string{
	"jastar/bot":                         {"std", "jastar/centre", "jastar/locales"},
	"jastar/bot/telegram":                {"std", "jastar/bot", "github.com/go-telegram-bot-api", "github.com/valyala/fasthttp", "golang.org/x/net/http/httpproxy"},
	"jastar/bot/simulator":               {"std", "jastar/bot/simulator"},
	"jastar/bot/simulator/page/pagetest": {"std", "github.com/chromedp"},
	"jastar/centre":                      {"std", "jastar/centre"},
	"jastar/handlers":                    {"std", "jastar/bot", "jastar/centre", "jastar/locales"},
	"jastar/handlers/handlerstest":       {"std", "jastar/bot/simulator", "github.com/google/go-cmp", "golang.org/x/tools/txtar"},
	"jastar/storage/postgres":            {"std", "jastar/centre", "jastar/storage/convoy", "jastar/storage/reach", "github.com/jackc/pgx", "github.com/jackc/puddle", "github.com/riverqueue/river", "github.com/pressly/goose"},
	"jastar/storage/redis":               {"std", "jastar/bot", "jastar/storage/convoy", "jastar/storage/reach", "github.com/redis/go-redis"},
	"jastar/storage/convoy":              {"std"},
	"jastar/storage/reach":               {"std"},
	"jastar/storage/embedded":            {"std", "github.com/alicebob/miniredis"},
	"jastar/storage/storagetest":         {"std", "jastar/storage", "github.com/jackc/pgx", "github.com/redis/go-redis"},
	"jastar/storage/storagetest/run":     {"std", "jastar/storage/storagetest"},
	"jastar/scheduler":                   {"std", "jastar/bot", "jastar/centre", "jastar/locales", "github.com/riverqueue/river", "github.com/robfig/cron"},
	"jastar/papers":                      {"std", "github.com/go-analyze/charts", "github.com/xuri/excelize"},
	"jastar/locales":                     {"std", "github.com/BurntSushi/toml", "golang.org/x/text"},
	"jastar/zone":                        {"std"},
	"jastar/bench":                       {"std", "jastar/bench", "jastar/bot/simulator", "jastar/centre", "jastar/storage", "github.com/jackc/pgx"},
	"jastar/bench/fleet":                 {"std"},
	"jastar/bench/plain":                 {"std", "github.com/go-telegram-bot-api", "github.com/jackc/pgx", "github.com/redis/go-redis"},
}

// soleImporters may be imported by one folder only. The bench looks at the bot
// from outside.
var soleImporters = map[string]string{
	"github.com/go-telegram-bot-api": "jastar/bot/telegram",
	"github.com/jackc/pgx":           "jastar/storage",
	"github.com/valyala/fasthttp":    "jastar/bot/telegram",
	"github.com/redis/go-redis":      "jastar/storage",
	"github.com/robfig/cron":         "jastar/scheduler",
}

func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}: {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		importer, imports, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for imported := range strings.FieldsSeq(imports) {
			if importer != "jastar" && !allowed(importer, imported) {
				t.Errorf("%s may not import %s", importer, imported)
			}
			if only := soleImporter(imported); only != "" && !within(importer, only) && !within(importer, "jastar/bench") {
				t.Errorf("%s may not import %s: only %s may", importer, imported, only)
			}
		}
	}
}

// No capability imports another: it declares what it needs and wiring.go supplies it.
func TestCapabilitiesStandAlone(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}: {{join .Imports " "}}`, "./centre/...", "./handlers/...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		importer, imports, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for imported := range strings.FieldsSeq(imports) {
			if noun(imported) != "" && noun(importer) != noun(imported) {
				t.Errorf("%s may not import %s: another capability", importer, imported)
			}
		}
	}
}

// noun returns the capability a package belongs to, "" for shared ones.
func noun(path string) string {
	for _, folder := range []string{"jastar/centre/", "jastar/handlers/"} {
		if rest, ok := strings.CutPrefix(path, folder); ok && !strings.HasPrefix(rest, "handlerstest") {
			return rest
		}
	}
	return ""
}

func allowed(importer, imported string) bool {
	best := ""
	for folder := range arrows {
		if within(importer, folder) && len(folder) > len(best) {
			best = folder
		}
	}
	for _, may := range arrows[best] {
		if may == "std" && !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") && !within(imported, "jastar") {
			return true
		}
		if within(imported, may) && (may != "jastar/bot" || imported == "jastar/bot") {
			return true
		}
	}
	return false
}

func soleImporter(imported string) string {
	for path, only := range soleImporters {
		if within(imported, path) {
			return only
		}
	}
	return ""
}

func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}
