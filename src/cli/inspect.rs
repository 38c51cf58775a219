//! `sangai inspect`: what the tool sees in a sheet, as JSON (`sangai.inspect/1`, design.md §11) and as a readable text. Pure: grids and
//! tables in, documents out. Rows are 1-based sheet rows.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::intake::{Grid, Visibility};
use crate::origin::column_name;
use crate::table::{Column, RowKind, Table, TableKind};

/// Name of the columns of a table without header.
const NO_HEADER: &str = "（无表头）";

/// A sheet with the tables found in it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub grid: &'a Grid,
    pub tables: &'a [Table],
    /// The form each table was recognised as, where known; shorter lists are filled with `None`.
    pub forms: &'a [Option<String>],
    /// The field each column of each table was matched to, where known; in the order of `Table::columns`.
    pub fields: &'a [Vec<Option<String>>],
}

impl<'a> Seen<'a> {
    /// Tables of which no form is known.
    #[must_use]
    pub const fn plain(grid: &'a Grid, tables: &'a [Table]) -> Self {
        Self { grid, tables, forms: &[], fields: &[] }
    }

    fn form(&self, table: usize) -> Option<&str> {
        self.forms.get(table).and_then(Option::as_deref)
    }

    fn field(&self, table: usize, column: usize) -> Option<&str> {
        self.fields.get(table).and_then(|fields| fields.get(column)).and_then(Option::as_deref)
    }
}

/// The document of one file.
#[must_use]
pub fn document(file: &str, sheets: &[Seen<'_>]) -> Value {
    let sheets: Vec<Value> = sheets.iter().map(sheet_json).collect();
    json!({ "schema": "sangai.inspect/1", "file": file, "sheets": sheets })
}

fn sheet_json(seen: &Seen<'_>) -> Value {
    let tables: Vec<Value> = (0..seen.tables.len()).map(|i| table_json(seen, i)).collect();
    json!({ "name": seen.grid.name, "hidden": seen.grid.visibility != Visibility::Visible, "tables": tables })
}

fn table_json(seen: &Seen<'_>, i: usize) -> Value {
    let table = &seen.tables[i];
    let rows = |kind| one_based(&rows_of(table, kind));
    let records = rows_of(table, RowKind::Record);
    let fillers: Vec<Value> = table
        .fillers
        .iter()
        .map(|filler| json!({ "label": filler.label, "value": filler.value, "cell": filler.at.to_string() }))
        .collect();
    json!({
        "kind": match table.kind { TableKind::Table => "table", TableKind::Form => "form" },
        "form": seen.form(i),
        "title": table.title,
        "title_rows": one_based(&table.title_rows),
        "filler_rows": one_based(&table.filler_rows),
        "fillers": fillers,
        "header_rows": one_based(&table.header_rows),
        "under_rows": one_based(&table.under_rows),
        "first_data_row": records.first().map(|row| row + 1),
        "last_data_row": records.last().map(|row| row + 1),
        "data_rows": records.len(),
        "total_rows": rows(RowKind::Total),
        "subtotal_rows": rows(RowKind::Subtotal),
        "category_rows": rows(RowKind::Category),
        "repeated_header_rows": rows(RowKind::RepeatedHeader),
        "sample_rows": rows(RowKind::Sample),
        "placeholder_rows": rows(RowKind::Placeholder),
        "blank_rows": one_based(&table.blank_rows),
        "footer_rows": one_based(&table.footer_rows),
        "columns": columns_json(seen, i),
    })
}

/// One entry for every sheet column: those that a merged heading covers besides its first are `continued`.
fn columns_json(seen: &Seen<'_>, i: usize) -> Vec<Value> {
    let table = &seen.tables[i];
    let mut out = Vec::new();
    for (k, column) in table.columns.iter().enumerate() {
        let path = if table.header_rows.is_empty() { NO_HEADER.to_owned() } else { column.path.join("/") };
        out.push(json!({ "column": column_name(column.col), "path": path, "unit": column.unit, "field": seen.field(i, k), "hidden": column.hidden }));
        let next = table.columns.get(k + 1).map_or(u32::MAX, |next| next.col);
        for col in (column.col + 1..=heading_end(seen.grid, table, column)).take_while(|&col| col < next) {
            out.push(json!({ "column": column_name(col), "path": path, "unit": column.unit, "field": null, "continued": true }));
        }
    }
    out
}

/// The last column under the merged heading of a column.
fn heading_end(grid: &Grid, table: &Table, column: &Column) -> u32 {
    let (Some(&top), Some(&bottom)) = (table.header_rows.first(), table.header_rows.last()) else { return column.col };
    let from = grid.merges.partition_point(|merge| merge.first.row < top);
    let merges = grid.merges[from..].iter().take_while(|merge| merge.first.row <= bottom);
    let leaf = merges.filter(|merge| merge.last.row >= bottom && merge.first.col == column.col).map(|merge| merge.last.col);
    leaf.min().unwrap_or(column.col)
}

fn rows_of(table: &Table, kind: RowKind) -> Vec<u32> {
    table.body.iter().filter(|row| row.kind == kind).map(|row| row.row).collect()
}

fn one_based(rows: &[u32]) -> Vec<u32> {
    rows.iter().map(|row| row + 1).collect()
}

/// The same for people: a short paragraph a sheet, a line a column.
#[must_use]
pub fn text(file: &str, sheets: &[Seen<'_>]) -> String {
    let mut out = format!("{file}\n");
    for seen in sheets {
        let hidden = if seen.grid.visibility == Visibility::Visible { "" } else { "（隐藏）" };
        let _ = writeln!(out, "\n工作表 {}{hidden}", seen.grid.name.as_deref().unwrap_or("（无名）"));
        if seen.tables.is_empty() {
            out.push_str("  没有数据表。\n");
        }
        for i in 0..seen.tables.len() {
            table_text(&mut out, seen, i);
        }
    }
    out
}

fn table_text(out: &mut String, seen: &Seen<'_>, i: usize) {
    let table = &seen.tables[i];
    let title = table.title.as_deref().unwrap_or("（无标题）");
    if table.kind == TableKind::Form {
        let _ = writeln!(out, "  {title}：是填写式表单，不是数据表。");
        return;
    }
    let form = seen.form(i).map_or(String::new(), |form| format!("，识别为《{form}》"));
    let _ = writeln!(out, "  {title}{form}");
    let line = |out: &mut String, name: &str, rows: &[u32]| {
        if !rows.is_empty() {
            let _ = writeln!(out, "    {name}：{}", spans(rows));
        }
    };
    line(out, "标题行", &table.title_rows);
    line(out, "填报信息行", &table.filler_rows);
    for filler in &table.fillers {
        let _ = writeln!(out, "      {} = {}", filler.label, if filler.value.is_empty() { "（空）" } else { &filler.value });
    }
    line(out, "表头行", &table.header_rows);
    line(out, "表头下说明行", &table.under_rows);
    let records = rows_of(table, RowKind::Record);
    let _ = writeln!(
        out,
        "    数据：{}行{}",
        records.len(),
        if records.is_empty() { String::new() } else { format!("，{}", spans(&records)) }
    );
    for (kind, name) in KINDS {
        line(out, name, &rows_of(table, *kind));
    }
    line(out, "空行", &table.blank_rows);
    line(out, "表尾行", &table.footer_rows);
    out.push_str("    列：\n");
    for (k, column) in table.columns.iter().enumerate() {
        column_text(out, column, seen.field(i, k));
    }
}

/// Rows of the body that are no records, with the words people read.
const KINDS: &[(RowKind, &str)] = &[
    (RowKind::Total, "合计行"),
    (RowKind::Subtotal, "小计行"),
    (RowKind::Category, "分类行"),
    (RowKind::RepeatedHeader, "重复表头行"),
    (RowKind::Sample, "样例行"),
    (RowKind::Placeholder, "待填空行"),
];

fn column_text(out: &mut String, column: &Column, field: Option<&str>) {
    let path = if column.path.is_empty() { NO_HEADER.to_owned() } else { column.path.join("/") };
    let unit = column.unit.as_ref().map_or(String::new(), |unit| format!(" [{unit}]"));
    let field = field.map_or(String::new(), |field| format!(" → {field}"));
    let hidden = if column.hidden { "（隐藏）" } else { "" };
    let _ = writeln!(out, "      {:<3} {path}{unit}{field}{hidden}", column_name(column.col));
}

/// `第3行`, `第3—20、22行`.
fn spans(rows: &[u32]) -> String {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for &row in rows {
        match spans.last_mut() {
            Some(last) if last.1 + 1 == row => last.1 = row,
            _ => spans.push((row, row)),
        }
    }
    let spans: Vec<String> =
        spans.iter().map(|(a, b)| if a == b { (a + 1).to_string() } else { format!("{}—{}", a + 1, b + 1) }).collect();
    format!("第{}行", spans.join("、"))
}
