package simulator

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// Door is one more address of a Simulator. It is as good as the first, and tells how many calls come in by it: where
// several processes of a bot have a door each, a test knows which of them is waiting for answers.
type Door struct {
	url      string
	inFlight atomic.Int64
}

// Door opens one more address, on a free loopback port, until the simulator is closed.
func (s *Simulator) Door() (*Door, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open a door of the simulator: %w", err)
	}
	d := &Door{url: "http://" + listener.Addr().String()}
	server := &http.Server{Handler: d.counted(s.routes()), ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener)
	go func() {
		<-s.stopped.Done()
		server.Close()
	}()
	return d, nil
}

// URL is the address, without a slash at the end.
func (d *Door) URL() string { return d.url }

// InFlight is the number of calls being handled now that came in here, waiting getUpdates calls not counted.
func (d *Door) InFlight() int { return int(d.inFlight.Load()) }

func (d *Door) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(strings.ToLower(r.URL.Path), "/getupdates") {
			d.inFlight.Add(1)
			defer d.inFlight.Add(-1)
		}
		next.ServeHTTP(w, r)
	})
}
