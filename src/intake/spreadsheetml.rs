//! SpreadsheetML 2003 (「XML 电子表格」), usually saved under .xls.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::budget::Budget;
use super::builder::{Builder, COLS, ROWS, Raw};
use super::grid::{Book, Visibility};
use super::xml::{self, Xml};
use super::{Format, Grid, NumberClass, Refusal, iso, number_format, shown};
use crate::origin::{CellRef, Rect};

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Book, Refusal> {
    let (text, lossy) = xml::decode(bytes);
    let mut xml = Xml::new(&text, "XML 电子表格");
    let mut scan = Scan::default();
    scan.remarks.extend(lossy.then(|| "文件中有无法识别的文字".to_owned()));
    loop {
        match xml.next()? {
            Event::Start(e) => scan.open(&e)?,
            Event::Empty(e) => {
                scan.open(&e)?;
                scan.close(e.local_name().as_ref(), budget)?;
            }
            Event::End(e) => scan.close(e.local_name().as_ref(), budget)?,
            Event::Text(text) => scan.text(&text),
            Event::CData(text) => scan.text(&text),
            Event::GeneralRef(reference) if scan.listens() => xml::push_reference(&reference, &mut scan.value),
            Event::Eof => return Ok(Book { format: Format::XmlSpreadsheet, sheets: scan.sheets, remarks: scan.remarks }),
            _ => {}
        }
        budget.step()?;
    }
}

#[derive(Debug, Default)]
struct Scan {
    sheets: Vec<Grid>,
    remarks: Vec<String>,
    classes: BTreeMap<String, NumberClass>,
    style: String,
    sheet: Option<Builder>,
    merged: Vec<Rect>,
    columns: BTreeMap<u32, NumberClass>,
    next_column: u32,
    next_row: u32,
    row: u32,
    row_class: Option<NumberClass>,
    next_col: u32,
    cell: Option<Cell>,
    value: String,
    within: Within,
}

#[derive(Debug)]
struct Cell {
    at: (u32, u32),
    class: NumberClass,
    formula: bool,
    kind: Option<String>,
}

/// Whose text is being read.
#[derive(Debug, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Elsewhere,
    Data,
    /// Notes hold data elements of their own.
    Comment,
    Visible,
}

impl Scan {
    fn listens(&self) -> bool {
        matches!(self.within, Within::Data | Within::Visible)
    }

    fn text(&mut self, text: &str) {
        if self.listens() {
            self.value.push_str(text);
        }
    }

    fn open(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        match e.local_name().as_ref() {
            "Style" => self.style = xml::attribute(e, "ID").unwrap_or_default().into_owned(),
            "NumberFormat" => {
                let format = xml::attribute(e, "Format").unwrap_or_default();
                self.classes.insert(self.style.clone(), class(&format));
            }
            "Worksheet" => {
                let name = xml::attribute(e, "Name").unwrap_or_default().into_owned();
                self.sheet = Some(Builder::new(Some(name)));
                (self.next_column, self.next_row) = (0, 0);
                self.columns.clear();
            }
            "Column" => self.column(e)?,
            "Row" => self.open_row(e)?,
            "Cell" => self.open_cell(e)?,
            "Comment" => self.within = Within::Comment,
            "Data" if self.within != Within::Comment => {
                self.within = Within::Data;
                self.value.clear();
                if let Some(cell) = &mut self.cell {
                    cell.kind = xml::attribute(e, "Type").map(std::borrow::Cow::into_owned);
                }
            }
            "Visible" => {
                self.within = Within::Visible;
                self.value.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn column(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        let first = index(e)?.unwrap_or(self.next_column);
        let last = first.saturating_add(number(e, "Span")?.unwrap_or(0)).min(COLS - 1);
        let class = self.class_of(e);
        for col in first..=last {
            self.columns.extend(class.map(|class| (col, class)));
        }
        let points: Option<f64> = xml::attribute(e, "Width").and_then(|text| text.parse().ok());
        if let (Some(sheet), Some(points)) = (self.sheet.as_mut(), points) {
            sheet.grid.widths.push((first, last, points / shown::CHARACTER_POINTS));
        }
        if let Some(sheet) = self.sheet.as_mut().filter(|_| is_hidden(e)) {
            sheet.grid.hidden_cols.extend(first..=last);
        }
        self.next_column = last.saturating_add(1);
        Ok(())
    }

    fn open_row(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        self.row = index(e)?.unwrap_or(self.next_row);
        let last = self.row.saturating_add(number(e, "Span")?.unwrap_or(0)).min(ROWS);
        self.row_class = self.class_of(e);
        if let Some(sheet) = self.sheet.as_mut().filter(|_| is_hidden(e)) {
            sheet.grid.hidden_rows.extend(self.row..=last);
        }
        self.next_row = last.saturating_add(1);
        self.next_col = 0;
        Ok(())
    }

    fn open_cell(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        let col = index(e)?.unwrap_or(self.next_col);
        let (across, down) = (number(e, "MergeAcross")?.unwrap_or(0), number(e, "MergeDown")?.unwrap_or(0));
        let last = CellRef::new(self.row.saturating_add(down), col.saturating_add(across));
        if across > 0 || down > 0 {
            self.merged.push(Rect { first: CellRef::new(self.row, col), last });
        }
        let class = self.class_of(e).or(self.row_class).or_else(|| self.columns.get(&col).copied()).unwrap_or_default();
        let formula = xml::attribute(e, "Formula").is_some();
        self.cell = Some(Cell { at: (self.row, col), class, formula, kind: None });
        self.next_col = last.col.saturating_add(1);
        Ok(())
    }

    fn class_of(&self, e: &BytesStart) -> Option<NumberClass> {
        xml::attribute(e, "StyleID").map(|id| self.classes.get(id.as_ref()).copied().unwrap_or_default())
    }

    fn close(&mut self, element: &str, budget: &mut Budget) -> Result<(), Refusal> {
        match element {
            "Data" | "Comment" if !(element == "Data" && self.within == Within::Comment) => self.within = Within::Elsewhere,
            "Cell" => return self.close_cell(budget),
            "Visible" => {
                self.within = Within::Elsewhere;
                if let Some(sheet) = &mut self.sheet {
                    sheet.grid.visibility = match self.value.trim() {
                        "SheetHidden" => Visibility::Hidden,
                        "SheetVeryHidden" => Visibility::VeryHidden,
                        _ => Visibility::Visible,
                    };
                }
            }
            "Worksheet" => {
                if let Some(sheet) = self.sheet.take() {
                    let (grid, remarks) = sheet.finish(std::mem::take(&mut self.merged));
                    self.sheets.push(grid);
                    self.remarks.extend(remarks);
                    budget.sheets(self.sheets.len())?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self, budget: &mut Budget) -> Result<(), Refusal> {
        let (Some(cell), Some(sheet)) = (self.cell.take(), &mut self.sheet) else { return Ok(()) };
        let mut class = cell.class;
        let bare = self.value.trim();
        let raw = match cell.kind.as_deref() {
            None if cell.formula => Some(Raw::NoResult),
            None => return Ok(()),
            Some("Number") => bare.parse().ok().filter(|n: &f64| n.is_finite()).map(Raw::Number),
            Some("DateTime") => iso::serial(bare).map(|(serial, shows)| {
                if !matches!(class, NumberClass::Day | NumberClass::Month | NumberClass::Time) {
                    class = shows;
                }
                Raw::Number(serial)
            }),
            Some("Boolean") => Some(Raw::Bool(matches!(bare, "1" | "True" | "true"))),
            Some("Error") => Some(Raw::Error(bare)),
            Some(_) => Some(Raw::Text(self.value.as_str().into())),
        };
        let raw = raw.unwrap_or_else(|| sheet.broken(cell.at, "数值或日期的写法无效"));
        sheet.push(cell.at, raw, class, cell.formula, budget)
    }
}

/// The format names of the dialect, and format codes.
fn class(format: &str) -> NumberClass {
    match format {
        "Percent" => NumberClass::Percent,
        "Fixed" | "Standard" | "Currency" | "Euro Currency" => NumberClass::Number { decimals: 2 },
        "General Date" | "Short Date" | "Medium Date" | "Long Date" => NumberClass::Day,
        "Short Time" | "Medium Time" | "Long Time" => NumberClass::Time,
        "General Number" | "General" | "Scientific" | "Yes/No" | "True/False" | "On/Off" => NumberClass::General,
        code => number_format::class(code),
    }
}

fn is_hidden(e: &BytesStart) -> bool {
    xml::attribute(e, "Hidden").is_some_and(|value| xml::truth(&value))
}

/// The 1-based `ss:Index` as a 0-based position.
fn index(e: &BytesStart) -> Result<Option<u32>, Refusal> {
    match number(e, "Index")? {
        Some(0) => Err(Refusal::Damaged("行号或列号为 0".into())),
        index => Ok(index.map(|i| i - 1)),
    }
}

fn number(e: &BytesStart, attribute: &str) -> Result<Option<u32>, Refusal> {
    let Some(text) = xml::attribute(e, attribute) else { return Ok(None) };
    text.trim().parse().map(Some).map_err(|_| Refusal::Damaged(format!("属性 {attribute} 不是数")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Limits;

    #[test]
    fn positions_spans_formats_and_hidden_parts() {
        let text = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
            <Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="m"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>
            <Worksheet ss:Name="表一"><Table><Column ss:Index="2" ss:Hidden="1" ss:StyleID="p"/>
            <Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题&#10;二</Data><Comment><Data>旁注</Data></Comment></Cell><Cell><Data ss:Type="Number">4</Data></Cell></Row>
            <Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">0.8</Data></Cell><Cell ss:StyleID="m"><Data ss:Type="DateTime">2022-05-01T00:00:00.000</Data></Cell>
            <Cell ss:Formula="=1+1"/><Cell><Data ss:Type="Error">#REF!</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let limits = Limits::default();
        let book = read(text.as_bytes(), &mut Budget::new(&limits)).expect("readable");
        let grid = &book.sheets[0];
        let cells: Vec<String> = grid.cells.iter().map(|c| format!("{}={}", c.at, c.shown())).collect();
        assert_eq!(cells, ["A1=标题\n二", "D1=4", "B3=80%", "C3=2022-05", "D3=", "E3=#REF!"]);
        assert_eq!((grid.hidden_rows.as_slice(), grid.hidden_cols.as_slice()), (&[2][..], &[1][..]));
        assert_eq!(grid.merges.len(), 1);
    }
}
