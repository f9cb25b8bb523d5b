package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/registration"
	"jastar/storage/convoy"
)

// People finds who is at the other end of a chat.
type People struct {
	db     *DB
	owners map[int64]bool
	road   *convoy.Road[int64, known] // of chats that are met
}

// People makes the store. The owners are named by their Telegram user id,
// which is also the id of their private chat.
func (db *DB) People(owners ...int64) *People {
	p := &People{db: db, owners: make(map[int64]bool, len(owners))}
	for _, id := range owners {
		p.owners[id] = true
	}
	p.road = convoy.New(p.recognise)
	return p
}

const selectPerson = `
	SELECT p.id, coalesce(p.chat_id, 0), p.language, p.reachable, p.staff_role = 'coordinator',
	       p.member_since IS NOT NULL, coalesce(p.consent_version, 0), p.forgotten_at IS NOT NULL,
	       ARRAY(SELECT o.organisation_id FROM organizers o WHERE o.person_id = p.id ORDER BY 1)
	FROM people p WHERE `

// known is a person as the table has them.
type known struct {
	centre.Identity
	forgotten bool
}

// scan is a pgx.RowToFunc of selectPerson.
func (p *People) scan(row pgx.CollectableRow) (k known, err error) {
	var b registration.Belonging
	var id centre.PersonID
	err = row.Scan(&id, &k.Address, &k.Language, &k.Reachable,
		&b.Coordinator, &b.Member, &b.ConsentVersion, &k.forgotten, &b.Organisations)
	b.Owner = p.owners[k.Address]
	k.Actor = b.Actor(id)
	return k, err
}

const selectByID = selectPerson + `p.id = $1 AND p.chat_id IS NOT NULL`

// selectMet is the bot's hottest statement: every turn needs it, and turns that
// begin at the same time share one run of it.
const selectMet = selectPerson + `p.chat_id = ANY ($1) LIMIT cardinality($1)`

// meetTime is how long chats that are looked up together may take.
const meetTime = 5 * time.Second

// recognise finds the people of chats; who is not known is zero.
func (p *People) recognise(ctx context.Context, chats []int64) ([]known, error) {
	ctx, cancel := context.WithTimeout(ctx, meetTime)
	defer cancel()
	rows, _ := p.db.pool.Query(ctx, selectMet, chats)
	found, err := pgx.CollectRows(rows, p.scan)
	if err != nil {
		return nil, err
	}
	all := make([]known, len(chats))
	for _, k := range found {
		for i, chat := range chats {
			if chat == k.Address {
				all[i] = k
			}
		}
	}
	return all, nil
}

// Meet returns the person of a private chat and makes a guest of somebody
// never seen before, or whose earlier self was forgotten. An unreachable
// person becomes reachable again.
func (p *People) Meet(ctx context.Context, chat int64) (centre.Identity, error) {
	k, err := p.road.Ask(ctx, chat)
	if err == nil && (k.Person == 0 || k.forgotten) {
		k, err = p.welcome(ctx, chat)
	}
	if err == nil && !k.Reachable {
		k.Reachable = true
		err = p.SetReachable(ctx, chat, true)
	}
	if err != nil {
		return centre.Identity{}, fmt.Errorf("meet person: %w", err)
	}
	return k.Identity, nil
}

// Two turns may meet the same new person at once: the second insert does nothing.
const (
	leaveForgotten = `UPDATE people SET chat_id = NULL, language = '', reachable = false
		WHERE chat_id = $1 AND forgotten_at IS NOT NULL`
	insertGuest = `INSERT INTO people (chat_id) VALUES ($1) ON CONFLICT (chat_id) DO NOTHING`
)

func (p *People) welcome(ctx context.Context, chat int64) (known, error) {
	err := p.db.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, leaveForgotten, chat); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertGuest, chat)
		return err
	})
	if err != nil {
		return known{}, fmt.Errorf("welcome guest: %w", err)
	}
	return p.road.Ask(ctx, chat)
}

// ByID returns a person, or centre.ErrGone when they were forgotten.
func (p *People) ByID(ctx context.Context, id centre.PersonID) (centre.Identity, error) {
	rows, _ := p.db.pool.Query(ctx, selectByID, id)
	k, err := pgx.CollectExactlyOneRow(rows, p.scan)
	if errors.Is(err, pgx.ErrNoRows) {
		return centre.Identity{}, centre.ErrGone
	}
	if err != nil {
		return centre.Identity{}, fmt.Errorf("find person %d: %w", id, err)
	}
	return k.Identity, nil
}

const selectStaff = `
	SELECT id FROM people
	WHERE (staff_role = 'coordinator' OR chat_id = ANY ($1)) AND reachable AND chat_id IS NOT NULL AND forgotten_at IS NULL
	ORDER BY id LIMIT 60`

// Staff lists the coordinators and owners who can be written to.
func (p *People) Staff(ctx context.Context) ([]centre.PersonID, error) {
	rows, _ := p.db.pool.Query(ctx, selectStaff, slices.Collect(maps.Keys(p.owners)))
	list, err := pgx.CollectRows(rows, pgx.RowTo[centre.PersonID])
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	return list, nil
}

const selectName = `SELECT coalesce(name, work_name, '') FROM people WHERE id = $1`

// NameOf is what somebody is called, "" when they have no name or are gone.
func (p *People) NameOf(ctx context.Context, id centre.PersonID) (name string, err error) {
	if id == 0 {
		return "", nil
	}
	err = p.db.pool.QueryRow(ctx, selectName, id).Scan(&name)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("find name of person %d: %w", id, err)
	}
	return name, nil
}

const updateReachable = `UPDATE people SET reachable = $2 WHERE chat_id = $1 AND reachable <> $2`

// SetReachable notes that the chat can, or can no longer, be written to. A
// chat never seen before is left alone.
func (p *People) SetReachable(ctx context.Context, chat int64, reachable bool) error {
	if _, err := p.db.pool.Exec(ctx, updateReachable, chat, reachable); err != nil {
		return fmt.Errorf("note reachable=%t: %w", reachable, err)
	}
	return nil
}

const updateLanguage = `UPDATE people SET language = $2 WHERE id = $1`

// SetLanguage keeps the chosen language.
func (p *People) SetLanguage(ctx context.Context, id centre.PersonID, language string) error {
	if _, err := p.db.pool.Exec(ctx, updateLanguage, id, language); err != nil {
		return fmt.Errorf("set language of person %d: %w", id, err)
	}
	return nil
}
