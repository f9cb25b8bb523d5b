package redis

import "time"

// PoolUse says how the pool of connections is used; the last three only grow.
type PoolUse struct {
	InUse, Idle, Max int
	Waits            int64         // how often none was free
	Waited           time.Duration // for a free one, in all
	GivenUp          int64         // how often the wait was ended without one
}

// Pool tells how the pool is used, without asking the server. Of a cluster it
// is the sum over the servers; Max is per server.
func (s *Store) Pool() PoolUse {
	p := s.client.PoolStats()
	return PoolUse{
		InUse: int(p.TotalConns) - int(p.IdleConns), Idle: int(p.IdleConns), Max: poolSize,
		Waits: int64(p.WaitCount), Waited: time.Duration(p.WaitDurationNs), GivenUp: int64(p.Timeouts),
	}
}
