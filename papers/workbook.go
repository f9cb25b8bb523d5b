package papers

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// Workbook is sheets of cells. The first row of a sheet names its columns. A cell
// is a string, a number or a time.Time.
type Workbook struct {
	Sheets []string // their names, at most 31 characters each
	Rows   [][][]any
}

// MaxRows is how many rows of a sheet are written; the rest is left out.
const MaxRows = 10_000

// columnWidth is about as many characters.
const columnWidth = 24

// WriteWorkbook makes an .xlsx file. Rows are streamed, so that it takes little
// memory beside the file itself.
func WriteWorkbook(w Workbook) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing is on disk
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, fmt.Errorf("style workbook: %w", err)
	}
	for i, name := range w.Sheets {
		if i == 0 {
			err = f.SetSheetName(f.GetSheetName(0), name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = writeSheet(f, name, w.Rows[i], bold)
		}
		if err != nil {
			return nil, fmt.Errorf("write sheet %d: %w", i+1, err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write workbook: %w", err)
	}
	return out.Bytes(), nil
}

func writeSheet(f *excelize.File, name string, rows [][]any, bold int) error {
	s, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := s.SetColWidth(1, 12, columnWidth); err != nil {
		return err
	}
	for i, row := range rows[:min(len(rows), MaxRows)] {
		if i == 0 {
			row = named(row, bold)
		}
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := s.SetRow(cell, row); err != nil {
			return err
		}
	}
	return s.Flush()
}

// named are the cells of the row that names the columns.
func named(row []any, bold int) []any {
	cells := make([]any, len(row))
	for i, value := range row {
		cells[i] = excelize.Cell{StyleID: bold, Value: value}
	}
	return cells
}
