package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"jastar/scheduler"
)

// App is a built bot. Its parts start in order and stop in reverse.
type App struct {
	log   *slog.Logger
	parts []part

	publicAddr string           // where the public pages are served, once started
	adminAddr  string           // where the operator's pages are served, once started
	duties     []scheduler.Tick // what the timetable does by and by
}

// part is one thing that runs between start and stop.
type part struct {
	name  string
	start func(ctx context.Context) error
	stop  func(ctx context.Context) error
}

// stopTime is how long a graceful stop may take in all: a turn ends within 10 s.
const stopTime = 20 * time.Second

// run starts the app, waits for the context to end and stops it.
func (a *App) run(ctx context.Context) error {
	if err := a.Start(ctx); err != nil {
		return err
	}
	a.log.Info("ready", "version", version, "admin", a.adminAddr, "public", a.publicAddr)
	<-ctx.Done()
	a.log.Info("stopping")
	return a.Stop(context.WithoutCancel(ctx))
}

// Start starts every part; when one fails, those before it are stopped.
func (a *App) Start(ctx context.Context) error {
	for i, p := range a.parts {
		if p.start == nil {
			continue
		}
		if err := p.start(ctx); err != nil {
			a.stop(context.WithoutCancel(ctx), a.parts[:i])
			return fmt.Errorf("start %s: %w", p.name, err)
		}
	}
	return nil
}

// Stop stops every part in reverse order, within 20 s.
func (a *App) Stop(ctx context.Context) error { return a.stop(ctx, a.parts) }

func (a *App) stop(ctx context.Context, parts []part) error {
	ctx, cancel := context.WithTimeout(ctx, stopTime)
	defer cancel()
	var faults []error
	for i := len(parts) - 1; i >= 0; i-- {
		if parts[i].stop == nil {
			continue
		}
		if err := parts[i].stop(ctx); err != nil {
			faults = append(faults, fmt.Errorf("stop %s: %w", parts[i].name, err))
		}
	}
	return errors.Join(faults...)
}

// server makes a part that serves pages. The address it got is put into at.
func server(name, addr string, pages http.Handler, at *string) part {
	s := &http.Server{Handler: pages, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: 2 * time.Minute}
	return part{name: name,
		start: func(context.Context) error {
			listener, err := net.Listen("tcp", addr)
			if err != nil {
				return err
			}
			*at = listener.Addr().String()
			go func() { _ = s.Serve(listener) }() // ends with Shutdown
			return nil
		},
		stop: s.Shutdown,
	}
}

// loop makes a part of something that runs until its context ends.
func loop(name string, run func(ctx context.Context)) part {
	var cancel context.CancelFunc
	done := make(chan struct{})
	return part{name: name,
		start: func(ctx context.Context) error {
			ctx, cancel = context.WithCancel(context.WithoutCancel(ctx))
			go func() {
				defer close(done)
				run(ctx)
			}()
			return nil
		},
		stop: func(ctx context.Context) error {
			cancel()
			select {
			case <-done:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	}
}
