//! Runs the table finder over real workbooks kept beside the project, when they are there.
//!
//! `INSPECT_OUT=DIR cargo test --test shared_tables` writes `<file>.inspect.json` for each of them.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use sangai::cli::inspect::{self, Seen};
use sangai::intake::{self, Grid};
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

fn read(path: &Path) -> Vec<Grid> {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    intake::read(&name, &bytes, &intake::Limits::default(), &[]).map(|book| book.sheets).unwrap_or_default()
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
