//! 分发: for every department, town and cadre a workbook with the rows that concern them, and nothing else anywhere in the file.
//!
//! `templates/splits.toml` declares who the recipients are (a column of a reference list) and which sheets they get (a dataset, columns, a
//! filter). A recipient is a set of enterprises; a row belongs to the enterprise of the ledger entry behind it. A file is made from its own
//! rows only, so that shared strings, names and properties cannot hold those of others.

mod declared;
mod problems;
mod recipients;
mod rows;

use anyhow::{Context, Result};
use rayon::prelude::*;

pub use declared::{Being, RecipientKind, Splits};
pub use recipients::{Recipient, enterprises_of};

use crate::finding::Finding;
use crate::identity::Lists;
use crate::ledger::Ledger;
use crate::settings::{Settings, Week};
use crate::statistics::{Reports, Statistics};
use crate::value::Day;
use crate::workbook::{Block, Book, Cell, Column, Kind, Row, Sheet, SheetUse, Table, write};
use problems::Sorted;
use rows::{Shared, Sources, shared};

/// What splits are made from.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    pub settings: &'a Settings,
    pub week: Week,
    pub as_of: Day,
    pub lists: &'a Lists,
    pub references: &'a Ledger,
    pub ledger: &'a Ledger,
    pub statistics: &'a Statistics,
    pub reports: &'a Reports,
    pub findings: &'a [Finding],
}

/// A recipient's workbook.
#[derive(Debug)]
pub struct Split {
    pub recipient: Recipient,
    pub bytes: Vec<u8>,
}

/// A kind with what its files share.
struct Office<'a> {
    splits: &'a Splits,
    sheets: &'a [Shared<'a>],
    problems: &'a Sorted<'a>,
    material: Material<'a>,
}

/// All workbooks, kind by kind, by name; somebody whom no row concerns gets none.
///
/// # Errors
/// If the declaration names what does not exist, or the writing library refuses something.
pub fn make(splits: &Splits, material: Material<'_>) -> Result<Vec<Split>> {
    let Material { settings, as_of, references, ledger, statistics, reports, .. } = material;
    let sources = Sources { statistics, reports, ledger, references, settings, as_of };
    let sheets: Vec<Shared<'_>> =
        splits.sheets.iter().filter_map(|spec| shared(spec, sources).transpose()).collect::<Result<_>>()?;
    let problems = Sorted::new(material.findings, ledger, &splits.problems);
    let office = Office { splits, sheets: &sheets, problems: &problems, material };
    let mut all: Vec<(&RecipientKind, Recipient)> = Vec::new();
    for kind in splits.wanted(settings)? {
        let recipients = recipients::of_kind(kind, references, material.lists);
        all.extend(recipients.into_iter().map(|recipient| (kind, recipient)));
    }
    let made = all.into_par_iter().map(|(kind, recipient)| office.split(kind, recipient));
    Ok(made.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

impl Office<'_> {
    fn split(&self, kind: &RecipientKind, recipient: Recipient) -> Result<Option<Split>> {
        let phones = self.material.settings.splits.phones.iter().any(|word| **word == *kind.kind);
        let mut silent: Vec<&str> = Vec::new();
        let mut sheets = Vec::new();
        for shared in self.sheets {
            let sheet = self.sheet(shared, &recipient, phones);
            silent.extend(Some(shared.spec.empty.as_str()).filter(|_| sheet.is_none()));
            sheets.extend(sheet);
        }
        if sheets.is_empty() {
            return Ok(None);
        }
        let problems = self.problem_sheet(kind, &recipient, phones);
        silent.extend(Some(self.splits.problems.empty.as_str()).filter(|_| problems.is_none()));
        sheets.extend(problems);
        if let Some(note) = sheets.first_mut().and_then(|first| first.notes.last_mut()) {
            note.push_str(&silent.concat());
        }
        let title = recipient.shown();
        let book = Book { title: title.clone(), date: self.material.as_of, home: None, sheets };
        let bytes = write(&book).with_context(|| format!("写{}“{title}”的分发表", kind.kind))?;
        Ok(Some(Split { recipient, bytes }))
    }

    /// The recipient's rows of a sheet; `None` if there are none.
    fn sheet(&self, shared: &Shared<'_>, recipient: &Recipient, phones: bool) -> Option<Sheet<'static>> {
        let rows = shared.rows(&recipient.enterprises, phones);
        let spec = shared.spec;
        (!rows.is_empty()).then(|| self.list(&spec.name, &spec.title, recipient, "", shared.columns(phones), rows))
    }

    fn problem_sheet(&self, kind: &RecipientKind, recipient: &Recipient, phones: bool) -> Option<Sheet<'static>> {
        let spec = self.problems.spec();
        let own = self.problems.of(kind, recipient, phones);
        let rows: Vec<Vec<Cell>> = own.iter().map(|finding| problems::cells(finding, self.material.week)).collect();
        (!rows.is_empty()).then(|| self.list(&spec.name, &spec.title, recipient, &spec.note, problems::columns(), rows))
    }

    fn list(
        &self,
        name: &std::sync::Arc<str>,
        title: &str,
        recipient: &Recipient,
        note: &str,
        columns: Vec<Column>,
        rows: Vec<Vec<Cell>>,
    ) -> Sheet<'static> {
        let wording = &self.splits.wording;
        let period = wording.period.replace("{name}", &recipient.shown()).replace("{week}", &self.material.week.label());
        let period = period.replace("{as_of}", &self.material.as_of.to_string());
        let count = wording.rows.replace("{rows}", &rows.len().to_string());
        let numbered = rows.into_iter().enumerate();
        let numbered = numbered.map(|(index, cells)| Row::item([Cell::count(index + 1)].into_iter().chain(cells).collect()));
        let columns = [Column::new("序号", Kind::Serial)].into_iter().chain(columns).collect();
        let table = Table { lead: 1, filter: true, frozen_columns: 2, ..Table::new(name, columns, numbered.collect()) };
        Sheet {
            name: name.clone(),
            purpose: SheetUse::Report,
            title: title.to_owned(),
            notes: vec![period, format!("{count}{note}")],
            blocks: vec![Block::Table(table)],
        }
    }
}
