package simulator_test

import (
	"fmt"
	"net/http"
	"net/url"

	"jastar/bot/simulator"
)

// A bot greets somebody with a button, and the person presses it.
func Example() {
	s, err := simulator.Start(simulator.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	aru := s.Person(simulator.Profile{ID: 42, FirstName: "Aru", LanguageCode: "kk"})
	aru.Start("")

	response, err := http.PostForm(s.URL()+"/bot"+s.Token()+"/sendMessage", url.Values{
		"chat_id": {"42"}, "text": {"<b>Hello</b>"}, "parse_mode": {"HTML"},
		"reply_markup": {`{"inline_keyboard":[[{"text":"Events","callback_data":"events"}]]}`},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()

	message, _ := aru.Last()
	fmt.Println(message.Text, message.HTML, message.Keyboard[0][0].Text)
	_, err = aru.TapAsync("Tickets")
	fmt.Println(err)
	aru.TapAsync("Ev")
	fmt.Println(s.Pending(), "updates wait for the bot;", len(s.Mistakes()), "mistakes")
	// Output:
	// Hello <b>Hello</b> Events
	// no button "Tickets"; there are: "Events"
	// 2 updates wait for the bot; 0 mistakes
}
