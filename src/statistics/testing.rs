//! Small forms and ledgers for the tests of this module.

use std::sync::Arc;

use crate::forms::{Choice, Field, FieldType, Form, FormRole, Requirement, Vocabulary};
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::settings::Declared;
use crate::statistics::{Parameters, Reports, StatTable, StatValue, Statistics, compute};
use crate::value::{Date, Day, State, Value};

/// A form of `name:type` words; the first field is the key. Types: t text, m money, d date, y yes/no, c{a|b} choice, l{a|b} choices.
pub(super) fn form(name: &str, role: FormRole, fields: &str) -> Arc<Form> {
    let fields = fields.split_whitespace().enumerate().map(|(i, word)| {
        let (name, ty) = word.split_once(':').expect("name:type");
        let options = ty.trim_start_matches(['c', 'l', '{']).trim_end_matches('}').split('|');
        let choice = |name: &str| Choice { name: Arc::from(name), synonyms: Vec::new(), parts: Vec::new() };
        let vocabulary = Arc::new(Vocabulary { options: options.map(choice).collect() });
        let ty = match ty.chars().next() {
            Some('m') => FieldType::Money,
            Some('d') => FieldType::Date,
            Some('y') => FieldType::YesNo,
            Some('c') => FieldType::Choice(vocabulary),
            Some('l') => FieldType::Choices(vocabulary),
            _ => FieldType::Text,
        };
        Field {
            name: Arc::from(name),
            ty,
            required: Requirement::Optional,
            key: i == 0,
            synonyms: Vec::new(),
            meanings: Vec::new(),
            groups: Vec::new(),
            unit: None,
            help: String::new(),
        }
    });
    let fields = fields.collect();
    Arc::new(Form { name: Arc::from(name), role, aliases: Vec::new(), fields, checks: Vec::new(), authority: Vec::new() })
}

/// A table of rows whose cells are separated by blanks; `-` is blank, `?` unreadable.
pub(super) fn table(form: &Arc<Form>, rows: &str) -> LedgerTable {
    let entries = rows.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let cells = line.split_whitespace().zip(&form.fields).map(|(word, field)| LedgerCell {
            state: state(word, &field.ty),
            raw: None,
            origin: None,
        });
        Entry { enterprise: None, cells: cells.collect(), origins: Vec::new(), units: Vec::new() }
    });
    LedgerTable { form: form.clone(), entries: entries.collect() }
}

fn state(word: &str, ty: &FieldType) -> State {
    State::Value(match (word, ty) {
        ("-", _) => return State::Blank,
        ("?", _) => return State::Unreadable,
        (word, FieldType::Money) => Value::Number(word.parse().expect("a number")),
        (word, FieldType::YesNo) => Value::Bool(word == "是"),
        (word, FieldType::Date) => Value::Date(date(word)),
        (word, FieldType::Choices(_)) => Value::List(word.split('、').map(Arc::from).collect()),
        (word, _) => Value::text(word),
    })
}

fn date(word: &str) -> Date {
    let parts: Vec<i16> = word.split('-').map(|part| part.parse().expect("a number")).collect();
    match parts[..] {
        [year] => Date::year(year),
        [year, month] => Date::month(year, month as u8),
        _ => Day::new(parts[0], parts[1] as u8, parts[2] as u8).map(Date::day),
    }
    .expect("a date")
}

/// A run of reports given as text.
pub(super) fn run(reports: &str, tables: Vec<LedgerTable>, cutoff: (i16, u8, u8)) -> Statistics {
    let forms: Vec<Arc<Form>> = tables.iter().map(|t| t.form.clone()).collect();
    let file = Declared { file: "报表/试.toml", text: reports };
    let reports = Reports::from_files(&[file], &forms).unwrap_or_else(|m| panic!("{m:#?}"));
    compute(&ledger(tables), &Ledger::default(), &parameters(cutoff), &reports).0
}

pub(super) fn parameters((year, month, day): (i16, u8, u8)) -> Parameters {
    Parameters::new(Day::new(year, month, day).expect("a day"))
}

pub(super) fn ledger(tables: Vec<LedgerTable>) -> Ledger {
    Ledger { tables: tables.into_iter().map(|t| (t.form.name.clone(), t)).collect() }
}

/// A value as a reader would see it: rates as `n/d`.
pub(super) fn shown(value: &StatValue) -> String {
    match value {
        StatValue::Text(text) => text.to_string(),
        StatValue::Count(count) => count.to_string(),
        StatValue::Number(number) => number.normalize().to_string(),
        StatValue::Ratio { numerator, denominator } => format!("{}/{}", numerator.normalize(), denominator.normalize()),
        StatValue::None => "—".to_owned(),
    }
}

/// One line a row, headings first.
pub(super) fn golden(table: &StatTable) -> String {
    let headings: Vec<String> = table
        .columns
        .iter()
        .map(|c| c.group.as_ref().map_or_else(|| c.name.to_string(), |group| format!("{group}.{}", c.name)))
        .collect();
    let rows = table.rows.iter().map(|row| row.cells.iter().map(|c| shown(&c.value)).collect::<Vec<_>>().join(" "));
    std::iter::once(headings.join(" ")).chain(rows).collect::<Vec<_>>().join("\n")
}

/// The formulas of a row, by column.
pub(super) fn formulas(table: &StatTable, row: usize) -> Vec<String> {
    table.rows[row].cells.iter().map(|c| c.formula.as_ref().map(super::Formula::to_text).unwrap_or_default()).collect()
}
