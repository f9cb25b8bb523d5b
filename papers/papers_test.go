package papers_test

import (
	"bytes"
	"image/color"
	"image/png"
	"os"
	"testing"

	"github.com/go-analyze/charts"
	"github.com/xuri/excelize/v2"

	"jastar/papers"
)

func sample() papers.Chart {
	c := papers.Chart{
		Title: "Хабарландыру: 24 қараша, сейсенбі", Names: []string{"Жіберілді", "Басылды", "Тіркелді", "Сілтеме ашылуы"},
		Totals: []string{"1 012 480", "1 204", "318", "1 702"}, Values: make([][]float64, 4),
	}
	hours := []string{"10:00", "11:00", "12:00", "13:00", "14:00", "15:00", "16:00", "17:00", "18:00", "19:00", "20:00", "21:00", "22:00", "23:00",
		"00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00", "07:00", "08:00", "09:00", "10:00"}
	for i, h := range hours {
		c.Labels = append(c.Labels, h)
		x := float64(i+1) / 25
		c.Values[0] = append(c.Values[0], 12480*min(1, x*8))
		c.Values[1] = append(c.Values[1], 1204*(1-(1-x)*(1-x)*(1-x)))
		c.Values[2] = append(c.Values[2], 318*(1-(1-x)*(1-x)))
		c.Values[3] = append(c.Values[3], 1702*x)
	}
	return c
}

// The picture has the size it says, and every curve is drawn in a colour of its own.
func TestDrawChart(t *testing.T) {
	for curves := 1; curves <= 4; curves++ {
		c := sample()
		c.Names, c.Totals, c.Values = c.Names[:curves], c.Totals[:curves], c.Values[:curves]
		data, err := papers.DrawChart(c)
		if err != nil {
			t.Fatal(err)
		}
		if dir := os.Getenv("PAPERS_DIR"); dir != "" {
			_ = os.WriteFile(dir+"/chart"+string(rune('0'+curves))+".png", data, 0o600)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X != papers.Width || size.Y != papers.Height(curves) {
			t.Errorf("%d curves: %v", curves, size)
		}
		seen := map[color.Color]int{}
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				seen[picture.At(x, y)]++
			}
		}
		drawn := 0
		for _, want := range []color.RGBA{{0x1f, 0x6f, 0xb2, 255}, {0xd9, 0x5f, 0x02, 255}, {0x2b, 0x8a, 0x3e, 255}, {0x7b, 0x3f, 0xa0, 255}} {
			if seen[want] > 500 {
				drawn++
			}
		}
		if drawn != curves {
			t.Errorf("%d curves in %d colours", curves, drawn)
		}
	}
}

func TestEmptyChartIsRefused(t *testing.T) {
	if _, err := papers.DrawChart(papers.Chart{Title: "x"}); err == nil {
		t.Error("drawn")
	}
}

// The fonts have every letter of the three languages and what stands between them.
func TestFontHasKazakhLetters(t *testing.T) {
	for _, family := range []string{papers.Font, charts.FontFamilyNotoSansBold} {
		font := charts.GetFont(family)
		if charts.GetFont("no such font") == font {
			t.Fatalf("%s is the font for what is unknown", family)
		}
		for _, letter := range "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁёЙйЩщЪъЫыЭэЮюЯя«»–·:,.%0123456789AZaz" {
			if font.Index(letter) == 0 {
				t.Errorf("%s has no %c", family, letter)
			}
		}
	}
}

func TestWriteWorkbook(t *testing.T) {
	many := make([][]any, papers.MaxRows+7)
	for i := range many {
		many[i] = []any{i, "=1+1"}
	}
	data, err := papers.WriteWorkbook(papers.Workbook{Sheets: []string{"Себептері", "Беттер"}, Rows: [][][]any{{{"Себебі", "Саны"}, {"Ботты бұғаттаған", 7}}, many}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Себептері")
	if err != nil || len(rows) != 2 || rows[1][0] != "Ботты бұғаттаған" || rows[1][1] != "7" {
		t.Errorf("%v, %v", rows, err)
	}
	rows, err = f.GetRows("Беттер")
	if err != nil || len(rows) != papers.MaxRows {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if formula, err := f.GetCellFormula("Беттер", "B3"); formula != "" || err != nil {
		t.Errorf("words became the formula %q, %v", formula, err)
	}
}
