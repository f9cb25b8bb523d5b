package simulator

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// BenchmarkCountersOverNetHTTP measures the counters mode behind Go's own HTTP client, which shares the cores.
func BenchmarkCountersOverNetHTTP(b *testing.B) {
	s, err := Start(Options{Counters: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.AddPeople(1, 100_000)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
	address := s.URL() + "/bot" + s.Token() + "/sendMessage"
	var next atomic.Int64
	b.SetParallelism(32 / runtime.GOMAXPROCS(0))
	from := cpuTime()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := fmt.Sprintf("chat_id=%d&text=Hello%%20there&parse_mode=HTML", next.Add(1)%100_000+1)
			response, err := client.Post(address, "application/x-www-form-urlencoded", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
	})
	report(b, from)
	if s.Sent() != int64(b.N) {
		b.Errorf("%d of %d calls counted", s.Sent(), b.N)
	}
}

// BenchmarkCounters measures the counters mode itself: the caller writes ready-made requests and reads answers.
func BenchmarkCounters(b *testing.B) {
	s, err := Start(Options{Counters: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.AddPeople(1, 100_000)
	const workers = 32
	var group sync.WaitGroup
	from := cpuTime()
	b.ResetTimer()
	for i := range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			rawCalls(b, s, b.N/workers+boolBit(i < b.N%workers))
		}()
	}
	group.Wait()
	report(b, from)
	if s.Sent() != int64(b.N) {
		b.Errorf("%d of %d calls counted", s.Sent(), b.N)
	}
}

// report tells the rate, and the processor time of both sides of a call: on a machine that is busy otherwise, only
// that can be compared.
func report(b *testing.B, from time.Duration) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	b.ReportMetric(float64((cpuTime()-from).Microseconds())/float64(b.N), "cpu-µs/call")
}

func cpuTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func boolBit(set bool) int {
	if set {
		return 1
	}
	return 0
}

func rawCalls(b *testing.B, s *Simulator, n int) {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
	if err != nil {
		b.Error(err)
		return
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for i := range n {
		body := fmt.Sprintf("chat_id=%d&text=Hello%%20there&parse_mode=HTML", i%100_000+1)
		fmt.Fprintf(conn, "POST /bot%s/sendMessage HTTP/1.1\r\nHost: simulator\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
			"Content-Length: %d\r\n\r\n%s", s.Token(), len(body), body)
		response, err := http.ReadResponse(answers, nil)
		if err != nil {
			b.Error(err)
			return
		}
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
}
