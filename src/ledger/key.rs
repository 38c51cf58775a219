//! The key of a row: what makes two rows the same entry.

use super::Entry;
use crate::forms::{Field, FieldType, Form};
use crate::identity::{EnterpriseId, enterprise_field, fold, fold_title};
use crate::records::Record;
use crate::value::{State, Value};

/// Between the parts of a key; no folded text holds it.
const BETWEEN: char = '\u{1f}';

/// Sorted by enterprise in list order (those without one last), then by text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    enterprise: u32,
    text: String,
}

/// The key of a row: its enterprise, and the other key fields of the form made comparable.
#[must_use]
pub fn key_of(form: &Form, record: &Record, enterprise: Option<EnterpriseId>) -> Key {
    key(form, &|index| record.cells.get(index).map(|cell| &cell.state), enterprise)
}

/// The key under which an entry stands in its ledger, of this week or of an earlier one.
#[must_use]
pub fn key_of_entry(form: &Form, entry: &Entry) -> Key {
    key(form, &|index| entry.cells.get(index).map(|cell| &cell.state), entry.enterprise)
}

fn key<'a>(form: &Form, state: &dyn Fn(usize) -> Option<&'a State>, enterprise: Option<EnterpriseId>) -> Key {
    let name = enterprise.and(enterprise_field(form));
    let parts = form.fields.iter().enumerate().filter(|(index, field)| field.key && Some(*index) != name);
    let texts: Vec<String> = parts.map(|(index, field)| part(field, state(index))).collect();
    Key { enterprise: enterprise.map_or(u32::MAX, |id| id.0), text: texts.join(&BETWEEN.to_string()) }
}

impl Key {
    /// The enterprise, if one is known.
    #[must_use]
    pub const fn enterprise(&self) -> Option<EnterpriseId> {
        if self.enterprise == u32::MAX { None } else { Some(EnterpriseId(self.enterprise)) }
    }
    /// The key fields but for a known enterprise, in the form's order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.text.split(BETWEEN)
    }
    /// Whether nothing at all is written in the key fields.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.enterprise().is_none() && self.parts().all(str::is_empty)
    }
}

/// A key field made comparable; blank where it says nothing.
fn part(field: &Field, state: Option<&State>) -> String {
    match state.and_then(State::value) {
        None => String::new(),
        Some(Value::Text(text)) if field.ty == FieldType::Text => fold_title(text),
        Some(Value::Text(text)) => fold(text),
        Some(Value::Number(number)) => number.normalize().to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        Some(Value::List(words)) => words.join(","),
    }
}

#[cfg(test)]
mod tests {
    use crate::identity::fold_title;

    #[test]
    fn titles_fold_signs_but_not_phases_or_numbers() {
        for (a, b) in [("年产５万吨 “智能化”改造项目（一期）", "年产5万吨智能化改造项目一期"), ("锅炉改造。", "锅炉改造")]
        {
            assert_eq!(fold_title(a), fold_title(b));
        }
        for (a, b) in [("改造项目（一期）", "改造项目（二期）"), ("年产1.5万吨", "年产15万吨"), ("1-5号窑", "15号窑")]
        {
            assert_ne!(fold_title(a), fold_title(b));
        }
    }
}
