package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxBody bounds a call's size: Telegram takes uploads up to 50 MB.
const maxBody = 50 << 20

// params are one call's named values, whatever encoding they came in. Objects and arrays are kept as JSON text,
// as form fields carry them.
type params struct {
	values map[string]string
	files  map[string]upload
}

type upload struct {
	name, mime string
	data       []byte
}

func readParams(r *http.Request) (params, error) {
	p := params{values: map[string]string{}}
	p.takeForm(r.URL.RawQuery)
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "multipart/form-data":
		return p, p.takeMultipart(r, options["boundary"])
	case "application/json":
		return p, p.takeJSON(r.Body)
	default:
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		p.takeForm(string(body))
		return p, err
	}
}

func (p params) takeForm(encoded string) {
	for encoded != "" {
		var pair string
		pair, encoded, _ = strings.Cut(encoded, "&")
		name, value, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(name); err == nil && name != "" {
			value, _ = url.QueryUnescape(value)
			p.values[name] = value
		}
	}
}

func (p *params) takeMultipart(r *http.Request, boundary string) error {
	if boundary == "" {
		return fmt.Errorf("multipart body without a boundary")
	}
	form, err := r.MultipartReader()
	if err != nil {
		return fmt.Errorf("open the multipart body: %w", err)
	}
	p.files = map[string]upload{}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the multipart body: %w", err)
		}
		data, err := io.ReadAll(io.LimitReader(part, maxBody))
		if err != nil {
			return fmt.Errorf("read a part of the multipart body: %w", err)
		}
		if part.FileName() == "" {
			p.values[part.FormName()] = string(data)
			continue
		}
		p.files[part.FormName()] = upload{part.FileName(), part.Header.Get("Content-Type"), data}
	}
}

func (p params) takeJSON(body io.Reader) error {
	var fields map[string]json.RawMessage
	if err := json.NewDecoder(io.LimitReader(body, maxBody)).Decode(&fields); err != nil && err != io.EOF {
		return fmt.Errorf("read the JSON body: %w", err)
	}
	for name, raw := range fields {
		var text string
		if json.Unmarshal(raw, &text) == nil && raw[0] == '"' {
			p.values[name] = text
		} else {
			p.values[name] = string(raw)
		}
	}
	return nil
}

func (p params) text(name string) string { return p.values[name] }

// number is 0 for what is absent or no number, as Telegram reads it.
func (p params) number(name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(p.values[name]), 10, 64)
	return n
}

func (p params) within(name string, otherwise, low, high int) int {
	if p.values[name] == "" {
		return otherwise
	}
	return min(max(int(p.number(name)), low), high)
}

// flag reads a Boolean as the Bot API server does: "true", "yes" and "1" in any case.
func (p params) flag(name string) bool {
	switch strings.ToLower(strings.TrimSpace(p.values[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// object decodes a JSON parameter into target and says whether one was given; "null" counts as not given.
func (p params) object(name string, target any) (bool, error) {
	raw := strings.TrimSpace(p.values[name])
	if raw == "" || raw == "null" {
		return false, nil
	}
	return true, json.Unmarshal([]byte(raw), target)
}

// attachment finds the upload a media parameter names: a part of that name or attach://<part>.
func (p params) attachment(name string) (upload, bool) {
	if file, ok := p.files[name]; ok {
		return file, true
	}
	part, ok := strings.CutPrefix(p.values[name], "attach://")
	if !ok {
		return upload{}, false
	}
	file, ok := p.files[part]
	return file, ok
}
