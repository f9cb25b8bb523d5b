package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// maxAlbum is how many messages an album has at most; td/telegram/MessageQueryManager.cpp and
// core.telegram.org/bots/api#sendmediagroup.
const maxAlbum = 10

// Part is one photo, video, document or audio of an album that a person sends; its caption is formatted as Formatted's
// text is.
type Part struct {
	Kind, HTML string
}

// Album sends parts together: each is a message and an update of its own. As in the Telegram apps, more than ten go out
// as several albums, and a part that is left over alone as a message without one. Nothing comes in between.
func (p *Person) Album(parts ...Part) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for album := range slices.Chunk(parts, maxAlbum) {
		if err := p.albumLocked(album); err != nil {
			return err
		}
	}
	return nil
}

func (p *Person) albumLocked(parts []Part) error {
	s := p.s
	group := s.albumID(len(parts))
	for _, part := range parts {
		caption, entities, err := parseHTML(part.HTML)
		if err != nil {
			return err
		}
		u := samples[part.Kind]
		switch part.Kind {
		case "photo":
			u = samplePhoto()
		case "document":
			u = upload{name: "list.txt", data: []byte("list")}
		}
		p.sayLocked(&Message{Kind: part.Kind, Caption: caption, Entities: entities, File: s.keep(part.Kind, u), Album: group})
	}
	return nil
}

// albumID names an album of so many messages; one alone is none.
func (s *Simulator) albumID(parts int) string {
	if parts < 2 {
		return ""
	}
	s.serial++
	return strconv.FormatInt(13_000_000_000+s.serial, 10)
}

// Delete removes one of the person's own messages for both sides; bots are not told.
func (p *Person) Delete(messageID int) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if m := p.chat.byID[messageID]; m != nil && !m.FromBot {
		m.Deleted = true
		p.s.changed(p.chat, Change{Kind: ChangeMessage, Message: m.copy()})
	}
}

// sendMediaGroup follows telegram-bot-api/Client.cpp, get_input_message_contents and get_input_media, and
// td/telegram/MessageQueryManager.cpp. A keyboard is not read at all.
func (s *Simulator) sendMediaGroup(c *call) (any, error) {
	parts, err := albumParts(c)
	if err != nil {
		return nil, err
	}
	if s.opts.Counters {
		return s.countAlbum(c, len(parts))
	}
	all := make([]*Message, len(parts))
	for i, part := range parts {
		if all[i], err = s.albumMessage(part); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to, err := s.sendable(c)
	if err != nil {
		return nil, err
	}
	if problem := s.floods.checkMany(to.id, c.flag("allow_paid_broadcast"), len(all)); problem != nil {
		return nil, problem
	}
	group, sent := s.albumID(len(all)), make([]*wireMessage, len(all))
	for i, m := range all {
		m.FromBot, m.Album = true, group
		m.Silent, m.Protected = c.flag("disable_notification"), c.flag("protect_content")
		s.counts.add(to.id)
		s.add(to, m)
		sent[i] = s.wireOf(to, m)
	}
	return sent, nil
}

// albumParts reads the parts of an album as calls of their own, and refuses those that do not go together.
func albumParts(c *call) ([]*call, error) {
	if strings.TrimSpace(c.text("media")) == "" {
		return nil, badRequest("parameter \"media\" is required")
	}
	var list []map[string]json.RawMessage
	if json.Unmarshal([]byte(c.text("media")), &list) != nil {
		if json.Valid([]byte(c.text("media"))) {
			return nil, badRequest("expected an Array of InputMedia")
		}
		return nil, badRequest("can't parse media JSON object")
	}
	parts, kinds := make([]*call, len(list)), map[string]bool{}
	for i, fields := range list {
		raw, _ := json.Marshal(fields)
		part := &call{params: params{values: map[string]string{}, files: c.files}, ctx: c.ctx, method: c.method}
		if err := part.takeJSON(strings.NewReader(string(raw))); err != nil {
			return nil, badRequest("can't parse media JSON object")
		}
		switch kind := part.text("type"); kind {
		case "photo", "video", "document", "audio":
			kinds[kind] = true
		case "animation":
			return nil, badRequest("can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup")
		default:
			return nil, badRequest("can't parse InputMedia: type \"%s\" is unsupported", kind)
		}
		if part.text("media") == "" {
			return nil, badRequest("can't parse InputMedia: media not found")
		}
		parts[i] = part
	}
	return parts, together(len(parts), kinds)
}

// together is td/telegram/MessageQueryManager.cpp, check_message_group_message_contents.
func together(parts int, kinds map[string]bool) error {
	switch {
	case parts > maxAlbum:
		return badRequest("too many messages to send as an album")
	case parts == 0:
		return badRequest("there are no messages to send")
	case len(kinds) > 1 && kinds["document"]:
		return badRequest("document can't be mixed with other media types")
	case len(kinds) > 1 && kinds["audio"]:
		return badRequest("audio can't be mixed with other media types")
	}
	return nil
}

func (s *Simulator) albumMessage(part *call) (*Message, error) {
	caption, entities, err := s.caption(part)
	if err != nil {
		return nil, err
	}
	kind := part.text("type")
	part.values[kind] = part.text("media")
	s.mu.Lock()
	defer s.mu.Unlock()
	file, err := s.media(part, kind)
	return &Message{Kind: kind, Caption: caption, Entities: entities, File: file}, err
}

func (s *Simulator) countAlbum(c *call, parts int) (any, error) {
	sent := make([]any, parts)
	for i := range sent {
		m, err := s.countSend(c)
		if err != nil {
			return nil, err
		}
		sent[i] = m
	}
	return sent, nil
}

// deleteMessages skips what is not there; core.telegram.org/bots/api#deletemessages.
func (s *Simulator) deleteMessages(c *call) (any, error) {
	var ids []int64
	given, err := c.object("message_ids", &ids)
	switch {
	case err != nil && !json.Valid([]byte(c.text("message_ids"))):
		return nil, badRequest("can't parse message_ids JSON object")
	case err != nil:
		return nil, badRequest("expected an Array of message identifiers")
	case !given || len(ids) == 0:
		return nil, badRequest("message identifiers are not specified")
	case len(ids) > 100:
		return nil, badRequest("too many message identifiers specified")
	case s.opts.Counters:
		return true, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.sendable(c)
	if err != nil {
		return nil, err
	}
	var found []*Message
	for _, id := range ids {
		m, err := in.messageNamed(id, "message to delete")
		if err != nil {
			continue
		}
		if s.now().Sub(m.Date) > deletable {
			return nil, badRequest("message can't be deleted for everyone")
		}
		found = append(found, m)
	}
	for _, m := range found {
		m.Deleted = true
		s.changed(in, Change{Kind: ChangeMessage, Message: m.copy()})
	}
	return true, nil
}
