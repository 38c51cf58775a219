//! The forms that units have to send, blank or with the rows of their last report.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use rayon::prelude::*;

use super::publish::{file_word, replace};
use super::{Declared, References, compute, references};
use crate::archive;
use crate::blanks::{self, Offers, Order, Purpose, Since};
use crate::forms::Form;
use crate::identity::{Lists, Unit};
use crate::ledger::Ledger;
use crate::settings::{Office, Week, guess_clause};
use crate::splits::{self, Splits};
use crate::submissions::form_named;
use crate::workbook::Cell;

/// A form for a unit.
#[derive(Debug)]
pub struct UnitForm {
    pub unit: Arc<str>,
    pub form: Arc<str>,
    /// Relative to the folder that it goes into, with `/`.
    pub path: String,
    /// Rows filled in beforehand.
    pub rows: usize,
    /// The week in which the unit sent them.
    pub from: Option<Week>,
    pub bytes: Vec<u8>,
}

/// The forms of a week.
#[derive(Debug)]
pub struct UnitForms {
    pub week: Week,
    pub forms: Vec<UnitForm>,
}

/// The forms that the units owe (应报表), for one unit or all; `week` is the one after the newest known if it is not given.
///
/// # Errors
/// A unit that is not listed, no week to go by, lists or declarations with a mistake.
pub fn unit_forms(office: &Office, declared: &Declared, unit: Option<&str>, week: Option<Week>) -> Result<UnitForms> {
    let week = week.map_or_else(|| next_week(office, declared), Ok)?;
    let (References { lists, tables, .. }, _) = references(office, declared, week)?;
    let units = addressees(&lists, unit, declared, week)?;
    let past = reports(office, declared, week, &lists)?;
    let splits = Splits::load(office.root())?;
    let forms = declared.form_list();
    let job = Job { declared, week, lists: &lists, references: &tables, past: &past, splits: &splits };
    let owed: Vec<(&Unit, &Arc<Form>)> =
        units.iter().flat_map(|unit| unit.due.iter().filter_map(|name| Some((*unit, form_named(name, &forms)?)))).collect();
    let made = owed.into_par_iter().map(|(unit, form)| job.form(unit, form)).collect::<Result<_>>()?;
    Ok(UnitForms { week, forms: made })
}

/// The week after the newest one that was archived or lies in 收件/.
fn next_week(office: &Office, declared: &Declared) -> Result<Week> {
    let archived = archive::weeks(office)?.into_iter().max();
    let newest = inbox_weeks(office, declared)?.into_iter().max().max(archived);
    let next = newest.and_then(Week::next);
    next.ok_or_else(|| anyhow!("还没有任何一周，不知道是哪一周的表，请写明：--week {}-W01", declared.settings.year))
}

fn inbox_weeks(office: &Office, declared: &Declared) -> Result<Vec<Week>> {
    if !office.inbox().is_dir() {
        return Ok(Vec::new());
    }
    Ok(office.weeks(declared.settings.year)?.into_keys().collect())
}

fn addressees<'a>(lists: &'a Lists, unit: Option<&str>, declared: &Declared, week: Week) -> Result<Vec<&'a Unit>> {
    let as_of = declared.settings.calendar.cut_off(week);
    let Some(wanted) = unit else { return Ok(lists.units.iter().filter(|unit| unit.reports_on(as_of)).collect()) };
    let found = lists.units.resolve(wanted).unit().and_then(|name| lists.units.get(&name));
    match found {
        Some(unit) => Ok(vec![unit]),
        None => bail!("单位名单里没有“{wanted}”{}", guess_clause(wanted, lists.units.iter().map(|unit| &*unit.name))),
    }
}

/// The ledgers of the weeks before, newest first: from the archive; where there is none, the newest week of 收件/ read anew.
fn reports(office: &Office, declared: &Declared, week: Week, lists: &Lists) -> Result<Vec<(Week, Ledger)>> {
    let (past, _) = archive::past(office, week, &declared.forms, lists)?;
    if !past.is_empty() {
        return Ok(past.into_iter().rev().map(|past| (past.week, past.ledger)).collect());
    }
    let newest = inbox_weeks(office, declared)?.into_iter().filter(|sent| *sent < week).max();
    newest.map(|newest| Ok((newest, compute(office, declared, newest)?.ledger))).into_iter().collect()
}

struct Job<'a> {
    declared: &'a Declared,
    week: Week,
    lists: &'a Lists,
    references: &'a Ledger,
    past: &'a [(Week, Ledger)],
    splits: &'a Splits,
}

impl Job<'_> {
    fn form(&self, unit: &Unit, form: &Arc<Form>) -> Result<UnitForm> {
        let (from, rows) = self.last_report(unit, form).map_or((None, Vec::new()), |(week, rows)| (Some(week), rows));
        let order = Order {
            form,
            date: self.declared.settings.calendar.cut_off(self.week),
            purpose: Purpose::Sent { unit: Some(unit.name.clone()), week: Some(self.week) },
            offers: self.offers(unit),
            rows,
        };
        let name = format!("{}_{}_{}年第{}周.xlsx", form.name, unit.name, self.week.year(), self.week.number());
        let path = format!("{}/{}", file_word(&unit.name), file_word(&name));
        let bytes = blanks::workbook(&order)?;
        Ok(UnitForm { unit: unit.name.clone(), form: form.name.clone(), path, rows: order.rows.len(), from, bytes })
    }

    /// What the unit reported last.
    fn last_report(&self, unit: &Unit, form: &Form) -> Option<(Week, Vec<Vec<Cell>>)> {
        let rows = |(week, ledger): &(Week, Ledger)| {
            let since = if week.year() == self.week.year() { Since::ThisYear } else { Since::AnEarlierYear };
            (*week, blanks::rows(ledger, form, &unit.name, since))
        };
        self.past.iter().map(rows).find(|(_, rows)| !rows.is_empty())
    }

    /// The enterprises that concern the unit, all of them where the lists do not say which; every unit.
    fn offers(&self, unit: &Unit) -> Offers {
        let own = splits::enterprises_of(self.splits, &unit.name, self.references, self.lists);
        let all = || self.lists.enterprises.iter();
        let names: Vec<Arc<str>> = all().filter(|(id, _)| own.contains(id)).map(|(_, listed)| listed.name.clone()).collect();
        let enterprises = if names.is_empty() { all().map(|(_, listed)| listed.name.clone()).collect() } else { names };
        Offers { enterprises: enterprises.into(), units: self.lists.units.iter().map(|unit| unit.name.clone()).collect() }
    }
}

/// Writes forms below a folder; their paths as written.
///
/// # Errors
/// If a file cannot be written.
pub fn write(forms: &UnitForms, out: &Path) -> Result<()> {
    forms.forms.iter().try_for_each(|form| replace(&out.join(&form.path), &form.bytes))
}
