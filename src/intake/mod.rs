//! Bytes → grids. The only module that names the reading libraries; the limits live here.
//!
//! [`read`] is the one door: it knows nothing of offices or forms, and its result is plain data (serde), so that it can be produced by
//! a worker process as well as in this one.

mod attachment_name;
mod budget;
mod builder;
mod bundle;
mod collect;
mod compound;
mod delimited;
mod detect;
mod encoding;
mod encrypted;
mod findings;
mod grid;
mod html;
mod iso;
mod letter;
mod merges;
mod names;
mod number_format;
mod ods;
mod package;
mod relations;
mod shown;
mod spreadsheetml;
#[cfg(test)]
mod tests;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

pub use collect::{Submitted, again, collect, submitted, with_bytes};
pub use detect::detect;
pub use findings::{refused, remarks};
pub use grid::{Book, CellError, Content, Grid, GridCell, NumberClass, OWN_MARK, RETURN_TITLE, Visibility};
pub use letter::Letter;
pub(crate) use relations::join as join_target;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use budget::Budget;
use detect::Opened;

/// What a file really is, by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Xlsx,
    Xlsm,
    Xlsb,
    Xls,
    /// WPS spreadsheet: an OLE2 `Workbook` stream under the extension .et (OOXML under .et is [`Format::Xlsx`]).
    Et,
    Ods,
    Csv,
    Html,
    /// SpreadsheetML 2003.
    XmlSpreadsheet,
}

/// Bounds on what reading may cost (reliability.md §2). Declared sizes in files are never trusted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Limits {
    pub file_bytes: u64,
    pub parts: usize,
    pub part_bytes: u64,
    pub inflated_bytes: u64,
    /// Inflated to packed, once a part passes 4 MiB.
    pub ratio: u64,
    pub cells: usize,
    pub sheets: usize,
    pub seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            parts: 2_000,
            part_bytes: 256 << 20,
            inflated_bytes: 512 << 20,
            ratio: 200,
            cells: 5_000_000,
            sheets: 300,
            seconds: 8,
        }
    }
}

/// Why a file gave no book. The wording for people is made from this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    Empty,
    /// Not a spreadsheet: what it seems to be (Word 文档, PDF, 图片, 压缩包 …).
    NotASpreadsheet(String),
    /// Named kinds that cannot be read here but can be saved otherwise (MHTML, BIFF2 …).
    Unsupported(String),
    /// The system does not give the bytes: why.
    Unreadable(String),
    Encrypted,
    WrongPassword,
    /// Broken, with the technical reason.
    Damaged(String),
    /// A limit of [`Limits`], in words.
    Limit(String),
}

/// Reads a file of any supported format. Pure: bytes in, plain data out. `name` only tells .et from .xls.
pub fn read(name: &str, bytes: &[u8], limits: &Limits, passwords: &[String]) -> Result<Book, Refusal> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Refusal::Limit(format!("文件大小超过 {} MiB", limits.file_bytes >> 20)));
    }
    // The readers are written not to panic; if one does all the same, it costs one file and not the run.
    let outcome = catch_unwind(AssertUnwindSafe(|| opened(name, bytes, &mut Budget::new(limits), passwords)));
    outcome.unwrap_or_else(|_| Err(Refusal::Damaged("内容不合格式规定".into())))
}

fn opened(name: &str, bytes: &[u8], budget: &mut Budget, passwords: &[String]) -> Result<Book, Refusal> {
    match detect::open(bytes, budget)? {
        Opened::Xlsx(mut package) => xlsx::read(&mut package, budget),
        Opened::Xlsb(mut package) => xlsb::read(&mut package, budget),
        Opened::Ods(mut package) => ods::read(&mut package, budget),
        Opened::Biff(stream) => xls::read(&stream, detect::biff(name), budget),
        Opened::Delimited => delimited::read(bytes, budget),
        Opened::Html => html::read(bytes, budget),
        Opened::XmlSpreadsheet => spreadsheetml::read(bytes, budget),
        Opened::Encrypted(compound) => {
            let package = encrypted::open(&compound, passwords, budget)?;
            opened(name, &package, budget, &[])
        }
        Opened::Bundle(_) => Err(Refusal::NotASpreadsheet("压缩包".into())),
        Opened::Mail => Err(Refusal::NotASpreadsheet("邮件".into())),
    }
}
