package simulator

const maxToast = 200 // characters; core.telegram.org/bots/api#answercallbackquery

// answerCallbackQuery ends the spinner of a tap. A second answer to the same tap is taken and shown to nobody.
func (s *Simulator) answerCallbackQuery(c *call) (any, error) {
	text := c.text("text")
	if utf16Len(text) > maxToast {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if link := c.text("url"); link != "" {
		if _, ours := s.startPayload(link); !ours {
			return nil, badRequest("URL_INVALID")
		}
	}
	query := s.queries[c.text("callback_query_id")]
	if query == nil && s.opts.Counters {
		return true, nil // a load generator makes taps of its own
	}
	if query == nil || s.now().Sub(query.at) > queryLife {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	answer := Answer{Text: text, Alert: c.flag("show_alert"), URL: c.text("url")}
	select {
	case query.answered <- answer:
		s.changed(query.person.chat, Change{Kind: ChangeToast, Toast: &answer})
	default:
	}
	return true, nil
}
