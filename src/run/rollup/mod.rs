//! `sangai rollup`: the archives of several offices are one level's input. The same statistics with the office as a further dimension,
//! every value still pointing to its cell in its office; what comes out is archived in the same way, so that the next level can read it.

mod findings;
mod join;
mod lower;
mod names;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};

pub use lower::Lower;

use super::artifacts::summary_artifact;
use super::declared::{digests, every};
use super::{Outcome, Output};
use crate::archive::{self, InputFile, MANIFEST, OutputFile, Record};
use crate::finding::Finding;
use crate::forms::Forms;
use crate::ledger::{Conservation, Ledger};
use crate::settings::{FILE, Office, Settings, Week};
use crate::statistics::{self, Parameters, Reports, Statistics};
use crate::submissions::Timing;
use crate::value::Day;
use crate::workbook::summary::{SubmissionRow, SubmissionStatus};

/// The field in which every row says which office it is from, added to every form.
const FIELDS: (&str, &str) = ("字段.toml", include_str!("../../../templates/rollup/字段.toml"));
/// The tables by office.
const REPORTS: (&str, &str) = ("报表/地区.toml", include_str!("../../../templates/rollup/地区.toml"));

/// What a level declares.
#[derive(Debug)]
pub struct Level {
    pub settings: Settings,
    pub forms: Forms,
    pub reports: Reports,
    /// The field that holds the office.
    dimension: Arc<str>,
}

/// What a level found and wrote.
#[derive(Debug)]
pub struct Rolled {
    pub week: Week,
    pub as_of: Day,
    pub offices: Vec<Lower>,
    /// One an office, those without an archive included.
    pub submissions: Vec<SubmissionRow>,
    pub ledger: Ledger,
    pub statistics: Statistics,
    pub findings: Vec<Finding>,
    pub outputs: Vec<Output>,
    pub revision: u32,
    pub notes: Vec<String>,
}

impl Level {
    /// The declarations of the folder that is written to, if it is an office, else those that come with the program. `name` is the level's
    /// name where no settings give one.
    ///
    /// # Errors
    /// The first mistake, with file and line.
    pub fn load(out: &Office, name: &str, year: i16) -> Result<Self> {
        let own = out.root().join(FILE).is_file();
        let settings = if own { out.settings()? } else { Settings::defaults(name, year) };
        let forms = Forms::load(own.then(|| out.root()))?;
        let (forms, fields) = forms.extended(FIELDS.0, FIELDS.1)?;
        let dimension = fields.into_iter().next().context("no field for the office")?;
        let (mut reports, wrong) = if own { out.declarations(&out.reports(), |_| true) } else { (Vec::new(), Vec::new()) };
        if !wrong.is_empty() {
            return Err(every(&wrong));
        }
        if !reports.iter().any(|(file, _)| file == REPORTS.0) {
            reports.insert(0, (REPORTS.0.to_owned(), REPORTS.1.to_owned()));
        }
        let reports = Reports::load(&reports, &forms, &settings).map_err(|mistakes| every(&mistakes))?;
        Ok(Self { settings, forms, reports, dimension })
    }
}

/// Which week, and which offices have it: the week asked for, else the newest that any of them has archived.
///
/// # Errors
/// If a folder has no archive, or none has the week.
pub fn offices(dirs: &[PathBuf], week: Option<Week>) -> Result<(Week, Vec<Lower>)> {
    lower::lowers(dirs, week)
}

/// Reads the archives, joins them, counts, writes and archives.
///
/// # Errors
/// If an archive is damaged or `out` cannot be written.
pub fn rollup(offices: Vec<Lower>, week: Week, level: &Level, out: &Office) -> Result<Rolled> {
    let as_of = level.settings.calendar.cut_off(week);
    let _lock = archive::lock(out)?;
    let notes = archive::recover(out)?;
    let join::Joined { ledger, references, rows } = join::join(&offices, &level.forms, &level.dimension)?;
    let parameters = Parameters { cutoff: as_of, settings: &level.settings };
    let (statistics, mut found) = statistics::compute(&ledger, &references, &parameters, &level.reports);
    found.extend(findings::missing(&offices, week));
    found.extend(findings::listed_twice(&references, &level.dimension));
    found.sort();
    let submissions = submissions(&offices, &rows);
    let mut rolled = Rolled {
        week,
        as_of,
        offices,
        submissions,
        ledger,
        statistics,
        findings: found,
        outputs: Vec::new(),
        revision: 0,
        notes,
    };
    publish(&mut rolled, &references, level, out)?;
    Ok(rolled)
}

fn publish(rolled: &mut Rolled, references: &Ledger, level: &Level, out: &Office) -> Result<()> {
    let Rolled { week, as_of, statistics, findings, submissions, .. } = &*rolled;
    let summary = summary_artifact(&level.settings, (*week, *as_of), statistics, findings, submissions)?;
    let record = Record {
        office: out,
        week: *week,
        as_of: *as_of,
        inputs: inputs(&rolled.offices, out),
        read: &std::collections::BTreeMap::new(),
        declared: digests(&level.forms, &level.reports, &level.settings),
        earlier: Vec::new(),
        ledger: &rolled.ledger,
        references,
        statistics,
        findings,
        submissions,
        outputs: vec![OutputFile { path: &summary.path, kind: summary.kind, bytes: &summary.bytes }],
    };
    let committed = archive::commit(&record)?;
    let shown = |path: &str| format!("{}/{path}", out.shown(&out.output_of(*week)));
    let outputs = committed.outputs.iter().map(|o| Output { path: shown(&o.path), kind: "summary", sha256: o.sha256.clone() });
    let outputs: Vec<Output> = outputs.collect();
    let kept: Vec<String> = committed.kept.iter().map(|path| Outcome::kept(&shown(path))).collect();
    rolled.outputs = outputs;
    rolled.revision = committed.revision;
    rolled.notes.extend(kept);
    Ok(())
}

/// The offices' manifests, which hold the hash of every ledger that was read, and the level's own settings.
fn inputs(offices: &[Lower], out: &Office) -> Vec<InputFile> {
    let manifests = offices.iter().filter_map(|lower| {
        let path = lower.revision.as_ref()?.folder.join(MANIFEST);
        Some(InputFile { shown: format!("{}/{MANIFEST}", lower.name), path })
    });
    let own = InputFile { shown: FILE.to_owned(), path: out.root().join(FILE) };
    manifests.chain(own.path.is_file().then_some(own)).collect()
}

/// One line an office: what it gave.
fn submissions(offices: &[Lower], rows: &[u32]) -> Vec<SubmissionRow> {
    let mut rows = rows.iter();
    let mut row = |lower: &Lower| {
        let file = lower
            .revision
            .as_ref()
            .map(|r| format!("{}/归档/{}/{}", lower.name, r.week, archive::revision_name(r.manifest.revision)));
        let kept = if file.is_some() { rows.next().copied().unwrap_or_default() } else { 0 };
        let there = file.is_some();
        SubmissionRow {
            unit: lower.name.clone(),
            form: Arc::from("归档台账"),
            file: file.map(Arc::from),
            sheet: None,
            receipt: None,
            timing: if there { Timing::Unknown } else { Timing::Missing },
            status: if there { SubmissionStatus::Accepted } else { SubmissionStatus::NotSent },
            rows: Conservation { read: kept, kept, ..Conservation::default() },
        }
    };
    offices.iter().map(&mut row).collect()
}
