//! Sheets drawn as text (`samples/table/*.txt`) and what the finder sees in them. `UPDATE=1 cargo test --test table_samples` rewrites the
//! expectations.
//!
//! A file is a sheet, a line `====`, and the text of `inspect`. In a sheet every line is a row, cells are parted by `|`. A cell `2x3 名称`
//! is merged over 2 rows and 3 columns; `d44697` is a date serial, `'007` is text, `=12` a formula's result. `@9` goes on at row 9,
//! `@D4` at row 4 with the first cell in column D. `!hidden C 7` hides a column and a row; `!layout 3 4` gives header rows.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use sangai::cli::inspect::{self, Seen};
use sangai::intake::{Content, Grid, GridCell, NumberClass};
use sangai::origin::{CellRef, Rect, column_index};
use sangai::table::{GeneralLexicon, Layout, locate};

struct Sheet {
    grid: Grid,
    layout: Option<Layout>,
}

fn draw(text: &str) -> Sheet {
    let mut grid = Grid { name: Some("Sheet1".into()), ..Grid::default() };
    let mut layout = None;
    let (mut row, mut left) = (0, 0);
    for line in text.lines() {
        if let Some(place) = line.strip_prefix('@') {
            let letters = place.trim_end_matches(|c: char| c.is_ascii_digit());
            left = if letters.is_empty() { left } else { column_index(letters).unwrap() };
            row = place[letters.len()..].parse::<u32>().unwrap() - 1;
        } else if let Some(hidden) = line.strip_prefix("!hidden ") {
            for item in hidden.split(' ') {
                match item.parse::<u32>() {
                    Ok(number) => grid.hidden_rows.push(number - 1),
                    Err(_) => grid.hidden_cols.push(column_index(item).unwrap()),
                }
            }
        } else if let Some(rows) = line.strip_prefix("!layout ") {
            let header_rows = rows.split(' ').map(|row| row.parse::<u32>().unwrap() - 1).collect();
            layout = Some(Layout { header_rows, ..Layout::default() });
        } else {
            for (i, cell) in line.split('|').enumerate() {
                fill(&mut grid, CellRef::new(row, left + i as u32), cell.trim());
            }
            row += 1;
        }
    }
    grid.cells.sort_by_key(|cell| cell.at);
    grid.merges.sort_unstable();
    Sheet { grid, layout }
}

fn fill(grid: &mut Grid, at: CellRef, cell: &str) {
    let (size, text) = cell.split_once(' ').map_or((cell, ""), |(size, text)| (size, text.trim()));
    let size = size.split_once('x').and_then(|(h, w)| Some((h.parse::<u32>().ok()?, w.parse::<u32>().ok()?)));
    let text = if size.is_some() { text } else { cell };
    if let Some((height, width)) = size {
        grid.merges.push(Rect { first: at, last: CellRef::new(at.row + height - 1, at.col + width - 1) });
    }
    if text.is_empty() {
        return;
    }
    let (content, class, formula) = if let Some(text) = text.strip_prefix('\'') {
        (Content::Text(text.into()), NumberClass::Text, false)
    } else if let Some(serial) = text.strip_prefix('d').and_then(|serial| serial.parse().ok()) {
        (Content::Number(serial), NumberClass::Day, false)
    } else if let Some(result) = text.strip_prefix('=').and_then(|result| result.parse().ok()) {
        (Content::Number(result), NumberClass::General, true)
    } else {
        let content = text.parse().map_or_else(|_| Content::Text(text.replace("\\n", "\n").into()), Content::Number);
        (content, NumberClass::General, false)
    };
    grid.cells.push(GridCell { at, content, class, formula });
}

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/table");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    files.sort();
    files
}

#[test]
fn sheets_are_seen_as_a_person_sees_them() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in samples() {
        let text = std::fs::read_to_string(&path).unwrap();
        let (sheet, expected) = text.split_once("\n====\n").unwrap_or((text.trim_end(), ""));
        let drawn = draw(sheet);
        let tables = locate(&drawn.grid, &GeneralLexicon, drawn.layout.as_ref());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let seen = inspect::text(&name, &[Seen::plain(&drawn.grid, &tables)]);
        if update {
            std::fs::write(&path, format!("{sheet}\n====\n{seen}")).unwrap();
        } else if seen != expected {
            wrong.push(format!("{name}: expected\n{expected}\nseen\n{seen}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(samples().len() >= 25);
}
