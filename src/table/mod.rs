//! Grid → tables: where the title, the filler lines, the header, the body, the totals and the footer are.
//!
//! Zero setup: it judges by the shape of the sheet and the kinds of its cells; the words of known forms only help (see [`Lexicon`]).
//! Nothing here knows a form or a field.

mod body;
mod columns;
mod filler;
mod findings;
mod form;
mod guess;
mod header;
mod headless;
mod kind;
mod lexicon;
mod locate;
mod placeholder;
mod row;
mod score;
mod side;
mod text;
mod title;
mod under;
mod view;
mod words;

pub use findings::remarks;
pub use lexicon::GeneralLexicon;
pub use locate::locate;

use crate::intake::GridCell;
use crate::origin::CellRef;

/// Widest table, in columns; a header that claims more is cut.
const MAX_COLUMNS: u32 = 1_000;

/// The text of a cell as a person sees it.
fn shown(cell: &GridCell) -> String {
    cell.shown()
}

/// A record table of a sheet, or a paper form (`kind`). Rows and columns are 0-based sheet positions.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub kind: TableKind,
    /// Rows above the header with the title (附件1, the title, a sub-title).
    pub title_rows: Vec<u32>,
    pub title: Option<String>,
    /// Rows above the table with 填报单位, 填报人, 单位：万元 and the like, and those of the foot (which are `footer_rows` too).
    pub filler_rows: Vec<u32>,
    pub fillers: Vec<Filler>,
    pub header_rows: Vec<u32>,
    /// Rows under the header that are no records: units, column numbers, options, a sample.
    pub under_rows: Vec<u32>,
    pub columns: Vec<Column>,
    /// Every non-blank row from the first body row to the last, in order.
    pub body: Vec<BodyRow>,
    /// Blank rows inside the body.
    pub blank_rows: Vec<u32>,
    pub footer_rows: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    Table,
    /// A paper form, a notice: no records.
    Form,
}

/// A column with its header path, e.g. `["投资情况", "总投资"]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    pub col: u32,
    /// Header cells from top to leaf, as written but for blanks and line breaks; neighbours that repeat are joined.
    pub path: Vec<String>,
    /// A unit found in the path (`万元`) or under the header; not part of the form's knowledge.
    pub unit: Option<String>,
    /// Hidden by the sender.
    pub hidden: bool,
}

/// A labelled fact outside the table: `填报单位` → `城关镇`.
#[derive(Debug, Clone, PartialEq)]
pub struct Filler {
    pub label: String,
    pub value: String,
    pub at: CellRef,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyRow {
    pub row: u32,
    pub kind: RowKind,
}

/// What a row of the body is. Only `Record` rows are data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    Record,
    /// 合计, 总计.
    Total,
    /// 小计, a category row with amounts.
    Subtotal,
    /// 一、在建项目: a heading inside the body.
    Category,
    RepeatedHeader,
    /// 该行为样例, a row of 例：….
    Sample,
    /// Only a serial number or a drop-down's default.
    Placeholder,
}

/// What is known of words, handed in by the caller: does this text look like a column heading of some declared form?
pub trait Lexicon: Sync {
    /// 0 (no) to 1 (surely a heading).
    fn heading(&self, text: &str) -> f32;
}

/// An explicit layout from the settings; it always wins. 0-based.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    pub header_rows: Vec<u32>,
    pub first_data_row: Option<u32>,
    pub last_data_row: Option<u32>,
}

impl Filler {
    /// Whether it says who reports or who filled the sheet in.
    #[must_use]
    pub fn names_somebody(&self) -> bool {
        words::is_signer(&self.label) && self.value.chars().any(char::is_alphabetic) && !words::is_mark(&self.value)
    }
}

impl Table {
    /// The money unit that a unit line or filler states for the whole table (`万元`), if any.
    #[must_use]
    pub fn stated_unit(&self) -> Option<&str> {
        self.fillers.iter().find(|f| f.label == "单位" && f.value.ends_with('元')).map(|f| f.value.as_str())
    }
    /// The first row of anything that belongs to the table.
    #[must_use]
    pub fn first_row(&self) -> Option<u32> {
        let body = self.body.first().map(|row| &row.row);
        self.title_rows
            .first()
            .into_iter()
            .chain(self.filler_rows.first())
            .chain(self.header_rows.first())
            .chain(body)
            .min()
            .copied()
    }
    /// Record rows, in order.
    pub fn records(&self) -> impl Iterator<Item = u32> + '_ {
        self.body.iter().filter(|row| row.kind == RowKind::Record).map(|row| row.row)
    }
}
