//! Category rows (一、智能改造) may name the enterprise or the kind of the rows under them. Used only where the field has no column of its
//! own and every category says it, and reported.

use super::findings;
use crate::finding::Finding;
use crate::forms::{Field, FieldType};
use crate::intake::{Grid, GridCell};
use crate::origin::CellRef;
use crate::records::typing::{ColumnUnit, TypingContext, from_text};
use crate::records::{Cell, Records};
use crate::table::{Found, RowKind};
use crate::value::day::Edge;
use crate::value::money::MoneyUnit;
use crate::value::normalise::key;
use crate::value::{Doubt, State};

/// Fills fields without a column from the categories above their rows.
pub(super) fn fill(records: &mut Records, found: &Found, grid: &Grid, ctx: &TypingContext) -> Vec<Finding> {
    let categories: Vec<(u32, CellRef, String)> = found
        .table
        .body
        .iter()
        .filter(|body| body.kind == RowKind::Category)
        .filter_map(|body| heading(grid.row(body.row)).map(|(at, text)| (body.row, at, text)))
        .collect();
    if categories.is_empty() {
        return Vec::new();
    }
    let form = records.form.clone();
    let mut findings = Vec::new();
    for (index, field) in form.fields.iter().enumerate().filter(|(index, _)| records.columns[*index].is_none()) {
        let states: Vec<Option<State>> = categories.iter().map(|(_, _, text)| meaning(field, text, ctx)).collect();
        if states.iter().any(Option::is_none) {
            continue;
        }
        for record in &mut records.rows {
            let above = categories.iter().zip(&states).rev().find(|((row, _, _), _)| *row < record.origin.row);
            if let Some(((_, at, text), Some(state))) = above {
                record.cells[index] = Cell { state: state.clone(), raw: Some(text.as_str().into()), at: Some(*at) };
            }
        }
        findings.push(findings::from_categories(&records.source, field, &categories[0].2));
    }
    findings
}

/// The longest text of a category row, without its serial.
fn heading(cells: &[GridCell]) -> Option<(CellRef, String)> {
    let texts = cells.iter().map(|cell| (cell.at, key(&cell.shown())));
    let (at, text) =
        texts.max_by_key(|(at, text)| (text.chars().filter(|c| c.is_alphabetic()).count(), std::cmp::Reverse(at.col)))?;
    let is_serial = |c: char| "一二三四五六七八九十()、.,0123456789".contains(c);
    let bare = text.trim_start_matches(is_serial).trim_end_matches(|c: char| c.is_ascii_digit() || "()个项家:".contains(c));
    (!bare.is_empty()).then(|| (at, bare.to_owned()))
}

/// What a category says for a field, if it surely says something.
fn meaning(field: &Field, text: &str, ctx: &TypingContext) -> Option<State> {
    let unit = ColumnUnit { money: MoneyUnit::WAN, percent: false };
    match &field.ty {
        FieldType::Name if ["公司", "厂", "集团"].iter().any(|ending| text.ends_with(ending)) => {}
        FieldType::Choice(_) | FieldType::Choices(_) if text.chars().count() <= 12 => {}
        _ => return None,
    }
    let bare = ["项目", "类", "类项目", "企业"].iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text);
    let typed = from_text(field, if matches!(field.ty, FieldType::Name) { text } else { bare }, unit, Edge::Start, ctx);
    let sure = !typed.doubts.iter().any(|doubt| matches!(doubt, Doubt::UnknownOption(_) | Doubt::OptionAssumed(_)));
    Some(typed.state).filter(|state| sure && matches!(state, State::Value(_)))
}
