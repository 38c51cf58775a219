//! `sangai.toml`: raw → valid. Every default stands in `templates/settings.toml`; an unknown key is an error with a guess.
//!
//! Besides the settings: [`Office`], the folder they stand in; [`Week`], the reporting week; [`Mistake`], what is wrong in a declared
//! file — the forms and reports use it as well.

mod calendar;
mod layout;
mod mistake;
mod office;
mod parameters;
mod raw;
mod valid;
mod week;

pub use calendar::{Calendar, Moment};
pub use layout::UnitLayout;
pub use mistake::{Declared, Mistake, guess, guess_clause};
pub use office::Office;
pub use parameters::{is_parameter, parameter_names, severity_named};
pub use week::Week;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::finding::{Code, Finding, Severity};
use crate::value::Day;

/// The file's name in the office folder.
pub const FILE: &str = "sangai.toml";

/// All defaults, explained key by key; `init` writes it.
const TEMPLATE: &str = include_str!("../../templates/settings.toml");

/// Valid settings of an office.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The county's name, as titles print it.
    pub county: Arc<str>,
    /// The reporting year.
    pub year: i16,
    /// Place names that an enterprise's name may do without, besides the county's.
    pub regions: Vec<String>,
    pub calendar: Calendar,
    /// Whether the time of a file tells when it came in, where neither a mail nor the register does.
    pub receipt_from_file_time: bool,
    pub limits: Limits,
    /// Tried in turn on encrypted workbooks.
    pub passwords: Vec<String>,
    /// Credit codes that fail the check digit and are right all the same.
    pub allowed_codes: Vec<String>,
    /// Data rows above which a summary holds values instead of formulas.
    pub formula_rows: usize,
    /// The least severity for which a file goes back to its sender.
    pub return_from: Severity,
    pub splits: Recipients,
    pub mail: Mail,
    /// In the order written; the first that applies wins.
    pub layouts: Vec<UnitLayout>,
    severities: BTreeMap<Code, Severity>,
    parameters: IndexMap<Arc<str>, Decimal>,
    weights: Groups,
    grades: Groups,
    targets: Groups,
}

/// Numbers by group and name.
type Groups = IndexMap<Arc<str>, IndexMap<Arc<str>, Decimal>>;

/// Bounds on reading; `intake` has the same as its own type. Sizes in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub file_bytes: u64,
    pub parts: usize,
    pub part_bytes: u64,
    pub inflated_bytes: u64,
    /// Inflated to packed.
    pub ratio: u64,
    pub cells: usize,
    pub sheets: usize,
    pub seconds: u32,
}

/// Who gets split lists, by the kinds of `templates/splits.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// Kinds that get files.
    pub recipients: Vec<String>,
    /// Kinds that are told telephone numbers.
    pub phones: Vec<String>,
}

/// How mail is sent. The password itself stands in an environment variable or a file of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub password_env: String,
    /// A file that holds the password and that only its owner may read; empty: none.
    pub password_file: String,
    pub from: String,
    pub from_name: String,
    pub reply_to: String,
    pub interval_seconds: u32,
    pub max_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte, usually port 465.
    Ssl,
    StartTls,
    /// Clear text: only to this machine itself.
    None,
}

impl Settings {
    /// Reads `sangai.toml`; `file` names it in mistakes.
    pub fn parse(text: &str, file: &str) -> Result<Self, Mistake> {
        let (settings, mistakes) = Self::checked(text, file);
        mistakes.into_iter().next().map_or(Ok(settings), Err)
    }

    /// The same with all mistakes; what is wrong stands at its default.
    #[must_use]
    pub fn checked(text: &str, file: &str) -> (Self, Vec<Mistake>) {
        valid::settings(Declared { file, text })
    }

    /// The defaults, for a command that works outside an office folder.
    ///
    /// # Panics
    /// Never: a test reads the template.
    #[must_use]
    pub fn defaults(county: &str, year: i16) -> Self {
        #[expect(clippy::expect_used, reason = "the embedded template is read by a test")]
        let template = Self::parse(TEMPLATE, FILE).expect("the template is valid");
        Self { county: Arc::from(county), year, ..template }
    }

    /// The text of a new `sangai.toml`: every key explained, all but the two that must be filled set to their defaults.
    #[must_use]
    pub fn template(county: &str, year: i16) -> String {
        let line = |line: &str| match line.split_once(" = ").map(|(key, _)| key) {
            Some("county") => format!("county = {}\n", toml::Value::from(county)),
            Some("year") => format!("year = {year}\n"),
            _ => format!("{line}\n"),
        };
        TEMPLATE.lines().map(line).collect()
    }

    /// What a key of the settings means: the comment that stands over it in the template.
    #[must_use]
    pub fn meaning(key: &str) -> Option<String> {
        let mut comment: Vec<&str> = Vec::new();
        let mut fresh = true;
        for line in TEMPLATE.lines() {
            match line.strip_prefix('#') {
                Some(text) if fresh => comment.push(text.trim()),
                Some(text) => {
                    comment = vec![text.trim()];
                    fresh = true;
                }
                None if line.trim().is_empty() => comment.clear(),
                None => {
                    fresh = false;
                    let name = line.split_once(" = ").map(|(name, _)| name.trim_matches('"'));
                    if name == Some(key) && !comment.is_empty() {
                        return Some(comment.concat());
                    }
                }
            }
        }
        None
    }

    /// The keys of the template that are no numbers of 参数 and 权重.
    pub fn keys() -> impl Iterator<Item = &'static str> {
        let key = |line: &'static str| line.split_once(" = ").map(|(key, _)| key);
        TEMPLATE.lines().filter_map(key).filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    }

    /// The names of all groups of weights.
    pub fn weight_groups(&self) -> impl Iterator<Item = &Arc<str>> {
        self.weights.keys()
    }

    /// The last day of the reporting year: the cut-off where no week is meant.
    #[must_use]
    pub fn year_end(&self) -> Day {
        Day::new(self.year, 12, 31).unwrap_or(Day::LAST)
    }

    /// A number of the table 参数.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Decimal> {
        self.parameters.get(name).copied()
    }

    /// All numbers of the table 参数: the defaults' first, then the office's own.
    pub fn parameters(&self) -> impl Iterator<Item = (&Arc<str>, Decimal)> {
        self.parameters.iter().map(|(name, number)| (name, *number))
    }

    /// A group of weights, in declared order.
    #[must_use]
    pub fn weights(&self, group: &str) -> Option<&IndexMap<Arc<str>, Decimal>> {
        self.weights.get(group)
    }

    /// The grades of a group with the lowest score of each (等级), in declared order.
    #[must_use]
    pub fn grades(&self, group: &str) -> Option<&IndexMap<Arc<str>, Decimal>> {
        self.grades.get(group)
    }

    /// Every number that a report may name: 参数, and those of the groups as `组.项`.
    pub fn named_numbers(&self) -> impl Iterator<Item = (String, Decimal)> {
        let plain = self.parameters.iter().map(|(name, number)| (name.to_string(), *number));
        let groups = [&self.weights, &self.grades, &self.targets].into_iter().flatten();
        plain
            .chain(groups.flat_map(|(group, items)| items.iter().map(move |(item, number)| (format!("{group}.{item}"), *number))))
    }

    /// The names of the groups of grades.
    pub fn grade_groups(&self) -> impl Iterator<Item = &str> {
        self.grades.keys().map(|name| &**name)
    }

    /// What is to be reached (目标), by what it is for: a town, a tier, a figure.
    #[must_use]
    pub fn targets(&self, group: &str) -> Option<&IndexMap<Arc<str>, Decimal>> {
        self.targets.get(group)
    }

    /// Grades a finding as the office wants it.
    pub fn regrade(&self, finding: &mut Finding) {
        if let Some(severity) = self.severities.get(&finding.code) {
            finding.severity = *severity;
        }
    }

    /// What the office states about a sheet, if anything. `file` as in origins.
    #[must_use]
    pub fn layout(&self, unit: Option<&str>, file: &str, sheet: Option<&str>) -> Option<&UnitLayout> {
        self.layouts.iter().find(|layout| layout.applies(unit, file, sheet))
    }
}
