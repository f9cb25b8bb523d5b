package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// packaged is where Debian and Homebrew put PostgreSQL without adding it to PATH.
const packaged = "/usr/lib/postgresql/*/bin:/opt/homebrew/opt/postgresql*/bin:/usr/local/opt/postgresql*/bin"

// installation is a folder with PostgreSQL's programs of one major version.
type installation struct {
	bin   string
	major int
}

// findPostgres returns the folder of the newest programs, or of those that made the existing data.
// want is the major version of that data, 0 when there is none.
func findPostgres(ctx context.Context, want int) (string, error) {
	found := installations(ctx)
	if len(found) == 0 {
		return "", missing("PostgreSQL")
	}
	if want == 0 {
		return found[0].bin, nil
	}
	for _, i := range found {
		if i.major == want {
			return i.bin, nil
		}
	}
	return "", fmt.Errorf("the data was made by PostgreSQL %d, only %d is installed: install %d as well, or move the data with pg_upgrade",
		want, found[0].major, want)
}

// installations lists what the machine has, newest first; of two alike, the one on PATH.
func installations(ctx context.Context) []installation {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	for pattern := range strings.SplitSeq(packaged, ":") {
		matches, _ := filepath.Glob(pattern) // its one error is a wrong pattern
		dirs = append(dirs, matches...)
	}
	var found []installation
	for _, dir := range dirs {
		if i, ok := inspect(ctx, dir); ok {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b installation) int { return b.major - a.major })
	return found
}

var majorVersion = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func inspect(ctx context.Context, dir string) (installation, bool) {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return installation{}, false
		}
	}
	// Debian's PATH has wrappers of the same name elsewhere; the real folder holds both programs.
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return installation{}, false
	}
	match := majorVersion.FindSubmatch(out)
	if match == nil {
		return installation{}, false
	}
	major, err := strconv.Atoi(string(match[1]))
	return installation{bin: dir, major: major}, err == nil
}

// clusterVersion reads the major version of existing data; 0 when there is none.
func clusterVersion(dir string) int {
	major, _ := readPID(filepath.Join(dir, "PG_VERSION"))
	return major
}
