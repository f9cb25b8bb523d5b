package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

func TestDataOutlivesAStop(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	both := startBoth(t, dir)
	both.remember(t, "first")
	both.stop(t)

	again := startBoth(t, dir)
	if got := again.recall(t); got != "first first" {
		t.Errorf("PostgreSQL and Redis kept %q", got)
	}
	if got, want := again.postgres.URL(), both.postgres.URL(); got != want {
		t.Errorf("the address changed from %s to %s", want, got)
	}
}

func TestKazakhLettersHaveSmallAndCapital(t *testing.T) {
	t.Parallel()
	server := startBoth(t, folder(t)).postgres
	const word = "ӘҒҚҢӨҰҮҺІ"
	var lower string
	var found bool
	row := connect(t, server.URL()).QueryRow(t.Context(), "SELECT lower($1::text), $1::text ILIKE '%қңө%'", word)
	if err := row.Scan(&lower, &found); err != nil {
		t.Fatal(err)
	}
	if lower != strings.ToLower(word) || !found {
		t.Errorf("lower is %q, found %t", lower, found)
	}
}

func TestSecondBotInTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	startBoth(t, dir)
	for name, start := range map[string]func(context.Context, string, ...Option) (*Server, error){
		"PostgreSQL": Postgres, "Redis": Redis,
	} {
		_, err := start(t.Context(), dir)
		if err == nil || !strings.Contains(err.Error(), "in use by another bot") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFolderTooDeepForASocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), strings.Repeat("deep/", 30))
	both := startBoth(t, dir)
	both.remember(t, "deep")
	if got := both.recall(t); got != "deep deep" {
		t.Errorf("PostgreSQL and Redis kept %q", got)
	}
	sockets := parse(t, both.postgres.URL()).Host
	both.stop(t)
	if _, err := os.Stat(sockets); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder of the socket is still there: %v", err)
	}
}

func TestDataOfAnotherVersionIsNamed(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	data := filepath.Join(dir, "postgres", cluster)
	if err := os.MkdirAll(data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("9\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Postgres(t.Context(), dir)
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 9") {
		t.Errorf("error is %v", err)
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	t.Parallel()
	_, err := Postgres(t.Context(), folder(t), Set("shared_buffers", "much"))
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("error is %v", err)
	}
}

func TestWithoutRedisServer(t *testing.T) {
	t.Setenv("PATH", "")
	if _, err := Redis(t.Context(), t.TempDir(), Strict()); !errors.Is(err, ErrMissing) {
		t.Errorf("strict: %v", err)
	}
	server, err := Redis(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop(t.Context())
	client := dial(t, server.URL())
	if err := client.Set(t.Context(), "short", "life", 20*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the key expires", func() bool {
		return errors.Is(client.Get(t.Context(), "short").Err(), redis.Nil)
	})
}

// both is a running pair of servers.
type both struct {
	postgres, redis *Server
}

func startBoth(t *testing.T, dir string) both {
	t.Helper()
	b, err := launch(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.stop(t) })
	return b
}

func launch(ctx context.Context, dir string) (b both, err error) {
	// Processes are killed here, not the machine: nothing is lost without fsync.
	if b.postgres, err = Postgres(ctx, dir, Set("fsync", "off")); err != nil {
		return b, err
	}
	b.redis, err = Redis(ctx, dir, Strict())
	return b, err
}

func (b both) stop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if err := errors.Join(b.redis.Stop(ctx), b.postgres.Stop(ctx)); err != nil {
		t.Error(err)
	}
}

func (b both) remember(t *testing.T, word string) {
	t.Helper()
	create := fmt.Sprintf("CREATE TABLE kept AS SELECT '%s' AS word", word)
	if _, err := connect(t, b.postgres.URL()).Exec(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	if err := dial(t, b.redis.URL()).Set(t.Context(), "kept", word, 0).Err(); err != nil {
		t.Fatal(err)
	}
}

func (b both) recall(t *testing.T) string {
	t.Helper()
	var row string
	if err := connect(t, b.postgres.URL()).QueryRow(t.Context(), "SELECT word FROM kept").Scan(&row); err != nil {
		t.Fatal(err)
	}
	key, err := dial(t, b.redis.URL()).Get(t.Context(), "kept").Result()
	if err != nil {
		t.Fatal(err)
	}
	return row + " " + key
}

// folder is a new folder that the unprivileged user of root's servers can reach; t.TempDir is not.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "jastar-embedded-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func parse(t *testing.T, address string) *pgx.ConnConfig {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func dial(t *testing.T, address string) *redis.Client {
	t.Helper()
	options, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { client.Close() })
	return client
}

func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if until(ctx, done) != nil {
		t.Fatalf("waited in vain: %s", what)
	}
}
