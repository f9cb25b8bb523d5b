package simulator

import (
	"math"
	"strconv"
	"strings"
)

// Venue is a place with a name.
type Venue struct {
	Location
	Title, Address               string
	FoursquareID, FoursquareType string
	GoogleID, GoogleType         string
}

// hasCaption says whether words can stand below this kind of message; td/telegram/MessageContentType.cpp,
// can_have_message_content_caption.
func hasCaption(kind string) bool {
	switch kind {
	case "photo", "document", "video", "animation", "voice", "audio":
		return true
	}
	return false
}

func (s *Simulator) sendVideo(c *call) (any, error)     { return s.sendMedia(c, "video") }
func (s *Simulator) sendAnimation(c *call) (any, error) { return s.sendMedia(c, "animation") }
func (s *Simulator) sendVoice(c *call) (any, error)     { return s.sendMedia(c, "voice") }
func (s *Simulator) sendAudio(c *call) (any, error)     { return s.sendMedia(c, "audio") }
func (s *Simulator) sendVideoNote(c *call) (any, error) { return s.sendMedia(c, "video_note") }
func (s *Simulator) sendSticker(c *call) (any, error)   { return s.sendMedia(c, "sticker") }

func (s *Simulator) sendLocation(c *call) (any, error) {
	if s.opts.Counters {
		return s.countSend(c)
	}
	at, err := c.location("invalid location specified")
	if err != nil {
		return nil, err
	}
	return s.deliver(c, &Message{Kind: "location", Location: &at})
}

func (s *Simulator) sendVenue(c *call) (any, error) {
	if s.opts.Counters {
		return s.countSend(c)
	}
	at, err := c.location("wrong venue location specified")
	if err != nil {
		return nil, err
	}
	return s.deliver(c, &Message{Kind: "venue", Location: &at, Venue: &Venue{Location: at, Title: c.text("title"), Address: c.text("address"),
		FoursquareID: c.text("foursquare_id"), FoursquareType: c.text("foursquare_type"),
		GoogleID: c.text("google_place_id"), GoogleType: c.text("google_place_type")}})
}

// location reads latitude and longitude. A number that is none counts as 0, as it does in the server.
func (c *call) location(wrong string) (Location, error) {
	for _, name := range []string{"latitude", "longitude"} {
		if strings.TrimSpace(c.text(name)) == "" {
			return Location{}, badRequest("%s is empty", name)
		}
	}
	degrees := func(name string) float64 {
		f, _ := strconv.ParseFloat(strings.TrimSpace(c.text(name)), 64)
		return f
	}
	at := Location{Latitude: degrees("latitude"), Longitude: degrees("longitude")}
	if !(math.Abs(at.Latitude) <= 90 && math.Abs(at.Longitude) <= 180) {
		return Location{}, badRequest("%s", wrong)
	}
	return at, nil
}
