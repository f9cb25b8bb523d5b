package simulator

import "strconv"

// The objects of core.telegram.org/bots/api#venue and #poll.

type wireVenue struct {
	Location       wireLocation `json:"location"`
	Title          string       `json:"title"`
	Address        string       `json:"address"`
	FoursquareID   string       `json:"foursquare_id,omitempty"`
	FoursquareType string       `json:"foursquare_type,omitempty"`
	GoogleID       string       `json:"google_place_id,omitempty"`
	GoogleType     string       `json:"google_place_type,omitempty"`
}

type wirePoll struct {
	ID                  string       `json:"id"`
	Question            string       `json:"question"`
	QuestionEntities    []Entity     `json:"question_entities,omitempty"`
	Options             []wireOption `json:"options"`
	Voters              int          `json:"total_voter_count"`
	OpenPeriod          int          `json:"open_period,omitempty"`
	CloseDate           int64        `json:"close_date,omitempty"`
	Closed              bool         `json:"is_closed"`
	Anonymous           bool         `json:"is_anonymous"`
	Multiple            bool         `json:"allows_multiple_answers"`
	Revoting            bool         `json:"allows_revoting"`
	MembersOnly         bool         `json:"members_only"`
	Type                string       `json:"type"`
	OnlyCorrect         *int         `json:"correct_option_id,omitempty"`
	Correct             []int        `json:"correct_option_ids,omitempty"`
	Explanation         string       `json:"explanation,omitempty"`
	ExplanationEntities []Entity     `json:"explanation_entities,omitempty"`
	Description         string       `json:"description,omitempty"`
	DescriptionEntities []Entity     `json:"description_entities,omitempty"`
}

type wireOption struct {
	ID       string   `json:"persistent_id"`
	Text     string   `json:"text"`
	Entities []Entity `json:"text_entities,omitempty"`
	Voters   int      `json:"voter_count"`
}

func (l Location) wire() wireLocation { return wireLocation(l) }

func (v *Venue) wire() *wireVenue {
	return &wireVenue{v.Location.wire(), v.Title, v.Address, v.FoursquareID, v.FoursquareType, v.GoogleID, v.GoogleType}
}

// wirePoll is the poll of m as the bot is told of it. What is right in a quiz is told when it is closed, or was sent and
// not forwarded; core.telegram.org/bots/api#poll.
func (m *Message) wirePoll() *wirePoll {
	p := m.Poll
	w := &wirePoll{ID: "poll" + strconv.Itoa(m.ID), Question: p.Question.Text, QuestionEntities: p.Question.Entities,
		OpenPeriod: p.OpenPeriod, Closed: p.Closed, Anonymous: p.Anonymous, Multiple: p.Multiple, Revoting: p.Revoting,
		Type: "regular", Description: m.Caption, DescriptionEntities: m.Entities}
	for i, option := range p.Options {
		w.Options = append(w.Options, wireOption{ID: strconv.Itoa(i), Text: option.Text, Entities: option.Entities})
	}
	if p.OpenPeriod > 0 {
		w.CloseDate = m.Date.Unix() + int64(p.OpenPeriod)
	}
	if !p.Quiz {
		return w
	}
	w.Type = "quiz"
	if p.Forwarded && !p.Closed {
		return w
	}
	w.Correct, w.Explanation, w.ExplanationEntities = p.Correct, p.Explanation.Text, p.Explanation.Entities
	if len(p.Correct) == 1 {
		w.OnlyCorrect = &p.Correct[0]
	}
	return w
}
