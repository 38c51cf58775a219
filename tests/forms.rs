//! Forms go out and come back: what is filled in reads as the same values, for every form, also after LibreOffice saved it.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]
#![allow(clippy::print_stdout, reason = "says what was skipped")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use rust_decimal::Decimal;
use sangai::blanks::{self, Offers, Order, Purpose, Since, Stamp};
use sangai::finding::{Finding, Severity};
use sangai::forms::{Field, FieldType, Form, FormRole, Forms, OverWeeks};
use sangai::identity::Units;
use sangai::intake::{self, Book, Content, Grid};
use sangai::ledger::{Entry, Ledger, LedgerCell, LedgerTable};
use sangai::origin::CellRef;
use sangai::records::{Period, Records};
use sangai::run::{Declared, Reader};
use sangai::settings::Week;
use sangai::value::{Date, Day, State, Value};

const UNIT: &str = "城关镇";
const ROWS: usize = 6;

/// A value of a field's type that differs from row to row.
fn value(field: &Field, row: usize) -> State {
    let text = |text: String| State::Value(Value::Text(Arc::from(text)));
    let number = |cents: i64| State::Value(Value::Number(Decimal::new(cents, 2)));
    let day = |month: usize, day: usize| Day::new(2021, month as u8, day as u8).expect("a day");
    let month = |row: usize| State::Value(Value::Date(Date::month(2022, row as u8 + 1).expect("a month")));
    let optional = matches!(field.required, sangai::forms::Requirement::Optional) && !field.key;
    match (&field.ty, row) {
        (_, 1) if optional => State::Blank,
        (FieldType::Text | FieldType::Person | FieldType::Unit, 2) if optional => State::NotApplicable,
        (FieldType::Money, _) => number(120_000 + 12_345 * row as i64),
        (FieldType::Number, _) => number(3_550 + row as i64),
        (FieldType::Integer, _) => number(300 * (row as i64 + 1)),
        (FieldType::Percent, _) => State::Value(Value::Number(Decimal::new(435 + row as i64, 4))),
        (FieldType::Year, _) => number(202_200 + 100 * (row as i64 % 3)),
        (FieldType::Date, 3) | (FieldType::Month, _) => month(row),
        (FieldType::Date, _) => State::Value(Value::Date(Date::day(day(row + 1, 16)))),
        (FieldType::YesNo, _) => State::Value(Value::Bool(row.is_multiple_of(2))),
        (FieldType::Choice(words), _) => text(words.options[row % words.options.len()].name.to_string()),
        (FieldType::Choices(words), _) => {
            let taken: Vec<Arc<str>> = words.options.iter().skip(row % 2).take(2).map(|option| option.name.clone()).collect();
            State::Value(Value::List(taken.into()))
        }
        (FieldType::Texts, _) => State::Value(Value::List(vec![Arc::from("甲称"), Arc::from("乙称")].into())),
        (FieldType::Name, _) => text(format!("青山{}机械制造有限公司", ["甲", "乙", "丙", "丁", "戊", "己"][row])),
        (FieldType::Code, _) => text("91350200776049653A".into()),
        (FieldType::Person, _) => text(["张立", "李平", "王海", "赵六一", "钱进", "孙明"][row].into()),
        (FieldType::Phone, _) => text(format!("1380000000{row}")),
        (FieldType::Unit, _) => text("科工局".into()),
        (FieldType::Text, _) => text(format!("{}之{}", field.name, ["一", "二", "三", "四", "五", "六"][row])),
    }
}

/// A ledger table whose rows a unit sent.
fn filled(form: &Arc<Form>) -> LedgerTable {
    let cell = |field: &Field, row| LedgerCell { state: value(field, row), raw: None, origin: None };
    let entry = |row| Entry {
        enterprise: None,
        cells: form.fields.iter().map(|field| cell(field, row)).collect(),
        origins: Vec::new(),
        units: vec![Arc::from(UNIT)],
    };
    LedgerTable { form: form.clone(), entries: (0..ROWS).map(entry).collect() }
}

fn prefilled(form: &Arc<Form>) -> Vec<u8> {
    let mut ledger = Ledger::default();
    ledger.tables.insert(form.name.clone(), filled(form));
    let names = |prefix: &str| (0..60).map(|i| Arc::from(format!("{prefix}{i}号有限公司"))).collect::<Vec<Arc<str>>>();
    let order = Order {
        form,
        date: Day::new(2022, 5, 16).expect("a day"),
        purpose: Purpose::Sent { unit: Some(Arc::from(UNIT)), week: Week::read("2022-W20", 2022) },
        offers: Offers { enterprises: names("企业").into(), units: vec![Arc::from(UNIT), Arc::from("科工局")].into() },
        rows: blanks::rows(&ledger, form, UNIT, Since::ThisYear),
    };
    let bytes = blanks::workbook(&order).expect("a workbook");
    assert_eq!(bytes, blanks::workbook(&order).expect("the same"), "{}: same order, same bytes", form.name);
    bytes
}

fn read(declared: &Declared, form: &Form, bytes: &[u8]) -> (Vec<Records>, Vec<Finding>) {
    read_changed(declared, form, bytes, |_| {})
}

/// Reads a form after somebody changed its sheets.
fn read_changed(declared: &Declared, form: &Form, bytes: &[u8], change: impl Fn(&mut Book)) -> (Vec<Records>, Vec<Finding>) {
    let file: Arc<str> = Arc::from(format!("收件/2022-W20/{UNIT}/{}.xlsx", form.name));
    let (mut files, mut findings) = intake::submitted(&file, bytes, &declared.limits(), &[]);
    files.iter_mut().filter_map(|file| file.outcome.as_mut().ok()).for_each(change);
    let cut_off = Day::new(2022, 5, 22).expect("a day");
    let given = |name: &str| declared.settings.given(name, cut_off);
    let units = Units::default();
    let period = Period { year: 2022, cut_off };
    let week = Week::read("2022-W20", 2022);
    let reader = Reader { declared, role: FormRole::Submission, units: &units, given: &given, period, week };
    let (reading, found) = reader.read(&files);
    findings.extend(found);
    (reading.tables.into_iter().map(|(records, _)| records).collect(), findings)
}

/// The rows that come back must be those that went out; what is about this week only was left blank.
fn same_rows(form: &Arc<Form>, tables: &[Records], what: &str) {
    let [records] = tables else { panic!("{what} {}: {} tables", form.name, tables.len()) };
    assert_eq!(records.form.name, form.name, "{what}");
    assert_eq!(records.rows.len(), ROWS, "{what} {}", form.name);
    for (index, row) in records.rows.iter().enumerate() {
        for (field, cell) in form.fields.iter().zip(&row.cells) {
            let expected = if field.over_weeks == Some(OverWeeks::Weekly) { State::Blank } else { value(field, index) };
            assert_eq!(cell.state, expected, "{what} {} row {index} {}", form.name, field.name);
        }
    }
}

/// Findings about the file, the sheet and the cells; those of the invented values themselves (logic) are not meant.
fn of_reading(findings: &[Finding]) -> Vec<String> {
    let of_reading = findings.iter().filter(|f| ["S", "V"].iter().any(|group| f.code.as_str().starts_with(group)));
    of_reading
        .filter(|f| f.severity > Severity::Note || f.code.as_str().starts_with('S'))
        .map(|f| format!("{} {} {}", f.code, f.place, f.message))
        .collect()
}

#[test]
fn every_form_comes_back_as_it_went_out() {
    let declared = Declared::built_in(2022).expect("the declarations");
    for form in Forms::built_in().submission() {
        let (tables, findings) = read(&declared, form, &prefilled(form));
        same_rows(form, &tables, "as written");
        assert_eq!(of_reading(&findings), Vec::<String>::new(), "{}", form.name);
    }
}

#[test]
fn a_blank_form_is_an_empty_report_and_nothing_else() {
    let declared = Declared::built_in(2022).expect("the declarations");
    for form in Forms::built_in().submission() {
        let bytes = blanks::workbook(&Order::blank(form, Day::new(2022, 1, 1).expect("a day"))).expect("a workbook");
        let (tables, findings) = read(&declared, form, &bytes);
        assert!(tables.len() == 1 && tables[0].rows.is_empty(), "{}", form.name);
        assert!(findings.iter().all(|f| f.severity == Severity::Note), "{}: {findings:?}", form.name);
    }
}

#[test]
fn every_form_comes_back_through_libreoffice() {
    if Command::new("soffice").arg("--version").output().is_err() {
        println!("LibreOffice is not installed: skipped");
        return;
    }
    let folder = tempfile::tempdir().expect("scratch");
    let forms = Forms::built_in();
    let forms: Vec<&Arc<Form>> = forms.submission().collect();
    for form in &forms {
        fs::write(folder.path().join(format!("{}.xlsx", form.name)), prefilled(form)).expect("written");
    }
    convert(folder.path(), &forms);
    let declared = Declared::built_in(2022).expect("the declarations");
    for form in forms {
        let bytes = fs::read(folder.path().join("saved").join(format!("{}.xlsx", form.name))).expect("saved");
        let book = book(&bytes);
        assert_eq!(Stamp::of(&book).map(|stamp| stamp.form), Some(form.name.to_string()), "the stamp survives");
        let (tables, findings) = read(&declared, form, &bytes);
        same_rows(form, &tables, "saved by LibreOffice");
        assert_eq!(of_reading(&findings), Vec::<String>::new(), "{}", form.name);
    }
}

/// All in one call: starting the program takes longest.
fn convert(folder: &Path, forms: &[&Arc<Form>]) {
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command.args([&profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]).arg(folder.join("saved"));
    command.args(forms.iter().map(|form| folder.join(format!("{}.xlsx", form.name))));
    let out = command.output().expect("soffice runs");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

fn book(bytes: &[u8]) -> Book {
    intake::read("a.xlsx", bytes, &intake::Limits::default(), &[]).expect("a workbook")
}

#[test]
fn a_stamp_says_form_unit_and_week() {
    let forms = Forms::built_in();
    let form = forms.submission().next().expect("a form");
    let stamp = Stamp::of(&book(&prefilled(form))).expect("a stamp");
    assert_eq!((stamp.form.as_str(), stamp.unit.as_deref(), stamp.week.as_deref()), (&*form.name, Some(UNIT), Some("2022-W20")));
    assert_eq!(stamp.version, blanks::version(form));
    assert_eq!(stamp.columns.len(), form.fields.len());
}

/// The sheet that people fill in.
fn entry_sheet<'a>(book: &'a mut Book, form: &Form) -> &'a mut Grid {
    book.sheets.iter_mut().find(|grid| grid.name.as_deref() == Some(&form.name)).expect("the sheet")
}

#[test]
fn rows_and_columns_that_people_add_do_no_harm() {
    let declared = Declared::built_in(2022).expect("the declarations");
    for form in Forms::built_in().submission() {
        let moved = |book: &mut Book| {
            let grid = entry_sheet(book, form);
            let shift = |at: &mut CellRef| {
                at.row += 2;
                at.col += u32::from(at.col > 1);
            };
            grid.cells.iter_mut().for_each(|cell| shift(&mut cell.at));
            grid.merges.iter_mut().for_each(|merge| {
                shift(&mut merge.first);
                shift(&mut merge.last);
            });
        };
        let (tables, _) = read_changed(&declared, form, &prefilled(form), moved);
        same_rows(form, &tables, "moved");
    }
}

#[test]
fn a_changed_heading_is_read_by_its_words() {
    let declared = Declared::built_in(2022).expect("the declarations");
    for form in Forms::built_in().submission() {
        let (name, word) = form.fields.iter().find_map(|f| Some((&f.name, f.synonyms.first()?))).expect("a synonym");
        let renamed = |book: &mut Book| {
            for cell in &mut entry_sheet(book, form).cells {
                if matches!(&cell.content, Content::Text(text) if **text == **name) {
                    cell.content = Content::Text(word.as_str().into());
                }
            }
        };
        let (tables, _) = read_changed(&declared, form, &prefilled(form), renamed);
        same_rows(form, &tables, "renamed");
    }
}
