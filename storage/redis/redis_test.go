package redis

import (
	"slices"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	for address, want := range map[string]struct {
		addrs  []string
		master string
	}{
		"redis://u:p@one:6379/2":                                  {[]string{"one:6379"}, ""},
		"unix:///run/redis.sock":                                  {[]string{"/run/redis.sock"}, ""},
		"redis://one:6379,two:6379,redis://three:6379":            {[]string{"one:6379", "two:6379", "three:6379"}, ""},
		"redis://one:26379?master_name=city&addr=two:26379":       {[]string{"one:26379", "two:26379"}, "city"},
		"redis://u:p@one:26379/1?master_name=city&addr=two:26379": {[]string{"one:26379", "two:26379"}, "city"},
	} {
		o, err := parse(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if !slices.Equal(o.Addrs, want.addrs) || o.MasterName != want.master {
			t.Errorf("%s: %v of %q, want %v of %q", address, o.Addrs, o.MasterName, want.addrs, want.master)
		}
	}
}

func TestUnusableAddressesAreNotRepeated(t *testing.T) {
	for _, address := range []string{"http://u:geheim@h", "geheim", "redis://u:geheim@h:x", "redis://u:geheim@h?master_name=m&nonsense=1"} {
		if _, err := parse(address); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
