//! A field as a column to be filled in: heading with its unit, width, list of options, input check.

use std::sync::Arc;

use super::Offers;
use super::wording::{Wording, fill};
use crate::forms::{Field, FieldType, Requirement, Vocabulary};
use crate::workbook::{Accepts, Column, Entry, Kind, Others, Width};

/// Characters of a prompt; what is longer stands in the instructions.
const PROMPT_LENGTH: usize = 100;

pub(super) fn column(field: &Field, offers: &Offers) -> Column {
    let width = match field.ty {
        FieldType::Name => Width::Exactly(28.0),
        FieldType::Code => Width::Exactly(22.0),
        FieldType::Phone => Width::Exactly(14.0),
        FieldType::Text | FieldType::Texts => Width::Exactly(20.0),
        _ => Width::Fit { least: 12.0, most: 18.0 },
    };
    // headings of fields that may stay blank are one step quieter
    let derived = matches!(field.required, Requirement::Optional) && !field.key;
    let column = Column { width, derived, entry: entry(field, offers), ..Column::new(&heading(field), Kind::from(&field.ty)) };
    column.group(field.section.as_ref())
}

/// The name with the unit in which amounts are written.
pub(super) fn heading(field: &Field) -> String {
    match (&field.unit, &field.ty) {
        (Some(unit), _) if !field.name.contains(unit.as_str()) => format!("{}（{unit}）", field.name),
        (None, FieldType::Money) => format!("{}（万元）", field.name),
        _ => field.name.to_string(),
    }
}

fn entry(field: &Field, offers: &Offers) -> Entry {
    let anything = || Entry::new(Accepts::Anything);
    let entry = match &field.ty {
        FieldType::Choice(vocabulary) => Entry::one_of(names(vocabulary)),
        // one is picked from the list, several are typed
        FieldType::Choices(vocabulary) => Entry::one_of(names(vocabulary)).others(Others::Taken),
        FieldType::YesNo => Entry::one_of([Arc::from("是"), Arc::from("否")]),
        FieldType::Name if !offers.enterprises.is_empty() => Entry::one_of(offers.enterprises.clone()).others(Others::Asked),
        FieldType::Unit if !offers.units.is_empty() => Entry::one_of(offers.units.clone()).others(Others::Taken),
        FieldType::Money | FieldType::Number | FieldType::Percent => Entry::new(Accepts::AtLeast(0)),
        FieldType::Integer => Entry::new(Accepts::WholeAtLeast(0)),
        FieldType::Year => Entry::new(Accepts::WholeAtLeast(1950)).others(Others::Asked),
        FieldType::Date => Entry::new(Accepts::Day).others(Others::Asked),
        FieldType::Code => Entry::new(Accepts::Length { least: 18, most: 18 }).others(Others::Asked),
        FieldType::Phone => Entry::new(Accepts::Length { least: 7, most: 30 }).others(Others::Asked),
        FieldType::Text | FieldType::Texts | FieldType::Month | FieldType::Person | FieldType::Name | FieldType::Unit => {
            anything()
        }
    };
    entry.prompt(prompt(field))
}

/// What the selected cell says.
fn prompt(field: &Field) -> String {
    let explained = explanation(field);
    let short = explained.chars().count() <= PROMPT_LENGTH;
    if short { explained } else { field.help.clone() }
}

/// The field's own words, then how entries of its type are written.
pub(super) fn explanation(field: &Field) -> String {
    let Some(words) = Wording::built_in().of(&field.ty) else { return field.help.clone() };
    let options: Vec<&str> = field.ty.vocabulary().map(|vocabulary| vocabulary.names().collect()).unwrap_or_default();
    let told = !options.is_empty() && options.iter().all(|option| field.help.contains(option));
    let how = if told { String::new() } else { fill(&words.how, &[("options", &options.join("、"))]) };
    let alone = if field.help.is_empty() { words.alone.as_str() } else { "" };
    format!("{}{alone}{how}", field.help)
}

fn names(vocabulary: &Vocabulary) -> Vec<Arc<str>> {
    vocabulary.options.iter().map(|option| option.name.clone()).collect()
}
