//! A document as plain text: the bulletin to be pasted into a message, and the body of a mail.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::prose::{Block, Document, Place, Table};
use crate::statistics::Kind;

/// The text, lines ended by `\n`. Paragraphs of a bulletin are indented, those of a mail are not.
#[must_use]
pub fn plain(document: &Document, indented: bool) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Blank => {}
            Block::Text(Place::Paragraph | Place::Heading(_), line) if indented => {
                let _ = write!(text, "　　{line}");
            }
            Block::Text(Place::Signature, line) if indented => {
                let _ = write!(text, "　　　　　　　　　　　　{line}");
            }
            Block::Text(_, line) => text.push_str(line),
            Block::Table(table) => grid(table, &mut text),
        }
        text.push('\n');
    }
    text
}

/// A table with columns padded to the width of their longest cell.
fn grid(table: &Table, text: &mut String) {
    let heading = |at: usize| match &table.columns[at].group {
        Some(group) => format!("{group}·{}", table.columns[at].name),
        None => table.columns[at].name.clone(),
    };
    let headings: Vec<String> = (0..table.columns.len()).map(heading).collect();
    let lines = || std::iter::once(&headings).chain(table.rows.iter().map(|row| &row.cells));
    let width = |at: usize| lines().filter_map(|cells| cells.get(at)).map(|cell| cell.width_cjk()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    text.push_str(&table.caption);
    for cells in lines() {
        let padded = cells.iter().zip(&widths).zip(&table.columns).map(|((cell, width), column)| {
            let blanks = " ".repeat(width.saturating_sub(cell.width_cjk()));
            if column.kind == Kind::Text { format!("{cell}{blanks}") } else { format!("{blanks}{cell}") }
        });
        text.push('\n');
        text.push_str(padded.collect::<Vec<_>>().join("  ").trim_end());
    }
}
