//! 裁定: what the office decided once, so that nobody asks again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::EnterpriseId;
use super::enterprises::Enterprises;
use super::findings;
use super::fold::fold;
use super::lists::Row;
use crate::finding::Finding;
use crate::origin::Place;
use crate::records::Records;
use crate::value::Day;

/// Fields of the lists of decisions.
pub mod field {
    /// 名称裁定: the name as it was written, and the listed enterprise it means (blank or 不在名录: none).
    pub const WRITTEN: &str = "书面名称";
    pub const MEANS: &str = "企业名称";
    /// 冲突裁定: form, enterprise, rest of the key, field, value.
    pub const FORM: &str = "表样";
    pub const KEY: &str = "项目名称";
    pub const FIELD: &str = "字段";
    pub const VALUE: &str = "采用值";
    /// 豁免: unit, code, place, reason, last day.
    pub const UNIT: &str = "单位";
    pub const CODE: &str = "规则";
    pub const PLACE: &str = "位置";
    pub const REASON: &str = "理由";
    pub const UNTIL: &str = "截止日期";
}

/// The value that the office chose for a field of an entry.
#[derive(Debug, Clone)]
pub struct Choice {
    pub form: Arc<str>,
    pub enterprise: Option<EnterpriseId>,
    /// Folded text of the rest of the key; empty: any entry of the enterprise.
    pub key: String,
    pub field: Arc<str>,
    pub value: Arc<str>,
    pub place: Place,
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
}

impl Waiver {
    /// Whether it covers a finding on a day. A waiver that names neither unit nor code nor place covers nothing.
    #[must_use]
    pub fn covers(&self, finding: &Finding, day: Day) -> bool {
        let names_something = self.unit.is_some() || self.code.is_some() || self.at.is_some();
        let unit = self.unit.as_ref().is_none_or(|unit| finding.unit.as_ref() == Some(unit));
        let code = self.code.as_ref().is_none_or(|code| finding.code.as_str().eq_ignore_ascii_case(code));
        let at = self.at.as_ref().is_none_or(|at| finding.place.to_string().contains(&**at));
        names_something && unit && code && at && self.until.is_none_or(|until| day <= until)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Decisions {
    names: BTreeMap<String, (Option<EnterpriseId>, Place)>,
    pub choices: Vec<Choice>,
    pub waivers: Vec<Waiver>,
}

impl Decisions {
    /// The decisions, and those that name nobody on the list. Of two about the same name the later one counts.
    #[must_use]
    pub fn from_lists(
        names: &[&Records],
        conflicts: &[&Records],
        waivers: &[&Records],
        enterprises: &Enterprises,
    ) -> (Self, Vec<Finding>) {
        let mut decisions = Self::default();
        let mut findings = Vec::new();
        for row in Row::all(names) {
            let Some(written) = row.text(field::WRITTEN) else { continue };
            let means = row.text(field::MEANS).filter(|name| !name.contains("不在名录") && !name.starts_with('不'));
            let id = means.as_ref().map(|name| enterprises.resolve_name(name, &Self::default()).known());
            if let (Some(name), Some(None)) = (&means, id) {
                findings.push(findings::decision_names_stranger(row.place(field::MEANS), name));
                continue;
            }
            decisions.names.insert(fold(&written), (id.flatten(), row.place(field::WRITTEN)));
        }
        decisions.choices = Row::all(conflicts).filter_map(|row| choice(row, enterprises)).collect();
        decisions.waivers = Row::all(waivers).filter_map(waiver).collect();
        (decisions, findings)
    }

    /// What was decided about a folded name: an enterprise, or that it is none of the list; `None` if nothing was.
    #[must_use]
    pub fn name(&self, folded: &str) -> Option<Option<EnterpriseId>> {
        self.names.get(folded).map(|(id, _)| *id)
    }

    /// The waiver that covers a finding.
    #[must_use]
    pub fn waiver(&self, finding: &Finding, day: Day) -> Option<&Waiver> {
        self.waivers.iter().find(|waiver| waiver.covers(finding, day))
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
        key: row.text(field::KEY).map(|key| fold(&key)).unwrap_or_default(),
        field: row.text(field::FIELD)?,
        value: row.text(field::VALUE)?,
        place: row.place(field::VALUE),
    })
}

fn waiver(row: Row<'_>) -> Option<Waiver> {
    Some(Waiver {
        unit: row.text(field::UNIT),
        code: row.text(field::CODE),
        at: row.text(field::PLACE),
        reason: row.text(field::REASON)?,
        until: row.date(field::UNTIL).map(crate::value::Date::last),
    })
}
