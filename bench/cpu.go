package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// ticks is how many clock ticks of /proc make a second; Linux shows 100 on
// every machine (proc(5), USER_HZ).
const ticks = 100

// cpu is how long the processors worked, by part of the test bed.
type cpu struct {
	Bot, Postgres, Redis, Load, All time.Duration // Load: generator and simulator; All: everybody on this machine
}

// minus is the work done since an earlier reading.
func (c cpu) minus(before cpu) cpu {
	return cpu{c.Bot - before.Bot, c.Postgres - before.Postgres, c.Redis - before.Redis, c.Load - before.Load, c.All - before.All}
}

// served is the work of the bot and its stores.
func (c cpu) served() time.Duration { return c.Bot + c.Postgres + c.Redis }

// othersShare is how much of the machine was used by programs that do not belong
// to the test bed, or taken away by the machine's host, in percent.
func (c cpu) othersShare(took time.Duration) float64 {
	others := max(0, c.All-c.served()-c.Load)
	return 100 * others.Seconds() / (took.Seconds() * float64(runtime.NumCPU()))
}

// stat is the line of one process in /proc.
type stat struct {
	name   string
	parent int
	own    time.Duration // user and system time
	ended  time.Duration // of children that ended
}

func readStat(pid int) (stat, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	open, end := bytes.IndexByte(line, '('), bytes.LastIndexByte(line, ')')
	fields := strings.Fields(string(line[end+1:]))
	var n [17]int64
	for i := range n {
		n[i], _ = strconv.ParseInt(fields[i], 10, 64) // the first one is a letter
	}
	worked := func(a, b int64) time.Duration { return time.Duration(a+b) * time.Second / ticks }
	return stat{string(line[open+1 : end]), int(n[1]), worked(n[11], n[12]), worked(n[13], n[14])}, nil
}

// readCPU reads the work of the bot, of the stores this process started and of
// this process itself.
func readCPU(bot int) (cpu, error) {
	var c cpu
	own, err := readStat(os.Getpid())
	if err != nil {
		return c, err
	}
	of, err := readStat(bot)
	if err != nil {
		return c, err
	}
	c.Load, c.Bot = own.own, of.own
	all, err := readAll()
	if err != nil {
		return c, err
	}
	for pid, s := range all {
		switch {
		case s.name == "redis-server" && s.parent == os.Getpid():
			c.Redis += s.own
		case s.name == "postgres" && s.parent == os.Getpid():
			c.Postgres += s.own + s.ended
		case s.name == "postgres" && all[s.parent].name == "postgres" && all[s.parent].parent == os.Getpid():
			c.Postgres += all[pid].own
		}
	}
	c.All, err = machineWork()
	return c, err
}

func readAll() (map[int]stat, error) {
	folders, err := filepath.Glob("/proc/[0-9]*")
	all := make(map[int]stat, len(folders))
	for _, folder := range folders {
		pid, _ := strconv.Atoi(filepath.Base(folder))
		if s, err := readStat(pid); err == nil { // else it has just ended
			all[pid] = s
		}
	}
	return all, err
}

// machineWork is what all processors did, idling and waiting left out.
func machineWork() (time.Duration, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	var sum int64
	for i, field := range strings.Fields(first)[1:] {
		const idle, waiting, guest = 3, 4, 8 // guest time is contained in user time
		n, _ := strconv.ParseInt(field, 10, 64)
		if i != idle && i != waiting && i < guest {
			sum += n
		}
	}
	return time.Duration(sum) * time.Second / ticks, nil
}
