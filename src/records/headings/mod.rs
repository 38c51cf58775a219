//! Headings → fields. Settings, then names and synonyms in one shape, then by meaning: a heading is cut into the concepts of
//! `templates/lexicon.toml` and compared with the meanings that fields declare; unit, cells and the arithmetic between columns decide what
//! words leave open. All columns are assigned together, and what was assumed is said.

mod assign;
mod by_content;
mod categories;
mod columns;
mod concepts;
mod evidence;
mod heading;
mod leftover;
mod period;
mod prepared;
mod profile;
mod recognise;
mod report;
mod score;
mod similar;
mod thesaurus;
mod ticks;
#[cfg(test)]
mod tests;

pub use categories::Category;
pub use columns::{Assumption, Matched};
pub use recognise::{Clues, Evidence, Recognition};
pub use thesaurus::{LexiconError, Thesaurus};
pub use ticks::Tick;

use std::sync::Arc;

use crate::forms::{Form, FormRole};
use crate::intake::Grid;
use crate::table::Table;
use crate::value::Day;
use heading::Heading;
use prepared::{Prepared, Shapes};
use score::Weights;

/// Forms and words made ready once a run: recognises tables and matches their columns.
#[derive(Debug, Clone)]
pub struct Matcher {
    thesaurus: Thesaurus,
    weights: Weights,
    forms: Vec<Prepared>,
}

/// What matching needs to know of the run.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// The reporting year: `2022年计划投资` is this year's plan in 2022.
    pub year: i16,
    /// Dates after it are plans.
    pub cut_off: Day,
}

/// A column given to a field by the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredColumn {
    /// 0-based.
    pub col: u32,
    /// Canonical name; one that the form does not have is ignored.
    pub field: Arc<str>,
}

impl Matcher {
    /// Prepares the forms that people write. Fails where a form's meanings name a concept that the lexicon does not have.
    pub fn new(thesaurus: Thesaurus, forms: &[Arc<Form>]) -> Result<Self, LexiconError> {
        let forms: &[Arc<Form>] = &forms.iter().filter(|form| form.role != FormRole::Computed).cloned().collect::<Vec<_>>();
        let mut shapes = Shapes::new(&thesaurus);
        let forms = forms.iter().map(|form| Prepared::new(form, forms, &mut shapes)).collect::<Result<_, _>>()?;
        Ok(Self { weights: Weights::new(&thesaurus), thesaurus, forms })
    }

    /// Which form of a role a table is; `None` if none fits, as with summaries and lists of other things.
    #[must_use]
    pub fn recognise(&self, table: &Table, role: FormRole, clues: &Clues<'_>, period: Period) -> Option<Recognition> {
        recognise::recognise(self, table, role, clues, period)
    }

    /// The same where words do not tell: the cells are read as each form, and the one that they fill counts. Dearer, and always reported.
    #[must_use]
    pub fn recognise_by_content(
        &self,
        table: &Table,
        grid: &Grid,
        role: FormRole,
        clues: &Clues<'_>,
        period: Period,
    ) -> Option<Recognition> {
        by_content::recognise(self, table, grid, role, clues, period)
    }

    /// Matches the columns of a table to the fields of a form.
    #[must_use]
    pub fn columns(&self, form: &Form, table: &Table, grid: &Grid, declared: &[DeclaredColumn], period: Period) -> Matched {
        match self.forms.iter().find(|prepared| prepared.form.name == form.name) {
            Some(prepared) => columns::matched(self, prepared, table, grid, declared, period),
            None => Matched::default(),
        }
    }

    fn headings(&self, table: &Table, period: Period) -> Vec<Heading> {
        let mut headings: Vec<Heading> =
            table.columns.iter().map(|column| Heading::read(column, &self.thesaurus, period.year)).collect();
        heading::attach(&mut headings, &self.thesaurus);
        headings
    }

    /// Whether nobody needs the column: a serial number, a reporting clerk, no heading at all.
    fn is_ignorable(&self, heading: &Heading) -> bool {
        heading.leaf_key().is_empty() || self.thesaurus.is_ignorable(heading.leaf_key())
    }
}

impl crate::table::Lexicon for Matcher {
    /// 1 for a name or synonym of any form, less for a text made of known words only.
    fn heading(&self, text: &str) -> f32 {
        if text.chars().count() > 60 {
            return 0.0;
        }
        let shape = heading::normal(text, &self.thesaurus, 0);
        if shape.is_empty() {
            return 0.0;
        }
        if self.thesaurus.is_ignorable(&shape) || self.forms.iter().any(|prepared| prepared.names.contains_key(&shape)) {
            return 1.0;
        }
        let parts = self.thesaurus.segment(&shape);
        let made_of_words = parts.residue == 0 && parts.words.len() >= 2 && shape.chars().count() <= 20;
        if made_of_words { 0.7 } else { 0.0 }
    }
}
