//! What is wrong, where, and how to mend it. Findings are the product; `anyhow` is for what stops a run.

pub mod catalog;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::origin::Place;

/// A permanent code such as `V03`: group letter (S 结构, V 取值, L 逻辑, D 重复, N 名录, H 历史, R 报送) and a number. Never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Cow<'static, str>);

impl Code {
    #[must_use]
    pub const fn built_in(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }
    /// A code declared in a form.
    #[must_use]
    pub fn declared(code: &str) -> Self {
        Self(Cow::Owned(code.to_owned()))
    }
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 错误 (must be mended), 警告 (counted, listed), 提示 (good to know). Ordered from light to grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

impl Severity {
    /// The word people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Note => "提示",
        }
    }
    /// The word in the JSON.
    #[must_use]
    pub const fn json(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding. Sorted by place, then code, so that the order of files and threads does not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub place: Place,
    pub code: Code,
    pub severity: Severity,
    /// The unit that has to mend it, by its list name.
    pub unit: Option<Arc<str>>,
    /// Canonical field name.
    pub field: Option<Arc<str>>,
    /// The text as written.
    pub value: Option<Arc<str>>,
    /// One plain Chinese sentence: what is wrong.
    pub message: String,
    /// One plain Chinese sentence: how to mend it. May be empty for notes.
    pub suggestion: String,
}

impl Finding {
    /// A finding of a catalogued code, with that code's usual severity.
    #[must_use]
    pub fn new(entry: &catalog::Entry, place: Place, message: impl Into<String>, suggestion: impl Into<String>) -> Self {
        Self {
            place,
            code: entry.code.clone(),
            severity: entry.severity,
            unit: None,
            field: None,
            value: None,
            message: message.into(),
            suggestion: suggestion.into(),
        }
    }
    #[must_use]
    pub fn field(mut self, field: &Arc<str>) -> Self {
        self.field = Some(field.clone());
        self
    }
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        self.value = Some(Arc::from(value));
        self
    }
    #[must_use]
    pub fn unit(mut self, unit: &Arc<str>) -> Self {
        self.unit = Some(unit.clone());
        self
    }
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
