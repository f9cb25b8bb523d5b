package storagetest

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis returns the address of an empty logical database that no other test uses; it is emptied at the end
// of the test. Only keys are apart: publish/subscribe channels, FLUSHALL and CONFIG touch every test of the
// run. A test that needs those takes a server of its own from Stores.
func Redis(t testing.TB) string {
	t.Helper()
	address := servers(t).Redis
	options, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	index, err := claim(ctx, options)
	if err != nil {
		t.Fatal(fmt.Errorf("claim a Redis database: %w", err))
	}
	t.Cleanup(func() {
		if err := release(options, index); err != nil {
			t.Error(fmt.Errorf("empty Redis database %d: %w", index, err))
		}
	})
	return address + "?db=" + strconv.Itoa(index)
}

// EmptyRedis forgets everything in the logical database that Redis returned.
func EmptyRedis(t testing.TB, address string) {
	t.Helper()
	options, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer client.Close()
	if err := client.FlushDB(context.Background()).Err(); err != nil {
		t.Fatal(fmt.Errorf("empty Redis: %w", err))
	}
}

// claim takes the next free logical database. Database 0 keeps the books: a counter and a key for each
// database in use.
func claim(ctx context.Context, options *redis.Options) (int, error) {
	books := redis.NewClient(options)
	defer books.Close()
	for range redisDatabases {
		n, err := books.Incr(ctx, "next").Result()
		if err != nil {
			return 0, err
		}
		index := 1 + int(n%(redisDatabases-1))
		free, err := books.SetNX(ctx, claimKey(index), 1, 0).Result()
		if err != nil || free {
			return index, err
		}
	}
	return 0, fmt.Errorf("all %d are in use", redisDatabases-1)
}

func release(options *redis.Options, index int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	own := *options
	own.DB = index
	used := redis.NewClient(&own)
	defer used.Close()
	if err := used.FlushDB(ctx).Err(); err != nil {
		return err
	}
	books := redis.NewClient(options)
	defer books.Close()
	return books.Del(ctx, claimKey(index)).Err()
}

func claimKey(index int) string { return "claimed:" + strconv.Itoa(index) }
