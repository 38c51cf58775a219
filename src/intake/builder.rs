//! Collects the cells of a sheet whatever the format, and hands out a [`Grid`] that keeps its promises: sorted, bounded, finite.

use std::borrow::Cow;

use super::budget::{Budget, CELL_TEXT_UNITS};
use super::merges;
use super::{CellError, Content, Grid, GridCell, NumberClass, Refusal};
use crate::origin::{CellRef, Rect};

/// Bounds of a sheet in every format that is read.
pub(super) const ROWS: u32 = 1 << 20;
pub(super) const COLS: u32 = 1 << 14;

/// Days between the date systems that start in 1900 and in 1904.
const SHIFT_1904: f64 = 1462.0;

/// Shown in place of a value that the file does not really hold; never 0, never a guess.
const BROKEN: &str = "#损坏";
/// Shown where a file gives one cell twice with different contents.
const TWICE: &str = "#重复";

/// A number under a date format in the 1900 system, whatever the workbook counts from.
pub(super) fn serial(number: f64, class: NumberClass, is_1904: bool) -> f64 {
    if is_1904 && matches!(class, NumberClass::Day | NumberClass::Month) { number + SHIFT_1904 } else { number }
}

/// A value as a format hands it over, before the rules for text and numbers.
#[derive(Debug)]
pub(super) enum Raw<'t> {
    Text(Cow<'t, str>),
    Number(f64),
    Bool(bool),
    /// The printed form of an error value.
    Error(&'t str),
    NoResult,
}

/// A sheet in the making.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) grid: Grid,
    pub(super) remarks: Vec<String>,
    unsorted: bool,
}

impl Builder {
    pub(super) fn new(name: Option<String>) -> Self {
        Self { grid: Grid { name, ..Grid::default() }, ..Self::default() }
    }

    /// One more cell. Text of blanks only is no cell: a person sees nothing there.
    pub(super) fn push(
        &mut self,
        at: (u32, u32),
        raw: Raw,
        class: NumberClass,
        formula: bool,
        budget: &mut Budget,
    ) -> Result<(), Refusal> {
        let at = self.place(at)?;
        let content = match raw {
            Raw::Text(text) if text.trim().is_empty() => return Ok(()),
            Raw::Text(text) => self.text(at, text),
            Raw::Number(number) if number.is_finite() => Content::Number(number),
            Raw::Number(_) => {
                self.remark(at, "数值超出范围");
                Content::Error(CellError(BROKEN.into()))
            }
            Raw::Bool(value) => Content::Bool(value),
            Raw::Error(shown) => Content::Error(CellError(shown.into())),
            Raw::NoResult => Content::NoResult,
        };
        budget.cell(if let Content::Text(text) = &content { text.len() } else { 0 })?;
        self.unsorted |= self.grid.cells.last().is_some_and(|last| last.at >= at);
        self.grid.cells.push(GridCell { at, content, class, formula });
        Ok(())
    }

    /// What stands for a stored value that is none; a remark names the cell.
    pub(super) fn broken(&mut self, (row, col): (u32, u32), why: &str) -> Raw<'static> {
        self.remark(CellRef::new(row, col), why);
        Raw::Error(BROKEN)
    }

    /// Notes an oddity of a cell; the first twenty of a sheet are kept.
    pub(super) fn remark(&mut self, at: CellRef, why: &str) {
        const KEPT: usize = 20;
        if self.remarks.len() < KEPT {
            let sheet = self.grid.name.as_deref().map(|name| format!("工作表“{name}”")).unwrap_or_default();
            self.remarks.push(format!("{sheet}单元格 {at}：{why}"));
        }
    }

    fn place(&self, (row, col): (u32, u32)) -> Result<CellRef, Refusal> {
        if row < ROWS && col < COLS {
            return Ok(CellRef::new(row, col));
        }
        let sheet = self.grid.name.as_deref().unwrap_or_default();
        Err(Refusal::Damaged(format!(
            "{sheet} 有单元格在表格范围之外（第 {} 行、第 {} 列）",
            u64::from(row) + 1,
            u64::from(col) + 1
        )))
    }

    fn text(&mut self, at: CellRef, text: Cow<str>) -> Content {
        let text = without_controls(text);
        // A character takes at least one byte per UTF-16 unit, so short bytes need no count.
        if text.len() <= CELL_TEXT_UNITS || text.encode_utf16().count() <= CELL_TEXT_UNITS {
            return Content::Text(text.into());
        }
        self.remark(at, "文字超过 32767 个字符，只读取前面的部分");
        let mut units = 0;
        let kept = text.chars().take_while(|c| {
            units += c.len_utf16();
            units <= CELL_TEXT_UNITS
        });
        Content::Text(kept.collect::<String>().into())
    }

    /// The finished grid: cells in order and single, hidden rows and columns inside the used area, merges apart from each other.
    pub(super) fn finish(mut self, merged: Vec<Rect>) -> (Grid, Vec<String>) {
        if self.unsorted {
            self.order();
        }
        let last_row = self.grid.cells.last().map_or(0, |cell| cell.at.row);
        let last_col = self.grid.cells.iter().map(|cell| cell.at.col).max().unwrap_or(0);
        tidy(&mut self.grid.hidden_rows, last_row);
        tidy(&mut self.grid.hidden_cols, last_col);
        let (kept, odd) = merges::apart(merged);
        self.grid.merges = kept;
        if odd > 0 {
            let sheet = self.grid.name.as_deref().unwrap_or_default();
            self.remarks.push(format!("工作表“{sheet}”有 {odd} 处合并单元格互相重叠、越界或过大，已忽略"));
        }
        (self.grid, self.remarks)
    }

    fn order(&mut self) {
        let mut cells = std::mem::take(&mut self.grid.cells);
        cells.sort_by_key(|cell| cell.at);
        for cell in cells {
            match self.grid.cells.last_mut() {
                Some(last) if last.at == cell.at => {
                    if last.content != cell.content {
                        last.content = Content::Error(CellError(TWICE.into()));
                        self.remark(cell.at, "在文件中出现两次而内容不同");
                    }
                }
                _ => self.grid.cells.push(cell),
            }
        }
    }
}

fn tidy(positions: &mut Vec<u32>, last: u32) {
    positions.retain(|p| *p <= last);
    positions.sort_unstable();
    positions.dedup();
}

/// Control characters other than tab and line feed mean nothing and break outputs; line ends become `\n`.
fn without_controls(text: Cow<str>) -> String {
    let suspect = text.bytes().any(|b| b < b' ' && b != b'\n' && b != b'\t' || b == 0x7f || b == 0xc2 || b == 0xef);
    if !suspect || !text.contains(is_unfit) {
        return text.into_owned();
    }
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if matches!(c, '\r' | '\u{b}' | '\u{c}' | '\u{85}') { '\n' } else { c })
        .filter(|c| !is_unfit(*c))
        .collect()
}

fn is_unfit(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
