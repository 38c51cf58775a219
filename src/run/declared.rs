//! Everything a run is told before it reads a submission: settings, forms, reports, words.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};

use crate::archive::digest;
use crate::bulletin::prose::Template;
use crate::forms::{Form, Forms};
use crate::identity::Words;
use crate::intake;
use crate::records::headings::Thesaurus;
use crate::records::{Matcher, TypingContext};
use crate::rules::Relations;
use crate::settings::{Mistake, Office, Settings};
use crate::statistics::{Parameters, Reports};
use crate::value::Day;

/// The declarations of an office, valid.
#[derive(Debug)]
pub struct Declared {
    pub settings: Settings,
    pub forms: Forms,
    pub reports: Reports,
    pub relations: Relations,
    pub words: Words,
    pub matcher: Matcher,
    /// The text of the bulletin.
    pub bulletin: Template,
}

impl Declared {
    /// Reads the office's own declarations over the built-in ones.
    ///
    /// # Errors
    /// The first mistake, with file and line.
    pub fn load(office: &Office) -> Result<Self> {
        let settings = office.settings()?;
        let forms = Forms::load(Some(office.root()))?;
        Self::of(settings, forms, Some(office))
    }

    /// Without an office: what comes with the tool, for `check` and `inspect` of single files.
    ///
    /// # Errors
    /// Never in a build that passes its tests.
    pub fn built_in(year: i16) -> Result<Self> {
        Self::of(Settings::defaults("本县", year), Forms::built_in(), None)
    }

    fn of(settings: Settings, forms: Forms, office: Option<&Office>) -> Result<Self> {
        let all: Vec<Arc<Form>> = forms.iter().cloned().collect();
        let own = office.map_or(Ok(Vec::new()), |office| own_reports(&office.reports()))?;
        let reports = Reports::load(&own, &forms, &settings).map_err(|mistakes| every(&mistakes))?;
        let relations = Relations::load(&[], &forms).map_err(|mistakes| every(&mistakes))?;
        let matcher = Matcher::new(Thesaurus::built_in(), &all)?;
        let bulletin = super::bulletin::template(office, &reports)?;
        Ok(Self { settings, forms, reports, relations, words: Words::built_in(), matcher, bulletin })
    }

    /// The forms as the stages behind want them.
    #[must_use]
    pub fn form_list(&self) -> Vec<Arc<Form>> {
        self.forms.iter().cloned().collect()
    }

    /// What typing needs.
    #[must_use]
    pub fn typing(&self) -> TypingContext {
        TypingContext { year: self.settings.year, allowed_codes: self.settings.allowed_codes.clone() }
    }

    /// Thresholds and weights as the settings have them.
    #[must_use]
    pub const fn parameters(&self, cutoff: Day) -> Parameters<'_> {
        Parameters { cutoff, settings: &self.settings }
    }

    /// A hash of each declaration in force, whoever wrote it.
    #[must_use]
    pub fn digests(&self) -> BTreeMap<String, String> {
        digests(&self.forms, &self.reports, &self.settings)
    }

    /// The reading limits.
    #[must_use]
    pub const fn limits(&self) -> intake::Limits {
        let l = &self.settings.limits;
        intake::Limits {
            file_bytes: l.file_bytes,
            parts: l.parts,
            part_bytes: l.part_bytes,
            inflated_bytes: l.inflated_bytes,
            ratio: l.ratio,
            cells: l.cells,
            sheets: l.sheets,
            seconds: l.seconds,
        }
    }
}

/// A hash of each form, of the reports and of the settings.
pub(super) fn digests(forms: &Forms, reports: &Reports, settings: &Settings) -> BTreeMap<String, String> {
    // Nothing in them depends on hash order, so their printed form is their content.
    let of = |declared: &dyn fmt::Debug| digest(format!("{declared:?}").as_bytes());
    let forms = forms.iter().map(|form| (format!("表样/{}", form.name), of(form)));
    forms.chain([("报表".to_owned(), of(reports)), ("设置".to_owned(), of(settings))]).collect()
}

/// The office's own reports, 报表/*.toml: file name and text.
pub(super) fn own_reports(folder: &Path) -> Result<Vec<(String, String)>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("不能读取 {}", folder.display()))?;
    let mut paths: Vec<_> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(path).with_context(|| format!("不能读取 {}", path.display()))?;
        Ok((format!("报表/{name}"), text))
    };
    paths.iter().map(read).collect()
}

pub(super) fn every(mistakes: &[Mistake]) -> anyhow::Error {
    anyhow!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
