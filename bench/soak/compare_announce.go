package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"jastar/bot/simulator"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

// verify holds what the members got against the ledger, what the bot counts
// and what it says.
func (b *broadcast) verify(ctx context.Context, report *table) error {
	if err := b.compareRuns(ctx, report); err != nil {
		return err
	}
	sendings, err := b.runs(ctx)
	if err != nil {
		return err
	}
	changes, err := b.changes(ctx, sendings)
	if err != nil {
		return err
	}
	b.compareLedger(sendings, report)
	b.compareChanges(changes, report)
	if err := b.compareNumbers(ctx, counted(b, sendings, changes), report); err != nil {
		return err
	}
	if err := b.compareReach(ctx, report); err != nil {
		return err
	}
	b.compareCalls(report)
	line := report.line("nothing else ended or went wrong")
	if line.of = 1; b.failed() != nil {
		line.wrong("%v", b.failed())
	}
	b.figures(report)
	return nil
}

// compareLedger looks for members who stand in no row, and holds the rows of
// those who cannot be written to against who they are. Only the announcement
// that finds it out is for them, too; from the others they may be left out.
func (b *broadcast) compareLedger(sendings []*run, report *table) {
	rows, reasons := report.line("members with exactly one row"), report.line("blocked rows are those of blocked and deleted chats")
	for _, r := range sendings {
		strangers := len(r.ledger)
		for n := range b.chats {
			chat := int64(firstMember + n)
			row, listed := r.ledger[chat]
			if listed {
				strangers--
			}
			_, away := b.shut[chat]
			if rows.of++; !listed && (!away || r.number == b.whole) {
				rows.wrong("announcement %d, chat %d: no row", r.number, chat)
			}
			if reasons.of++; listed && row.Outcome != unknown && away != (row.Outcome == blocked) {
				reasons.wrong("announcement %d, chat %d: cannot be written to: %v, row %+v", r.number, chat, away, row)
			}
		}
		for range strangers {
			rows.wrong("announcement %d: a row of nobody's", r.number)
		}
	}
}

// numbers are what a report says: of a correction, Sent are the messages that
// were changed or taken back. Blocked counts deleted accounts, too.
type numbers struct{ Total, Sent, Blocked, Failed, Unknown int }

// reported is a run whose numbers are known from what happened in the chats.
type reported struct {
	id       int64
	card     string // how the report among all sendings begins
	progress string // how the message that followed it begins
	numbers
}

// counted counts what happened in the chats of the simulator. Only of messages
// without an answer nobody can tell by looking: those are taken from the ledger.
func counted(b *broadcast, sendings []*run, changes []*change) (all []reported) {
	b.witness.mu.Lock()
	defer b.witness.mu.Unlock()
	for _, r := range sendings {
		n := numbers{Total: len(r.ledger)}
		for i := range b.chats {
			chat := int64(firstMember + i)
			_, away := b.shut[chat]
			row, listed := r.ledger[chat]
			switch {
			case !listed:
			case row.Outcome == unknown:
				n.Unknown++
			case away:
				n.Blocked++
			case len(b.witness.announced[r.number][chat]) > 0:
				n.Sent++
			}
		}
		heading := "Sent: «" + wordsOf(r.number) + "»"
		all = append(all, reported{r.id, heading, heading, n})
	}
	for _, c := range changes {
		all = append(all, reported{c.id, c.card(), c.progress(), numbers{Total: len(c.base), Sent: c.done}})
	}
	return all
}

// compareNumbers holds the numbers of each run against its tally, its card and
// the message that told its progress.
func (b *broadcast) compareNumbers(ctx context.Context, all []reported, report *table) error {
	db, err := postgres.Open(ctx, b.postgres.URL(), postgres.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	cards, err := b.clerk.cards(ctx)
	if err != nil {
		return err
	}
	tallies, told := report.line("tallies that count what is in the chats"), report.line("reports in the chat that say so")
	for _, r := range all {
		tally, err := db.Announcements(time.Now).Tally(ctx, announcements.RunID(r.id))
		if err != nil {
			return err
		}
		tallies.of++
		if got := (numbers{tally.Total, tally.Sent, tally.Blocked, tally.Failed, tally.Unknown}); got != r.numbers {
			tallies.wrong("run %d: tally %+v, chats %+v", r.id, got, r.numbers)
		}
		followed, err := b.clerk.progress(ctx, r.progress)
		if err != nil {
			return err
		}
		for _, text := range []string{card(cards, r.card), followed} {
			told.of++
			if got := read(text); got != r.numbers || deletions(text) > b.chats/100 {
				told.wrong("run %d: told %+v, chats %+v: %q", r.id, got, r.numbers, text)
			}
		}
	}
	return nil
}

// card is the report among all that begins with the heading.
func card(all []string, heading string) string {
	for _, text := range all {
		if strings.HasPrefix(text, heading) {
			return text
		}
	}
	return ""
}

// read finds the numbers in a report of any kind. That of a recall tells apart
// what was deleted and what was found gone, after a call without an answer.
func read(text string) (n numbers) {
	_, text, _ = strings.Cut(text, "\n") // after the heading
	for line := range strings.Lines(text) {
		var done int
		if _, after, found := strings.Cut(line, " % ("); found {
			_, _ = fmt.Sscanf(after, "%d of %d)", &done, &n.Total) // what cannot be read stays zero
		}
	}
	n.Sent = said(text, "Sent: ") + said(text, "Changed: ") +
		said(text, "Deleted: ") + said(text, "Replaced with the note: ") + said(text, "No longer there: ")
	n.Blocked = said(text, "Blocked the bot: ") + deletions(text)
	n.Failed, n.Unknown = said(text, "Failed: "), said(text, "No answer from Telegram, perhaps delivered: ")
	return n
}

// deletions is how many accounts a report calls deleted. Of those that another
// run met before, the bot only knows that they cannot be written to, and a run
// counts them among those who blocked it.
func deletions(text string) int { return said(text, "Account deleted: ") }

// change is an edit or a recall with its ledger, and what it did in the chats.
type change struct {
	id     int64
	kind   announcements.RunKind
	base   map[int64]int // the messages it is about, by chat
	ledger map[int64]delivery
	wrong  []string // what is not as it should be
	done   int      // messages that are as it says
}

// card is how its report begins among all sendings, with the words that stand
// in the chats now.
func (c *change) card() string {
	if c.kind == announcements.KindEdit {
		return "Changed: «" + rightWords + "»"
	}
	return c.progress()
}

// progress is how the message begins that followed it, with the words that the
// announcement had.
func (c *change) progress() string {
	if c.kind == announcements.KindEdit {
		return "Changed: «" + wordsOf(edited) + "»"
	}
	return "Taken back: «" + wordsOf(recalled) + "»"
}

// changes reads the corrections and looks at each message they are about.
func (b *broadcast) changes(ctx context.Context, sendings []*run) (all []*change, err error) {
	type row struct {
		ID, Base int64
		Kind     announcements.RunKind
	}
	rows, err := rowsOf[row](ctx, b.records, `SELECT id, base_id, kind FROM runs WHERE kind <> 'send' ORDER BY id`)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		c := &change{id: r.ID, kind: r.Kind, base: map[int64]int{}}
		if c.ledger, err = b.ledger(ctx, r.ID); err != nil {
			return nil, err
		}
		for _, base := range sendings {
			if base.id == r.Base {
				c.look(b, base)
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// look finds out what became of each message that was sent.
func (c *change) look(b *broadcast, base *run) {
	for chat, row := range base.ledger {
		if row.Outcome != sent {
			continue
		}
		c.base[chat] = int(row.Message)
		m := messageOf(b.sim.Person(simulator.Profile{ID: chat}), int(row.Message))
		done := m.Deleted
		if c.kind == announcements.KindEdit {
			done = !m.Deleted && strings.HasPrefix(m.Text, rightWords)
		}
		if done {
			c.done++
		}
		if own := c.ledger[chat]; !done || own.Outcome != sent {
			c.wrong = append(c.wrong, fmt.Sprintf("%s, chat %d: row %+v, message %q, deleted: %v", c.kind, chat, own, m.Text, m.Deleted))
		}
	}
	for chat := range c.ledger {
		if _, ours := c.base[chat]; !ours {
			c.wrong = append(c.wrong, fmt.Sprintf("%s, chat %d: a row without a message", c.kind, chat))
		}
	}
}

func messageOf(p *simulator.Person, id int) (found simulator.Message) {
	for _, m := range p.Messages() {
		if m.ID == id {
			return m
		}
	}
	return found
}

// compareChanges reports what a correction left out or changed beside it.
func (b *broadcast) compareChanges(changes []*change, report *table) {
	if !b.corrections {
		return
	}
	line := report.line("messages edited and recalled, with a row for each")
	for _, c := range changes {
		line.of += len(c.base)
		for _, w := range c.wrong {
			line.wrong("%s", w)
		}
	}
	if len(changes) != corrected {
		line.wrong("%d corrections of %d began", len(changes), corrected)
	}
}
