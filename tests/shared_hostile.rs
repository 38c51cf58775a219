//! Files that try to break a reader: 256 from other libraries' test suites and 172 made ones. Both sets stand beside the repository;
//! without them the tests have nothing to do.

#![expect(clippy::expect_used, reason = "a broken test set must stop the test")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sangai::finding::Finding;
use sangai::intake::{self, Book, Content, Limits, Refusal, Submitted};

/// No file may take longer, whatever it is.
const LONGEST: Duration = Duration::from_secs(8);

fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/hostile");
    folder.is_dir().then_some(folder)
}

/// Rows of a table with a heading, as lists of fields.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).expect("an index");
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Files of the public suites that are read or refused otherwise than their index expects, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("formats/poi__Simple.xlsb", "written by a beta version with another layout of the sheet list"),
    ("container/poi__duplicate-filename.xlsx", "two parts of one name: refused, since nobody knows which counts"),
    ("container/xlz__BadWorkbook.xlsx", "lists no sheet"),
    ("container/php__nomimetype.ods", "complete but for its mimetype: read"),
    ("fuzz/poi__crash-9bf3cd4bd6f50a8a9339d363c2c7af14b536865c.xlsx", "cut in the directory: refused as incomplete"),
    ("shape/php__RepeatedDataCells.ods", "repeats within the limits: read"),
];

/// Formats of the years before 1993: named as such, to be saved anew.
fn is_ancient(file: &str, outcome: &Result<Book, Refusal>) -> bool {
    file.starts_with("old-biff/") && matches!(outcome, Err(Refusal::Unsupported(_)))
}

#[test]
fn passwords_open_what_they_should() {
    let Some(folder) = shared().map(|folder| folder.join("readers")) else { return };
    for (file, password) in [
        ("encrypted/edr__agile_AES256_SHA512_CBC_pwd_password.xlsx", "password"),
        ("encrypted/poi__protected_passtika.xlsx", "tika"),
        ("encrypted/poi__protected_passtika.xlsb", "tika"),
        ("encrypted/xlz__encryptSHA1.xlsx", "password"),
    ] {
        let bytes = fs::read(folder.join(file)).expect("listed");
        let open = |passwords: &[&str]| {
            let passwords: Vec<String> = passwords.iter().map(ToString::to_string).collect();
            intake::read(file, &bytes, &Limits::default(), &passwords)
        };
        assert_eq!(open(&[]), Err(Refusal::Encrypted), "{file}");
        assert_eq!(open(&["别的"]), Err(Refusal::WrongPassword), "{file}");
        assert!(open(&["别的", password]).is_ok(), "{file}");
    }
}

/// Files in which the library reads other values, each looked at: it trims text, keeps the 1904 system, gives dates as text, reads
/// old strings as Latin letters, or knows fewer errors.
const LIBRARY_DIFFERS: &[&str] = &[
    "container/cal__minimal_package.xlsx",
    "container/edr__Test_git_issue_111_NoRowRecords.xls",
    "dates/cal__date_1904.xls",
    "dates/cal__date_1904.xlsb",
    "dates/cal__date_1904.xlsx",
    "dates/cal__date_iso.xlsx",
    "dates/mt__ods_formats.ods",
    "dates/php__explicitdate.xlsx",
    "dates/poi__1904DateWindowing.xls",
    "formats/poi__testVarious.xlsb",
    "formula/cal__issues.ods",
    "shape/mt__blank_line.ods",
    "strings/poi__56278.xlsx",
];

type Cells = BTreeMap<(String, u32, u32), String>;

fn library_cells(bytes: Vec<u8>) -> Option<Cells> {
    use calamine::{Data, Reader};
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).ok()?;
    let mut cells = Cells::new();
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        for (row, col, value) in range.used_cells() {
            let text = match value {
                Data::DateTime(date) => date.as_f64().to_string(),
                value => value.to_string().replace("\r\n", "\n").replace('\r', "\n"),
            };
            if !text.trim().is_empty() {
                cells.insert((name.clone(), top + row as u32, left + col as u32), text);
            }
        }
    }
    Some(cells)
}

fn our_cells(book: &Book) -> Cells {
    let mut cells = Cells::new();
    for grid in &book.sheets {
        for cell in &grid.cells {
            let text = match &cell.content {
                Content::Text(text) => text.to_string(),
                Content::Number(number) => number.to_string(),
                Content::Bool(value) => value.to_string(),
                Content::Error(error) => error.0.to_string(),
                Content::NoResult => continue,
            };
            cells.insert((grid.name.clone().unwrap_or_default(), cell.at.row, cell.at.col), text);
        }
    }
    cells
}

#[test]
fn the_library_reads_the_same_values() {
    let Some(folder) = shared().map(|folder| folder.join("readers")) else { return };
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in rows(&folder.join("index.tsv")) {
        let file = row[0].as_str();
        // It cannot survive some of the others.
        if row[7] != "read" || LIBRARY_DIFFERS.contains(&file) {
            continue;
        }
        let bytes = fs::read(folder.join(file)).expect("listed");
        let Ok(book) = intake::read(file, &bytes, &Limits::default(), &[]) else { continue };
        let Ok(Some(mut theirs)) = std::panic::catch_unwind(|| library_cells(bytes)) else { continue };
        // Chart and macro sheets, and sheets that it gives up, are no matter of values.
        let ours = our_cells(&book);
        theirs.retain(|(sheet, ..), _| book.sheets.iter().any(|grid| grid.name.as_ref() == Some(sheet)));
        if theirs.is_empty() {
            continue;
        }
        compared += ours.len();
        if let Some(((sheet, row, col), value)) = theirs.iter().find(|(at, value)| ours.get(at) != Some(value)) {
            wrong.push(format!("{file} {sheet} {row} {col}: {value:?}"));
        }
        wrong.extend((ours.len() != theirs.len()).then(|| format!("{file}: {} cells, not {}", ours.len(), theirs.len())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 100_000, "only {compared} cells were compared");
}

#[test]
fn public_files_are_read_or_refused() {
    let Some(folder) = shared().map(|folder| folder.join("readers")) else { return };
    let mut wrong = Vec::new();
    for row in rows(&folder.join("index.tsv")) {
        let (file, expected) = (row[0].as_str(), row[7].as_str());
        let bytes = fs::read(folder.join(file)).expect("listed");
        let started = Instant::now();
        let outcome = intake::read(file, &bytes, &Limits::default(), &[]);
        let took = started.elapsed();
        let encrypted = matches!(outcome, Err(Refusal::Encrypted));
        let fits = match expected {
            _ if OTHERWISE.iter().any(|(known, _)| *known == file) => true,
            "read" => outcome.is_ok() || is_ancient(file, &outcome),
            text if text.starts_with("refuse: encrypted") => encrypted,
            text if text.starts_with("refuse") => outcome.is_err(),
            text if text.starts_with("read with the default password") => outcome.is_ok() || encrypted,
            // No crash, no hang: being here is what was asked.
            _ => true,
        };
        if !fits || took > LONGEST {
            wrong.push(format!("{file}: {expected}: {:?} after {took:?}", outcome.map(|book| book.sheets.len())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Read,
    Refused,
    Skipped,
    Absent,
}

/// What became of a file or of the members of a bundle.
fn seen(name: &str, files: &[Submitted], findings: &[Finding]) -> Seen {
    let inside = format!("{name}/");
    let mine: Vec<&Submitted> = files.iter().filter(|s| &*s.file == name || s.file.starts_with(&inside)).collect();
    if mine.iter().any(|s| s.outcome.is_ok()) {
        Seen::Read
    } else if !mine.is_empty() {
        Seen::Refused
    } else if findings.iter().any(|f| f.code.as_str() == "S02" && f.place.file.as_deref() == Some(name)) {
        Seen::Skipped
    } else {
        Seen::Absent
    }
}

/// Cases that are only made where Python has xlwt and msoffcrypto.
fn needs_package(file: &str) -> bool {
    file.starts_with("encrypted_") || file.starts_with("xls_")
}

/// Cases whose verdict is `reject` but that lose a cell or a sheet and not the file, or are read without harm.
const BY_CELL: &[&str] = &[
    "sparse_corner.xlsx",
    "sparse_20k.xlsx",
    "xlsb_corner.xlsb",
    "sst_bad_index.xlsx",
    "number_texts.xlsx",
    "error_cells.xlsx",
    "missing_part.xlsx",
    "ragged.csv",
    "one_field_4mb.csv",
];

#[test]
fn made_files_are_survived() {
    let Some(folder) = shared() else { return };
    let made = tempfile::tempdir().expect("a folder");
    let built = Command::new("python3").arg(folder.join("make.py")).arg(made.path()).output();
    if !built.is_ok_and(|output| output.status.success()) {
        return;
    }
    let started = Instant::now();
    let (files, findings) = intake::collect(made.path(), made.path(), &Limits::default(), &[]);
    assert!(started.elapsed() < LONGEST * 4, "the whole set took {:?}", started.elapsed());
    let mut wrong = Vec::new();
    for row in rows(&folder.join("index.tsv")) {
        let (file, verdict) = (row[0].as_str(), row[3].as_str());
        // Names that the index writes with escapes; what the maker lacked a package for.
        if file.contains('\\') || needs_package(file) && !made.path().join(file).exists() {
            continue;
        }
        let outcome = seen(file.trim_end_matches('/'), &files, &findings);
        let fits = match verdict {
            "ok" | "warn" => outcome == Seen::Read || file == "sheets_1000.xlsx" || file == "nul_bytes.csv",
            "reject" => outcome == Seen::Refused || BY_CELL.contains(&file) || file == "fs/no_read.xlsx",
            "skip" => matches!(outcome, Seen::Skipped | Seen::Absent) || file.starts_with("dup/") || file == "fs/folder.xlsx/",
            _ => true,
        };
        if !fits {
            wrong.push(format!("{file}: {verdict}: {outcome:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
