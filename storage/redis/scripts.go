package redis

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// tripTime is how long scripts that travel together may take.
const tripTime = 4 * time.Second

// errand is one run of a script.
type errand struct {
	script *redis.Script
	keys   []string
	args   []any
}

// run runs a script, in one round trip with those that other turns run at the
// same time. The error is the context's, the script's own is in the answer.
func (s *Store) run(ctx context.Context, script *redis.Script, keys []string, args ...any) *redis.Cmd {
	answer, err := s.road.Ask(ctx, errand{script, keys, args})
	if err != nil {
		answer = redis.NewCmd(ctx)
		answer.SetErr(err)
	}
	return answer
}

// carry runs scripts together. A script that Redis has forgotten, which it then
// did not run, is shown to it again.
func (s *Store) carry(ctx context.Context, all []errand) ([]*redis.Cmd, error) {
	ctx, cancel := context.WithTimeout(ctx, tripTime)
	defer cancel()
	if len(all) == 1 {
		return []*redis.Cmd{all[0].script.Run(ctx, s.client, all[0].keys, all[0].args...)}, nil
	}
	answers := make([]*redis.Cmd, len(all))
	together := s.client.Pipeline()
	for i, e := range all {
		answers[i] = e.script.EvalSha(ctx, together, e.keys, e.args...)
	}
	_, _ = together.Exec(ctx) // each answer has its own error
	for i, e := range all {
		if redis.HasErrorPrefix(answers[i].Err(), "NOSCRIPT") {
			answers[i] = e.script.Eval(ctx, s.client, e.keys, e.args...)
		}
	}
	return answers, nil
}
