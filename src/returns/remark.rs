//! Findings of a file → what is marked where, the gravest first.

use super::alarm::Alarm;
use super::wording::bare;
use crate::expr::{Expr, Op};
use crate::finding::{Finding, catalog};
use crate::forms::{Check, Requirement};
use crate::intake::{Book, Content, Grid};
use crate::origin::CellRef;
use crate::records::{Record, Records};
use crate::value::Value;

/// A finding as it is returned to its sender.
#[derive(Debug)]
pub(super) struct Remark<'f> {
    pub(super) finding: &'f Finding,
    /// The sheet it concerns, as the returned workbook names it.
    pub(super) sheet: Option<String>,
    /// The cell that is marked, if there is one.
    pub(super) spot: Option<Spot>,
}

/// A cell to be marked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub(super) sheet: String,
    /// The cell that shows the mark: of a merged range the first.
    pub(super) at: CellRef,
    /// The cell that the finding names.
    pub(super) shown: CellRef,
    pub(super) alarm: Alarm,
}

impl Remark<'_> {
    /// What is wrong, without the address in front.
    pub(super) fn message(&self) -> &str {
        bare(self.finding)
    }
}

/// All findings of a file in the order in which a clerk should take them: the gravest first, then as they stand in the file.
/// `names` are the sheets of the book as the returned workbook names them.
pub(super) fn remarks<'f>(findings: &[&'f Finding], book: &Book, names: &[String], records: &[Records]) -> Vec<Remark<'f>> {
    let mut placed: Vec<(usize, Remark<'f>)> = findings.iter().map(|finding| remark(finding, book, names, records)).collect();
    placed.sort_by_key(|(sheet, remark)| {
        let at = remark.spot.as_ref().map(|spot| spot.shown);
        (std::cmp::Reverse(remark.finding.severity), *sheet, at, remark.finding)
    });
    placed.into_iter().map(|(_, remark)| remark).collect()
}

/// Findings of a file that could not be read: a list without cells.
pub(super) fn listed<'f>(findings: &[&'f Finding]) -> Vec<Remark<'f>> {
    let mut sorted = findings.to_vec();
    sorted.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), *finding));
    sorted
        .into_iter()
        .map(|finding| Remark { finding, sheet: finding.place.sheet.as_deref().map(str::to_owned), spot: None })
        .collect()
}

fn remark<'f>(finding: &'f Finding, book: &Book, names: &[String], records: &[Records]) -> (usize, Remark<'f>) {
    let index = match &finding.place.sheet {
        Some(name) => book.sheets.iter().position(|grid| grid.name.as_deref() == Some(&**name)),
        // a file without sheets has one all the same once it is a workbook
        None if finding.place.row.is_some() => Some(0),
        None => None,
    };
    let Some((index, grid, sheet)) = index.and_then(|i| Some((i, book.sheets.get(i)?, names.get(i)?))) else {
        return (0, Remark { finding, sheet: None, spot: None });
    };
    let spot = finding.place.row.map(|row| {
        let shown = finding.place.cell.unwrap_or_else(|| first_cell(grid, row, records));
        let at = grid.merge_at(shown).map_or(shown, |merge| merge.first);
        Spot { sheet: sheet.clone(), at, shown, alarm: alarm(finding, grid, at, records) }
    });
    (index, Remark { finding, sheet: Some(sheet.clone()), spot })
}

/// The cell by which people know a row: its key, or else its first filled cell.
fn first_cell(grid: &Grid, row: u32, records: &[Records]) -> CellRef {
    let key = row_of(row, grid, records).and_then(|(records, _)| {
        let mut keys = records.form.key().into_iter();
        keys.find_map(|key| Some(records.columns.get(key)?.as_ref()?.col))
    });
    let filled = || grid.row(row).first().map(|cell| cell.at.col);
    CellRef::new(row, key.or_else(filled).unwrap_or(0))
}

/// The record that stands in a row.
fn row_of<'r>(row: u32, grid: &Grid, records: &'r [Records]) -> Option<(&'r Records, &'r Record)> {
    let of_sheet = records.iter().filter(|records| records.source.sheet.as_deref() == grid.name.as_deref());
    let mut held = of_sheet.filter_map(|records| {
        let index = records.rows.binary_search_by_key(&row, |record| record.origin.row).ok()?;
        Some((records, records.rows.get(index)?))
    });
    held.next()
}

/// Until when the mark of a finding lasts.
fn alarm(finding: &Finding, grid: &Grid, at: CellRef, records: &[Records]) -> Alarm {
    let as_sent = || Alarm::as_sent(grid, at);
    let is = |entry: &catalog::Entry| finding.code == entry.code;
    let content = grid.get(at).map(|cell| &cell.content);
    let row = finding.place.row.and_then(|row| row_of(row, grid, records));
    match content {
        Some(Content::Text(text)) if is(&catalog::AMOUNT_UNREADABLE) || is(&catalog::NUMBER_UNREADABLE) => {
            if text.trim_start().starts_with(|c: char| c.is_numeric() || matches!(c, '-' | '+' | '.')) {
                as_sent()
            } else if row.is_some_and(|(records, _)| is_required(records, finding)) {
                Alarm::Any(vec![Alarm::NoNumber(at), Alarm::Blank(at)])
            } else {
                Alarm::NoNumber(at)
            }
        }
        Some(Content::Number(number)) if is(&catalog::NEGATIVE) && *number < 0.0 => Alarm::Negative(at),
        Some(Content::Number(number)) if is(&catalog::NOT_WHOLE) && number.fract() != 0.0 => Alarm::NotWhole(at),
        _ => row.and_then(|(records, record)| broken(finding, grid, records, record)).unwrap_or_else(as_sent),
    }
}

fn is_required(records: &Records, finding: &Finding) -> bool {
    let field = finding.field.as_deref().and_then(|name| records.form.field(name));
    field.is_some_and(|field| matches!(field.required, Requirement::Required))
}

/// For a check of the form that is broken: the check itself where it compares two numbers of one unit, else all its cells as they were.
fn broken(finding: &Finding, grid: &Grid, records: &Records, record: &Record) -> Option<Alarm> {
    let is_broken = |check: &&Check| check.code == finding.code && finding.field.as_ref() == Some(&check.field);
    let checks: Vec<&Check> = records.form.checks.iter().filter(is_broken).collect();
    if let Some(compared) = checks.iter().find_map(|check| compared(check, grid, records, record)) {
        return Some(compared);
    }
    let expressions = checks.iter().flat_map(|check| check.when.iter().chain([&check.must]));
    let mut cells: Vec<CellRef> = expressions.flat_map(Expr::names).filter_map(|name| cell_of(&name, records, record)).collect();
    cells.sort_unstable();
    cells.dedup();
    (!cells.is_empty()).then(|| Alarm::All(cells.into_iter().map(|at| Alarm::as_sent(grid, at)).collect()))
}

/// The cell of a field in a row, filled or not.
fn cell_of(field: &str, records: &Records, record: &Record) -> Option<CellRef> {
    let index = records.form.index(field)?;
    let column = records.columns.get(index)?.as_ref()?.col;
    Some(record.cells.get(index)?.at.unwrap_or(CellRef::new(record.origin.row, column)))
}

/// `a <= b` and `a <= b * 2` as they stand in the sheet: only if both are plain numbers of one unit, and broken there too.
fn compared(check: &Check, grid: &Grid, records: &Records, record: &Record) -> Option<Alarm> {
    let Expr::Binary(op, left, right) = check.must.clone() else { return None };
    if check.when.is_some() {
        return None;
    }
    let (right, times) = match *right {
        Expr::Binary(Op::Multiply, field, factor) => match *factor {
            Expr::Number(number) => (*field, Some(number.to_string())),
            _ => return None,
        },
        other => (other, None),
    };
    let (sign, breaks): (&'static str, fn(f64, f64) -> bool) = match op {
        Op::LessEqual => (">", |a, b| a > b),
        Op::Less => (">=", |a, b| a >= b),
        Op::GreaterEqual => ("<", |a, b| a < b),
        Op::Greater => ("<=", |a, b| a <= b),
        _ => return None,
    };
    let ((a, left), (b, right)) = (number(&left, grid, records, record)?, number(&right, grid, records, record)?);
    let factor = times.as_deref().map_or(Some(1.0), |times| times.parse().ok())?;
    let is_one_unit = (a.unit - b.unit).abs() < 1e-9 * a.unit.abs();
    (is_one_unit && breaks(a.shown, b.shown * factor)).then_some(Alarm::Compared(left, sign, right, times))
}

/// A number as it stands in its cell, and how much one of it counts.
struct Counted {
    shown: f64,
    unit: f64,
}

fn number(expr: &Expr, grid: &Grid, records: &Records, record: &Record) -> Option<(Counted, CellRef)> {
    let Expr::Name(name) = expr else { return None };
    let at = cell_of(name, records, record)?;
    let Content::Number(shown) = grid.get(at)?.content else { return None };
    let typed = record.cells.get(records.form.index(name)?)?.state.value()?;
    let unit = match typed {
        Value::Number(value) if shown != 0.0 => value.to_string().parse::<f64>().ok()? / shown,
        // a day's serial
        Value::Date(date) if date.first() == date.last() && (f64::from(date.first().serial()) - shown).abs() < 0.5 => 1.0,
        _ => return None,
    };
    Some((Counted { shown, unit }, at))
}
