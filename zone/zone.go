// Package zone finds time zones in the table built into the program and never
// in the machine's: a stale one still thinks that Almaty is UTC+6, though it
// has been UTC+5 since 1 March 2024. zoneinfo.zip is the IANA time zone
// database (public domain) as the Go distribution ships it in lib/time.
package zone

import (
	"archive/zip"
	"bytes"
	_ "embed" // the table
	"fmt"
	"io"
	"time"
)

//go:embed zoneinfo.zip
var table []byte

// Load returns the zone of a name such as Asia/Almaty. The zero name and
// "Local" are unknown: a bot's city is never the machine's guess.
func Load(name string) (*time.Location, error) {
	files, err := zip.NewReader(bytes.NewReader(table), int64(len(table)))
	if err != nil {
		return nil, fmt.Errorf("open time zone table: %w", err)
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("find time zone %q: %w", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("read time zone %q: %w", name, err)
	}
	return time.LoadLocationFromTZData(name, data)
}
