package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/bot/simulator"
	"jastar/storage/storagetest"
)

// A dump that is made while people register and sign up and an announcement is
// on its way holds every record committed before it. A bot that starts on it,
// on an empty server, knows what people had been told by then and repeats
// nothing that it has records of.
func TestRestore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cfg.BulkRate = 100
	w.clock.run(w.clock.now())
	stop := w.run()
	a := w.listeners()
	l := w.load(20)
	w.announce("", w.clock.now())
	eventually(t, 30*time.Second, "everybody is busy", func() bool {
		return l.facts() > 20 && w.number(`SELECT count(*) FROM deliveries`) > 100
	})

	told := l.told()
	m := w.moment()
	before := l.facts() + a.heard(announced)
	dir := t.TempDir()
	shell(t, dir, "save", "DATABASE_URL="+w.cfg.DatabaseURL, "SNAPSHOT="+m.snapshot)
	if l.facts()+a.heard(announced) == before {
		t.Error("nothing happened while the dump was made")
	}
	m.end()
	begun := l.facts()
	eventually(t, 30*time.Second, "life goes on after the dump", func() bool { return l.facts() > begun+5 })
	l.end()
	stop()

	w.moveTo(dir)
	m.compare(w.rows())
	l.compare(told)
	w.hourPasses()
	a.resumes(w)
	noMistakes(t, w)
}

// announced is what the announcement says.
const announced = "The centre opens at nine."

// run starts a bot in this process, to be stopped before the test ends.
func (w *world) run() (stop func()) {
	w.t.Helper()
	app, err := build(w.t.Context(), w.cfg, quietLogger(), withClock(w.clock.now))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := app.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		if err := app.Stop(context.Background()); err != nil {
			w.t.Errorf("stop: %v", err)
		}
	}
	w.t.Cleanup(stop)
	return stop
}

// moveTo restores the dump of the folder into an empty server and lets the
// bots to come use it, with an empty Redis.
func (w *world) moveTo(dir string) {
	w.t.Helper()
	server, err := storagetest.NewPostgres()
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := server.Remove(); err != nil {
			w.t.Error(err)
		}
	})
	w.restoreInto(server.URL(), dir)
	w.cfg.RedisURL = storagetest.Redis(w.t)
}

func (w *world) restoreInto(server, dir string) {
	w.t.Helper()
	database := regexp.MustCompile(`/\w+(\?|$)`)
	w.cfg.DatabaseURL = database.ReplaceAllString(server, "/jastar_restored$1")
	shell(w.t, dir, "restore", "NEW_DATABASE_URL="+w.cfg.DatabaseURL,
		"SERVER_URL="+database.ReplaceAllString(server, "/postgres$1"))
}

// hourPasses makes the restored database look as it does when it is needed:
// nobody restores in the second of the dump.
func (w *world) hourPasses() {
	w.t.Helper()
	w.sql(`UPDATE river_job SET attempted_at = attempted_at - interval '1 hour', scheduled_at = scheduled_at - interval '1 hour'`)
	w.sql(`UPDATE river_leader SET elected_at = elected_at - interval '1 hour', expires_at = expires_at - interval '1 hour'`)
	w.clock.run(w.clock.now().Add(time.Hour))
}

// shell runs a block of commands of the operator's guide in the folder. The
// block is known by its first line.
func shell(t *testing.T, dir, block string, environ ...string) {
	t.Helper()
	_, rest, found := strings.Cut(readText(t, "docs/operate.md"), "```sh\n# "+block+"\n")
	script, _, whole := strings.Cut(rest, "```")
	if !found || !whole {
		t.Fatalf("docs/operate.md has no commands named %q", block)
	}
	command := exec.CommandContext(t.Context(), "sh", "-e", "-u", "-c", script)
	command.Dir = dir
	command.Env = append(environ, "PATH="+commands(t)+":"+os.Getenv("PATH"), "HOME="+dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", block, err, out)
	}
}

// commands is a folder with the program and a pg_dump that takes the given
// moment, so that it can be compared with what it saved.
func commands(t *testing.T) string {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	real, err := exec.LookPath("pg_dump")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	shim := fmt.Sprintf("#!/bin/sh\nexec %s ${SNAPSHOT:+--snapshot=$SNAPSHOT} \"$@\"\n", real)
	if err := os.WriteFile(filepath.Join(dir, "pg_dump"), []byte(shim), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(dir, "jastar")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// moment is the database at one moment, held until end.
type moment struct {
	t        *testing.T
	conn     *pgx.Conn
	snapshot string
	rows     map[string]int
}

// moment takes note of every row there is.
func (w *world) moment() *moment {
	w.t.Helper()
	m := &moment{t: w.t}
	var err error
	if m.conn, err = pgx.Connect(w.t.Context(), w.cfg.DatabaseURL); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(m.end)
	if _, err := m.conn.Exec(w.t.Context(), `BEGIN ISOLATION LEVEL REPEATABLE READ`); err != nil {
		w.t.Fatal(err)
	}
	if err := m.conn.QueryRow(w.t.Context(), `SELECT pg_export_snapshot()`).Scan(&m.snapshot); err != nil {
		w.t.Fatal(err)
	}
	if m.rows, err = everyRow(w.t.Context(), m.conn); err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (m *moment) end() { _ = m.conn.Close(context.Background()) }

// compare fails the test unless the rows are those of the moment.
func (m *moment) compare(rows map[string]int) {
	m.t.Helper()
	for row, times := range m.rows {
		if rows[row] != times {
			m.t.Errorf("was there %d times, was restored %d times: %s", times, rows[row], row)
		}
	}
	for row := range rows {
		if m.rows[row] == 0 {
			m.t.Errorf("restored from nowhere: %s", row)
		}
	}
	m.t.Logf("%d rows are the same", len(rows))
}

// rows is every row of the world's database.
func (w *world) rows() (rows map[string]int) {
	w.t.Helper()
	w.connected(func(c *pgx.Conn) (err error) {
		rows, err = everyRow(context.Background(), c)
		return err
	})
	return rows
}

// everyRow counts the rows of all tables, as text with the table's name.
func everyRow(ctx context.Context, c *pgx.Conn) (map[string]int, error) {
	found, err := c.Query(ctx, `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	all := map[string]int{}
	for _, table := range tables {
		rows, err := c.Query(ctx, fmt.Sprintf(`SELECT '%[1]s ' || t::text FROM %[1]s t`, table))
		if err != nil {
			return nil, err
		}
		texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			all[text]++
		}
	}
	return all, nil
}

// listeners are whom the announcement and the reminders are for, beside the load.
type listeners struct {
	members []*simulator.Person // the first ten were reminded, the next ten will be
}

// listeners makes 800 members and reminds the first ten of them.
func (w *world) listeners() *listeners {
	w.t.Helper()
	w.sim.AddPeople(10001, 800)
	a := &listeners{members: w.members(10001, 800)}
	w.remindIn(a.members[:10], 0)
	w.remindIn(a.members[10:20], 30*time.Minute)
	eventually(w.t, 15*time.Second, "the first are reminded", func() bool { return a.reminded() == 10 })
	eventually(w.t, 15*time.Second, "their notices are done", func() bool {
		return w.number(`SELECT count(*) FROM river_job WHERE state <> 'completed'`) == 0
	})
	return a
}

func (a *listeners) heard(words string) (n int) {
	for _, p := range a.members {
		n += shown(p, words)
	}
	return n
}

func (a *listeners) reminded() (n int) {
	for _, p := range a.members[:20] {
		n += shown(p, "Reminder.")
	}
	return n
}

// resumes starts a bot on the restored database and fails the test unless it
// answers and goes on where the records end.
func (a *listeners) resumes(w *world) {
	t := w.t
	t.Helper()
	recorded := map[int64]bool{}
	for _, chat := range w.numbers(`SELECT p.chat_id FROM deliveries d JOIN people p ON p.id = d.person_id`) {
		recorded[chat] = true
	}
	heard, before := map[int64]int{}, a.heard(announced)
	for _, p := range a.members {
		heard[p.ID()] = shown(p, announced)
	}
	w.cfg.BulkRate = 1000
	w.run()
	newcomer := w.sim.Person(simulator.Profile{ID: 901, FirstName: "N.", LanguageCode: "en"})
	newcomer.Start("")
	shows(t, newcomer, "Choose your language")
	a.members[0].Start("")
	shows(t, a.members[0], "What would you like to do?")
	const running = `SELECT count(*) FROM runs WHERE state = 'running'`
	eventually(t, recovery, "the announcement is finished", func() bool { return w.number(running) == 0 })
	settled(t, w, 30*time.Second)

	for _, p := range a.members {
		want := 1
		if recorded[p.ID()] {
			want = 0
		}
		if again := shown(p, announced) - heard[p.ID()]; again != want {
			t.Errorf("person %d, in the ledger: %v, heard it %d times after the restore", p.ID(), recorded[p.ID()], again)
		}
	}
	for _, p := range a.members[:20] {
		if n := shown(p, "Reminder."); n != 1 {
			t.Errorf("person %d was reminded %d times", p.ID(), n)
		}
	}
	t.Logf("%d messages were in the ledger, %d were sent afterwards", len(recorded), a.heard(announced)-before)
}
