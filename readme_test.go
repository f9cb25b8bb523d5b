package main

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The configuration table of the README and the configuration tell the same.
func TestReadmeListsTheConfiguration(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `([A-Z_]+)`( \\(`_FILE`\\))? \\| (?:`([^`]*)`)? ?\\| \\S.* \\|$")
	type setting struct {
		fallback string
		secret   bool
	}
	listed := map[string]setting{}
	for _, m := range row.FindAllStringSubmatch(readText(t, "README.md"), -1) {
		listed[m[1]] = setting{fallback: m[3], secret: m[2] != ""}
	}
	for f := range reflect.TypeFor[Config]().Fields() {
		name := f.Tag.Get("env")
		want := setting{fallback: f.Tag.Get("envDefault"), secret: f.Tag.Get("secret") != ""}
		if got, found := listed[name]; !found || got != want {
			t.Errorf("README.md says of %s: %+v (listed: %v), want %+v", name, got, found, want)
		}
		delete(listed, name)
	}
	for name := range listed {
		t.Errorf("README.md lists %s, which the configuration does not know", name)
	}
}

// The annotated tree of the README is true: what it shows is there, and every
// folder with code down to the second level is shown.
func TestReadmeShowsTheTree(t *testing.T) {
	shown := readmeTree(t)
	for file := range shown {
		if _, err := os.Stat(file); err != nil {
			t.Errorf("README.md shows %s, which is not there", file)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") && !shown[file] {
			t.Errorf("README.md does not show %s", file)
		}
	}
	packages, err := exec.Command("go", "list", "./...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	for name := range strings.FieldsSeq(string(packages)) {
		folders := strings.Split(strings.TrimPrefix(name, "jastar"), "/")
		if folder := path.Join(folders[:min(3, len(folders))]...); folder != "" && !shown[folder] {
			t.Errorf("README.md does not show the folder %s", folder)
		}
	}
}

// readmeTree reads the paths of the tree; two spaces are one folder deeper.
func readmeTree(t *testing.T) map[string]bool {
	t.Helper()
	_, rest, _ := strings.Cut(readText(t, "README.md"), "## How it is built\n\n```\n")
	tree, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("README.md has no tree")
	}
	shown := map[string]bool{}
	var above []string
	for line := range strings.Lines(tree) {
		name := strings.Fields(line)[0]
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		above = append(above[:depth], name)
		shown[path.Join(above...)] = true
	}
	return shown
}
