//! `sangai inspect` on a file: reads it, finds its tables, names forms and fields where they are known.

use anyhow::Result;

use super::args::Inspect;
use super::inspect::{Seen, document, text};
use super::{Console, Exit, declarations};
use crate::forms::{Form, FormRole};
use crate::intake::Grid;
use crate::records::{Clues, Matched, Period};
use crate::run::{Declared, single};
use crate::table::{self, Table};

/// Prints what is seen in a workbook.
///
/// # Errors
/// If the office's declarations do not parse, or stdout is closed.
pub(super) fn look(args: &Inspect, console: Console) -> Result<Exit> {
    let declared = declarations(args.office.as_deref(), args.year)?;
    let (files, findings) = single(&args.file, &declared)?;
    for finding in &findings {
        console.say(&format!("{} {}", console.severity(finding.severity), finding.message));
    }
    let mut shown = 0;
    for file in &files {
        let Ok(book) = &file.outcome else { continue };
        shown += 1;
        let grids: Vec<&Grid> = book.sheets.iter().filter(|grid| !grid.is_own()).collect();
        let sheets: Vec<Sheet> = grids.iter().map(|grid| sheet(grid, &file.file, &declared)).collect();
        let pairs = grids.into_iter().zip(&sheets);
        let seen: Vec<Seen<'_>> =
            pairs.map(|(grid, s)| Seen { grid, tables: &s.tables, forms: &s.forms, fields: &s.fields }).collect();
        if args.json {
            console.result(&serde_json::to_string_pretty(&document(&file.file, &seen))?)?;
        } else {
            console.result(&text(&file.file, &seen))?;
        }
    }
    Ok(if shown == 0 { Exit::NothingRead } else { Exit::Done })
}

/// The tables of a sheet, and for each the form and the field of each column, where known.
struct Sheet {
    tables: Vec<Table>,
    forms: Vec<Option<String>>,
    fields: Vec<Vec<Option<String>>>,
}

fn sheet(grid: &Grid, file: &str, declared: &Declared) -> Sheet {
    let clues = Clues { sheet: grid.name.as_deref(), file: file.rsplit('/').next() };
    let period = Period { year: declared.settings.year, cut_off: declared.settings.year_end() };
    let tables = table::locate(grid, &declared.matcher, None);
    let (mut forms, mut fields) = (Vec::new(), Vec::new());
    for table in &tables {
        let recognise = |role| declared.matcher.recognise(table, role, &clues, period).map(|r| r.form);
        let form = recognise(FormRole::Submission).or_else(|| recognise(FormRole::Reference));
        let matched = form.as_ref().map(|form| declared.matcher.columns(form, table, grid, &[], period));
        fields.push(table.columns.iter().map(|c| field_of(c.col, form.as_deref(), matched.as_ref())).collect());
        forms.push(form.map(|form| form.name.to_string()));
    }
    Sheet { tables, forms, fields }
}

fn field_of(col: u32, form: Option<&Form>, matched: Option<&Matched>) -> Option<String> {
    let (form, matched) = (form?, matched?);
    let index = matched.fields.iter().position(|m| m.as_ref().is_some_and(|m| m.col == col))?;
    form.fields.get(index).map(|field| field.name.to_string())
}
