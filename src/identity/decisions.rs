//! 裁定: what the office decided once, so that nobody asks again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::EnterpriseId;
use super::enterprises::Enterprises;
use super::findings;
use super::fold::{fold, fold_letters, fold_title};
use super::lists::Row;
use crate::finding::Finding;
use crate::origin::Place;
use crate::records::Records;
use crate::value::Day;

/// Fields of the lists of decisions.
pub mod field {
    /// 名称裁定: the name as it was written, and the listed enterprise it means (不在名录: none; blank: not decided).
    pub const WRITTEN: &str = "书面名称";
    pub const MEANS: &str = "企业名称";
    /// 冲突裁定: form, enterprise, rest of the key, field, what was written, value.
    pub const FORM: &str = "表样";
    pub const KEY: &str = "项目名称";
    pub const FIELD: &str = "字段";
    pub const STATED: &str = "所报值";
    pub const VALUE: &str = "采用值";
    /// 项目裁定: the other title, and whether both mean one project.
    pub const OTHER: &str = "另一名称";
    pub const VERDICT: &str = "裁定";
    /// Of all questions: where it was written.
    pub const EVIDENCE: &str = "出处";
    /// 豁免: unit, code, place, reason, last day.
    pub const UNIT: &str = "单位";
    pub const CODE: &str = "规则";
    pub const PLACE: &str = "位置";
    pub const REASON: &str = "理由";
    pub const UNTIL: &str = "截止日期";
}

/// The answer that a name is none of the list.
pub const NOT_LISTED: &str = "不在名录";
/// The answers about two titles.
pub const SAME: &str = "同一项目";
pub const DIFFERENT: &str = "不同项目";
/// Between several stated values.
pub const BETWEEN_VALUES: char = '；';

/// The value that the office chose for a field of an entry.
#[derive(Debug, Clone)]
pub struct Choice {
    pub form: Arc<str>,
    pub enterprise: Option<EnterpriseId>,
    /// Folded title of the rest of the key; empty: any entry of the enterprise.
    pub key: String,
    pub field: Arc<str>,
    /// What was written when it was decided, folded: holds only as long as nothing else is. Empty: always holds.
    pub stated: Vec<String>,
    pub value: Arc<str>,
    pub place: Place,
}

impl Choice {
    /// Whether a cell still says what the office decided about; a blank one says nothing.
    #[must_use]
    pub fn is_about(&self, raw: Option<&str>) -> bool {
        let raw = raw.map(fold_letters).filter(|raw| !raw.is_empty());
        self.stated.is_empty() || raw.is_none_or(|raw| self.stated.contains(&raw))
    }
}

/// Whether two titles of an enterprise mean one project.
#[derive(Debug, Clone)]
pub struct ProjectChoice {
    pub form: Arc<str>,
    pub enterprise: EnterpriseId,
    /// The title that both go by if they are one.
    pub title: Arc<str>,
    pub other: Arc<str>,
    pub same: bool,
    pub place: Place,
}

impl ProjectChoice {
    /// Whether it speaks of two titles, in either order.
    fn is_about(&self, form: &str, enterprise: EnterpriseId, a: &str, b: &str) -> bool {
        let (title, other, a, b) = (fold_title(&self.title), fold_title(&self.other), fold_title(a), fold_title(b));
        *self.form == *form && self.enterprise == enterprise && ((title == a && other == b) || (title == b && other == a))
    }
}

/// Findings that the office accepts, with the reason.
#[derive(Debug, Clone)]
pub struct Waiver {
    pub unit: Option<Arc<str>>,
    pub code: Option<Arc<str>>,
    /// Part of the place as printed: a file, a sheet, a cell.
    pub at: Option<Arc<str>>,
    pub reason: Arc<str>,
    pub until: Option<Day>,
    /// The waiver's own.
    pub place: Place,
}

impl Waiver {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.until.is_none_or(|until| day <= until)
    }

    /// Whether it speaks of a finding. A waiver that names neither unit nor code nor place speaks of nothing.
    #[must_use]
    pub fn is_about(&self, finding: &Finding) -> bool {
        let names_something = self.unit.is_some() || self.code.is_some() || self.at.is_some();
        let unit = self.unit.as_ref().is_none_or(|unit| finding.unit.as_ref() == Some(unit));
        let code = self.code.as_ref().is_none_or(|code| finding.code.as_str().eq_ignore_ascii_case(code));
        let at = self.at.as_ref().is_none_or(|at| finding.place.to_string().contains(&**at));
        names_something && unit && code && at
    }
}

#[derive(Debug, Clone, Default)]
pub struct Decisions {
    names: BTreeMap<String, (Option<EnterpriseId>, Place)>,
    pub choices: Vec<Choice>,
    pub projects: Vec<ProjectChoice>,
    pub waivers: Vec<Waiver>,
}

/// The lists of decisions.
#[derive(Debug, Clone, Copy, Default)]
pub struct DecisionLists<'a> {
    pub names: &'a [&'a Records],
    pub conflicts: &'a [&'a Records],
    pub projects: &'a [&'a Records],
    pub waivers: &'a [&'a Records],
}

impl Decisions {
    /// The decisions, and those that name nobody on the list. Of two about the same name the later one counts; a question without an
    /// answer is none.
    #[must_use]
    pub fn from_lists(lists: DecisionLists<'_>, enterprises: &Enterprises) -> (Self, Vec<Finding>) {
        let mut decisions = Self::default();
        let mut findings = Vec::new();
        for row in Row::all(lists.names) {
            let (Some(written), Some(means)) = (row.text(field::WRITTEN), row.text(field::MEANS)) else { continue };
            let nobody = means.contains(NOT_LISTED) || means.starts_with('不');
            let id = enterprises.resolve_name(&means, &Self::default()).known().filter(|_| !nobody);
            if !nobody && id.is_none() {
                findings.push(findings::decision_names_stranger(row.place(field::MEANS), &means));
                continue;
            }
            decisions.names.insert(fold(&written), (id, row.place(field::WRITTEN)));
        }
        decisions.choices = Row::all(lists.conflicts).filter_map(|row| choice(row, enterprises)).collect();
        decisions.projects = Row::all(lists.projects).filter_map(|row| project(row, enterprises)).collect();
        decisions.name_as_one();
        decisions.waivers = Row::all(lists.waivers).filter_map(waiver).collect();
        (decisions, findings)
    }

    /// A decision about a title that goes by another one is about that one.
    fn name_as_one(&mut self) {
        for choice in &mut self.choices {
            let same = self.projects.iter().find(|project| {
                let enterprise = choice.enterprise.is_none_or(|id| id == project.enterprise);
                project.same && project.form == choice.form && enterprise && fold_title(&project.other) == choice.key
            });
            if let Some(project) = same {
                choice.key = fold_title(&project.title);
            }
        }
    }

    /// What was decided about a folded name: an enterprise, or that it is none of the list; `None` if nothing was.
    #[must_use]
    pub fn name(&self, folded: &str) -> Option<Option<EnterpriseId>> {
        self.names.get(folded).map(|(id, _)| *id)
    }

    /// The names that were decided, folded, with the place of the decision.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.names.iter().map(|(name, (_, place))| (name.as_str(), place))
    }

    /// What was decided about two titles of an enterprise; `None` if nothing was.
    #[must_use]
    pub fn same_project(&self, form: &str, enterprise: EnterpriseId, a: &str, b: &str) -> Option<bool> {
        self.projects.iter().rev().find(|choice| choice.is_about(form, enterprise, a, b)).map(|choice| choice.same)
    }
}

fn choice(row: Row<'_>, enterprises: &Enterprises) -> Option<Choice> {
    let enterprise = row.text(field::MEANS).map(|name| enterprises.resolve_name(&name, &Decisions::default()).known());
    Some(Choice {
        form: row.text(field::FORM)?,
        enterprise: match enterprise {
            Some(None) => return None,
            known => known.flatten(),
        },
        key: row.text(field::KEY).map(|key| fold_title(&key)).unwrap_or_default(),
        field: row.text(field::FIELD)?,
        stated: row.text(field::STATED).map(|stated| several(&stated)).unwrap_or_default(),
        value: row.text(field::VALUE)?,
        place: row.place(field::VALUE),
    })
}

/// `5000；0.48亿元`, folded.
fn several(text: &str) -> Vec<String> {
    text.split([BETWEEN_VALUES, ';', '\n']).map(fold_letters).filter(|value| !value.is_empty()).collect()
}

fn project(row: Row<'_>, enterprises: &Enterprises) -> Option<ProjectChoice> {
    Some(ProjectChoice {
        form: row.text(field::FORM)?,
        enterprise: enterprises.resolve_name(&row.text(field::MEANS)?, &Decisions::default()).known()?,
        title: row.text(field::KEY)?,
        other: row.text(field::OTHER)?,
        same: &*row.text(field::VERDICT)? == SAME,
        place: row.place(field::VERDICT),
    })
}

fn waiver(row: Row<'_>) -> Option<Waiver> {
    Some(Waiver {
        place: row.place(field::REASON),
        unit: row.text(field::UNIT),
        code: row.text(field::CODE),
        at: row.text(field::PLACE),
        reason: row.text(field::REASON)?,
        until: row.date(field::UNTIL).map(crate::value::Date::last),
    })
}
