package locales

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// usage is what the module's code, tests left out, says about keys.
type usage struct {
	positions *token.FileSet
	literals  map[string]bool   // every string literal
	families  map[string]string // Family("…") by place
	calls     []keyCall
}

// keyCall is a key written in the code where a key is expected: as the argument of a parameter called key, or
// as the field Key or About of a struct.
type keyCall struct {
	place string
	key   string
	names []string // the arguments given in pairs behind it
	exact bool     // names are all the arguments the text gets
}

func TestEveryKeyIsUsed(t *testing.T) {
	code := readModule(t)
	for _, key := range mustLoad(t).Keys() {
		if !code.uses(key) {
			t.Error(keyError(Kazakh, key, "is used nowhere in the code"))
		}
	}
}

func TestEveryUsedKeyExists(t *testing.T) {
	c, code := mustLoad(t), readModule(t)
	for _, call := range code.calls {
		m, ok := c.tongues[Kazakh].messages[call.key]
		switch {
		case !ok:
			t.Errorf("%s: %s is in no catalogue file", call.place, call.key)
		case call.exact && !slices.Equal(call.names, m.arguments()):
			t.Errorf("%s: %s gets the arguments %v and takes %v", call.place, call.key, call.names, m.arguments())
		}
	}
	for place, family := range code.families {
		if !slices.ContainsFunc(c.Keys(), func(key string) bool { return strings.HasPrefix(key, family) }) {
			t.Errorf("%s: no key begins with %s", place, family)
		}
	}
}

func (u *usage) uses(key string) bool {
	if u.literals[key] {
		return true
	}
	for _, family := range u.families {
		if strings.HasPrefix(key, family) {
			return true
		}
	}
	return false
}

func readModule(t *testing.T) *usage {
	t.Helper()
	positions := token.NewFileSet()
	var parsed []*ast.File
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != ".." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(positions, path, nil, parser.SkipObjectResolution)
		parsed = append(parsed, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return readUsage(positions, parsed)
}

func readUsage(positions *token.FileSet, parsed []*ast.File) *usage {
	u := &usage{positions: positions, literals: make(map[string]bool), families: make(map[string]string)}
	takers := keyTakers(parsed)
	for _, file := range parsed {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, ok := literal(n); ok {
					u.literals[s] = true
				}
			case *ast.KeyValueExpr:
				if field, ok := n.Key.(*ast.Ident); ok && (field.Name == "Key" || field.Name == "About") {
					u.add(n.Value, nil, false)
				}
			case *ast.CallExpr:
				u.readCall(n, takers)
			}
			return true
		})
	}
	return u
}

func (u *usage) readCall(call *ast.CallExpr, takers map[string]taker) {
	name := called(call)
	if name == "Family" && len(call.Args) == 1 {
		if s, ok := literal(call.Args[0]); ok {
			u.families[u.positions.Position(call.Pos()).String()] = s
		}
		return
	}
	taker, ok := takers[name]
	if !ok || len(call.Args) <= taker.position {
		return
	}
	names, exact := pairNames(call.Args[taker.position+1:])
	u.add(call.Args[taker.position], names, exact && taker.pairs && !call.Ellipsis.IsValid())
}

// add notes a key; a string of another shape, such as a key of a store, is none.
func (u *usage) add(key ast.Expr, names []string, exact bool) {
	s, ok := literal(key)
	noun, rest, dotted := strings.Cut(s, ".")
	if !ok || !dotted || !isName(noun) || !isName(strings.ReplaceAll(rest, ".", "_")) {
		return
	}
	u.calls = append(u.calls, keyCall{u.positions.Position(key.Pos()).String(), s, names, exact})
}

// taker is a function with a parameter called key; pairs tells that arguments in pairs follow it.
type taker struct {
	position int
	pairs    bool
}

func keyTakers(parsed []*ast.File) map[string]taker {
	takers := make(map[string]taker)
	for _, file := range parsed {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			var names []string
			var last ast.Expr
			for _, field := range f.Type.Params.List {
				for _, name := range field.Names {
					names = append(names, name.Name)
				}
				last = field.Type
			}
			if i := slices.Index(names, "key"); i >= 0 {
				_, variadic := last.(*ast.Ellipsis)
				takers[f.Name.Name] = taker{i, variadic && i == len(names)-2}
			}
		}
	}
	return takers
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// pairNames reads the names of arguments in pairs; false when one is not written as a literal.
func pairNames(pairs []ast.Expr) ([]string, bool) {
	names := make(map[string]bool)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := literal(pairs[i])
		if !ok {
			return nil, false
		}
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names)), true
}

func literal(e ast.Expr) (string, bool) {
	basic, ok := e.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(basic.Value)
	return s, err == nil
}

// The reader of the code itself: what it takes for a key, a family and a call with arguments.
func TestReadUsage(t *testing.T) {
	const source = `package p
var a = Problem{Key: "events.full"}
var b = Command{About: "events.command_my", Name: "events.no_key"}
var c = locales.Family("dates.month_")
func Refuse(key string, pairs ...any) {}
func (s store) load(ctx context.Context, key string) {}
func use() {
	Refuse("events.closed", "opens", 1, "at", 2)
	Refuse("events.closed", name, 1)
	Refuse("events.closed", all...)
	s.load(ctx, "turn:1")
	Other("events.mentioned")
}`
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	u := readUsage(positions, []*ast.File{file})
	var got []string
	for _, call := range u.calls {
		got = append(got, strings.Join([]string{call.key, strings.Join(call.names, ","), strconv.FormatBool(call.exact)}, " "))
	}
	want := []string{"events.full  false", "events.command_my  false", "events.closed at,opens true",
		"events.closed  false", "events.closed  false"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for key, used := range map[string]bool{"events.mentioned": true, "dates.month_3": true, "events.other": false} {
		if u.uses(key) != used {
			t.Errorf("uses(%s) = %v", key, !used)
		}
	}
}
