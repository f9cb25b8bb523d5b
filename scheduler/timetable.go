package scheduler

import (
	"context"
	"time"
)

// Duty is work that may be due. It claims rows, so that any number of replicas
// may be at it at the same time, and returns when nothing is due any more.
type Duty func(ctx context.Context, now time.Time) error

// Duties are what the centre's nouns do without a tap; wiring.go supplies
// them. A duty that is nil has no line in the timetable.
type Duties struct {
	StartAnnouncements Duty // claims announcements whose planned start has come
	ReleaseHeld        Duty // claims people whose announcements were held until now
	ShowProgress       Duty // claims progress messages that are to be edited
	RemindOfEvents     Duty // claims reminders that are due
	SendDigests        Duty // claims weekly digests that are due
	ReportRuns         Duty // claims runs whose report is due
	ForgetPeople       Duty // claims people whose grace period before erasure is over
	DropLedger         Duty // drops what is known of messages that were sent long ago
}

// Timetable is every cron line of the bot: second, minute, hour, day of the
// month, month, weekday. A line only wakes and claims; being late is harmless.
func Timetable(d Duties) []Tick {
	return []Tick{
		{"start announcements", "* * * * * *", d.StartAnnouncements},
		{"release held", "* * * * * *", d.ReleaseHeld},
		{"show progress", "* * * * * *", d.ShowProgress},
		{"remind of events", "* * * * * *", d.RemindOfEvents},
		{"send digests", "* * * * * *", d.SendDigests},
		{"report runs", "30 * * * * *", d.ReportRuns},
		{"forget people", "0 * * * * *", d.ForgetPeople},
		{"drop old deliveries", "0 40 * * * *", d.DropLedger},
	}
}
