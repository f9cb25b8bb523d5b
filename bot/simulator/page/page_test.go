package page_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"jastar/bot/simulator/page/pagetest"
)

const (
	desktop = 1600
	handset = 390
	first   = `[data-person="101"] `
	second  = `[data-person="102"] `
)

func TestPage(t *testing.T) {
	browser := pagetest.NewBrowser(t)
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
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Until("window.opened = 1")
	page.Click(first + "[data-start]")
	bot.hear("/start")
	id := bot.call("sendMessage", args{"chat_id": 101, "parse_mode": "HTML", "text": "<b>Қош келдіңіз</b>, &lt;b&gt; ӘҒҚҢӨҰҮҺІ"})
	page.Read(first+"[data-from=bot] b", "Қош келдіңіз")
	page.Read(first+"[data-from=bot] .text", "<b> ӘҒҚҢӨҰҮҺІ")
	page.Vanish(first + "[data-start]")
	bot.call("editMessageText", args{"chat_id": 101, "message_id": id, "text": "Өзгерді"})
	page.Read(first+"[data-from=bot] .text", "Өзгерді")
	page.See(first + "[data-from=bot] .edited")
	bot.call("deleteMessage", args{"chat_id": 101, "message_id": id})
	page.Until(`!document.querySelector('` + first + `[data-from=bot]')`)
	page.Until("window.opened === 1")
}

func tapsAreAnswered(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	bot.call("sendMessage", args{"chat_id": 101, "text": "?", "reply_markup": keyboard(
		args{"text": "Тіркелу", "callback_data": "go"}, args{"text": "Ереже", "callback_data": "rules"})})
	page.Click(first + `[data-button="Тіркелу"]`)
	page.See(first + `[data-button="Тіркелу"][aria-busy=true] .spinner`)
	bot.call("answerCallbackQuery", args{"callback_query_id": bot.tapped("go"), "text": "Жазылдыңыз"})
	page.Read(first+"[data-toast]", "Жазылдыңыз")
	page.Until(`!document.querySelector('[aria-busy=true]')`)
	page.Click(first + `[data-button="Ереже"]`)
	bot.call("answerCallbackQuery", args{"callback_query_id": bot.tapped("rules"), "text": "14 жастан", "show_alert": true})
	page.Read(first+"[data-dialog=alert]", "14 жастан")
	page.Keys(kb.Escape)
	page.Vanish(first + "[data-dialog]")
	page.Until(`document.activeElement.dataset.button === "Ереже"`)
}

func keyboardOnly(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	bot.call("setMyCommands", args{"commands": []args{{"command": "menu", "description": "Мәзір"}, {"command": "my", "description": "Билеттер"}}})
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Walk(first+"[data-start]", kb.Tab)
	page.Until(`getComputedStyle(document.activeElement).outlineStyle !== "none"`)
	page.Keys(kb.Enter)
	bot.hear("/start")
	page.Walk(first+"[data-input]", kb.Tab)
	page.Keys("Сәлем" + kb.Enter)
	bot.hear("Сәлем")
	page.Until(`document.activeElement.value === ""`)
	id := bot.call("sendMessage", args{"chat_id": 101, "text": "?", "reply_markup": keyboard(args{"text": "Иә", "callback_data": "yes"})})
	page.See(first + `[data-button="Иә"]`)
	page.Walk(first+`[data-button="Иә"]`, kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	page.Keys(kb.Enter)
	tap := bot.tapped("yes")
	bot.call("editMessageText", args{"chat_id": 101, "message_id": id, "text": "!", "reply_markup": keyboard(args{"text": "Артқа", "callback_data": "back"})})
	bot.call("answerCallbackQuery", args{"callback_query_id": tap})
	page.Until(`document.activeElement.dataset.button === "Артқа"`)
	page.Walk(first+"[data-menu]", kb.Tab)
	page.Keys(kb.Enter)
	page.Until(`document.activeElement.dataset.command === "menu"`)
	page.Keys(kb.ArrowDown + kb.Enter)
	bot.hear("/my")
	page.Keys("2", chromedp.KeyModifiers(chromedp.ModifierAlt))
	page.Until(`document.activeElement.matches('` + second + `[data-start]')`)
}

func contactIsAsked(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	rows := [][]args{{{"text": "Нөмірімді жіберу", "request_contact": true}, {"text": "Өткізу"}}}
	bot.call("sendMessage", args{"chat_id": 101, "text": "Нөміріңіз?", "reply_markup": args{"keyboard": rows, "one_time_keyboard": true}})
	page.Click(first + `[data-button="Нөмірімді жіберу"]`)
	page.Read(first+"[data-dialog=contact]", "+77010000101")
	page.Keys(kb.Escape)
	page.Vanish(first + "[data-dialog]")
	page.Click(first + `[data-button="Нөмірімді жіберу"]`)
	page.Click(first + "[data-confirm]")
	got := bot.next().Message
	if got == nil || got.Contact == nil {
		t.Fatal("want the contact as the next update, and none after the cancelled question")
	}
	if strings.TrimPrefix(got.Contact.Phone, "+") != "77010000101" || got.Contact.UserID != 101 {
		t.Errorf("got the contact %+v, want the person's own", *got.Contact)
	}
	page.See(first + `[data-from=person][data-kind=contact]`)
	page.Vanish(first + "[data-reply-keyboard]")
}

func linksOpenTheChat(t *testing.T, browser context.Context) {
	sim, bot := newDemo(t)
	page := pagetest.Open(t, browser, sim.URL(), desktop)
	page.Click(first + "[data-start]")
	bot.hear("/start")
	link := "https://t.me/" + sim.BotUsername() + "?start="
	bot.call("sendMessage", args{"chat_id": 101, "parse_mode": "HTML",
		"text":         `<a href="` + link + `ev_1">Іс-шара</a> <a href="https://example.org/">сайт</a> /menu`,
		"reply_markup": keyboard(args{"text": "Ашу", "url": link + "ev_2"}, args{"text": "Сайт", "url": "https://example.org/"})})
	page.Click(first + `[data-start="ev_1"]`)
	bot.hear("/start ev_1")
	page.Click(first + `[data-button="Ашу"]`)
	bot.hear("/start ev_2")
	page.Click(first + "[data-from=bot] .command")
	bot.hear("/menu")
	page.Click(first + `[data-button="Сайт"]`)
	page.See(first + `[data-dialog=link] a[href="https://example.org/"][target=_blank][rel~=noopener]`)
	page.Click(first + "[data-cancel]")
	page.See(first + `.text a[href="https://example.org/"][target=_blank][rel~=noopener]`)
}
