package page_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	desktop = 1600
	handset = 390
	first   = `[data-person="101"] `
	second  = `[data-person="102"] `
)

func TestPage(t *testing.T) {
	browser := newBrowser(t)
	scenes := map[string]func(*testing.T, context.Context){
		"bubbles come, change and go without a reload": bubblesAreLive,
		"a tap spins until it is answered":             tapsAreAnswered,
		"everything works from the keyboard":           keyboardOnly,
		"a contact is shared after a question":         contactIsAsked,
		"links into the bot open this chat":            linksOpenTheChat,
		"own messages are edited and quoted":           messagesAreEdited,
		"a blocked bot is started again":               botIsBlocked,
		"a lost link heals":                            linkHeals,
		"one phone at a time on a narrow screen":       narrowScreen,
		"a person is added":                            personIsAdded,
		"the reader's place is kept":                   placeIsKept,
		"a dropped file is sent with its caption":      fileIsDropped,
	}
	for name, scene := range scenes {
		t.Run(name, func(t *testing.T) { scene(t, browser) })
	}
}

func bubblesAreLive(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.until("window.opened = 1")
	page.click(first + "[data-start]")
	bot.hear("/start")
	id := bot.call("sendMessage", args{"chat_id": 101, "parse_mode": "HTML", "text": "<b>Қош келдіңіз</b>, &lt;b&gt; ӘҒҚҢӨҰҮҺІ"})
	page.read(first+"[data-from=bot] b", "Қош келдіңіз")
	page.read(first+"[data-from=bot] .text", "<b> ӘҒҚҢӨҰҮҺІ")
	page.vanish(first + "[data-start]")
	bot.call("editMessageText", args{"chat_id": 101, "message_id": id, "text": "Өзгерді"})
	page.read(first+"[data-from=bot] .text", "Өзгерді")
	page.see(first + "[data-from=bot] .edited")
	bot.call("deleteMessage", args{"chat_id": 101, "message_id": id})
	page.until(`!document.querySelector('` + first + `[data-from=bot]')`)
	page.until("window.opened === 1")
}

func tapsAreAnswered(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	bot.call("sendMessage", args{"chat_id": 101, "text": "?", "reply_markup": keyboard(
		args{"text": "Тіркелу", "callback_data": "go"}, args{"text": "Ереже", "callback_data": "rules"})})
	page.click(first + `[data-button="Тіркелу"]`)
	page.see(first + `[data-button="Тіркелу"][aria-busy=true] .spinner`)
	bot.call("answerCallbackQuery", args{"callback_query_id": bot.tapped("go"), "text": "Жазылдыңыз"})
	page.read(first+"[data-toast]", "Жазылдыңыз")
	page.until(`!document.querySelector('[aria-busy=true]')`)
	page.click(first + `[data-button="Ереже"]`)
	bot.call("answerCallbackQuery", args{"callback_query_id": bot.tapped("rules"), "text": "14 жастан", "show_alert": true})
	page.read(first+"[data-dialog=alert]", "14 жастан")
	page.keys(kb.Escape)
	page.vanish(first + "[data-dialog]")
	page.until(`document.activeElement.dataset.button === "Ереже"`)
}

func keyboardOnly(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	bot.call("setMyCommands", args{"commands": []args{{"command": "menu", "description": "Мәзір"}, {"command": "my", "description": "Билеттер"}}})
	page := openTab(t, browser, sim.URL(), desktop)
	page.walk(first+"[data-start]", kb.Tab)
	page.until(`getComputedStyle(document.activeElement).outlineStyle !== "none"`)
	page.keys(kb.Enter)
	bot.hear("/start")
	page.walk(first+"[data-input]", kb.Tab)
	page.keys("Сәлем" + kb.Enter)
	bot.hear("Сәлем")
	page.until(`document.activeElement.value === ""`)
	id := bot.call("sendMessage", args{"chat_id": 101, "text": "?", "reply_markup": keyboard(args{"text": "Иә", "callback_data": "yes"})})
	page.see(first + `[data-button="Иә"]`)
	page.walk(first+`[data-button="Иә"]`, kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	page.keys(kb.Enter)
	tap := bot.tapped("yes")
	bot.call("editMessageText", args{"chat_id": 101, "message_id": id, "text": "!", "reply_markup": keyboard(args{"text": "Артқа", "callback_data": "back"})})
	bot.call("answerCallbackQuery", args{"callback_query_id": tap})
	page.until(`document.activeElement.dataset.button === "Артқа"`)
	page.walk(first+"[data-menu]", kb.Tab)
	page.keys(kb.Enter)
	page.until(`document.activeElement.dataset.command === "menu"`)
	page.keys(kb.ArrowDown + kb.Enter)
	bot.hear("/my")
	page.keys("2", chromedp.KeyModifiers(chromedp.ModifierAlt))
	page.until(`document.activeElement.matches('` + second + `[data-start]')`)
}

func contactIsAsked(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	rows := [][]args{{{"text": "Нөмірімді жіберу", "request_contact": true}, {"text": "Өткізу"}}}
	bot.call("sendMessage", args{"chat_id": 101, "text": "Нөміріңіз?", "reply_markup": args{"keyboard": rows, "one_time_keyboard": true}})
	page.click(first + `[data-button="Нөмірімді жіберу"]`)
	page.read(first+"[data-dialog=contact]", "+77010000101")
	page.keys(kb.Escape)
	page.vanish(first + "[data-dialog]")
	page.click(first + `[data-button="Нөмірімді жіберу"]`)
	page.click(first + "[data-confirm]")
	got := bot.next().Message
	if got == nil || got.Contact == nil {
		t.Fatal("want the contact as the next update, and none after the cancelled question")
	}
	if strings.TrimPrefix(got.Contact.Phone, "+") != "77010000101" || got.Contact.UserID != 101 {
		t.Errorf("got the contact %+v, want the person's own", *got.Contact)
	}
	page.see(first + `[data-from=person][data-kind=contact]`)
	page.vanish(first + "[data-reply-keyboard]")
}

func linksOpenTheChat(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := openTab(t, browser, sim.URL(), desktop)
	page.click(first + "[data-start]")
	bot.hear("/start")
	link := "https://t.me/" + sim.BotUsername() + "?start="
	bot.call("sendMessage", args{"chat_id": 101, "parse_mode": "HTML",
		"text":         `<a href="` + link + `ev_1">Іс-шара</a> <a href="https://example.org/">сайт</a> /menu`,
		"reply_markup": keyboard(args{"text": "Ашу", "url": link + "ev_2"}, args{"text": "Сайт", "url": "https://example.org/"})})
	page.click(first + `[data-start="ev_1"]`)
	bot.hear("/start ev_1")
	page.click(first + `[data-button="Ашу"]`)
	bot.hear("/start ev_2")
	page.click(first + "[data-from=bot] .command")
	bot.hear("/menu")
	page.click(first + `[data-button="Сайт"]`)
	page.see(first + `[data-dialog=link] a[href="https://example.org/"][target=_blank][rel~=noopener]`)
	page.click(first + "[data-cancel]")
	page.see(first + `.text a[href="https://example.org/"][target=_blank][rel~=noopener]`)
}
