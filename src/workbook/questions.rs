//! `输出/<week>/待裁定.xlsx`: the questions that only a person can decide, answers as drop-down lists, the evidence beside each. Every sheet has
//! the headings of its form, so that the file can be dropped into 名录/裁定/ as it is and is read there.

use std::sync::Arc;

use super::cell::{Cell, Kind, Scalar};
use super::entry::{Accepts, Entry, Others};
use super::sheet::{Block, Book, Column, Row, Sheet, SheetUse, Table, Width};
use crate::identity::decisions::{BETWEEN_VALUES, DIFFERENT, NOT_LISTED, SAME, field};
use crate::identity::{CONFLICT_DECISIONS, NAME_DECISIONS, PROJECT_DECISIONS, submitted_part};
use crate::origin::Place;
use crate::questions::{NameQuestion, ProjectQuestion, Questions, Statement, Subject, ValueQuestion};
use crate::settings::Week;
use crate::value::Day;

/// The file's name.
pub const FILE: &str = "待裁定.xlsx";

/// The sheet of dates; it has the form of 冲突裁定.
const DATES: &str = "日期裁定";

/// What the workbook is made from.
#[derive(Debug, Clone, Copy)]
pub struct QuestionsInput<'a> {
    pub county: &'a str,
    pub week: Week,
    pub as_of: Day,
    pub questions: &'a Questions,
    /// All listed enterprises, for names that nothing is like.
    pub enterprises: &'a [Arc<str>],
}

/// The workbook of the open questions.
#[must_use]
pub fn questions_book<'a>(input: &QuestionsInput<'_>) -> Book<'a> {
    let questions = input.questions;
    let sheets = [
        (!questions.names.is_empty()).then(|| names(input)),
        (!questions.conflicts.is_empty()).then(|| values(CONFLICT_DECISIONS, CONFLICT_NOTE, &questions.conflicts)),
        (!questions.dates.is_empty()).then(|| values(DATES, DATE_NOTE, &questions.dates)),
        (!questions.projects.is_empty()).then(|| projects(&questions.projects)),
    ];
    let asked: Vec<Sheet<'a>> = sheets.into_iter().flatten().collect();
    let sheets = std::iter::once(guide(input, &asked)).chain(asked).collect();
    Book { title: format!("{}待裁定事项 {}", input.county, input.week.label()), date: input.as_of, home: None, sheets }
}

const NAME_NOTE: &str = "请在“企业名称”一列选择是名录里的哪一家；不是名录企业的选“不在名录”。没有定的空着，下周还会问。";
const CONFLICT_NOTE: &str =
    "几个单位所报不一样，请在“采用值”一列选定；第一个是现在采用的。单位改报别的值以后，这条裁定不再采用，有分歧再来问。";
const DATE_NOTE: &str = "日期读不准，请在“采用值”一列选择或填写，写成 2022-05-16 或 2022-05。单位改写以后，这条裁定不再采用。";
const PROJECT_NOTE: &str =
    "同一企业的两个名称相近，请在“裁定”一列选择是同一项目还是不同项目；定为同一项目的，以后都用前一个名称。";

/// What to do with the file; no table, so that nothing is read from here.
fn guide<'a>(input: &QuestionsInput<'_>, asked: &[Sheet<'_>]) -> Sheet<'a> {
    let names: Vec<String> = asked.iter().map(|sheet| format!("“{}”", sheet.name)).collect();
    let notes = vec![
        input.week.label(),
        format!("共{}件事要由人来定，分在{}各表里。每件旁边写明是谁、在哪里这样写的。", input.questions.len(), names.join("")),
        "第一步：在空着的格子里选或填（别的格子已经锁住），没有定的空着。".to_owned(),
        "第二步：把这个文件存进 名录/裁定/ 文件夹，不用改名，也不用删去没有定的行；以前存进去的留着。".to_owned(),
        "第三步：再运行一次。定过的事以后各周都照办，不再来问；问题清单里写明用上了哪些、哪些没有用上。".to_owned(),
    ];
    Sheet {
        name: Arc::from("说明"),
        purpose: SheetUse::Report,
        title: format!("{}“三改一平台”待裁定事项", input.county),
        notes,
        blocks: Vec::new(),
    }
}

/// Columns that every question ends with, for the person who decides.
fn signature() -> Vec<Column> {
    let open = |heading: &str, kind, digits| Column::new(heading, kind).width(digits).entry(Entry::new(Accepts::Anything));
    vec![
        open("理由", Kind::Text, 18.0),
        open("裁定人", Kind::Word, 10.0),
        Column::new("裁定日期", Kind::Date).width(12.0).entry(Entry::new(Accepts::Day).prompt("写成 2022-05-16")),
    ]
}

fn wrapped(heading: &str, least: f64, most: f64) -> Column {
    Column { width: Width::Fit { least, most }, ..Column::new(heading, Kind::Text) }
}

/// The column of answers.
fn answer(heading: &str, kind: Kind, digits: f64) -> Column {
    Column::new(heading, kind).width(digits).entry(Entry::new(Accepts::Anything))
}

fn sheet<'a>(name: &str, note: &str, mut columns: Vec<Column>, rows: Vec<Row>) -> Sheet<'a> {
    columns.insert(0, Column::new("序号", Kind::Serial));
    columns.extend(signature());
    let rows = rows.into_iter().enumerate().map(|(index, mut row)| {
        row.cells.insert(0, Cell::count(index + 1));
        row.entries.iter_mut().for_each(|(column, _)| *column += 1);
        row
    });
    let table = Table { lead: 1, filter: true, ..Table::new(name, columns, rows.collect()) };
    Sheet {
        name: Arc::from(name),
        purpose: SheetUse::Form,
        title: name.to_owned(),
        notes: vec![note.to_owned()],
        blocks: vec![Block::Table(table)],
    }
}

fn names<'a>(input: &QuestionsInput<'_>) -> Sheet<'a> {
    let everybody: Arc<[Arc<str>]> =
        std::iter::once(Arc::from(NOT_LISTED)).chain(input.enterprises.iter().cloned()).collect::<Vec<_>>().into();
    let row = |question: &NameQuestion| {
        let options: Arc<[Arc<str>]> = if question.candidates.is_empty() {
            everybody.clone()
        } else {
            question.candidates.iter().cloned().chain([Arc::from(NOT_LISTED)]).collect::<Vec<_>>().into()
        };
        let like =
            if question.candidates.is_empty() { "名录里没有相近的".to_owned() } else { question.candidates.join("、") };
        let prompt = format!("相近的：{like}。也可以直接填名录里的全称。");
        let cells = vec![Cell::from(&question.written), evidence(&question.evidence, Shown::Places), Cell::default()];
        Row::item(cells).entry(2, Entry::one_of(options).others(Others::Taken).prompt(prompt))
    };
    let columns =
        vec![wrapped(field::WRITTEN, 24.0, 34.0), wrapped(field::EVIDENCE, 36.0, 52.0), answer(field::MEANS, Kind::Text, 34.0)];
    sheet(NAME_DECISIONS, NAME_NOTE, columns, input.questions.names.iter().map(row).collect())
}

fn subject(subject: &Subject) -> [Cell; 3] {
    let optional = |text: &Option<Arc<str>>| text.as_ref().map_or_else(Cell::default, Cell::from);
    [Cell::from(&subject.form), optional(&subject.enterprise), optional(&subject.title)]
}

fn subject_columns() -> Vec<Column> {
    vec![wrapped(field::FORM, 12.0, 16.0), wrapped(field::MEANS, 20.0, 30.0), wrapped(field::KEY, 20.0, 32.0)]
}

fn values<'a>(name: &str, note: &str, questions: &[ValueQuestion]) -> Sheet<'a> {
    let is_date = name == DATES;
    let row = |question: &ValueQuestion| {
        let stated = question.stated.join(&BETWEEN_VALUES.to_string());
        let mut cells: Vec<Cell> = subject(&question.subject).into_iter().collect();
        cells.extend([
            Cell::from(&question.field),
            Cell::text(&stated),
            evidence(&question.evidence, if is_date { Shown::Places } else { Shown::Values }),
            Cell::default(),
        ]);
        let entry = if question.candidates.is_empty() {
            Entry::new(Accepts::Anything)
        } else {
            Entry::one_of(question.candidates.clone()).others(Others::Taken)
        };
        let prompt =
            if is_date { "写成 2022-05-16 或 2022-05" } else { "选一个，或填写核实后的值（金额按万元）" };
        Row::item(cells).entry(6, entry.prompt(prompt))
    };
    let mut columns = subject_columns();
    columns.extend([
        wrapped(field::FIELD, 12.0, 18.0),
        Column::new(field::STATED, Kind::Code),
        wrapped(field::EVIDENCE, 36.0, 52.0),
        answer(field::VALUE, Kind::Code, 18.0),
    ]);
    sheet(name, note, columns, questions.iter().map(row).collect())
}

fn projects<'a>(questions: &[ProjectQuestion]) -> Sheet<'a> {
    let row = |question: &ProjectQuestion| {
        let mut cells: Vec<Cell> = subject(&question.subject).into_iter().collect();
        cells.extend([Cell::from(&question.other), evidence(&question.evidence, Shown::Titles), Cell::default()]);
        let options: [Arc<str>; 2] = [Arc::from(SAME), Arc::from(DIFFERENT)];
        Row::item(cells).entry(5, Entry::one_of(options))
    };
    let mut columns = subject_columns();
    columns.extend([
        wrapped(field::OTHER, 20.0, 32.0),
        wrapped(field::EVIDENCE, 36.0, 52.0),
        answer(field::VERDICT, Kind::Word, 12.0),
    ]);
    sheet(PROJECT_DECISIONS, PROJECT_NOTE, columns, questions.iter().map(row).collect())
}

/// Lines of evidence shown; a name may stand in hundreds of rows.
const LINES: usize = 6;

/// What a line of evidence tells besides who and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// Nothing: what was written stands in a column of its own.
    Places,
    /// The value; the first is the one that counts until it is decided.
    Values,
    /// The title.
    Titles,
}

/// One line a statement: who, where, what.
fn evidence(statements: &[Statement], shown: Shown) -> Cell {
    let line = |(index, said): (usize, &Statement)| {
        let unit = said.unit.as_deref().unwrap_or("单位不明");
        let at = said.place.to_string();
        let at = submitted_part(&at);
        match shown {
            _ if said.place == Place::office() => format!("上次报的“{}”", said.text),
            Shown::Places => format!("{unit}：{at}"),
            Shown::Values if index == 0 => format!("{unit}填“{}”（现采用）：{at}", said.text),
            Shown::Values => format!("{unit}填“{}”：{at}", said.text),
            Shown::Titles => format!("{unit}“{}”：{at}", said.text),
        }
    };
    let mut lines: Vec<String> = statements.iter().take(LINES).enumerate().map(line).collect();
    if statements.len() > LINES {
        lines.push(format!("等共{}处", statements.len()));
    }
    Cell::from(Scalar::Text(Arc::from(lines.join("\n"))))
}
