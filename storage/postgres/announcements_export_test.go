package postgres

// Statements whose plans the tests look at.
var PageOfPeople = pageOfPeople

const SelectRecipients = selectRecipients

const (
	SelectReports    = selectReports
	SelectOwnReports = selectOwnReports
)
