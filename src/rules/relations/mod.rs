//! `templates/relations.toml`: how forms hang together with the lists and with each other. Raw → valid: every name that a relation speaks of
//! exists, every condition parses over its form's fields; all mistakes are collected.

mod load;
mod raw;

use std::sync::Arc;

use crate::expr::Expr;
use crate::finding::{Code, Severity};
use crate::forms::Forms;
use crate::settings::{Declared, Mistake, is_parameter};
use load::Loader;

/// Names the built-in file in mistakes.
const FILE: &str = "relations.toml";
const BUILT_IN: &str = include_str!("../../../templates/relations.toml");

/// The place in a message that stands for the names of all enterprises of a table: such a relation is told once a table.
pub(super) const GATHERED: &str = "企业名单";

/// All relations, valid.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    pub compare: Vec<Compare>,
    pub alike: Vec<Alike>,
    pub category: Vec<Category>,
    pub across: Vec<Across>,
}

/// `fields` of any submitted form are compared with the fields `with` of the enterprise's row in a reference list.
#[derive(Debug, Clone)]
pub struct Compare {
    pub code: String,
    pub fields: Vec<String>,
    pub list: String,
    pub with: Vec<String>,
}

/// A fact about an enterprise that all rows should state alike where the list does not state it.
#[derive(Debug, Clone)]
pub struct Alike {
    pub code: String,
    pub field: String,
    pub list: String,
}

/// A field of any submitted form that names a unit; the unit's category should be one of these.
#[derive(Debug, Clone)]
pub struct Category {
    pub code: String,
    pub field: String,
    pub one_of: Vec<String>,
}

/// A row of `form` for which `when` holds, against the rows of `to` about the same enterprise for which `filter` holds.
#[derive(Debug, Clone)]
pub struct Across {
    pub told: Told,
    /// A submitted form, or the list of enterprises.
    pub form: Arc<str>,
    /// The field whose cell is named.
    pub field: Arc<str>,
    pub when: Option<Expr>,
    pub to: Vec<Other>,
    pub same: Same,
    pub must: Must,
    /// With `{字段}` of the row, and `{表.字段}` of the row found.
    pub message: String,
    pub suggestion: String,
}

impl Across {
    /// Whether it is told once a table.
    pub(super) fn gathers(&self) -> bool {
        crate::forms::places(&self.message).any(|name| name == GATHERED)
    }
}

/// How the finding is graded and explained.
#[derive(Debug, Clone)]
pub struct Told {
    pub code: Code,
    pub title: String,
    pub severity: Severity,
    /// For codes of the office's own; built-in ones have a page.
    pub why: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Other {
    pub form: Arc<str>,
    pub filter: Option<Expr>,
}

/// What besides the enterprise makes a row of the other form the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Same {
    /// The enterprise alone: told once an enterprise.
    Enterprise,
    /// These fields too, letter by letter.
    Fields(Vec<Arc<str>>),
    /// This field too, nearly.
    Like(Arc<str>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// There should be such a row.
    Some,
    /// There should be none.
    None,
}

impl Relations {
    /// The relations that come with the tool over the forms in use, and after them the office's own (file name and text).
    /// `known`: the parameters that conditions may name.
    pub fn load(own: &[(String, String)], forms: &Forms, known: &dyn Fn(&str) -> bool) -> Result<Self, Vec<Mistake>> {
        let built_in = std::iter::once(Declared { file: FILE, text: BUILT_IN });
        let own = own.iter().map(|(file, text)| Declared { file, text });
        let mut loader = Loader::new(forms, known);
        built_in.chain(own).for_each(|declared| loader.file(declared));
        loader.finish()
    }

    /// The embedded relations over the embedded forms.
    ///
    /// # Panics
    /// Never: a test reads them.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is embedded and read by a test")]
    pub fn built_in() -> Self {
        Self::load(&[], &Forms::built_in(), &is_parameter).expect("the embedded relations.toml is valid")
    }

    /// All codes that the relations raise.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let compare = self.compare.iter().map(|relation| relation.code.as_str());
        let alike = self.alike.iter().map(|relation| relation.code.as_str());
        let category = self.category.iter().map(|relation| relation.code.as_str());
        compare.chain(alike).chain(category).chain(self.across.iter().map(|relation| relation.told.code.as_str()))
    }
}
