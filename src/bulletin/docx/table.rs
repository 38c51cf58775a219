//! Tables: headings repeated on every page, rows never cut, columns as wide as what they hold.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::{paragraph, run};
use crate::bulletin::prose::{Column, Row, Table};
use crate::statistics::Kind;

/// Between the margins, in twips.
const WIDTH: usize = 8844;
/// Left and right of a cell's text together.
const PADDING: usize = 140;
/// Sizes of letters in half points, large to small: 小四, 五号, 小五.
const SIZES: [usize; 3] = [24, 21, 18];
/// A column is never set wider than so many digits; what is longer wraps.
const WIDEST: usize = 40;

pub(super) fn table(table: &Table, xml: &mut String) {
    paragraph("Caption", &table.caption, xml);
    let columns: Vec<Need> = (0..table.columns.len()).map(|at| Need::of(table, at)).collect();
    let size = SIZES.iter().copied().find(|size| fits(&columns, *size)).unwrap_or(SIZES[SIZES.len() - 1]);
    let widths = widths(&columns, size);
    let size = format!(r#"<w:rPr><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>"#);
    xml.push_str(r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>"#);
    let _ = write!(
        xml,
        r#"<w:tblW w:w="{WIDTH}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>"#
    );
    for width in &widths {
        let _ = write!(xml, r#"<w:gridCol w:w="{width}"/>"#);
    }
    xml.push_str("</w:tblGrid>");
    headings(&table.columns, &widths, &size, xml);
    for row in &table.rows {
        data(row, &table.columns, &widths, &size, xml);
    }
    xml.push_str(r#"</w:tbl><w:p><w:pPr><w:spacing w:line="200" w:lineRule="exact"/></w:pPr></w:p>"#);
}

/// How much room a column wants, in digits.
#[derive(Clone, Copy)]
struct Need {
    digits: usize,
    /// Texts may wrap, numbers may not.
    wraps: bool,
}

impl Need {
    fn of(table: &Table, at: usize) -> Self {
        // Digits of substitute fonts, and bold ones of totals, are wider than half a Han character.
        let is_text = table.columns[at].kind == Kind::Text;
        let wide = |cell: &String| if is_text { cell.width_cjk() } else { cell.width_cjk() * 5 / 4 + 1 };
        let cells = table.rows.iter().filter_map(|row| row.cells.get(at)).map(wide);
        // Long headings wrap once; the unit in brackets stands on a line of its own.
        let part = |part: &str| if part.width_cjk() <= 6 { part.width_cjk() } else { part.width_cjk().div_ceil(4) * 2 };
        let heading = table.columns[at].name.split('（').map(part).max().unwrap_or(0);
        let digits = cells.chain([heading, 4]).max().unwrap_or(4).min(WIDEST);
        Self { digits, wraps: is_text }
    }

    /// Twips at a size; a digit is half as wide as its letters are high.
    const fn twips(self, size: usize) -> usize {
        self.digits * size * 5 + PADDING
    }
}

/// Whether a size leaves the texts at least two thirds of what they want.
fn fits(columns: &[Need], size: usize) -> bool {
    columns.iter().map(|column| if column.wraps { column.twips(size) * 2 / 3 } else { column.twips(size) }).sum::<usize>()
        <= WIDTH
}

/// Widths that fill the line: what is over goes to all, what is missing is taken from the texts.
fn widths(columns: &[Need], size: usize) -> Vec<usize> {
    let sum = |wraps: bool| columns.iter().filter(|c| c.wraps == wraps).map(|c| c.twips(size)).sum::<usize>();
    let (texts, numbers) = (sum(true), sum(false));
    let is_tight = texts + numbers > WIDTH && numbers < WIDTH && texts > 0;
    let width = |column: &Need| match column.wraps {
        true if is_tight => column.twips(size) * (WIDTH - numbers) / texts,
        false if is_tight => column.twips(size),
        _ => column.twips(size) * WIDTH / (texts + numbers).max(1),
    };
    columns.iter().map(width).collect()
}

/// One row of headings, or two where columns stand in groups.
fn headings(columns: &[Column], widths: &[usize], size: &str, xml: &mut String) {
    const ROW: &str = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
    let is_grouped = columns.iter().any(|column| column.group.is_some());
    if is_grouped {
        xml.push_str(ROW);
        let mut at = 0;
        while at < columns.len() {
            let group = &columns[at].group;
            let span = match group {
                Some(_) => columns[at..].iter().take_while(|column| column.group == *group).count(),
                None => 1,
            };
            let text = group.as_deref().unwrap_or(&columns[at].name);
            let merged = if group.is_none() { r#"<w:vMerge w:val="restart"/>"# } else { "" };
            let properties = format!(r#"<w:gridSpan w:val="{span}"/>{merged}"#);
            cell("TableHead", "", widths[at..at + span].iter().sum(), &properties, text, size, xml);
            at += span;
        }
        xml.push_str("</w:tr>");
    }
    xml.push_str(ROW);
    for (column, width) in columns.iter().zip(widths) {
        let continued = is_grouped && column.group.is_none();
        let (properties, text) = if continued { ("<w:vMerge/>", "") } else { ("", column.name.as_str()) };
        cell("TableHead", "", *width, properties, text, size, xml);
    }
    xml.push_str("</w:tr>");
}

fn data(row: &Row, columns: &[Column], widths: &[usize], size: &str, xml: &mut String) {
    xml.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    let size = if row.total { size.replace("<w:rPr>", "<w:rPr><w:b/><w:bCs/>") } else { size.to_owned() };
    for ((text, column), width) in row.cells.iter().zip(columns).zip(widths) {
        let align = match column.kind {
            Kind::Text => "left",
            Kind::Count | Kind::Money | Kind::Rate | Kind::Points | Kind::Score => "right",
            Kind::Rank | Kind::Year | Kind::Date | Kind::Light => "center",
        };
        cell("TableText", align, *width, "", text, &size, xml);
    }
    xml.push_str("</w:tr>");
}

fn cell(style: &str, align: &str, width: usize, properties: &str, text: &str, size: &str, xml: &mut String) {
    let align = if align.is_empty() { String::new() } else { format!(r#"<w:jc w:val="{align}"/>"#) };
    let _ = write!(xml, r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}<w:vAlign w:val="center"/></w:tcPr>"#);
    let _ = write!(xml, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{align}</w:pPr>"#);
    run(size, text, xml);
    xml.push_str("</w:p></w:tc>");
}
