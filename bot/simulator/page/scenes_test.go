package page_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"jastar/bot/simulator"
	"jastar/bot/simulator/page/pagetest"
)

func messagesAreEdited(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	page.Click(first + "[data-input]")
	page.Keys("18:00" + kb.Enter)
	bot.hear("18:00")
	page.Read(first+"[data-from=person]:last-child .text", "18:00")
	page.Keys(kb.ArrowUp)
	page.Until(`document.activeElement.value === "18:00"`)
	page.Keys("-де" + kb.Enter)
	if u := bot.next(); u.Edited == nil || u.Edited.Text != "18:00-де" {
		t.Fatalf("got the update %+v, want the edited message", u)
	}
	page.See(first + "[data-from=person]:last-child .edited")
	page.RightClick(first + "[data-from=person]:last-child .bubble")
	page.Click(first + "[data-action=reply]")
	page.Keys("сол" + kb.Enter)
	bot.hear("сол")
	page.Read(first+"[data-from=person]:last-child .quote", "18:00-де")
	for _, kind := range []string{"photo", "document", "video", "animation", "voice", "video_note", "audio", "sticker", "location", "venue", "poll"} {
		page.Click(first + `[data-attach=""]`)
		page.Click(first + "[data-attach=" + kind + "]")
		if kind == "location" {
			page.Click(first + "[data-confirm]")
		}
		bot.next()
		page.See(first + "[data-from=person][data-kind=" + kind + "]")
	}
}

func botIsBlocked(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	page.Click(first + "[data-more]")
	page.Click(first + "[data-action=block]")
	if u := bot.next(); u.Member == nil || u.Member.New.Status != "kicked" {
		t.Fatalf("got the update %+v, want the news of the block", u)
	}
	page.Vanish(first + "[data-input]")
	page.Click(first + "[data-restart]")
	if u := bot.next(); u.Member == nil || u.Member.New.Status != "member" {
		t.Fatalf("got the update %+v, want the news of the return", u)
	}
	bot.hear("/start")
	page.See(first + "[data-input]")
}

func linkHeals(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	page.See(first + "[data-input]")
	if err := sim.Close(); err != nil {
		t.Fatal(err)
	}
	page.See(`[data-link-state="lost"]`)
	again := startSimulator(t, strings.TrimPrefix(sim.URL(), "http://"))
	page.See(`[data-link-state="live"]`)
	page.See(first + "[data-start]") // the new simulator knows of no chat
	again.Person(simulator.Profile{ID: 103, FirstName: "Мария", Featured: true})
	page.See(`[data-person="103"]`)
	page.Forgive() // the refused connections
}

func narrowScreen(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), handset)
	page.See(first + "[data-start]")
	page.Vanish(second + "[data-start]")
	page.Click(`[data-tab="102"]`)
	page.Vanish(first + "[data-start]")
	page.Click(second + "[data-start]")
	bot.hear("/start")
	page.Click(`[data-tab="101"]`)
	bot.call("sendMessage", args{"chat_id": 102, "text": "Жаңалық"})
	page.Read(`[data-tab="102"] .badge`, "1")
	page.Click(`[data-tab="102"]`)
	page.Vanish(`[data-tab="102"] .badge`)
	page.Read(second+"[data-from=bot] .text", "Жаңалық")
	page.Until("document.documentElement.scrollWidth <= innerWidth")
}

func personIsAdded(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click("[data-add-person]")
	page.Keys("Үміт" + kb.Enter)
	page.Until("document.querySelectorAll('[data-person]').length === 3")
	page.Until("document.activeElement.matches('[data-start]')")
	page.Keys(kb.Enter)
	bot.hear("/start")
	page.Vanish("[data-dialog=new-person]")
	page.Read(`.phone.selected h2`, "Үміт")
}

func placeIsKept(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	for i := range 30 {
		bot.call("sendMessage", args{"chat_id": 101, "text": fmt.Sprintf("Хабар %d", i)})
	}
	log := `document.querySelector('` + first + `.log')`
	atEnd := "(" + log + ".scrollHeight - " + log + ".scrollTop - " + log + ".clientHeight < 2)"
	page.Read(first+"[data-from=bot]:last-child", "Хабар 29")
	page.Until(atEnd)
	page.Until(log + ".scrollTo(0, 40) || true")
	page.See(first + "[data-newest]")
	bot.call("sendMessage", args{"chat_id": 101, "text": "Тағы бірі"})
	page.Read(first+"[data-newest] .count", "1")
	page.Until(log + ".scrollTop === 40")
	page.Click(first + "[data-newest]")
	page.Until(atEnd)
	page.Vanish(first + "[data-newest]")
}

func fileIsDropped(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	page.Click(first + "[data-input]")
	page.Keys("Афиша")
	page.Until(`(() => {
		const bytes = Uint8Array.from(atob("` + onePixel + `"), (letter) => letter.charCodeAt(0));
		const files = new DataTransfer();
		files.items.add(new File([bytes], "poster.png", { type: "image/png" }));
		const drop = new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
		return !document.activeElement.dispatchEvent(drop);
	})()`)
	if u := bot.next(); u.Message == nil || len(u.Message.Photo) == 0 || u.Message.Caption != "Афиша" {
		t.Fatalf("got the update %+v, want a photo with its caption", u)
	}
	page.Read(first+"[data-kind=photo] .text", "Афиша")
	page.Until(`document.querySelector('` + first + `.photo img').naturalWidth === 1`)
}

// onePixel is a PNG picture in base64.
const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
