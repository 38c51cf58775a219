//! What reading costs beside the bare streaming reader of the library and beside merely unzipping the same files. Ratios, not seconds:
//! they hold on any machine. The budget is 1.5 times the bare reader.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "the result is for whoever runs the bench, and so are its failures"
)]

use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use calamine::{DataRef, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use sangai::intake::{self, Limits};

const FILES: u32 = 200;
const ROWS: u32 = 60;
const TEXTS: u16 = 14;
const AMOUNTS: u16 = 9;
const ROUNDS: usize = 5;

/// A list as departments send them: codes, names and addresses, amounts, two dates.
fn list(number: u32) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("yyyy/m/d");
    sheet.merge_range(0, 0, 0, TEXTS + AMOUNTS + 1, "重点项目进展情况表", &Format::new())?;
    for row in 1..=ROWS {
        for col in 0..TEXTS {
            sheet.write_string(row, col, format!("第{number}镇企业{row}的第{col}栏文字说明"))?;
        }
        for col in 0..AMOUNTS {
            sheet.write_number(row, TEXTS + col, f64::from(row * 137 + number) / 8.0)?;
        }
        for col in 0..2 {
            sheet.write_number_with_format(row, TEXTS + AMOUNTS + col, f64::from(44_000 + row), &date)?;
        }
    }
    workbook.save_to_buffer()
}

fn unzipped(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut content = Vec::new();
    for index in 0..archive.len() {
        archive.by_index(index).expect("a part").read_to_end(&mut content).expect("read");
    }
    content.len()
}

fn bare(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("opened");
    let mut filled = 0;
    for name in book.sheet_names() {
        let mut cells = book.worksheet_cells_reader(&name).expect("a reader");
        while let Some(cell) = cells.next_cell().expect("a cell") {
            filled += usize::from(!matches!(cell.get_value(), DataRef::Empty));
        }
    }
    filled
}

fn ours(bytes: &[u8]) -> usize {
    let book = intake::read("list.xlsx", bytes, &Limits::default(), &[]).expect("readable");
    book.sheets.iter().map(|grid| grid.cells.len()).sum()
}

/// The best of some rounds over all files, and the sum of what the reader gave.
fn best(files: &[Vec<u8>], reader: impl Fn(&[u8]) -> usize) -> (Duration, usize) {
    let mut sum = 0;
    let round = || {
        let started = Instant::now();
        sum = files.iter().map(|file| reader(file)).sum();
        started.elapsed()
    };
    let fastest = std::iter::repeat_with(round).take(ROUNDS).min().unwrap_or_default();
    (fastest, sum)
}

fn main() {
    let files: Vec<Vec<u8>> = (0..FILES).map(|number| list(number).expect("written")).collect();
    let (unzip, bytes) = best(&files, unzipped);
    let (library, theirs) = best(&files, bare);
    let (intake, cells) = best(&files, ours);
    assert_eq!(cells, theirs, "both readers see the same cells");
    println!("{FILES} workbooks, {cells} cells, {} MB of XML, one thread", bytes / 1_000_000);
    for (what, time) in [("unzip only", unzip), ("bare streaming reader", library), ("intake::read", intake)] {
        let ratio = time.as_secs_f64() / library.as_secs_f64();
        let floor = time.as_secs_f64() / unzip.as_secs_f64();
        println!("{what:24}{time:>12.1?}   {ratio:.2} x the bare reader   {floor:.1} x unzipping");
    }
}
