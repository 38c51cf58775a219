//! The main path, in the order of the data: [`week`] is the weekly job on one screen.

mod artifacts;
mod bulletin;
mod declared;
pub mod document;
mod findings;
mod outcome;
mod period;
mod publish;
mod reading;
pub mod returning;
pub mod rollup;
mod splits;
mod scales;
mod stamped;
mod unit_forms;
mod submissions;
pub mod trace;
mod weeks;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

pub use artifacts::{Artifact, Material};
pub use declared::Declared;
pub use outcome::{Outcome, Output};
pub use reading::{Part, Reader, Reading, Seen};
pub use unit_forms::{UnitForm, UnitForms, unit_forms, write as write_forms};

use crate::archive;
use crate::finding::Finding;
use crate::forms::FormRole;
use crate::identity::{self, Lists, Units};
use crate::intake;
use crate::ledger;
use crate::questions;
use crate::records::{Period, Records};
use crate::rules;
use crate::settings::{Moment, Office, Week};
use crate::statistics;
use crate::submissions::REGISTER;
use scales::Scales;

/// The weekly job: read, check, merge, count, write.
///
/// # Errors
/// Settings or declarations with a mistake, a folder that cannot be read or written. Faults in the data are findings.
pub fn week(office: &Office, declared: &Declared, week: Week) -> Result<Outcome> {
    let inbox = inbox_of(office, declared, week)?;
    let _lock = archive::lock(office)?;
    let notes = archive::recover(office)?;
    let mut outcome = Outcome { notes, ..compute(office, declared, week)? };
    let artifacts = artifacts::artifacts(&artifacts::Material { office, declared, outcome: &outcome })?;
    publish::publish(office, declared, &inbox, &mut outcome, &artifacts)?;
    Ok(outcome)
}

/// The same in memory only: nothing is written, `outputs` stays empty. For `trace` and whatever else only wants to know.
///
/// # Errors
/// As [`week`], but for writing.
pub fn compute(office: &Office, declared: &Declared, week: Week) -> Result<Outcome> {
    compute_at(office, declared, week, None)
}

/// The same at a moment: before the deadline, what has not come is awaited, not missing. `None` is the deadline.
///
/// # Errors
/// As [`compute`].
pub fn compute_at(office: &Office, declared: &Declared, week: Week, now: Option<Moment>) -> Result<Outcome> {
    let settings = &declared.settings;
    let as_of = settings.calendar.cut_off(week);
    // before the deadline there may be no folder yet
    let inbox = if now.is_some() { inbox_of(office, declared, week).ok() } else { Some(inbox_of(office, declared, week)?) };

    let (References { lists, tables: references, mut register }, mut all) = references(office, declared, week)?;
    let collect = |inbox: PathBuf| intake::collect(&inbox, office.root(), &declared.limits(), &settings.passwords);
    let (files, found) = inbox.map_or_else(Default::default, collect);
    all.extend(found);
    let (registers, files) = submissions::registers(files, declared);
    let given = |name: &str| settings.given(name, as_of);
    let period = Period { year: settings.year, cut_off: as_of };
    let reader = Reader { declared, role: FormRole::Submission, units: &lists.units, given: &given, period, week: Some(week) };
    let (reading, found) = reader.read(&files);
    all.extend(found);
    let (written, found) = Reader { role: FormRole::Reference, week: None, ..reader }.read(&registers);
    register.extend(written.tables.into_iter().map(|(records, _)| records));
    all.extend(found);
    let (mut resolved, found) = identity::resolve(reading.tables, &lists);
    all.extend(found);
    let (settled, found) = identity::settle(&mut resolved, &lists, settings.year);
    settled.soften(&mut all);
    all.extend(found);
    let forms = declared.form_list();
    let context = rules::Context {
        resolved: &resolved,
        lists: &lists,
        forms: &forms,
        relations: &declared.relations,
        settings,
        cutoff: as_of,
    };
    all.extend(rules::run(&context));
    let digests: BTreeMap<_, _> = files.iter().filter_map(|file| Some((file.file.clone(), file.sha256.clone()?))).collect();
    let (held, asides) = (ledger::held_rows(&resolved), questions::held(&resolved, &lists));
    let (mut ledger, outcomes, found) =
        ledger::merge(resolved, &ledger::Declared { lists: &lists, forms: &forms, digests: &digests });
    all.extend(found);
    let (weeks, found) = weeks::Weeks::load(office, declared, week, &lists)?;
    all.extend(found);
    let came = weeks::Came { week, lists: &lists, references: &references, forms: &forms, outcomes: &outcomes, held: &held };
    all.extend(weeks.compare(&mut ledger, &came, declared));
    let mut scales = Scales::new(settings, &lists, &reading.parts, as_of);
    scales.weigh(&mut all);

    let (discipline, computed, mut late) = crate::submissions::discipline(&crate::submissions::Input {
        week,
        cutoff: as_of,
        calendar: settings.calendar,
        now: now.unwrap_or_else(|| settings.calendar.deadline(week)),
        sent: &submissions::sent(&reading.parts, &outcomes),
        receipts: &submissions::receipts(office, &files, settings),
        register: &register,
        lists: &lists,
        forms: &forms,
        findings: &all,
        past: &weeks.ledgers(),
    });
    ledger.tables.extend(computed.tables);
    let (mut statistics, found) = statistics::compute(&ledger, &references, &declared.parameters(as_of), &declared.reports);
    weeks.add_to(&mut statistics, week, declared);
    late.extend(found);
    scales.weigh(&mut late);
    late.extend(scales.waivers());
    all.extend(late);

    let findings = outcome::tidy(all, &outcomes);
    let submissions = submissions::rows(&reading.parts, &outcomes, &findings, &discipline);
    let known = questions::Known { findings: &findings, ledger: &ledger, lists: &lists, forms: &forms, held: &asides };
    let questions = questions::ask(&known);
    let (outputs, past, revision, notes) = (Vec::new(), weeks.past, 0, Vec::new());
    Ok(Outcome {
        week,
        as_of,
        lists,
        references,
        past,
        digests,
        ledger,
        statistics,
        findings,
        submissions,
        discipline,
        questions,
        outputs,
        revision,
        notes,
    })
}

/// What the office keeps in 名录/.
struct References {
    lists: Lists,
    /// The same as tables to count over.
    tables: ledger::Ledger,
    /// 收件登记.
    register: Vec<Records>,
}

/// What the office keeps in 名录/, to look things up in.
///
/// # Errors
/// If there is no 名录/.
pub fn lists(office: &Office, declared: &Declared, week: Week) -> Result<Lists> {
    Ok(references(office, declared, week)?.0.lists)
}

/// 名录/ through the same engine: the lists of enterprises, units, liaison and decisions, and the same as tables to count over.
fn references(office: &Office, declared: &Declared, week: Week) -> Result<(References, Vec<Finding>)> {
    let as_of = declared.settings.calendar.cut_off(week);
    let folder = office.lists();
    if !folder.is_dir() {
        bail!("没有名录文件夹 {}：先运行 sangai init，或把名录放进去", folder.display());
    }
    let (files, mut all) = intake::collect(&folder, office.root(), &declared.limits(), &declared.settings.passwords);
    let given = |name: &str| declared.settings.given(name, as_of);
    let nobody = Units::default();
    let period = Period { year: declared.settings.year, cut_off: as_of };
    let (reading, found) =
        Reader { declared, role: FormRole::Reference, units: &nobody, given: &given, period, week: None }.read(&files);
    all.extend(found);
    let records: Vec<Records> = reading.tables.into_iter().map(|(records, _)| records).collect();
    let settings = &declared.settings;
    let home: Vec<&str> = [&*settings.county].into_iter().chain(settings.regions.iter().map(String::as_str)).collect();
    let (lists, found) = Lists::load(records.clone(), &home, as_of, declared.words.clone());
    all.extend(found);
    let tables = ledger::as_lists(&records, &lists);
    let register = records.into_iter().filter(|records| &*records.form.name == REGISTER).collect();
    Ok((References { lists, tables, register }, all))
}

const fn period_of(declared: &Declared, cut_off: crate::value::Day) -> Period {
    Period { year: declared.settings.year, cut_off }
}

fn inbox_of(office: &Office, declared: &Declared, week: Week) -> Result<PathBuf> {
    let weeks = office.weeks(declared.settings.year).with_context(|| format!("不能读取 {}", office.inbox().display()))?;
    let Some(folder) = weeks.get(&week) else {
        bail!("收件/ 里没有 {week} 这一周的文件夹{}", known(weeks.keys()));
    };
    Ok(folder.clone())
}

fn known<'a>(weeks: impl Iterator<Item = &'a Week>) -> String {
    let names: Vec<String> = weeks.map(ToString::to_string).collect();
    if names.is_empty() { "；收件/ 里还没有任何一周".into() } else { format!("；有 {}", names.join("、")) }
}

/// The newest week in 收件/.
///
/// # Errors
/// If 收件/ cannot be read or holds no week.
pub fn newest_week(office: &Office, declared: &Declared) -> Result<Week> {
    let weeks = office.weeks(declared.settings.year).with_context(|| format!("不能读取 {}", office.inbox().display()))?;
    let Some(week) = weeks.keys().next_back() else {
        bail!("{} 里没有按周的文件夹，如 收件/2022-W20/", office.root().display());
    };
    Ok(*week)
}

/// The weeks in 收件/ before `newest` that no run has archived, oldest first.
///
/// # Errors
/// If 收件/ or 归档/ cannot be read.
pub fn missed_weeks(office: &Office, declared: &Declared, newest: Week) -> Result<Vec<Week>> {
    let weeks = office.weeks(declared.settings.year).with_context(|| format!("不能读取 {}", office.inbox().display()))?;
    let mut missed = Vec::new();
    for week in weeks.into_keys().filter(|week| *week < newest) {
        if archive::revision_numbers(office, week)?.is_empty() {
            missed.push(week);
        }
    }
    Ok(missed)
}

/// A single file read as a submission, outside any week: for `check` and `inspect`. A bundle gives its members.
///
/// # Errors
/// If the file cannot be read from the disk.
pub fn single(path: &Path, declared: &Declared) -> Result<(Vec<intake::Submitted>, Vec<Finding>)> {
    let bytes = std::fs::read(path).with_context(|| format!("不能读取 {}", path.display()))?;
    let shown: Arc<str> = Arc::from(path.to_string_lossy().replace('\\', "/").as_str());
    Ok(intake::submitted(&shown, &bytes, &declared.limits(), &declared.settings.passwords))
}
