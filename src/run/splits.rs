//! 分发: the maker of the split workbooks, their paths and their owners.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use super::Artifact;
use super::publish::file_word;
use crate::mail::Recipient;
use crate::settings::Week;
use crate::splits::{self, Being, Split, Splits, make};

/// What concerns one department, town or cadre each; mailed only where the name tells who is meant.
pub(super) fn files(material: &super::Material<'_>) -> Result<Vec<Artifact>> {
    let outcome = material.outcome;
    let declared = Splits::load(material.office.root())?;
    let from = splits::Material {
        settings: &material.declared.settings,
        week: outcome.week,
        as_of: outcome.as_of,
        lists: &outcome.lists,
        references: &outcome.references,
        ledger: &outcome.ledger,
        statistics: &outcome.statistics,
        reports: &material.declared.reports,
        findings: &outcome.findings,
    };
    let made = make(&declared, from).context("分发表没有写成")?;
    let mut taken = BTreeSet::new();
    Ok(made.into_iter().map(|split| artifact_of(split, outcome.week, &mut taken)).collect())
}

/// `taken` holds the paths so far, as systems compare them.
fn artifact_of(split: Split, week: Week, taken: &mut BTreeSet<String>) -> Artifact {
    let Split { recipient, bytes } = split;
    let folder = format!("分发/{}", file_word(&recipient.kind));
    let name = |n: usize| {
        let apart = if n > 1 { format!("_{n}") } else { String::new() };
        format!("{folder}/{}{apart}_{}年第{}周.xlsx", file_word(&recipient.shown()), week.year(), week.number())
    };
    // of so many numbers one is free: fewer names are taken
    let path = (1..=taken.len() + 1).map(name).find(|path| taken.insert(path.to_lowercase())).unwrap_or_default();
    let artifact = Artifact::new(path, "split", bytes);
    match recipient.is {
        Being::Unit => artifact.owned_by(Recipient::Unit(recipient.name)),
        Being::Person if recipient.unique => artifact.owned_by(Recipient::Cadre(recipient.name)),
        Being::Person | Being::Enterprise => artifact,
    }
}
