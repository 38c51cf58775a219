//! Everything a run is told before it reads a submission: settings, forms, reports, words.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use anyhow::{Result, anyhow};

use crate::archive::digest;
use crate::bulletin::prose::Template;
use crate::forms::{Form, Forms};
use crate::identity::Words;
use crate::intake;
use crate::records::headings::Thesaurus;
use crate::records::{Matcher, TypingContext};
use crate::rules::Relations;
use crate::settings::{FILE, Mistake, Office, Settings};
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

/// What is declared in files that refer to each other.
struct Parts {
    settings: Settings,
    forms: Forms,
    reports: Reports,
    relations: Relations,
}

impl Parts {
    /// As much as is valid, and all that is wrong.
    fn of(office: &Office) -> (Self, Vec<Mistake>) {
        let (settings, mut mistakes) = match office.settings_text() {
            Ok(text) => Settings::checked(&text, FILE),
            Err(mistake) => (Settings::defaults("", 2022), vec![mistake]),
        };
        let year_end = settings.year_end();
        let known = |name: &str| settings.given(name, year_end).is_some();
        let (forms, wrong) = Forms::checked(Some(office.root()), &known);
        mistakes.extend(wrong);
        mistakes.extend(forms.layout_mistakes(&settings));
        let (own, wrong) = office.declarations(&office.reports(), |_| true);
        mistakes.extend(wrong);
        let reports = Reports::load(&own, &forms, &settings);
        let reports = reports.map_err(|wrong| mistakes.extend(wrong)).unwrap_or_default();
        let (own, wrong) = office.declarations(&office.forms(), |path| *path == office.relations());
        mistakes.extend(wrong);
        let relations = Relations::load(&own, &forms, &known);
        let relations = relations.map_err(|wrong| mistakes.extend(wrong)).unwrap_or_default();
        mistakes.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        (Self { settings, forms, reports, relations }, mistakes)
    }
}

impl Declared {
    /// Reads the office's own declarations over the built-in ones.
    ///
    /// # Errors
    /// Every mistake, with file and line.
    pub fn load(office: &Office) -> Result<Self> {
        let (parts, mistakes) = Parts::of(office);
        if mistakes.is_empty() { Self::of(parts, Some(office)) } else { Err(every(&mistakes)) }
    }

    /// All that is wrong in the declarations of an office.
    #[must_use]
    pub fn mistakes(office: &Office) -> Vec<Mistake> {
        let (parts, mut mistakes) = Parts::of(office);
        if mistakes.is_empty()
            && let Err(error) = Self::of(parts, Some(office))
        {
            mistakes.push(Mistake { file: "声明".to_owned(), line: None, message: format!("{error:#}") });
        }
        mistakes
    }

    /// Without an office: what comes with the tool, for `check` and `inspect` of single files.
    ///
    /// # Errors
    /// Never in a build that passes its tests.
    pub fn built_in(year: i16) -> Result<Self> {
        let (settings, forms) = (Settings::defaults("本县", year), Forms::built_in());
        let reports = Reports::load(&[], &forms, &settings).map_err(|mistakes| every(&mistakes))?;
        Self::of(Parts { settings, forms, reports, relations: Relations::built_in() }, None)
    }

    fn of(parts: Parts, office: Option<&Office>) -> Result<Self> {
        let Parts { settings, forms, reports, relations } = parts;
        let all: Vec<Arc<Form>> = forms.iter().cloned().collect();
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

pub(super) fn every(mistakes: &[Mistake]) -> anyhow::Error {
    anyhow!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
