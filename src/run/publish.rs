//! Outputs: bytes first, files last.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::{Declared, Outcome, Output};
use crate::settings::Office;
use crate::workbook;
use crate::workbook::summary::{Parameter, SummaryInput, file_name, summary};

/// Writes 输出/<week>/ and says what was written.
///
/// # Errors
/// If a workbook cannot be made or a file cannot be written.
pub(super) fn publish(office: &Office, declared: &Declared, outcome: &Outcome) -> Result<Vec<Output>> {
    let parameters: Vec<Parameter> =
        outcome.statistics.parameters.iter().map(|p| Parameter::new(&p.name, p.kind, &p.value, &p.definition)).collect();
    let input = SummaryInput {
        county: &declared.settings.county,
        week: outcome.week,
        as_of: outcome.as_of,
        statistics: &outcome.statistics,
        parameters: &parameters,
        findings: &outcome.findings,
        submissions: &outcome.submissions,
        formula_rows: declared.settings.formula_rows,
    };
    let bytes = workbook::write(&summary(&input)).context("汇总工作簿没有写成")?;
    let path = office.output_of(outcome.week).join("汇总").join(file_name(outcome.week));
    replace(&path, &bytes)?;
    Ok(vec![Output { path: office.shown(&path), kind: "summary", sha256: hex(&Sha256::digest(&bytes)) }])
}

/// Writes beside and renames, so that a reader never sees half a file.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).with_context(|| format!("不能建立文件夹 {}", folder.display()))?;
    let part = path.with_extension("part");
    fs::write(&part, bytes).with_context(|| format!("不能写入 {}", part.display()))?;
    fs::rename(&part, path).with_context(|| format!("不能写入 {}（文件是不是正开着？）", path.display()))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}
