//! Laws of the ledger's text: what is read is what was written, and anything else is refused.

use std::io::BufReader;
use std::sync::Arc;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{read_ledger, write_ledger};
use crate::forms::{Field, FieldType, Form, Forms};
use crate::identity::{ENTERPRISES, EnterpriseId};
use crate::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use crate::origin::{CellRef, Origin, Source};
use crate::value::{Date, Day, State, Value};

fn day(number: i32) -> Day {
    Day::from_number(number).expect("a day")
}

fn text() -> impl Strategy<Value = Arc<str>> {
    "[ -~]{0,6}|[一-十\\n\"\\\\]{0,4}".prop_map(Arc::from)
}

/// A value that a field may hold.
fn value(field: &Field) -> BoxedStrategy<Value> {
    let date = (19_000..20_000i32, 0..400i32, 0..4u8).prop_map(|(from, days, kind)| {
        let first = day(from);
        match kind {
            0 => Date::day(first),
            1 => Date::month(first.year(), first.month()).expect("a month"),
            2 => Date::year(first.year()).expect("a year"),
            _ => Date::vague(first, day(from + days)).expect("in order"),
        }
    });
    match field.ty {
        FieldType::Money | FieldType::Number | FieldType::Integer | FieldType::Percent | FieldType::Year => {
            (any::<i64>(), 0..6u32).prop_map(|(n, scale)| Value::Number(Decimal::new(n, scale))).boxed()
        }
        FieldType::Date | FieldType::Month => date.prop_map(Value::Date).boxed(),
        FieldType::YesNo => any::<bool>().prop_map(Value::Bool).boxed(),
        FieldType::Choices(_) | FieldType::Texts => {
            prop::collection::vec(text(), 0..3).prop_map(|items| Value::List(items.into())).boxed()
        }
        _ => text().prop_map(Value::Text).boxed(),
    }
}

fn source() -> impl Strategy<Value = Arc<Source>> {
    ((0..3u8), prop::option::of("[表甲乙]{1,2}")).prop_map(|(file, sheet)| {
        Arc::new(Source { file: Arc::from(format!("收件/{file}.xlsx")), sheet: sheet.map(Arc::from) })
    })
}

fn cell(field: &Field) -> impl Strategy<Value = LedgerCell> + use<> {
    let state = prop_oneof![
        Just(State::Blank),
        Just(State::NotApplicable),
        Just(State::Unreadable),
        value(field).prop_map(State::Value).boxed(),
    ];
    (state, prop::option::of(text()), any::<bool>(), prop::option::of((source(), 0..900u32, 0..800u32))).prop_map(
        |(state, raw, same, origin)| {
            let own = state.value().and_then(|v| v.as_text().cloned());
            let raw = if same { own.or(raw) } else { raw };
            LedgerCell { state, raw, origin: origin.map(|(source, row, col)| (source, CellRef::new(row, col))) }
        },
    )
}

fn entry(form: &Form) -> impl Strategy<Value = Entry> + use<> {
    let cells: Vec<_> = form.fields.iter().map(cell).collect();
    let origins = prop::collection::vec((source(), 0..900u32), 0..3);
    (prop::option::of(0..2u32), cells, origins, prop::collection::vec(text(), 0..3), any::<bool>()).prop_map(
        |(enterprise, mut cells, origins, units, home)| {
            let origins: Vec<Origin> = origins.into_iter().map(|(source, row)| Origin { source, row }).collect();
            if let (true, Some(first)) = (home, origins.first()) {
                for (col, cell) in (0..).zip(&mut cells) {
                    cell.origin = Some((first.source.clone(), CellRef::new(first.row, col)));
                }
            }
            Entry { enterprise: enterprise.map(EnterpriseId), cells, origins, units }
        },
    )
}

/// A reference list with two enterprises, as entries may name them.
fn references(forms: &Forms) -> Ledger {
    let form = forms.get(ENTERPRISES).expect("built in").clone();
    let entry = |place: u32| {
        let mut cells = vec![LedgerCell::default(); form.fields.len()];
        cells[form.index("企业名称").expect("a field")].state = State::Value(Value::text(&format!("企业{place}")));
        Entry { enterprise: Some(EnterpriseId(place)), cells, origins: Vec::new(), units: Vec::new() }
    };
    let mut ledger = Ledger::default();
    ledger.tables.insert(form.name.clone(), LedgerTable { entries: (0..2).map(entry).collect(), form });
    ledger
}

fn ledgers() -> impl Strategy<Value = Ledger> {
    let forms = Forms::built_in();
    let tables: Vec<_> = forms
        .submission()
        .take(4)
        .cloned()
        .map(|form| {
            prop::collection::vec(entry(&form), 0..3).prop_map(move |entries| LedgerTable { form: form.clone(), entries })
        })
        .collect();
    tables.prop_map(|tables| Ledger { tables: tables.into_iter().map(|table| (table.form.name.clone(), table)).collect() })
}

fn written(ledger: &Ledger, forms: &Forms) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_ledger(&mut bytes, "2022-W20", day(19_134), ledger, &references(forms)).expect("written");
    bytes
}

fn same(_: &str, _: Option<&str>, place: u32) -> Option<EnterpriseId> {
    (place < 2).then_some(EnterpriseId(place))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_read_is_what_was_written(ledger in ledgers()) {
        let forms = Forms::built_in();
        let bytes = written(&ledger, &forms);
        let read = read_ledger(BufReader::new(&*bytes), &forms, &same, None).expect("read");
        prop_assert_eq!(read.as_of, day(19_134));
        prop_assert_eq!(read.ledger.tables.len(), ledger.tables.len());
        for (name, table) in &ledger.tables {
            prop_assert_eq!(&read.ledger.tables[name].entries, &table.entries);
        }
        prop_assert_eq!(&read.references.tables[ENTERPRISES].entries, &references(&forms).tables[ENTERPRISES].entries);
        prop_assert_eq!(written(&read.ledger, &forms), bytes);
    }

    #[test]
    fn a_ledger_cut_anywhere_is_refused(ledger in ledgers(), at in 0.0..1.0f64) {
        let forms = Forms::built_in();
        let bytes = written(&ledger, &forms);
        #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a share of a length")]
        let cut = &bytes[..(bytes.len() as f64 * at) as usize];
        prop_assert!(read_ledger(BufReader::new(cut), &forms, &same, None).is_err());
    }
}

#[test]
fn a_field_that_was_not_declared_then_is_blank_and_one_of_another_type_unreadable() {
    let text = |ty: &str| {
        format!(
            "name = \"试表\"\nrole = \"submission\"\n[[field]]\nname = \"项目名称\"\ntype = \"text\"\nkey = true\n\
             [[field]]\nname = \"数\"\ntype = \"{ty}\"\n"
        )
    };
    let (old, new) = (text("text"), text("number") + "[[field]]\nname = \"新\"\ntype = \"text\"\n");
    let read = |text: &str| Forms::read(std::iter::once(("试表.toml", text))).expect("valid");
    let (old, new) = (read(&old), read(&new));
    let form = old.get("试表").expect("declared").clone();
    let cell = |text: &str| LedgerCell { state: State::Value(Value::text(text)), raw: Some(Arc::from(text)), origin: None };
    let entry = Entry { enterprise: None, cells: vec![cell("甲"), cell("3")], origins: Vec::new(), units: Vec::new() };
    let mut ledger = Ledger::default();
    ledger.tables.insert(form.name.clone(), LedgerTable { form, entries: vec![entry] });
    let mut bytes = Vec::new();
    write_ledger(&mut bytes, "2022-W20", day(19_134), &ledger, &Ledger::default()).expect("written");
    let read = read_ledger(&*bytes, &new, &same, None).expect("read");
    let cells = &read.ledger.tables["试表"].entries[0].cells;
    assert_eq!(cells[0].state, State::Value(Value::text("甲")));
    assert_eq!((&cells[1].state, cells[1].raw.as_deref()), (&State::Unreadable, Some("3")));
    assert_eq!(cells[2], LedgerCell::default());
}
