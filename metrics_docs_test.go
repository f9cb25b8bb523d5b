package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// families are the metrics of the bot's own that a scrape shows, by name.
func families(t *testing.T) map[string]bool {
	t.Helper()
	m := newMetrics()
	watch := &storeWatch{}
	found := map[string]bool{}
	all, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range all {
		found[family.GetName()] = true
	}
	told := make(chan *prometheus.Desc)
	go func() {
		defer close(told)
		watch.Describe(told)
		m.ticks.Describe(told)
		m.tickSeconds.Describe(told)
		m.claimed.Describe(told)
	}()
	name := regexp.MustCompile(`fqName: "(\w+)"`)
	for d := range told {
		found[name.FindStringSubmatch(d.String())[1]] = true
	}
	return found
}

// named lists the metrics a text names, without what a histogram adds.
func named(text string) []string {
	var names []string
	for _, name := range regexp.MustCompile(`\b(jastar|process|go)_\w+`).FindAllString(text, -1) {
		for _, part := range []string{"_bucket", "_sum", "_count"} {
			name = strings.TrimSuffix(name, part)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Dashboard and alerts name metrics that exist, every metric of the bot is on
// the dashboard, and the guide explains each.
func TestMetricsAreKnownToTheDocs(t *testing.T) {
	dashboard, alerts, guide := readText(t, "docs/grafana.json"), readText(t, "docs/alerts.yaml"), readText(t, "docs/operate.md")
	exist := families(t)
	for file, text := range map[string]string{"grafana.json": dashboard, "alerts.yaml": alerts} {
		for _, name := range named(text) {
			if !exist[name] && name != "jastar_" {
				t.Errorf("docs/%s names %s, which /metrics does not show", file, name)
			}
		}
	}
	shown := named(dashboard)
	for name := range exist {
		if !strings.HasPrefix(name, "jastar_") {
			continue
		}
		if !slices.Contains(shown, name) {
			t.Errorf("docs/grafana.json does not show %s", name)
		}
		if !strings.Contains(guide, "`"+name+"`") {
			t.Errorf("docs/operate.md does not explain %s", name)
		}
	}
}

// Every alert is explained in the guide with its severity, and the guide
// explains no other.
func TestAlertsAreExplained(t *testing.T) {
	rule := regexp.MustCompile(`(?s)- alert: (\w+)\n.*?expr: (.*?)\n.*?severity: (\w+)`)
	row := regexp.MustCompile("(?m)^\\| `(Jastar\\w+)` \\| (\\w+) \\| [^|]+ \\| [^|]+ \\|$")
	explained := map[string]string{}
	for _, m := range row.FindAllStringSubmatch(readText(t, "docs/operate.md"), -1) {
		explained[m[1]] = m[2]
	}
	rules := rule.FindAllStringSubmatch(readText(t, "docs/alerts.yaml"), -1)
	if len(rules) < 20 {
		t.Fatalf("docs/alerts.yaml has %d rules", len(rules))
	}
	for _, m := range rules {
		if explained[m[1]] != m[3] {
			t.Errorf("docs/operate.md explains %s with the severity %q, it is %q", m[1], explained[m[1]], m[3])
		}
		delete(explained, m[1])
	}
	for name := range explained {
		t.Errorf("docs/operate.md explains %s, which is no alert", name)
	}
}

// The alerts look at labels that the metrics have from the beginning.
func TestAlertsNameKnownLabels(t *testing.T) {
	selector := regexp.MustCompile(`(jastar_\w+)\{(\w+)="([^"]+)"\}`)
	m := newMetrics()
	all, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]bool{}
	for _, family := range all {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				values[family.GetName()+" "+label.GetName()+" "+label.GetValue()] = true
			}
		}
	}
	for _, s := range selector.FindAllStringSubmatch(readText(t, "docs/alerts.yaml"), -1) {
		switch s[1] {
		case "jastar_queue_oldest_seconds", "jastar_queue_jobs":
			values[s[1]+" kind "+s[3]] = slices.Contains(jobKinds, s[3])
			values[s[1]+" state "+s[3]] = slices.Contains(jobStates, s[3])
		case "jastar_due_late_seconds", "jastar_ticks_total":
			values[s[1]+" tick "+s[3]] = slices.Contains([]string{tickAnnouncements, tickHeld, tickProgress, tickReminders, tickForgetting, tickReports}, s[3])
			values[s[1]+" outcome "+s[3]] = s[3] == "failed"
		}
		if !values[s[1]+" "+s[2]+" "+s[3]] {
			t.Errorf("docs/alerts.yaml looks at %s, which never is", s[0])
		}
	}
}

// The dashboard is one that Grafana loads: an identity, a data source to
// choose, panels with ids of their own that do not overlap.
func TestDashboardIsWhole(t *testing.T) {
	var d struct {
		UID           string
		Title         string
		SchemaVersion int
		Templating    struct {
			List []struct{ Name, Type string }
		}
		Panels []struct {
			ID         int
			Type       string
			Title      string
			Datasource struct{ UID string }
			GridPos    struct{ X, Y, W, H int }
			Targets    []struct{ Expr, RefID string }
		}
	}
	if err := json.Unmarshal([]byte(readText(t, "docs/grafana.json")), &d); err != nil {
		t.Fatal(err)
	}
	if d.UID == "" || d.Title == "" || d.SchemaVersion < 36 || len(d.Panels) < 20 {
		t.Errorf("uid %q, title %q, schema %d, %d panels", d.UID, d.Title, d.SchemaVersion, len(d.Panels))
	}
	if len(d.Templating.List) == 0 || d.Templating.List[0].Name != "datasource" || d.Templating.List[0].Type != "datasource" {
		t.Error("there is no data source to choose")
	}
	ids, taken := map[int]string{}, map[[2]int]string{}
	for _, p := range d.Panels {
		if ids[p.ID] != "" {
			t.Errorf("%q and %q have the same id", ids[p.ID], p.Title)
		}
		ids[p.ID] = p.Title
		if p.Type != "row" && (p.Datasource.UID != "${datasource}" || len(p.Targets) == 0) {
			t.Errorf("%q asks nobody for nothing", p.Title)
		}
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				if x >= 24 || taken[[2]int{x, y}] != "" {
					t.Errorf("%q stands where %q is, or outside", p.Title, taken[[2]int{x, y}])
				}
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
}
