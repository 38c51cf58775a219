//! What a file really is, by its first bytes and, for containers, by what is inside. The name decides nothing but .et.

use super::budget::Budget;
use super::compound::Compound;
use super::package::Package;
use super::{Format, Limits, Refusal, encoding, letter};

/// A file opened as far as its kind needs.
pub(super) enum Opened<'b> {
    Xlsx(Package<'b>),
    Xlsb(Package<'b>),
    Ods(Package<'b>),
    /// The `Workbook` or `Book` stream.
    Biff(Vec<u8>),
    /// A compound file with an encrypted OOXML package inside.
    Encrypted(Compound<'b>),
    Delimited,
    Html,
    XmlSpreadsheet,
    /// A zip archive of other files.
    Bundle(Package<'b>),
    /// A mail saved as a file.
    Mail,
}

/// The format of a file; a bundle of files and a mail are no format (see `collect`).
pub fn detect(bytes: &[u8], name: &str) -> Result<Format, Refusal> {
    let limits = Limits::default();
    Ok(match open(bytes, &mut Budget::new(&limits))? {
        Opened::Xlsx(package) if package.has("xl/vbaProject.bin") => Format::Xlsm,
        Opened::Xlsx(_) => Format::Xlsx,
        Opened::Xlsb(_) => Format::Xlsb,
        Opened::Ods(_) => Format::Ods,
        Opened::Biff(_) => biff(name),
        Opened::Encrypted(_) => return Err(Refusal::Encrypted),
        Opened::Delimited => Format::Csv,
        Opened::Html => Format::Html,
        Opened::XmlSpreadsheet => Format::XmlSpreadsheet,
        Opened::Bundle(_) => return Err(not("压缩包")),
        Opened::Mail => return Err(not("邮件")),
    })
}

/// The BIFF formats differ by name only.
pub(super) fn biff(name: &str) -> Format {
    if name.to_lowercase().ends_with(".et") { Format::Et } else { Format::Xls }
}

fn not(kind: &str) -> Refusal {
    Refusal::NotASpreadsheet(kind.to_owned())
}

pub(super) fn open<'b>(bytes: &'b [u8], budget: &mut Budget) -> Result<Opened<'b>, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] => zip(Package::open(bytes, budget)?),
        [b'P', b'K', 5, 6, ..] => Err(Refusal::NotASpreadsheet("空的压缩包".into())),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => compound(bytes, budget),
        [0x09, 0x08, 0x08 | 0x10, 0x00, ..] => Ok(Opened::Biff(bytes.to_vec())),
        [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..] => Err(Refusal::Unsupported("Excel 4.0 或更早的工作簿".into())),
        _ => match foreign(bytes) {
            Some(kind) => Err(not(kind)),
            None => text(bytes),
        },
    }
}

fn zip(package: Package) -> Result<Opened, Refusal> {
    let any = |start: &str| package.members.iter().any(|m| m.name.replace('\\', "/").trim_start_matches('/').starts_with(start));
    if package.has("xl/workbook.bin") {
        Ok(Opened::Xlsb(package))
    } else if package.has("xl/workbook.xml") || any("xl/") {
        Ok(Opened::Xlsx(package))
    } else if any("word/") {
        Err(not("Word 文档"))
    } else if any("ppt/") {
        Err(not("PowerPoint 演示文稿"))
    } else if package.has("content.xml") {
        Ok(Opened::Ods(package))
    } else if package.has("[Content_Types].xml") && package.has("_rels/.rels") {
        Ok(Opened::Xlsx(package))
    } else {
        Ok(Opened::Bundle(package))
    }
}

fn compound<'b>(bytes: &'b [u8], budget: &mut Budget) -> Result<Opened<'b>, Refusal> {
    let compound = Compound::open(bytes)?;
    if compound.has("EncryptedPackage") {
        return Ok(Opened::Encrypted(compound));
    }
    for name in ["Workbook", "Book"] {
        if let Some(stream) = compound.stream(name, budget)? {
            return Ok(Opened::Biff(stream));
        }
    }
    Err(not(if compound.has("WordDocument") {
        "Word 文档"
    } else if compound.has("PowerPoint Document") {
        "PowerPoint 演示文稿"
    } else if compound.names().any(|name| name.starts_with("__properties_version")) {
        "Outlook 邮件"
    } else {
        "不含工作簿的复合文档"
    }))
}

/// Files that are told by their first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"%PDF", "PDF 文档"),
        (b"\x89PNG", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"GIF8", "图片"),
        (b"BM", "图片"),
        (b"II*\0", "图片"),
        (b"MM\0*", "图片"),
        (b"Rar!", "RAR 压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
        (b"\x1f\x8b", "gzip 压缩包"),
        (b"{\\rtf", "RTF 文档"),
        (b"MZ", "程序"),
        (b"\x7fELF", "程序"),
        (b"SQLite format 3\0", "数据库"),
        (b"OFD", "OFD 文档"),
    ];
    // Two letters alone may begin an ordinary text.
    let binary = || bytes[..bytes.len().min(512)].contains(&0);
    KINDS.iter().find(|(start, _)| bytes.starts_with(start) && (start.len() > 2 || binary())).map(|(_, kind)| *kind)
}

fn text<'b>(bytes: &[u8]) -> Result<Opened<'b>, Refusal> {
    let head = encoding::head(bytes);
    let lower = head.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_ascii_lowercase();
    let begins = |start: &str| lower.starts_with(start);
    if letter::is_mail(&lower) {
        return Ok(Opened::Mail);
    }
    if begins("mime-version:") || (begins("from:") || begins("content-type:")) && lower.contains("multipart/related") {
        return Err(Refusal::Unsupported("单个文件网页（MHTML）".into()));
    }
    if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") && lower.contains("workbook") && !lower.contains("<html") {
        return Ok(Opened::XmlSpreadsheet);
    }
    if begins("<") {
        let html = ["<html", "<table", "<!doctype html", "<head", "<body", "<style", "<meta", "<tr", "<div", "<!--"];
        let is_html = html.iter().any(|tag| lower.contains(tag));
        return if is_html { Ok(Opened::Html) } else { Err(not("XML 文件（不是电子表格）")) };
    }
    if encoding::is_binary(&head) {
        // Software of a company or an office that encrypts every file on disk leaves such bytes to everyone outside.
        return Err(not("无法识别的二进制文件，可能被本单位的加密软件加密"));
    }
    Ok(Opened::Delimited)
}
