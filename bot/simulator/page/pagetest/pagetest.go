// Package pagetest opens the demo page in a headless Chromium for tests. A page
// that asks another host for anything, or writes an error into its console,
// fails its test. Nothing here knows what the page shows.
package pagetest

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Patience is how long anything on the page may take to happen.
const Patience = 30 * time.Second

// NewBrowser starts one headless browser for all tabs of the test.
func NewBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := browserPath()
	if err != nil {
		t.Fatal("no chromium found; install it with: apt-get install -y --no-install-recommends chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath(path))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

func browserPath() (path string, err error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", err
}

// Tab is one open page. What it asks of other hosts and what goes wrong in it is kept until the end of the test.
type Tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// Open opens the address in a window of this width and fails the test for console errors and foreign requests.
func Open(t *testing.T, browser context.Context, address string, width int64) *Tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	p := &Tab{t: t, ctx: ctx}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	var watchers sync.WaitGroup
	console, requests := chromedp.Console(ctx), chromedp.Events(ctx, network.RequestWillBeSent)
	watchers.Go(func() {
		for message, err := range console {
			if err == nil && (message.Type == "error" || message.Type == chromedp.ConsoleException) {
				p.problem("console: " + message.Text)
			}
		}
	})
	watchers.Go(func() {
		for request, err := range requests {
			if err == nil && foreign(request.Request.URL, address) {
				p.problem("request to another host: " + request.Request.URL)
			}
		}
	})
	t.Cleanup(func() {
		stop()
		watchers.Wait()
		for _, problem := range p.problems {
			t.Error(problem)
		}
	})
	p.Do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(address))
	p.See(`[data-link-state="live"]`)
	return p
}

func foreign(requested, home string) bool {
	a, errA := url.Parse(requested)
	b, errB := url.Parse(home)
	return errA != nil || errB != nil || a.Host != b.Host
}

func (p *Tab) problem(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, text)
}

// Forgive drops the problems so far: the test made them itself.
func (p *Tab) Forgive() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = nil
}

func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, Patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// See waits until the element is there and visible.
func (p *Tab) See(selector string) {
	p.t.Helper()
	p.Until(fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", selector))
}

// Vanish waits until no such element is visible.
func (p *Tab) Vanish(selector string) {
	p.t.Helper()
	p.Until(fmt.Sprintf("!document.querySelector(%q)?.checkVisibility()", selector))
}

// Read waits until the element's text has this content.
func (p *Tab) Read(selector, text string) {
	p.t.Helper()
	p.Until(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, text))
}

// Until waits until the script's value is true.
func (p *Tab) Until(script string) { p.t.Helper(); p.UntilWithin(Patience, script) }

// UntilWithin waits that long until the script's value is true.
func (p *Tab) UntilWithin(d time.Duration, script string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, d)
	defer cancel()
	wait := chromedp.Poll[bool]("Boolean("+script+")", chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(d))
	if _, err := chromedp.Run(ctx, wait); err != nil {
		p.t.Fatalf("waiting for %s: %v", script, err)
	}
}

// Click presses the element with the mouse.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	p.See(selector)
	p.Do(chromedp.Click(chromedp.CSS(selector)))
}

// RightClick presses the element with the other mouse button.
func (p *Tab) RightClick(selector string) {
	p.t.Helper()
	p.See(selector)
	nodes, err := chromedp.Run(p.ctx, chromedp.Nodes(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatal(err)
	}
	p.Do(chromedp.MouseClickNode(nodes[0], chromedp.ButtonRight))
}

// Keys presses keys of the keyboard, wherever the focus is.
func (p *Tab) Keys(text string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(text, options...))
}

// Walk presses the key until the focus is on the element.
func (p *Tab) Walk(selector, key string, options ...chromedp.KeyOption) {
	p.t.Helper()
	for range 40 {
		here, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.activeElement.matches(%q)", selector)))
		if err != nil {
			p.t.Fatal(err)
		}
		if here {
			return
		}
		p.Keys(key, options...)
	}
	p.t.Fatalf("the key %q never reaches %s", key, selector)
}

// Text returns the element's text, "" when there is none.
func (p *Tab) Text(selector string) string {
	p.t.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q)?.textContent ?? ''", selector)))
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

// Picture returns the visible part of the page as a PNG.
func (p *Tab) Picture() []byte {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	return png
}
