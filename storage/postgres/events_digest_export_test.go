package postgres

// Statements for tests of their plans.
const (
	ClaimDigests       = claimDigests
	SelectDigestEvents = selectDigestEvents
)
