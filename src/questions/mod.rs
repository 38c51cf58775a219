//! 待裁定: what only a person can decide, with what speaks for each answer. Facts only; how they are asked stands in `workbook::questions`.
//!
//! [`ask`] looks at what was found: names of nobody on the list, values that units state differently, titles that may be one project,
//! dates that could mean two things or are too vague where one is needed. What the office has decided already is no finding any more, and so
//! is not asked again.

mod subjects;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use indexmap::IndexMap;

pub use subjects::{Held, held};

use crate::finding::{Finding, Severity, catalog};
use crate::forms::{Form, Requirement};
use crate::history;
use crate::identity::{Lists, Resolution, fold, fold_letters};
use crate::ledger::{Ledger, key_of_entry, keys_are_near};
use crate::origin::Place;
use crate::value::Value;
use subjects::{Spot, Spots};

/// What a person has to decide, each kind in the order of its places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Questions {
    pub names: Vec<NameQuestion>,
    pub conflicts: Vec<ValueQuestion>,
    pub dates: Vec<ValueQuestion>,
    pub projects: Vec<ProjectQuestion>,
}

/// Which enterprise a written name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameQuestion {
    pub written: Arc<str>,
    /// Best first; empty if nothing is like it.
    pub candidates: Vec<Arc<str>>,
    pub evidence: Vec<Statement>,
}

/// Which value a field of an entry has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueQuestion {
    pub subject: Subject,
    pub field: Arc<str>,
    /// The value that counts until it is decided first; for a date what it may mean, if that can be said.
    pub candidates: Vec<Arc<str>>,
    /// What was written: the decision holds as long as nothing else is.
    pub stated: Vec<Arc<str>>,
    pub evidence: Vec<Statement>,
}

/// Whether two titles mean one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectQuestion {
    pub subject: Subject,
    /// The title beside that of the subject.
    pub other: Arc<str>,
    pub evidence: Vec<Statement>,
}

/// What a row is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    pub form: Arc<str>,
    /// By its list name; `None` if the form has none or it is not known.
    pub enterprise: Option<Arc<str>>,
    /// The first of the other key fields that is a text.
    pub title: Option<Arc<str>>,
}

/// Who wrote what where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub unit: Option<Arc<str>>,
    pub place: Place,
    pub text: Arc<str>,
}

/// What the questions are made from.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub findings: &'a [Finding],
    pub ledger: &'a Ledger,
    pub lists: &'a Lists,
    pub forms: &'a [Arc<Form>],
    /// Rows that did not enter the ledger.
    pub held: &'a [Held],
}

/// Findings about a row that a person may have to decide.
static ASKED: [&catalog::Entry; 5] =
    [&catalog::VALUES_CONFLICT, &catalog::DATE_AMBIGUOUS, &catalog::DATE_VAGUE, &catalog::NEARLY_SAME, &catalog::RENAMED];

/// Everything that is open after a run.
#[must_use]
pub fn ask(known: &Known<'_>) -> Questions {
    let spots = Spots::of(known);
    Questions {
        names: names(known),
        conflicts: conflicts(known, &spots),
        dates: dates(known, &spots),
        projects: projects(known, &spots),
    }
}

impl Questions {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.conflicts.is_empty() && self.dates.is_empty() && self.projects.is_empty()
    }

    /// How many answers are owed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len() + self.conflicts.len() + self.dates.len() + self.projects.len()
    }
}

/// The findings of some codes, in order.
fn of_codes<'a>(known: &Known<'a>, entries: &'a [&catalog::Entry]) -> impl Iterator<Item = &'a Finding> {
    known.findings.iter().filter(|finding| entries.iter().any(|entry| entry.code == finding.code))
}

fn statement(finding: &Finding) -> Statement {
    let text = finding.value.clone().unwrap_or_default();
    Statement { unit: finding.unit.clone(), place: finding.place.clone(), text }
}

/// One question a name, however often it is written.
fn names(known: &Known<'_>) -> Vec<NameQuestion> {
    let codes = [&catalog::ENTERPRISE_UNKNOWN, &catalog::ENTERPRISE_CANDIDATES, &catalog::CODE_NAME_DIFFER];
    let asked = of_codes(known, &codes).filter(|finding| finding.severity == Severity::Error);
    let mut questions: IndexMap<String, NameQuestion> = IndexMap::new();
    for finding in asked {
        let Some(written) = finding.value.clone().filter(|written| !fold(written).is_empty()) else { continue };
        let list = &known.lists.enterprises;
        let question = questions.entry(fold(&written)).or_insert_with(|| {
            let candidates = match list.resolve_name(&written, &known.lists.decisions) {
                Resolution::Candidates(found) => found.into_iter().map(|(id, _)| list[id].name.clone()).collect(),
                _ => Vec::new(),
            };
            NameQuestion { written, candidates, evidence: Vec::new() }
        });
        question.evidence.push(statement(finding));
    }
    questions.into_values().collect()
}

/// One question a field of an entry, with all that is said of it.
fn conflicts(known: &Known<'_>, spots: &Spots) -> Vec<ValueQuestion> {
    let codes = [&catalog::VALUES_CONFLICT];
    let asked = of_codes(known, &codes).filter(|finding| finding.severity >= Severity::Warning);
    let mut questions: IndexMap<(Subject, Arc<str>), ValueQuestion> = IndexMap::new();
    for finding in asked {
        let (Some(spot), Some(field)) = (spots.at(&finding.place), &finding.field) else { continue };
        let Some(adopted) = spot.entry.and_then(|at| adopted(known, at, &spot.subject.form, field)) else { continue };
        let key = (spot.subject.clone(), field.clone());
        let question = questions.entry(key).or_insert_with(|| ValueQuestion {
            subject: spot.subject.clone(),
            field: field.clone(),
            candidates: Vec::new(),
            stated: Vec::new(),
            evidence: vec![adopted],
        });
        question.evidence.push(statement(finding));
    }
    for question in questions.values_mut() {
        question.stated = distinct(question.evidence.iter().map(|said| &said.text));
        question.candidates.clone_from(&question.stated);
    }
    questions.into_values().collect()
}

/// What the ledger has taken for a field.
fn adopted(known: &Known<'_>, entry: usize, form: &str, field: &str) -> Option<Statement> {
    let table = known.ledger.tables.get(form)?;
    let entry = table.entries.get(entry)?;
    let cell = entry.cells.get(table.form.index(field)?)?;
    let (source, at) = cell.origin.as_ref()?;
    let row = entry.origins.iter().position(|origin| origin.source == *source && origin.row == at.row);
    let unit = row.and_then(|row| entry.units.get(row)).filter(|unit| !unit.is_empty()).cloned();
    Some(Statement { unit, place: Place::cell(source, *at), text: cell.raw.clone()? })
}

/// Texts that differ, in order.
fn distinct<'a>(texts: impl Iterator<Item = &'a Arc<str>>) -> Vec<Arc<str>> {
    let mut seen: IndexMap<String, Arc<str>> = IndexMap::new();
    for text in texts.filter(|text| !text.is_empty()) {
        seen.entry(fold_letters(text)).or_insert_with(|| text.clone());
    }
    seen.into_values().collect()
}

/// A date that may be January or October, and a vague one where the form demands a date.
fn dates(known: &Known<'_>, spots: &Spots) -> Vec<ValueQuestion> {
    let codes = [&catalog::DATE_AMBIGUOUS, &catalog::DATE_VAGUE];
    let asked = of_codes(known, &codes).filter_map(|finding| {
        let (spot, field) = (spots.at(&finding.place)?, finding.field.clone()?);
        let ambiguous = finding.code == catalog::DATE_AMBIGUOUS.code && finding.severity >= Severity::Warning;
        (ambiguous || is_needed(known, spot, &field)).then_some((finding, spot, field))
    });
    let mut questions: IndexMap<(Subject, Arc<str>, Arc<str>), ValueQuestion> = IndexMap::new();
    for (finding, spot, field) in asked {
        let said = statement(finding);
        let key = (spot.subject.clone(), field.clone(), said.text.clone());
        let question = questions.entry(key).or_insert_with(|| ValueQuestion {
            subject: spot.subject.clone(),
            field,
            candidates: january_or_october(&said.text),
            stated: vec![said.text.clone()],
            evidence: Vec::new(),
        });
        question.evidence.push(said);
    }
    questions.into_values().collect()
}

fn is_needed(known: &Known<'_>, spot: &Spot, field: &str) -> bool {
    let form = known.forms.iter().find(|form| form.name == spot.subject.form);
    let field = form.and_then(|form| form.field(field));
    field.is_some_and(|field| field.key || !matches!(field.required, Requirement::Optional))
}

/// `2023.1`: 2023-01 or 2023-10.
fn january_or_october(text: &str) -> Vec<Arc<str>> {
    let year = text.trim().strip_suffix(".1").filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()));
    year.map_or_else(Vec::new, |year| vec![Arc::from(format!("{year}-01")), Arc::from(format!("{year}-10"))])
}

/// Titles of this week that are nearly the same, and titles that may be last week's under another name.
fn projects(known: &Known<'_>, spots: &Spots) -> Vec<ProjectQuestion> {
    let codes = [&catalog::NEARLY_SAME, &catalog::RENAMED];
    let mut questions = Vec::new();
    for finding in of_codes(known, &codes) {
        let Some(spot) = spots.at(&finding.place) else { continue };
        let Some(entry) = spot.entry else { continue };
        let others =
            if finding.code == catalog::RENAMED.code { last_weeks(known, spot) } else { near(known, &spot.subject.form, entry) };
        for first in others {
            let subject = Subject { title: Some(first.text.clone()), ..spot.subject.clone() };
            let Some(other) = spot.subject.title.clone() else { continue };
            questions.push(ProjectQuestion { subject, other, evidence: vec![first, statement(finding)] });
        }
    }
    questions
}

/// The titles of the enterprise's entries before this one that are nearly its own, and about which nothing was decided.
fn near(known: &Known<'_>, form: &str, entry: usize) -> Vec<Statement> {
    let Some(table) = known.ledger.tables.get(form) else { return Vec::new() };
    let Some(field) = subjects::title_field(&table.form) else { return Vec::new() };
    let second = &table.entries[entry];
    let Some(id) = second.enterprise else { return Vec::new() };
    let own = key_of_entry(&table.form, second);
    let title = |index: usize| table.entries[index].cells.get(field)?.state.value().and_then(Value::as_text).cloned();
    let decided = |other: &Arc<str>| known.lists.decisions.same_project(form, id, other, &title(entry)?);
    let others = (0..table.entries.len()).filter(|other| *other != entry && table.entries[*other].enterprise == Some(id));
    let earlier = others.filter(|other| table.entries[*other].origins.first() <= second.origins.first());
    let near = earlier
        .filter(|other| keys_are_near(&key_of_entry(&table.form, &table.entries[*other]), &own, &known.lists.words))
        .filter_map(|other| Some((other, title(other)?)))
        .filter(|(_, other)| decided(other).is_none());
    near.map(|(other, text)| {
        let entry = &table.entries[other];
        let place = entry.cells[field].origin.as_ref().map_or_else(Place::office, |(source, at)| Place::cell(source, *at));
        Statement { unit: entry.units.first().filter(|unit| !unit.is_empty()).cloned(), place, text }
    })
    .collect()
}

/// The title that this one may have had last week, as history has noted it.
fn last_weeks(known: &Known<'_>, spot: &Spot) -> Vec<Statement> {
    let form = known.forms.iter().find(|form| form.name == spot.subject.form);
    let changes = form.and_then(|form| form.history.changes.as_ref()).and_then(|name| known.ledger.tables.get(name));
    let noted = changes.map(history::renamed).unwrap_or_default();
    let of_this = noted.into_iter().filter(|renamed| {
        renamed.enterprise.map(|id| &known.lists.enterprises[id].name) == spot.subject.enterprise.as_ref()
            && Some(&renamed.now) == spot.subject.title.as_ref()
    });
    of_this.map(|renamed| Statement { unit: None, place: Place::office(), text: renamed.before }).collect()
}
