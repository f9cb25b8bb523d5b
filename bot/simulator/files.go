package simulator

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"mime"
	"net/http"
	"path"
	"strings"
)

// File is what a message of the kinds below carries.
type File struct {
	ID   string
	Kind string // photo document video animation voice video_note audio sticker
	Name string // "" for photos and round videos
	MIME string
	Data []byte
	Path string // below /file/bot<token>/

	width, height int
}

func (s *Simulator) keep(kind string, u upload) *File {
	s.serial++
	f := &File{Kind: kind, Name: u.name, MIME: u.mime, Data: u.data, ID: fmt.Sprintf("%s-%d", kind, s.serial)}
	if f.MIME == "" || f.MIME == "application/octet-stream" {
		f.MIME = mime.TypeByExtension(path.Ext(u.name))
	}
	if f.MIME == "" {
		f.MIME = http.DetectContentType(u.data)
	}
	if kind == "photo" {
		f.Name = ""
		f.width, f.height = pictureSize(u.data)
	}
	f.Path = fmt.Sprintf("%ss/file_%d%s", kind, s.serial, path.Ext(u.name))
	s.files[f.ID] = f
	return f
}

// pictureSize is 0 × 0 for what is no PNG or JPEG.
func pictureSize(data []byte) (width, height int) {
	size, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, 0
	}
	return size.Width, size.Height
}

func isPicture(data []byte) bool {
	width, _ := pictureSize(data)
	return width > 0
}

// media finds the file a send names: an upload, or the id of one it knows. An http address is not fetched.
func (s *Simulator) media(c *call, kind string) (*File, error) {
	if u, ok := c.attachment(kind); ok {
		if len(u.data) == 0 {
			return nil, badRequest("file must be non-empty")
		}
		f := s.keep(kind, u)
		if kind == "photo" && f.width == 0 {
			delete(s.files, f.ID)
			return nil, badRequest("IMAGE_PROCESS_FAILED")
		}
		return f, nil
	}
	name := c.text(kind)
	switch known := s.files[name]; {
	case name == "":
		return nil, badRequest("there is no %s in the request", strings.ReplaceAll(kind, "_", " "))
	case strings.HasPrefix(name, "http://"), strings.HasPrefix(name, "https://"):
		return nil, badRequest("failed to get HTTP URL content")
	case known == nil:
		return nil, badRequest("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
	case known.Kind != kind:
		return nil, badRequest("can't use file of type %s as %s", title(known.Kind), title(kind))
	default:
		return known, nil
	}
}

// title names a kind of file as the server does.
func title(kind string) string {
	switch kind {
	case "voice":
		return "VoiceNote"
	case "video_note":
		return "VideoNote"
	}
	return strings.ToUpper(kind[:1]) + kind[1:]
}

func (f *File) wire() wireFile {
	w := wireFile{FileID: f.ID, UniqueID: "u" + f.ID, Name: f.Name, MIME: f.MIME, Size: len(f.Data)}
	switch f.Kind {
	case "photo":
		w.MIME, w.Width, w.Height = "", f.width, f.height
	case "sticker":
		w = wireFile{FileID: f.ID, UniqueID: "u" + f.ID, Size: len(f.Data), Width: 512, Height: 512,
			Type: "regular", Emoji: "👍", IsAnimated: ptr(false), IsVideo: ptr(false)}
	case "voice", "audio":
		w.Duration = 3
	case "video", "animation":
		w.Duration, w.Width, w.Height = 3, 640, 360
	case "video_note":
		w = wireFile{FileID: f.ID, UniqueID: "u" + f.ID, Size: len(f.Data), Duration: 3, Length: 240}
	}
	return w
}

func (s *Simulator) getFile(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[c.text("file_id")]
	switch {
	case c.text("file_id") == "":
		return nil, badRequest("file_id not specified")
	case f == nil:
		return nil, badRequest("invalid file_id")
	case len(f.Data) > 20<<20: // core.telegram.org/bots/api#getfile
		return nil, badRequest("file is too big")
	}
	return wireFile{FileID: f.ID, UniqueID: "u" + f.ID, Size: len(f.Data), Path: f.Path}, nil
}

func (s *Simulator) serveFile(w http.ResponseWriter, r *http.Request) {
	token, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/file/bot"), "/")
	if token != s.opts.Token {
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.Path == name {
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Write(f.Data)
			return
		}
	}
	http.NotFound(w, r)
}
