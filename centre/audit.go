package centre

// Deed is one staff action for the append-only audit log. Stores write it in
// the transaction of the action itself. It holds internal ids and plain values,
// never names, phones or message text.
type Deed struct {
	By     PersonID
	Action string         // such as "event.cancel"
	Object string         // such as "event"
	ID     int64          // the object's id
	Detail map[string]any // old and new values, reasons
}
