package page_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jastar/bot/simulator"
)

func messagesAreEdited(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	page.click(first + "[data-input]")
	page.keys("18:00" + kb.Enter)
	bot.hear("18:00")
	page.read(first+"[data-from=person]:last-child .text", "18:00")
	page.keys(kb.ArrowUp)
	page.until(`document.activeElement.value === "18:00"`)
	page.keys("-де" + kb.Enter)
	if u := bot.next(); u.Edited == nil || u.Edited.Text != "18:00-де" {
		t.Fatalf("got the update %+v, want the edited message", u)
	}
	page.see(first + "[data-from=person]:last-child .edited")
	page.rightClick(first + "[data-from=person]:last-child .bubble")
	page.click(first + "[data-action=reply]")
	page.keys("сол" + kb.Enter)
	bot.hear("сол")
	page.read(first+"[data-from=person]:last-child .quote", "18:00-де")
	for _, kind := range []string{"sticker", "voice", "photo", "document", "location"} {
		page.click(first + `[data-attach=""]`)
		page.click(first + "[data-attach=" + kind + "]")
		if kind == "location" {
			page.click(first + "[data-confirm]")
		}
		bot.next()
		page.see(first + "[data-from=person][data-kind=" + kind + "]")
	}
}

func botIsBlocked(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	page.click(first + "[data-more]")
	page.click(first + "[data-action=block]")
	if u := bot.next(); u.Member == nil || u.Member.New.Status != "kicked" {
		t.Fatalf("got the update %+v, want the news of the block", u)
	}
	page.vanish(first + "[data-input]")
	page.click(first + "[data-restart]")
	if u := bot.next(); u.Member == nil || u.Member.New.Status != "member" {
		t.Fatalf("got the update %+v, want the news of the return", u)
	}
	bot.hear("/start")
	page.see(first + "[data-input]")
}

func linkHeals(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	page.see(first + "[data-input]")
	if err := sim.Close(); err != nil {
		t.Fatal(err)
	}
	page.see(`[data-link-state="lost"]`)
	again := startSimulator(t, strings.TrimPrefix(sim.URL(), "http://"))
	page.see(`[data-link-state="live"]`)
	page.see(first + "[data-start]") // the new simulator knows of no chat
	again.Person(simulator.Profile{ID: 103, FirstName: "Мария", Featured: true})
	page.see(`[data-person="103"]`)
	page.forgive() // the refused connections
}

func narrowScreen(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), handset)
	page.see(first + "[data-start]")
	page.vanish(second + "[data-start]")
	page.click(`[data-tab="102"]`)
	page.vanish(first + "[data-start]")
	page.click(second + "[data-start]")
	bot.hear("/start")
	page.click(`[data-tab="101"]`)
	bot.call("sendMessage", args{"chat_id": 102, "text": "Жаңалық"})
	page.read(`[data-tab="102"] .badge`, "1")
	page.click(`[data-tab="102"]`)
	page.vanish(`[data-tab="102"] .badge`)
	page.read(second+"[data-from=bot] .text", "Жаңалық")
	page.until("document.documentElement.scrollWidth <= innerWidth")
}

func personIsAdded(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click("[data-add-person]")
	page.keys("Үміт" + kb.Enter)
	page.until("document.querySelectorAll('[data-person]').length === 3")
	page.until("document.activeElement.matches('[data-start]')")
	page.keys(kb.Enter)
	bot.hear("/start")
	page.vanish("[data-dialog=new-person]")
	page.read(`.phone.selected h2`, "Үміт")
}

func placeIsKept(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	for i := range 30 {
		bot.call("sendMessage", args{"chat_id": 101, "text": fmt.Sprintf("Хабар %d", i)})
	}
	log := `document.querySelector('` + first + `.log')`
	atEnd := "(" + log + ".scrollHeight - " + log + ".scrollTop - " + log + ".clientHeight < 2)"
	page.read(first+"[data-from=bot]:last-child", "Хабар 29")
	page.until(atEnd)
	page.until(log + ".scrollTo(0, 40) || true")
	page.see(first + "[data-newest]")
	bot.call("sendMessage", args{"chat_id": 101, "text": "Тағы бірі"})
	page.read(first+"[data-newest] .count", "1")
	page.until(log + ".scrollTop === 40")
	page.click(first + "[data-newest]")
	page.until(atEnd)
	page.vanish(first + "[data-newest]")
}

func fileIsDropped(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	page.click(first + "[data-input]")
	page.keys("Афиша")
	page.until(`(() => {
		const bytes = Uint8Array.from(atob("` + onePixel + `"), (letter) => letter.charCodeAt(0));
		const files = new DataTransfer();
		files.items.add(new File([bytes], "poster.png", { type: "image/png" }));
		const drop = new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
		return !document.activeElement.dispatchEvent(drop);
	})()`)
	if u := bot.next(); u.Message == nil || len(u.Message.Photo) == 0 || u.Message.Caption != "Афиша" {
		t.Fatalf("got the update %+v, want a photo with its caption", u)
	}
	page.read(first+"[data-kind=photo] .text", "Афиша")
	page.until(`document.querySelector('` + first + `.photo img').naturalWidth === 1`)
}

// onePixel is a PNG picture in base64.
const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
