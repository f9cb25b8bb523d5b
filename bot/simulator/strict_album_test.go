package simulator

import (
	"strings"
	"testing"
	"time"
)

func TestRefusesAlbums(t *testing.T) {
	const group = tdlib + " MessageQueryManager.cpp, check_message_group_message_contents"
	album := func(parts ...string) []string {
		return []string{"chat_id", "1", "media", "[" + strings.Join(parts, ",") + "]"}
	}
	part := func(kind, file, more string) string {
		return `{"type":"` + kind + `","media":"` + file + `"` + more + `}`
	}
	photo, document := part("photo", "photo-1", ""), part("document", "document-2", "")
	files := func(sc *scene) {
		sc.person.Photo("")
		sc.person.Document("a.txt", []byte("a"))
		sc.person.media("audio")
	}
	check(t, []rule{
		{"no media", server, "sendMediaGroup", []string{"chat_id", "1"}, 400, "Bad Request: parameter \"media\" is required", nil},
		{"no JSON", server, "sendMediaGroup", []string{"chat_id", "1", "media", "{"}, 400, "Bad Request: can't parse media JSON object", nil},
		{"no array", server, "sendMediaGroup", []string{"chat_id", "1", "media", "{}"}, 400, "Bad Request: expected an Array of InputMedia", nil},
		{"no parts", group, "sendMediaGroup", album(), 400, "Bad Request: there are no messages to send", files},
		{"eleven parts", group, "sendMediaGroup", album(strings.Split(strings.Repeat(photo+" ", 11)[:11*len(photo)+10], " ")...), 400,
			"Bad Request: too many messages to send as an album", files},
		{"a document among photos", group, "sendMediaGroup", album(photo, document), 400,
			"Bad Request: document can't be mixed with other media types", files},
		{"an audio among photos", group, "sendMediaGroup", album(part("audio", "audio-3", ""), photo), 400,
			"Bad Request: audio can't be mixed with other media types", files},
		{"an animation", server, "sendMediaGroup", album(photo, part("animation", "x", "")), 400,
			"Bad Request: can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup", files},
		{"a voice message", server, "sendMediaGroup", album(photo, part("voice", "x", "")), 400,
			"Bad Request: can't parse InputMedia: type \"voice\" is unsupported", files},
		{"no file", server, "sendMediaGroup", album(photo, `{"type":"photo"}`), 400, "Bad Request: can't parse InputMedia: media not found", files},
		{"an unknown file", tdlib + " FileManager.cpp", "sendMediaGroup", album(photo, part("photo", "zzz", "")), 400,
			"Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol", files},
		{"a document as a photo", tdlib + " FileManager.cpp", "sendMediaGroup", album(photo, part("photo", "document-2", "")), 400,
			"Bad Request: can't use file of type Document as Photo", files},
		{"a caption of 1025", docs + "#sendmediagroup", "sendMediaGroup", album(photo, part("photo", "photo-1", `,"caption":"`+strings.Repeat("x", 1025)+`"`)), 400,
			"Bad Request: message caption is too long", files},
		{"a blocked bot", server, "sendMediaGroup", album(photo, photo), 403, "Forbidden: bot was blocked by the user",
			func(sc *scene) { files(sc); sc.person.Block() }},
		{"deleting nothing", server, "deleteMessages", []string{"chat_id", "1"}, 400, "Bad Request: message identifiers are not specified", nil},
		{"deleting a word", server, "deleteMessages", []string{"chat_id", "1", "message_ids", "x"}, 400, "Bad Request: can't parse message_ids JSON object", nil},
		{"deleting one number", server, "deleteMessages", []string{"chat_id", "1", "message_ids", "7"}, 400,
			"Bad Request: expected an Array of message identifiers", nil},
		{"deleting 101", server, "deleteMessages", []string{"chat_id", "1", "message_ids", "[" + strings.Repeat("1,", 100) + "1]"}, 400,
			"Bad Request: too many message identifiers specified", nil},
		{"deleting after 48 hours", docs + "#deletemessage", "deleteMessages", []string{"chat_id", "1", "message_ids", "[1,2]"}, 400,
			"Bad Request: message can't be deleted for everyone", func(sc *scene) {
				botMessage("x")(sc)
				sc.clock.Advance(48*time.Hour + time.Second)
			}},
	})
}
