package storagetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/storage/postgres"
)

// Database returns the address of a fresh, migrated database that no other test sees. It is dropped at the
// end of the test, whoever is still connected.
func Database(t testing.TB) string {
	t.Helper()
	admin := servers(t).Postgres
	template, err := readyTemplate()
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if err := execute(admin, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute(admin, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
			t.Error(err)
		}
	})
	address, err := databaseURL(admin, name)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// readyTemplate returns the name of a database with all migrations applied. The first test of a run makes
// it, under a lock that other test binaries wait for; its name changes with the migrations.
var readyTemplate = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s, err := shared()
	if err != nil {
		return "", err
	}
	schema, err := postgres.SchemaFingerprint()
	if err != nil {
		return "", err
	}
	name := "template_" + schema
	if err := makeTemplate(ctx, s.Postgres, name); err != nil {
		return "", fmt.Errorf("make the template of the test databases: %w", err)
	}
	return name, nil
})

// templateLock is the advisory lock under which a template is made.
const templateLock = 0x74656d70 // "temp"

func makeTemplate(ctx context.Context, admin, name string) error {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) // frees the lock
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return err
	}
	var exists bool
	row := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name)
	if err := row.Scan(&exists); err != nil || exists {
		return err
	}
	// Made under another name first: a migration that fails must not leave a template.
	unfinished := name + "_unfinished"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + unfinished, "CREATE DATABASE " + unfinished} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	address, err := databaseURL(admin, unfinished)
	if err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, address); err != nil {
		return err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", unfinished, name))
	return err
}

func execute(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// databaseURL is the address of another database of the same server.
func databaseURL(address, name string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}
