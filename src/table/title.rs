//! The lines above a header: 附件1, title, sub-title, fact lines.

use super::filler::{bare_date, has_label, is_filler_row, read_row};
use super::kind::{Kind, kind};
use super::text::{squash, text_of};
use super::view::View;
use super::words::ends_like_title;
use super::{Filler, words};
use crate::intake::GridCell;

/// What stands above a table.
#[derive(Debug, Default)]
pub(super) struct Above {
    pub(super) title_rows: Vec<u32>,
    pub(super) title: Option<String>,
    pub(super) filler_rows: Vec<u32>,
    pub(super) fillers: Vec<Filler>,
    /// Rows of several cells that are neither title nor known fact lines: boxes of a paper form.
    pub(super) boxes: usize,
    /// Right edge of the title's merged range, if it is merged.
    pub(super) edge: Option<u32>,
}

/// Reads the filled rows `from..to`.
pub(super) fn read(view: &View<'_>, from: usize, to: usize) -> Above {
    let mut above = Above::default();
    let mut candidates: Vec<(usize, String, u32)> = Vec::new();
    for i in from..to {
        let row = view.row(i);
        let cells: Vec<&GridCell> = view.cells(i).collect();
        let title = cells.iter().find(|cell| may_be_title(cell)).copied();
        let is_filler = is_filler_row(cells.iter().copied())
            || cells.len() == 1 && text_of(cells[0]).is_some_and(|text| bare_date(text).is_some());
        if is_filler {
            above.filler_rows.push(row);
            above.fillers.extend(read_row(cells.iter().copied()));
        } else if cells.len() > 2 {
            above.boxes += 1;
            above.filler_rows.push(row);
            above.fillers.extend(read_row(cells.iter().copied()));
            continue;
        }
        if !is_filler || title.is_some_and(|cell| text_of(cell).is_some_and(ends_like_title)) {
            above.title_rows.push(row);
            let merged = title.map(|cell| view.span(cell.at)).filter(|rect| rect.width() > 1).map(|rect| rect.last.col);
            above.edge = above.edge.max(merged);
            candidates.extend(title.and_then(text_of).map(|text| (above.title_rows.len(), squash(text), row)));
        }
    }
    above.title = choose(&candidates);
    above
}

/// The last line that ends as titles do; else the first line.
fn choose(candidates: &[(usize, String, u32)]) -> Option<String> {
    candidates
        .iter()
        .rev()
        .find(|(_, text, _)| ends_like_title(text))
        .or_else(|| candidates.first())
        .map(|(_, text, _)| text.clone())
}

/// A text that is neither annex mark, fact, date, bracketed sub-title nor prose.
fn may_be_title(cell: &GridCell) -> bool {
    let Some(text) = text_of(cell).map(str::trim) else { return false };
    !words::is_annex(text)
        && !has_label(text)
        && bare_date(text).is_none()
        && !text.starts_with(['（', '('])
        && text.chars().count() <= 80
        && (kind(cell) != Kind::Long || ends_like_title(text))
}
