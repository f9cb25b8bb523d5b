package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"jastar/bot/simulator"
)

// clerk is the coordinator, who changes what was sent and reads the reports in
// the chat.
type clerk struct{ who *simulator.Person }

func newClerk(sim *simulator.Simulator) *clerk {
	sim.AddPeople(coordinatorChat, 1)
	return &clerk{sim.Person(simulator.Profile{ID: coordinatorChat, FirstName: "Clerk", LanguageCode: "en"})}
}

// rightWords replace those of the announcement that is edited.
const rightWords = "Put right: see you at ten."

// clerkPatience is how long the clerk waits for a screen.
const clerkPatience = 30 * time.Second

// await waits for a message of the bot with the words that was sent or changed
// since.
func (c *clerk) await(ctx context.Context, since time.Time, words string) (simulator.Message, error) {
	return c.find(ctx, words, func(m simulator.Message) bool { return !touched(m).Before(since) && strings.Contains(m.Text, words) })
}

// find waits for a message of the bot that fits.
func (c *clerk) find(ctx context.Context, words string, fits func(simulator.Message) bool) (simulator.Message, error) {
	for end := time.Now().Add(clerkPatience); time.Now().Before(end); {
		for _, m := range c.who.Messages() {
			if m.FromBot && !m.Deleted && fits(m) {
				return m, nil
			}
		}
		if !sleep(ctx, lookEvery/2) {
			return simulator.Message{}, ctx.Err()
		}
	}
	return simulator.Message{}, fmt.Errorf("the coordinator was not shown %q", words)
}

// write sends a text and waits for the screen with the words.
func (c *clerk) write(ctx context.Context, text, words string) (simulator.Message, error) {
	since := time.Now()
	c.who.Send(text)
	return c.await(ctx, since, words)
}

// tap presses a button of a screen and waits for the screen with the words.
func (c *clerk) tap(ctx context.Context, on simulator.Message, label, words string) (simulator.Message, error) {
	since := time.Now()
	if err := c.press(on, label); err != nil {
		return on, err
	}
	return c.await(ctx, since, words)
}

// press presses the button with the label; a number before it, as in lists, does
// not matter: of what starts at one moment either may come first.
func (c *clerk) press(on simulator.Message, label string) error {
	for _, row := range on.Keyboard {
		for _, b := range row {
			if numbered.ReplaceAllString(b.Text, "") == label || b.Text == label {
				c.who.TapDataAsync(on.ID, b.Data)
				return nil
			}
		}
	}
	return fmt.Errorf("no button %q below %q", label, on.Text)
}

// The words by which the clerk knows a screen.
const (
	listWords = "All sendings, the newest first"
	cardWords = "From: the centre"
)

// list opens the list of all runs, in a message of its own.
func (c *clerk) list(ctx context.Context) (simulator.Message, error) {
	m, err := c.write(ctx, "/announcements", "Write one message to many people")
	if err != nil {
		return m, err
	}
	return c.tap(ctx, m, "All sendings", listWords)
}

// step is a tap or, without a label, a text, and the words of what follows.
type step struct{ label, text, words string }

// walk takes one step after the other and returns the last screen.
func (c *clerk) walk(ctx context.Context, steps ...step) (m simulator.Message, err error) {
	if m, err = c.list(ctx); err != nil {
		return m, err
	}
	for _, s := range steps {
		if s.label != "" {
			m, err = c.tap(ctx, m, s.label, s.words)
		} else {
			m, err = c.write(ctx, s.text, s.words)
		}
		if err != nil {
			return m, err
		}
	}
	return m, nil
}

// prepare goes through the chat up to the last taps that edit the first
// announcement and recall the second for everyone. These are made by change.
func (c *clerk) prepare(ctx context.Context) (change func() error, err error) {
	edit, err := c.walk(ctx,
		step{label: wordsOf(edited), words: cardWords}, step{label: "Edit for everyone", words: "Change this message"},
		step{label: "Replace: English", words: "Send the new words now"}, step{text: rightWords, words: "Above is how readers will see it."})
	if err != nil {
		return nil, err
	}
	recall, err := c.walk(ctx,
		step{label: wordsOf(recalled), words: cardWords}, step{label: "Recall for everyone", words: "Take this message back"})
	if err != nil {
		return nil, err
	}
	return func() error {
		if err := c.press(edit, "Change it now"); err != nil {
			return err
		}
		return c.press(recall, "Recall it now")
	}, nil
}

// cards opens the card of every run and returns what they say, the newest run
// first.
func (c *clerk) cards(ctx context.Context) (all []string, err error) {
	list, err := c.list(ctx)
	for err == nil {
		for _, label := range labels(list, numbered) {
			var card simulator.Message
			if card, err = c.tap(ctx, list, label, cardWords); err != nil {
				return nil, err
			}
			all = append(all, card.Text)
			if list, err = c.tap(ctx, card, "Back", listWords); err != nil {
				return nil, err
			}
		}
		if len(labels(list, older)) == 0 {
			return all, nil
		}
		list, err = c.tap(ctx, list, "Older ›", listWords)
	}
	return nil, err
}

// What buttons of the list look like.
var (
	numbered = regexp.MustCompile(`^\d+\. `)
	older    = regexp.MustCompile(`^Older ›$`)
)

// labels are those of a screen's buttons that look so.
func labels(m simulator.Message, like *regexp.Regexp) (all []string) {
	for _, row := range m.Keyboard {
		for _, b := range row {
			if like.MatchString(b.Text) {
				all = append(all, b.Text)
			}
		}
	}
	return all
}

// progress waits for what the bot says by itself about a run: a message that
// begins with the words and is no card.
func (c *clerk) progress(ctx context.Context, heading string) (string, error) {
	m, err := c.find(ctx, heading, func(m simulator.Message) bool {
		return strings.HasPrefix(m.Text, heading) && !strings.Contains(m.Text, cardWords)
	})
	return m.Text, err
}

// said reads the number that stands in a report's line which begins with the
// words, 0 when there is no such line.
func said(text, words string) int {
	for line := range strings.Lines(text) {
		if rest, found := strings.CutPrefix(line, words); found {
			n, _ := strconv.Atoi(strings.TrimSpace(rest)) // what is no number is no right one either
			return n
		}
	}
	return 0
}
