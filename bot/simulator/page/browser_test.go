package page_test

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

const patience = 10 * time.Second // how long anything on the page may take to happen

// newBrowser starts one headless browser for all tabs of the test.
func newBrowser(t *testing.T) context.Context {
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

// tab is one open page. What it asks of other hosts and what goes wrong in it is kept until the end of the test.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string
}

// openTab opens the address in a window of this width and fails the test for console errors and foreign requests.
func openTab(t *testing.T, browser context.Context, address string, width int64) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	p := &tab{t: t, ctx: ctx}
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
	p.do(chromedp.EmulateViewport(width, 900), chromedp.Navigate(address))
	p.see(`[data-link-state="live"]`)
	return p
}

func foreign(requested, home string) bool {
	a, errA := url.Parse(requested)
	b, errB := url.Parse(home)
	return errA != nil || errB != nil || a.Host != b.Host
}

func (p *tab) problem(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, text)
}

// forgive drops the problems so far: the test made them itself.
func (p *tab) forgive() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = nil
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// see waits until the element is there and visible.
func (p *tab) see(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", selector))
}

// vanish waits until no such element is visible.
func (p *tab) vanish(selector string) {
	p.t.Helper()
	p.until(fmt.Sprintf("!document.querySelector(%q)?.checkVisibility()", selector))
}

// read waits until the element's text has this content.
func (p *tab) read(selector, text string) {
	p.t.Helper()
	p.until(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, text))
}

// until waits until the script's value is true.
func (p *tab) until(script string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	wait := chromedp.Poll[bool]("Boolean("+script+")", chromedp.WithPollingInterval(20*time.Millisecond))
	if _, err := chromedp.Run(ctx, wait); err != nil {
		p.t.Fatalf("waiting for %s: %v", script, err)
	}
}

// click presses the element with the mouse.
func (p *tab) click(selector string) {
	p.t.Helper()
	p.see(selector)
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// rightClick presses the element with the other mouse button.
func (p *tab) rightClick(selector string) {
	p.t.Helper()
	p.see(selector)
	nodes, err := chromedp.Run(p.ctx, chromedp.Nodes(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.MouseClickNode(nodes[0], chromedp.ButtonRight))
}

// keys presses keys of the keyboard, wherever the focus is.
func (p *tab) keys(text string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(text, options...))
}

// walk presses the key until the focus is on the element.
func (p *tab) walk(selector, key string, options ...chromedp.KeyOption) {
	p.t.Helper()
	for range 40 {
		here, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("document.activeElement.matches(%q)", selector)))
		if err != nil {
			p.t.Fatal(err)
		}
		if here {
			return
		}
		p.keys(key, options...)
	}
	p.t.Fatalf("the key %q never reaches %s", key, selector)
}
