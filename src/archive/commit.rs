//! The one commit point of a run.
//!
//! Everything is staged, synced and read back first: the outputs beside 输出/<week>/, the revision beside its place in 归档/<week>/. One rename
//! makes the revision a fact; publishing the outputs follows, and the next run ends it if this one is cut off ([`super::recover`]). Before the
//! rename nothing has changed; an error after it that leaves the outputs as they were takes it back.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};

use super::disk::{Digesting, Stage, digest_of, remove, rename};
use super::inputs::{Found, InputFile, hashed};
use super::manifest::{Content, Link, MANIFEST, Manifest, Published, SCHEMA, digest};
use super::publish::{Known, Place, Unpublished};
use super::results::{write_figures, write_findings, write_submissions};
use super::store::{self, FIGURES, FINDINGS, LEDGER, Revision, SUBMISSIONS, revision_name};
use super::verify::is_whole;
use super::write_ledger;
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::settings::{Office, Week};
use crate::statistics::Statistics;
use crate::value::Day;
use crate::workbook::summary::SubmissionRow;

/// A run that came to its end, in memory.
#[derive(Debug)]
pub struct Record<'a> {
    pub office: &'a Office,
    pub week: Week,
    pub as_of: Day,
    /// What was read.
    pub inputs: Vec<InputFile>,
    /// Hash of each file as it was read, by path as in origins; members of bundles may be among them.
    pub read: &'a BTreeMap<Arc<str>, String>,
    /// Hash of each declaration in force, by name.
    pub declared: BTreeMap<String, String>,
    /// The revisions of earlier weeks that were compared with.
    pub earlier: Vec<Link>,
    pub ledger: &'a Ledger,
    pub references: &'a Ledger,
    pub statistics: &'a Statistics,
    pub findings: &'a [Finding],
    pub submissions: &'a [SubmissionRow],
    pub outputs: Vec<OutputFile<'a>>,
}

/// A file for 输出/<week>/.
#[derive(Debug, Clone, Copy)]
pub struct OutputFile<'a> {
    /// Relative to 输出/<week>/, with `/`.
    pub path: &'a str,
    pub kind: &'a str,
    pub bytes: &'a [u8],
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    pub revision: u32,
    /// Whether the revision is new: the same inputs as before make none.
    pub is_new: bool,
    /// In the order given.
    pub outputs: Vec<Published>,
    /// Outputs of before that somebody had changed: the names under which they were kept, relative to 输出/<week>/.
    pub kept: Vec<String>,
}

/// Commits a run and publishes its outputs. The lock must be held.
///
/// # Errors
/// If a file cannot be read or written, or an input changed while it was read: named, and nothing is changed.
pub fn commit(record: &Record<'_>) -> Result<Committed> {
    let Record { office, week, .. } = record;
    let mut found = hashed(record.inputs.clone())?;
    unchanged(&found, record.read)?;
    let numbers = store::revision_numbers(office, *week)?;
    // A damaged revision is left to `verify`: the next one is whole again.
    let newest = numbers.last().map(|number| store::if_whole(office, *week, *number)).transpose()?.flatten();
    let number = numbers.last().map_or(1, |last| last + 1);
    place_copies(office, &mut found, *week, number)?;
    let manifest = manifest(record, &found, number, newest.as_ref())?;
    let (place, known) = (Place::of(office, *week), known(office, *week, &manifest)?);
    let done = |revision, is_new, kept| Committed { revision, is_new, outputs: manifest.outputs.clone(), kept };
    let same = |newest: &Revision| newest.manifest.says_the_same(&manifest) && is_whole(office, newest);
    if let Some(newest) = newest.filter(same) {
        if place.holds(&manifest.outputs, &newest.digest) {
            return Ok(done(newest.manifest.revision, false, Vec::new()));
        }
        let kept = restore(record, &place, &known, &newest.digest)?;
        return Ok(done(newest.manifest.revision, false, kept));
    }
    let bytes = manifest.to_bytes()?;
    let folder = office.archive_of(*week).join(revision_name(number));
    let staged = folder.with_file_name(store::stage_name(number));
    let prepared = place
        .ensure_free(&record.outputs)
        .and_then(|()| place.prepare(&record.outputs, &digest(&bytes)))
        .and_then(|()| stage(record, &found, &manifest, &bytes, &staged));
    or_clean(prepared, &[&staged, &place.stage])?;
    let kept = conclude(&staged, &folder, &place, &known)?;
    Ok(done(number, true, kept))
}

/// The revision gets its name, which is the commit point, and the outputs theirs.
fn conclude(staged: &Path, folder: &Path, place: &Place, known: &Known) -> Result<Vec<String>> {
    let published = rename(staged, folder).map_err(Unpublished::Untouched).and_then(|()| place.publish(known));
    match published {
        // The old outputs are whole and in place; taken back, so is the old state.
        Err(Unpublished::Untouched(error)) if !folder.exists() || std::fs::rename(folder, staged).is_ok() => {
            or_clean(Err(error), &[staged, &place.stage])
        }
        published => Ok(published?),
    }
}

/// The outputs of a revision that is archived already, made anew.
fn restore(record: &Record<'_>, place: &Place, known: &Known, digest: &str) -> Result<Vec<String>> {
    place.ensure_free(&record.outputs)?;
    or_clean(place.prepare(&record.outputs, digest), &[&place.stage])?;
    match place.publish(known) {
        Err(Unpublished::Untouched(error)) => or_clean(Err(error), &[&place.stage]),
        published => Ok(published?),
    }
}

/// On an error the stages are removed, as far as that is possible.
fn or_clean<T>(result: Result<T>, stages: &[&Path]) -> Result<T> {
    if result.is_err() {
        for stage in stages {
            let _ = remove(stage);
        }
    }
    result
}

/// What was read is what is archived.
fn unchanged(found: &[Found], read: &BTreeMap<Arc<str>, String>) -> Result<()> {
    for Found { input, .. } in found {
        let same = read.get(input.path.as_str()).is_none_or(|hash| *hash == input.sha256);
        ensure!(same, "{} 在运行期间有改动，请重新运行", input.path);
    }
    Ok(())
}

/// Bytes that some revision keeps already need no second copy.
fn place_copies(office: &Office, found: &mut [Found], week: Week, number: u32) -> Result<()> {
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for revision in all_revisions(office)? {
        kept.extend(revision.manifest.inputs.into_iter().map(|input| (input.sha256, input.copy)));
    }
    let wanted: BTreeSet<&String> = found.iter().map(|found| &found.input.sha256).collect();
    kept.retain(|hash, copy| wanted.contains(hash) && digest_of(&office.archive().join(copy)).is_ok_and(|(own, _)| own == *hash));
    for Found { input, .. } in found {
        let own = format!("{week}/{}/{}", revision_name(number), input.copy);
        input.copy.clone_from(kept.entry(input.sha256.clone()).or_insert(own));
    }
    Ok(())
}

/// Every readable revision of every week.
pub(super) fn all_revisions(office: &Office) -> Result<Vec<Revision>> {
    let mut all = Vec::new();
    for week in store::weeks(office)? {
        all.extend(store::whole_revisions(office, week)?);
    }
    Ok(all)
}

/// Everything that any revision of the week, this one included, puts into 输出/<week>/.
fn known(office: &Office, week: Week, own: &Manifest) -> Result<Known> {
    Ok(known_outputs(office, week)?.into_iter().chain(outputs_of(own)).collect())
}

/// Everything that the revisions of a week put into 输出/<week>/.
pub(super) fn known_outputs(office: &Office, week: Week) -> Result<Known> {
    let revisions = store::whole_revisions(office, week)?.into_iter();
    Ok(revisions.flat_map(|revision| outputs_of(&revision.manifest).collect::<Vec<_>>()).collect())
}

fn outputs_of(manifest: &Manifest) -> impl Iterator<Item = (String, String)> + '_ {
    manifest.outputs.iter().map(|output| (output.path.clone(), output.sha256.clone()))
}

/// Writes one of a revision's files.
type Fill<'a> = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + 'a>;

/// The files of a revision but for manifest and copies, by path.
fn contents<'a>(record: &'a Record<'_>) -> Vec<(&'static str, Fill<'a>)> {
    let Record { week, as_of, ledger, references, .. } = record;
    let week = week.to_string();
    let mut files: Vec<(&'static str, Fill<'a>)> = vec![
        (LEDGER, Box::new(move |mut out| write_ledger(&mut out, &week, *as_of, ledger, references))),
        (FIGURES, Box::new(|mut out| write_figures(&mut out, record.statistics))),
        (FINDINGS, Box::new(|mut out| write_findings(&mut out, record.findings))),
        (SUBMISSIONS, Box::new(|mut out| write_submissions(&mut out, record.submissions))),
    ];
    files.sort_by_key(|(path, _)| *path);
    files
}

fn manifest(record: &Record<'_>, found: &[Found], number: u32, newest: Option<&Revision>) -> Result<Manifest> {
    let content = |(path, fill): &(&'static str, Fill<'_>)| {
        let mut hashed = Digesting::new(io::sink());
        fill(&mut hashed)?;
        let (sha256, bytes) = hashed.finish();
        Ok(Content { path: (*path).to_owned(), sha256, bytes })
    };
    let outputs = record.outputs.iter().map(|output| Published {
        path: output.path.to_owned(),
        kind: output.kind.to_owned(),
        sha256: digest(output.bytes),
    });
    let outputs: Vec<Published> = outputs.collect();
    let paths: BTreeSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    ensure!(paths.len() == outputs.len(), "two outputs of one name");
    Ok(Manifest {
        schema: SCHEMA.into(),
        week: record.week.to_string(),
        as_of: record.as_of.to_string(),
        revision: number,
        previous: newest.map(|revision| revision.digest.clone()),
        earlier: record.earlier.clone(),
        tool: env!("CARGO_PKG_VERSION").into(),
        declared: record.declared.clone(),
        inputs: found.iter().map(|found| found.input.clone()).collect(),
        contents: contents(record).iter().map(content).collect::<io::Result<_>>().context("ledger")?,
        outputs,
    })
}

/// Writes the revision beside its place.
fn stage(record: &Record<'_>, found: &[Found], manifest: &Manifest, bytes: &[u8], folder: &Path) -> Result<()> {
    let mut stage = Stage::create(folder.to_owned())?;
    for ((path, fill), content) in contents(record).iter().zip(&manifest.contents) {
        let (hash, _) = stage.write(path, |out| fill(out))?;
        ensure!(hash == content.sha256, "{path} was written differently the second time");
    }
    let own = format!("{}/{}/", manifest.week, revision_name(manifest.revision));
    let mut written = BTreeSet::new();
    for Found { input, path } in found {
        let Some(copy) = input.copy.strip_prefix(&own).filter(|copy| written.insert(*copy)) else { continue };
        let (hash, _) = stage.copy(path, copy)?;
        ensure!(hash == input.sha256, "{} 在运行期间有改动，请重新运行", input.path);
    }
    stage.write(MANIFEST, |out| out.write_all(bytes))?;
    stage.settle()
}
