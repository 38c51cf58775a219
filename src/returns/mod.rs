//! Returned files (退回): a sender's own file with every fault marked at its cell, and a list of what to mend.
//!
//! A workbook of the OOXML kind is patched ([`patch`]): parts that need no mark keep their bytes. Other formats become a workbook with
//! the same sheets, rows and columns first; a file that cannot be read, or that its sender locked with a password, comes back as a list
//! alone. Marks are known again, so that marking twice marks once, and [`unmarked`] gives a file back as it was.

mod alarm;
mod markup;
mod package;
mod patch;
mod remark;
mod undo;
mod unmark;
mod wording;

use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::{Context, Result};

use crate::finding::Finding;
use crate::intake::{Book, Format, Grid};
use crate::records::Records;
use crate::workbook;
use remark::Remark;
use wording::{Preface, Wording};

/// More filled cells than anybody mends by hand: such a file comes back as a list.
const MOST_CELLS: usize = 1_000_000;

/// A file as it was sent, and what is to be said of it.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// The path under which it was sent.
    pub file: &'a str,
    pub bytes: &'a [u8],
    /// What was read; `None` if nothing could be.
    pub book: Option<&'a Book>,
    /// Everything that was found in this file.
    pub findings: &'a [&'a Finding],
    /// The file's tables as they were read: what a check compares is known from them.
    pub records: &'a [Records],
}

/// A file to be handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub bytes: Vec<u8>,
    /// Without the dot.
    pub extension: &'static str,
    pub how: How,
}

/// How a returned file came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The sender's own file, patched.
    Patched,
    /// Written anew with the same sheets, rows and columns.
    Converted,
    /// The list of what to mend alone.
    ListOnly,
}

/// Why a package cannot be patched. It is converted instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("压缩包读不出")]
    Damaged,
    #[error("部件的 XML 不合规定")]
    Malformed,
    #[error("部件的元素带有名称空间前缀")]
    Prefixed,
    #[error("部件不是 UTF-8 编码")]
    Encoding,
    #[error("文件带有数字签名或共享修订记录，改动任何部件都会使它失效")]
    Bound,
}

/// The file with its marks. Marks of an earlier return are taken off first. What cannot be marked comes back as a list.
///
/// # Errors
/// If not even the list can be written.
pub fn marked(sent: &Sent<'_>) -> Result<Returned> {
    let wording = wording::wording()?;
    let markable = |book: &&Book| {
        let cells: usize = book.sheets.iter().map(|grid| grid.cells.len()).sum();
        !is_locked(book, sent.bytes) && cells <= MOST_CELLS && book.sheets.iter().any(|grid| !grid.is_return_list())
    };
    if let Some(book) = sent.book.filter(markable) {
        // a file that nobody has foreseen costs its marks and not the run
        let outcome =
            catch_unwind(AssertUnwindSafe(|| patched(sent, book, wording).map_or_else(|| converted(sent, book, wording), Ok)));
        if let Ok(Ok(returned)) = outcome {
            return Ok(returned);
        }
    }
    let preface = Preface::new(sent.file, How::ListOnly, wording);
    let bytes = patch::mark(&empty()?, &remark::listed(sent.findings), &preface, wording).context("退回清单没有写成")?;
    Ok(Returned { bytes, extension: "xlsx", how: How::ListOnly })
}

/// The file as it was before it was marked; `None` if it bears no marks. A file that was saved since keeps what its program made of it,
/// without list, comments and colours.
///
/// # Errors
/// If it is no workbook of the OOXML kind, or damaged.
pub fn unmarked(bytes: &[u8]) -> Result<Option<Vec<u8>>> {
    if let Some(exactly) = undo::undone(bytes)? {
        return Ok(Some(exactly));
    }
    Ok(unmark::cleaned(bytes)?)
}

/// Opened with a password: to hand out its contents without one is not ours to decide.
fn is_locked(book: &Book, bytes: &[u8]) -> bool {
    matches!(book.format, Format::Xlsx | Format::Xlsm | Format::Xlsb) && !bytes.starts_with(b"PK")
}

/// The package with marks, if it can be patched.
fn patched(sent: &Sent<'_>, book: &Book, wording: &Wording) -> Option<Returned> {
    if !matches!(book.format, Format::Xlsx | Format::Xlsm) {
        return None;
    }
    let clean = unmarked(sent.bytes).ok()?;
    let names: Vec<String> = book.sheets.iter().map(|grid| grid.name.clone().unwrap_or_default()).collect();
    let remarks: Vec<Remark<'_>> = remark::remarks(sent.findings, book, &names, sent.records);
    let preface = Preface::new(sent.file, How::Patched, wording);
    let bytes = patch::mark(clean.as_deref().unwrap_or(sent.bytes), &remarks, &preface, wording).ok()?;
    let extension = extension(&bytes);
    Some(Returned { bytes, extension, how: How::Patched })
}

/// A workbook with the same sheets, rows and columns, and with marks.
fn converted(sent: &Sent<'_>, book: &Book, wording: &Wording) -> Result<Returned> {
    let own: Vec<Grid> = book.sheets.iter().filter(|grid| !grid.is_return_list()).cloned().collect();
    let book = Book { format: book.format, sheets: own, remarks: Vec::new() };
    let (plain, names) = workbook::plain(&book)?;
    let remarks = remark::remarks(sent.findings, &book, &names, sent.records);
    let bytes = patch::mark(&plain, &remarks, &Preface::new(sent.file, How::Converted, wording), wording)?;
    Ok(Returned { bytes, extension: "xlsx", how: How::Converted })
}

/// The extension under which programs open a package: its content type decides.
fn extension(bytes: &[u8]) -> &'static str {
    let types = package::Package::open(bytes).and_then(|mut package| package.needed(patch::relations::TYPES)).unwrap_or_default();
    match (
        types.contains("sheet.macroEnabled.main"),
        types.contains("template.macroEnabled.main"),
        types.contains("template.main"),
    ) {
        (true, _, _) => "xlsm",
        (_, true, _) => "xltm",
        (_, _, true) => "xltx",
        _ => "xlsx",
    }
}

/// A workbook without a sheet, to which the list is added.
fn empty() -> Result<Vec<u8>, Unfit> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let types = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
    );
    let kind = patch::relations::TRANSITIONAL;
    let roots = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{kind}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let workbook = format!(
        "{HEAD}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><bookViews><workbookView/></bookViews>\
         <sheets></sheets></workbook>"
    );
    package::build(&[("[Content_Types].xml", &types), ("_rels/.rels", &roots), ("xl/workbook.xml", &workbook)])
}
