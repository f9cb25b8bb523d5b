package postgres

// Statements whose plans the tests look at.
var PageOfPeople = pageOfPeople

const SelectRecipients = selectRecipients
