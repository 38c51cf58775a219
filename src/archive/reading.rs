//! An archived ledger back into tables: fields by their names, enterprises by whom the reader takes them for.

use std::io::BufRead;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use rayon::prelude::*;

use super::cells::{At, read_day};
use super::ledger::{CellIn, EntryIn, Head, SCHEMA, TableHead};
use crate::forms::{Form, Forms};
use crate::identity::EnterpriseId;
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::origin::{Origin, Source};
use crate::settings::Week;
use crate::value::{Day, State};

/// Lines that are parsed together.
const TOGETHER: usize = 4096;

/// An archived ledger as read: what [`super::write_ledger`] was given.
#[derive(Debug, Clone)]
pub struct Archived {
    pub week: Week,
    pub as_of: Day,
    pub ledger: Ledger,
    pub references: Ledger,
    /// Forms that are not declared any more: their rows were left out.
    pub unknown: Vec<Arc<str>>,
}

/// Whom an archived enterprise (list name, credit code, place in its list) is taken for.
pub type Who<'a> = dyn Fn(&str, Option<&str>, u32) -> Option<EnterpriseId> + Sync + 'a;

/// Reads a ledger; `office` is put before the path of every file, for a reader of several offices. Fields that are declared now and were not then are blank; those that are declared no more are left out, and so are values
/// of another type than the declared one (unreadable).
///
/// # Errors
/// If the lines are not what was written.
pub fn read_ledger(mut lines: impl BufRead, forms: &Forms, who: &Who<'_>, office: Option<&str>) -> Result<Archived> {
    let head = read_head(&mut lines)?;
    let week = head.week.parse().ok().context("week")?;
    let as_of = read_day(&head.as_of).context("as_of")?;
    let mut archived = Archived { week, as_of, ledger: Ledger::default(), references: Ledger::default(), unknown: Vec::new() };
    let reader = EntryReader::new(&head, who, office);
    for table in &head.tables {
        let form = forms.get(&table.form);
        let entries = reader.table(&mut lines, table, form)?;
        let Some(form) = form.cloned() else {
            archived.unknown.push(table.form.clone());
            continue;
        };
        let part = if table.reference { &mut archived.references } else { &mut archived.ledger };
        part.tables.insert(form.name.clone(), LedgerTable { form, entries });
    }
    let mut rest = String::new();
    lines.read_line(&mut rest)?;
    ensure!(rest.is_empty(), "more lines than the head says");
    Ok(archived)
}

fn read_head(lines: &mut impl BufRead) -> Result<Head> {
    let mut first = String::new();
    lines.read_line(&mut first)?;
    let head: Head = serde_json::from_str(&first).context("head")?;
    ensure!(head.schema == SCHEMA, "schema {}", head.schema);
    Ok(head)
}

/// What the entries of a file point to.
struct EntryReader {
    sources: Vec<Arc<Source>>,
    units: Vec<Arc<str>>,
    enterprises: Vec<Option<EnterpriseId>>,
}

/// For each field of the declared form its place in the lines; `None` if it was not declared then.
type Places = Vec<Option<usize>>;

impl EntryReader {
    fn new(head: &Head, who: &Who<'_>, office: Option<&str>) -> Self {
        let inside = |file: &Arc<str>| office.map_or_else(|| file.clone(), |office| Arc::from(format!("{office}/{file}")));
        let source = |(file, sheet): &(Arc<str>, Option<Arc<str>>)| Arc::new(Source { file: inside(file), sheet: sheet.clone() });
        let known = (0..).zip(&head.enterprises).map(|(place, (name, code))| who(name, code.as_deref(), place));
        Self { sources: head.sources.iter().map(source).collect(), units: head.units.clone(), enterprises: known.collect() }
    }

    /// The rows of a table, in their order; none of a form that is not declared.
    fn table(&self, lines: &mut impl BufRead, table: &TableHead, form: Option<&Arc<Form>>) -> Result<Vec<Entry>> {
        let places: Option<Places> =
            form.map(|form| form.fields.iter().map(|f| table.fields.iter().position(|name| *name == f.name)).collect());
        let mut entries = Vec::with_capacity(if form.is_some() { table.rows.min(1 << 20) } else { 0 });
        let mut left = table.rows;
        while left > 0 {
            let batch = batch(lines, left.min(TOGETHER))?;
            left -= batch.len();
            let (Some(form), Some(places)) = (form, &places) else { continue };
            let read: Result<Vec<Entry>> = batch.par_iter().map(|line| self.entry(line, form, places)).collect();
            entries.extend(read.with_context(|| format!("《{}》", table.form))?);
        }
        Ok(entries)
    }

    fn entry(&self, line: &str, form: &Form, places: &Places) -> Result<Entry> {
        let (enterprise, units, origins, mut cells): EntryIn = serde_json::from_str(line)?;
        let origins: Vec<Origin> = origins.into_iter().map(|(source, row)| self.origin(source, row)).collect::<Result<_>>()?;
        let unit = |at: u32| self.units.get(at as usize).cloned().context("a unit that the head does not list");
        let cell = |(field, place): (usize, &Option<usize>)| {
            let Some(cell) = place.and_then(|place| cells.get_mut(place)).map(std::mem::take) else {
                return Ok(LedgerCell::default());
            };
            self.cell(cell, form, field, origins.first())
        };
        let cells = places.iter().enumerate().map(cell).collect::<Result<_>>()?;
        let enterprise = match enterprise {
            None => None,
            Some(place) => *self.enterprises.get(place as usize).context("an enterprise that the head does not list")?,
        };
        Ok(Entry { enterprise, cells, units: units.into_iter().map(unit).collect::<Result<_>>()?, origins })
    }

    fn origin(&self, source: u32, row: u32) -> Result<Origin> {
        Ok(Origin { source: self.source(source)?, row: row.checked_sub(1).context("row 0")? })
    }

    fn source(&self, place: u32) -> Result<Arc<Source>> {
        self.sources.get(place as usize).cloned().context("a source that the head does not list")
    }

    fn cell(&self, cell: CellIn, form: &Form, field: usize, home: Option<&Origin>) -> Result<LedgerCell> {
        let origin = match (cell.at, home) {
            (None, _) => None,
            (Some(At::Home { col }), Some(home)) => Some((home.source.clone(), crate::origin::CellRef::new(home.row, col))),
            (Some(At::Home { .. }), None) => bail!("a cell of a row without origin"),
            (Some(At::Elsewhere { source, cell }), _) => Some((self.source(source)?, cell)),
        };
        let state = match cell.state {
            State::Value(value) if !form.fields.get(field).is_some_and(|f| f.ty.holds(&value)) => State::Unreadable,
            state => state,
        };
        Ok(LedgerCell { state, raw: cell.raw, origin })
    }
}

fn batch(lines: &mut impl BufRead, count: usize) -> Result<Vec<String>> {
    let mut batch = Vec::with_capacity(count);
    for _ in 0..count {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        ensure!(line.ends_with('\n'), "the last line is cut off");
        batch.push(line);
    }
    Ok(batch)
}
