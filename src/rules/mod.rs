//! Checks that need more than one row, or a list: one rule, one file, one line in [`RULES`].
//!
//! Checks that compare the fields of a row are declared in the forms; what a rule needs to know of fields is declared in
//! `templates/relations.toml`.

mod across;
mod category;
mod differs_from_list;
mod differs_within;
mod not_counted;
mod relations;
mod rows;
mod wording;

use std::sync::Arc;

pub use relations::{Across, Relations};

use crate::finding::{Finding, catalog::Entry};
use crate::forms::{FieldType, Form};
use crate::identity::{Lists, Resolved, fold_letters, persons_agree};
use crate::settings::Settings;
use crate::value::Day;

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Rows of all tables, superseded ones left out by the caller.
    pub resolved: &'a [Resolved],
    pub lists: &'a Lists,
    pub forms: &'a [Arc<Form>],
    pub relations: &'a Relations,
    pub settings: &'a Settings,
    pub cutoff: Day,
}

/// A rule: the codes it may raise, and the check.
pub struct Rule {
    pub codes: &'static [&'static Entry],
    pub check: fn(&Context<'_>) -> Vec<Finding>,
}

/// All rules, in the order of their codes.
pub static RULES: &[Rule] = &[across::RULE, not_counted::RULE, differs_from_list::RULE, differs_within::RULE, category::RULE];

/// Runs all rules; the findings are sorted.
#[must_use]
pub fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| (rule.check)(context)).collect();
    findings.sort();
    findings
}

/// The finding belongs to the unit that sent the table.
fn of_table(finding: Finding, table: &Resolved) -> Finding {
    match &table.sender.unit {
        Some(unit) => finding.unit(unit),
        None => finding,
    }
}

/// Whether two texts of a field mean the same: the same person, the same unit, or one text inside the other.
fn texts_agree(ty: &FieldType, a: &str, b: &str, lists: &Lists) -> bool {
    if *ty == FieldType::Person {
        return persons_agree(a, b, &lists.words);
    }
    let (x, y) = (fold_letters(a), fold_letters(b));
    let same_unit = || lists.units.resolve(a).unit().is_some_and(|unit| lists.units.resolve(b).unit() == Some(unit));
    x.contains(&y) || y.contains(&x) || same_unit()
}

#[cfg(test)]
mod tests;
