package postgres

// Statements whose plans the tests look at.
var (
	PageOfPeople = pageOfPeople
	CountPeople  = countPeople
)

const (
	SelectRecipients = selectRecipients
	SelectReceived   = selectReceived
)

const (
	SelectReports    = selectReports
	SelectOwnReports = selectOwnReports
)
