//! HTML tables saved under a spreadsheet's name, as many reporting systems export them. Everything lands on one sheet, as Excel shows
//! it: tables below each other, text between them as rows of one cell.

mod entities;
mod table;
mod tokens;

use std::borrow::Cow;

use super::budget::Budget;
use super::builder::{Builder, Raw};
use super::{Book, Format, NumberClass, Refusal, encoding};
use table::Table;
use tokens::{Token, Tokens};

pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Result<Book, Refusal> {
    let (text, lossy) = encoding::markup(bytes, declared_charset(bytes).as_deref());
    let mut page = Page { builder: Builder::new(None), ..Page::default() };
    page.builder.remarks.extend(lossy.then(|| "网页中有无法识别的文字".to_owned()));
    for token in Tokens::new(&text) {
        page.take(&token, budget)?;
        budget.step()?;
    }
    page.end(budget)?;
    if page.tables == 0 {
        return Err(Refusal::NotASpreadsheet("网页（没有表格）".into()));
    }
    let merged = std::mem::take(&mut page.merged);
    let (grid, remarks) = page.builder.finish(merged);
    Ok(Book { format: Format::Html, sheets: vec![grid], remarks })
}

/// The charset that a `<meta>` in the head names.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let value = head.split("charset").nth(1)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(['"', '\'', ' ', ';', '>', '/']).unwrap_or(value.len());
    Some(value[..end].to_owned())
}

#[derive(Debug, Default)]
struct Page {
    builder: Builder,
    merged: Vec<crate::origin::Rect>,
    /// Where the next table or line of text goes.
    next_row: u32,
    /// Open tables, the innermost last.
    open: Vec<Table>,
    tables: usize,
    /// Text outside any table.
    line: String,
}

impl Page {
    fn take(&mut self, token: &Token, budget: &mut Budget) -> Result<(), Refusal> {
        match token {
            Token::Text(text) => match self.open.last_mut() {
                Some(table) => table.text(text),
                None => tokens::push_collapsed(&mut self.line, text),
            },
            Token::Open { name: "table", .. } => {
                if self.open.is_empty() {
                    self.end_line(budget)?;
                }
                self.open.push(Table::default());
                self.tables += 1;
            }
            Token::Close { name: "table" } => self.close_table(budget)?,
            Token::Open { name, attributes } => match self.open.last_mut() {
                Some(table) => table.open(name, attributes),
                None if is_block(name) => self.end_line(budget)?,
                None => {}
            },
            Token::Close { name } => match self.open.last_mut() {
                Some(table) => table.close(name),
                None if is_block(name) => self.end_line(budget)?,
                None => {}
            },
        }
        Ok(())
    }

    fn close_table(&mut self, budget: &mut Budget) -> Result<(), Refusal> {
        let Some(table) = self.open.pop() else { return Ok(()) };
        self.next_row += table.place(self.next_row, &mut self.builder, &mut self.merged, budget)?;
        Ok(())
    }

    fn end_line(&mut self, budget: &mut Budget) -> Result<(), Refusal> {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if !line.is_empty() {
            self.builder.push((self.next_row, 0), Raw::Text(Cow::Borrowed(line)), NumberClass::General, false, budget)?;
            self.next_row += 1;
        }
        Ok(())
    }

    /// Whatever the page left open.
    fn end(&mut self, budget: &mut Budget) -> Result<(), Refusal> {
        while !self.open.is_empty() {
            self.close_table(budget)?;
        }
        self.end_line(budget)
    }
}

fn is_block(name: &str) -> bool {
    matches!(name, "p" | "div" | "br" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "center" | "body" | "hr")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Limits;

    fn cells(bytes: &[u8]) -> Result<(Vec<String>, Vec<String>), Refusal> {
        let limits = Limits::default();
        let book = read(bytes, &mut Budget::new(&limits))?;
        let grid = &book.sheets[0];
        let merges = grid.merges.iter().map(|m| format!("{}:{}", m.first, m.last)).collect();
        Ok((grid.cells.iter().map(|c| format!("{}={}", c.at, c.shown())).collect(), merges))
    }

    #[test]
    fn tag_soup_becomes_a_grid() {
        let soup = "<html><head><title>x</title><style>td{a}</style></head><body><h2>进展&nbsp;表</h2>\
            <TABLE border=1><tr><th rowspan=2>单位<th colspan='2'>投资&lt;万元&gt;<tr><td>总</td><td>本年<br>累计\
            <tr style='display:none'><td> 甲 \n 乙 <td>1,200.50<td>&#x4e2d;</table><!-- <td>no --><p>注</p></body>";
        let (found, merges) = cells(soup.as_bytes()).expect("readable");
        let expected = [
            "A1=进展\u{a0}表",
            "A2=单位",
            "B2=投资<万元>",
            "B3=总",
            "C3=本年\n累计",
            "A4=甲 乙",
            "B4=1,200.50",
            "C4=中",
            "A5=注",
        ];
        assert_eq!(found, expected);
        assert_eq!(merges, ["A2:A3", "B2:C2"]);
    }

    #[test]
    fn charset_and_nesting() {
        let page = "<meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><table><tr><td>外<table><tr><td>内</table></table>";
        let gbk = encoding_rs::GB18030.encode(page).0.into_owned();
        assert_eq!(cells(&gbk).expect("readable").0, ["A1=内", "A2=外"]);
        assert!(matches!(cells(b"<html><p>none</html>"), Err(Refusal::NotASpreadsheet(_))));
        assert_eq!(cells(b"<table><tr><td colspan=999999999>a<td rowspan=-1>b").expect("readable").0, ["A1=a"]);
    }
}
