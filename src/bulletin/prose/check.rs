//! Every name of a template must be one that a run can know.

use std::collections::{BTreeMap, BTreeSet};

use super::line::mistake;
use super::words::{FORMATS, is_format};
use super::{Line, LineKind, Piece, Rows, Text};
use crate::expr::Expr;
use crate::settings::{Mistake, guess_clause};
use crate::statistics::{Promised, Reports};

/// What a template may name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    facts: BTreeSet<String>,
    tables: BTreeMap<String, Columns>,
}

#[derive(Debug, Clone, Default)]
struct Columns {
    names: BTreeSet<String>,
    is_open: bool,
}

impl Names {
    /// Figures and tables of the declarations.
    #[must_use]
    pub fn of(reports: &Reports) -> Self {
        let mut names = Self::default().facts(reports.figure_names().map(|name| &**name));
        for Promised { id, columns, is_open } in reports.promised_tables() {
            let mut known = BTreeSet::new();
            for (group, name) in &columns {
                known.extend(group.as_ref().map(|group| format!("{group}.{name}")));
                known.insert(name.to_string());
            }
            names.tables.insert(id.to_string(), Columns { names: known, is_open });
        }
        names
    }

    /// Further facts.
    #[must_use]
    pub fn facts<'n>(mut self, facts: impl IntoIterator<Item = &'n str>) -> Self {
        self.facts.extend(facts.into_iter().map(str::to_owned));
        self
    }

    /// A further table.
    #[must_use]
    pub fn table(mut self, id: &str, columns: &[&str]) -> Self {
        let names = columns.iter().map(ToString::to_string).collect();
        self.tables.insert(id.to_owned(), Columns { names, is_open: false });
        self
    }

    pub(super) fn check(&self, lines: &[Line], file: &str) -> Result<(), Mistake> {
        lines.iter().try_for_each(|line| self.line(line, None, file))
    }

    fn line(&self, line: &Line, row: Option<&Columns>, file: &str) -> Result<(), Mistake> {
        let wrong = |message: String| mistake(file, line.number, message);
        match &line.kind {
            LineKind::Blank => Ok(()),
            LineKind::Text(_, text) => self.text(text, row).map_err(wrong),
            LineKind::Table { rows, columns, caption } => {
                let known = self.rows(rows).map_err(wrong)?;
                let unknown = columns.iter().find(|column| !known.is_open && !known.names.contains(*column));
                if let Some(column) = unknown {
                    let near = guess_clause(column, known.names.iter().map(String::as_str));
                    return Err(wrong(format!("表“{}”里没有“{column}”这一列{near}", rows.table)));
                }
                self.text(caption, row).map_err(wrong)
            }
            LineKind::Each { rows, body } => {
                let known = self.rows(rows).map_err(wrong)?;
                body.iter().try_for_each(|line| self.line(line, Some(known), file))
            }
            LineKind::If { when, then, otherwise } => {
                self.condition(when, row).map_err(wrong)?;
                then.iter().chain(otherwise).try_for_each(|line| self.line(line, row, file))
            }
        }
    }

    fn text(&self, text: &Text, row: Option<&Columns>) -> Result<(), String> {
        text.iter().try_for_each(|piece| match piece {
            Piece::Plain(_) => Ok(()),
            Piece::Slot { name, format } => {
                self.name(name, row)?;
                if is_format(format) {
                    Ok(())
                } else {
                    Err(format!("“{name}”后面的“{format}”不是写法，可以写：{FORMATS}"))
                }
            }
            Piece::Optional { when, text } => {
                when.iter().try_for_each(|when| self.condition(when, row))?;
                self.text(text, row)
            }
            Piece::Each { rows, text, .. } => self.text(text, Some(self.rows(rows)?)),
            Piece::Count(rows) => self.rows(rows).map(|_| ()),
        })
    }

    fn rows(&self, rows: &Rows) -> Result<&Columns, String> {
        let known = self.tables.get(&rows.table).ok_or_else(|| {
            let near = guess_clause(&rows.table, self.tables.keys().map(String::as_str));
            format!("没有叫“{}”的表{near}", rows.table)
        })?;
        rows.when.iter().try_for_each(|when| self.condition(when, Some(known)))?;
        rows.order.iter().try_for_each(|order| self.name(&order.column, Some(known)))?;
        Ok(known)
    }

    fn condition(&self, when: &Expr, row: Option<&Columns>) -> Result<(), String> {
        when.names().iter().try_for_each(|name| self.name(name, row))
    }

    fn name(&self, name: &str, row: Option<&Columns>) -> Result<(), String> {
        if self.facts.contains(name) || row.is_some_and(|row| row.is_open || row.names.contains(name)) {
            return Ok(());
        }
        let columns = row.into_iter().flat_map(|row| &row.names);
        let near = guess_clause(name, columns.chain(&self.facts).map(String::as_str));
        Err(format!("没有叫“{name}”的数{near}"))
    }
}
