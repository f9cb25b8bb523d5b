package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jastar/centre"
)

func TestDefaultsAreUsable(t *testing.T) {
	c, err := readConfig(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.BulkRate != 30 || c.PaidBroadcast || c.PaidRate != 1000 || c.BulkWindow != 64 || c.DailyCap != 3 || c.Updates != "polling" || c.QuietHours != (centre.QuietHours{From: 1320, To: 480}) {
		t.Fatalf("defaults: %+v", c)
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("123:abcdefghijklmnopqrstuvwxyz\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := readConfig([]string{"TELEGRAM_BOT_TOKEN_FILE=" + file})
	if err != nil || c.Token != "123:abcdefghijklmnopqrstuvwxyz" {
		t.Fatalf("token by file: %v", err)
	}
}

// One line that names the variable, says what it got and what it takes.
func TestWrongValuesAreNamed(t *testing.T) {
	for setting, want := range map[string]string{
		"UPDATES=push":                      `UPDATES: got "push"; it takes polling or webhook`,
		"UPDATES=webhook":                   `PUBLIC_URL: got ""; it takes the address`,
		"PUBLIC_URL=https:/bot.example.org": `PUBLIC_URL: got "https:/bot.example.org"; it takes an http or https address`,
		"PUBLIC_URL=https://:443":           `PUBLIC_URL: got "https://:443"; it takes an http or https address`,
		"PUBLIC_URL=http://bot.example.org": `PUBLIC_URL: got "http://bot.example.org"; it takes an https address`,
		"TELEGRAM_API_URL=http:telegram":    `TELEGRAM_API_URL: got "http:telegram"; it takes an http or https address`,
		"BULK_RATE=fast":                    `BULK_RATE: got "fast"; it takes messages a second`,
		"BULK_RATE=0":                       `BULK_RATE: got "0"`,
		"BULK_WINDOW=0":                     `BULK_WINDOW: got "0"`,
		"DAILY_CAP=-1":                      `DAILY_CAP: got "-1"; it takes a whole number from 0 to 1000`,
		"DAILY_CAP=few":                     `DAILY_CAP: got "few"; it takes a whole number`,
		"OWNERS=me":                         `OWNERS: got "me"; it takes Telegram user ids`,
		"QUIET_HOURS=22-8":                  `QUIET_HOURS: got "22-8"; it takes two times of day`,
		"TIMEZONE=Almaty":                   `TIMEZONE: got "Almaty"; it takes a name of the tz database`,
		"DEFAULT_LANGUAGE=de":               `DEFAULT_LANGUAGE: got "de"; it takes kk, ru or en`,
		"LOG_LEVEL=loud":                    `LOG_LEVEL: got "loud"; it takes debug, info, warn or error`,
		"LOG_FORMAT=xml":                    `LOG_FORMAT: got "xml"`,
		"HTTP_ADDR=8080":                    `HTTP_ADDR: got "8080"; it takes host:port`,
		"APPROVAL_SIZE=-1":                  `APPROVAL_SIZE: got "-1"; it takes a whole number from 0`,
		"APPROVAL_SIZE=many":                `APPROVAL_SIZE: got "many"; it takes a whole number from 0`,
		"LEDGER_DAYS=2":                     `LEDGER_DAYS: got "2"; it takes a whole number of days from 3`,
		"PAID_BROADCAST=perhaps":            `PAID_BROADCAST: got "perhaps"; it takes true or false`,
		"PAID_RATE=30":                      `PAID_RATE: got "30"; it takes messages a second, a number from 31 to 1000`,
		"PAID_RATE=1001":                    `PAID_RATE: got "1001"; it takes messages a second`,
		"PAID_RATE=quick":                   `PAID_RATE: got "quick"; it takes messages a second`,
		"DATABASE_URL=mysql://u:geheim@h/d": `DATABASE_URL: got "a value that is not shown"; it takes a postgres:// address`,
		"REDIS_URL=http://u:geheim@h":       `REDIS_URL: got "a value that is not shown"`,
		"DATABASE_URL_FILE=/nowhere/at/all": `DATABASE_URL_FILE: cannot read "/nowhere/at/all"`,
	} {
		_, err := readConfig([]string{setting})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", setting, err, want)
			continue
		}
		if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the answer is not one line without secrets: %v", setting, err)
		}
	}
}

// Whoever raised BULK_RATE in order to pay would send everything at that rate,
// unpaid.
func TestWhatIsPaidForIsFaster(t *testing.T) {
	for rate, fits := range map[string]bool{"30": true, "999": true, "1000": false, "2000": false} {
		_, err := readConfig([]string{"PAID_BROADCAST=true", "BULK_RATE=" + rate})
		if fits != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), `PAID_RATE: got "1000"; it takes more than BULK_RATE`) {
			t.Errorf("BULK_RATE=%s: %v", rate, err)
		}
	}
	if _, err := readConfig([]string{"BULK_RATE=2000"}); err != nil {
		t.Errorf("without paying: %v", err)
	}
}

// A Bot API server of one's own may deliver without encryption.
func TestPlainWebhookOfOnesOwn(t *testing.T) {
	for _, address := range []string{"http://bot.example.org", "https://bot.example.org"} {
		if _, err := readConfig([]string{"TELEGRAM_API_URL=http://127.0.0.1:8081", "UPDATES=webhook", "PUBLIC_URL=" + address}); err != nil {
			t.Error(err)
		}
	}
}

func TestTokenIsRequiredAndNeverRepeated(t *testing.T) {
	for _, token := range []string{"", "secret", "12:short"} {
		err := Config{Token: token}.checkToken()
		if err == nil || !strings.HasPrefix(err.Error(), "TELEGRAM_BOT_TOKEN: ") || token != "" && strings.Contains(err.Error(), token) {
			t.Errorf("token %q: %v", token, err)
		}
	}
}
