//! The stage: resolved rows → rows in which the office's decisions hold. Dates that nobody could read get the decided one, titles of one
//! project get one name. Values that units state differently are decided where their rows meet, in the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::decisions::{Choice, ProjectChoice};
use super::findings;
use super::fold::{fold, fold_title};
use super::lists::Lists;
use super::resolve::{Resolved, place_of};
use crate::finding::{Finding, Severity};
use crate::forms::{FieldType, Form};
use crate::origin::Place;
use crate::records::{Hold, Record};
use crate::value::day::{Edge, parse};
use crate::value::{State, Value};

/// The cells for which the office has decided a value.
#[derive(Debug, Default)]
pub struct Settled {
    cells: BTreeMap<Place, Arc<str>>,
}

impl Settled {
    /// What was found wrong with the value of a decided cell is no question any more.
    pub fn soften(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|finding| finding.code.as_str().starts_with('V')) {
            if let Some(value) = self.cells.get(&finding.place) {
                finding.severity = Severity::Note;
                finding.message = format!("{}（已裁定：采用{value}）", finding.message);
            }
        }
    }
}

/// Puts the decisions into the rows. The findings name decisions about names and projects that met nothing.
pub fn settle(tables: &mut [Resolved], lists: &Lists, year: i16) -> (Settled, Vec<Finding>) {
    let mut settled = Settled::default();
    let mut used = BTreeSet::new();
    let decisions = &lists.decisions;
    if !decisions.choices.is_empty() || !decisions.projects.is_empty() {
        for table in tables.iter_mut() {
            let work = Work { form: &table.records.form.clone(), year };
            for (record, id) in table.records.rows.iter_mut().zip(&table.enterprises) {
                let own = decisions.projects.iter().enumerate().filter(|(_, choice)| Some(choice.enterprise) == *id);
                used.extend(own.filter(|(_, choice)| work.title(record, choice)).map(|(index, _)| index));
                let own = decisions.choices.iter().filter(|c| c.enterprise.is_none() || c.enterprise == *id);
                own.for_each(|choice| work.date(record, choice, &mut settled));
            }
        }
    }
    let mut unused: Vec<Finding> = decisions
        .projects
        .iter()
        .enumerate()
        .filter(|(index, _)| !used.contains(index))
        .map(|(_, choice)| findings::project_decision_unused(choice))
        .collect();
    unused.extend(unused_names(tables, lists));
    (settled, unused)
}

/// One table's form, and the year of dates without one.
struct Work<'a> {
    form: &'a Form,
    year: i16,
}

impl Work<'_> {
    /// The decided date into a date cell that still says what was decided about.
    fn date(&self, record: &mut Record, choice: &Choice, settled: &mut Settled) {
        let Some(field) = self.form.index(&choice.field).filter(|_| *choice.form == *self.form.name) else { return };
        let ty = &self.form.fields[field].ty;
        let raw = record.cells.get(field).and_then(|cell| cell.raw.as_deref());
        let asked = !choice.stated.is_empty() && raw.is_some() && choice.is_about(raw);
        let Some(value) = decided_date(ty, &choice.value, self.year).filter(|_| asked) else { return };
        if !choice.key.is_empty() && !self.titles(record).any(|title| fold_title(&title) == choice.key) {
            return;
        }
        let place = place_of(record, field);
        record.cells[field].state = State::Value(value);
        let name = &self.form.fields[field].name;
        record.held.retain(|hold| !matches!(hold, Hold::Blank(held) | Hold::Unreadable(held) if held == name));
        settled.cells.insert(place, choice.value.clone());
    }

    /// The common title into a row that has the other one; whether the row has either.
    fn title(&self, record: &mut Record, choice: &ProjectChoice) -> bool {
        if *choice.form != *self.form.name {
            return false;
        }
        let (title, other) = (fold_title(&choice.title), fold_title(&choice.other));
        let mut met = false;
        for index in self.title_fields() {
            let Some(written) = record.cells[index].state.value().and_then(Value::as_text) else { continue };
            let written = fold_title(written);
            met |= written == title || written == other;
            if choice.same && written == other {
                record.cells[index].state = State::Value(Value::Text(choice.title.clone()));
            }
        }
        met
    }

    /// Key fields that are texts: titles.
    fn title_fields(&self) -> impl Iterator<Item = usize> {
        self.form.fields.iter().enumerate().filter(|(_, field)| field.key && field.ty == FieldType::Text).map(|(index, _)| index)
    }

    fn titles(&self, record: &Record) -> impl Iterator<Item = Arc<str>> {
        self.title_fields().filter_map(|index| record.cells.get(index)?.state.value()?.as_text().cloned())
    }
}

/// `2023-10`, `2022年5月31日`, in the type of a date field; `None` for other fields and for what is no date.
fn decided_date(ty: &FieldType, text: &str, year: i16) -> Option<Value> {
    let date = parse(text, year, Edge::End).ok().map(|read| read.date);
    match ty {
        FieldType::Date | FieldType::Month => date.map(Value::Date),
        FieldType::Year => date.map(|date| Value::Number(Decimal::from(date.first().year()))),
        _ => None,
    }
}

/// One note a list for the decided names that nobody wrote.
fn unused_names(tables: &[Resolved], lists: &Lists) -> Vec<Finding> {
    let mut left: BTreeMap<&str, &Place> = lists.decisions.names().collect();
    if left.is_empty() {
        return Vec::new();
    }
    for table in tables {
        let form = &table.records.form;
        let names: Vec<usize> = (0..form.fields.len()).filter(|index| form.fields[*index].ty == FieldType::Name).collect();
        for record in &table.records.rows {
            for raw in names.iter().filter_map(|index| record.cells.get(*index)?.raw.as_deref()) {
                left.remove(fold(raw).as_str());
            }
        }
    }
    let mut by_sheet: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
    for (name, place) in left {
        let sheet = Place { row: None, cell: None, ..place.clone() };
        by_sheet.entry(sheet).or_default().push(name);
    }
    by_sheet.into_iter().map(|(place, names)| findings::name_decisions_unused(place, &names)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::testing::{Decided, form, lists_with, records};
    use crate::identity::{Sender, resolve};

    fn tasks() -> Arc<Form> {
        form("任务清单", &["企业名称:name!*", "项目名称:text!*", "计划竣工时间:date*"])
    }

    fn settled(decisions: &[Decided<'_>], rows: &[&[&str]]) -> (Vec<Resolved>, Settled, Vec<Finding>, Vec<Finding>) {
        let lists = lists_with(decisions);
        let table = records(&tasks(), "收件/2022-W20/城关镇/a.xlsx", rows);
        let (mut tables, found) = resolve(vec![(table, Sender::default())], &lists);
        let (settled, unused) = settle(&mut tables, &lists, 2022);
        (tables, settled, found, unused)
    }

    const CONFLICT: &[&str] = &["表样:text!", "企业名称:name!", "项目名称:text!", "字段:text!", "所报值:text", "采用值:text"];
    const PROJECT: &[&str] = &["表样:text", "企业名称:name!", "项目名称:text!", "另一名称:text!", "裁定:text"];

    #[test]
    fn a_decided_date_enters_and_frees_the_row_while_it_is_written_so() {
        let decision: &[&[&str]] = &[
            &["任务清单", "利欣制药", "输液车间改造", "计划竣工时间", "2023.1", "2023-10"],
            &["任务清单", "英奇陶瓷", "", "计划竣工时间", "2023.1", ""],
        ];
        let unreadable = |raw: &str| {
            let mut table = records(&tasks(), "收件/2022-W20/城关镇/a.xlsx", &[&["利欣制药", "输液车间改造。", "?"]]);
            table.rows[0].cells[2].raw = Some(Arc::from(raw));
            table.rows[0].held.push(Hold::Unreadable("计划竣工时间".into()));
            table
        };
        for (raw, state, held) in [("2023.1", "2023-10", 0), ("2023.2", "", 1)] {
            let lists = lists_with(&[("冲突裁定", CONFLICT, decision)]);
            let (mut tables, _) = resolve(vec![(unreadable(raw), Sender::default())], &lists);
            let (settled, _) = settle(&mut tables, &lists, 2022);
            let row = &tables[0].records.rows[0];
            let date = row.cells[2].state.value().and_then(Value::as_date).map(|date| date.to_string()).unwrap_or_default();
            assert_eq!((date.as_str(), row.held.len()), (state, held), "{raw}");
            let mut findings = vec![Finding::new(&crate::finding::catalog::DATE_AMBIGUOUS, place_of(row, 2), "分不清", "")];
            settled.soften(&mut findings);
            assert_eq!(findings[0].severity == Severity::Note, held == 0);
        }
    }

    #[test]
    fn titles_of_one_project_become_one_and_decisions_about_nothing_are_named() {
        let decisions: &[&[&str]] = &[
            &["任务清单", "利欣制药", "输液车间改造项目", "输液车间改造", "同一项目"],
            &["任务清单", "利欣制药", "锅炉改造", "锅炉改造二期", "不同项目"],
            &["任务清单", "英奇陶瓷", "窑炉", "窑炉改造", "同一项目"],
            &["任务清单", "英奇陶瓷", "釉线", "釉线改造", ""],
        ];
        let rows: &[&[&str]] = &[&["利欣制药", "输液车间改造", "2022-05"], &["利欣制药", "锅炉改造（二期）", "2022-05"]];
        let (tables, _, _, unused) = settled(&[("项目裁定", PROJECT, decisions)], rows);
        let titles: Vec<&str> =
            tables[0].records.rows.iter().filter_map(|row| row.cells[1].state.value()?.as_text()).map(|text| &**text).collect();
        assert_eq!(titles, ["输液车间改造项目", "锅炉改造（二期）"]);
        assert_eq!(unused.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["N11"]);
        assert!(unused[0].message.contains("窑炉改造"), "{}", unused[0].message);
    }

    #[test]
    fn a_name_that_is_none_of_the_list_is_held_without_being_asked_again() {
        let names: &[&[&str]] =
            &[&["天外来客", "不在名录"], &["利鑫制药", "利欣制药"], &["无人写过", "英奇陶瓷"], &["还没有定", ""]];
        let fields: &[&str] = &["书面名称:text!", "企业名称:name"];
        let rows: &[&[&str]] = &[&["天外来客", "甲", "2022-05"], &["利鑫制药", "乙", "2022-05"], &["还没有定", "丙", "2022-05"]];
        let (tables, _, found, unused) = settled(&[("名称裁定", fields, names)], rows);
        let held: Vec<usize> = tables[0].records.rows.iter().map(|row| row.held.len()).collect();
        assert_eq!(held, [1, 0, 1]);
        let codes: Vec<String> = found.iter().map(|f| format!("{} {}", f.code, f.severity.json())).collect();
        assert_eq!(codes, ["N15 note", "N02 note", "N01 error"]);
        assert_eq!(unused.len(), 1);
        assert!(unused[0].message.contains("无人写过"), "{}", unused[0].message);
    }
}
