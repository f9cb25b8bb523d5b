package main

import (
	"encoding/json"
	"net/http"
	"sync"
)

// updates is what people caused and what the bot acknowledged of it.
type updates struct {
	mu           sync.Mutex
	caused       map[int64]string // what it was, by update id
	acknowledged map[int64]bool
	refused      int // answers that made Telegram come again
}

func newUpdates() *updates {
	return &updates{caused: map[int64]string{}, acknowledged: map[int64]bool{}}
}

// cause notes an update that somebody caused.
func (u *updates) cause(id int64, what string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.caused[id] = what
}

// answered hears of each update that a replica answered.
func (u *updates) answered(body []byte, status int) {
	var update struct {
		ID int64 `json:"update_id"`
	}
	if json.Unmarshal(body, &update) != nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if status == http.StatusOK {
		u.acknowledged[update.ID] = true
	} else {
		u.refused++
	}
}

// compare reports the updates that were never acknowledged.
func (u *updates) compare(report *table) {
	u.mu.Lock()
	defer u.mu.Unlock()
	line := report.line("updates acknowledged")
	for id, what := range u.caused {
		line.of++
		if !u.acknowledged[id] {
			line.wrong("update %d, %s, is lost", id, what)
		}
	}
	report.note("times an update had to come again", u.refused)
}
