package postgres

import "jastar/centre/events"

// HotStatement is a statement as it is sent, with the names of its numbered
// arguments; without any it has named ones.
type HotStatement struct {
	SQL     string
	Numbers []string
}

// HotEventStatements are the statements of events that run most often, for tests
// of their plans.
func HotEventStatements() map[string]HotStatement {
	hot := map[string]HotStatement{
		"card": {SQL: selectCard}, "claim": {SQL: claimReminders}, "places": {SQL: selectPlaces}, "leave": {SQL: leaveAll},
		"tickets": {SQL: listing{ticketCondition, soonest}.sql()}, "own": {SQL: listing{ownCondition, ownOrder}.sql()},
		"seat": {selectSeat, []string{"event", "person"}}, "attendance": {selectAttendance, []string{"event"}},
		"take": {takeSeat, []string{"event", "person", "revision", "starts", "offsets", "dues", "now"}},
		"free": {freeSeat, []string{"event", "person", "answer"}}, "note": {noteAnswer, []string{"event", "person", "answer"}},
	}
	for f := events.FilterAll; f <= events.FilterHost; f++ {
		hot["list "+f.String()] = HotStatement{SQL: listing{filterCondition(f), soonest}.sql()}
	}
	return hot
}
