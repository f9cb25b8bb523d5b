package centre

import "fmt"

// Problem is a refusal that is meant for the person: a key of the catalogue
// and its arguments as name, value pairs. It says what is wrong and what to do
// next. Every other error is ours and the person sees only an apology.
type Problem struct {
	Key  string
	Args []any
}

// Refuse makes a Problem.
func Refuse(key string, args ...any) *Problem { return &Problem{Key: key, Args: args} }

// Error returns the key; the words are the catalogue's.
func (p *Problem) Error() string { return "refused: " + p.Key }

// Is makes two problems of the same key equal for errors.Is.
func (p *Problem) Is(target error) bool {
	other, ok := target.(*Problem)
	return ok && other.Key == p.Key
}

// The refusals every capability knows.
var (
	ErrForbidden = Refuse("common.forbidden") // the actor may not do this
	ErrGone      = Refuse("common.gone")      // the object does not exist (any more)
)

// Need names something that a task requires of a person before it can go on.
type Need string

// What a task can require.
const (
	NeedLanguage   Need = "language"   // a chosen language
	NeedMembership Need = "membership" // the current consent and a name
	NeedBirthDate  Need = "birth_date" // the date of birth, for an age rule
	NeedGuardian   Need = "guardian"   // a guardian's confirmation, for those under 18
	NeedPhone      Need = "phone"      // the person's own phone number
	NeedDistrict   Need = "district"   // the district of residence
)

// Lacks is the error of a rule that cannot go on before the person has given
// something. The bot asks for it and then comes back to the same task.
type Lacks struct{ Need Need }

// Error names the need.
func (l *Lacks) Error() string { return fmt.Sprintf("lacks %s", l.Need) }
