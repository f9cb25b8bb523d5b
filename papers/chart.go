// Package papers makes what the bot hands out as a file: charts and workbooks.
// It knows neither the centre nor the chat: words and numbers come from its
// caller. It is the only importer of the libraries that draw and that write
// sheets.
package papers

import (
	"errors"
	"fmt"
	"slices"

	"github.com/go-analyze/charts"
)

// Chart is running sums over time: the first curve in a picture of its own, the
// others together below, because theirs are much smaller numbers. Every word
// must consist of letters that the chart's font has.
type Chart struct {
	Title  string
	Names  []string    // of the curves, one to four
	Totals []string    // what stands for each curve in large letters
	Labels []string    // of the moments, from left to right
	Values [][]float64 // one list for each curve, as long as Labels
}

// The size of a picture in pixels, for a phone held upright, and of its letters.
const (
	Width       = 1080
	plot        = 400 // height of one plot
	head        = 300 // height of the title and the totals
	margin      = 48
	titleSize   = 32.0
	totalSize   = 52.0
	crampedSize = 40.0 // of four totals, so that a million fits beside another
	nameSize    = 22.0
	smallSize   = 26.0
)

// Font has the letters of Kazakh, Russian and English. It is Noto Sans, under
// the SIL Open Font License, and comes with the library.
const (
	Font     = charts.FontFamilyNotoSans
	fontBold = charts.FontFamilyNotoSansBold
)

// The colours of the curves on white, told apart by people who see few colours.
var (
	colours = []charts.Color{rgb(0x1f, 0x6f, 0xb2), rgb(0xd9, 0x5f, 0x02), rgb(0x2b, 0x8a, 0x3e), rgb(0x7b, 0x3f, 0xa0)}
	ink     = rgb(0x20, 0x29, 0x33)
	soft    = rgb(0x6b, 0x77, 0x85)
	grid    = rgb(0xe6, 0xea, 0xee)
)

func rgb(r, g, b uint8) charts.Color { return charts.Color{R: r, G: g, B: b, A: 255} }

var errNoCurve = errors.New("chart without a curve")

// Height is how high a picture with so many curves is in pixels.
func Height(curves int) int {
	if curves > 1 {
		return head + 2*plot
	}
	return head + plot
}

// DrawChart makes a PNG.
func DrawChart(c Chart) ([]byte, error) {
	if len(c.Values) == 0 || len(c.Labels) == 0 {
		return nil, errNoCurve
	}
	height := Height(len(c.Values))
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: Width, Height: height})
	p.FilledRect(0, 0, Width, height, charts.ColorWhite, charts.ColorWhite, 0)
	p.Text(c.Title, margin, margin+int(titleSize), 0, letters(fontBold, titleSize, ink))
	drawTotals(p, c)
	if err := drawCurves(p, c, head, 0, 1); err != nil {
		return nil, err
	}
	if len(c.Values) > 1 {
		if err := drawCurves(p, c, head+plot, 1, len(c.Values)); err != nil {
			return nil, err
		}
	}
	data, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	return data, nil
}

func letters(family string, size float64, colour charts.Color) charts.FontStyle {
	return charts.FontStyle{Font: charts.GetFont(family), FontSize: size, FontColor: colour}
}

// drawTotals writes the totals side by side, each in the colour of its curve.
func drawTotals(p *charts.Painter, c Chart) {
	const baseline = margin + int(titleSize) + 105
	column := (Width - 2*margin) / max(2, len(c.Totals))
	size := totalSize
	if len(c.Totals) > 3 {
		size = crampedSize
	}
	for i, total := range c.Totals {
		x := margin + i*column
		p.Text(total, x, baseline, 0, letters(fontBold, size, colours[i]))
		p.Text(c.Names[i], x, baseline+40, 0, letters(Font, nameSize, soft))
	}
}

// drawCurves draws the curves from..to-1 into a plot whose upper edge lies at top.
func drawCurves(p *charts.Painter, c Chart, top, from, to int) error {
	opt := charts.NewLineChartOptionWithData(slices.Clone(c.Values[from:to]))
	opt.Theme = charts.GetTheme(charts.ThemeLight).WithSeriesColors(colours[from:to]).
		WithBackgroundColor(charts.ColorWhite).WithAxisSplitLineColor(grid)
	opt.Padding = charts.Box{Left: margin - 12, Right: margin, Top: 10, Bottom: 16}
	opt.Legend = charts.LegendOption{Show: charts.Ptr(false)}
	opt.Symbol = charts.Symbol{Shape: charts.SymbolNone}
	opt.LineStrokeWidth = 5
	opt.FillArea = charts.Ptr(true)
	opt.FillOpacity = 40
	opt.XAxis = charts.XAxisOption{Labels: sparse(c.Labels), LabelCount: len(c.Labels), LabelFontStyle: letters(Font, smallSize, soft), BoundaryGap: charts.Ptr(false)}
	opt.YAxis = []charts.YAxisOption{{Min: charts.Ptr(0.0), Max: charts.Ptr(ceiling(c.Values[from:to])), LabelCount: 5,
		LabelFontStyle: letters(Font, smallSize, soft), ValueFormatter: whole}}
	box := charts.Box{Left: 0, Right: Width, Top: top, Bottom: top + plot}
	if err := p.Child(charts.PainterBoxOption(box)).LineChart(opt); err != nil {
		return fmt.Errorf("draw curves: %w", err)
	}
	return nil
}

// ceiling is a round number above all values that four steps divide evenly.
func ceiling(values [][]float64) float64 {
	highest := 1.0
	for _, list := range values {
		highest = max(highest, slices.Max(list))
	}
	for unit := 4.0; ; unit *= 10 {
		for _, step := range []float64{1, 2, 3, 4, 5, 6, 8} {
			if unit*step >= highest {
				return unit * step
			}
		}
	}
}

// mostLabels is how many moments are named below a plot.
const mostLabels = 5

// sparse leaves out labels for which there is no room.
func sparse(labels []string) []string {
	every := (len(labels) + mostLabels - 1) / mostLabels
	kept := make([]string, len(labels))
	for i := 0; i < len(labels); i += every {
		kept[i] = labels[i]
	}
	return kept
}

// whole writes a number without decimals, in groups of three digits.
func whole(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
