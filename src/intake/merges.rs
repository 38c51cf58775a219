//! Merged ranges, made safe: inside the sheet, of more than one cell, apart from each other, none absurdly large.

use std::collections::BTreeMap;

use super::builder::{COLS, ROWS};
use crate::origin::{CellRef, Rect, column_index};

/// A merge of more cells than this is a slip of whole columns or sheets, not a layout.
const LARGEST: u64 = 1 << 20;
const MOST: usize = 100_000;

/// Sorted merges that do not overlap, and how many were dropped. Of two that overlap the upper left one stays.
pub(super) fn apart(mut merges: Vec<Rect>) -> (Vec<Rect>, usize) {
    let given = merges.len();
    merges.retain(|m| m.first <= m.last && m.first.col <= m.last.col && m.last.row < ROWS && m.last.col < COLS);
    merges.retain(|m| u64::from(m.width()) * u64::from(m.height()) <= LARGEST);
    let invalid = given - merges.len();
    merges.retain(|m| m.first != m.last);
    merges.sort_unstable();
    merges.dedup();
    let before = merges.len();
    // Ranges that reach into the current row: first column → (last column, last row). They are disjoint, so one look left suffices.
    let mut open: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(before.min(MOST));
    for merge in merges {
        if kept.len() < MOST && fits(&mut open, &merge) {
            open.insert(merge.first.col, (merge.last.col, merge.last.row));
            kept.push(merge);
        }
    }
    let dropped = before - kept.len();
    (kept, invalid + dropped)
}

fn fits(open: &mut BTreeMap<u32, (u32, u32)>, merge: &Rect) -> bool {
    loop {
        let Some((&first, &(last, until))) = open.range(..=merge.last.col).next_back() else { return true };
        if until < merge.first.row {
            open.remove(&first);
        } else {
            return last < merge.first.col;
        }
    }
}

/// A range such as `A1:C3` (or `A1`), case and `$` ignored; `None` if it is none or lies outside the sheet.
pub(super) fn range(text: &str) -> Option<Rect> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last) = (cell(first)?, cell(last)?);
    (first.row <= last.row && first.col <= last.col).then_some(Rect { first, last })
}

/// A reference such as `C14`; `None` outside the sheet.
pub(super) fn cell(text: &str) -> Option<CellRef> {
    let text = text.trim().replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let col = column_index(&text[..digits])?;
    let row: u32 = text[digits..].parse().ok()?;
    (1..=ROWS).contains(&row).then_some(())?;
    (col < COLS).then(|| CellRef::new(row - 1, col))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_and_absurd_merges_are_dropped() {
        let ranges = ["A1:C3", "B2:D4", "E1:F9", "A4:B4", "A1:XFD1048576", "G1:G1", "D5:D6"];
        let (kept, dropped) = apart(ranges.iter().filter_map(|r| range(r)).collect());
        assert_eq!(kept, ["A1:C3", "E1:F9", "A4:B4", "D5:D6"].map(|r| range(r).expect("a range")));
        assert_eq!(dropped, 2);
        for bad in ["D4:A1", "C0:A-1", "", "XFE1:A1", "A1048577", "1A", "A99999999999"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}
