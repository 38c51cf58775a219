//! Template × facts → document. What has no data is left out: the part in brackets, else the line; a heading with nothing under it too.

use std::collections::BTreeMap;

use super::words::{self, Fact, han};
use super::{Block, Column, Cut, Document, Line, LineKind, Piece, Place, Row, Rows, Table, Template, Text};
use crate::expr::{self, Expr, Slot};
use crate::statistics::{Kind, StatColumn, StatRow, StatTable, StatValue};
use crate::value::{State, Value};

/// What a run knows, by the names that templates use.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    pub facts: BTreeMap<String, Fact>,
    tables: BTreeMap<&'a str, &'a StatTable>,
}

impl<'a> Facts<'a> {
    /// With statistic tables, by their ids.
    #[must_use]
    pub fn tables(mut self, tables: impl IntoIterator<Item = &'a StatTable>) -> Self {
        self.tables.extend(tables.into_iter().map(|table| (&*table.id, table)));
        self
    }

    #[must_use]
    pub fn fact(mut self, name: &str, fact: Fact) -> Self {
        self.facts.insert(name.to_owned(), fact);
        self
    }
}

impl Template {
    /// The document of these facts.
    #[must_use]
    pub fn fill(&self, facts: &Facts<'_>) -> Document {
        let mut blocks = Vec::new();
        Scope { facts, row: None }.lines(&self.lines, &mut blocks);
        Document { blocks: tidied(blocks) }
    }
}

/// Where names are looked up: the row first.
#[derive(Clone, Copy)]
struct Scope<'a> {
    facts: &'a Facts<'a>,
    row: Option<(&'a StatTable, &'a StatRow)>,
}

impl<'a> Scope<'a> {
    fn lines(self, lines: &[Line], blocks: &mut Vec<Block>) {
        for line in lines {
            match &line.kind {
                LineKind::Blank => blocks.push(Block::Blank),
                LineKind::Text(place, text) => {
                    // Where all that could be left out was, the full stop alone says nothing.
                    let text = self.text(text).filter(|text| text.contains(char::is_alphanumeric));
                    blocks.extend(text.map(|text| Block::Text(*place, text)));
                }
                LineKind::Table { rows, columns, caption } => blocks.extend(self.table(rows, columns, caption)),
                LineKind::Each { rows, body } => self.rows(rows).into_iter().for_each(|scope| scope.lines(body, blocks)),
                LineKind::If { when, then, otherwise } => {
                    self.lines(if self.holds(when) { then } else { otherwise }, blocks);
                }
            }
        }
    }

    /// `None` if something in it has no data.
    fn text(self, text: &Text) -> Option<String> {
        text.iter().map(|piece| self.piece(piece)).collect()
    }

    fn piece(self, piece: &Piece) -> Option<String> {
        match piece {
            Piece::Plain(text) => Some(text.clone()),
            Piece::Slot { name, format } => {
                let (kind, value, past) = self.named(name)?;
                words::written(kind, value, past, format)
            }
            Piece::Optional { when, text } => {
                let holds = when.as_ref().is_none_or(|when| self.holds(when));
                Some(holds.then(|| self.text(text)).flatten().unwrap_or_default())
            }
            Piece::Each { rows, text, between } => {
                let parts: Vec<String> = self.rows(rows).into_iter().filter_map(|scope| scope.text(text)).collect();
                Some(parts.join(between)).filter(|text| !text.is_empty())
            }
            Piece::Count(rows) => Some(self.rows(rows).len()).filter(|count| *count > 0).map(|count| count.to_string()),
        }
    }

    fn named(self, name: &str) -> Option<(Kind, &'a StatValue, Option<&'a StatValue>)> {
        if let Some((table, row)) = self.row
            && let Some(at) = column_of(table, name)
        {
            return Some((table.columns[at].kind, &row.cells.get(at)?.value, None));
        }
        let fact = self.facts.facts.get(name)?;
        Some((fact.kind, &fact.value, fact.past.as_ref()))
    }

    fn holds(self, when: &Expr) -> bool {
        let state = |name: &str| {
            let value = match self.named(name).map(|(_, value, _)| value) {
                Some(StatValue::Text(text)) => Some(Value::Text(text.clone())),
                Some(value) => words::number(value).map(Value::Number),
                None => None,
            };
            Some(Slot::Given(value.map_or(State::Blank, State::Value)))
        };
        expr::bind(when, &state).is_ok_and(|bound| bound.truth::<[State]>(&[]).is_true())
    }

    /// The chosen rows, each as a scope of its own.
    fn rows(self, rows: &Rows) -> Vec<Self> {
        let Some(table) = self.facts.tables.get(rows.table.as_str()) else { return Vec::new() };
        let scopes = table.rows.iter().filter(|row| rows.total || !row.total);
        let scopes = scopes.map(|row| Self { row: Some((table, row)), ..self });
        let mut chosen: Vec<Self> = scopes.filter(|scope| rows.when.as_ref().is_none_or(|when| scope.holds(when))).collect();
        if let Some(order) = &rows.order {
            let number = |scope: &Self| scope.named(&order.column).and_then(|(_, value, _)| words::number(value));
            // Rows without a number stay last either way.
            chosen.sort_by(|a, b| match (number(a), number(b)) {
                (Some(a), Some(b)) if order.falling => b.cmp(&a),
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
        }
        match rows.cut {
            Cut::All => chosen,
            Cut::First(count) => chosen.into_iter().take(count).collect(),
            Cut::Last(count) => chosen[chosen.len().saturating_sub(count)..].to_vec(),
        }
    }

    fn table(self, rows: &Rows, columns: &[String], caption: &Text) -> Option<Block> {
        let table = self.facts.tables.get(rows.table.as_str())?;
        let chosen: Vec<usize> = if columns.is_empty() {
            (0..table.columns.len()).collect()
        } else {
            columns.iter().filter_map(|column| column_of(table, column)).collect()
        };
        let cells = |row: &StatRow| -> Vec<String> {
            let shown = |at: &usize| Some(words::shown(table.columns[*at].kind, &row.cells.get(*at)?.value));
            chosen.iter().map(|at| shown(at).unwrap_or_default()).collect()
        };
        let rows: Vec<Row> = self
            .rows(rows)
            .into_iter()
            .filter_map(|scope| scope.row)
            .map(|(_, row)| Row { total: row.total, cells: cells(row) })
            .collect();
        if rows.iter().all(|row| row.total) {
            return None;
        }
        let columns = chosen.iter().map(|at| column(&table.columns[*at])).collect();
        let caption = self.text(caption).filter(|caption| !caption.is_empty()).unwrap_or_else(|| table.title.clone());
        Some(Block::Table(Table { caption, columns, rows }))
    }
}

fn column(column: &StatColumn) -> Column {
    let unit = match column.kind {
        Kind::Money => "（万元）",
        Kind::Points => "（百分点）",
        _ => "",
    };
    Column { group: column.group.clone(), name: format!("{}{unit}", column.name), kind: column.kind }
}

/// A column by its name, or by group and name: 新开工.已开工.
fn column_of(table: &StatTable, name: &str) -> Option<usize> {
    let grouped = name.split_once('.');
    let fits = |column: &StatColumn| match (&column.group, grouped) {
        (Some(group), Some((wanted, name))) => **group == *wanted && *column.name == *name,
        _ => *column.name == *name,
    };
    // A column of no group is meant before one of a group that has the same name.
    let plain = table.columns.iter().position(|column| column.group.is_none() && *column.name == *name);
    plain.or_else(|| table.columns.iter().position(fits))
}

/// Empty sections go, headings get their numbers, blank lines stand alone.
fn tidied(blocks: Vec<Block>) -> Vec<Block> {
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks.into_iter().rev() {
        let is_blank = |block: Option<&Block>| matches!(block, None | Some(Block::Blank));
        match &block {
            Block::Text(Place::Heading(level), _) => {
                let next = kept.iter().rev().find(|block| **block != Block::Blank);
                let has_more = match next {
                    None | Some(Block::Text(Place::Signature, _)) => false,
                    Some(Block::Text(Place::Heading(next), _)) => next > level,
                    Some(_) => true,
                };
                if has_more {
                    kept.push(block);
                }
            }
            Block::Blank if is_blank(kept.last()) => {}
            _ => kept.push(block),
        }
    }
    kept.reverse();
    let leading = kept.iter().take_while(|block| **block == Block::Blank).count();
    kept.drain(..leading);
    numbered(&mut kept);
    kept
}

fn numbered(blocks: &mut [Block]) {
    let mut counts = [0_usize; 3];
    for block in blocks {
        let Block::Text(Place::Heading(level), text) = block else { continue };
        let at = usize::from(*level - 1).min(2);
        counts[at] += 1;
        counts[at + 1..].fill(0);
        let number = match at {
            0 => format!("{}、", han(counts[0])),
            1 => format!("（{}）", han(counts[1])),
            _ => format!("{}．", counts[2]),
        };
        text.insert_str(0, &number);
    }
}
