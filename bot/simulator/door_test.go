package simulator

import (
	"net/http"
	"testing"
)

func TestDoorsTellCallersApart(t *testing.T) {
	b := launch(t, Options{})
	b.person(1)
	first, err := b.s.Door()
	if err != nil {
		t.Fatal(err)
	}
	second, err := b.s.Door()
	if err != nil {
		t.Fatal(err)
	}
	free := b.s.Inject(Fault{Kind: FaultTimeoutBefore, Methods: []string{"getMe"}})
	defer free()
	call := func(d *Door, method string) error {
		response, err := http.Post(d.URL()+"/bot"+b.s.Token()+"/"+method, "application/x-www-form-urlencoded", nil)
		if err == nil {
			response.Body.Close()
		}
		return err
	}
	ended := make(chan error, 2)
	for range 2 {
		go func() { ended <- call(first, "getMe") }()
	}
	eventually(t, "two calls by the first door", func() bool { return first.InFlight() == 2 && b.s.InFlight() == 2 })
	if n := second.InFlight(); n != 0 {
		t.Errorf("%d calls by the second door", n)
	}
	if err := call(second, "getWebhookInfo"); err != nil {
		t.Error(err)
	}
	b.s.Close()
	for range 2 {
		if err := <-ended; err == nil {
			t.Error("a call was answered that Telegram never handles")
		}
	}
	eventually(t, "nobody at the doors", func() bool { return first.InFlight() == 0 })
	if call(second, "getWebhookInfo") == nil {
		t.Error("a door is open after the simulator was closed")
	}
}
