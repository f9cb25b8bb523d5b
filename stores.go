package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"jastar/storage/embedded"
	"jastar/storage/postgres"
)

// stores are the servers behind the bot: given by address, or private ones
// that start and stop with it.
type stores struct {
	config  Config // with the addresses filled in
	private []*embedded.Server
}

// openStores starts what has no address and migrates the database.
func openStores(ctx context.Context, cfg Config) (*stores, error) {
	s := &stores{config: cfg}
	if err := s.startPrivate(ctx); err != nil {
		s.close()
		return nil, err
	}
	if err := postgres.Migrate(ctx, s.config.DatabaseURL); err != nil {
		s.close()
		return nil, fmt.Errorf("migrate database: %w", err)
	}
	return s, nil
}

func (s *stores) startPrivate(ctx context.Context) error {
	if s.config.DatabaseURL == "" {
		server, err := embedded.Postgres(ctx, filepath.Join(s.config.DataDir, "postgres"))
		if err != nil {
			return err
		}
		s.private = append(s.private, server)
		s.config.DatabaseURL = server.URL()
	}
	if s.config.RedisURL == "" {
		server, err := embedded.Redis(ctx, filepath.Join(s.config.DataDir, "redis"))
		if err != nil {
			return err
		}
		s.private = append(s.private, server)
		s.config.RedisURL = server.URL()
	}
	return nil
}

// close stops the private servers, the last one first.
func (s *stores) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for i := len(s.private) - 1; i >= 0; i-- {
		_ = s.private[i].Stop(ctx) // it ends with this process at the latest
	}
}
