//! One scan over a worksheet part: cells, merges, hidden rows and columns.

use quick_xml::events::{BytesStart, Event};

use super::Shared;
use super::cell::{self, Kind, Open, Within};
use super::strings::{Run, push_text};
use crate::intake::budget::Budget;
use crate::intake::builder::{Builder, COLS};
use crate::intake::xml::{self, Xml};
use crate::intake::{Grid, Refusal, merges};
use crate::origin::Rect;

/// Reads a whole part; `builder` knows the sheet's name.
pub(super) fn scan(
    text: &str,
    part: &str,
    shared: &Shared,
    builder: Builder,
    budget: &mut Budget,
) -> Result<(Grid, Vec<String>), Refusal> {
    let mut xml = Xml::new(text, part);
    let mut scan = Scan::new(shared, builder);
    loop {
        match xml.next()? {
            Event::Start(e) => scan.start(&e)?,
            Event::Empty(e) => {
                scan.start(&e)?;
                scan.end(e.local_name().as_ref(), budget)?;
            }
            Event::End(e) => scan.end(e.local_name().as_ref(), budget)?,
            Event::Eof => return Ok(scan.finish()),
            event => scan.text(&event),
        }
        budget.step()?;
    }
}

struct Scan<'s> {
    shared: &'s Shared,
    builder: Builder,
    merged: Vec<Rect>,
    odd_merges: usize,
    row: u32,
    /// Where a row or cell without a reference goes.
    next_row: u32,
    next_col: u32,
    cell: Option<Open>,
    /// The text of the open cell.
    value: String,
    run: Run,
}

impl<'s> Scan<'s> {
    fn new(shared: &'s Shared, builder: Builder) -> Self {
        Self {
            shared,
            builder,
            merged: Vec::new(),
            odd_merges: 0,
            row: 0,
            next_row: 0,
            next_col: 0,
            cell: None,
            value: String::new(),
            run: Run::default(),
        }
    }

    fn start(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        let name = e.local_name();
        if let Some(open) = &mut self.cell {
            match name.as_ref() {
                "v" => (open.within, open.has_value) = (Within::Value, true),
                "f" => (open.within, open.formula) = (Within::Formula, true),
                "is" => (open.within, open.has_value) = (Within::Inline, true),
                name => self.run.open(name),
            }
            return Ok(());
        }
        match name.as_ref() {
            "c" => self.open_cell(e)?,
            "row" => self.open_row(e)?,
            "col" => self.columns(e),
            "mergeCell" => match xml::attribute(e, "ref").as_deref().and_then(merges::range) {
                Some(range) => self.merged.push(range),
                None => self.odd_merges += 1,
            },
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, budget: &mut Budget) -> Result<(), Refusal> {
        let Some(open) = &mut self.cell else { return Ok(()) };
        match name {
            "c" => return self.close_cell(budget),
            "v" | "f" | "is" => open.within = Within::Cell,
            name => self.run.close(name),
        }
        Ok(())
    }

    fn text(&mut self, event: &Event) {
        match self.cell.as_ref().map(|open| open.within) {
            Some(Within::Value) => push_text(event, &mut self.value),
            Some(Within::Inline) => self.run.text(event, &mut self.value),
            _ => {}
        }
    }

    fn open_row(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        let (mut number, mut hidden) = (None, false);
        xml::attributes(e, |name, value| match name {
            "r" => number = Some(value),
            "hidden" => hidden = xml::truth(value),
            _ => {}
        });
        self.row = match number {
            None => self.next_row,
            Some(text) => {
                text.trim().parse::<u32>().ok().and_then(|n| n.checked_sub(1)).ok_or_else(|| self.bad_reference(text))?
            }
        };
        self.next_row = self.row.saturating_add(1);
        self.next_col = 0;
        if hidden {
            self.builder.grid.hidden_rows.push(self.row);
        }
        Ok(())
    }

    fn columns(&mut self, e: &BytesStart) {
        let (mut first, mut last, mut hidden) = (0u32, 0u32, false);
        xml::attributes(e, |name, value| match name {
            "min" => first = value.parse().unwrap_or(0),
            "max" => last = value.parse().unwrap_or(0),
            "hidden" => hidden = xml::truth(value),
            _ => {}
        });
        if hidden && first >= 1 {
            self.builder.grid.hidden_cols.extend(first - 1..last.min(COLS));
        }
    }

    fn open_cell(&mut self, e: &BytesStart) -> Result<(), Refusal> {
        let mut open = Open::default();
        let mut reference = None;
        xml::attributes(e, |name, value| match name {
            "r" => reference = Some(value),
            "s" => open.style = value.parse().unwrap_or(0),
            "t" => open.kind = Kind::of(value),
            _ => {}
        });
        open.at = match reference {
            Some(text) => cell::position(text).ok_or_else(|| self.bad_reference(text))?,
            None => (self.row, self.next_col),
        };
        self.next_col = open.at.1.saturating_add(1);
        self.value.clear();
        self.cell = Some(open);
        Ok(())
    }

    fn close_cell(&mut self, budget: &mut Budget) -> Result<(), Refusal> {
        let Some(open) = self.cell.take().filter(|open| open.has_value || open.formula) else { return Ok(()) };
        let mut class = self.shared.styles.class(open.style);
        match cell::value(&open, &self.value, self.shared, &mut class) {
            Ok(None) => Ok(()),
            Ok(Some(raw)) => self.builder.push(open.at, raw, class, open.formula, budget),
            Err(why) => {
                let raw = self.builder.broken(open.at, why);
                self.builder.push(open.at, raw, class, open.formula, budget)
            }
        }
    }

    fn bad_reference(&self, text: &str) -> Refusal {
        let sheet = self.builder.grid.name.as_deref().unwrap_or_default();
        let text: String = text.chars().take(20).collect();
        Refusal::Damaged(format!("工作表“{sheet}”有单元格地址“{text}”不合规定"))
    }

    fn finish(mut self) -> (Grid, Vec<String>) {
        if self.odd_merges > 0 {
            let sheet = self.builder.grid.name.as_deref().unwrap_or_default();
            self.builder.remarks.push(format!("工作表“{sheet}”有 {} 处合并单元格的地址无效，已忽略", self.odd_merges));
        }
        self.builder.finish(self.merged)
    }
}
