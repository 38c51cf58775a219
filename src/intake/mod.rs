//! Bytes → grids. The only module that names the reading libraries; the limits live here.
//!
//! [`read`] is the one door: it knows nothing of offices or forms, and its result is plain data (serde), so that it can be produced by
//! a worker process as well as in this one.

mod budget;
mod builder;
mod compound;
mod delimited;
mod detect;
mod encoding;
mod grid;
mod collect;
pub use collect::{Submitted, collect, refused, remarks, single};
mod iso;
mod merges;
mod number_format;
mod package;
mod shown;
mod xls;
mod xlsx;
mod xml;

pub use detect::detect;
pub use grid::{Book, CellError, Content, Grid, GridCell, NumberClass, Visibility};

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
    let mut budget = Budget::new(limits);
    match detect::open(bytes, &mut budget)? {
        Opened::Xlsx(mut package) => xlsx::read(&mut package, &mut budget),
        Opened::Delimited => delimited::read(bytes, &mut budget),
        Opened::Biff(stream) => xls::read(&stream, detect::biff(name), &mut budget),
        Opened::Xlsb(_) | Opened::Ods(_) | Opened::Html | Opened::XmlSpreadsheet => {
            Err(Refusal::Unsupported("暂未支持的格式".into()))
        }
        Opened::Encrypted if passwords.is_empty() => Err(Refusal::Encrypted),
        Opened::Encrypted => Err(Refusal::WrongPassword),
        Opened::Bundle(_) => Err(Refusal::NotASpreadsheet("压缩包".into())),
    }
}
