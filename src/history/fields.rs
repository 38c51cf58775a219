//! H01, H02, H04, H08, H09 and the rows 新增, 恢复, 调出, 推进 …: what became of each row since it was last seen.

use rust_decimal::Decimal;

use super::changes::{Change, Changes};
use super::copied::Copies;
use super::findings::{self, Spot};
use super::timeline::{Row, Seen, Timeline, is_out, option, same_speaker, state, value};
use super::{Declared, weeks_between};
use crate::finding::{Finding, Severity};
use crate::forms::{Field, Form, OverWeeks, Pace};
use crate::ledger::Entry;
use crate::value::{State, Value};

/// Findings about fields, and the changes of the rows.
pub(super) fn moved<'d>(
    rows: &[Row<'_>],
    timeline: &Timeline<'_>,
    copies: &Copies,
    declared: &Declared<'d>,
    changes: &mut Changes<'d>,
) -> Vec<Finding> {
    let mut work = Work { timeline, form: timeline.form, declared, changes, findings: Vec::new() };
    for row in rows {
        match row.last {
            None => work.changes.add(timeline.form, row.entry, Change::New, ("", ""), None),
            Some(seen) => work.compare(row.entry, seen, copies),
        }
    }
    work.findings
}

struct Work<'a, 'c, 'd> {
    timeline: &'a Timeline<'a>,
    form: &'a Form,
    declared: &'a Declared<'d>,
    changes: &'c mut Changes<'d>,
    findings: Vec<Finding>,
}

impl Work<'_, '_, '_> {
    fn compare(&mut self, now: &Entry, seen: Seen<'_>, copies: &Copies) {
        let week = self.timeline.lines[seen.line].week;
        if is_out(self.form, seen.entry) && !is_out(self.form, now) || self.timeline.was_missing(seen) {
            self.changes.add(self.form, now, Change::Back, ("", ""), Some(week));
        }
        let is_copy = now.origins.first().is_some_and(|origin| copies.has(&origin.source));
        for (index, field) in self.form.fields.iter().enumerate() {
            let Some(way) = field.over_weeks.as_ref().filter(|_| same_speaker(now, seen.entry, index)) else { continue };
            match way {
                OverWeeks::Total { in_year, grows_by } => {
                    if *in_year && self.timeline.lines[seen.line].as_of.year() != self.declared.as_of.year() {
                        continue;
                    }
                    if self.lower(now, seen, index) {
                        continue;
                    }
                    if let Some(by) = grows_by.as_ref().and_then(|by| self.form.index(by)).filter(|_| !is_copy) {
                        self.grown(now, seen, index, by);
                    }
                }
                OverWeeks::Order => self.order(now, seen, index, field),
                OverWeeks::Planned => self.planned(now, seen, index),
                OverWeeks::Steady => self.steady(now, seen, index),
                OverWeeks::Weekly | OverWeeks::Progress => {}
            }
        }
    }

    fn spot<'e>(&self, now: &'e Entry, seen: Seen<'_>, field: usize) -> Spot<'e>
    where
        Self: 'e,
    {
        Spot { form: self.form, entry: now, field, week: self.timeline.lines[seen.line].week }
    }

    /// H01. A value that broke a rule of its form may be mended downwards.
    fn lower(&mut self, now: &Entry, seen: Seen<'_>, field: usize) -> bool {
        let (Some(is), Some(was)) = (amount(now, field), amount(seen.entry, field)) else { return false };
        if is >= was || self.contested(seen, field) {
            return is < was;
        }
        let finding = findings::lower(&self.spot(now, seen, field), was, is);
        self.findings.push(finding);
        true
    }

    /// H09: from one week to the next a total grows by what was done in the week. The first amount after nothing may hold earlier weeks.
    fn grown(&mut self, now: &Entry, seen: Seen<'_>, field: usize, by: usize) {
        let next = weeks_between(self.timeline.lines[seen.line].week, self.declared.week) == 1;
        let (Some(is), Some(was), Some(done)) = (amount(now, field), amount(seen.entry, field), amount(now, by)) else { return };
        if next && !was.is_zero() && is - was != done && !self.contested(seen, field) && same_speaker(now, seen.entry, by) {
            let finding = findings::does_not_add_up(&self.spot(now, seen, field), was, is, &self.form.fields[by].name, done);
            self.findings.push(finding);
        }
    }

    /// H02, and the steps forward as changes.
    fn order(&mut self, now: &Entry, seen: Seen<'_>, index: usize, field: &Field) {
        let (Some((is, to)), Some((was, from))) = (option(field, state(now, index)), option(field, state(seen.entry, index)))
        else {
            return;
        };
        let change = match (from.pace, to.pace) {
            _ if is == was => return,
            (Pace::Out, _) => return,
            (_, Pace::Out) => Change::Left,
            (_, Pace::Aside) => Change::Halted,
            (Pace::Aside, Pace::Moving) => Change::Resumed,
            (Pace::Moving, Pace::Moving) if is > was => Change::Forward,
            (Pace::Moving, Pace::Moving) => Change::Backward,
        };
        if change == Change::Backward {
            let finding = findings::backward(&self.spot(now, seen, index), &from.name, &to.name);
            self.findings.push(finding);
        }
        let week = self.timeline.lines[seen.line].week;
        self.changes.add(self.form, now, change, (&from.name, &to.name), Some(week));
    }

    /// H04: certainly later, at the precision that both dates have.
    fn planned(&mut self, now: &Entry, seen: Seen<'_>, field: usize) {
        let date = |entry| value(entry, field).and_then(Value::as_date);
        let (Some(is), Some(was)) = (date(now), date(seen.entry)) else { return };
        if !is.certainly_after(was) {
            return;
        }
        let finding = findings::slipped(&self.spot(now, seen, field), was, is);
        self.findings.push(finding);
        let week = self.timeline.lines[seen.line].week;
        let name = &self.form.fields[field].name;
        let (was, is) = (format!("{name} {was}"), format!("{name} {is}"));
        self.changes.add(self.form, now, Change::Slipped, (&was, &is), Some(week));
    }

    /// H08.
    fn steady(&mut self, now: &Entry, seen: Seen<'_>, field: usize) {
        let percent = self.form.history.steady_percent.as_ref().and_then(|name| self.declared.settings.parameter(name));
        let (Some(percent), Some(is), Some(was)) = (percent, amount(now, field), amount(seen.entry, field)) else { return };
        let Some(share) = ((is - was) * Decimal::ONE_HUNDRED).checked_div(was) else { return };
        if share.abs() >= percent && !self.contested(seen, field) {
            let finding = findings::changed_much(&self.spot(now, seen, field), was, is, share);
            self.findings.push(finding);
        }
    }

    /// Whether the earlier value broke a rule of the form, so that a change may be its cure.
    fn contested(&self, seen: Seen<'_>, field: usize) -> bool {
        let as_of = self.timeline.lines[seen.line].as_of;
        let given = |name: &str| self.declared.settings.given(name, as_of);
        let states: Vec<State> = (0..self.form.fields.len()).map(|index| state(seen.entry, index).clone()).collect();
        let name = &self.form.fields[field].name;
        let about =
            self.form.checks.iter().filter(|check| {
                check.severity >= Severity::Warning && (check.must.names().contains(name) || check.field == *name)
            });
        about.into_iter().any(|check| {
            let truth = |expr| self.form.bind(expr, &given).map(|bound| bound.truth(states.as_slice())).ok();
            let applies = check.when.as_ref().is_none_or(|when| truth(when).is_some_and(crate::expr::Truth::is_true));
            applies && truth(&check.must).is_some_and(|truth| truth == crate::expr::Truth::False)
        })
    }
}

fn amount(entry: &Entry, field: usize) -> Option<Decimal> {
    value(entry, field)?.as_number()
}
