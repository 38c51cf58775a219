//! Files → typed records: every file, every sheet, every table on its own, in parallel; one that fails stops no other.

use std::sync::Arc;

use rayon::prelude::*;

use super::declared::Declared;
use super::stamped::{self, Exact, Stamped};
use super::{findings, period};
use crate::finding::Finding;
use crate::forms::{self, Form, FormRole};
use crate::identity::{Sender, Units};
use crate::intake::{Book, Grid, Submitted};
use crate::origin::Source;
use crate::records::headings::Evidence;
use crate::records::{self, Clues, DeclaredColumn, Given, Period, Records};
use crate::settings::{UnitLayout, Week};
use crate::table::{self, Filler, Layout, Table, TableKind};

/// What a part of a file turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The `n`th of the read tables.
    Table(usize),
    /// A record table of which no form is known.
    Unknown,
    /// A file that gave nothing.
    Unreadable,
}

/// A table, or a file without one.
#[derive(Debug, Clone)]
pub struct Part {
    pub source: Arc<Source>,
    pub unit: Option<Arc<str>>,
    pub seen: Seen,
    /// Whether the sheet names its sender or who filled it in.
    pub signed: bool,
}

/// All files of a folder, read.
#[derive(Debug, Default)]
pub struct Reading {
    pub tables: Vec<(Records, Sender)>,
    pub parts: Vec<Part>,
}

/// How files are read: the declarations, the role of the forms that may occur, who may have sent them, the parameters of checks.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub declared: &'a Declared,
    pub role: FormRole,
    pub units: &'a Units,
    pub given: &'a Given<'a>,
    pub period: Period,
    /// The week that is run, if there is one: a list of another week is reported.
    pub week: Option<Week>,
}

/// One file's share, before the files are joined in the order of their paths.
#[derive(Default)]
struct Share {
    tables: Vec<(Records, Sender)>,
    parts: Vec<Part>,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    /// Reads files, in parallel; the result stands in the order of the files.
    #[must_use]
    pub fn read(self, files: &[Submitted]) -> (Reading, Vec<Finding>) {
        let shares: Vec<Share> = files.par_iter().map(|file| self.file(file)).collect();
        let (mut reading, mut all) = (Reading::default(), Vec::new());
        for share in shares {
            let base = reading.tables.len();
            reading.tables.extend(share.tables);
            reading.parts.extend(share.parts.into_iter().map(|part| match part.seen {
                Seen::Table(n) => Part { seen: Seen::Table(base + n), ..part },
                _ => part,
            }));
            all.extend(share.findings);
        }
        (reading, all)
    }

    fn file(self, file: &Submitted) -> Share {
        let mut share = Share::default();
        if let Ok(book) = &file.outcome {
            self.book(file, book, &mut share);
        } else {
            let (sender, _) = self.units.sender_of(&file.file, mailed_from(file), &[], None);
            let source = Arc::new(Source { file: file.file.clone(), sheet: None });
            share.parts.push(Part { source, unit: sender.unit, seen: Seen::Unreadable, signed: false });
        }
        share
    }

    fn book(self, file: &Submitted, book: &Book, share: &mut Share) {
        let stamped = stamped::find(book, &self.declared.forms);
        for grid in book.sheets.iter().filter(|grid| stamped::is_read(grid, stamped.as_ref())) {
            let source = Arc::new(Source { file: file.file.clone(), sheet: grid.name.as_deref().map(Arc::from) });
            let exact = stamped.as_ref().and_then(|stamped| Some((stamped, stamped.exact.as_ref()?)));
            let found = match exact {
                Some((stamped, exact)) => self.stamped(grid, &source, file, (stamped, exact)),
                None => self.sheet(grid, &source, file),
            };
            for found in found {
                self.table(grid, &source, found, share);
            }
        }
    }

    /// The record tables of a sheet, each with its sender.
    fn sheet(self, grid: &Grid, source: &Arc<Source>, file: &Submitted) -> Vec<FoundTable<'a>> {
        let (sender, _) = self.units.sender_of(&file.file, mailed_from(file), &[], None);
        let own = self.declared.settings.layout(sender.unit.as_deref(), &source.file, source.sheet.as_deref());
        let layout = own.map(|own| Layout {
            header_rows: own.header_rows.clone(),
            first_data_row: own.first_data_row,
            last_data_row: own.last_data_row,
        });
        let tables = table::locate(grid, &self.declared.matcher, layout.as_ref());
        let records = tables.into_iter().filter(|table| table.kind == TableKind::Table);
        records.map(|table| self.found(table, own, file)).collect()
    }

    /// The rows of a form that the tool wrote; where the settings speak of the sheet, they win.
    fn stamped(
        self,
        grid: &Grid,
        source: &Arc<Source>,
        file: &Submitted,
        (stamped, exact): (&Stamped<'_>, &Exact<'a>),
    ) -> Vec<FoundTable<'a>> {
        let (sender, _) = self.units.sender_of(&file.file, mailed_from(file), &[], None);
        let own = self.declared.settings.layout(sender.unit.as_deref(), &source.file, source.sheet.as_deref());
        if own.is_some() || exact.form.role != self.role {
            return self.sheet(grid, source, file);
        }
        let tables = table::locate(grid, &self.declared.matcher, Some(&exact.layout));
        let found = tables.into_iter().map(|table| {
            let mut found = self.found(table, None, file);
            found.columns.clone_from(&exact.columns);
            found.form = Some(exact.form);
            found.sender.unit = found.sender.unit.or_else(|| stamped.unit.as_deref().and_then(|unit| self.units.mentioned(unit)));
            found
        });
        found.collect()
    }

    fn found(self, table: Table, layout: Option<&UnitLayout>, file: &Submitted) -> FoundTable<'a> {
        let (mut sender, findings) = self.units.sender_of(&file.file, mailed_from(file), &table.fillers, table.title.as_deref());
        let mailed = file.letter.as_ref().and_then(|letter| letter.date).map(|moment| moment.day);
        sender.stated = period::stated_day(&table.fillers, self.declared.settings.year).or(mailed);
        let named = |own: &UnitLayout| {
            own.columns.iter().map(|(col, field)| DeclaredColumn { col: *col, field: Arc::from(field.as_str()) }).collect()
        };
        let columns = layout.map(named).unwrap_or_default();
        let form = layout.and_then(|own| own.form.as_deref()).and_then(|name| self.declared.forms.get(name));
        FoundTable { table, columns, form, sender, findings }
    }

    fn table(self, grid: &Grid, source: &Arc<Source>, found: FoundTable<'a>, share: &mut Share) {
        let file = source.file.rsplit('/').next();
        let clues = Clues { sheet: source.sheet.as_deref(), file };
        let matcher = &self.declared.matcher;
        let by_words = || matcher.recognise(&found.table, self.role, &clues, self.period);
        let by_cells = || matcher.recognise_by_content(&found.table, grid, self.role, &clues, self.period);
        let seen = found.form.is_none().then(|| by_words().or_else(by_cells)).flatten();
        if let Some(assumed) = seen.as_ref().filter(|seen| seen.how == Evidence::Assumed) {
            share.findings.push(findings::form_assumed(source, &found.table, &assumed.form.name));
        }
        let recognised = found.form.cloned().or_else(|| seen.map(|seen| seen.form));
        let Some(form) = recognised else {
            let mut finding = findings::form_unknown(source, &found.table);
            finding.unit.clone_from(&found.sender.unit);
            share.findings.push(finding);
            share.parts.push(Part { source: source.clone(), unit: found.sender.unit, seen: Seen::Unknown, signed: false });
            return;
        };
        let columns = matcher.columns(&form, &found.table, grid, &found.columns, self.period);
        let typing = self.declared.typing();
        let table = records::Reading {
            table: &found.table,
            grid,
            source,
            form: &form,
            matched: &columns,
            typing: &typing,
            given: self.given,
        };
        let (records, mut read) = records::read(&table);
        if let Some(week) = self.week.filter(|_| form.period == forms::Period::Week) {
            read.extend(period::check(grid, &found.table, source, week));
        }
        if records.rows.is_empty() {
            read.push(findings::zero_report(source, &form.name));
        }
        let of_sender = found.findings.into_iter().chain(read).map(|finding| match &found.sender.unit {
            Some(unit) if finding.unit.is_none() => finding.unit(unit),
            _ => finding,
        });
        share.findings.extend(of_sender);
        share.parts.push(Part {
            source: source.clone(),
            unit: found.sender.unit.clone(),
            seen: Seen::Table(share.tables.len()),
            signed: found.table.fillers.iter().any(Filler::names_somebody),
        });
        share.tables.push((records, found.sender));
    }
}

/// The address that a file was mailed from.
fn mailed_from(file: &Submitted) -> Option<&str> {
    file.letter.as_ref()?.from.as_deref()
}

/// A record table with what is known of it before it is read.
struct FoundTable<'a> {
    table: Table,
    /// Columns that the settings name.
    columns: Vec<DeclaredColumn>,
    form: Option<&'a Arc<Form>>,
    sender: Sender,
    findings: Vec<Finding>,
}
