//! Files that try to break a reader: 256 from other libraries' test suites and 172 made ones. Both sets stand beside the repository;
//! without them the tests have nothing to do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use sangai::finding::Finding;
use sangai::intake::{self, Limits, Refusal, Submitted};

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

/// Files of the public suites that are not read though they should be, and why.
const NOT_READ: &[(&str, &str)] =
    &[("formats/poi__Simple.xlsb", "written by a beta version with another layout of the sheet list")];

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
            "read" => outcome.is_ok() || NOT_READ.iter().any(|(known, _)| *known == file),
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
        // Names that the index writes with escapes, and mails, which are not read yet.
        if file.contains('\\') || file.ends_with(".eml") {
            continue;
        }
        let outcome = seen(file.trim_end_matches('/'), &files, &findings);
        let fits = match verdict {
            "ok" | "warn" => outcome == Seen::Read || file == "sheets_1000.xlsx" || file == "nul_bytes.csv",
            "reject" => outcome == Seen::Refused || BY_CELL.contains(&file) || file == "fs/no_read.xlsx",
            "skip" => matches!(outcome, Seen::Skipped | Seen::Absent) || file.starts_with("dup/"),
            _ => true,
        };
        if !fits {
            wrong.push(format!("{file}: {verdict}: {outcome:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
