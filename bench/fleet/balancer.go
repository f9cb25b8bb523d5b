package fleet

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// Balancer is a load balancer: it sends each request to one of the replicas by
// chance, and to another one when the first refuses the connection. A request
// that broke off later is answered 502, because it may have had its effect.
type Balancer struct {
	// Answered hears of every request a replica answered; nil: nobody.
	Answered func(body []byte, status int)

	client http.Client
	mu     sync.Mutex
	random *rand.Rand
	places []string // the replicas' addresses; "": nobody is there
}

// NewBalancer makes a balancer without a replica.
func NewBalancer(seed uint64) *Balancer {
	const connections = 100 // as many as Telegram opens
	return &Balancer{
		random: rand.New(rand.NewPCG(seed, seed)),
		client: http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: connections}},
	}
}

// Place puts a replica in a place, counted from 0, instead of who was there.
func (b *Balancer) Place(place int, address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.places) <= place {
		b.places = append(b.places, "")
	}
	b.places[place] = address
}

// maxRequest is the largest request passed on, in bytes.
const maxRequest = 1 << 20

// ServeHTTP passes a request on.
func (b *Balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "unreadable request", http.StatusBadRequest)
		return
	}
	for _, address := range b.shuffled() {
		response, err := b.pass(r, address, body)
		if refused(err) {
			continue
		}
		if err != nil {
			break
		}
		if b.Answered != nil {
			b.Answered(body, response.StatusCode)
		}
		w.WriteHeader(response.StatusCode)
		return
	}
	http.Error(w, "no replica answered", http.StatusBadGateway)
}

// shuffled are the replicas' addresses in a new order each time.
func (b *Balancer) shuffled() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var there []string
	for _, at := range b.random.Perm(len(b.places)) {
		if b.places[at] != "" {
			there = append(there, b.places[at])
		}
	}
	return there
}

// pass makes the same request of a replica. The response's body is closed.
func (b *Balancer) pass(r *http.Request, address string, body []byte) (*http.Response, error) {
	again, err := http.NewRequestWithContext(r.Context(), r.Method, "http://"+address+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	again.Header = r.Header.Clone()
	again.GetBody = nil // the client must not repeat it by itself on a connection that broke
	response, err := b.client.Do(again)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, maxRequest))
	return response, errors.Join(err, response.Body.Close())
}

// refused tells whether the request never reached anybody.
func refused(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && failed.Op == "dial"
}
