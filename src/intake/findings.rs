//! What reading found, in words for people: facts in, findings out.

use std::sync::Arc;

use super::collect::Submitted;
use super::grid::{Book, Grid, Visibility};
use super::{Format, Refusal};
use crate::finding::{Finding, Severity, catalog};
use crate::origin::{Place, Source, column_name};

/// Everything to say of a submission.
pub(super) fn of(submitted: &Submitted) -> Vec<Finding> {
    match &submitted.outcome {
        Ok(book) => remarks(book, &submitted.file),
        Err(refusal) => vec![refused(&submitted.file, refusal)],
    }
}

/// What was odd about a file that could be read: its name, hidden or damaged sheets, and the reader's own remarks.
#[must_use]
pub fn remarks(book: &Book, file: &Arc<str>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = misnamed(book.format, file).into_iter().collect();
    for grid in &book.sheets {
        findings.extend(hidden(grid, file));
        findings.extend(damaged(grid, file));
    }
    findings
        .extend(book.remarks.iter().map(|remark| Finding::new(&catalog::FILE_ODD, Place::file(file), format!("{remark}。"), "")));
    findings
}

/// Why a file gave nothing, and what its sender should do.
#[must_use]
pub fn refused(file: &Arc<str>, refusal: &Refusal) -> Finding {
    const RESAVE: &str = "请用 WPS 或 Excel 打开原文件，“另存为” .xlsx 格式后重新报送。";
    let (entry, message, suggestion) = match refusal {
        Refusal::Empty => {
            (&catalog::FILE_UNREADABLE, "文件是空的，没有任何内容。".to_owned(), "请检查是否传错了文件，并重新报送。")
        }
        Refusal::NotASpreadsheet(kind) => (
            &catalog::FILE_UNREADABLE,
            format!("这不是电子表格，而是{kind}，没有读取。"),
            "如果其中有应当报送的数据，请填在 .xlsx 表格里重新报送；如果只是附件，可以不理会。",
        ),
        Refusal::Unsupported(kind) => (&catalog::FILE_UNREADABLE, format!("这是{kind}，不能直接读取。"), RESAVE),
        Refusal::Unreadable(reason) => {
            (&catalog::FILE_UNREADABLE, format!("文件打不开（{reason}）。"), "请检查文件的权限，或者重新保存一份。")
        }
        Refusal::Encrypted => (
            &catalog::FILE_ENCRYPTED,
            "文件设了打开密码，无法读取。".to_owned(),
            "请取消密码后重新报送，或者把密码告诉联席办写进设置。",
        ),
        Refusal::WrongPassword => (
            &catalog::FILE_ENCRYPTED,
            "文件设了打开密码，设置里的密码都打不开它。".to_owned(),
            "请取消密码后重新报送，或者向联席办提供正确的密码。",
        ),
        Refusal::Damaged(reason) => (
            &catalog::FILE_DAMAGED,
            format!("文件已损坏或没有传完整：{reason}。"),
            "请重新发送原文件；如果原文件能打开，请“另存为” .xlsx 格式后再报送。",
        ),
        Refusal::Limit(reason) => (
            &catalog::LIMIT_EXCEEDED,
            format!("文件超出读取限度：{reason}。"),
            "请只保留要报送的数据（删去多余的空行、空列、图片和无关工作表），另存后重新报送。",
        ),
    };
    let finding = Finding::new(entry, Place::file(file), message, suggestion);
    // A scan or a letter beside the lists is no fault of anybody.
    if matches!(refusal, Refusal::NotASpreadsheet(_)) { finding.severity(Severity::Warning) } else { finding }
}

pub(super) fn skipped(file: &Arc<str>, why: &str) -> Finding {
    Finding::new(&catalog::FILE_SKIPPED, Place::file(file), format!("文件{why}，没有读取。"), "")
}

pub(super) fn unreadable_folder(file: &Arc<str>, reason: &str) -> Finding {
    let message = format!("文件或文件夹打不开（{reason}）。");
    Finding::new(&catalog::FILE_UNREADABLE, Place::file(file), message, "请检查它的权限。")
}

fn misnamed(format: Format, file: &Arc<str>) -> Option<Finding> {
    let extension = file.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let (usual, kind): (&[&str], &str) = match format {
        Format::Xlsx => (&["xlsx", "xlsm", "xltx", "et"], "Excel 2007 以后的工作簿（.xlsx）"),
        Format::Xlsm => (&["xlsm", "xltm"], "带宏的工作簿（.xlsm）"),
        Format::Xlsb => (&["xlsb"], "二进制工作簿（.xlsb）"),
        Format::Xls => (&["xls", "xlt"], "Excel 97–2003 工作簿（.xls）"),
        Format::Et => (&["et"], "WPS 表格（.et）"),
        Format::Ods => (&["ods"], "OpenDocument 表格（.ods）"),
        Format::Csv => (&["csv", "tsv", "txt"], "分隔的文本（.csv）"),
        Format::Html => (&["html", "htm"], "网页表格（.html）"),
        Format::XmlSpreadsheet => (&["xml"], "XML 电子表格（.xml）"),
    };
    if usual.contains(&extension.as_str()) {
        return None;
    }
    let message = match extension.as_str() {
        "" => format!("文件没有扩展名，实际是{kind}，已按实际格式读取。"),
        extension => format!("扩展名是 .{extension}，实际是{kind}，已按实际格式读取。"),
    };
    Some(Finding::new(&catalog::FORMAT_MISNAMED, Place::file(file), message, "建议“另存为” .xlsx 格式再报送。"))
}

fn hidden(grid: &Grid, file: &Arc<str>) -> Option<Finding> {
    if grid.is_own() {
        return None;
    }
    let mut parts = Vec::new();
    if grid.visibility != Visibility::Visible && !grid.cells.is_empty() {
        parts.push("工作表本身是隐藏的".to_owned());
    }
    if !grid.hidden_rows.is_empty() {
        parts.push(format!(
            "隐藏了 {} 行（{}）",
            grid.hidden_rows.len(),
            spans(&grid.hidden_rows, |row| format!("第{}行", row + 1))
        ));
    }
    if !grid.hidden_cols.is_empty() {
        parts.push(format!(
            "隐藏了 {} 列（{}）",
            grid.hidden_cols.len(),
            spans(&grid.hidden_cols, |col| format!("{}列", column_name(col)))
        ));
    }
    if parts.is_empty() {
        return None;
    }
    let message = format!("{}；隐藏的内容也已读取。", parts.join("，"));
    Some(Finding::new(&catalog::HIDDEN_PARTS, place(grid, file), message, "请确认隐藏的内容是否应当报送，不报送的请删除。"))
}

/// Runs of neighbours as `第3行–第5行`, the first few.
fn spans(positions: &[u32], name: impl Fn(u32) -> String) -> String {
    const SHOWN: usize = 4;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &position in positions {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == position => *last = position,
            _ => runs.push((position, position)),
        }
    }
    let texts: Vec<String> = runs
        .iter()
        .take(SHOWN)
        .map(|&(first, last)| if first == last { name(first) } else { format!("{}–{}", name(first), name(last)) })
        .collect();
    texts.join("、") + if runs.len() > SHOWN { " 等" } else { "" }
}

fn damaged(grid: &Grid, file: &Arc<str>) -> Option<Finding> {
    let reason = grid.damage.as_ref()?;
    let message = format!("工作表损坏，内容没有读取：{reason}。");
    Some(Finding::new(&catalog::SHEET_DAMAGED, place(grid, file), message, "请打开原文件检查这张工作表，另存后重新报送。"))
}

fn place(grid: &Grid, file: &Arc<str>) -> Place {
    let source = Source { file: file.clone(), sheet: grid.name.as_deref().map(Arc::from) };
    Place::sheet(&source)
}
