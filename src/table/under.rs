//! Rows under a header that explain it and are no records: column numbers, units, options, instructions, a sample.

use super::columns::Heading;
use super::guess::Guess;
use super::kind::{Kind, kind};
use super::row::Reader;
use super::text::{squash, text_of};
use super::view::View;
use super::{shown, words};
use crate::intake::{Content, GridCell};

/// Most rows between a header and its body.
const MOST: usize = 4;

/// The explaining rows from filled row `from` on, and the units a unit row gives by column.
pub(super) fn read(view: &View<'_>, reader: &Reader<'_>, headings: &[Heading], from: usize) -> (Vec<u32>, Vec<(u32, String)>) {
    let (mut rows, mut units) = (Vec::new(), Vec::new());
    for i in from..view.len().min(from + MOST) {
        let cells: Vec<&GridCell> = reader.cells(view, i).collect();
        if is_column_numbers(&cells, headings.len()) || is_instructions(&cells) || reader.guess(view, i) == Guess::Sample {
            rows.push(view.row(i));
        } else if is_units_or_options(&cells) {
            rows.push(view.row(i));
            units.extend(
                cells
                    .iter()
                    .filter_map(|cell| Some((cell.at.col, text_of(cell)?)))
                    .filter(|(_, text)| words::is_measure(text))
                    .map(|(col, text)| (col, squash(text))),
            );
        } else {
            break;
        }
    }
    (rows, units)
}

/// `1 | 2 | 3 | 4=2+3`, `甲 | 乙 | 1 | 2`: the columns counted through.
fn is_column_numbers(cells: &[&GridCell], width: usize) -> bool {
    if cells.len() < 3 || cells.len() * 5 < width * 3 {
        return false;
    }
    let letters =
        cells.iter().take_while(|cell| text_of(cell).is_some_and(|text| "甲乙丙丁戊己庚".contains(text.trim()))).count();
    let numbers: Vec<Option<u32>> = cells[letters..].iter().map(|cell| leading_number(cell)).collect();
    numbers.len() >= 2
        && numbers.iter().enumerate().all(|(i, number)| *number == Some(i as u32 + numbers[0].unwrap_or(1)))
        && numbers[0] == Some(1)
}

/// The number a cell is or begins with (`4=2+3`, `（4）`).
fn leading_number(cell: &GridCell) -> Option<u32> {
    match &cell.content {
        Content::Number(number) if number.fract() == 0.0 && (1.0..=500.0).contains(number) => Some(*number as u32),
        Content::Text(text) => {
            let text = text.trim().trim_start_matches(['（', '(', '[']);
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            let closed = text[end..].is_empty() || text[end..].starts_with(['=', '＝', '）', ')', ']', '栏', '列']);
            if closed { text[..end].parse().ok() } else { None }
        }
        _ => None,
    }
}

/// `| 个 | 亿元 | % | 是/否 |`: nothing but units and choices (and at most one word such as 计量单位).
fn is_units_or_options(cells: &[&GridCell]) -> bool {
    let (mut telling, mut other) = (0, 0);
    for cell in cells {
        match text_of(cell).map(str::trim) {
            Some(text) if words::is_measure(text) || is_choice(text) || words::is_instruction(text) => telling += 1,
            Some(text) if words::is_mark(text) => {}
            _ => other += 1,
        }
    }
    telling >= 2 && (other == 0 || other == 1 && telling >= 4 && cells.first().is_some_and(|cell| kind(cell) == Kind::Label))
}

/// `是/否`, `强/弱`, `无部署/部署中/有效部署`: short words with strokes between, without digits.
fn is_choice(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['/', '／', '|', '、']).map(str::trim).collect();
    parts.len() >= 2
        && !text.contains(|c: char| c.is_ascii_digit())
        && parts.iter().all(|part| (1..=8).contains(&part.chars().count()))
        && text.contains(['/', '／', '|'])
}

/// Most cells tell how to fill in: 必填, 下拉选择 ….
fn is_instructions(cells: &[&GridCell]) -> bool {
    let telling = cells.iter().filter(|cell| words::is_instruction(&shown(cell))).count();
    telling >= 2 && telling * 2 >= cells.len() && cells.iter().all(|cell| kind(cell) != Kind::Number)
}
