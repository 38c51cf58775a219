//! The data that formulas count over, one list a dataset, every row with the file, sheet and row it came from.

use super::VALUES_ONLY;
use crate::statistics::{self, DataRow, Dataset};
use crate::workbook::cell::{Cell, Kind, Scalar};
use crate::workbook::sheet::Block;
use crate::workbook::sheet::{Column, Rows, Sheet, SheetUse, Table};

/// Columns of provenance at the end of every list.
const ORIGIN: [&str; 4] = ["来源文件", "来源工作表", "来源行", "全部来源"];
/// Lists with more columns keep their first ones in sight.
const WIDE: usize = 8;

pub(super) fn sheet(dataset: &Dataset, live: bool) -> Sheet<'_> {
    let derived = dataset.columns.iter().any(|column| column.derived);
    let mut notes = vec![match (dataset.rows.len(), live, derived) {
        (0, _, _) => "本期没有数据。".to_owned(),
        (rows, true, true) => format!("共{rows}行。浅色表头的列由公式算出；末尾几列是每行的来源。"),
        (rows, _, _) => format!("共{rows}行。末尾几列是每行的来源。"),
    }];
    if !live {
        notes.push(VALUES_ONLY.to_owned());
    }
    let table = Table {
        rows: Rows::Streamed { count: dataset.rows.len(), row: Box::new(move |index| cells(&dataset.rows[index], live)) },
        filter: true,
        frozen_columns: usize::from(dataset.columns.len() > WIDE),
        ..Table::new(&dataset.name, columns(dataset), Vec::new())
    };
    Sheet {
        name: dataset.name.clone(),
        purpose: SheetUse::List,
        title: format!("{}（数据）", dataset.name),
        notes,
        blocks: vec![Block::Table(table)],
    }
}

fn columns(dataset: &Dataset) -> Vec<Column> {
    let declared = dataset.columns.iter().map(|column| {
        let kind = match column.kind {
            statistics::Kind::Text => Kind::Text,
            kind => Kind::from(kind),
        };
        Column { derived: column.derived, ..Column::new(&column.name, kind) }
    });
    let origin = ORIGIN.iter().map(|heading| Column::new(heading, if *heading == "来源行" { Kind::Word } else { Kind::Text }));
    declared.chain(origin).collect()
}

fn cells(row: &DataRow, live: bool) -> Vec<Cell> {
    let values = row.cells.iter().map(|cell| Cell {
        value: cell.value.as_ref().map_or(Scalar::Blank, Scalar::from),
        formula: if live { cell.formula.clone() } else { None },
        ..Cell::default()
    });
    values.chain(origin(&row.origins)).collect()
}

/// The first origin in its parts, then all of them where there are several.
fn origin(origins: &[String]) -> [Cell; 4] {
    let text = |text: &str| if text.is_empty() { Cell::default() } else { Cell::text(text) };
    let parts: Vec<&str> = origins.first().map(|origin| origin.split(" · ").collect()).unwrap_or_default();
    let (file, sheet, row) = match parts.as_slice() {
        [] => ("", "", ""),
        [file] => (*file, "", ""),
        [file, row] => (*file, "", *row),
        [file, sheet, .., row] => (*file, *sheet, *row),
    };
    let all = if origins.len() > 1 { origins.join("\n") } else { String::new() };
    [text(file), text(sheet), text(row), text(&all)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_split() {
        let shown = |origins: &[&str]| {
            let origins: Vec<String> = origins.iter().map(ToString::to_string).collect();
            origin(&origins).map(|cell| match cell.value {
                Scalar::Text(text) => text.to_string(),
                _ => String::new(),
            })
        };
        assert_eq!(shown(&["a.xlsx · 清单 · 第7行"]), ["a.xlsx", "清单", "第7行", ""]);
        assert_eq!(shown(&["a.csv · 第7行"]), ["a.csv", "", "第7行", ""]);
        assert_eq!(shown(&["a.csv · 第7行", "b.csv · 第8行"])[3], "a.csv · 第7行\nb.csv · 第8行");
        assert_eq!(shown(&[]), ["", "", "", ""]);
    }
}
