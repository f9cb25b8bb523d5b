package simulator

import (
	"encoding/json"
	"slices"
	"strings"
)

// Poll is a poll or a quiz; its description is the message's Caption.
type Poll struct {
	Question    Phrase
	Options     []Phrase
	Anonymous   bool
	Multiple    bool // several options can be chosen
	Revoting    bool // a vote can be changed
	Quiz        bool
	Correct     []int // of a quiz: the right options, from 0
	Explanation Phrase

	Closed     bool
	OpenPeriod int  // seconds until it closes by itself, 0 = never
	Forwarded  bool // made elsewhere: the bot is not told what is right
}

// Phrase is a text with its formatting.
type Phrase struct {
	Text     string
	Entities []Entity
}

// Telegram's limits for polls; core.telegram.org/bots/api#sendpoll.
const (
	maxQuestion    = 300
	maxOption      = 100
	maxOptions     = 12
	maxExplanation = 200
)

func (s *Simulator) sendPoll(c *call) (any, error) {
	if s.opts.Counters {
		return s.countSend(c)
	}
	question, err := s.question(c)
	if err != nil {
		return nil, err
	}
	options, err := pollOptions(c)
	if err != nil {
		return nil, err
	}
	description, entities, err := s.styled(c, "description", "description_parse_mode", "description_entities")
	if err != nil {
		return nil, err
	}
	if utf16Len(description) > maxCaption {
		return nil, badRequest("message caption is too long")
	}
	poll := &Poll{Question: question, Options: options, Anonymous: c.text("is_anonymous") == "" || c.flag("is_anonymous"),
		Multiple: c.flag("allows_multiple_answers"), Revoting: c.text("type") != "quiz", Closed: c.flag("is_closed"),
		OpenPeriod: c.within("open_period", 0, 0, 2628000)}
	if c.text("allows_revoting") != "" {
		poll.Revoting = c.flag("allows_revoting")
	}
	if err := s.takeQuiz(c, poll); err != nil {
		return nil, err
	}
	return s.deliver(c, &Message{Kind: "poll", Caption: description, Entities: entities, Poll: poll})
}

func (s *Simulator) question(c *call) (Phrase, error) {
	text, entities, err := s.styled(c, "question", "question_parse_mode", "question_entities")
	switch {
	case err != nil:
		return Phrase{}, err
	case text == "":
		return Phrase{}, badRequest("text must be non-empty")
	case utf16Len(text) > maxQuestion:
		return Phrase{}, badRequest("poll question length must not exceed %d", maxQuestion)
	}
	return Phrase{text, onlyEmoji(entities)}, nil
}

// pollOptions reads the options, which are texts or objects.
func pollOptions(c *call) ([]Phrase, error) {
	var given []json.RawMessage
	switch _, err := c.object("options", &given); {
	case err != nil && json.Valid([]byte(c.text("options"))):
		return nil, badRequest("expected an Array of String as options")
	case err != nil, c.text("options") == "":
		return nil, badRequest("can't parse options JSON object")
	case len(given) == 0:
		return nil, badRequest("poll must have at least one answer option")
	case len(given) > maxOptions:
		return nil, badRequest("poll can't have more than %d options", maxOptions)
	}
	options := make([]Phrase, len(given))
	for i, raw := range given {
		option, err := pollOption(raw)
		if err != nil {
			return nil, err
		}
		options[i] = option
	}
	return options, nil
}

func pollOption(raw json.RawMessage) (Phrase, error) {
	var option struct {
		Text     *string  `json:"text"`
		Entities []Entity `json:"text_entities"`
	}
	var plain string
	switch {
	case json.Unmarshal(raw, &plain) == nil:
		option.Text = &plain
	case json.Unmarshal(raw, &option) != nil:
		return Phrase{}, badRequest("expected an option to be of type String")
	}
	if option.Text == nil {
		return Phrase{}, badRequest(`can't find field "text"`)
	}
	text := strings.TrimSpace(*option.Text)
	switch {
	case text == "":
		return Phrase{}, badRequest("poll option must be non-empty")
	case utf16Len(text) > maxOption:
		return Phrase{}, badRequest("poll options length must not exceed %d", maxOption)
	}
	return Phrase{text, onlyEmoji(option.Entities)}, nil
}

// onlyEmoji are the entities that questions and options show.
func onlyEmoji(entities []Entity) []Entity {
	return slices.DeleteFunc(entities, func(e Entity) bool { return e.Type != "custom_emoji" })
}

// takeQuiz reads what only a quiz has.
func (s *Simulator) takeQuiz(c *call, poll *Poll) error {
	switch c.text("type") {
	case "", "regular":
		return nil
	case "quiz":
		poll.Quiz = true
	default:
		return badRequest("unsupported poll type specified")
	}
	text, entities, err := s.styled(c, "explanation", "explanation_parse_mode", "explanation_entities")
	if err != nil {
		return err
	}
	if utf16Len(text) > maxExplanation { // the pages give no text for it
		return badRequest("POLL_EXPLANATION_TOO_LONG")
	}
	poll.Explanation = Phrase{text, entities}
	given, err := c.object("correct_option_ids", &poll.Correct)
	if err != nil {
		return badRequest("can't parse correct option identifiers JSON object")
	}
	if !given && c.text("correct_option_id") != "" {
		poll.Correct = []int{int(c.number("correct_option_id"))}
	}
	return poll.checkCorrect()
}

// checkCorrect is td/telegram/PollManager.cpp, check_quiz_correct_option_ids.
func (p *Poll) checkCorrect() error {
	if len(p.Correct) == 0 {
		return badRequest("correct quiz option list must be non-empty")
	}
	for i := 1; i < len(p.Correct); i++ {
		if p.Correct[i-1] >= p.Correct[i] {
			return badRequest("correct quiz option list must be increasing")
		}
	}
	if p.Correct[0] < 0 || p.Correct[len(p.Correct)-1] >= len(p.Options) {
		return badRequest("wrong quiz correct_option_id")
	}
	return nil
}
