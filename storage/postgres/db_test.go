package postgres_test

import (
	"strings"
	"testing"
	"time"

	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

// A database that is just being started is waited for, by the migration and by
// the bot.
func TestStartWaitsForTheDatabase(t *testing.T) {
	t.Parallel()
	server, err := storagetest.NewPostgres()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Remove() })
	for what, begin := range map[string]func() error{
		"migrate": func() error { return postgres.Migrate(t.Context(), server.URL()) },
		"open": func() error {
			db, err := postgres.Open(t.Context(), server.URL(), postgres.Options{MaxConns: 2})
			if err == nil {
				db.Close()
			}
			return err
		},
	} {
		if err := server.Stop(); err != nil {
			t.Fatal(err)
		}
		begun := make(chan error, 1)
		go func() { begun <- begin() }()
		select {
		case err := <-begun:
			t.Fatalf("%s did not wait: %v", what, err)
		case <-time.After(700 * time.Millisecond):
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		if err := <-begun; err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// A server that answers and knows no such database is not waited for.
func TestStartDoesNotWaitForNothing(t *testing.T) {
	t.Parallel()
	url := strings.Replace(storagetest.Database(t), "/test_", "/nowhere_", 1)
	start := time.Now()
	err := postgres.Migrate(t.Context(), url)
	if err == nil || !strings.Contains(err.Error(), "nowhere_") || time.Since(start) > 5*time.Second {
		t.Errorf("after %s: %v", time.Since(start), err)
	}
}

func TestUnusableAddressesAreNotRepeated(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://u:geheim@h:x/d", "postgres://u:ge/heim@h", "postgres://u:p@h/d?sslmode=geheim", "host=h port=geheim"} {
		if err := postgres.Migrate(t.Context(), url); err == nil || strings.Contains(err.Error(), "heim") {
			t.Errorf("%s: %v", url, err)
		}
	}
}
