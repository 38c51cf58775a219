//! Declared forms: `templates/forms/*.toml`, raw → valid. A form nobody has thought of yet is a TOML file, never Rust code.

#[expect(dead_code, reason = "read by the next step, which makes valid forms of it")]
mod raw;

use std::sync::Arc;

use crate::expr::Expr;
use crate::finding::{Code, Severity};

/// A form that departments send, or a reference list that the office keeps.
#[derive(Debug, Clone)]
pub struct Form {
    /// Canonical name, e.g. 任务清单: the key in the ledger and the JSON.
    pub name: Arc<str>,
    pub role: FormRole,
    /// Other names of the form, as sheet titles and file names call it.
    pub aliases: Vec<String>,
    pub fields: Vec<Field>,
    /// Checks that compare fields of a row.
    pub checks: Vec<Check>,
    /// Unit categories whose value wins a conflict, strongest first (单位类别, or 服务部门 for the enterprise's own).
    pub authority: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormRole {
    Submission,
    Reference,
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

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub name: Arc<str>,
    /// Words that mean the option: the whole cell (`已投产`).
    pub synonyms: Vec<String>,
    /// Parts that mean the option when a cell contains them and no other option's (`智能`).
    pub parts: Vec<String>,
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
}
