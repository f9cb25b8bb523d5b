package announcements

import (
	"slices"
	"strings"

	"jastar/centre"
)

// maxCron is the longest cron expression that is read, in bytes.
const maxCron = 200

// tidyCron takes needless space out of an expression and refuses what is not
// five fields, with a sentence for each way people get it wrong.
func tidyCron(expression string) (string, error) {
	fields := strings.Fields(expression)
	switch {
	case len(expression) > maxCron:
		return "", centre.Refuse("announcements.cron_too_long")
	case strings.HasPrefix(strings.TrimSpace(expression), "@"):
		return "", centre.Refuse("announcements.cron_macro")
	case strings.Contains(expression, "="):
		return "", centre.Refuse("announcements.cron_zone")
	case len(fields) == 6 || len(fields) == 7:
		return "", centre.Refuse("announcements.cron_seconds")
	case len(fields) != 5:
		return "", centre.Refuse("announcements.cron_fields", "n", len(fields))
	}
	return strings.ToUpper(strings.Join(fields, " ")), nil
}

// tooOften tells whether two neighbouring minutes would both start a run.
func tooOften(p Pattern) bool {
	for i, m := range p.Minutes {
		if i > 0 && m-p.Minutes[i-1] < 2 {
			return true
		}
	}
	last := len(p.Minutes) - 1
	return last > 0 && p.Minutes[0] == 0 && p.Minutes[last] == 59 && neighbours(p)
}

// neighbours tells whether two hours follow each other, perhaps over midnight.
func neighbours(p Pattern) bool {
	if p.Hours == nil {
		return true
	}
	for _, h := range p.Hours {
		if slices.Contains(p.Hours, (h+1)%24) {
			return true
		}
	}
	return false
}
