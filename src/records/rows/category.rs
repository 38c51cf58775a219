//! Category rows (一、智能改造) may name the enterprise or the kind of the rows under them. Used only where the field has no column of its
//! own and every category says it, and reported.

use super::{Reading, findings};
use crate::finding::Finding;
use crate::forms::{Field, FieldType};
use crate::records::headings::Category;
use crate::records::typing::{ColumnUnit, TypingContext, from_text};
use crate::records::{Cell, Records};
use crate::value::day::Edge;
use crate::value::money::MoneyUnit;
use crate::value::{Doubt, State};

/// Fills fields without a column from the categories above their rows.
pub(super) fn fill(records: &mut Records, reading: &Reading<'_>) -> Vec<Finding> {
    let categories = &reading.matched.categories;
    let Some(example) = categories.first() else { return Vec::new() };
    let form = records.form.clone();
    let mut findings = Vec::new();
    for (index, field) in form.fields.iter().enumerate().filter(|(index, _)| reading.matched.fields[*index].is_none()) {
        let states: Vec<Option<State>> = categories.iter().map(|category| meaning(field, category, reading.typing)).collect();
        if states.iter().any(Option::is_none) {
            continue;
        }
        for record in &mut records.rows {
            let above = categories.iter().zip(&states).rev().find(|(category, _)| category.at.row < record.origin.row);
            if let Some((category, Some(state))) = above {
                record.cells[index] =
                    Cell { state: state.clone(), raw: Some(category.text.as_str().into()), at: Some(category.at) };
            }
        }
        findings.push(findings::from_categories(&records.source, field, &example.text));
    }
    findings
}

/// What a category says for a field, if it surely says something.
fn meaning(field: &Field, category: &Category, ctx: &TypingContext) -> Option<State> {
    let unit = ColumnUnit { money: MoneyUnit::WAN, percent: false };
    let text = match &field.ty {
        FieldType::Name if category.is_enterprise => &category.text,
        FieldType::Choice(_) | FieldType::Choices(_) => &category.kind,
        _ => return None,
    };
    let typed = from_text(field, text, unit, Edge::Start, ctx);
    let sure = !typed.doubts.iter().any(|doubt| matches!(doubt, Doubt::UnknownOption(_) | Doubt::OptionAssumed(_)));
    Some(typed.state).filter(|state| sure && matches!(state, State::Value(_)))
}
