package postgres

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
