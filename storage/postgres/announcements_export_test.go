package postgres

import (
	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// HourArgs are the arguments of SelectRecipients.
func HourArgs(run, page int, h announcements.Hour) pgx.NamedArgs {
	args := hourArgs(h)
	args["run"], args["page"] = run, page
	return args
}

// Statements whose plans the tests look at.
var (
	PageOfPeople = pageOfPeople
	CountPeople  = countPeople
)

const (
	SelectRecipients = selectRecipients
	SelectReceived   = selectReceived

	SelectDueAnnouncements = selectDueAnnouncements
	SelectPlanned          = selectPlanned
	WakePlansOf            = wakePlansOf
)

const (
	SelectReports    = selectReports
	SelectOwnReports = selectOwnReports
)

const (
	PageOfReaders = pageOfReaders
	SelectReaders = selectReaders
)

// What one look at an audience asks for.
var (
	CountHeard     = countHeard
	SampleOfPeople = sampleOfPeople
)

// SelectRunsSince finds the runs of a day.
const SelectRunsSince = selectRunsSince

// What is asked of taps and of the sign-ups that followed.
const (
	CountFollowed = countFollowed
	KeepTap       = keepTap
)

// FollowLinks is what is asked of links that are opened.
const FollowLinks = followLinks
