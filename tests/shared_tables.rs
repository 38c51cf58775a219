//! Runs the table finder over real workbooks kept beside the project, when they are there.
//!
//! `INSPECT_OUT=DIR cargo test --test shared_tables` writes `<file>.inspect.json` for each of them.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use calamine::{Data, Reader, SheetVisible};
use sangai::cli::inspect::{self, Seen};
use sangai::intake::{self, CellError, Content, Grid, GridCell, NumberClass, Visibility};
use sangai::origin::{CellRef, Rect};
use sangai::table::{GeneralLexicon, Table, locate};

const TABLES: &str = "../shared/tables";

fn workbooks(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.to_string_lossy().ends_with(".truth.json") {
            found.push(PathBuf::from(path.to_string_lossy().trim_end_matches(".truth.json")));
        }
    }
}

fn content(data: &Data) -> Option<(Content, NumberClass)> {
    let general = NumberClass::General;
    Some(match data {
        Data::Int(n) => (Content::Number(*n as f64), general),
        Data::Float(n) => (Content::Number(*n), general),
        Data::String(s) if s.trim().is_empty() => return None,
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => (Content::Text(s.as_str().into()), general),
        Data::Bool(b) => (Content::Bool(*b), general),
        Data::DateTime(d) => (Content::Number(d.as_f64()), NumberClass::Day),
        Data::Error(e) => (Content::Error(CellError(e.to_string().into())), general),
        Data::Empty => return None,
    })
}

fn rect(d: calamine::Dimensions) -> Rect {
    Rect { first: CellRef::new(d.start.0, d.start.1), last: CellRef::new(d.end.0, d.end.1) }
}

fn spreadsheet(bytes: &[u8]) -> Vec<Grid> {
    let mut book = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let mut grids = Vec::new();
    for meta in book.sheets_metadata().to_vec() {
        let Ok(range) = book.worksheet_range(&meta.name) else { continue };
        let (top, left) = range.start().unwrap_or((0, 0));
        let cells = range
            .used_cells()
            .filter_map(|(r, c, data)| {
                let (content, class) = content(data)?;
                Some(GridCell { at: CellRef::new(top + r as u32, left + c as u32), content, class, formula: false })
            })
            .collect();
        let merges = match &mut book {
            calamine::Sheets::Xlsx(x) => x.merge_cells_by_sheet_name(&meta.name).unwrap_or_default(),
            calamine::Sheets::Xls(x) => x.merge_cells_by_sheet_name(&meta.name).unwrap_or_default(),
            _ => Vec::new(),
        };
        let mut merges: Vec<Rect> = merges.into_iter().map(rect).filter(|r| r.first != r.last).collect();
        merges.sort_unstable();
        let visibility = if meta.visible == SheetVisible::Visible { Visibility::Visible } else { Visibility::Hidden };
        grids.push(Grid { name: Some(meta.name), visibility, cells, merges, ..Grid::default() });
    }
    grids
}

fn read(path: &Path) -> Vec<Grid> {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    match intake::read(&name, &bytes, &intake::Limits::default(), &[]) {
        Ok(book) => book.sheets,
        Err(intake::Refusal::Unsupported(_)) => spreadsheet(&bytes),
        Err(refusal) => {
            println!("{name}: {refusal:?}");
            Vec::new()
        }
    }
}

/// Every workbook gives a document, and no sheet of it makes the finder stumble.
#[test]
fn every_table_file_is_inspected() {
    let mut files = Vec::new();
    workbooks(Path::new(TABLES), &mut files);
    let out = std::env::var_os("INSPECT_OUT").map(PathBuf::from);
    for path in files {
        let grids = read(&path);
        let tables: Vec<Vec<Table>> = grids.iter().map(|grid| locate(grid, &GeneralLexicon, None)).collect();
        let seen: Vec<Seen<'_>> = grids.iter().zip(&tables).map(|(grid, tables)| Seen::plain(grid, tables)).collect();
        let relative = path.strip_prefix(TABLES).unwrap();
        let document = inspect::document(&relative.to_string_lossy(), &seen);
        assert_eq!(document["sheets"].as_array().unwrap().len(), grids.len());
        if let Some(out) = &out {
            let target = out.join(format!("{}.inspect.json", relative.display()));
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, serde_json::to_string(&document).unwrap()).unwrap();
        }
    }
}
