//! 报送记录 and 报送历程: the standings as tables to count over.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::standing::{Sighting, Standing, Timing};
use super::{Discipline, Input};
use crate::forms::{Form, Period};
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::settings::Week;
use crate::value::{State, Value};

/// A row a unit and form of this week.
pub const RECORD: &str = "报送记录";
/// A row a unit and week.
pub const HISTORY: &str = "报送历程";

/// The fields of both forms that are filled here.
mod field {
    pub(super) const WEEK: &str = "周次";
    pub(super) const UNIT: &str = "报送单位";
    pub(super) const CATEGORY: &str = "单位类别";
    pub(super) const FORM: &str = "报表";
    pub(super) const DUE: &str = "应报";
    pub(super) const SIGHTING: &str = "状态";
    pub(super) const TIMING: &str = "时效";
    pub(super) const AT: &str = "收到时间";
    pub(super) const EVIDENCE: &str = "时间依据";
    pub(super) const DEADLINE: &str = "报送期限";
    pub(super) const FIRST_PASS: &str = "一次通过";
    pub(super) const FILE_COUNT: &str = "文件数";
    pub(super) const READ: &str = "读到行数";
    pub(super) const KEPT: &str = "进台账行数";
    pub(super) const HELD: &str = "暂缓行数";
    pub(super) const ERRORS: &str = "错误数";
    pub(super) const WARNINGS: &str = "警告数";
    pub(super) const FILES: &str = "文件";
    pub(super) const SENT: &str = "已报";
    pub(super) const ON_TIME: &str = "按时";
    pub(super) const LATE: &str = "迟报";
    pub(super) const MISSING: &str = "未报";
    pub(super) const SENT_BACK: &str = "退回";
}

/// Values by field name; a field that is not named is blank.
type Cells = BTreeMap<&'static str, Value>;

/// The tables of the forms that the office has.
pub(super) fn computed(discipline: &Discipline, input: &Input<'_>) -> Ledger {
    let mut ledger = Ledger::default();
    let form = |name: &str| input.forms.iter().find(|form| &*form.name == name).cloned();
    if let Some(form) = form(RECORD) {
        let rows = discipline.standings.iter().map(|standing| record(standing, &form, input)).collect();
        ledger.tables.insert(form.name.clone(), LedgerTable { form, entries: rows });
    }
    if let Some(form) = form(HISTORY) {
        let entries = history(discipline, &form, input);
        ledger.tables.insert(form.name.clone(), LedgerTable { form, entries });
    }
    ledger
}

fn count(count: usize) -> Value {
    Value::Number(Decimal::from(count))
}

fn record(standing: &Standing, form: &Arc<Form>, input: &Input<'_>) -> Entry {
    let rows = &standing.rows;
    let mut cells = Cells::from([
        (field::WEEK, Value::text(&input.week.to_string())),
        (field::UNIT, Value::Text(standing.unit.clone())),
        (field::FORM, Value::Text(standing.form.clone())),
        (field::DUE, Value::Bool(standing.due)),
        (field::SIGHTING, Value::text(standing.sighting.label())),
        (field::TIMING, Value::text(standing.timing.label())),
        (field::DEADLINE, Value::text(&input.calendar.deadline(input.week).to_string())),
        (field::FILE_COUNT, count(standing.files.len())),
        (field::READ, count(rows.read as usize)),
        (field::KEPT, count((rows.kept + rows.merged) as usize)),
        (field::HELD, count(rows.held as usize)),
        (field::ERRORS, count(standing.errors)),
        (field::WARNINGS, count(standing.warnings)),
    ]);
    cells.extend(standing.category.clone().map(|category| (field::CATEGORY, Value::Text(category))));
    cells.extend(standing.first_pass.map(|passed| (field::FIRST_PASS, Value::Bool(passed))));
    if let Some(receipt) = standing.receipt {
        cells.insert(field::AT, Value::text(&receipt.at.to_string()));
        cells.insert(field::EVIDENCE, Value::text(receipt.evidence.label()));
    }
    if !standing.files.is_empty() {
        let files: Vec<&str> = standing.files.iter().map(|file| crate::identity::submitted_part(file)).collect();
        cells.insert(field::FILES, Value::text(&files.join("、")));
    }
    entry(form, cells, standing)
}

fn entry(form: &Form, mut cells: Cells, standing: &Standing) -> Entry {
    let cell =
        |name: &Arc<str>| LedgerCell { state: cells.remove(&**name).map_or(State::Blank, State::Value), raw: None, origin: None };
    Entry {
        enterprise: None,
        cells: form.fields.iter().map(|field| &field.name).map(cell).collect(),
        origins: vec![standing.listed.clone()],
        units: vec![standing.unit.clone()],
    }
}

/// The weeks before as they were archived, then this week, a row a unit that owed something.
fn history(discipline: &Discipline, form: &Arc<Form>, input: &Input<'_>) -> Vec<Entry> {
    let mut weeks: Vec<(Week, &Ledger)> = input.past.iter().filter(|(week, _)| *week < input.week).copied().collect();
    weeks.sort_by_key(|(week, _)| *week);
    weeks.dedup_by_key(|(week, _)| *week);
    let mut entries = Vec::new();
    for (week, ledger) in weeks {
        let own = |entry: &&Entry, table: &LedgerTable| text(table, entry, field::WEEK).as_deref() == Some(&*week.to_string());
        let kept = ledger.tables.get(HISTORY).filter(|table| same_fields(&table.form, form));
        entries.extend(kept.into_iter().flat_map(|table| table.entries.iter().filter(|entry| own(entry, table)).cloned()));
    }
    let mut units: Vec<(Arc<str>, Vec<&Standing>)> = Vec::new();
    for standing in discipline.standings.iter().filter(|standing| standing.due) {
        match units.last_mut().filter(|(unit, _)| *unit == standing.unit) {
            Some((_, all)) => all.push(standing),
            None => units.push((standing.unit.clone(), vec![standing])),
        }
    }
    entries.extend(units.iter().map(|(_, standings)| week_of_unit(standings, form, input)));
    entries
}

fn same_fields(archived: &Form, form: &Form) -> bool {
    archived.fields.iter().map(|field| &field.name).eq(form.fields.iter().map(|field| &field.name))
}

fn week_of_unit(standings: &[&Standing], form: &Form, input: &Input<'_>) -> Entry {
    let many = |is: fn(&Standing) -> bool| count(standings.iter().filter(|standing| is(standing)).count());
    let sum = |of: fn(&Standing) -> usize| count(standings.iter().map(|standing| of(standing)).sum());
    let first = standings[0];
    let mut cells = Cells::from([
        (field::WEEK, Value::text(&input.week.to_string())),
        (field::UNIT, Value::Text(first.unit.clone())),
        (field::DUE, count(standings.len())),
        (field::SENT, many(|s| s.sighting != Sighting::NotSent)),
        (field::ON_TIME, many(|s| matches!(s.timing, Timing::OnTime | Timing::Unknown))),
        (field::LATE, many(|s| s.timing == Timing::Late)),
        (field::MISSING, many(|s| s.sighting == Sighting::NotSent)),
        (field::SENT_BACK, many(|s| s.sighting.is_sent_back())),
        (field::FIRST_PASS, many(|s| s.first_pass == Some(true))),
        (field::READ, sum(|s| s.rows.read as usize)),
        (field::ERRORS, sum(|s| s.errors)),
    ]);
    cells.extend(first.category.clone().map(|category| (field::CATEGORY, Value::Text(category))));
    entry(form, cells, first)
}

/// Whether a form that is not weekly came in an earlier week of its period.
pub(super) fn was_received(input: &Input<'_>, unit: &str, form: &str) -> bool {
    let period = input.forms.iter().find(|known| &*known.name == form).map(|form| form.period);
    let listed = input.lists.units.get(unit).and_then(|unit| unit.period);
    let same_period = |week: Week| {
        let (then, now) = (week.sunday(), input.cutoff);
        let of_month = then.year() == now.year() && then.month() == now.month();
        match (period, listed) {
            (Some(Period::Year), _) => then.year() == now.year(),
            (Some(Period::Month), _) | (_, Some(Period::Month)) => of_month,
            _ => false,
        }
    };
    let earlier = input.past.iter().filter(|(week, _)| *week < input.week && same_period(*week));
    earlier.filter_map(|(_, ledger)| ledger.tables.get(RECORD)).any(|table| {
        table.entries.iter().any(|entry| {
            text(table, entry, field::UNIT).as_deref() == Some(unit)
                && text(table, entry, field::FORM).as_deref() == Some(form)
                && is_usable(table, entry)
        })
    })
}

fn is_usable(table: &LedgerTable, entry: &Entry) -> bool {
    let sighting = text(table, entry, field::SIGHTING);
    [Sighting::Accepted, Sighting::WithFindings, Sighting::ZeroReport]
        .iter()
        .any(|usable| sighting.as_deref() == Some(usable.label()))
}

fn text(table: &LedgerTable, entry: &Entry, field: &str) -> Option<Arc<str>> {
    entry.cells.get(table.form.index(field)?)?.state.value()?.as_text().cloned()
}
