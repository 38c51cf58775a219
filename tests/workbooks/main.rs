//! Workbooks read back by another library than the one that wrote them.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

mod sample;

use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use sangai::blanks;
use sangai::forms::{Choice, Field, FieldType, Form, FormRole, History, Period, Requirement, Vocabulary};
use sangai::statistics::{DataCell, DataRow, Formula, Piece};
use sangai::value::{Day, Value};
use sangai::workbook::summary::summary;
use sangai::workbook::{
    Accepts, Block, Book, Cell, Column, Entry, Fact, Kind, Others, Row, Sheet, SheetUse, Table, unresolved, write,
};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook")
}

/// The value to the right of, or below, the first cell with this text.
fn near(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str, label: &str, (down, right): (usize, usize)) -> Data {
    let range = book.worksheet_range(sheet).expect("the sheet");
    let is_label = |data: &Data| matches!(data, Data::String(text) if text == label);
    let (row, col, _) = range.cells().find(|(_, _, data)| is_label(data)).expect("the label");
    range.get((row + down, col + right)).cloned().unwrap_or_default()
}

#[test]
fn the_same_summary_gives_the_same_bytes() {
    let sample = sample::sample(60, 50);
    let once = write(&summary(&sample.input())).expect("a workbook");
    let again = write(&summary(&sample.input())).expect("a workbook");
    assert!(once == again);
}

#[test]
fn every_formula_finds_its_cells() {
    let sample = sample::sample(60, 50);
    assert_eq!(unresolved(&summary(&sample.input())), Vec::<String>::new());
}

#[test]
fn sheets_stand_in_the_order_of_the_report() {
    let sample = sample::sample(60, 50);
    let book = open(write(&summary(&sample.input())).expect("a workbook"));
    let expected = [
        "总览",
        "目录",
        "覆盖情况",
        "项目结构",
        "投资进度",
        "责任落实",
        "银企对接",
        "平台建设",
        "零项目清单",
        "问题汇总",
        "问题清单",
        "报送情况",
        "口径说明",
        "企业",
        "项目",
        "科创平台",
    ];
    assert_eq!(book.sheet_names(), expected);
}

#[test]
fn results_are_stored_beside_their_formulas() {
    let sample = sample::sample(240, 236);
    let mut book = open(write(&summary(&sample.input())).expect("a workbook"));
    assert_eq!(near(&mut book, "总览", "规上企业数", (1, 0)), Data::Float(240.0));
    assert_eq!(near(&mut book, "总览", "项目数", (1, 0)), Data::Float(236.0));
    assert_eq!(near(&mut book, "总览", "平台认定率", (1, 0)), Data::String("—".into()));
    assert_eq!(near(&mut book, "总览", "错误", (1, 0)), Data::Float(44.0));
    assert_eq!(near(&mut book, "口径说明", "规上企业数", (0, 1)), Data::Float(240.0));
    let formulas = book.worksheet_formula("总览").expect("formulas");
    let texts: Vec<&String> = formulas.cells().map(|(_, _, text)| text).filter(|text| !text.is_empty()).collect();
    assert_eq!(texts.first().map(|text| text.as_str()), Some("COUNTA('企业'!$A$5:$A$244)"));
    assert_eq!(texts.len(), sample.statistics.figures.len() + 6);
}

#[test]
fn above_the_limit_values_replace_formulas() {
    let sample = sample::sample(60, 50);
    let input = sangai::workbook::summary::SummaryInput { formula_rows: 100, ..sample.input() };
    let mut book = open(write(&summary(&input)).expect("a workbook"));
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("formulas");
        assert!(formulas.cells().all(|(_, _, text)| text.is_empty()), "{name}");
    }
    assert_eq!(near(&mut book, "总览", "规上企业数", (1, 0)), Data::Float(60.0));
    let range = book.worksheet_range("覆盖情况").expect("the sheet");
    let says_so = |data: &Data| matches!(data, Data::String(text) if text.contains("不含公式"));
    assert!(range.cells().any(|(_, _, data)| says_so(data)));
}

#[test]
fn long_lists_are_written_row_by_row_and_read_whole() {
    let mut sample = sample::sample(10, 5);
    let names = &mut sample.statistics.datasets[2].rows;
    names.extend((0..25_000).map(|i| {
        DataRow {
            cells: [format!("企业{i}"), format!("平台{i}")]
                .map(|text| DataCell { value: Some(Value::text(&text)), formula: None })
                .into_iter()
                .collect(),
            entry: i,
            origins: vec![format!("a.xlsx · 表 · 第{i}行")],
        }
    }));
    let mut book = open(write(&summary(&sample.input())).expect("a workbook"));
    let range = book.worksheet_range("科创平台").expect("the sheet");
    // the way back, title, count, the line that says there are no formulas, header
    assert_eq!(range.height(), 5 + 25_000);
    assert_eq!(range.get((25_004, 1)), Some(&Data::String("平台24999".into())));
}

/// A book with one table of these cells.
fn table_of(names: [&str; 2], cells: &[Cell]) -> Book<'static> {
    let sheet = |name: &str| Sheet {
        name: Arc::from(name),
        purpose: SheetUse::Report,
        title: "表".into(),
        notes: Vec::new(),
        blocks: vec![Block::Table(Table::new(
            name,
            vec![Column::new("文字", Kind::Text)],
            cells.iter().map(|cell| Row::item(vec![cell.clone()])).collect(),
        ))],
    };
    Book { title: "表".into(), date: Day::new(2022, 5, 22).expect("a day"), home: None, sheets: names.map(sheet).into() }
}

#[test]
fn texts_from_departments_stay_texts() {
    let hostile = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "http://example.org", "0012", "TRUE", "a\u{0}b", "\u{202e}倒"];
    let cells: Vec<Cell> = hostile.iter().map(|text| Cell::text(text)).collect();
    let mut book = open(write(&table_of(["甲", "乙"], &cells)).expect("a workbook"));
    let range = book.worksheet_range("甲").expect("the sheet");
    let read: Vec<String> = range.cells().filter(|(row, _, _)| *row >= 2).map(|(_, _, data)| data.to_string()).collect();
    assert_eq!(read, ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "http://example.org", "0012", "TRUE", "ab", "倒"]);
    assert!(range.cells().filter(|(row, _, _)| *row >= 2).all(|(_, _, data)| matches!(data, Data::String(_))));
    assert!(book.worksheet_formula("甲").expect("formulas").is_empty());
}

#[test]
fn results_that_look_like_numbers_become_values() {
    let digits = || Formula(vec![Piece::Text("\"00\"&\"12\"".into())]);
    let cells = vec![Cell::text("0012").formula(digits()), Cell::text("好").formula(digits())];
    let mut book = open(write(&table_of(["甲", "乙"], &cells)).expect("a workbook"));
    assert_eq!(near(&mut book, "甲", "文字", (1, 0)), Data::String("0012".into()));
    let formulas = book.worksheet_formula("甲").expect("formulas");
    assert_eq!(formulas.cells().filter(|(_, _, text)| !text.is_empty()).count(), 1);
}

#[test]
fn too_long_texts_and_equal_names_do_not_lose_the_file() {
    let cells = vec![Cell::text(&"长".repeat(40_000))];
    let mut book = open(write(&table_of(["A/b", "a_B"], &cells)).expect("a workbook"));
    assert_eq!(book.sheet_names(), ["A_b", "a_B(2)"]);
    let Data::String(text) = near(&mut book, "A_b", "文字", (1, 0)) else { panic!("a text") };
    assert!(text.ends_with("已截断）") && text.chars().count() <= 32_767);
}

#[test]
fn tables_lay_out_as_they_are_read() {
    let column = |heading: &str, kind, group: Option<&Arc<str>>| Column::new(heading, kind).group(group);
    let group: Arc<str> = Arc::from("投资");
    let columns = vec![
        column("乡镇", Kind::Text, None),
        column("总投资", Kind::Money, Some(&group)),
        column("完成率", Kind::Rate, Some(&group)),
    ];
    let number = |text: &str| Cell::from(sangai::workbook::Scalar::Number(text.parse().expect("a number")));
    let rows = vec![
        Row::item(vec![Cell::text("城关镇"), number("12000.5"), number("0.5")]),
        Row::total(vec![Cell::text("合计"), number("12000.5"), number("0.5")]),
    ];
    let sheet = Sheet {
        name: Arc::from("进度"),
        purpose: SheetUse::Report,
        title: "投资进度".into(),
        notes: vec!["截至5月22日".into()],
        blocks: vec![Block::Table(Table::new("进度", columns, rows))],
    };
    let text = "# 进度\n投资进度\n截至5月22日\n乡镇 | 投资 | 投资\n | 总投资⏎（万元） | 完成率\n城关镇 | 12,000.5 | 50.0%\n合计 | 12,000.5 | 50.0%\n";
    assert_eq!(sheet.lay_out(None).to_text(), text);
}

#[test]
fn blank_forms_carry_headings_units_and_help() {
    let field = |name: &str, ty: FieldType, required| Field {
        name: Arc::from(name),
        ty,
        required,
        key: false,
        synonyms: Vec::new(),
        meanings: Vec::new(),
        groups: Vec::new(),
        unit: None,
        help: "照实填写。".into(),
        over_weeks: None,
        section: None,
        example: None,
    };
    let options = ["谋划", "在建"].map(|name| Choice { name: Arc::from(name), ..Choice::default() });
    let form = Form {
        name: Arc::from("任务清单"),
        title: "任务清单".into(),
        role: FormRole::Submission,
        period: Period::Week,
        aliases: Vec::new(),
        fields: vec![
            field("企业名称", FieldType::Name, Requirement::Required),
            field("总投资", FieldType::Money, Requirement::Required),
            field("项目阶段", FieldType::Choice(Arc::new(Vocabulary { options: options.into() })), Requirement::Optional),
        ],
        checks: Vec::new(),
        authority: Vec::new(),
        history: History::default(),
    };
    let order = blanks::Order::blank(&form, Day::new(2022, 1, 1).expect("a day"));
    let bytes = blanks::workbook(&order).expect("a workbook");
    let mut book = open(bytes.clone());
    let range = book.worksheet_range("任务清单").expect("the sheet");
    let read: Vec<String> =
        range.cells().filter(|(_, _, data)| **data != Data::Empty).map(|(_, _, data)| data.to_string()).collect();
    let facts = ["填报单位：", "填报人：", "联系电话：", "填报时间：", "单位：", "万元"];
    let headings = ["序号", "企业名称", "总投资\n（万元）", "项目阶段"];
    assert_eq!(read, [&["任务清单"], facts.as_slice(), headings.as_slice()].concat());
    assert_eq!(near(&mut book, "填表说明", "项目阶段", (0, 3)), Data::String("照实填写。从下拉列表中选：谋划、在建。".into()));
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let part = package.by_name("xl/worksheets/sheet1.xml").expect("the sheet");
    let xml = std::io::read_to_string(part).expect("text");
    assert!(xml.contains("<formula1>\"谋划,在建\"</formula1>"), "the options are offered as a list");
}

/// A part of a package as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).expect("a package");
    let part = package.by_name(name).expect("the part");
    std::io::read_to_string(part).expect("text")
}

#[test]
fn what_may_be_typed_is_checked_and_all_else_is_locked() {
    let words = |n: usize| (0..n).map(|i| Arc::from(format!("第{i}家机械制造有限公司"))).collect::<Vec<Arc<str>>>();
    let columns = vec![
        Column::new("序号", Kind::Serial),
        Column::new("企业", Kind::Text).entry(Entry::one_of(words(40)).others(Others::Asked)),
        Column::new("总投资", Kind::Money).entry(Entry::new(Accepts::AtLeast(0)).prompt("按合同")),
        Column::new("答复", Kind::Word).entry(Entry::one_of(words(2))),
    ];
    let row = || Row::item(vec![Cell::default(); 4]);
    let rows = vec![row(), row().entry(3, Entry::one_of(words(3))), row()];
    let unit = Fact { label: Arc::from("填报单位"), cell: Cell::text("城关镇"), entry: Entry::default() };
    let clerk = Fact { label: Arc::from("填报人"), cell: Cell::default(), entry: Entry::new(Accepts::Anything) };
    let table = Table::new("表", columns, rows);
    let sheet = Sheet {
        name: Arc::from("表"),
        purpose: SheetUse::Form,
        title: "某表".into(),
        notes: Vec::new(),
        blocks: vec![Block::Facts(vec![unit, clerk]), Block::Table(table)],
    };
    let book = Book { title: "某表".into(), date: Day::new(2022, 1, 1).expect("a day"), home: None, sheets: vec![sheet] };
    let bytes = write(&book).expect("a workbook");
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(xml.contains("<sheetProtection sheet=\"1\""), "locked without a password");
    assert!(xml.contains("sqref=\"B5:B7\""), "a column's check");
    assert!(xml.contains("<formula1>'选项'!$A$2:$A$41</formula1>"), "a long list stands on a sheet of its own");
    let ranges: Vec<&str> =
        ["sqref=\"D5\"", "sqref=\"D6\"", "sqref=\"D7\""].into_iter().filter(|range| xml.contains(range)).collect();
    assert_eq!(ranges.len(), 3, "a cell's own list stands in for its column's");
    assert!(xml.contains("errorStyle=\"warning\"") && xml.contains("prompt=\"按合同\""));
    let workbook = part(&bytes, "xl/workbook.xml");
    assert!(workbook.contains("name=\"选项\" sheetId=\"2\" state=\"veryHidden\""));
    assert_eq!(bytes, write(&book).expect("the same"), "same book, same bytes");
}
