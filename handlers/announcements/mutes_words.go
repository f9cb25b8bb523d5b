package announcements

import (
	"context"
	"strconv"
	"strings"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// origin is where an announcement comes from, as its button carries it: nothing
// has to be kept for it.
type origin struct {
	Organisation centre.OrganisationID // 0: the centre itself
	Topics       string                `max:"24"` // interests in base 36 with dots between, as many as there is room for
}

const roomForTopics = 24

// originOf packs an origin.
func originOf(o announcements.Origin) origin {
	var b strings.Builder
	for _, id := range o.Topics {
		next := strconv.FormatInt(id, 36)
		if b.Len() > 0 {
			next = "." + next
		}
		if b.Len()+len(next) > roomForTopics {
			break
		}
		b.WriteString(next)
	}
	return origin{o.Organisation, b.String()}
}

// topics unpacks the interests; they can be forged.
func (o origin) topics() ([]int64, error) {
	if o.Topics == "" {
		return nil, nil
	}
	var all []int64
	for part := range strings.SplitSeq(o.Topics, ".") {
		id, err := strconv.ParseInt(part, 36, 64)
		if err != nil {
			return nil, bot.ErrOldButton
		}
		all = append(all, id)
	}
	return all, nil
}

// RunScreen is what a reader of the language receives of a run. The buttons
// below it know the run, so that taps are counted.
func RunScreen(texts *locales.Catalogue, run announcements.Run, l locales.Language) bot.Screen {
	id := run.ID
	if run.Kind.Corrects() {
		id = run.Base
	}
	s := Screen(texts, run.Content, l)
	s.Rows = contentRows(run.Content, l, id)
	return signed(texts, s, run.Origin(), l)
}

// asSent is Screen as its readers will see it.
func asSent(texts *locales.Catalogue, content announcements.Content, from announcements.Origin, l locales.Language) bot.Screen {
	return signed(texts, Screen(texts, content, l), from, l)
}

// signed adds the button that says from whom it is, and lets its reader mute
// that. The words above stay exactly as they were written. An album carries no
// buttons.
func signed(texts *locales.Catalogue, s bot.Screen, from announcements.Origin, l locales.Language) bot.Screen {
	if len(s.Written.Album) > 0 {
		return s
	}
	r := bot.Reader{Language: l, Texts: texts}
	sender := announcements.MuteOf(from.Organisation)
	sender.Name = from.Name
	label := locales.T("mutes.origin_button", "name", onButton(&r, sender))
	return s.Row(originAction.Button(label, originOf(from)))
}

// longestName is how many characters of a name stand on a button beside a sign.
const longestName = 20

// onButton is what is muted as a short name.
func onButton(r *bot.Reader, m announcements.Mute) string {
	name, _ := m.Name.In(string(r.Language))
	if m.Kind == announcements.MuteCentre {
		name = muteName(r, m)
	}
	if letters := []rune(name); len(letters) > longestName {
		return strings.TrimSpace(string(letters[:longestName-1])) + "…"
	}
	return name
}

// The labels and words of what is on or off.
const (
	bigSwitch    = locales.Family("mutes.everything_")
	senderSwitch = locales.Family("mutes.sender_")
	topicSwitch  = locales.Family("mutes.topic_")
	mutedToast   = locales.Family("mutes.toast_")
)

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// muteName is what is muted, in words.
func muteName(r *bot.Reader, m announcements.Mute) string {
	if m.Kind == announcements.MuteCentre {
		return r.Texts.Plain(r.Language, locales.T("mutes.centre"))
	}
	return r.Words(m.Name)
}

// sayMutes says what somebody receives and what not.
func sayMutes(r *bot.Reader, s bot.Screen, all announcements.Mutes) bot.Screen {
	if all.Off() {
		s = s.Say("mutes.all_off")
	} else {
		s = s.Say("mutes.all_on")
	}
	var senders, topics locales.Strings
	for _, m := range all.Single() {
		if m.Kind == announcements.MuteTopic {
			topics = append(topics, muteName(r, m))
		} else {
			senders = append(senders, muteName(r, m))
		}
	}
	if len(senders) > 0 {
		s = s.Say("mutes.senders", "names", senders)
	}
	if len(topics) > 0 {
		s = s.Say("mutes.topics", "names", topics)
	}
	return s
}

// MutesButton opens the list of what one has muted.
func MutesButton() bot.Button {
	return mutesAction.Button(locales.T("mutes.list_button"), struct{}{})
}

// MutesLine says in one line of the settings what somebody receives.
func MutesLine(desk *announcements.Desk) func(context.Context, *bot.Reader) (locales.Text, error) {
	return func(ctx context.Context, r *bot.Reader) (locales.Text, error) {
		all, err := desk.Mutes(ctx, r.Actor)
		if err != nil {
			return locales.Text{}, err
		}
		switch single := all.Single(); {
		case all.Off():
			return locales.T("mutes.setting_off"), nil
		case len(single) > 0:
			names := make(locales.Strings, len(single))
			for i, m := range single {
				names[i] = muteName(r, m)
			}
			return locales.T("mutes.setting_some", "names", names), nil
		}
		return locales.T("mutes.setting_on"), nil
	}
}

// sayUnwilling says how many did not want the message.
func sayUnwilling(s bot.Screen, t announcements.Tally) bot.Screen {
	if t.Muted == 0 {
		return s
	}
	return s.Say("mutes.did_not_want", "n", t.Muted)
}
