//! What category rows say (一、智能改造；（二）青山纺织有限公司): a kind or an enterprise for the rows under them.

use super::thesaurus::Thesaurus;
use crate::intake::{Grid, GridCell};
use crate::origin::CellRef;
use crate::table::{RowKind, Table};
use crate::value::normalise::key;

/// A category row of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub at: CellRef,
    /// Without its serial and counts.
    pub text: String,
    /// The text without an ending such as 项目, 类.
    pub kind: String,
    /// It reads like the name of an enterprise.
    pub is_enterprise: bool,
}

/// The category rows of a table, from top to bottom.
pub(super) fn of(table: &Table, grid: &Grid, thesaurus: &Thesaurus) -> Vec<Category> {
    let rows = table.body.iter().filter(|body| body.kind == RowKind::Category);
    rows.filter_map(|body| category(grid.row(body.row), thesaurus)).collect()
}

/// The longest text of the row.
fn category(cells: &[GridCell], thesaurus: &Thesaurus) -> Option<Category> {
    let texts = cells.iter().map(|cell| (cell.at, key(&cell.shown())));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let (at, text) = texts.max_by_key(|(at, text)| (letters(text), std::cmp::Reverse(at.col)))?;
    let serial = |c: char| c.is_ascii_digit() || "一二三四五六七八九十()、.,:".contains(c);
    let text =
        text.trim_start_matches(serial).trim_end_matches(|c: char| c.is_ascii_digit() || "()个项家:".contains(c)).to_owned();
    if text.is_empty() {
        return None;
    }
    let looks = &thesaurus.looks;
    let kind =
        looks.category_endings.iter().find_map(|ending| text.strip_suffix(ending.as_str())).filter(|kind| !kind.is_empty());
    let is_enterprise = looks.enterprise_endings.iter().any(|ending| text.ends_with(ending.as_str()));
    Some(Category { at, kind: kind.unwrap_or(&text).to_owned(), is_enterprise, text })
}
