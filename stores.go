package main

import (
	"context"
	"errors"
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
		return nil, settingError{"DATABASE_URL", err}
	}
	return s, nil
}

func (s *stores) startPostgres(ctx context.Context) error {
	server, err := embedded.Postgres(ctx, filepath.Join(s.config.DataDir, "postgres"))
	if err != nil {
		return err
	}
	s.private = append(s.private, server)
	s.config.DatabaseURL = server.URL()
	return nil
}

func (s *stores) startPrivate(ctx context.Context) error {
	if s.config.DatabaseURL == "" {
		if err := s.startPostgres(ctx); err != nil {
			return err
		}
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

// database runs the private PostgreSQL without the bot until the context ends.
func database(ctx context.Context, cfg Config) error {
	if cfg.DatabaseURL != "" {
		return errors.New("DATABASE_URL: got an address; jastar database is for the private server, which runs without one")
	}
	s := &stores{config: cfg}
	defer s.close()
	if err := s.startPostgres(ctx); err != nil {
		return err
	}
	fmt.Println(s.config.DatabaseURL)
	<-ctx.Done()
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
