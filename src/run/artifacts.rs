//! What a run writes, one maker a kind of file: pure, bytes in memory, nothing on the disk yet.

use anyhow::{Context, Result};

use super::{Declared, Outcome, bulletin, splits};
use crate::archive::digest;
use crate::finding::Finding;
use crate::mail::{self, OWNERS, Owned, Recipient};
use crate::settings::{Office, Settings, Week};
use crate::statistics::{self, Statistics};
use crate::value::Day;
use crate::workbook;
use crate::workbook::questions::{self, QuestionsInput, questions_book};
use crate::workbook::summary::{Parameter, SubmissionRow, SummaryInput, file_name, summary};

/// A file to be written into 输出/<week>/.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Relative to 输出/<week>/, with `/`: `汇总/….xlsx`.
    pub path: String,
    /// The word in the JSON.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
    /// To whom it may be mailed; `None`: to nobody.
    pub owner: Option<Recipient>,
}

impl Artifact {
    /// A file that stays in the office.
    #[must_use]
    pub fn new(path: String, kind: &'static str, bytes: Vec<u8>) -> Self {
        Self { path, kind, bytes, owner: None }
    }

    /// A file that may be mailed to its owner.
    #[must_use]
    pub fn owned_by(self, owner: Recipient) -> Self {
        Self { owner: Some(owner), ..self }
    }
}

/// What the makers may look at.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    pub office: &'a Office,
    pub declared: &'a Declared,
    /// `outputs` is still empty.
    pub outcome: &'a Outcome,
}

/// Makes some of the files.
type Maker = fn(&Material<'_>) -> Result<Vec<Artifact>>;

/// All makers, in the order in which people look at their files.
static MAKERS: &[Maker] =
    &[summary_workbook, questions_workbook, super::returning::returned_files, splits::files, bulletin::files];

/// All files of a run, makers in their order.
///
/// # Errors
/// If a workbook cannot be made.
pub(super) fn artifacts(material: &Material<'_>) -> Result<Vec<Artifact>> {
    let mut all = Vec::new();
    for maker in MAKERS {
        all.extend(maker(material)?);
    }
    all.extend(owners(&all)?);
    Ok(all)
}

/// The record of whose the files are, which `sangai mail` goes by.
fn owners(artifacts: &[Artifact]) -> Result<Option<Artifact>> {
    let owned = |artifact: &Artifact| {
        let owner = artifact.owner.clone()?;
        Some(Owned { path: artifact.path.clone(), sha256: digest(&artifact.bytes), owner })
    };
    let files: Vec<Owned> = artifacts.iter().filter_map(owned).collect();
    if files.is_empty() {
        return Ok(None);
    }
    Ok(Some(Artifact::new(OWNERS.to_owned(), "owners", mail::record(files)?)))
}

/// 待裁定.xlsx, if there is anything to decide.
fn questions_workbook(material: &Material<'_>) -> Result<Vec<Artifact>> {
    let outcome = material.outcome;
    if outcome.questions.is_empty() {
        return Ok(Vec::new());
    }
    let enterprises: Vec<_> = outcome.lists.enterprises.iter().map(|(_, enterprise)| enterprise.name.clone()).collect();
    let input = QuestionsInput {
        county: &material.declared.settings.county,
        week: outcome.week,
        as_of: outcome.as_of,
        questions: &outcome.questions,
        enterprises: &enterprises,
    };
    let bytes = workbook::write(&questions_book(&input)).context("待裁定工作簿没有写成")?;
    Ok(vec![Artifact::new(questions::FILE.to_owned(), "decisions", bytes)])
}

fn summary_workbook(material: &Material<'_>) -> Result<Vec<Artifact>> {
    let Outcome { week, as_of, statistics, findings, submissions, .. } = material.outcome;
    summary_artifact(&material.declared.settings, (*week, *as_of), statistics, findings, submissions).map(|one| vec![one])
}

/// The summary for the leaders, of an office or of a level above offices.
///
/// # Errors
/// If the workbook cannot be made.
pub(super) fn summary_artifact(
    settings: &Settings,
    (week, as_of): (Week, Day),
    statistics: &Statistics,
    findings: &[Finding],
    submissions: &[SubmissionRow],
) -> Result<Artifact> {
    let named = |p: &statistics::Setting| Parameter::new(&p.name, p.kind, &p.value, &p.definition);
    let parameters: Vec<Parameter> = statistics.parameters.iter().map(named).collect();
    let (county, formula_rows) = (&settings.county, settings.formula_rows);
    let input = SummaryInput { county, week, as_of, statistics, parameters: &parameters, findings, submissions, formula_rows };
    let bytes = workbook::write(&summary(&input)).context("汇总工作簿没有写成")?;
    Ok(Artifact::new(format!("汇总/{}", file_name(week)), "summary", bytes))
}
