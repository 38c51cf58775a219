//! What a sender should know about the shape of a table: hidden parts that were read, merges that leave a value's column open.

use crate::finding::{Finding, catalog};
use crate::intake::Grid;
use crate::origin::{Place, Source, column_name};

use super::Table;

/// Rows and columns named one by one up to this many.
const NAMED: usize = 8;

/// Remarks on a located table. All are hints: nothing was lost, the sender should look.
#[must_use]
pub fn remarks(table: &Table, grid: &Grid, source: &Source) -> Vec<Finding> {
    hidden_rows(table, grid, source)
        .into_iter()
        .chain(hidden_columns(table, source))
        .chain(merged_across(table, grid, source))
        .collect()
}

fn hidden_rows(table: &Table, grid: &Grid, source: &Source) -> Option<Finding> {
    let hidden: Vec<u32> = table.records().filter(|row| grid.hidden_rows.binary_search(row).is_ok()).collect();
    let first = *hidden.first()?;
    let rows = list(hidden.iter().map(|row| (row + 1).to_string()), hidden.len());
    Some(Finding::new(
        &catalog::HIDDEN_PARTS,
        Place::row(source, first),
        format!("有{}行数据被隐藏（第{rows}行），已照常读取。", hidden.len()),
        "请确认这些行是否应当报送；不报送的请删除，不要隐藏。",
    ))
}

fn hidden_columns(table: &Table, source: &Source) -> Option<Finding> {
    let hidden: Vec<&super::Column> = table.columns.iter().filter(|column| column.hidden && !column.path.is_empty()).collect();
    if hidden.is_empty() {
        return None;
    }
    let names =
        list(hidden.iter().map(|column| format!("{}列“{}”", column_name(column.col), column.path.join("/"))), hidden.len());
    Some(Finding::new(
        &catalog::HIDDEN_PARTS,
        Place::sheet(source),
        format!("有{}列被隐藏（{names}），已照常读取。", hidden.len()),
        "请确认隐藏的列是否为旧数据；不用的请删除，不要隐藏。",
    ))
}

/// A record's cell merged over further named columns: which of them the value belongs to is open; it was read in the first.
fn merged_across(table: &Table, grid: &Grid, source: &Source) -> Option<Finding> {
    let named: Vec<&super::Column> = table.columns.iter().filter(|column| !column.path.is_empty()).collect();
    let crosses = |merge: &&crate::origin::Rect| {
        let mut inside = named.iter().filter(|column| (merge.first.col..=merge.last.col).contains(&column.col));
        let differ = inside.next().is_some_and(|first| inside.any(|other| other.path != first.path));
        let row = table.body.binary_search_by_key(&merge.first.row, |row| row.row);
        differ && row.is_ok_and(|i| table.body[i].kind == super::RowKind::Record)
    };
    let odd: Vec<&crate::origin::Rect> = grid.merges.iter().filter(crosses).collect();
    let first = odd.first()?;
    let cells = list(odd.iter().map(|merge| merge.first.to_string()), odd.len());
    Some(Finding::new(
        &catalog::MERGED_ODDLY,
        Place::cell(source, first.first),
        format!("数据行中有单元格横跨几列合并（{cells}），内容按合并区的第一列读取。"),
        "请取消数据行的横向合并，把内容填在各自的列里。",
    ))
}

/// `3、5、8 等`: named up to a limit.
fn list(items: impl Iterator<Item = String>, all: usize) -> String {
    let named: Vec<String> = items.take(NAMED).collect();
    format!("{}{}", named.join("、"), if all > NAMED { " 等" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Content, GridCell, NumberClass};
    use crate::origin::{CellRef, Rect};
    use crate::table::{GeneralLexicon, locate};

    fn sheet() -> Grid {
        let rows = [
            ["企业名称", "项目名称", "总投资"],
            ["甲公司", "甲项目", "100"],
            ["乙公司", "乙项目", "200"],
            ["丙公司", "丙项目", "300"],
        ];
        let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
            cells.iter().enumerate().map(move |(col, text)| {
                let content = text.parse().map_or_else(|_| Content::Text((*text).into()), Content::Number);
                GridCell { at: CellRef::new(row as u32, col as u32), content, class: NumberClass::General, formula: false }
            })
        });
        Grid { cells: cells.collect(), ..Grid::default() }
    }

    fn messages(grid: &Grid) -> Vec<String> {
        let source = Source { file: "甲.xlsx".into(), sheet: None };
        let tables = locate(grid, &GeneralLexicon, None);
        remarks(&tables[0], grid, &source)
            .iter()
            .map(|finding| format!("{} {} {}", finding.place, finding.code, finding.message))
            .collect()
    }

    #[test]
    fn good_sheets_are_silent() {
        assert!(messages(&sheet()).is_empty());
    }

    #[test]
    fn hidden_parts_and_odd_merges_are_told() {
        let merge = Rect { first: CellRef::new(3, 0), last: CellRef::new(3, 1) };
        let grid = Grid { hidden_rows: vec![2], hidden_cols: vec![1], merges: vec![merge], ..sheet() };
        let want = [
            "甲.xlsx · 第3行 S13 有1行数据被隐藏（第3行），已照常读取。",
            "甲.xlsx S13 有1列被隐藏（B列“项目名称”），已照常读取。",
            "甲.xlsx · A4 S19 数据行中有单元格横跨几列合并（A4），内容按合并区的第一列读取。",
        ];
        assert_eq!(messages(&grid), want);
    }
}
