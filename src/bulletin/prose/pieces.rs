//! The pieces of a line: `{名}`, `{名:格式}`, `[可省的话]`, `[当 条件：…]`, `{每行 表 | 前 3 | 写 … | 隔 、}`.

use super::{Cut, Order, Piece, Rows, Text};
use crate::expr::{self, Expr};

/// Reads a text; the error is a Chinese sentence without place.
pub(super) fn text(written: &str) -> Result<Text, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = written;
    while let Some(sign) = rest.chars().next() {
        let close = match sign {
            '{' => '}',
            '[' => ']',
            '}' | ']' => return Err(format!("多了一个“{sign}”")),
            _ => {
                plain.push(sign);
                rest = &rest[sign.len_utf8()..];
                continue;
            }
        };
        let (inner, after) = enclosed(rest, sign, close)?;
        if !plain.is_empty() {
            pieces.push(Piece::Plain(std::mem::take(&mut plain)));
        }
        pieces.push(if sign == '{' { slot(inner)? } else { optional(inner)? });
        rest = after;
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    Ok(pieces)
}

/// The text between a bracket and its partner, and what follows.
fn enclosed(text: &str, open: char, close: char) -> Result<(&str, &str), String> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Ok((&text[open.len_utf8()..at], &text[at + close.len_utf8()..]));
            }
        }
    }
    Err(format!("“{open}”没有对应的“{close}”"))
}

fn slot(inner: &str) -> Result<Piece, String> {
    if let Some(rest) = inner.strip_prefix("每行") {
        let clauses = Clauses::read(rest.trim())?;
        let rows = clauses.rows(&["写", "隔"])?;
        let written = clauses.get("写").ok_or("每行要有“写”，说明每一行写什么")?;
        return Ok(Piece::Each { rows, text: text(written)?, between: clauses.get("隔").unwrap_or("、").to_owned() });
    }
    if let Some(rest) = inner.strip_prefix("行数") {
        return Ok(Piece::Count(Clauses::read(rest.trim())?.rows(&[])?));
    }
    let (name, format) = inner.split_once([':', '：']).unwrap_or((inner, ""));
    if name.trim().is_empty() {
        return Err("花括号里没有名称".to_owned());
    }
    Ok(Piece::Slot { name: name.trim().to_owned(), format: format.trim().to_owned() })
}

fn optional(inner: &str) -> Result<Piece, String> {
    let Some(rest) = inner.strip_prefix("当 ") else { return Ok(Piece::Optional { when: None, text: text(inner)? }) };
    let (when, written) = rest.split_once('：').ok_or("条件后面要有冒号“：”")?;
    Ok(Piece::Optional { when: Some(condition(when)?), text: text(written)? })
}

fn condition(text: &str) -> Result<Expr, String> {
    expr::parse(text).map_err(|error| format!("条件“{}”{error}", text.trim()))
}

/// `表名 | 前 3 | 当 条件 | …`.
pub(super) struct Clauses<'t> {
    table: &'t str,
    clauses: Vec<(&'t str, &'t str)>,
}

impl<'t> Clauses<'t> {
    pub(super) fn read(text: &'t str) -> Result<Self, String> {
        let mut parts = split(text).into_iter();
        let table = parts.next().map(str::trim).filter(|table| !table.is_empty()).ok_or("没有写是哪张表")?;
        let clause = |part: &'t str| {
            let part = part.trim_start();
            let word = part.split_whitespace().next().unwrap_or_default();
            // What is written a row, and between rows, may begin and end with blanks.
            let rest = part.strip_prefix(word).unwrap_or_default();
            (word, rest.strip_prefix(' ').unwrap_or(rest).trim_end())
        };
        Ok(Self { table, clauses: parts.map(clause).collect() })
    }

    pub(super) fn get(&self, word: &str) -> Option<&'t str> {
        self.clauses.iter().find(|(known, _)| *known == word).map(|(_, rest)| *rest)
    }

    /// The rows that the clauses choose; besides the words for that, only those of `more` may stand there.
    pub(super) fn rows(&self, more: &[&str]) -> Result<Rows, String> {
        const CHOOSING: [&str; 5] = ["当", "按", "倒按", "前", "后"];
        if let Some((word, _)) = self.clauses.iter().find(|(word, _)| !CHOOSING.contains(word) && !more.contains(word)) {
            return Err(format!("不认识“{word}”，这里可以写：{}", [&CHOOSING, more].concat().join("、")));
        }
        let number = |word: &str| -> Result<Option<usize>, String> {
            let count = self.get(word).map(|text| text.trim().parse().map_err(|_| format!("“{word}”后面要写几行，如 {word} 3")));
            count.transpose()
        };
        let cut = match (number("前")?, number("后")?) {
            (Some(count), _) => Cut::First(count),
            (_, Some(count)) => Cut::Last(count),
            _ => Cut::All,
        };
        let order = |word, falling| self.get(word).map(|column| Order { column: column.trim().to_owned(), falling });
        let order = order("按", false).or_else(|| order("倒按", true));
        Ok(Rows { table: self.table.to_owned(), when: self.get("当").map(condition).transpose()?, order, cut, total: false })
    }
}

/// At the bars that stand in no bracket.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    })
    .collect()
}
