//! One `<table:table>`: rows and columns with their repeats.

use quick_xml::events::{BytesStart, Event};

use super::cells::{Filled, Reading};
use super::styles::Styles;
use crate::intake::budget::Budget;
use crate::intake::builder::{Builder, COLS, ROWS};
use crate::intake::xml::{self, Xml};
use crate::intake::{Grid, NumberClass, Refusal};
use crate::origin::{CellRef, Rect};

pub(super) struct Table<'s> {
    styles: &'s Styles,
    builder: Builder,
    merged: Vec<Rect>,
    /// Default classes of columns: first, past the last, class.
    columns: Vec<(u32, u32, NumberClass)>,
    next_column: u32,
    row: u32,
    row_repeat: u32,
    row_hidden: bool,
    col: u32,
    /// The filled cells of the open row, each standing for one or more columns.
    filled: Vec<Filled>,
}

impl<'s> Table<'s> {
    pub(super) fn new(styles: &'s Styles, builder: Builder) -> Self {
        Self {
            styles,
            builder,
            merged: Vec::new(),
            columns: Vec::new(),
            next_column: 0,
            row: 0,
            row_repeat: 1,
            row_hidden: false,
            col: 0,
            filled: Vec::new(),
        }
    }

    /// Reads up to the closing tag of the table; tables inside (sub-tables, charts) are stepped over.
    pub(super) fn read(&mut self, xml: &mut Xml, budget: &mut Budget) -> Result<(), Refusal> {
        let mut inner = 0usize;
        loop {
            match xml.next()? {
                Event::Start(e) if inner == 0 && is_cell(e.local_name().as_ref()) => {
                    let reading = Reading::new(&e);
                    let reading = reading.read(xml, budget)?;
                    self.cell(&e, reading)?;
                }
                Event::Empty(e) if inner == 0 && is_cell(e.local_name().as_ref()) => self.cell(&e, Reading::new(&e))?,
                Event::Start(e) if matches!(e.local_name().as_ref(), "table" | "shapes") => inner += 1,
                Event::End(e) if matches!(e.local_name().as_ref(), "table" | "shapes") => match inner.checked_sub(1) {
                    Some(less) => inner = less,
                    None => return Ok(()),
                },
                Event::Start(e) if inner == 0 => self.open(&e)?,
                Event::Empty(e) if inner == 0 => {
                    self.open(&e)?;
                    self.close(e.local_name().as_ref(), budget)?;
                }
                Event::End(e) if inner == 0 => self.close(e.local_name().as_ref(), budget)?,
                Event::Eof => return Err(Refusal::Damaged("工作表在中途结束".into())),
                _ => {}
            }
            budget.step()?;
        }
    }

    fn open(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        let hidden = || matches!(xml::attribute(e, "visibility").as_deref(), Some("collapse" | "filter"));
        match e.local_name().as_ref() {
            "table-column" => {
                let end = self.next_column.saturating_add(count(e, "number-columns-repeated")?).min(COLS);
                if let Some(style) = xml::attribute(e, "default-cell-style-name") {
                    self.columns.push((self.next_column, end, self.styles.class(&style)));
                }
                let width = xml::attribute(e, "style-name").and_then(|style| self.styles.width(&style));
                self.builder
                    .grid
                    .widths
                    .extend(width.filter(|_| end > self.next_column).map(|width| (self.next_column, end - 1, width)));
                if hidden() {
                    self.builder.grid.hidden_cols.extend(self.next_column..end);
                }
                self.next_column = end;
            }
            "table-row" => {
                self.row_repeat = count(e, "number-rows-repeated")?;
                self.row_hidden = hidden();
                self.col = 0;
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, e: &BytesStart, reading: Reading) -> Result<(), Refusal> {
        let repeat = count(e, "number-columns-repeated")?;
        let at = CellRef::new(self.row, self.col);
        let (wide, high) = (count(e, "number-columns-spanned")?, count(e, "number-rows-spanned")?);
        if wide > 1 || high > 1 {
            let last = CellRef::new(at.row.saturating_add(high - 1), at.col.saturating_add(wide - 1));
            self.merged.push(Rect { first: at, last });
        }
        let style = xml::attribute(e, "style-name").map(|style| self.styles.class(&style));
        let class = style.unwrap_or_else(|| self.column_class(self.col));
        if let Some(filled) = reading.filled(self.col, repeat, class) {
            if self.col.saturating_add(repeat) > COLS {
                return Err(Refusal::Limit(format!("第 {} 行的内容超过 {COLS} 列", self.row + 1)));
            }
            self.filled.push(filled);
        }
        self.col = self.col.saturating_add(repeat);
        Ok(())
    }

    fn column_class(&self, col: u32) -> NumberClass {
        let column = self.columns.iter().find(|(first, end, _)| (*first..*end).contains(&col));
        column.map_or(NumberClass::General, |(_, _, class)| *class)
    }

    fn close(&mut self, element: &str, budget: &mut Budget) -> Result<(), Refusal> {
        if element != "table-row" {
            return Ok(());
        }
        let end = self.row.saturating_add(self.row_repeat);
        if self.row_hidden {
            self.builder.grid.hidden_rows.extend(self.row..end.min(ROWS));
        }
        let filled = std::mem::take(&mut self.filled);
        if !filled.is_empty() {
            let cells: u64 = filled.iter().map(|cell| u64::from(cell.repeat)).sum();
            budget.foresee(cells * u64::from(self.row_repeat))?;
            for row in self.row..end {
                for cell in &filled {
                    cell.push(row, &mut self.builder, budget)?;
                }
            }
        }
        self.row = end;
        Ok(())
    }

    pub(super) fn finish(self) -> (Grid, Vec<String>) {
        self.builder.finish(self.merged)
    }
}

fn is_cell(element: &str) -> bool {
    matches!(element, "table-cell" | "covered-table-cell")
}

/// A count of one or more; absent means one.
fn count(e: &BytesStart, attribute: &str) -> Result<u32, Refusal> {
    let Some(text) = xml::attribute(e, attribute) else { return Ok(1) };
    let number = text.trim().parse::<u32>().ok().filter(|n| *n >= 1);
    number.ok_or_else(|| Refusal::Damaged(format!("重复次数“{}”无效", text.chars().take(20).collect::<String>())))
}
