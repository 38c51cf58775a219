//! The 修改清单: a sheet of our own with a line for each finding, a link to its cell, and whether the cell is still as it was.

use std::fmt::Write;

use super::styles::{Additions, Look};
use crate::finding::Severity;
use crate::origin::{CellRef, column_name};
use crate::returns::markup::escape;
use crate::returns::wording::{Preface, TITLE, Wording, counted};
use crate::workbook::text::{clean, lines_needed};

/// A line of the list.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) severity: Severity,
    /// The sheet and the cell in it, as the workbook names them; empty for what concerns the whole file.
    pub(super) sheet: String,
    pub(super) cell: Option<CellRef>,
    pub(super) field: String,
    pub(super) value: String,
    pub(super) message: String,
    pub(super) suggestion: String,
    /// True as long as the cell is wrong; names the sheet. `None` where the cell is not in the workbook.
    pub(super) condition: Option<String>,
}

/// Width in characters of each column.
const WIDTHS: [f64; 9] = [6.0, 8.0, 16.0, 9.0, 16.0, 20.0, 44.0, 40.0, 10.0];
/// The row of the headings, 1-based; title and notes stand above it.
const HEADER: usize = 4;
/// Points of a line of text.
const LINE: f64 = 15.0;
const LAST: &str = "I";

/// The range of the filter and the rows printed on every page, as defined names want them.
pub(super) fn ranges(lines: usize) -> (String, String) {
    (format!("$A${HEADER}:${LAST}${}", HEADER + lines.max(1)), format!("$1:${HEADER}"))
}

/// What stands above the lines.
pub(super) struct Head<'a> {
    pub(super) preface: &'a Preface<'a>,
    /// Lines that did not go in.
    pub(super) left_out: usize,
    pub(super) wording: &'a Wording,
}

/// The sheet part; `is_active` if the workbook opens on it.
pub(super) fn part(
    lines: &[Line],
    above: &Head<'_>,
    styles: Additions,
    (main, namespace): (&str, &str),
    is_active: bool,
) -> String {
    let wording = above.wording;
    let mut rows = head(lines, above, styles);
    for (index, line) in lines.iter().enumerate() {
        row(&mut rows, index, line, wording, styles);
    }
    let last = HEADER + lines.len().max(1);
    let cols: String = (1..).zip(WIDTHS).fold(String::new(), |mut cols, (col, width)| {
        let _ = write!(cols, "<col min=\"{col}\" max=\"{col}\" width=\"{width}\" customWidth=\"1\"/>");
        cols
    });
    let selected = if is_active { " tabSelected=\"1\"" } else { "" };
    let first = HEADER + 1;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{main}\" xmlns:r=\"{namespace}\"><sheetPr>\
         <tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"A1:{LAST}{last}\"/><sheetViews>\
         <sheetView showGridLines=\"0\"{selected} workbookViewId=\"0\"><pane ySplit=\"{HEADER}\" topLeftCell=\"A{first}\" \
         activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A{first}\" sqref=\"A{first}\"/></sheetView>\
         </sheetViews><sheetFormatPr defaultRowHeight=\"{LINE}\"/><cols>{cols}</cols><sheetData>{rows}</sheetData>\
         <autoFilter ref=\"A{HEADER}:{LAST}{last}\"/><mergeCells count=\"3\"><mergeCell ref=\"A1:{LAST}1\"/><mergeCell ref=\"A2:{LAST}2\"/>\
         <mergeCell ref=\"A3:{LAST}3\"/></mergeCells><conditionalFormatting sqref=\"A{first}:{LAST}{last}\"><cfRule type=\"expression\" \
         dxfId=\"{}\" priority=\"1\"><formula>${LAST}{first}=\"{}\"</formula></cfRule></conditionalFormatting>{}\
         <printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.7\" header=\"0.3\" \
         footer=\"0.35\"/><pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;C{}</oddFooter>\
         </headerFooter></worksheet>",
        styles.done(),
        escape(&wording.changed),
        links(lines),
        escape(&wording.footer)
    )
}

/// Title, how many there are, how to go about it, headings.
fn head(lines: &[Line], above: &Head<'_>, styles: Additions) -> String {
    let wording = above.wording;
    let severities: Vec<Severity> = lines.iter().map(|line| line.severity).collect();
    let mut count = format!("{}{}", above.preface.source, counted(&severities, wording));
    if above.left_out > 0 {
        count.push_str(&wording.left_out.replace("{n}", &above.left_out.to_string()));
    }
    let mut rows = String::new();
    let mut single = |row: usize, height: f64, look: Look, text: &str| {
        let cell = cell(0, row, styles.format(look), text);
        let _ = write!(rows, "<row r=\"{row}\" ht=\"{height}\" customHeight=\"1\">{cell}</row>");
    };
    single(1, 28.0, Look::Title, TITLE);
    single(2, 18.0, Look::Note, &count);
    single(3, 18.0, Look::Note, above.preface.how);
    let headings: String = wording
        .columns
        .iter()
        .enumerate()
        .map(|(col, heading)| cell(col, HEADER, styles.format(Look::Heading), heading))
        .collect();
    let _ = write!(rows, "<row r=\"{HEADER}\" ht=\"24\" customHeight=\"1\">{headings}</row>");
    rows
}

fn row(rows: &mut String, index: usize, line: &Line, wording: &Wording, styles: Additions) {
    let at = HEADER + 1 + index;
    let place = line.cell.map(|cell| cell.to_string()).unwrap_or_default();
    let sheet = if line.sheet.is_empty() { &wording.whole_file } else { &line.sheet };
    let texts: [(&str, Look); 7] = [
        (line.severity.label(), Look::Severity(line.severity)),
        (sheet, Look::Centre),
        (&place, if line.condition.is_none() { Look::Centre } else { Look::Link }),
        (&line.field, Look::Centre),
        (&line.value, Look::Text),
        (&line.message, Look::Text),
        (&line.suggestion, Look::Text),
    ];
    let lines = texts.iter().zip(&WIDTHS[1..]).map(|((text, _), width)| lines_needed(text, width - 1.0)).max().unwrap_or(1);
    let height = (lines as f64 * LINE + 6.0).min(400.0);
    let _ = write!(
        rows,
        "<row r=\"{at}\" ht=\"{height}\" customHeight=\"1\"><c r=\"A{at}\" s=\"{}\"><v>{}</v></c>",
        styles.format(Look::Centre),
        index + 1
    );
    for (col, (text, look)) in (1..).zip(texts) {
        rows.push_str(&cell(col, at, styles.format(look), text));
    }
    let state = styles.format(Look::Centre);
    match &line.condition {
        Some(condition) => {
            let formula = format!("IFERROR(IF({condition},\"{0}\",\"{1}\"),\"{1}\")", wording.open, wording.changed);
            let _ = write!(
                rows,
                "<c r=\"{LAST}{at}\" s=\"{state}\" t=\"str\"><f>{}</f><v>{}</v></c>",
                escape(&formula),
                escape(&wording.open)
            );
        }
        None => rows.push_str(&cell(8, at, state, "")),
    }
    rows.push_str("</row>");
}

/// A text as it stands: never a formula.
fn cell(col: usize, row: usize, format: usize, text: &str) -> String {
    let at = format!("{}{row}", column_name(col as u32));
    if text.is_empty() {
        return format!("<c r=\"{at}\" s=\"{format}\"/>");
    }
    let text = clean(&text.into());
    format!("<c r=\"{at}\" s=\"{format}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escape(&text))
}

fn links(lines: &[Line]) -> String {
    let linked = lines.iter().enumerate().filter(|(_, line)| line.condition.is_some()).filter_map(|(index, line)| {
        let target = format!("{}!{}", super::quoted(&line.sheet), line.cell?);
        Some(format!("<hyperlink ref=\"D{}\" location=\"{}\" display=\"{}\"/>", HEADER + 1 + index, escape(&target), line.cell?))
    });
    let all: String = linked.collect();
    if all.is_empty() { all } else { format!("<hyperlinks>{all}</hyperlinks>") }
}
