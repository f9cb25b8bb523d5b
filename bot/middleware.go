package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"jastar/centre"
	"jastar/locales"
)

// Readers makes readers of people: it knows the clock, the city and the words.
type Readers struct {
	Clock   centre.Clock
	Zone    *time.Location
	Texts   *locales.Catalogue
	Default locales.Language // spoken to those who have not chosen yet
}

// Of makes the reader of an identity.
func (rs *Readers) Of(id centre.Identity) Reader {
	l := locales.Language(id.Language)
	if l == "" {
		l = rs.Default
	}
	return Reader{Identity: id, Language: l, Now: rs.Clock().In(rs.Zone), Texts: rs.Texts}
}

// Chain wraps a handler; the first middleware is the outermost.
func Chain(h Handler, all ...Middleware) Handler {
	for i := len(all) - 1; i >= 0; i-- {
		h = all[i](h)
	}
	return h
}

// Who finds the person of the chat and their language before the handler runs.
func Who(people People, readers *Readers) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, r *Request) (Reply, error) {
			id, err := people.Meet(ctx, r.Update.Chat)
			if err != nil {
				return Reply{}, fmt.Errorf("meet person: %w", err)
			}
			r.Reader = readers.Of(id)
			r.reload = func(ctx context.Context) error {
				id, err := people.ByID(ctx, r.Person)
				if err == nil {
					r.Reader = readers.Of(id)
				}
				return err
			}
			return next(ctx, r)
		}
	}
}

// Recover turns a panic into an error, with its stack in the log.
func Recover(log *slog.Logger) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, r *Request) (reply Reply, err error) {
			defer caught(log, r, &err)
			return next(ctx, r)
		}
	}
}

// caught, when deferred, turns a panic into an error.
func caught(log *slog.Logger, r *Request, err *error) {
	if p := recover(); p != nil {
		log.Error("panic in a turn", "update", r.Update.ID, "route", r.route, "stack", string(debug.Stack()))
		*err = fmt.Errorf("panic: %v", p)
	}
}

// Apologise answers what a handler refused or could not do. A *centre.Problem
// is said as it is. An error for which retry is true is left to the caller:
// the update is not acknowledged and comes again. Anything else is logged once
// with an id, and the person gets an apology with that id.
func Apologise(log *slog.Logger, retry func(error) bool) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, r *Request) (Reply, error) {
			reply, err := next(ctx, r)
			var problem *centre.Problem
			switch {
			case err == nil:
				return reply, nil
			case errors.As(err, &problem):
				r.outcome = problem.Key
				return Refusal(problem), nil
			case retry(err) || ctx.Err() != nil:
				return Reply{}, err
			}
			id := strconv.FormatInt(r.Update.ID, 36)
			r.outcome = "apology"
			log.Error("turn went wrong", "id", id, "route", r.route, "err", err)
			if r.Texts == nil {
				return Reply{}, nil // nobody to speak to yet
			}
			return Reply{Screen: Say("common.apology", "id", id).Row(MenuButton()), afresh: true}, nil
		}
	}
}
