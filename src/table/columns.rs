//! Columns of a header: the path of names over each, joined as a person would, and the unit it states.

use super::header::{Band, implied_groups};
use super::text::{split_brackets, squash};
use super::view::{Spanned, View};
use super::{shown, words};

/// A column of the header before the body was looked at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    pub(super) col: u32,
    pub(super) path: Vec<String>,
    /// The first column of the merged cell that names this one (its own column, unless the name is merged across).
    pub(super) leaf_from: u32,
}

/// The named columns of a header, in order. A name merged across several columns names each of them.
pub(super) fn headings(view: &View<'_>, band: &Band<'_>) -> Vec<Heading> {
    let rows: Vec<u32> = (band.top..=band.bottom).collect();
    let names: Vec<Vec<(u32, u32, &Spanned<'_>)>> = rows.iter().map(|&row| extents(view, band, row)).collect();
    let (first, last) = band.columns();
    let mut headings = Vec::new();
    for col in first..=last.min(first + crate::table::MAX_COLUMNS) {
        let mut path: Vec<String> = Vec::new();
        let mut leaf_from = col;
        let mut seen: Option<(u32, u32)> = None;
        for row in &names {
            let Some(&(from, _, cell)) = row.iter().find(|&&(from, to, _)| (from..=to).contains(&col)) else { continue };
            let at = (cell.cell.at.row, cell.cell.at.col);
            if seen == Some(at) {
                continue;
            }
            seen = Some(at);
            let name = clean(&shown(cell.cell));
            if !name.is_empty() && path.last() != Some(&name) {
                path.push(name);
                leaf_from = from;
            }
        }
        if !path.is_empty() {
            headings.push(Heading { col, path, leaf_from });
        }
    }
    headings
}

/// The cells that speak for a header row, with the columns each covers: its own or merged ones, those of a merge from above, and the
/// blanks that an unmerged group name stands for.
fn extents<'a, 'g>(view: &View<'g>, band: &'a Band<'g>, row: u32) -> Vec<(u32, u32, &'a Spanned<'g>)> {
    let groups = if row < band.bottom { implied_groups(&band.cells, row, &view.spanned(row + 1)) } else { Vec::new() };
    let stands_alone = |col: u32| {
        view.cells_at(row + 1).any(|cell| cell.at.col == col && super::text::text_of(cell).is_some_and(words::stands_alone))
    };
    band.cells
        .iter()
        .filter(|cell| cell.rect.first.row <= row && cell.rect.last.row >= row)
        .map(|cell| {
            let own = cell.rect.last.col;
            let group = groups.iter().find(|group| group.0 == cell.rect.first.col).map_or(own, |group| group.1);
            let end = (own + 1..=group).rev().find(|&col| !stands_alone(col)).unwrap_or(own);
            (cell.rect.first.col, end, cell)
        })
        .collect()
}

/// A name as written, without blanks, line breaks and decoration.
fn clean(text: &str) -> String {
    squash(text).trim_start_matches(['*', '＊', '★', '☆', '●', '◆']).to_owned()
}

/// The unit of measure a path states, nearest to the leaf first: `总投资（万元）`, `完成投资：万元`.
pub(super) fn stated_unit(path: &[String]) -> Option<String> {
    path.iter().rev().find_map(|name| {
        let (_, brackets) = split_brackets(name);
        let bracketed = brackets
            .iter()
            .map(|note| note.trim_start_matches("单位").trim_start_matches(['：', ':']))
            .find(|note| words::is_measure(note));
        let after = || {
            name.rsplit(['：', ':', '/', '_', ',', '，'])
                .next()
                .filter(|tail| tail.len() < name.len() && tail.ends_with('元') && words::is_measure(tail))
        };
        bracketed.or_else(after).map(str::to_owned)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_paths() {
        let unit = |names: &[&str]| stated_unit(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(unit(&["投资情况（万元）", "总投资"]).as_deref(), Some("万元"));
        assert_eq!(unit(&["投资情况（万元）", "总投资（亿元）"]).as_deref(), Some("亿元"));
        assert_eq!(unit(&["增速（%）"]).as_deref(), Some("%"));
        assert_eq!(unit(&["总投资（单位：万元）"]).as_deref(), Some("万元"));
        assert_eq!(unit(&["建设内容（50字以内）"]), None);
        assert_eq!(unit(&["区域（地市）"]), None);
    }
}
