package redis

import (
	"slices"
	"strings"
	"testing"
	"time"

	"jastar/storage/storagetest"
)

// A Redis that is just being started is waited for.
func TestStartWaitsForRedis(t *testing.T) {
	t.Parallel()
	server, err := storagetest.NewRedis()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Remove() })
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	begun := make(chan error, 1)
	go func() {
		s, err := Open(t.Context(), server.URL(), "test:")
		if err == nil {
			err = s.Close()
		}
		begun <- err
	}()
	select {
	case err := <-begun:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(700 * time.Millisecond):
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if err := <-begun; err != nil {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	for address, want := range map[string]struct {
		addrs  []string
		master string
	}{
		"redis://u:p@one:6379/2":                                  {[]string{"one:6379"}, ""},
		"unix:///run/redis.sock":                                  {[]string{"/run/redis.sock"}, ""},
		"redis://one:6379,two:6379,redis://three:6379":            {[]string{"one:6379", "two:6379", "three:6379"}, ""},
		"rediss://one,rediss://two:7000":                          {[]string{"one:6379", "two:7000"}, ""},
		"redis://:p@one,redis://:p@two,three":                     {[]string{"one:6379", "two:6379", "three:6379"}, ""},
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

// Each server of an encrypted cluster is known by its own name.
func TestEncryptedClusters(t *testing.T) {
	for address, name := range map[string]string{"rediss://one": "one", "rediss://one,two": ""} {
		o, err := parse(address)
		if err != nil || o.TLSConfig == nil || o.TLSConfig.ServerName != name {
			t.Errorf("%s: %+v, %v", address, o, err)
		}
	}
}

func TestUnusableAddressesAreNotRepeated(t *testing.T) {
	for _, address := range []string{"http://u:geheim@h", "geheim", "redis://u:geheim@h:x", "redis://u:geheim@h?master_name=m&nonsense=1",
		"redis://u:geheim@h,http://u:geheim@i", "redis://h,geheim:x", "rediss://u:geheim@h,redis://u:geheim@i", "redis://h,unix:///geheim"} {
		if _, err := parse(address); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
