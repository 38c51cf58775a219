use crate::records::testing::{codes, form, sheet};
use crate::records::{Hold, Records};
use crate::table::RowKind;
use crate::value::{State, Value};

const HEADER: [&str; 10] = [
    "企业名称",
    "项目名称",
    "改造类型",
    "总投资（万元）",
    "年度计划投资（万元）",
    "本年累计完成投资（万元）",
    "项目阶段",
    "项目负责人",
    "项目包联人",
    "政策落实人",
];
const GOOD: [&str; 10] =
    ["青山纺织有限公司", "纺纱智能化改造", "智能改造", "3000", "1000", "400", "在建", "张三", "李四", "王五"];

fn row(changes: &[(usize, &'static str)]) -> [&'static str; 10] {
    let mut row = GOOD;
    for (col, text) in changes {
        row[*col] = text;
    }
    row
}

fn shown(records: &Records, row: usize, field: &str) -> String {
    match &records.rows[row].cells[records.form.index(field).expect("a field")].state {
        State::Value(Value::Text(text)) => text.to_string(),
        State::Value(Value::Number(number)) => number.normalize().to_string(),
        State::Value(Value::List(list)) => list.join("、"),
        State::Value(other) => format!("{other:?}"),
        State::Blank => "空".into(),
        State::NotApplicable => "不适用".into(),
        State::Unreadable => "读不出".into(),
    }
}

#[test]
fn a_good_sheet_is_silent() {
    let (records, findings) =
        sheet(&[&HEADER, &GOOD, &row(&[(1, "锅炉节能改造"), (2, "绿色改造")])], &[]).read(&form("任务清单"));
    assert_eq!(codes(&findings), Vec::<String>::new(), "{findings:#?}");
    assert!(records.rows.iter().all(|row| row.held.is_empty()));
    assert_eq!(shown(&records, 0, "总投资"), "3000");
    assert_eq!(shown(&records, 1, "改造类型"), "绿色改造");
}

#[test]
fn what_is_required_holds_the_row() {
    let rows: [&[&str]; 5] =
        [&HEADER, &row(&[(7, "")]), &row(&[(1, "甲"), (4, "若干")]), &row(&[(1, "乙"), (5, "—")]), &row(&[(0, "无"), (1, "丙")])];
    let (records, findings) = sheet(&rows, &[]).read(&form("任务清单"));
    let held: Vec<&[Hold]> = records.rows.iter().map(|row| row.held.as_slice()).collect();
    assert_eq!(held[0], [Hold::Blank("项目负责人".into())]);
    assert_eq!(held[1], [Hold::Unreadable("年度计划投资".into())]);
    assert_eq!(held[2], []);
    assert_eq!(held[3], [Hold::Blank("企业名称".into())]);
    assert_eq!(codes(&findings), ["V01 H2", "V02 E3", "V01 F4", "V01 A5"]);
}

#[test]
fn a_missing_column_is_said_once() {
    let short = |row: &[&'static str; 10]| row[..9].to_vec();
    let rows = [short(&HEADER), short(&GOOD), short(&row(&[(1, "甲")]))];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let (records, findings) = sheet(&rows, &[]).read(&form("任务清单"));
    assert_eq!(codes(&findings), ["S08 sheet"]);
    assert!(records.rows.iter().all(|row| row.held == [Hold::Blank("政策落实人".into())]));
}

#[test]
fn vertical_merges_fill_their_rows_and_amounts_count_once() {
    let rows: [&[&str]; 4] = [&HEADER, &GOOD, &row(&[(0, ""), (1, "甲"), (3, "")]), &row(&[(0, ""), (1, "乙")])];
    let sheet = sheet(&rows, &[]).merged((1, 0), (2, 0)).merged((1, 3), (2, 3));
    let (records, findings) = sheet.read(&form("任务清单"));
    assert_eq!(shown(&records, 1, "企业名称"), "青山纺织有限公司");
    assert_eq!(shown(&records, 2, "企业名称"), "空");
    assert_eq!(shown(&records, 1, "总投资"), "不适用");
    assert!(records.rows[1].held.is_empty());
    assert_eq!(codes(&findings), ["S19 D2", "V01 A4"]);
}

#[test]
fn a_horizontal_merge_stays_in_its_first_column() {
    let rows: [&[&str]; 2] = [&HEADER, &row(&[(8, "")])];
    let (records, _) = sheet(&rows, &[]).merged((1, 7), (1, 8)).read(&form("任务清单"));
    assert_eq!(shown(&records, 0, "项目包联人"), "空");
}

#[test]
fn units_come_from_the_heading_then_the_unit_line() {
    let mut header = HEADER;
    header[3] = "总投资（亿元）";
    header[4] = "年度计划投资";
    let rows: [&[&str]; 2] = [&header, &row(&[(3, "1.2"), (4, "5000000")])];
    let (records, findings) = sheet(&rows, &[]).unit_line("元").read(&form("任务清单"));
    assert_eq!(shown(&records, 0, "总投资"), "12000");
    assert_eq!(shown(&records, 0, "年度计划投资"), "500");
    assert_eq!(codes(&findings), Vec::<String>::new());
    let (_, findings) = sheet(&rows, &[]).read(&form("任务清单"));
    assert!(codes(&findings).contains(&"S16 sheet".to_owned()));
}

#[test]
fn checks_fire_at_their_cell_with_values() {
    let (_, findings) = sheet(&[&HEADER, &row(&[(3, "300"), (4, "300")])], &[]).read(&form("任务清单"));
    let over: Vec<_> = findings.iter().filter(|f| f.code.as_str() == "L03").collect();
    assert_eq!(codes(&findings.iter().filter(|f| f.code.as_str() == "L03").cloned().collect::<Vec<_>>()), ["L03 F2"]);
    assert!(over[0].message.contains("400") && over[0].message.contains("300"), "{}", over[0].message);
}

#[test]
fn totals_are_compared_exactly_but_for_rounding() {
    let total = |amount: &'static str| ["合计", "", "", amount, "", "", "", "", "", ""];
    let read = |amounts: [&'static str; 2], stated: &'static str| {
        let rows: [&[&str]; 4] = [&HEADER, &row(&[(3, amounts[0])]), &row(&[(1, "甲"), (3, amounts[1])]), &total(stated)];
        let (records, findings) = sheet(&rows, &[(3, RowKind::Total)]).read(&form("任务清单"));
        assert_eq!(records.set_apart, [(3, RowKind::Total)]);
        codes(&findings).contains(&"S12 D4".to_owned())
    };
    assert!(!read(["3000", "4000"], "7000"));
    assert!(read(["3000", "4000"], "7001"));
    assert!(!read(["3000.12", "4000.34"], "7000.5"));
    assert!(!read(["3000.4", "4000.3"], "7001"));
    assert!(read(["3000.12", "4000.34"], "7009"));
    assert!(!read(["3000.12", "4000.34"], "7000.47"));
}

#[test]
fn a_total_may_stand_first_and_subtotals_cover_their_block() {
    let total = |name: &'static str, amount: &'static str| [name, "", "", amount, "", "", "", "", "", ""];
    let rows: [&[&str]; 7] = [
        &HEADER,
        &total("合计", "9000"),
        &GOOD,
        &total("小计", "3000"),
        &row(&[(1, "甲")]),
        &row(&[(1, "乙")]),
        &total("小计", "6000"),
    ];
    let kinds = [(1, RowKind::Total), (3, RowKind::Subtotal), (6, RowKind::Subtotal)];
    let (records, findings) = sheet(&rows, &kinds).read(&form("任务清单"));
    assert_eq!(records.rows.len(), 3);
    assert_eq!(codes(&findings), Vec::<String>::new(), "{findings:#?}");
}

#[test]
fn categories_fill_a_field_that_has_no_column() {
    let without = |row: &[&'static str; 10]| -> Vec<&'static str> { row[..2].iter().chain(&row[3..]).copied().collect() };
    let category = |name: &'static str| vec![name, "", "", "", "", "", "", "", ""];
    let rows = [
        without(&HEADER),
        category("一、智能改造项目"),
        without(&GOOD),
        category("二、绿色改造（1个）"),
        without(&row(&[(1, "甲")])),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let (records, findings) = sheet(&rows, &[(1, RowKind::Category), (3, RowKind::Category)]).read(&form("任务清单"));
    assert_eq!((shown(&records, 0, "改造类型"), shown(&records, 1, "改造类型")), ("智能改造".into(), "绿色改造".into()));
    assert_eq!(codes(&findings), ["S10 sheet"]);
    assert!(records.rows.iter().all(|row| row.held.is_empty()));
}

#[test]
fn two_fields_may_share_a_column() {
    let mut header = HEADER.to_vec();
    header[7] = "负责人及联系电话";
    header.push("开竣工时间");
    let mut good = GOOD.to_vec();
    good[7] = "张三 13800001234";
    good.push("2022年3月-2022年12月");
    let (records, findings) = sheet(&[&header, &good], &[]).read(&form("任务清单"));
    assert_eq!((shown(&records, 0, "项目负责人"), shown(&records, 0, "负责人电话")), ("张三".into(), "13800001234".into()));
    let date = |field: &str| {
        records.rows[0].cells[records.form.index(field).expect("a field")]
            .state
            .value()
            .and_then(Value::as_date)
            .map(|d| d.to_string())
    };
    assert_eq!((date("计划开工时间").as_deref(), date("计划竣工时间").as_deref()), (Some("2022-03"), Some("2022-12")));
    assert_eq!(codes(&findings), ["S10 H1", "S10 K1"]);
}

#[test]
fn an_amount_ten_thousand_times_the_others_is_named() {
    let mut rows: Vec<[&str; 10]> = vec![HEADER];
    let names = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬"];
    rows.extend(names.iter().enumerate().map(|(i, name)| row(&[(1, name), (3, ["3000", "5200", "80000"][i % 3])])));
    let sheets = |rows: &[[&'static str; 10]]| {
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 10]>::as_slice).collect();
        codes(&sheet(&rows, &[]).read(&form("任务清单")).1).into_iter().filter(|code| code.starts_with("V18")).collect::<Vec<_>>()
    };
    assert_eq!(sheets(&rows), Vec::<String>::new());
    rows.push(row(&[(1, "癸"), (3, "52000000")]));
    assert_eq!(sheets(&rows), ["V18 D11"]);
}
