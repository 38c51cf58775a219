use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::*;
use crate::settings::Declared;
use crate::statistics::testing::{day, forms, formulas, golden, ledger, settings, table};
use crate::statistics::{Parameters, compute};

const REPORTS: &str = r#"
[[dataset]]
name = "项目"
form = "项目"
noun = "项目"
counter = "个"
[[measure]]
name = "项目数"
figure = true
count = "项目"
[[measure]]
name = "完成"
figure = true
sum = "项目"
of = "完成"
[[measure]]
name = "计划"
sum = "项目"
of = "计划"
[[measure]]
name = "完成率"
figure = true
ratio = ["完成", "计划"]
[[table]]
id = "分乡镇"
title = "分乡镇"
sheet = "乡镇"
rows = "项目"
by = [{ column = "乡镇" }]
columns = ["项目数", "完成率"]
[[change]]
id = "变化"
title = "较上周变化"
sheet = "较上周"
figures = ["完成率"]
[[trend]]
id = "走势"
title = "走势"
sheet = "走势"
figures = ["项目数", "完成率"]
chart = "走势"
[[trend]]
id = "乡镇走势"
title = "各乡镇走势"
sheet = "走势"
table = "分乡镇"
column = "完成率"
"#;

fn statistics(past: &[PastFigures<'_>]) -> Statistics {
    let forms = forms("项目: 名称 text, 乡镇 text, 计划 money, 完成 money");
    let rows = "名称 乡镇 计划 完成\n 一 城关 300 100\n 二 东乡 300 200\n 三 东乡 100 100";
    let settings = settings();
    let file = Declared { file: "报表/试.toml", text: REPORTS };
    let reports = Reports::from_files(&[file], &forms, &settings).unwrap_or_else(|m| panic!("{m:#?}"));
    let parameters = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
    let mut statistics =
        compute(&ledger(vec![table(&forms, "项目", rows)]), &crate::ledger::Ledger::default(), &parameters, &reports).0;
    statistics.add_over_weeks("2022-W20".parse().expect("a week"), past, &reports);
    statistics
}

fn ratio(numerator: i64, denominator: i64) -> StatValue {
    StatValue::Ratio { numerator: Decimal::from(numerator), denominator: Decimal::from(denominator) }
}

fn of<'a>(statistics: &'a Statistics, id: &str) -> &'a StatTable {
    statistics.tables.iter().find(|table| &*table.id == id).expect(id)
}

#[test]
fn the_first_week_has_no_tables_over_the_weeks() {
    assert_eq!(statistics(&[]).tables.len(), 1);
}

#[test]
fn rates_change_in_points_from_exact_pairs_and_this_week_is_live() {
    let figures: IndexMap<Arc<str>, StatValue> =
        [(Arc::from("项目数"), StatValue::Count(2)), (Arc::from("完成率"), ratio(150, 600))].into_iter().collect();
    let columns: Vec<Arc<str>> = ["乡镇", "项目数", "完成率"].map(Arc::from).into();
    let rows = vec![vec![StatValue::Text(Arc::from("东乡")), StatValue::Count(2), ratio(100, 400)]];
    let past = |week: &str| PastFigures {
        week: week.parse().expect("a week"),
        figures: &figures,
        tables: std::iter::once(("分乡镇", PastTable { columns: &columns, rows: &rows })).collect(),
    };
    let statistics = statistics(&[past("2022-W17"), past("2022-W18"), past("2022-W21")]);
    let change = of(&statistics, "变化");
    // 400/700 − 150/600 = 9/28
    assert_eq!(golden(change), "指标 本周 第18周 增减\n完成率 400/700 150/600 0.321428571429");
    assert!(change.basis.contains("2022年第18周"), "the newest week before, not a later one");
    assert_eq!((change.columns[1].kind, change.columns[3].kind), (Kind::Rate, Kind::Points));
    assert_eq!(
        formulas(change, 0)[1..],
        ["=指标[完成率]", "", "=IF(AND(ISNUMBER(同行#1),ISNUMBER(同行#2)),同行#1-同行#2,\"—\")"]
    );
    let trend = of(&statistics, "走势");
    assert_eq!(golden(trend), "周次 项目数 完成率\n第17周 2 150/600\n第18周 2 150/600\n第20周（本周） 3 400/700");
    assert_eq!(trend.chart.as_ref().map(|chart| (chart.kind, chart.series.clone())), Some((ChartKind::Line, vec![1, 2])));
    let units = of(&statistics, "乡镇走势");
    assert_eq!(
        golden(units),
        "乡镇 第17周 第18周 本周 较上周\n城关 — — 100/300 —\n东乡 100/400 100/400 300/400 0.5\n合计 — — 400/700 —"
    );
    assert!(formulas(units, 1)[3].starts_with("=INDEX("), "{:?}", formulas(units, 1));
    assert_eq!(formulas(units, 2)[3], "=指标[完成率]", "the total is the figure");
}

#[test]
fn mistakes_in_tables_over_the_weeks_are_placed() {
    let forms = forms("项目: 名称 text, 乡镇 text, 计划 money, 完成 money");
    for (was, is, said) in [
        ("figures = [\"完成率\"]", "figures = [\"完成率\", \"项目数\"]", "不是一类数"),
        ("figures = [\"完成率\"]", "figures = [\"计划\"]", "没有写 figure = true"),
        ("figures = [\"完成率\"]", "figures = [\"完成绿\"]", "没有定义指标“完成绿”"),
        ("table = \"分乡镇\"", "table = \"分乡\"", "没有“分乡”这张分组表"),
        ("column = \"完成率\"\n", "column = \"完成\"\n", "没有“完成”这一列"),
        ("column = \"完成率\"\n", "", "要么写figures"),
    ] {
        let text = REPORTS.replacen(was, is, 1);
        let file = Declared { file: "报表/试.toml", text: &text };
        let mistakes = Reports::from_files(&[file], &forms, &settings()).expect_err(is);
        assert!(mistakes.iter().any(|mistake| mistake.to_string().contains(said)), "{said}: {mistakes:#?}");
    }
}
