//! The case lists of `samples/headings/`: wordings of several imaginary counties, most of them in no list of synonyms.

#![expect(clippy::expect_used, reason = "a test that cannot read its cases has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sangai::forms::{Form, FormRole, Forms};
use sangai::intake::{Content, Grid, GridCell, NumberClass};
use sangai::origin::CellRef;
use sangai::records::headings::{Clues, Matcher, Period, Thesaurus};
use sangai::table::{BodyRow, Column, RowKind, Table, TableKind};
use sangai::value::Day;

/// A heading, the field it means (`None`: no field), and cells.
struct Case {
    path: Vec<String>,
    field: Option<String>,
    cells: Vec<String>,
}

fn case(line: &str) -> Case {
    let (path, rest) = line.split_once('→').expect("heading → field");
    let (field, cells) = rest.split_once('←').unwrap_or((rest, ""));
    Case {
        path: path.trim().split('｜').map(str::to_owned).collect(),
        field: Some(field.trim().to_owned()).filter(|field| field != "—"),
        cells: cells.trim().split('、').filter(|cell| !cell.is_empty()).map(str::to_owned).collect(),
    }
}

/// A table of headings, of the form that its first line names.
struct Cases {
    name: String,
    form: String,
    headings: Vec<Case>,
}

/// The headings of each table; in 单列.txt every line is a table of its own.
fn tables() -> Vec<Cases> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/headings");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(dir).expect("the case lists").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut tables = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")) {
        let text = fs::read_to_string(path).expect("utf-8");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let form = text.lines().find_map(|line| line.strip_prefix("表样：")).unwrap_or("任务清单").to_owned();
        let lines = text.lines().filter(|line| line.contains('→') && !line.starts_with('#'));
        let cases: Vec<Case> = lines.map(case).collect();
        if name == "单列" {
            tables.extend(cases.into_iter().map(|case| Cases { name: name.clone(), form: form.clone(), headings: vec![case] }));
        } else {
            tables.push(Cases { name, form, headings: cases });
        }
    }
    tables
}

/// The unit in brackets, as the table finder gives it.
fn unit(path: &[String]) -> Option<String> {
    let brackets = ["万元", "亿元", "%", "亩"]
        .into_iter()
        .find(|unit| path.iter().any(|name| name.contains(&format!("（{unit}）")) || name.contains(&format!("({unit})"))));
    brackets.map(str::to_owned)
}

fn sheet(cases: &[Case]) -> (Table, Grid) {
    let columns = (0..)
        .zip(cases)
        .map(|(col, case)| Column { col, path: case.path.clone(), unit: unit(&case.path), hidden: false })
        .collect();
    let mut cells: Vec<GridCell> = (0..)
        .zip(cases)
        .flat_map(|(col, case)| {
            (1..).zip(&case.cells).map(move |(row, text)| GridCell {
                at: CellRef::new(row, col),
                content: Content::Text(text.as_str().into()),
                class: NumberClass::General,
                formula: false,
            })
        })
        .collect();
    cells.sort_by_key(|cell| cell.at);
    let table = Table {
        kind: TableKind::Table,
        title_rows: Vec::new(),
        title: None,
        filler_rows: Vec::new(),
        fillers: Vec::new(),
        header_rows: vec![0],
        under_rows: Vec::new(),
        columns,
        body: (1..=3).map(|row| BodyRow { row, kind: RowKind::Record }).collect(),
        blank_rows: Vec::new(),
        footer_rows: Vec::new(),
    };
    (table, Grid { cells, ..Grid::default() })
}

const PERIOD: fn() -> Period = || Period { year: 2022, cut_off: Day::new(2022, 5, 22).expect("a day") };

/// Cases, and those read wrongly.
fn run(forms: &[Arc<Form>]) -> (usize, Vec<String>) {
    let matcher = Matcher::new(Thesaurus::built_in(), forms).expect("known concepts");
    let (mut count, mut wrong) = (0, Vec::new());
    for Cases { name, form, headings: cases } in tables() {
        let form = forms.iter().find(|known| *known.name == *form).expect("a built-in form");
        let (table, grid) = sheet(&cases);
        let columns = matcher.columns(form, &table, &grid, &[], PERIOD());
        for (col, case) in (0..).zip(&cases) {
            // A shared column has its first field as the answer.
            let fields = form.fields.iter().zip(&columns.fields);
            let found = fields.into_iter().find(|(_, matched)| matched.as_ref().is_some_and(|matched| matched.col == col));
            let got = found.map(|(field, _)| field.name.to_string());
            count += 1;
            if got != case.field {
                let (got, right) = (got.as_deref().unwrap_or("—"), case.field.as_deref().unwrap_or("—"));
                wrong.push(format!("{name}：{} → {got}，应为 {right}", case.path.join("/")));
            }
        }
    }
    (count, wrong)
}

fn forms() -> Vec<Arc<Form>> {
    Forms::built_in().iter().cloned().collect()
}

#[test]
fn headings_of_many_counties() {
    let (count, wrong) = run(&forms());
    assert!(count >= 400);
    assert!(wrong.is_empty(), "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Meanings and likeness alone, without any list of synonyms, must carry nine headings in ten.
#[test]
fn headings_without_synonyms() {
    let bare = |form: &Arc<Form>| {
        let mut form = Form::clone(form);
        form.fields.iter_mut().for_each(|field| field.synonyms.clear());
        Arc::new(form)
    };
    let (count, wrong) = run(&forms().iter().map(bare).collect::<Vec<_>>());
    assert!(wrong.len() * 15 <= count, "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn tables_are_recognised_by_such_headings() {
    let matcher = Matcher::new(Thesaurus::built_in(), &forms()).expect("known concepts");
    for Cases { name, form, headings: cases } in tables().into_iter().filter(|table| table.headings.len() > 1) {
        let (table, _) = sheet(&cases);
        let found = matcher.recognise(&table, FormRole::Submission, &Clues::default(), PERIOD());
        let found = found.map(|found| found.form.name.to_string());
        // Lists of projects that name neither enterprise nor person are nobody's task list.
        // 被评价企业, 实缴税收 … without a title are known by their cells only.
        let partial = [
            "整表-对照丁-企业分类评价",
            "整表-对照丁-企业问题台账",
            "整表-对照丁-科创平台台账",
            "整表-重点项目台账",
            "整表-储备计划表",
            "整表-重点技改",
            "整表-调度表",
        ]
        .contains(&name.as_str());
        assert!(found.as_deref() == Some(form.as_str()) || partial, "{name}: {found:?}");
    }
}
