//! What declarations can say beyond counts and rates: months, names in a text, places, means, bands, shares, targets, rows that are chosen.

use super::testing::{day, forms, formulas, golden, ledger, run, settings, table};
use super::{Parameters, Reports, Statistics, compute};
use crate::ledger::Ledger;
use crate::settings::{Declared, FILE, Settings};

const ROWS: &str = "
    [[dataset]]
    name = \"行\"
    form = \"表\"
    noun = \"项目\"
    counter = \"个\"
    [[measure]]
    name = \"个数\"
    count = \"行\"
    [[measure]]
    name = \"金额\"
    sum = \"行\"
    of = \"金额\"
";

/// The values and first formula of a derived column.
fn column(statistics: &Statistics, name: &str) -> (String, String) {
    let data = &statistics.datasets[0];
    let at = data.columns.iter().position(|c| &*c.name == name).expect(name);
    let values: Vec<String> = data
        .rows
        .iter()
        .map(|row| row.cells[at].value.as_ref().map_or("—".to_owned(), |v| super::frame::written(v).to_string()))
        .collect();
    (values.join(" "), data.rows[0].cells[at].formula.as_ref().map(|f| f.to_text()).unwrap_or_default())
}

#[test]
fn months_up_to_the_cut_off_are_all_there() {
    let forms = forms("表: 名称 text, 日期 date, 金额 money");
    let reports = format!(
        "{}\n[[dataset.column]]\nname = \"月份\"\nmonth = \"日期\"\n{}\n\
         [[table]]\nid = \"月\"\ntitle = \"\"\nsheet = \"月\"\nrows = \"行\"\nby = [{{ column = \"月份\" }}]\ncolumns = [\"个数\"]",
        ROWS.split("[[measure]]").next().unwrap_or_default(),
        &ROWS[ROWS.find("[[measure]]").unwrap_or_default()..]
    );
    let rows = "名称 日期 金额\n甲 2022-03-05 1\n乙 2022-03 1\n丙 2021-12-31 1\n丁 2022 1";
    let statistics = run(&reports, &forms, vec![table(&forms, "表", rows)], (2022, 4, 30));
    assert_eq!(
        golden(&statistics.tables[0]),
        "月份 个数\n2021年12月 1\n2022年1月 0\n2022年2月 0\n2022年3月 2\n2022年4月 0\n（未填） 1\n合计 4"
    );
    let (values, formula) = column(&statistics, "月份");
    assert_eq!(values, "2022年3月 2022年3月 2021年12月 —");
    assert_eq!(
        formula,
        "=IF(本行[日期·起]=\"\",\"\",IF(YEAR(本行[日期·起])*12+MONTH(本行[日期·起])=YEAR(本行[日期·止])*12+MONTH(本行[日期·止]),\
         YEAR(本行[日期·起])&\"年\"&MONTH(本行[日期·起])&\"月\",\"\"))"
    );
}

/// Columns after the dataset, before the measures.
fn with_columns(columns: &str, rest: &str) -> String {
    let at = ROWS.find("[[measure]]").unwrap_or_default();
    format!("{}{columns}{}{rest}", &ROWS[..at], &ROWS[at..])
}

#[test]
fn rows_are_held_against_their_like() {
    let forms = forms("表: 名称 text, 年 text, 金额 money");
    let columns = "
        [[dataset.column]]
        name = \"名次\"
        kind = \"个数\"
        place = \"金额\"
        within = \"年\"
        [[dataset.column]]
        name = \"占位\"
        place_share = \"金额\"
        within = \"年\"
        [[dataset.column]]
        name = \"比均值\"
        per_mean = \"金额\"
        [[dataset.column]]
        name = \"封顶\"
        value = \"较小(比均值, 1) * 10\"
        [[dataset.column]]
        name = \"星\"
        cases = [{ when = \"年 = \\\"旧\\\"\", then = \"不评\" }]
        grade = \"金额\"
        bands = \"星级企业\"
        otherwise = \"无\"
    ";
    let rows = "名称 年 金额\n甲 新 90\n乙 新 90\n丙 新 75\n丁 旧 100\n戊 新 -\n己 新 5";
    let statistics = run(&with_columns(columns, ""), &forms, vec![table(&forms, "表", rows)], (2022, 4, 30));
    assert_eq!(column(&statistics, "名次").0, "1 1 3 1 — 4");
    assert_eq!(column(&statistics, "占位").0, "0.25 0.25 0.75 1 — 1");
    // The mean of 90, 90, 75, 100 and 5 is 72.
    assert_eq!(column(&statistics, "比均值").0, "1.25 1.25 1.0416666667 1.3888888889 — 0.0694444444");
    assert_eq!(column(&statistics, "封顶").0, "10 10 10 10 — 0.694444444");
    assert_eq!(column(&statistics, "星").0, "五星 五星 三星 不评 无 无");
    assert_eq!(
        column(&statistics, "占位").1,
        "=IFERROR(IF(ISNUMBER(本行[金额]),ROUND((SUMPRODUCT(ISNUMBER(行[金额])*(行[金额]>本行[金额])*(行[年]=本行[年]))+1)/\
         SUMPRODUCT(ISNUMBER(行[金额])*1*(行[年]=本行[年])),10),\"\"),\"\")"
    );
    assert_eq!(
        column(&statistics, "星").1,
        "=IF(本行[年]=\"旧\",\"不评\",IF(AND(本行[金额]<>\"\",本行[金额]>=参数[星级企业.五星]),\"五星\",\
         IF(AND(本行[金额]<>\"\",本行[金额]>=参数[星级企业.四星]),\"四星\",IF(AND(本行[金额]<>\"\",本行[金额]>=参数[星级企业.三星]),\"三星\",\"无\"))))"
    );
}

#[test]
fn rows_belong_together_by_several_columns_or_by_a_list_of_names() {
    let forms = forms("表: 企业 text, 项目 text, 金额 money\n会: 主题 text, 企业 text\n库: 企业 text, 项目 text, 级别 text");
    let columns = "
        [[dataset.join]]
        from = \"库\"
        on = [\"企业\", \"项目\"]
        columns = [{ column = \"级别\", name = \"库里级别\" }]
        [[dataset.column]]
        name = \"参会\"
        count = \"会\"
        on = \"企业\"
        key = \"名单\"
        [[dataset]]
        name = \"会\"
        form = \"会\"
        noun = \"会\"
        counter = \"次\"
        [[dataset.column]]
        name = \"名单\"
        words = \"企业\"
        [[dataset]]
        name = \"库\"
        form = \"库\"
        noun = \"项目\"
        counter = \"个\"
        optional = true
    ";
    let sent = |with_pool: bool| {
        let mut tables = vec![
            table(&forms, "表", "企业 项目 金额\n甲厂 一 1\n甲厂 二 1\n乙厂 一 1\n丙厂 - 1"),
            table(&forms, "会", "主题 企业\n春 甲厂、乙厂，甲厂\n夏 甲厂;丁厂"),
        ];
        if with_pool {
            tables.push(table(&forms, "库", "企业 项目 级别\n甲厂 二 省级\n乙厂 二 市级\n丙厂 - 县级"));
        }
        run(&with_columns(columns, ""), &forms, tables, (2022, 4, 30))
    };
    let statistics = sent(true);
    assert_eq!(column(&statistics, "库里级别").0, "— 省级 — —");
    assert_eq!(column(&statistics, "参会").0, "2 2 1 0");
    assert_eq!(column(&statistics, "参会").1, "=SUMPRODUCT(--(ISNUMBER(FIND(\"、\"&本行[企业]&\"、\",\"、\"&会[名单]&\"、\"))))");
    // A table that was not sent leaves no column, rather than a column of nothing.
    let without = sent(false);
    assert!(without.datasets[0].columns.iter().all(|c| &*c.name != "库里级别"));
    assert_eq!(column(&without, "参会").0, "2 2 1 0");
}

#[test]
fn shares_targets_and_chosen_rows() {
    let settings = Settings::parse("county = \"甲县\"\nyear = 2022\n[\"目标\".\"各镇\"]\n\"东乡\" = 4\n\"西乡\" = 1", FILE)
        .expect("settings");
    let forms = forms("表: 名称 text, 乡镇 text, 金额 money");
    let reports = with_columns(
        "",
        "
        [[measure]]
        name = \"占比\"
        share = \"金额\"
        [[measure]]
        name = \"目标\"
        target = \"各镇\"
        [[measure]]
        name = \"完成率\"
        ratio = [\"个数\", \"目标\"]
        [[measure]]
        name = \"未设\"
        target = \"别的\"
        [[table]]
        id = \"甲\"
        title = \"\"
        sheet = \"甲\"
        rows = \"行\"
        by = [{ column = \"乡镇\" }]
        columns = [\"个数\", \"金额\", \"占比\", \"目标\", \"完成率\", \"未设\"]
        [[table]]
        id = \"乙\"
        title = \"\"
        sheet = \"甲\"
        rows = \"行\"
        by = [{ column = \"乡镇\" }]
        columns = [\"个数\", { measure = \"金额\", name = \"钱（{各镇.东乡}）\" }]
        only = \"个数 >= 2 且 `钱（4）` > 0\"
    ",
    );
    let reports = Reports::from_files(&[Declared { file: "报表/试.toml", text: &reports }], &forms, &settings);
    let reports = reports.unwrap_or_else(|m| panic!("{m:#?}"));
    let sent = ledger(vec![table(&forms, "表", "名称 乡镇 金额\n甲 东乡 30\n乙 东乡 20\n丙 西乡 50\n丁 南乡 -\n戊 南乡 -")]);
    let statistics =
        compute(&sent, &Ledger::default(), &Parameters { cutoff: day((2022, 4, 30)), settings: &settings }, &reports).0;
    assert_eq!(
        golden(&statistics.tables[0]),
        "乡镇 个数 金额 占比 目标 完成率\n东乡 2 50 50/100 4 2/4\n西乡 1 50 50/100 1 1/1\n南乡 2 0 0/100 — —\n合计 5 100 100/100 — —"
    );
    assert_eq!(formulas(&statistics.tables[0], 0)[3], "=IF(SUM(行[金额])=0,\"—\",同行#2/SUM(行[金额]))");
    assert_eq!(formulas(&statistics.tables[0], 0)[4], "=参数[各镇.东乡]");
    assert_eq!(formulas(&statistics.tables[0], 2)[5], "=IF(N(同行#4)=0,\"—\",同行#1/同行#4)");
    // 南乡 has no target, so that a sum of the others would be no base for all.
    assert_eq!(formulas(&statistics.tables[0], 3)[4], "");
    assert_eq!(golden(&statistics.tables[1]), "乡镇 个数 钱（4）\n东乡 2 50");
}

#[test]
fn a_part_without_data_is_shown_and_its_weight_goes_to_the_others() {
    let forms = forms("表: 名称 text, 乡镇 text, 完成 money, 计划 money\n会: 乡镇 text, 次数 money, 应有 money");
    let reports = "
        [[dataset]]
        name = \"行\"
        form = \"表\"
        noun = \"项目\"
        counter = \"个\"
        [[dataset]]
        name = \"会\"
        form = \"会\"
        noun = \"会\"
        counter = \"次\"
        optional = true
        [[measure]]
        name = \"完成\"
        sum = \"行\"
        of = \"完成\"
        [[measure]]
        name = \"计划\"
        sum = \"行\"
        of = \"计划\"
        [[measure]]
        name = \"完成率\"
        ratio = [\"完成\", \"计划\"]
        [[measure]]
        name = \"次数\"
        sum = \"会\"
        of = \"次数\"
        [[measure]]
        name = \"应有\"
        sum = \"会\"
        of = \"应有\"
        [[measure]]
        name = \"到会率\"
        ratio = [\"次数\", \"应有\"]
        [[measure]]
        name = \"得分\"
        score = [
            { measure = \"完成率\", weight = \"银行评级.放款率\" },
            { measure = \"到会率\", weight = \"银行评级.签约率\" },
        ]
        cap = \"单项得分封顶\"
        [[table]]
        id = \"评\"
        title = \"\"
        sheet = \"评\"
        rows = \"行\"
        by = [{ column = \"乡镇\" }]
        own_rows = true
        columns = [\"完成率\", \"到会率\", \"得分\"]
    ";
    let rows = table(&forms, "表", "名称 乡镇 完成 计划\n甲 东乡 150 100\n乙 西乡 20 100");
    let scored = |tables| run(reports, &forms, tables, (2022, 4, 30)).tables.remove(0);
    let without = scored(vec![rows.clone()]);
    // 50 in all: a share over 1 counts as 1.
    assert_eq!(golden(&without), "乡镇 完成率 到会率 得分\n东乡 150/100 — 50\n西乡 20/100 — 10\n合计 170/200 — 42.5");
    assert!(
        without.basis.contains("本期没有数据、未计入的：到会率") && without.basis.contains("每项最多按100%计"),
        "{}",
        without.basis
    );
    assert!(!formulas(&without, 0)[3].contains('会'), "{}", formulas(&without, 0)[3]);
    let with = scored(vec![rows, table(&forms, "会", "乡镇 次数 应有\n东乡 1 2\n南乡 3 3")]);
    assert_eq!(golden(&with), "乡镇 完成率 到会率 得分\n东乡 150/100 1/2 40\n西乡 20/100 0/0 10\n合计 170/200 4/5 41.5");
    assert!(formulas(&with, 0)[3].contains("MIN(同行#2,参数[单项得分封顶]/100)"), "{}", formulas(&with, 0)[3]);
}

/// Laws of the built-in declarations.
#[test]
fn every_measure_is_explained_and_no_two_share_a_name() {
    let (forms, settings) = (crate::forms::Forms::built_in(), settings());
    let reports = Reports::built_in(&forms).unwrap_or_else(|m| panic!("{m:#?}"));
    let parameters = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
    for measure in reports.measures.values() {
        let text = super::wording::measure(&reports, &parameters, measure);
        assert!(text.ends_with('。') && !text.contains("。。"), "{}：{text}", measure.name);
    }
    for dataset in reports.datasets.values() {
        for column in &dataset.columns {
            assert!(super::wording::column(dataset, column).ends_with('。'), "{}.{}", dataset.name, column.name);
        }
    }
    for (name, parameter) in &reports.parameters {
        assert!(name.contains('.') || !parameter.text.is_empty(), "{name} is printed without words");
    }
    let block = parameters.block(&reports);
    assert!(block.iter().all(|setting| !setting.definition.is_empty()), "{block:#?}");
}

#[test]
fn mistakes_in_the_newer_words_are_placed() {
    let forms = forms("表: 名称 text, 日期 date, 金额 money");
    for (columns, rest, said) in [
        ("[[dataset.column]]\nname = \"月\"\nmonth = \"金额\"", "", "“金额”不是日期列"),
        ("[[dataset.column]]\nname = \"名次\"\nplace = \"名称\"", "", "“名称”不是数列"),
        (
            "[[dataset.column]]\nname = \"级\"\ngrade = \"金额\"\nbands = \"星级\"",
            "",
            "设置的“等级”里没有“星级”这一组，是不是“星级企业”？",
        ),
        (
            "",
            "[[measure]]\nname = \"分\"\nscore = [{ measure = \"个数\", weight = \"银行评级.签约率\" }]",
            "“个数”不是比率，不能乘以权重相加",
        ),
        (
            "",
            "[[measure]]\nname = \"几家\"\ndistinct = \"行\"\nof = \"名称\"\nwhere = \"空(日期) 或 金额 > 1\"",
            "distinct 的条件太复杂，写不成公式，请先定义一个派生列（flag），再写 “列 = 1”",
        ),
        (
            "",
            "[[table]]\nid = \"行\"\ntitle = \"\"\nsheet = \"\"\nrows = \"行\"\nby = [{ column = \"名称\" }]\ncolumns = [\"个数\"]",
            "“行”已经是另一张表或数据集的名称，请另起一个",
        ),
        (
            "",
            "[[table]]\nid = \"甲\"\ntitle = \"\"\nsheet = \"\"\nrows = \"行\"\nby = [{ column = \"名称\" }]\ncolumns = [\"个数\"]\nonly = \"个素 > 1\"",
            "表里没有“个素”这一列，是不是“个数”？",
        ),
    ] {
        let text = with_columns(columns, rest).replace("[[measure]]", "\n[[measure]]");
        let mistakes =
            Reports::from_files(&[Declared { file: "报表/试.toml", text: &text }], &forms, &settings()).expect_err(said);
        assert_eq!(mistakes.iter().map(|m| m.message.as_str()).collect::<Vec<_>>(), [said]);
        assert!(mistakes[0].line.is_some(), "{said}");
    }
}
