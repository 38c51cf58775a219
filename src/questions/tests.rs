use super::*;
use crate::forms::Forms;
use crate::identity::testing::lists;
use crate::ledger::{Entry, LedgerCell, LedgerTable};
use crate::origin::{CellRef, Origin, Source};
use crate::value::State;

fn source() -> Arc<Source> {
    Arc::new(Source { file: Arc::from("收件/2022-W20/城关镇/a.xlsx"), sheet: Some(Arc::from("表1")) })
}

fn found(entry: &catalog::Entry, row: u32, field: &str, value: &str) -> Finding {
    let place = Place::cell(&source(), CellRef::new(row, 0));
    Finding::new(entry, place, "", "").field(&Arc::from(field)).value(value).unit(&Arc::from("城关镇"))
}

fn asked(findings: &[Finding], ledger: &Ledger, held: &[Held]) -> Questions {
    let forms: Vec<Arc<Form>> = Forms::built_in().iter().cloned().collect();
    ask(&Known { findings, ledger, lists: &lists(), forms: &forms, held })
}

/// An entry of the first listed enterprise with its texts by field.
fn entry(form: &Form, texts: &[(&str, &str)], row: u32) -> Entry {
    let mut cells = vec![LedgerCell::default(); form.fields.len()];
    for (field, text) in texts {
        let index = form.index(field).expect("a field");
        let origin = Some((source(), CellRef::new(row, 0)));
        cells[index] = LedgerCell { state: State::Value(Value::text(text)), raw: Some(Arc::from(*text)), origin };
    }
    let (origins, units) = (vec![Origin { source: source(), row }], vec![Arc::from("城关镇")]);
    Entry { enterprise: lists().enterprises.iter().next().map(|(id, _)| id), cells, origins, units }
}

#[test]
fn a_name_is_asked_once_with_everything_that_says_it() {
    let unknown = |row, name| found(&catalog::ENTERPRISE_CANDIDATES, row, "企业名称", name);
    let findings = [unknown(4, "青石县利心制药有限公司"), unknown(9, "青石县利心制药有限公司"), unknown(5, "某某")];
    let questions = asked(&findings, &Ledger::default(), &[]);
    let names: Vec<(&str, usize, usize)> =
        questions.names.iter().map(|q| (&*q.written, q.candidates.len(), q.evidence.len())).collect();
    assert_eq!(names, [("青石县利心制药有限公司", 1, 2), ("某某", 0, 1)]);
    assert_eq!((&*questions.names[0].candidates[0], questions.len()), ("青石县利欣制药有限公司", 2));
}

#[test]
fn a_date_is_asked_when_it_means_two_or_where_one_is_needed() {
    let form = Forms::built_in().get("政策活动台账").expect("the form").clone();
    let subject = Subject { form: form.name.clone(), enterprise: None, title: Some(Arc::from("政策宣讲")) };
    let held = [4, 5].map(|row| Held { source: source(), row, subject: subject.clone() });
    let findings = [
        found(&catalog::DATE_AMBIGUOUS, 4, "日期", "2022.1").severity(Severity::Warning),
        found(&catalog::DATE_VAGUE, 5, "日期", "5月上旬"),
        found(&catalog::DATE_VAGUE, 5, "备注", "年底"),
    ];
    let questions = asked(&findings, &Ledger::default(), &held);
    let dates: Vec<(&str, Vec<&str>)> =
        questions.dates.iter().map(|q| (&*q.stated[0], q.candidates.iter().map(|c| &**c).collect())).collect();
    assert_eq!(dates, [("2022.1", vec!["2022-01", "2022-10"]), ("5月上旬", vec![])]);
}

#[test]
fn a_title_that_may_be_last_weeks_is_asked_with_the_old_one_first() {
    let built_in = Forms::built_in();
    let tasks = built_in.get("任务清单").expect("the form").clone();
    let changes = built_in.get("项目变动").expect("the form").clone();
    let now = entry(&tasks, &[("企业名称", "青石县利欣制药有限公司"), ("项目名称", "输液车间智能化改造")], 7);
    let noted = [("变动", "疑似改名"), ("原来", "输液车间智能改造"), ("现在", "输液车间智能化改造")];
    let moved = entry(&changes, &noted, 7);
    let table = |form: Arc<Form>, entry: Entry| (form.name.clone(), LedgerTable { form, entries: vec![entry] });
    let ledger = Ledger { tables: [table(tasks, now), table(changes, moved)].into_iter().collect() };
    let questions = asked(&[found(&catalog::RENAMED, 7, "项目名称", "输液车间智能化改造")], &ledger, &[]);
    let asked: Vec<(Option<&str>, &str)> = questions.projects.iter().map(|q| (q.subject.title.as_deref(), &*q.other)).collect();
    assert_eq!(asked, [(Some("输液车间智能改造"), "输液车间智能化改造")]);
}
