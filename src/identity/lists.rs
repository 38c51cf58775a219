//! The reference lists of the office: the one place that names their fields, and the door through which they come in.
//!
//! | list | what is read from it |
//! |---|---|
//! | 规上工业企业名录 | the enterprises: names, codes, former and short names, why and when not counted |
//! | 单位名单 | the units: names, aliases, category, forms due and how often, from when until when |
//! | 包联安排 | who answers for an enterprise, and its service department |
//! | 名称裁定, 冲突裁定, 项目裁定, 豁免 | what the office decided |

use std::sync::Arc;

use super::care::Care;
use super::decisions::{DecisionLists, Decisions};
use super::enterprises::Enterprises;
use super::findings;
use super::units::Units;
use super::words::Words;
use crate::finding::Finding;
use crate::forms::Form;
use crate::origin::{Place, Source};
use crate::records::{Record, Records};
use crate::value::{Date, Day, State, Value};

pub const ENTERPRISES: &str = "规上工业企业名录";
pub const UNITS: &str = "单位名单";
pub const CARE: &str = "包联安排";
pub const NAME_DECISIONS: &str = "名称裁定";
pub const CONFLICT_DECISIONS: &str = "冲突裁定";
pub const PROJECT_DECISIONS: &str = "项目裁定";
pub const WAIVERS: &str = "豁免";

/// Everything the office keeps, loaded.
#[derive(Debug, Default)]
pub struct Lists {
    pub enterprises: Enterprises,
    pub units: Units,
    pub care: Care,
    pub decisions: Decisions,
    pub words: Arc<Words>,
    /// The last day the run speaks of.
    pub cutoff: Option<Day>,
}

impl Lists {
    /// Reads the reference lists among `references` (several files a list are joined, in the order of their sources). A missing list
    /// of enterprises or units is one finding of the office. `home` is the county and the regions of the settings.
    #[must_use]
    pub fn load(mut references: Vec<Records>, home: &[&str], cutoff: Day, words: Words) -> (Self, Vec<Finding>) {
        references.sort_by(|a, b| a.source.cmp(&b.source));
        let of = |name: &str| references.iter().filter(|records| &*records.form.name == name).collect::<Vec<_>>();
        let words = Arc::new(words);
        let (enterprises, mut findings) = Enterprises::from_list(&of(ENTERPRISES), home, &words);
        let (units, faults) = Units::from_list(&of(UNITS), home, &words);
        findings.extend(faults);
        let (care, faults) = Care::from_list(&of(CARE), &enterprises, &units);
        findings.extend(faults);
        let (names, conflicts) = (of(NAME_DECISIONS), of(CONFLICT_DECISIONS));
        let (projects, waivers) = (of(PROJECT_DECISIONS), of(WAIVERS));
        let decided = DecisionLists { names: &names, conflicts: &conflicts, projects: &projects, waivers: &waivers };
        let (decisions, faults) = Decisions::from_lists(decided, &enterprises);
        findings.extend(faults);
        findings.extend(enterprises.is_empty().then(|| findings::list_missing(ENTERPRISES)));
        findings.extend(units.is_empty().then(|| findings::list_missing(UNITS)));
        (Self { enterprises, units, care, decisions, words, cutoff: Some(cutoff) }, findings)
    }
}

/// A row of a reference list, read by field name. A field that the list has not is blank.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    pub form: &'a Form,
    pub record: &'a Record,
}

impl<'a> Row<'a> {
    /// All rows of some tables, in order.
    pub fn all(tables: &[&'a Records]) -> impl Iterator<Item = Self> {
        tables.iter().flat_map(|records| records.rows.iter().map(|record| Self { form: &records.form, record }))
    }

    fn state(self, field: &str) -> Option<&'a State> {
        Some(&self.record.cells.get(self.form.index(field)?)?.state)
    }

    /// The text of a field, trimmed; `None` if blank.
    #[must_use]
    pub fn text(self, field: &str) -> Option<Arc<str>> {
        match self.state(field)?.value()? {
            Value::Text(text) if text.trim().len() == text.len() && !text.is_empty() => Some(text.clone()),
            Value::Text(text) => Some(Arc::from(text.trim())).filter(|text: &Arc<str>| !text.is_empty()),
            Value::List(words) => words.first().cloned(),
            Value::Number(number) => Some(Arc::from(number.normalize().to_string())),
            Value::Date(date) => Some(Arc::from(date.to_string())),
            Value::Bool(_) => None,
        }
    }

    /// The texts of a field that holds several (曾用名, 别名, 应报表).
    #[must_use]
    pub fn texts(self, field: &str) -> Vec<Arc<str>> {
        let split = |text: &str| {
            text.split(['、', '，', ',', ';', '；', '\n', '/'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(Arc::from)
                .collect()
        };
        match self.state(field).and_then(State::value) {
            Some(Value::List(words)) => words.iter().flat_map(|word| split(word) as Vec<Arc<str>>).collect(),
            Some(Value::Text(text)) => split(text),
            _ => Vec::new(),
        }
    }

    #[must_use]
    pub fn date(self, field: &str) -> Option<Date> {
        self.state(field)?.value()?.as_date()
    }

    /// The cell of a field, or its row.
    #[must_use]
    pub fn place(self, field: &str) -> Place {
        let origin = &self.record.origin;
        let cell = self.form.index(field).and_then(|index| self.record.cells.get(index)).and_then(|cell| cell.at);
        cell.map_or_else(|| Place::row(&origin.source, origin.row), |at| Place::cell(&origin.source, at))
    }

    #[must_use]
    pub fn source(self) -> &'a Arc<Source> {
        &self.record.origin.source
    }
}
