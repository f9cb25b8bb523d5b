package announcements

import (
	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
)

// repeatable refuses what Telegram lets nobody send again as it is.
func repeatable(m *bot.Message) error {
	switch {
	case m.Content == bot.ContentAlbum:
		return centre.Refuse("announcements.one_by_one")
	case m.Content == bot.ContentLiveLocation:
		return centre.Refuse("announcements.live_place")
	case m.Poll == nil:
		return nil
	case m.Poll.Closed:
		return centre.Refuse("announcements.poll_closed")
	case m.Poll.Timed:
		return centre.Refuse("announcements.poll_timed")
	case m.Poll.Pictures:
		return centre.Refuse("announcements.poll_pictures")
	}
	return nil
}

// taken are the formatting of what an author wrote.
func taken(entities []bot.Entity) []announcements.Entity {
	var all []announcements.Entity
	for _, e := range entities {
		all = append(all, announcements.Entity(e))
	}
	return all
}

func takenPoll(p *bot.Poll) *announcements.Ballot {
	if p == nil {
		return nil
	}
	b := &announcements.Ballot{Question: takenPhrase(p.Question), Explanation: takenPhrase(p.Explanation),
		Anonymous: p.Anonymous, Multiple: p.Multiple, Revoting: p.Revoting, Quiz: p.Quiz, Correct: p.Correct}
	for _, option := range p.Options {
		b.Options = append(b.Options, takenPhrase(option))
	}
	return b
}

func takenPhrase(p bot.Phrase) announcements.Phrase {
	return announcements.Phrase{Text: p.Text, Entities: taken(p.Entities)}
}

// shown are the formatting as it goes out again.
func shown(entities []announcements.Entity) []bot.Entity {
	var all []bot.Entity
	for _, e := range entities {
		all = append(all, bot.Entity(e))
	}
	return all
}

func shownPoll(b *announcements.Ballot) *bot.Poll {
	if b == nil {
		return nil
	}
	p := &bot.Poll{Question: shownPhrase(b.Question), Explanation: shownPhrase(b.Explanation),
		Anonymous: b.Anonymous, Multiple: b.Multiple, Revoting: b.Revoting, Quiz: b.Quiz, Correct: b.Correct}
	for _, option := range b.Options {
		p.Options = append(p.Options, shownPhrase(option))
	}
	return p
}

func shownPhrase(p announcements.Phrase) bot.Phrase {
	return bot.Phrase{Text: p.Text, Entities: shown(p.Entities)}
}
