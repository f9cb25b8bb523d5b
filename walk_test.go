package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"jastar/bot/simulator/page/pagetest"
)

var pictures = flag.String("pictures", "", "a folder for the pictures of the walk, such as docs/pictures")

// A browser walks on the demo's page, from a newcomer's /start in Kazakh to a
// received reminder and a received announcement.
func TestBrowserWalk(t *testing.T) {
	t.Parallel()
	address := openDemo(t)
	page := pagetest.Open(t, pagetest.NewBrowser(t), address, 1600)
	w := &walker{t: t, Tab: page}

	aliya, timur := w.phone(1001), w.phone(1004)
	page.Click(aliya + "[data-start]")
	w.tap(aliya, "Қазақша")
	w.reads(aliya, "Қош келдіңіз")
	w.picture("welcome")
	w.tap(aliya, "📅 Іс-шаралар")
	w.tap(aliya, "Барлық іс-шара")
	w.picture("events")
	w.tap(aliya, "1. Еріктілермен танысу кеші")
	w.tap(aliya, "Тіркелу")
	w.tap(aliya, "18–35")
	w.tap(aliya, "Келісемін")
	w.tap(aliya, "Әлия Серік")
	w.reads(aliya, "Орныңыз сақталды")
	w.picture("seat")

	w.tap(timur, "📣 Announcements")
	w.tap(timur, "New announcement")
	w.tap(timur, "The centre itself")
	w.tap(timur, "English")
	w.says(timur, "Tea and stories tonight, come as you are!")
	w.tap(timur, "Who receives it")
	w.tap(timur, "Everyone")
	w.picture("announcement")
	w.tap(timur, "Back")
	w.tap(timur, "Send now")
	w.waits(aliya, "Tea and stories tonight", 60*time.Second)
	w.waits(aliya, "Басталуына қалған", 130*time.Second)
	w.picture("reminder")
	w.tap(aliya, "Келемін")
	w.reads(aliya, "көріскенше")
	w.picture("demo")
}

// walker does what a person does with a mouse.
type walker struct {
	t *testing.T
	*pagetest.Tab
}

// phone selects what is inside one person's phone.
func (w *walker) phone(id int) string { return fmt.Sprintf(`[data-person="%d"] `, id) }

// tap taps the newest button of that label.
func (w *walker) tap(phone, label string) {
	w.t.Helper()
	button := fmt.Sprintf("%s[data-button=%q]", phone, label)
	w.See(button)
	w.Until(fmt.Sprintf(`[...document.querySelectorAll(%q)].at(-1).click() || true`, button))
	w.Until(`!document.querySelector('[aria-busy=true]')`)
}

func (w *walker) says(phone, text string) {
	w.t.Helper()
	w.Click(phone + "[data-input]")
	w.Keys(text)
	w.Click(phone + "[data-send]")
}

// reads waits until the bot has said something.
func (w *walker) reads(phone, text string) { w.t.Helper(); w.waits(phone, text, pagetest.Patience) }

func (w *walker) waits(phone, text string, patience time.Duration) {
	w.t.Helper()
	script := fmt.Sprintf("[...document.querySelectorAll(%q)].some(m => m.textContent.includes(%q))", phone+"[data-from=bot]", text)
	w.UntilWithin(patience, script)
}

// picture keeps what the page shows, when pictures are wanted.
func (w *walker) picture(name string) {
	w.t.Helper()
	png := w.Picture()
	if len(png) < 10_000 {
		w.t.Errorf("the picture %s is almost empty: %d bytes", name, len(png))
	}
	if *pictures == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// openDemo runs "jastar demo" and returns the address of its page, which must
// be there within a minute.
func openDemo(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	command := exec.Command(path, "demo")
	command.Env = append(os.Environ(), "DATA_DIR="+t.TempDir(), "HTTP_ADDR=127.0.0.1:0")
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("JASTAR_TEST_LOG") != "" {
		command.Stderr = os.Stderr
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM) // it may have ended
		_ = command.Wait()
	})
	found := make(chan string, 1)
	go func() {
		defer close(found)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, address, ok := strings.Cut(lines.Text(), "The centre is open: "); ok {
				found <- strings.TrimSpace(address)
			}
		}
	}()
	select {
	case address := <-found:
		if address == "" {
			t.Fatal("the demo ended before its page was there (JASTAR_TEST_LOG=1 shows why)")
		}
		t.Logf("the page was there %.1f s after the start", time.Since(start).Seconds())
		return address
	case <-time.After(time.Minute):
		t.Fatal("no page within 60 s")
	}
	return ""
}
