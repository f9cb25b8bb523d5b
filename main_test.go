package main

import (
	"flag"
	"os"
	"testing"
)

// atOnce is how many tests run beside each other. Most of them wait, for a
// kill to be noticed or for an outage to end, so that there may be more of them
// than processors.
const atOnce = "6"

func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen {
		_ = flag.Set("test.parallel", atOnce) // a number it takes
	}
	os.Exit(m.Run())
}
