package postgres

import "jastar/centre/events"

// HotEventStatements are the statements of events that run most often, as they
// are sent, for tests of their plans.
func HotEventStatements() map[string]string {
	hot := map[string]string{
		"card": selectCard, "take": takeSeat, "free": freeSeat, "note": noteAnswer, "seat": selectSeat, "claim": claimReminders, "attendance": selectAttendance,
		"tickets": listing{ticketCondition, soonest}.sql(), "own": listing{ownCondition, ownOrder}.sql(), "places": selectPlaces, "leave": leaveAll,
	}
	for f := events.FilterAll; f <= events.FilterHost; f++ {
		hot["list "+f.String()] = listing{filterCondition(f), soonest}.sql()
	}
	return hot
}
