//! 通报: the bulletin of the week, as .docx and as text.

use std::fs;
use std::io::ErrorKind;

use anyhow::{Context, Result};

use super::{Artifact, Material};
use crate::bulletin::prose::Template;
use crate::bulletin::{self, FILE, Input, TEMPLATE};
use crate::mail::Recipient;
use crate::settings::Office;
use crate::statistics::Reports;

/// The office's own template, else the one that comes with the tool.
///
/// # Errors
/// A mistake in the template, with its line.
pub(super) fn template(office: Option<&Office>, reports: &Reports) -> Result<Template> {
    let own = office.map(|office| office.root().join(FILE));
    let text = match own.map(fs::read_to_string) {
        Some(Ok(text)) => text,
        Some(Err(error)) if error.kind() != ErrorKind::NotFound => return Err(error).context(format!("不能读取 {FILE}")),
        _ => TEMPLATE.to_owned(),
    };
    Ok(bulletin::template(&text, reports)?)
}

/// The maker.
pub(super) fn files(material: &Material<'_>) -> Result<Vec<Artifact>> {
    let (declared, outcome) = (material.declared, material.outcome);
    // Only the week just before: a gap would be compared as if it were a week.
    let last = outcome.past.last().filter(|past| Some(past.week) == outcome.week.previous());
    let input = Input {
        county: &declared.settings.county,
        week: outcome.week,
        as_of: outcome.as_of,
        statistics: &outcome.statistics,
        findings: &outcome.findings,
        submissions: &outcome.submissions,
        past: &|name| last?.figures.figures.get(name).cloned(),
    };
    let document = bulletin::bulletin(&declared.bulletin, &input);
    let path = |ending: &str| format!("通报/{}.{ending}", bulletin::file_stem(outcome.week));
    let word = bulletin::docx(&document).context("通报没有写成")?;
    Ok(vec![
        Artifact::new(path("docx"), "bulletin", word).owned_by(Recipient::Everyone),
        Artifact::new(path("txt"), "bulletin", bulletin::plain(&document, true).into_bytes()),
    ])
}
