//! Small forms and ledgers for the tests of this module.

use std::sync::Arc;

use crate::forms::{FieldType, Forms};
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::settings::{Declared, Settings};
use crate::statistics::{Parameters, Reports, StatTable, StatValue, Statistics, compute};
use crate::value::{Date, Day, State, Value};

/// Forms with the built-in ones' rules: `表: 名称 text, 完成 money` a line; the first field is the key.
pub(super) fn forms(text: &str) -> Forms {
    let declared: Vec<(String, String)> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(declaration).collect();
    Forms::read(declared.iter().map(|(file, text)| (file.as_str(), text.as_str()))).expect("valid forms")
}

fn declaration(line: &str) -> (String, String) {
    let (name, fields) = line.split_once(": ").expect("name: fields");
    let mut text = format!("name = \"{name}\"\nrole = \"submission\"\n");
    for (i, field) in fields.split(", ").enumerate() {
        let (name, ty) = field.split_once(' ').expect("name type");
        let field = format!("[[field]]\nname = \"{name}\"\ntype = \"{ty}\"\nkey = {0}\nrequired = {0}\n", i == 0);
        text.push_str(&field);
    }
    (format!("{name}.toml"), text)
}

/// A table: a line of field names, then rows whose cells are separated by blanks; `-` is blank, `?` unreadable.
pub(super) fn table(forms: &Forms, name: &str, text: &str) -> LedgerTable {
    let form = forms.get(name).expect(name);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let fields: Vec<usize> = lines.next().expect("fields").split_whitespace().map(|f| form.index(f).expect(f)).collect();
    let entries = lines.map(|line| {
        let mut cells = vec![LedgerCell::default(); form.fields.len()];
        for (word, field) in line.split_whitespace().zip(&fields) {
            cells[*field].state = state(word, &form.fields[*field].ty);
        }
        Entry { enterprise: None, cells, origins: Vec::new(), units: Vec::new() }
    });
    LedgerTable { form: form.clone(), entries: entries.collect() }
}

fn state(word: &str, ty: &FieldType) -> State {
    State::Value(match (word, ty) {
        ("-", _) => return State::Blank,
        ("?", _) => return State::Unreadable,
        (word, FieldType::Money | FieldType::Number | FieldType::Integer | FieldType::Percent | FieldType::Year) => {
            Value::Number(word.parse().expect("a number"))
        }
        (word, FieldType::YesNo) => Value::Bool(word == "是"),
        (word, FieldType::Date | FieldType::Month) => Value::Date(date(word)),
        (word, FieldType::Choices(_) | FieldType::Texts) => Value::List(word.split('、').map(Arc::from).collect()),
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
pub(super) fn run(reports: &str, forms: &Forms, tables: Vec<LedgerTable>, cutoff: (i16, u8, u8)) -> Statistics {
    let settings = settings();
    let file = Declared { file: "报表/试.toml", text: reports };
    let reports = Reports::from_files(&[file], forms, &settings).unwrap_or_else(|m| panic!("{m:#?}"));
    compute(&ledger(tables), &Ledger::default(), &Parameters { cutoff: day(cutoff), settings: &settings }, &reports).0
}

pub(super) fn settings() -> Settings {
    Settings::defaults("某某县", 2022)
}

pub(super) fn day((year, month, day): (i16, u8, u8)) -> Day {
    Day::new(year, month, day).expect("a day")
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
