//! Texts of the office — the bulletin, the mails — from templates that an office can change: [`Template::parse`] reads one and holds every
//! name against the declarations, [`Template::fill`] puts the facts of a run in. What has no data is not said. Format: `docs/模板.md`.

mod check;
mod fill;
mod line;
mod pieces;
mod words;
#[cfg(test)]
mod tests;

pub use check::Names;
pub use fill::Facts;
pub use words::{Fact, shown};

use std::sync::Arc;

use crate::expr::Expr;
use crate::settings::{Declared, Mistake};
use crate::statistics::Kind;

/// A template, its names not yet held against anything.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    lines: Vec<Line>,
}

impl Template {
    /// Reads a template; every name in it must be known.
    ///
    /// # Errors
    /// The first mistake, with its line and the name that was probably meant.
    pub fn parse(declared: Declared<'_>, names: &Names) -> Result<Self, Mistake> {
        let template = Self { lines: line::lines(declared)? };
        names.check(&template.lines, declared.file)?;
        Ok(template)
    }
}

/// A line with its 1-based number.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    number: usize,
    kind: LineKind,
}

#[derive(Debug, Clone, PartialEq)]
enum LineKind {
    Blank,
    Text(Place, Text),
    Table { rows: Rows, columns: Vec<String>, caption: Text },
    Each { rows: Rows, body: Vec<Line> },
    If { when: Expr, then: Vec<Line>, otherwise: Vec<Line> },
}

/// What a line of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Title,
    /// 1 to 3: 一、 （一） 1.
    Heading(u8),
    Paragraph,
    /// Under the title.
    Subtitle,
    /// Not indented: 各乡镇：
    Salutation,
    /// On the right: who, and when.
    Signature,
}

/// Text with places to fill.
type Text = Vec<Piece>;

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Plain(String),
    Slot {
        name: String,
        format: String,
    },
    /// Left out if something in it has no data, or the condition does not hold.
    Optional {
        when: Option<Expr>,
        text: Text,
    },
    Each {
        rows: Rows,
        text: Text,
        between: String,
    },
    /// How many rows; none is no data.
    Count(Rows),
}

/// Rows of a statistic table.
#[derive(Debug, Clone, PartialEq)]
struct Rows {
    table: String,
    when: Option<Expr>,
    order: Option<Order>,
    cut: Cut,
    /// Whether the total row counts.
    total: bool,
}

/// By a column; as the table has them without.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order {
    column: String,
    falling: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    All,
    First(usize),
    Last(usize),
}

/// A filled template: what stands on the page, without any look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    pub blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Headings carry their number.
    Text(Place, String),
    Table(Table),
    Blank,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub group: Option<Arc<str>>,
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub total: bool,
    pub cells: Vec<String>,
}

impl Document {
    /// The title, if there is one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.blocks.iter().find_map(|block| match block {
            Block::Text(Place::Title, text) => Some(text.as_str()),
            _ => None,
        })
    }
}
