//! Forms and records made by hand, for tests.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Lists, Words};
use crate::forms::{Field, FieldType, Form, FormRole, Period, Requirement};
use crate::origin::{CellRef, Origin, Source};
use crate::records::{Cell, ColumnMatch, Hold, How, Record, Records};
use crate::value::{Date, Day, State, Value};

/// A form of fields written `名称:type`, with `!` for key and `*` for required: `企业名称:name!*`.
pub(crate) fn form(name: &str, fields: &[&str]) -> Arc<Form> {
    form_with_authority(name, fields, &[])
}

pub(crate) fn form_with_authority(name: &str, fields: &[&str], authority: &[&str]) -> Arc<Form> {
    Arc::new(Form {
        name: name.into(),
        title: name.into(),
        role: FormRole::Submission,
        period: Period::Week,
        aliases: Vec::new(),
        fields: fields.iter().map(|field| parse_field(field)).collect(),
        checks: Vec::new(),
        authority: authority.iter().map(ToString::to_string).collect(),
        history: crate::forms::History::default(),
    })
}

fn parse_field(text: &str) -> Field {
    let (name, ty) = text.split_once(':').expect("a type");
    let (key, required) = (ty.contains('!'), ty.contains('*'));
    let ty = match ty.trim_end_matches(['!', '*']) {
        "name" => FieldType::Name,
        "code" => FieldType::Code,
        "money" => FieldType::Money,
        "date" => FieldType::Date,
        "month" => FieldType::Month,
        "person" => FieldType::Person,
        "unit" => FieldType::Unit,
        "texts" => FieldType::Texts,
        _ => FieldType::Text,
    };
    Field {
        name: name.into(),
        ty,
        required: if required { Requirement::Required } else { Requirement::Optional },
        key,
        synonyms: Vec::new(),
        meanings: Vec::new(),
        groups: Vec::new(),
        unit: None,
        help: String::new(),
        over_weeks: None,
        section: None,
        example: None,
    }
}

/// Records of one table; data begins in row 5 (0-based 4). An empty text is blank, `?` unreadable; a blank required field holds the row.
pub(crate) fn records(form: &Arc<Form>, file: &str, rows: &[&[&str]]) -> Records {
    let source = Arc::new(Source { file: file.into(), sheet: Some("表1".into()) });
    let rows = rows.iter().enumerate().map(|(i, row)| record(form, &source, i as u32 + 4, row)).collect();
    let column = |i: usize| ColumnMatch { col: i as u32, heading: form.fields[i].name.to_string(), how: How::Exact };
    let columns = (0..form.fields.len()).map(|i| Some(column(i))).collect();
    Records { form: form.clone(), source, columns, rows, set_apart: Vec::new() }
}

fn record(form: &Form, source: &Arc<Source>, row: u32, texts: &[&str]) -> Record {
    let cell = |i: usize| {
        let text = texts.get(i).copied().unwrap_or_default();
        let raw = (!text.is_empty()).then(|| text.into());
        Cell { state: state(&form.fields[i].ty, text), raw, at: Some(CellRef::new(row, i as u32)) }
    };
    let cells: Vec<Cell> = (0..form.fields.len()).map(cell).collect();
    let blank = |i: &usize| matches!(form.fields[*i].required, Requirement::Required) && cells[*i].state == State::Blank;
    let held = (0..cells.len()).filter(blank).map(|i| Hold::Blank(form.fields[i].name.clone())).collect();
    Record { origin: Origin { source: source.clone(), row }, cells, held }
}

fn state(ty: &FieldType, text: &str) -> State {
    let value = match ty {
        _ if text.is_empty() => return State::Blank,
        _ if text == "?" => return State::Unreadable,
        FieldType::Money => text.parse::<Decimal>().ok().map(Value::Number),
        FieldType::Date | FieldType::Month => date(text).map(Value::Date),
        FieldType::YesNo => Some(Value::Bool(text == "是")),
        FieldType::Texts => Some(Value::List(text.split('、').map(Arc::from).collect())),
        _ => Some(Value::text(text)),
    };
    value.map_or(State::Unreadable, State::Value)
}

/// `2022-05-16`, `2022-05` or `2022`.
fn date(text: &str) -> Option<Date> {
    let parts: Vec<i16> = text.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] => Day::new(*year, *month as u8, *day as u8).map(Date::day),
        [year, month] => Date::month(*year, *month as u8),
        [year] => Date::year(*year),
        _ => None,
    }
}

pub(crate) fn cutoff() -> Day {
    Day::new(2022, 5, 22).expect("a day")
}

/// A small office: five enterprises, eight units, who serves whom.
pub(crate) fn lists() -> Lists {
    let names: &[&[&str]] = &[&["利鑫制药", "青石县利欣制药有限公司"], &["宏达机电", "不在名录"]];
    lists_with(&[("名称裁定", &["书面名称:text!*", "企业名称:name"], names)])
}

/// A list of decisions: form, fields, rows.
pub(crate) type Decided<'a> = (&'a str, &'a [&'a str], &'a [&'a [&'a str]]);

/// The same with other decisions.
pub(crate) fn lists_with(decisions: &[Decided<'_>]) -> Lists {
    let fields = [
        "企业名称:name!*",
        "统一社会信用代码:code",
        "所属乡镇:text",
        "退规时间:date",
        "不计入原因:text",
        "曾用名:texts",
        "简称:texts",
        "入规时间:date",
        "企业类别:text",
    ];
    let enterprises = records(
        &form("规上工业企业名录", &fields),
        "名录/规上工业企业名录.xlsx",
        &[
            &["青石县利欣制药有限公司", "91350200776049653A", "城关镇", "", "", "", "利欣"],
            &["青石县英奇陶瓷有限公司", "91440101MA5CJQ4N59", "北沟乡", "", "", "华岗瓷厂", ""],
            &["河南宏达机械股份有限公司", "", "产业集聚区", "", "", "", ""],
            &["青石县福满食品厂", "", "城关镇", "2022-03", "", "", ""],
            &["中原水泥集团有限公司", "", "北沟乡", "", "停产", "", ""],
        ],
    );
    let fields =
        ["单位名称:text!*", "单位类别:text", "别名:texts", "应报表:texts", "报送周期:text", "起始日期:date", "终止日期:date"];
    let units = records(
        &form("单位名单", &fields),
        "名录/单位名单.xlsx",
        &[
            &["城关镇", "乡镇", "", "任务清单", "周"],
            &["北沟乡", "乡镇", "", "任务清单", "周"],
            &["产业集聚区管理委员会", "园区", "产业集聚区", "任务清单", "周"],
            &["科学技术和工业信息化局", "部门", "", "任务清单、专精特新培育库", "周"],
            &["发展和改革委员会", "部门", "", "要素保障台账", "月"],
            &["市场监督管理局", "部门", "", "", "", "", "2022-01-31"],
            &["青石农村商业银行股份有限公司", "银行", "", "", ""],
            &["卫生健康委员会", "部门", "卫健委、卫计局", "", ""],
        ],
    );
    let fields = ["企业名称:name!*", "包联领导:person", "包联干部:person*", "服务部门:unit"];
    let care = records(
        &form("包联安排", &fields),
        "名录/包联安排.xlsx",
        &[&["青石县利欣制药有限公司", "", "张三", "科工局"], &["英奇陶瓷", "", "李四", "发改委"]],
    );
    let decided =
        decisions.iter().map(|(name, fields, rows)| records(&form(name, fields), &format!("名录/裁定/{name}.xlsx"), rows));
    let all = [enterprises, units, care].into_iter().chain(decided).collect();
    Lists::load(all, &["河南省云州市青石县"], cutoff(), Words::built_in()).0
}
