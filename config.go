package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"jastar/centre"
	"jastar/locales"
	"jastar/zone"
)

// Config is everything an operator decides, read from the environment once and
// passed on. Secrets can be given by file: NAME_FILE names a file with the value.
type Config struct {
	Token           string            `env:"TELEGRAM_BOT_TOKEN" secret:"true"`
	APIURL          string            `env:"TELEGRAM_API_URL" envDefault:"https://api.telegram.org"`
	Updates         string            `env:"UPDATES" envDefault:"polling"`
	PublicURL       string            `env:"PUBLIC_URL"`
	HTTPAddr        string            `env:"HTTP_ADDR" envDefault:":8080"`
	AdminAddr       string            `env:"ADMIN_ADDR" envDefault:"127.0.0.1:9090"`
	DatabaseURL     string            `env:"DATABASE_URL" secret:"true"`
	RedisURL        string            `env:"REDIS_URL" secret:"true"`
	DataDir         string            `env:"DATA_DIR" envDefault:"data"`
	Owners          []int64           `env:"OWNERS"`
	CentreName      string            `env:"CENTRE_NAME" envDefault:"Jastar"`
	Timezone        string            `env:"TIMEZONE" envDefault:"Asia/Almaty"`
	DefaultLanguage string            `env:"DEFAULT_LANGUAGE" envDefault:"kk"`
	QuietHours      centre.QuietHours `env:"QUIET_HOURS" envDefault:"22:00-08:00"`
	DailyCap        int               `env:"DAILY_CAP" envDefault:"3"`
	BulkRate        float64           `env:"BULK_RATE" envDefault:"30"`
	BulkWindow      int               `env:"BULK_WINDOW" envDefault:"64"`
	ApprovalSize    int               `env:"APPROVAL_SIZE" envDefault:"5000"`
	LedgerDays      int               `env:"LEDGER_DAYS" envDefault:"90"`
	PaidBroadcast   bool              `env:"PAID_BROADCAST" envDefault:"false"`
	PaidRate        float64           `env:"PAID_RATE" envDefault:"1000"`
	LogLevel        slog.Level        `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat       string            `env:"LOG_FORMAT" envDefault:"text"`
}

// Zone is the city's time zone.
func (c Config) Zone() *time.Location {
	city, err := zone.Load(c.Timezone)
	if err != nil {
		panic("config was not validated: " + err.Error())
	}
	return city
}

// paidRate is how many messages a second Telegram is paid for at most; 0: none.
func (c Config) paidRate() float64 {
	if !c.PaidBroadcast {
		return 0
	}
	return c.PaidRate
}

// Language is the language spoken to those who have not chosen yet.
func (c Config) Language() locales.Language { return locales.Language(c.DefaultLanguage) }

// readConfig reads the variables, given as "NAME=value", and refuses what it
// cannot use with one line that names the variable.
func readConfig(environ []string) (Config, error) {
	vars := env.ToMap(environ)
	var c Config
	if err := readSecretFiles(reflect.TypeFor[Config](), vars); err != nil {
		return c, err
	}
	for name, value := range vars {
		if value == "" {
			delete(vars, name) // an empty variable means its default, as in compose files
		}
	}
	err := env.ParseWithOptions(&c, env.Options{Environment: vars, FuncMap: map[reflect.Type]env.ParserFunc{
		reflect.TypeFor[centre.QuietHours](): func(v string) (any, error) { return parseQuietHours(v) },
		reflect.TypeFor[slog.Level]():        parseLevel,
	}})
	if err != nil {
		return c, nameVariable(err, vars)
	}
	return c, c.check()
}

// readSecretFiles fills in the secrets that are given by file.
func readSecretFiles(config reflect.Type, vars map[string]string) error {
	for f := range config.Fields() {
		name := f.Tag.Get("env")
		file := vars[name+"_FILE"]
		if f.Tag.Get("secret") == "" || file == "" {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("%s_FILE: cannot read %q; it takes the path of a readable file", name, file)
		}
		vars[name] = strings.TrimSpace(string(raw))
	}
	return nil
}

// takes says what each typed variable accepts.
var takes = map[string]string{
	"OWNERS":         "Telegram user ids separated by commas, such as 1001,1002",
	"QUIET_HOURS":    "two times of day such as 22:00-08:00, or off",
	"DAILY_CAP":      "a whole number from 0 to 1000, 0 for no limit",
	"BULK_RATE":      "messages a second, a number above 0 such as 30",
	"BULK_WINDOW":    "a whole number from 1 to 10000",
	"APPROVAL_SIZE":  "a whole number from 0, which means no approval",
	"LEDGER_DAYS":    "a whole number of days from 3 to 36500, or 0 for ever",
	"PAID_BROADCAST": "true or false",
	"PAID_RATE":      "messages a second, a number from 31 to 1000",
	"LOG_LEVEL":      "debug, info, warn or error",
}

// nameVariable turns the parser's error into one line about one variable.
func nameVariable(err error, vars map[string]string) error {
	var parse env.ParseError
	if !errors.As(err, &parse) {
		return fmt.Errorf("configuration: %w", err)
	}
	field, ok := reflect.TypeFor[Config]().FieldByName(parse.Name)
	if !ok {
		return fmt.Errorf("configuration: %w", err)
	}
	name := field.Tag.Get("env")
	return fmt.Errorf("%s: got %q; it takes %s", name, vars[name], takes[name])
}

func parseLevel(v string) (any, error) {
	var l slog.Level
	err := l.UnmarshalText([]byte(v))
	return l, err
}

var quietForm = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$`)

// parseQuietHours reads "22:00-08:00", or "off" for none.
func parseQuietHours(v string) (centre.QuietHours, error) {
	if v == "off" {
		return centre.QuietHours{}, nil
	}
	m := quietForm.FindStringSubmatch(v)
	if m == nil {
		return centre.QuietHours{}, errors.New("not two times of day")
	}
	var n [4]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // two digits, by the expression
	}
	return centre.QuietHours{From: n[0]*60 + n[1], To: n[2]*60 + n[3]}, nil
}

// check refuses values that parse but cannot be used.
func (c Config) check() error {
	_, zoneErr := zone.Load(c.Timezone)
	_, spoken := locales.Parse(c.DefaultLanguage)
	rules := []struct {
		ok               bool
		name, got, takes string
	}{
		{isWebURL(c.APIURL), "TELEGRAM_API_URL", c.APIURL, "an http or https address"},
		{c.Updates == "polling" || c.Updates == "webhook", "UPDATES", c.Updates, "polling or webhook"},
		{c.PublicURL == "" || isWebURL(c.PublicURL), "PUBLIC_URL", c.PublicURL, "an http or https address"},
		{c.PublicURL == "" || c.isEncrypted(), "PUBLIC_URL", c.PublicURL, "an https address: Telegram delivers to no other"},
		{c.Updates != "webhook" || c.PublicURL != "", "PUBLIC_URL", c.PublicURL, "the address Telegram reaches this bot at, needed with UPDATES=webhook"},
		{isAddress(c.HTTPAddr), "HTTP_ADDR", c.HTTPAddr, "host:port, such as :8080"},
		{isAddress(c.AdminAddr), "ADMIN_ADDR", c.AdminAddr, "host:port, such as 127.0.0.1:9090"},
		{c.DatabaseURL == "" || hasScheme(c.DatabaseURL, "postgres", "postgresql"), "DATABASE_URL", "a value that is not shown", "a postgres:// address, or nothing for the embedded server"},
		{c.RedisURL == "" || hasScheme(c.RedisURL, "redis", "rediss", "unix"), "REDIS_URL", "a value that is not shown", "a redis:// address, or nothing for the embedded server"},
		{zoneErr == nil, "TIMEZONE", c.Timezone, "a name of the tz database, such as Asia/Almaty"},
		{spoken, "DEFAULT_LANGUAGE", c.DefaultLanguage, "kk, ru or en"},
		{c.DailyCap >= 0 && c.DailyCap <= 1000, "DAILY_CAP", strconv.Itoa(c.DailyCap), takes["DAILY_CAP"]},
		{c.BulkRate > 0 && c.BulkRate < 1e9, "BULK_RATE", fmt.Sprint(c.BulkRate), takes["BULK_RATE"]},
		{c.BulkWindow >= 1 && c.BulkWindow <= 10000, "BULK_WINDOW", strconv.Itoa(c.BulkWindow), takes["BULK_WINDOW"]},
		{c.ApprovalSize >= 0, "APPROVAL_SIZE", strconv.Itoa(c.ApprovalSize), takes["APPROVAL_SIZE"]},
		{c.LedgerDays == 0 || c.LedgerDays >= 3 && c.LedgerDays <= 36500, "LEDGER_DAYS", strconv.Itoa(c.LedgerDays), takes["LEDGER_DAYS"]},
		{c.PaidRate >= 31 && c.PaidRate <= 1000, "PAID_RATE", fmt.Sprint(c.PaidRate), takes["PAID_RATE"]},
		{!c.PaidBroadcast || c.PaidRate > c.BulkRate, "PAID_RATE", fmt.Sprint(c.PaidRate), "more than BULK_RATE, which is " + fmt.Sprint(c.BulkRate) + " and the rate of what is not paid for"},
		{c.LogFormat == "text" || c.LogFormat == "json", "LOG_FORMAT", c.LogFormat, "text or json"},
	}
	for _, r := range rules {
		if !r.ok {
			return fmt.Errorf("%s: got %q; it takes %s", r.name, r.got, r.takes)
		}
	}
	return nil
}

// settingError is a fault of the start in one line that begins with the variable
// to look at. Some errors of the stores have a line for each address.
type settingError struct {
	variable string
	err      error
}

func (e settingError) Error() string {
	return e.variable + ": " + strings.Join(strings.Fields(e.err.Error()), " ")
}

func (e settingError) Unwrap() error { return e.err }

// tokenForm is what BotFather gives out (https://core.telegram.org/bots/api#authorizing-your-bot).
var tokenForm = regexp.MustCompile(`^\d+:[\w-]{20,}$`)

// checkToken refuses a missing or malformed token without repeating it.
func (c Config) checkToken() error {
	if !tokenForm.MatchString(c.Token) {
		return errors.New("TELEGRAM_BOT_TOKEN: missing or malformed; it takes the token that @BotFather gave you, such as 123456:ABC-DEF…")
	}
	return nil
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && hasScheme(s, "http", "https") && u.Hostname() != ""
}

// isEncrypted tells whether PUBLIC_URL is one that Telegram itself would deliver
// to; a Bot API server of one's own takes plain http, too
// (https://core.telegram.org/bots/api#setwebhook).
func (c Config) isEncrypted() bool {
	server, err := url.Parse(c.APIURL)
	return err == nil && server.Hostname() != "api.telegram.org" || hasScheme(c.PublicURL, "https")
}

func hasScheme(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme && u.Host+u.Path != "" {
			return true
		}
	}
	return false
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	n, errPort := strconv.Atoi(port)
	return err == nil && errPort == nil && n >= 0 && n < 65536
}
