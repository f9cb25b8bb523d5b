package bot

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"jastar/locales"
)

// maxData is Telegram's limit for callback data in bytes, less the one mark
// the sender may put in front (https://core.telegram.org/bots/api#inlinekeyboardbutton).
const maxData = 64 - 1

// fieldSeparator stands between the name and the fields of packed data.
const fieldSeparator = "|"

// Action is a typed button: a name and an argument that travel in callback
// data. T is an integer, a bool, or a struct of integers, bools and strings
// whose exported fields are packed in order; a string field declares its
// longest value in bytes with the tag `max:"12"`. The argument can be forged:
// rules check it like any input.
type Action[T any] struct{ name string }

// NewAction names an action. Names are short and unique in the whole bot; a
// name that repeats, or an argument that cannot fit, fails when the bot is built.
func NewAction[T any](name string) Action[T] { return Action[T]{name} }

// Button makes a button that performs the action with the argument.
func (a Action[T]) Button(label locales.Text, arg T) Button {
	return Button{Label: label, Data: a.Data(arg)}
}

// Data packs name and argument.
func (a Action[T]) Data(arg T) string {
	var b strings.Builder
	b.WriteString(a.name)
	for _, f := range fields(reflect.ValueOf(arg)) {
		b.WriteString(fieldSeparator)
		b.WriteString(packField(f))
	}
	return b.String()
}

// parse unpacks what Data packed; ok is false for anything else.
func (a Action[T]) parse(packed []string) (arg T, ok bool) {
	into := fields(reflect.ValueOf(&arg).Elem())
	if len(packed) != len(into) {
		return arg, false
	}
	for i, f := range into {
		if !parseField(packed[i], f) {
			return arg, false
		}
	}
	return arg, true
}

// check returns an error when some argument of T could exceed the limit.
func (a Action[T]) check() error {
	size := len(a.name)
	if a.name == "" || strings.ContainsAny(a.name, fieldSeparator+"~!") {
		return fmt.Errorf("action %q: name must be short and plain", a.name)
	}
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		size += 1 + fieldSize(t, "")
	} else {
		for f := range t.Fields() {
			size += 1 + fieldSize(f.Type, f.Tag.Get("max"))
		}
	}
	if size > maxData {
		return fmt.Errorf("action %q: argument may take %d bytes of %d", a.name, size, maxData)
	}
	return nil
}

func fields(v reflect.Value) []reflect.Value {
	if v.Kind() != reflect.Struct {
		return []reflect.Value{v}
	}
	all := make([]reflect.Value, v.NumField())
	for i := range all {
		all[i] = v.Field(i)
	}
	return all
}

func packField(v reflect.Value) string {
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 36)
	case v.Kind() == reflect.Bool:
		return strconv.FormatInt(int64(map[bool]int{true: 1}[v.Bool()]), 10)
	default:
		return v.String()
	}
}

func parseField(s string, into reflect.Value) bool {
	switch {
	case into.CanInt():
		n, err := strconv.ParseInt(s, 36, into.Type().Bits())
		into.SetInt(n)
		return err == nil
	case into.Kind() == reflect.Bool:
		into.SetBool(s == "1")
		return s == "0" || s == "1"
	default:
		into.SetString(s)
		return true
	}
}

// fieldSize returns the longest packed form of a field in bytes; kinds that
// cannot be packed count as too long.
func fieldSize(t reflect.Type, max string) int {
	switch t.Kind() {
	case reflect.Bool:
		return 1
	case reflect.Int, reflect.Int64:
		return 14
	case reflect.Int32:
		return 7
	case reflect.Int16, reflect.Int8:
		return 4
	case reflect.String:
		if n, err := strconv.Atoi(max); err == nil {
			return n
		}
	}
	return maxData + 1
}
