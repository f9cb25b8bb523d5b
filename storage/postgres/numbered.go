package postgres

import (
	"fmt"
	"regexp"
)

// numbered gives the named arguments of a statement their numbers once, in the
// order of the names. A statement that runs with every tap is not searched for
// names each time.
func numbered(sql string, names ...string) string {
	for i, name := range names {
		sql = regexp.MustCompile(`@`+name+`\b`).ReplaceAllString(sql, fmt.Sprintf("$$%d", i+1))
	}
	return sql
}
