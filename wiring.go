package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/bot/telegram"
	"jastar/centre"
	centreannouncements "jastar/centre/announcements"
	centreevents "jastar/centre/events"
	centreorganisations "jastar/centre/organisations"
	centreregistration "jastar/centre/registration"
	"jastar/handlers/announcements"
	"jastar/handlers/events"
	"jastar/handlers/home"
	"jastar/handlers/organisations"
	"jastar/handlers/registration"
	"jastar/locales"
	"jastar/papers"
	"jastar/scheduler"
	"jastar/storage/postgres"
	"jastar/storage/redis"
)

// webhookPath is where Telegram delivers updates below PUBLIC_URL.
const webhookPath = "/telegram/webhook"

// option changes what is built; tests use it.
type option func(*settings)

type settings struct {
	clock centre.Clock
	more  []bot.Capability
	still bool // the timetable does not run by itself
	runs  func(scheduler.RunStore) scheduler.RunStore
}

// withClock makes the bot live by another clock than the machine's.
func withClock(c centre.Clock) option { return func(s *settings) { s.clock = c } }

// withCapability adds something the bot can do.
func withCapability(c bot.Capability) option { return func(s *settings) { s.more = append(s.more, c) } }

// withoutTimetable leaves it to the caller to do the app's duties.
func withoutTimetable() option { return func(s *settings) { s.still = true } }

// withRuns has the store of runs wrapped.
func withRuns(wrap func(scheduler.RunStore) scheduler.RunStore) option {
	return func(s *settings) { s.runs = wrap }
}

// wiring is everything the parts of the bot share while it is built.
type wiring struct {
	cfg     Config
	more    []bot.Capability
	still   bool
	runs    func(scheduler.RunStore) scheduler.RunStore
	log     *slog.Logger
	clock   centre.Clock
	metrics *metrics
	texts   *locales.Catalogue
	db      *postgres.DB
	redis   *redis.Store
	client  *telegram.Client
	people  *postgres.People
	readers *bot.Readers
	sender  *bot.Sender
	botName string // the username, for t.me links

	registration  *centreregistration.Desk
	events        *centreevents.Desk
	organisations *centreorganisations.Desk
	announcements *centreannouncements.Desk
}

// build assembles the bot: the one place that knows every package. The stores
// must be reachable and migrated; nothing runs before App.Start.
func build(ctx context.Context, cfg Config, log *slog.Logger, options ...option) (*App, error) {
	set := settings{clock: time.Now, runs: func(s scheduler.RunStore) scheduler.RunStore { return s }}
	for _, o := range options {
		o(&set)
	}
	w := &wiring{cfg: cfg, more: set.more, still: set.still, runs: set.runs, log: log, clock: set.clock, metrics: newMetrics()}
	if err := w.open(ctx); err != nil {
		return nil, err
	}
	app, err := w.assemble(ctx)
	if err != nil {
		w.close()
	}
	return app, err
}

// open connects to what the bot stands on.
func (w *wiring) open(ctx context.Context) (err error) {
	if w.texts, err = locales.Load(); err != nil {
		return err
	}
	if w.db, err = postgres.Open(ctx, w.cfg.DatabaseURL, postgres.Options{}); err != nil {
		return settingError{"DATABASE_URL", err}
	}
	if w.redis, err = redis.Open(ctx, w.cfg.RedisURL, redisPrefix(w.cfg.Token)); err != nil {
		w.db.Close()
		return settingError{"REDIS_URL", err}
	}
	if w.client, err = telegram.New(telegram.Options{Token: w.cfg.Token, URL: w.cfg.APIURL}); err != nil {
		w.close()
		return err
	}
	w.people = w.db.People(w.cfg.Owners...)
	w.readers = &bot.Readers{Clock: w.clock, Zone: w.cfg.Zone(), Texts: w.texts, Default: w.cfg.Language()}
	w.sender = bot.NewSender(timedAPI{w.client, w.metrics}, bot.NewLanes(countedBudget{w.redis.Budget(w.cfg.BulkRate, w.cfg.PaidRate), w.metrics}), w.texts, w.metrics.send)
	w.watchStores()
	return nil
}

func (w *wiring) close() {
	_ = w.redis.Close() // nothing is held in it
	w.db.Close()
}

// redisPrefix keeps bots apart that share one Redis. The part of a token
// before the colon is the bot's public id.
func redisPrefix(token string) string {
	id, _, _ := strings.Cut(token, ":")
	return "jastar:" + id + ":"
}

// assemble puts the parts into the order in which they start.
func (w *wiring) assemble(ctx context.Context) (*App, error) {
	if err := w.introduce(ctx); err != nil {
		return nil, err
	}
	w.desks()
	late := &lateCommands{}
	capabilities := w.capabilities(late)
	dispatcher, err := bot.NewDispatcher(capabilities...)
	if err != nil {
		return nil, err
	}
	late.CommandMenus = &home.CommandMenus{Setter: w.client, Texts: w.texts, Listed: dispatcher.Commands, Log: w.log}
	ticks := w.timetable()
	background, err := w.scheduler(capabilities, ticks)
	if err != nil {
		return nil, err
	}
	app := &App{log: w.log, duties: ticks}
	app.parts = append(app.parts,
		part{name: "stores", stop: func(context.Context) error { w.close(); return nil }},
		server("operator's pages at ADMIN_ADDR", w.cfg.AdminAddr, adminPages(w.checks(), w.metrics.handler()), &app.adminAddr),
		loop("command menus", func(ctx context.Context) { w.publish(ctx, late.CommandMenus) }),
		part{name: "background", start: background.Start, stop: background.Stop})
	app.parts = append(app.parts, w.intake(w.turns(dispatcher), app)...)
	return app, nil
}

// desks makes the use cases and hands each what it needs of the others.
func (w *wiring) desks() {
	w.events = centreevents.New(w.db.Events(), centreevents.Settings{Clock: w.clock, Zone: w.cfg.Zone(), Quiet: w.cfg.QuietHours})
	w.announcements = &centreannouncements.Desk{
		Store: w.ledger(), People: w.people, Cron: scheduler.Expressions{}, Zone: w.cfg.Zone(), Clock: w.clock,
		ApprovalSize: w.cfg.ApprovalSize, LedgerDays: w.cfg.LedgerDays, Rate: w.cfg.BulkRate, PaidRate: w.cfg.paidRate(), LinkAddress: w.cfg.linkAddress(),
	}
	w.registration = centreregistration.New(w.db.Registration(),
		centreregistration.Terms{Clock: w.clock, Zone: w.cfg.Zone(), Ages: centreregistration.StandardAges(), Quiet: w.cfg.QuietHours},
		centreregistration.Neighbours{
			Exporters:  []centreregistration.Exporter{w.events, w.announcements},
			Leavers:    []centreregistration.Leaver{w.events},
			Replanners: []centreregistration.Replanner{w.events},
		})
	w.organisations = centreorganisations.New(w.db.Organisations(), w.clock)
}

// capabilities is what the bot can do.
func (w *wiring) capabilities(commands *lateCommands) []bot.Capability {
	all := []bot.Capability{
		events.New(w.events, w.botName, registration.InterestsButton()),
		registration.New(registration.Office{Desk: w.registration, Centre: w.cfg.CentreName, Link: w.link,
			Language: home.LanguageButton(), Follows: events.FollowingButton(), Commands: commands,
			Others: []func(context.Context, *bot.Reader) (locales.Text, error){announcements.MutesLine(w.announcements), events.DigestLine(w.events)},
			More:   []bot.Button{announcements.MutesButton(), events.DigestButton()}}),
		organisations.New(organisations.Office{Desk: w.organisations, People: w.people, Commands: commands, Centre: w.cfg.CentreName, Link: w.link}),
		announcements.New(w.announcements, waysOut(w.events, w.botName)),
		{Name: "bot", Notices: []bot.Speaker{bot.SpeakLate(w.redis.Leases(), w.sender)}},
	}
	all = append(all, w.more...)
	return append(all, home.New(home.House{Centre: w.cfg.CentreName, Items: menuItems(all), Listed: commandsOf(all),
		Languages: w.people, Commands: commands}))
}

// waysOut is what announcements need of others.
func waysOut(desk *centreevents.Desk, botName string) announcements.Ways {
	return announcements.Ways{
		Quiet: registration.QuietButton(), Settings: registration.SettingsButton(),
		Event:  events.NewDoor(desk, botName),
		Draw:   func(c announcements.Chart) ([]byte, error) { return papers.DrawChart(papers.Chart(c)) },
		Sheets: func(b announcements.Workbook) ([]byte, error) { return papers.WriteWorkbook(papers.Workbook(b)) },
	}
}

func menuItems(all []bot.Capability) (items []bot.MenuItem) {
	for _, c := range all {
		items = append(items, c.Menu...)
	}
	return items
}

func commandsOf(all []bot.Capability) (commands []bot.Command) {
	for _, c := range all {
		commands = append(commands, c.Commands...)
	}
	return commands
}

// link makes a deep link into this bot.
func (w *wiring) link(payload string) string {
	return "https://t.me/" + w.botName + "?start=" + payload
}

// lateCommands lets capabilities refresh menus that are known only after all
// capabilities are.
type lateCommands struct{ *home.CommandMenus }

// turns makes the pipeline that every update passes.
func (w *wiring) turns(d *bot.Dispatcher) *bot.Turns {
	return &bot.Turns{
		Leases: w.redis.Leases(), People: w.people, Readers: w.readers, Sender: w.sender, API: w.client,
		Placed: announcements.Placed(w.announcements), Late: w.db.Notify, Away: away, Name: w.botName, Log: w.log, Observe: w.metrics.turn,
		Handle: bot.Chain(d.Serve, bot.Apologise(w.log, away), bot.Who(w.people, w.readers), bot.Recover(w.log)),
	}
}

// away tells whether a store could not be reached, so that the update must
// come again.
func away(err error) bool { return postgres.Away(err) || redis.Away(err) }

// timetable is what is looked after at fixed times.
func (w *wiring) timetable() []scheduler.Tick {
	progress := &scheduler.Progress{Store: w.ledger(), People: w.people, Readers: w.readers, Sender: w.sender, Log: w.log,
		Screen: announcements.Progress}
	return w.metrics.watch(scheduler.Timetable(scheduler.Duties{
		StartAnnouncements: w.announcements.StartDue,
		ReleaseHeld:        w.releaseHeld,
		ShowProgress:       progress.Show,
		RemindOfEvents: w.inBatches(tickReminders, func(ctx context.Context, _ time.Time, n int) (int, error) {
			return w.events.RemindDue(ctx, n)
		}),
		SendDigests: func(ctx context.Context, _ time.Time) error {
			n, err := w.events.SendDigests(ctx, max(1, int(w.cfg.BulkRate/2)))
			w.metrics.claim(tickDigests, n)
			return err
		},
		ReportRuns: w.inBatches(tickReports, func(ctx context.Context, _ time.Time, n int) (int, error) {
			return w.announcements.ReportDue(ctx, n)
		}),
		ForgetPeople: w.inBatches(tickForgetting, w.registration.ForgetDue),
		DropLedger:   w.announcements.DropLedger,
	}))
}

// releaseHeld makes waves of those who were held until now.
func (w *wiring) releaseHeld(ctx context.Context, now time.Time) error {
	for {
		n, err := w.ledger().ClaimHeld(ctx, now, centreannouncements.PageSize(w.cfg.BulkRate))
		w.metrics.claim(tickHeld, n)
		if err != nil || n == 0 {
			return err
		}
	}
}

// ledger is the store of announcements, with what it does counted.
func (w *wiring) ledger() countedAnnouncements {
	cityClock := func() time.Time { return w.clock().In(w.cfg.Zone()) }
	return countedAnnouncements{w.db.Announcements(cityClock), w.metrics}
}

// scheduler makes what happens without a tap.
func (w *wiring) scheduler(capabilities []bot.Capability, ticks []scheduler.Tick) (*scheduler.Service, error) {
	var speakers []bot.Speaker
	for _, c := range capabilities {
		speakers = append(speakers, c.Notices...)
	}
	if w.still {
		ticks = nil
	}
	return scheduler.New(scheduler.Config{
		Clock: w.clock, Log: w.log,
		Ticks:   ticks,
		Notices: &scheduler.Notices{People: w.people, Readers: w.readers, Sender: w.sender, Speakers: speakers, Done: w.db, Log: w.log},
		Runs: scheduler.NewRuns(scheduler.RunConfig{
			Store: w.runs(w.ledger()), People: w.people, Sender: w.sender, Clock: w.clock, Log: w.log,
			Rate: w.cfg.BulkRate, PaidRate: w.cfg.paidRate(), Window: w.cfg.BulkWindow, Default: w.cfg.Language(),
			Respect: centreannouncements.Respect{Quiet: w.cfg.QuietHours, Cap: w.cfg.DailyCap, Zone: w.cfg.Zone()},
			Screen: func(r centreannouncements.Run, l locales.Language) bot.Screen {
				return announcements.RunScreen(w.texts, r.Through(w.cfg.linkAddress()), l)
			},
			Post: func(r centreannouncements.Run, l locales.Language) bot.Screen {
				return announcements.PostScreen(w.texts, r.Through(w.cfg.linkAddress()), l, func(event int64) string { return events.CardLink(w.botName, event) })
			},
			Digest: func(runs []centreannouncements.Run, l locales.Language) bot.Screen {
				return announcements.Digest(w.texts, runs, l)
			},
			Withdrawn: func(m centreannouncements.Media, l locales.Language) bot.Screen {
				return announcements.Withdrawn(w.texts, m, l)
			},
			Lost: w.announcements.ChannelLost, Spent: w.announcements.StarsSpent,
		}),
		Work: func(c *river.Config) (scheduler.Jobs, error) { return w.db.Worker(c) },
	})
}

// batch is how many due rows one claim takes.
const batch = 500

// inBatches makes a duty that claims batches until nothing more is due.
func (w *wiring) inBatches(tick string, claim func(ctx context.Context, now time.Time, n int) (int, error)) scheduler.Duty {
	return func(ctx context.Context, now time.Time) error {
		for {
			n, err := claim(ctx, now, batch)
			w.metrics.claim(tick, n)
			if err != nil || n < batch {
				return err
			}
		}
	}
}

// intake makes the parts that take in updates and whoever opens a link.
func (w *wiring) intake(turns *bot.Turns, app *App) (parts []part) {
	pages := http.NewServeMux()
	pages.Handle("GET "+linkPath+"{token}", linkPages{w.announcements.FollowLink, w.texts, w.cfg.CentreName, w.log})
	if w.cfg.Updates == "webhook" || w.cfg.linkAddress() != "" {
		parts = append(parts, server("public pages at HTTP_ADDR", w.cfg.HTTPAddr, pages, &app.publicAddr))
	}
	if w.cfg.Updates == "webhook" {
		secret := webhookSecret(w.cfg.Token)
		pages.Handle(webhookPath, &telegram.Webhook{Secret: secret, Run: turns.Run, Observe: w.metrics.seen})
		return append(parts, loop("webhook", func(ctx context.Context) { w.register(ctx, secret) }))
	}
	poller := &telegram.Poller{Client: w.client, Leader: w.db.Leader("polling"), Submit: turns.Submit, Log: w.log, Observe: w.metrics.seen}
	return append(parts, loop("polling", poller.Run))
}

// webhookSecret is what Telegram shows with every update. It follows from the
// token, so that all replicas know it and none has to store it.
func webhookSecret(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("webhook secret"))
	return hex.EncodeToString(mac.Sum(nil))
}

// checks are what readiness depends on.
func (w *wiring) checks() []check {
	return []check{{"postgres", w.db.Ping}, {"redis", w.redis.Ping}}
}
