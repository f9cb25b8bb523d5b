package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// sample is one measurement: figures by name.
type sample map[string]float64

// figures is every name, in the order in which they are shown.
var figures = []string{"a second", "slowest part", "replies a second", "p50 ms", "p95 ms", "p99 ms", "max ms", "own p50 ms", "own p99 ms", "first, ms", "share %", "refused", "refused later", "unanswered",
	"bot ms", "postgres ms", "redis ms", "a CPU second", "peak MB", "load ms", "others %"}

// costs tells what n pieces of work took of the processors. "load" is the work
// of generator and simulator, "others" what strangers took of the machine.
func costs(c cpu, n float64, took time.Duration) sample {
	each := func(d time.Duration) float64 { return milliseconds(d) / n }
	return sample{"bot ms": each(c.Bot), "postgres ms": each(c.Postgres), "redis ms": each(c.Redis), "load ms": each(c.Load),
		"a CPU second": n / c.served().Seconds(),
		"others %":     c.othersShare(took)}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// result is a section with all its samples.
type result struct {
	Section string   `json:"section"`
	Way     string   `json:"way"`
	Samples []sample `json:"samples"`
}

// report collects results in the order in which they first came.
type report struct {
	out     io.Writer
	Began   time.Time `json:"began"`
	Machine machine   `json:"machine"`
	Results []*result `json:"results"`
}

// machine is where the figures come from.
type machine struct {
	Cores   int    `json:"cores"`
	Model   string `json:"model"`
	Memory  string `json:"memory"`
	Kernel  string `json:"kernel"`
	Go      string `json:"go"`
	Load    string `json:"load_at_the_start"`
	Command string `json:"command"`
}

func newReport(out io.Writer) *report {
	r := &report{out: out, Began: time.Now().UTC().Truncate(time.Second), Machine: machine{
		Cores: runtime.NumCPU(), Go: runtime.Version(), Command: strings.Join(os.Args[1:], " "),
		Model:  field("/proc/cpuinfo", "model name"),
		Memory: field("/proc/meminfo", "MemTotal"),
		Kernel: line1("/proc/sys/kernel/osrelease"),
		Load:   line1("/proc/loadavg"),
	}}
	m := r.Machine
	fmt.Fprintf(out, "%d cores of %s, memory %s, kernel %s, %s, load %s\n\n", m.Cores, m.Model, m.Memory, m.Kernel, m.Go, m.Load)
	return r
}

// add keeps a sample and shows it at once.
func (r *report) add(section, way string, s sample) {
	i := slices.IndexFunc(r.Results, func(known *result) bool { return known.Section == section && known.Way == way })
	if i < 0 {
		i = len(r.Results)
		r.Results = append(r.Results, &result{Section: section, Way: way})
	}
	r.Results[i].Samples = append(r.Results[i].Samples, s)
	fmt.Fprintf(r.out, "%-38s %-7s", section, way)
	for _, name := range figures {
		if v, ok := s[name]; ok {
			fmt.Fprintf(r.out, " %s %s;", name, number(v))
		}
	}
	fmt.Fprintln(r.out)
}

// conclude shows the table: the median of each figure and its spread.
func (r *report) conclude() {
	fmt.Fprint(r.out, "\n| section | way | figure | median | least | most |\n|---|---|---|--:|--:|--:|\n")
	for _, res := range r.Results {
		for _, name := range figures {
			if all := res.all(name); len(all) > 0 {
				fmt.Fprintf(r.out, "| %s | %s | %s | %s | %s | %s |\n", res.Section, res.Way, name,
					number(all[len(all)/2]), number(all[0]), number(all[len(all)-1]))
			}
		}
	}
	fmt.Fprintf(r.out, "\nload at the end: %s\n", line1("/proc/loadavg"))
}

// all lists a figure's values, ascending.
func (res *result) all(name string) []float64 {
	var values []float64
	for _, s := range res.Samples {
		if v, ok := s[name]; ok {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	return values
}

func (r *report) writeJSON(file string) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, append(raw, '\n'), 0o644)
}

// number shows about three digits.
func number(v float64) string {
	switch {
	case v >= 100 || v == 0:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	case v >= 1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3f", v)
}

// field finds "name : value" in a file of /proc; "" where there is none.
func field(file, name string) string {
	text, _ := os.ReadFile(file)
	for line := range bytes.Lines(text) {
		key, value, _ := strings.Cut(string(line), ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// line1 is the first line of a file; "" where there is none.
func line1(file string) string {
	text, _ := os.ReadFile(file)
	first, _, _ := strings.Cut(string(text), "\n")
	return first
}
