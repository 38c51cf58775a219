use proptest::prelude::*;

use super::*;
use crate::bulletin::plain;
use crate::statistics::{StatCell, StatColumn, StatRow, StatTable, StatValue};

fn number(text: &str) -> StatValue {
    StatValue::Number(text.parse().expect("a number"))
}

fn ratio(numerator: u32, denominator: u32) -> StatValue {
    StatValue::Ratio { numerator: numerator.into(), denominator: denominator.into() }
}

/// 乡镇 with a count in two groups and a rate.
fn towns() -> StatTable {
    let column = |group: Option<&str>, name: &str, kind| StatColumn {
        name: Arc::from(name),
        group: group.map(Arc::from),
        kind,
        definition: String::new(),
    };
    let row = |total, name: &str, a, b, rate| {
        let values = [StatValue::Text(Arc::from(name)), StatValue::Count(a), StatValue::Count(b), rate];
        StatRow { total, cells: values.into_iter().map(|value| StatCell { value, formula: None }).collect() }
    };
    StatTable {
        id: Arc::from("覆盖-乡镇"),
        title: "分乡镇情况".to_owned(),
        sheet: Arc::from("覆盖"),
        basis: String::new(),
        columns: vec![
            column(None, "乡镇", Kind::Text),
            column(Some("计划"), "企业数", Kind::Count),
            column(Some("实际"), "企业数", Kind::Count),
            column(None, "覆盖率", Kind::Rate),
        ],
        rows: vec![
            row(false, "城关镇", 5, 4, ratio(4, 5)),
            row(false, "北沟{县}乡", 3, 3, ratio(3, 3)),
            row(false, "空乡", 0, 0, ratio(0, 0)),
            row(true, "合计", 8, 7, ratio(7, 8)),
        ],
        chart: None,
    }
}

fn names() -> Names {
    Names::default()
        .facts(["县", "企业数", "覆盖率", "投资", "没报的数", "差"])
        .table("覆盖-乡镇", &["乡镇", "企业数", "计划.企业数", "实际.企业数", "覆盖率"])
        .table("没有的表", &["甲"])
}

fn parse(text: &str) -> Result<Template, Mistake> {
    Template::parse(Declared { file: "通报.txt", text }, &names())
}

fn filled(text: &str) -> String {
    let table = towns();
    let with_past = |kind, value, past| Fact { kind, value, past: Some(past) };
    let facts = Facts::default()
        .tables([&table])
        .fact("县", Fact::text("青石县"))
        .fact("企业数", with_past(Kind::Count, StatValue::Count(8), StatValue::Count(9)))
        .fact("覆盖率", with_past(Kind::Rate, ratio(7, 8), ratio(3, 4)))
        .fact("投资", with_past(Kind::Money, number("123456.7"), number("120000")))
        .fact("差", Fact { kind: Kind::Points, value: number("-0.2278"), past: None });
    plain(&parse(text).expect(text).fill(&facts), false).trim_end().to_owned()
}

#[test]
fn values_are_written_as_an_office_writes_them() {
    for (text, expected) in [
        ("{县}有{企业数}户，覆盖率{覆盖率}", "青石县有8户，覆盖率87.5%"),
        ("{企业数:较上周 户}，{覆盖率:较上周}，{投资:较上周}", "较上周减少1户，较上周提高12.5个百分点，较上周增加3456.7万元"),
        ("{投资}、{投资:亿元 1位}、{投资:万元}、{投资:数 0位}", "12.35亿元、12.3亿元、123456.7万元、123457"),
        ("{差}、{差:绝对}、{差:绝对 2位}、{覆盖率:上周}", "-22.8个百分点、22.8个百分点、22.78个百分点、75.0%"),
        ("{覆盖率：0位}", "88%"),
        ("[差 为{差:较上周}。]有", "有"),
        ("有[，没报{没报的数}][，差{差}]", "有，差-22.8个百分点"),
        ("[当 企业数 > 5：多][当 企业数 < 5：少][当 没报的数 > 0：未知]", "多"),
        ("没报{没报的数}", ""),
    ] {
        assert_eq!(filled(text), expected, "{text}");
    }
}

#[test]
fn rows_are_chosen_ordered_and_joined() {
    for (text, expected) in [
        ("{每行 覆盖-乡镇 | 写 {乡镇}（{覆盖率}）}", "城关镇（80.0%）、北沟{县}乡（100.0%）"),
        ("{每行 覆盖-乡镇 | 倒按 覆盖率 | 前 1 | 写 {乡镇}{实际.企业数}户}", "北沟{县}乡3户"),
        ("{每行 覆盖-乡镇 | 当 覆盖率 < 100% | 写 {乡镇}/{县} | 隔 ；}", "城关镇/青石县"),
        ("{行数 覆盖-乡镇 | 当 `实际.企业数` >= 3}个", "2个"),
        ("{行数 覆盖-乡镇 | 当 `计划.企业数` > 99}个", ""),
        ("@每行 覆盖-乡镇 | 后 2\n{乡镇}：{计划.企业数}\n@完", "北沟{县}乡：3\n空乡：0"),
        ("@如果 有(没报的数)\n甲\n@否则\n乙\n@完", "乙"),
        ("@表 没有的表", ""),
    ] {
        assert_eq!(filled(text), expected, "{text}");
    }
    let table = "@表 覆盖-乡镇 | 列 乡镇、实际.企业数、覆盖率 | 标题 表一";
    assert_eq!(
        filled(table).lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>(),
        ["表一", "乡镇 实际·企业数 覆盖率", "城关镇 4 80.0%", "北沟{县}乡 3 100.0%", "空乡 0 —", "合计 7 87.5%"]
    );
}

#[test]
fn empty_sections_go_and_the_others_are_numbered() {
    let text =
        "# 题\n\n\n## 甲\n{没报的数}\n## 乙\n### 丙\n### 丁\n有\n#### 戊\n有\n## 己\n### 庚\n{没报的数}\n// 注\n@落款 {县}";
    assert_eq!(filled(text), "题\n\n一、乙\n（一）丁\n有\n1．戊\n有\n青石县");
}

#[test]
fn mistakes_name_the_line_and_what_was_meant() {
    for (text, said) in [
        ("甲\n{覆盖律}", "通报.txt 第2行：没有叫“覆盖律”的数，是不是“覆盖率”？"),
        ("{每行 覆盖-乡 | 写 x}", "通报.txt 第1行：没有叫“覆盖-乡”的表，是不是“覆盖-乡镇”？"),
        ("@表 覆盖-乡镇 | 列 乡镇、覆盖", "通报.txt 第1行：表“覆盖-乡镇”里没有“覆盖”这一列，是不是“覆盖率”？"),
        ("{每行 覆盖-乡镇}", "通报.txt 第1行：每行要有“写”，说明每一行写什么"),
        ("{每行 覆盖-乡镇 | 前 三 | 写 x}", "通报.txt 第1行：“前”后面要写几行，如 前 3"),
        ("{覆盖率", "通报.txt 第1行：“{”没有对应的“}”"),
        ("多了}", "通报.txt 第1行：多了一个“}”"),
        ("@如果 企业数 > 1\n甲", "通报.txt 第1行：@如果 没有 @完"),
        ("甲\n@完", "通报.txt 第2行：这里的 @完 或 @否则 没有对应的 @如果 或 @每行"),
        ("@标 x", "通报.txt 第1行：没有“@标”这种行；有 @副题 @称呼 @落款 @表 @每行 @如果 @否则 @完"),
    ] {
        assert_eq!(parse(text).expect_err(text).to_string(), said);
    }
    let format = parse("{覆盖率:百分}").expect_err("no format").to_string();
    assert!(format.starts_with("通报.txt 第1行：“覆盖率”后面的“百分”不是写法"), "{format}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever an office writes is read or refused, and what is read can be filled.
    #[test]
    fn no_template_panics(text in "([#@{}|:：、\n \\[\\]]|每行|行数|如果|完|表|列|写|前 1|当 |企业数|覆盖率|覆盖-乡镇|县){0,40}") {
        if let Ok(template) = parse(&text) {
            let table = towns();
            let _ = template.fill(&Facts::default().tables([&table]).fact("县", Fact::text("{县}")));
        }
    }
}
