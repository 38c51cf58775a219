//! Declared forms: `templates/forms/*.toml`, raw → valid. A form nobody has thought of yet is a TOML file, never Rust code.
//!
//! [`Forms`] holds the built-in forms and those of the office's folder 表样; [`Form`] is what the other stages read. A form that is
//! valid here needs no second look: its names are unique, its checks parse, name only fields and parameters, and compare like with like.

mod checks;
#[cfg(test)]
mod checks_tests;
mod over_weeks;
mod places;
mod raw;
mod registry;
#[cfg(test)]
mod tests;
mod typing;
mod valid;

pub use over_weeks::{History, OverWeeks, Pace};
pub use places::{fill, names as places};
pub use registry::Forms;

use std::fmt;
use std::sync::Arc;

use crate::expr::{Bound, Expr, Slot, UnknownName, bind};
use crate::finding::{Code, Severity};
use crate::settings::{Declared, Mistake};
use crate::value::{State, Value};

/// A form that departments send, a reference list that the office keeps, or a table that the run computes.
#[derive(Debug, Clone)]
pub struct Form {
    /// Canonical name, e.g. 任务清单: the key in the ledger and the JSON.
    pub name: Arc<str>,
    /// The title on a blank sheet.
    pub title: String,
    pub role: FormRole,
    /// How often it is due.
    pub period: Period,
    /// Other names of the form, as sheet titles and file names call it.
    pub aliases: Vec<String>,
    pub fields: Vec<Field>,
    /// Checks that compare fields of a row.
    pub checks: Vec<Check>,
    /// Unit categories whose value wins a conflict, strongest first (单位类别, or 服务部门 for the enterprise's own).
    pub authority: Vec<String>,
    /// How its rows are followed from week to week.
    pub history: History,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormRole {
    Submission,
    Reference,
    /// A ledger table that the run makes (项目变动, 清零台账): counted over like the others, never looked for in a file.
    Computed,
}

/// How often a form is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Week,
    Month,
    Year,
    /// Kept up when something changes.
    AsNeeded,
}

#[derive(Debug, Clone)]
pub struct Field {
    /// Canonical name, e.g. 本年累计完成投资.
    pub name: Arc<str>,
    pub ty: FieldType,
    pub required: Requirement,
    pub key: bool,
    /// Other headings, compared after normalisation.
    pub synonyms: Vec<String>,
    /// Sets of concepts of the lexicon (templates/lexicon.toml) that mean this field, e.g. `["投资", "计划", "本年"]`.
    pub meanings: Vec<Vec<String>>,
    /// Group headings under which a bare leaf (姓名, 电话) means this field.
    pub groups: Vec<String>,
    /// The unit of a bare number when nothing states one: 万元 for money, 亩 …
    pub unit: Option<String>,
    /// What to fill in, for forms and `explain`.
    pub help: String,
    /// How it moves from week to week; `None` where nothing follows from a change.
    pub over_weeks: Option<OverWeeks>,
    /// The group heading on blank forms, shared with the neighbours.
    pub section: Option<Arc<str>>,
    /// Shown beside the instructions; blank where an entry would mislead.
    pub example: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Requirement {
    Optional,
    Required,
    /// Required where the condition holds.
    When(Expr),
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    Text,
    /// An enterprise.
    Name,
    /// Unified social credit code, GB 32100-2015.
    Code,
    Money,
    Number,
    Integer,
    /// Stored as a fraction.
    Percent,
    Date,
    Month,
    Year,
    Choice(Arc<Vocabulary>),
    Choices(Arc<Vocabulary>),
    YesNo,
    Person,
    Phone,
    /// A reporting unit, bank or agency.
    Unit,
    /// Several texts in one cell (aliases, forms due).
    Texts,
}

/// The options of an enumeration, with the words that mean them.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    pub options: Vec<Choice>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choice {
    pub name: Arc<str>,
    /// Words that mean the option: the whole cell (`已投产`).
    pub synonyms: Vec<String>,
    /// Parts that mean the option when a cell contains them and no other option's (`智能`).
    pub parts: Vec<String>,
    /// Where the option stands among those that a row goes through.
    pub pace: Pace,
}

/// `must` holds for every row where `when` holds.
#[derive(Debug, Clone)]
pub struct Check {
    pub code: Code,
    pub title: String,
    pub when: Option<Expr>,
    pub must: Expr,
    pub severity: Severity,
    /// With `{字段}` places.
    pub message: String,
    pub suggestion: String,
    /// The field whose cell is named; the others follow from `must`.
    pub field: Arc<str>,
    /// For `explain`: why.
    pub why: String,
}

impl Form {
    /// The index of a field by its canonical name.
    #[must_use]
    pub fn index(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|f| &*f.name == field)
    }

    /// A field by its canonical name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| &*f.name == name)
    }

    /// The key fields' indices, in declared order.
    #[must_use]
    pub fn key(&self) -> Vec<usize> {
        self.fields.iter().enumerate().filter(|(_, f)| f.key).map(|(i, _)| i).collect()
    }

    /// Parses a condition over the fields of this form and the parameters that are `known`; like is compared with like.
    ///
    /// # Errors
    /// A mistake at the text's line, with a guess at what was meant.
    pub fn condition(
        &self,
        text: &toml::Spanned<String>,
        declared: Declared<'_>,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<Expr, Mistake> {
        checks::condition_knowing(text, &self.fields, declared, known)
    }

    /// Binds an expression to the fields of this form (slot = index of the field); other names are asked of `given`.
    pub fn bind(&self, expr: &Expr, given: &dyn Fn(&str) -> Option<State>) -> Result<Bound, UnknownName> {
        bind(expr, &|name| self.index(name).map(Slot::Cell).or_else(|| given(name).map(Slot::Given)))
    }
}

impl FieldType {
    /// Whether a value of this type may be stored as `value`.
    #[must_use]
    pub const fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Text | Self::Name | Self::Code | Self::Choice(_) | Self::Person | Self::Phone | Self::Unit => {
                matches!(value, Value::Text(_))
            }
            Self::Money | Self::Number | Self::Integer | Self::Percent | Self::Year => matches!(value, Value::Number(_)),
            Self::Date | Self::Month => matches!(value, Value::Date(_)),
            Self::YesNo => matches!(value, Value::Bool(_)),
            Self::Choices(_) | Self::Texts => matches!(value, Value::List(_)),
        }
    }

    /// The word of the declaration.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Name => "name",
            Self::Code => "code",
            Self::Money => "money",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Month => "month",
            Self::Year => "year",
            Self::Choice(_) => "choice",
            Self::Choices(_) => "choices",
            Self::YesNo => "yes_no",
            Self::Person => "person",
            Self::Phone => "phone",
            Self::Unit => "unit",
            Self::Texts => "texts",
        }
    }

    /// The options, for the types that have them.
    #[must_use]
    pub const fn vocabulary(&self) -> Option<&Arc<Vocabulary>> {
        match self {
            Self::Choice(vocabulary) | Self::Choices(vocabulary) => Some(vocabulary),
            _ => None,
        }
    }
}

impl Vocabulary {
    /// The canonical words, in declared order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.options.iter().map(|option| &*option.name)
    }
}

impl Period {
    const WORDS: [(&'static str, Self); 4] =
        [("周", Self::Week), ("月", Self::Month), ("年", Self::Year), ("不定期", Self::AsNeeded)];

    /// The word in 单位名单 and in the form's declaration.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, period)| *period)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::WORDS.iter().find(|(_, period)| period == self).map_or("", |(word, _)| *word))
    }
}
