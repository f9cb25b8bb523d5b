package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

func TestLeader(t *testing.T) {
	url := storagetest.Database(t)
	first, second := candidate(t, url), candidate(t, url)
	leads := func(l *postgres.Leader) bool {
		t.Helper()
		ok, err := l.Try(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !leads(first) || leads(second) {
		t.Fatal("want the first one to lead, and only it")
	}
	if err := first.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	first.Resign(t.Context())
	if first.Check(t.Context()) == nil {
		t.Error("who resigned still leads")
	}
	if !leads(second) || leads(first) {
		t.Error("want the second one to lead after the first resigned")
	}
	kill(t, url)
	if second.Check(t.Context()) == nil {
		t.Error("who lost the connection still leads")
	}
	again, err := first.Try(t.Context())
	if err != nil { // the pool looks after connections that were idle for a second; this one was not
		again = leads(first)
	}
	if !again {
		t.Error("want the first one to lead after the second lost its connection")
	}
}

// Two tasks have a leader each.
func TestLeadersOfDifferentTasks(t *testing.T) {
	db := open(t, storagetest.Database(t))
	for _, task := range []string{"polling", "something else"} {
		l := db.Leader(task)
		t.Cleanup(func() { l.Resign(context.Background()) })
		if ok, err := l.Try(t.Context()); err != nil || !ok {
			t.Errorf("lead in %s: %t, %v", task, ok, err)
		}
	}
}

func candidate(t *testing.T, url string) *postgres.Leader {
	t.Helper()
	l := open(t, url).Leader("polling")
	t.Cleanup(func() { l.Resign(context.Background()) })
	return l
}

// open returns the database as one replica of its own.
func open(t *testing.T, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, postgres.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// kill ends every other connection to the database, and returns when they are gone.
func kill(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	const others = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
	if _, err := conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) `+others); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		var left int
		if err := conn.QueryRow(t.Context(), `SELECT count(*) `+others).Scan(&left); err != nil {
			t.Fatal(err)
		}
		if left == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d connections are still there", left)
		}
	}
}
