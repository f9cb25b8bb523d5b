package announcements

import (
	"slices"
	"time"

	"jastar/centre"
)

// Wave is the job that sends what was kept back from some people.
type Wave struct {
	Wave int `json:"wave"`
}

// Kind names the background job.
func (Wave) Kind() string { return "run_wave" }

// Page is where each run of the wave counts what becomes of its people: below
// zero, beside the pages on which they stood first.
func (w Wave) Page() int { return -w.Wave }

// WavesAhead is how many waves are under way at a time.
const WavesAhead = 8

// Kept is somebody in a wave with what they are to get, the newest first.
type Kept struct {
	Recipient
	Share
	Unwanted []RunID // what they muted meanwhile
}

// OpenedWave is a wave as it stands when it is sent: without what was stopped or
// paused, or is to be held for longer.
type OpenedWave struct {
	Runs   map[RunID]Run // with the words that their readers see by now
	People []Kept
}

// Over tells whether it is too late to send the run.
func (r Run) Over(now time.Time) bool { return !r.Useful.IsZero() && !now.Before(r.Useful) }

// counts tells whether the run counts against the daily limit.
func (r Run) counts() bool { return r.Organisation != 0 && !r.Urgent }

// Places are announcements of people's days.
type Places struct {
	People []centre.PersonID
	Runs   []RunID
}

// Add notes announcements of one person.
func (p *Places) Add(person centre.PersonID, runs ...RunID) {
	for _, run := range runs {
		p.People, p.Runs = append(p.People, person), append(p.Runs, run)
	}
}

// Counting lists what would leave at the hour and counts against the daily limit,
// by person, the newest first.
func (o OpenedWave) Counting(h Hour) map[centre.PersonID][]RunID {
	all := map[centre.PersonID][]RunID{}
	for _, k := range o.People {
		if !k.Reachable || k.Chat == 0 {
			continue
		}
		for _, id := range k.Whole {
			if r := o.Runs[id]; r.counts() && !r.Over(h.Now) {
				all[k.Person] = append(all[k.Person], id)
			}
		}
	}
	return all
}

// ShareOut decides, for those who have something that counts, what is sent whole
// and what in a digest, and returns what is put off. heard is what was let through
// to each of them today; what is let through now is added to it. Asked again after
// a part was sent, it decides the same about the rest.
func (o OpenedWave) ShareOut(h Hour, counting, heard map[centre.PersonID][]RunID) (off Places) {
	for i := range o.People {
		k := &o.People[i]
		waiting := counting[k.Person]
		if len(waiting) == 0 {
			continue
		}
		today := heard[k.Person]
		left := h.Cap - len(today)
		for _, id := range waiting {
			if slices.Contains(today, id) {
				left++ // it has its place since before a crash
			}
		}
		share := Split(waiting, left)
		for _, id := range share.Counted() {
			if !slices.Contains(today, id) {
				today = append(today, id)
			}
		}
		heard[k.Person] = today
		if len(share.Whole)+len(share.Digest) == 0 {
			off.Add(k.Person, waiting...)
		}
		k.Whole = slices.DeleteFunc(k.Whole, func(id RunID) bool {
			return slices.Contains(waiting, id) && !slices.Contains(share.Whole, id)
		})
		k.Digest = share.Digest
	}
	return off
}
