package registration

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"jastar/centre"
)

// Export returns everything that is stored about the person as one readable
// JSON text in UTF-8: registration's part and one of each neighbour.
func (d *Desk) Export(ctx context.Context, p centre.PersonID) ([]byte, error) {
	own, err := d.store.Records(ctx, p)
	if err != nil {
		return nil, err
	}
	all := map[string]any{"written_at": d.now(), "registration": own}
	for _, n := range d.neighbours.Exporters {
		part, data, err := n.Export(ctx, p)
		if err != nil {
			return nil, fmt.Errorf("export %s: %w", part, err)
		}
		all[part] = data
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // a name with < in it is shown as it was typed
	enc.SetIndent("", "  ")
	err = enc.Encode(all)
	return text.Bytes(), err
}
