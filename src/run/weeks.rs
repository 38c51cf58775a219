//! The earlier weeks of a run: its ledger against them, its figures beside theirs.

use std::sync::Arc;

use anyhow::Result;
use indexmap::IndexMap;

use super::Declared;
use crate::archive::{self, PastWeek};
use crate::finding::Finding;
use crate::forms::Form;
use crate::history::{self, Past};
use crate::identity::Lists;
use crate::ledger::{HeldRow, Ledger, TableOutcome};
use crate::settings::{Office, Week};
use crate::statistics::{self, PastFigures, PastTable, Statistics};

/// The archived weeks before this one, oldest first.
#[derive(Debug)]
pub(super) struct Weeks {
    pub(super) past: Vec<PastWeek>,
}

/// What came this week, for the comparison.
pub(super) struct Came<'a> {
    pub(super) week: Week,
    pub(super) lists: &'a Lists,
    pub(super) references: &'a Ledger,
    pub(super) forms: &'a [Arc<Form>],
    pub(super) outcomes: &'a [TableOutcome],
    pub(super) held: &'a [HeldRow],
}

impl Weeks {
    pub(super) fn load(office: &Office, declared: &Declared, week: Week, lists: &Lists) -> Result<(Self, Vec<Finding>)> {
        let (past, findings) = archive::past(office, week, &declared.forms, lists)?;
        Ok((Self { past }, findings))
    }

    /// Each with its ledger, computed tables among them.
    pub(super) fn ledgers(&self) -> Vec<(Week, &Ledger)> {
        self.past.iter().map(|past| (past.week, &past.ledger)).collect()
    }

    /// Compares the ledger with the weeks before and adds the computed tables to it.
    pub(super) fn compare(&self, ledger: &mut Ledger, came: &Came<'_>, declared: &Declared) -> Vec<Finding> {
        let as_of = declared.settings.calendar.cut_off(came.week);
        let past: Vec<Past<'_>> =
            self.past.iter().map(|past| Past { week: past.week, as_of: past.as_of, ledger: &past.ledger }).collect();
        let context = history::Declared {
            lists: came.lists,
            forms: came.forms,
            settings: &declared.settings,
            week: came.week,
            as_of,
            outcomes: came.outcomes,
            held: came.held,
        };
        let (compared, findings) = history::compare(ledger, &past, &context);
        let standing = statistics::standing(ledger, came.references, &declared.parameters(as_of), &declared.reports);
        let book = standing.and_then(|standing| history::clear(&standing, &compared, came.references, &past, &context));
        ledger.tables.extend(compared.tables.tables);
        ledger.tables.extend(book.map(|book| (book.form.name.clone(), book)));
        findings
    }

    /// Adds the changes and trends to the statistics.
    pub(super) fn add_to(&self, statistics: &mut Statistics, week: Week, declared: &Declared) {
        let figures: Vec<PastFigures<'_>> = self.past.iter().map(figures).collect();
        statistics.add_over_weeks(week, &figures, &declared.reports);
    }
}

fn figures(past: &PastWeek) -> PastFigures<'_> {
    let tables: IndexMap<&str, PastTable<'_>> =
        past.figures.tables.iter().map(|(id, table)| (&**id, PastTable { columns: &table.columns, rows: &table.rows })).collect();
    PastFigures { week: past.week, figures: &past.figures.figures, tables }
}
