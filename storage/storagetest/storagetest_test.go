package storagetest_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"

	"jastar/storage/storagetest"
)

func TestEveryTestHasADatabaseOfItsOwn(t *testing.T) {
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			db := connect(t, storagetest.Database(t))
			if _, err := db.Exec(t.Context(), "CREATE TABLE mine (id int)"); err != nil {
				t.Fatal(err)
			}
			if got := number(t, db, "SELECT count(*) FROM river_migration"); got == 0 {
				t.Error("the database is not migrated")
			}
		})
	}
}

func TestEveryTestHasAnEmptyRedis(t *testing.T) {
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			client := dial(t, storagetest.Redis(t))
			if size := client.DBSize(t.Context()).Val(); size != 0 {
				t.Errorf("%d keys in a fresh database", size)
			}
			if err := client.Set(t.Context(), "mine", i, 0).Err(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestPairKeepsItsDataWhileStopped(t *testing.T) {
	pair := storagetest.Stores(t)
	if _, err := connect(t, pair.PostgresURL()).Exec(t.Context(), "CREATE TABLE kept AS SELECT 7 AS n"); err != nil {
		t.Fatal(err)
	}
	client := dial(t, pair.RedisURL())
	if err := client.Set(t.Context(), "kept", 7, 0).Err(); err != nil {
		t.Fatal(err)
	}

	pair.StopPostgres()
	pair.StopRedis()
	if _, err := pgx.Connect(t.Context(), pair.PostgresURL()); err == nil {
		t.Error("PostgreSQL answers while stopped")
	}
	if err := client.Ping(t.Context()).Err(); err == nil {
		t.Error("Redis answers while stopped")
	}

	pair.StartPostgres()
	pair.StartRedis()
	if got := number(t, connect(t, pair.PostgresURL()), "SELECT n FROM kept"); got != 7 {
		t.Errorf("PostgreSQL kept %d", got)
	}
	if got, _ := client.Get(t.Context(), "kept").Int(); got != 7 {
		t.Errorf("Redis kept %d", got)
	}
	pair.FlushRedis()
	if size := client.DBSize(t.Context()).Val(); size != 0 {
		t.Errorf("%d keys after a flush", size)
	}
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

func number(t *testing.T, db *pgx.Conn, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
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
