package announcements

import (
	"context"
	"time"
)

// LedgerStore keeps what became of each message.
type LedgerStore interface {
	// DropDeliveries forgets who got the messages of runs that were over before
	// the moment, as far as they are kept together with no later ones and none
	// of them is being changed. The runs and their numbers stay. It is done by
	// one replica at a time; the others do nothing.
	DropDeliveries(ctx context.Context, before time.Time) error
}

// DropLedger forgets who got the messages of runs that were over LedgerDays ago.
func (d *Desk) DropLedger(ctx context.Context, now time.Time) error {
	if d.LedgerDays == 0 {
		return nil
	}
	return d.Store.DropDeliveries(ctx, now.AddDate(0, 0, -d.LedgerDays))
}
