//! The record rows of a body, cell by cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::layout::{Layout, Placed};
use super::merged::Merges;
use super::{Reading, findings};
use crate::finding::Finding;
use crate::forms::FieldType;
use crate::intake::{Content, GridCell};
use crate::origin::{CellRef, Origin, Place};
use crate::records::typing::{Typed, read_cell};
use crate::records::{Cell, Record, wording};
use crate::value::{Doubt, State, Value, normalise, yes_no};

/// Types every record row. Doubts come back as findings at their cells.
pub(super) fn rows<'a>(reading: &'a Reading<'a>, layout: &'a Layout) -> (Vec<Record>, Vec<Finding>) {
    let rows: Vec<u32> = reading.table.records().collect();
    let (first, last) = (rows.first().copied().unwrap_or(0), rows.last().copied().unwrap_or(0));
    let mut reader =
        Reader { reading, layout, merges: Merges::new(reading.grid, first, last), words: BTreeMap::new(), findings: Vec::new() };
    let records = rows.iter().map(|&row| reader.row(reading.grid.row(row), row)).collect();
    (records, reader.findings)
}

struct Reader<'a> {
    reading: &'a Reading<'a>,
    layout: &'a Layout,
    merges: Merges<'a>,
    /// Cells of choice fields read before: few words, many rows.
    words: BTreeMap<(usize, Box<str>), (Typed, Arc<str>)>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn row(&mut self, cells: &[GridCell], row: u32) -> Record {
        let layout = self.layout;
        let mut record = Record {
            origin: Origin { source: self.reading.source.clone(), row },
            cells: vec![Cell::default(); self.reading.form.fields.len()],
            held: Vec::new(),
        };
        for cell in cells {
            for placed in layout.at(cell.at.col) {
                record.cells[placed.field] = self.cell(cell, placed);
            }
        }
        self.ticks(cells, &mut record);
        if !self.merges.is_empty() {
            for placed in &layout.fields {
                if record.cells[placed.field].at.is_none() {
                    self.fill(&mut record, row, placed);
                }
            }
        }
        record
    }

    /// Fields whose options have columns of their own: every option that is ticked.
    fn ticks(&self, cells: &[GridCell], record: &mut Record) {
        for cell in cells {
            let Some(tick) = self.reading.matched.ticks.iter().find(|tick| tick.col == cell.at.col) else { continue };
            if !is_ticked(cell) {
                continue;
            }
            let field = &self.reading.form.fields[tick.field];
            let held = &mut record.cells[tick.field];
            let before = match &held.state {
                State::Value(Value::List(list)) => list.to_vec(),
                _ => Vec::new(),
            };
            let mut all: Vec<Arc<str>> = before.into_iter().chain([tick.option.clone()]).collect();
            all.sort_by_key(|option| field.ty.vocabulary().and_then(|v| v.options.iter().position(|o| o.name == *option)));
            all.dedup();
            held.raw = Some(Arc::from(all.join("、").as_str()));
            held.at = held.at.or(Some(cell.at));
            held.state = State::Value(match field.ty {
                FieldType::Choice(_) => Value::Text(tick.option.clone()),
                _ => Value::List(all.into()),
            });
        }
    }

    /// Fills a blank cell from the merge that holds it. An amount counts once, in the merge's first row.
    fn fill(&mut self, record: &mut Record, row: u32, placed: &Placed) {
        let Some(filled) = self.merges.above(row, placed.col) else { return };
        let seen = self.findings.len();
        let mut cell = self.cell(filled.cell, placed);
        // The cell itself has been reported in its own row.
        self.findings.truncate(seen);
        if matches!(self.reading.form.fields[placed.field].ty, FieldType::Money | FieldType::Number | FieldType::Integer)
            && matches!(cell.state, State::Value(_))
        {
            cell.state = State::NotApplicable;
            if row == filled.rect.first.row + 1 {
                let place = Place::cell(self.reading.source, filled.rect.first);
                self.findings.push(findings::amount_merged(&place, &self.reading.form.fields[placed.field].name, filled.rect));
            }
        }
        record.cells[placed.field] = cell;
    }

    fn cell(&mut self, cell: &GridCell, placed: &Placed) -> Cell {
        let (typed, raw) = self.typed(cell, placed);
        let field = &self.reading.form.fields[placed.field];
        let split = self.layout.is_split(placed);
        // In a column of two fields a period is what was asked for.
        for doubt in typed.doubts.iter().filter(|doubt| !(split && **doubt == Doubt::Period)) {
            let place = Place::cell(self.reading.source, cell.at);
            self.findings.push(wording::finding(doubt, field, &raw, &place));
        }
        let raw = Some(raw).filter(|raw| !raw.is_empty());
        Cell { state: typed.state, at: raw.is_some().then_some(cell.at), raw }
    }

    fn typed(&mut self, cell: &GridCell, placed: &Placed) -> (Typed, Arc<str>) {
        let field = &self.reading.form.fields[placed.field];
        let fresh = || {
            let typed = read_cell(field, cell, placed.unit, placed.edge, self.reading.typing);
            (if placed.shared { second_half(typed, &field.ty) } else { typed }, Arc::from(cell.shown().trim()))
        };
        match (&field.ty, &cell.content) {
            (FieldType::Choice(_) | FieldType::Choices(_), Content::Text(text)) => {
                self.words.entry((placed.field, text.clone())).or_insert_with(fresh).clone()
            }
            _ => fresh(),
        }
    }
}

/// A tick in any of its forms: √, 是, 1, the option's own name; not ×, 否, 0, — or blanks.
fn is_ticked(cell: &GridCell) -> bool {
    let shown = cell.shown();
    if normalise::is_blank(&shown) || normalise::is_not_applicable(&shown) {
        return false;
    }
    yes_no::parse(&shown).unwrap_or(true)
}

/// A shared column need not hold the second field: no telephone beside the name, one date instead of two.
fn second_half(typed: Typed, ty: &FieldType) -> Typed {
    let blank = match ty {
        FieldType::Phone => typed.state == State::Unreadable,
        FieldType::Date => !typed.doubts.contains(&Doubt::Period),
        _ => false,
    };
    if blank { Typed { state: State::Blank, doubts: Vec::new() } } else { typed }
}

/// Types a single cell of a total row; its doubts do not matter.
pub(super) fn alone(reading: &Reading<'_>, placed: &Placed, row: u32) -> State {
    let field = &reading.form.fields[placed.field];
    let cell = reading.grid.get(CellRef::new(row, placed.col));
    cell.map_or(State::Blank, |cell| read_cell(field, cell, placed.unit, placed.edge, reading.typing).state)
}
