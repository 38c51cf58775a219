//! Declared measures end to end: published figures, ranks, totals, repeated counting, golden tables and formulas.

use rust_decimal::{Decimal, RoundingStrategy};

use super::testing::{day, formulas, golden, ledger, run, settings, shown, table};
use super::{Parameters, Reports, StatTable, Statistics, compute, explain, testing};
use crate::forms::Forms;
use crate::ledger::Ledger;

const ENTERPRISES: &str = "
    企业名称 所属乡镇 所属行业 产业链 入规时间 退规时间 不计入原因
    甲厂 城关镇 化工 电子 2020-01 - -
    乙厂 城关镇 化工 -    2020    - -
    丙厂 东乡   食品 食品 -       - -
    丁厂 西园   食品 食品 2022-06 - -
    戊厂 西园   食品 食品 -       2021-12-31 -
    己厂 西园   食品 食品 -       - 停产
    庚厂 西园   食品 电子 2022    - -";

const TASKS: &str = "
    企业名称 项目名称 改造类型 项目阶段 建设性质 总投资 年度计划投资 本年累计完成投资 自开工累计完成投资 本周完成投资 计划开工时间 实际开工时间 计划竣工时间 实际竣工时间 项目负责人 项目包联人 政策落实人
    甲厂 一 智能改造、绿色改造 在建 新建 1000 500 200 300 20 2022-03 2022-03-05 2022-12 - 张 王 李
    甲厂 二 技术改造 取消 新建 900 900 900 900 - - - - - 张 王 李
    丙厂 三 科创平台 竣工 续建 400 100 120 400 - 2021-03 2021-03-05 2022-03 2022-03-01 张 - 李
    庚厂 四 技术改造 前期 - 800 - ? - - 2022-09 - 2023 - - - -
    己厂 五 技术改造 在建 新建 800 300 30 30 - 2022-03 - - - 张 王 李";

const CADRES: &str = "
    企业名称 包联领导 包联干部 服务部门
    甲厂 赵县长 钱一 科工局
    乙厂 赵县长 钱一 科工局
    丙厂 孙书记 周二 发改委";

const UNITS: &str = "
    单位名称 单位类别
    城关镇 乡镇
    东乡 乡镇
    西园 园区
    科工局 部门";

fn county() -> (Statistics, Vec<crate::finding::Finding>) {
    let (forms, settings) = (Forms::built_in(), settings());
    let lists = [("规上工业企业名录", ENTERPRISES), ("包联安排", CADRES), ("单位名单", UNITS)];
    let lists = ledger(lists.iter().map(|(name, rows)| table(&forms, name, rows)).collect());
    let reports = Reports::built_in(&forms).unwrap_or_else(|m| panic!("{m:#?}"));
    let parameters = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
    compute(&ledger(vec![table(&forms, "任务清单", TASKS)]), &lists, &parameters, &reports)
}

fn figure(statistics: &Statistics, name: &str) -> String {
    shown(&statistics.figures.iter().find(|f| &*f.name == name).expect(name).value)
}

fn stat_table<'a>(statistics: &'a Statistics, id: &str) -> &'a StatTable {
    statistics.tables.iter().find(|t| &*t.id == id).unwrap_or_else(|| panic!("{id}"))
}

#[test]
fn the_county_has_its_figures() {
    let (statistics, findings) = county();
    assert_eq!(findings, []);
    for (name, value) in [
        // 戊厂 left, 己厂 is excused, 丁厂 enters after the cut-off; 庚厂's year may lie before it.
        ("规上企业数", "4"),
        ("计划覆盖率", "3/4"),
        ("开工覆盖率", "2/4"),
        ("竣工覆盖率", "1/4"),
        ("零项目企业数", "1"),
        ("三大改造覆盖率", "2/4"),
        ("智能改造覆盖率", "1/4"),
        ("项目数", "3"),
        ("户均项目数", "3/4"),
        ("总投资", "2200"),
        ("年度计划投资", "600"),
        ("本年累计完成投资", "320"),
        ("投资完成率", "320/600"),
        ("总投资完成率", "700/2200"),
        ("责任落实率", "1/3"),
        ("新开工项目开工率", "1/2"),
        ("开复工率", "2/3"),
        ("开复工率（不含前期）", "2/2"),
        ("在建建成率", "2/3"),
        ("竣工率", "1/2"),
        ("序时进度", "142/365"),
        ("包联覆盖率", "3/4"),
    ] {
        assert_eq!(figure(&statistics, name), value, "{name}");
    }
}

#[test]
fn coverage_by_town_is_ranked_within_kinds() {
    let (statistics, _) = county();
    let table = stat_table(&statistics, "覆盖-乡镇");
    assert_eq!(
        golden(table),
        "乡镇 单位类别 企业数 有项目企业数 计划覆盖率 已开工企业数 开工覆盖率 已竣工企业数 竣工覆盖率 零项目企业数 排名\n\
         东乡 乡镇 1 1 1/1 1 1/1 1 1/1 0 1\n\
         城关镇 乡镇 2 1 1/2 1 1/2 0 0/2 1 2\n\
         西园 园区 1 1 1/1 0 0/1 0 0/1 0 1\n\
         合计 — 4 3 3/4 2 2/4 1 1/4 1 —"
    );
    assert_eq!(
        formulas(table, 0)[2..5],
        [
            "=COUNTIFS(企业[所属乡镇],同行#0)",
            "=COUNTIFS(企业[有效项目数],\">=1\",企业[所属乡镇],同行#0)",
            "=IF(同行#2=0,\"—\",同行#3/同行#2)"
        ]
    );
    assert_eq!(
        formulas(table, 0)[10],
        "=IF(ISNUMBER(同行#4),SUMPRODUCT(ISNUMBER(各行#4)*(各行#4>同行#4)*(各行#1=同行#1))+1,\"—\")"
    );
    assert_eq!(formulas(table, 3)[2..5], ["=SUM(各行#2)", "=SUM(各行#3)", "=IF(同行#2=0,\"—\",同行#3/同行#2)"]);
    assert!(table.basis.starts_with("截至2022年5月22日；规上工业企业共4户；排名：按“单位类别”分别排名"), "{}", table.basis);
}

#[test]
fn several_choices_repeat_and_the_total_does_not() {
    let (statistics, _) = county();
    let table = stat_table(&statistics, "项目-改造类型");
    let text = golden(table);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[1..],
        [
            "智能改造 1 1 0 1000 500 20 200 200/500 300 300/1000",
            "绿色改造 1 1 0 1000 500 20 200 200/500 300 300/1000",
            "技术改造 1 0 0 800 0 0 0 0/0 0 0/800",
            "科创平台 1 1 1 400 100 0 120 120/100 400 400/400",
            "合计 3 2 1 2200 600 20 320 320/600 700 700/2200",
        ]
    );
    assert!(table.basis.contains("同一项目在各行重复计算，合计不重复计算"), "{}", table.basis);
    let mask = "ISNUMBER(FIND(\"、\"&同行#0&\"、\",\"、\"&项目[改造类型]&\"、\"))";
    assert_eq!(formulas(table, 0)[1], format!("=SUMPRODUCT(((项目[有效]<>\"\")*(项目[有效]=1))*({mask}))"));
    assert_eq!(formulas(table, 4)[1], "=COUNTIFS(项目[有效],1)");
}

#[test]
fn the_zero_list_names_enterprise_and_cadre() {
    let (statistics, _) = county();
    let table = stat_table(&statistics, "零项目清单");
    assert_eq!(
        golden(table),
        "序号 企业名称 统一社会信用代码 乡镇 行业 产业链 服务部门 包联领导 包联干部 连续周数 列入原因 计划清零\n1 乙厂 — 城关镇 化工 — 科工局 赵县长 钱一 — — —"
    );
    assert!(table.title.contains("零项目") && table.basis.contains("零项目的规上工业企业1户"), "{}", table.basis);
}

#[test]
fn unfilled_rows_keep_the_total_whole_and_are_not_ranked() {
    let (statistics, _) = county();
    let text = golden(stat_table(&statistics, "覆盖-包联干部"));
    assert_eq!(
        text.lines().skip(1).collect::<Vec<_>>(),
        [
            "周二 1 1 1/1 1 1/1 1 1/1 0 1",
            "钱一 2 1 1/2 1 1/2 0 0/2 1 2",
            "（未填） 1 1 1/1 0 0/1 0 0/1 0 —",
            "合计 4 3 3/4 2 2/4 1 1/4 1 —"
        ]
    );
}

#[test]
fn lights_follow_the_thresholds() {
    let (statistics, _) = county();
    let text = golden(stat_table(&statistics, "进度-乡镇"));
    // 序时 38.9 %: 200/500 is above it; a town without a plan has neither gap nor light.
    assert_eq!(
        text.lines()
            .skip(1)
            .map(|l| l.split(' ').collect::<Vec<_>>())
            .map(|l| [l[0], l[5], l[9], l[10]].join(" "))
            .collect::<Vec<_>>(),
        ["东乡 120/100 绿 1", "城关镇 200/500 绿 2", "西园 0/0 — —", "合计 320/600 绿 —"]
    );
    let warned = stat_table(&statistics, "预警名单");
    assert_eq!(warned.rows.len(), 0);
}

#[test]
fn without_the_list_no_coverage_is_printed() {
    let (forms, settings) = (Forms::built_in(), settings());
    let reports = Reports::built_in(&forms).unwrap_or_else(|m| panic!("{m:#?}"));
    let parameters = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
    let (statistics, findings) =
        compute(&ledger(vec![table(&forms, "任务清单", TASKS)]), &Ledger::default(), &parameters, &reports);
    assert!(statistics.figures.iter().all(|f| &*f.name == "序时进度"), "{:?}", statistics.figures);
    assert!(statistics.tables.is_empty());
    assert_eq!(findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["N10"]);
}

#[test]
fn row_formulas_of_derived_columns() {
    let (statistics, _) = county();
    let column = |dataset: &str, name: &str| {
        let dataset = statistics.datasets.iter().find(|d| &*d.name == dataset).expect(dataset);
        let at = dataset.columns.iter().position(|c| &*c.name == name).expect(name);
        dataset.rows[0].cells[at].formula.as_ref().map(|f| f.to_text()).unwrap_or_default()
    };
    for (dataset, name, wanted) in [
        ("企业", "有效项目数", "=COUNTIFS(项目[企业名称],本行[企业名称],项目[有效],1)"),
        ("企业", "零项目", "=IF(AND(本行[有效项目数]<>\"\",本行[有效项目数]=0),1,0)"),
        ("企业", "服务部门", ""),
        ("项目", "所属乡镇", "=IFERROR(INDEX(企业[所属乡镇],MATCH(本行[企业名称],企业[企业名称],0))&\"\",\"\")"),
        ("项目", "智能改造", "=IF(ISNUMBER(FIND(\"、\"&\"智能改造\"&\"、\",\"、\"&本行[改造类型]&\"、\")),1,0)"),
        (
            "项目",
            "完成率",
            "=IFERROR(IF(AND(本行[本年累计完成投资]<>\"\",本行[年度计划投资]<>\"\",本行[年度计划投资]<>0),ROUND(本行[本年累计完成投资]/本行[年度计划投资],10),\"\"),\"\")",
        ),
        (
            "项目",
            "今年计划竣工",
            "=IF(AND(本行[计划竣工时间·起]<>\"\",YEAR(本行[计划竣工时间·起])=YEAR(本行[计划竣工时间·止]),YEAR(本行[计划竣工时间·起])=YEAR(参数[截至])),1,0)",
        ),
    ] {
        assert_eq!(column(dataset, name), wanted, "{dataset}.{name}");
    }
}

/// Numbers of bulletins, from declared measures: domain.md §2.2.
#[test]
fn published_rates() {
    let reports = r#"
        [[dataset]]
        name = "行"
        form = "表"
        noun = "项目"
        counter = "个"
        [[measure]]
        name = "完成"
        sum = "行"
        of = "完成"
        [[measure]]
        name = "计划"
        sum = "行"
        of = "计划"
        [[measure]]
        name = "完成率"
        figure = true
        ratio = ["完成", "计划"]
        [[measure]]
        name = "序时"
        elapsed = "截至"
        by = "月"
        [[measure]]
        name = "差"
        figure = true
        difference = ["完成率", "序时"]
    "#;
    let forms = testing::forms("表: 名称 text, 完成 money, 计划 money");
    for (rows, cutoff, rate, gap) in [
        ("甲 40.3 100\n乙 24 37.3", (2021, 6, 30), "46.83", "-3.17"),
        ("甲 28 66", (2018, 3, 31), "42.42", "17.42"),
        ("甲 317 1000", (2024, 4, 30), "31.7", "-1.63"),
        ("甲 405 422", (2020, 4, 12), "95.97", "62.64"),
        ("甲 122.6 100\n乙 - -", (2021, 12, 31), "122.6", "22.6"),
    ] {
        let statistics = run(reports, &forms, vec![table(&forms, "表", &format!("名称 完成 计划\n{rows}"))], cutoff);
        let percent = |i: usize| {
            let number = statistics.figures[i].value.number().expect("a rate") * Decimal::ONE_HUNDRED;
            number.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).normalize().to_string()
        };
        assert_eq!((percent(0).as_str(), percent(1).as_str()), (rate, gap), "{rows}");
    }
}

#[test]
fn ranks_share_places_and_no_base_has_none() {
    let reports = r#"
        [[dataset]]
        name = "行"
        form = "表"
        noun = "项目"
        counter = "个"
        [[measure]]
        name = "完成"
        sum = "行"
        of = "完成"
        [[measure]]
        name = "计划"
        sum = "行"
        of = "计划"
        [[measure]]
        name = "率"
        ratio = ["完成", "计划"]
        [[measure]]
        name = "名"
        rank = "率"
        [[table]]
        id = "排名"
        title = "排名"
        sheet = "排名"
        rows = "行"
        by = [{ column = "镇" }]
        columns = ["率", "名"]
        order = "名"
    "#;
    let forms = testing::forms("表: 名称 text, 镇 text, 完成 money, 计划 money");
    let rows = "名称 镇 完成 计划\n1 甲 1 3\n2 乙 0.9 1\n3 丙 2 6\n4 丁 0 0\n5 戊 0.1 1\n6 己 - 5\n7 己 - -";
    let statistics = run(reports, &forms, vec![table(&forms, "表", rows)], (2022, 5, 22));
    assert_eq!(
        golden(&statistics.tables[0]),
        "镇 率 名\n乙 0.9/1 1\n甲 1/3 2\n丙 2/6 2\n戊 0.1/1 4\n己 0/5 5\n丁 0/0 —\n合计 4/16 —"
    );
}

#[test]
fn mistakes_are_placed_and_guessed() {
    for (text, said) in [
        (
            "[[dataset]]\nname = '项目'\nform = '任务表单'\nnoun = ''\ncounter = ''",
            "报表/试.toml 第3行：没有“任务表单”这张表，是不是“任务清单”？",
        ),
        ("[[measure]]\nname = '甲'\ncuont = '企业'", "报表/试.toml 第3行：没有“cuont”这一项，是不是“count”？"),
        ("[[measure]]\nname = '甲'\nratio = ['乙', '丙']", "报表/试.toml 第3行：前面没有定义指标“乙”"),
        ("[[parameter]]\nname = '黄灯差'\ntext = ''", "报表/试.toml 第2行：设置里没有“黄灯差”这个数，是不是“黄灯差距”？"),
    ] {
        let file = crate::settings::Declared { file: "报表/试.toml", text };
        let mistakes = Reports::from_files(&[file], &Forms::built_in(), &settings()).expect_err(text);
        assert_eq!(mistakes[0].to_string(), said);
    }
}

#[test]
fn a_figure_is_explained() {
    let reports = Reports::built_in(&Forms::built_in()).unwrap_or_else(|m| panic!("{m:#?}"));
    let settings = settings();
    let parameters = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
    let coverage = explain(&reports, &parameters, "计划覆盖率").expect("a figure");
    assert_eq!(
        coverage.definition,
        "有项目企业数 ÷ 规上企业数；分母为0时显示“—”，不封顶，合计按总数重算，不取平均。分子“有项目企业数”：有效项目数不少于1的规上工业企业户数。分母“规上企业数”：规上工业企业户数。"
    );
    assert_eq!(coverage.formula.as_deref(), Some("=IF(指标[规上企业数]=0,\"—\",指标[有项目企业数]/指标[规上企业数])"));
    assert!(coverage.source.starts_with("报表/指标.toml:"));
    let unknown = explain(&reports, &parameters, "覆盖率计划").expect_err("no figure");
    assert!(unknown.starts_with("没有叫“覆盖率计划”"), "{unknown}");
}

/// Forms that no report counts yet: declarations are all that is needed.
#[test]
fn other_forms_need_only_declarations() {
    let reports = r#"
        [[dataset]]
        name = "对接"
        form = "银企对接台账"
        noun = "银企对接"
        counter = "笔"
        optional = true
        [[dataset]]
        name = "政策"
        form = "政策兑现台账"
        noun = "政策事项"
        counter = "项"
        optional = true
        [[measure]]
        name = "对接企业数"
        distinct = "对接"
        of = "企业名称"
        [[measure]]
        name = "授信金额"
        figure = true
        sum = "对接"
        of = "授信金额"
        [[measure]]
        name = "放款金额"
        figure = true
        sum = "对接"
        of = "放款金额"
        [[measure]]
        name = "放款率"
        ratio = ["放款金额", "授信金额"]
        [[measure]]
        name = "笔数"
        count = "对接"
        [[measure]]
        name = "签约笔数"
        count = "对接"
        where = "对接结果 属于 {已签约, 已放款}"
        [[measure]]
        name = "签约率"
        ratio = ["签约笔数", "笔数"]
        [[measure]]
        name = "得分"
        score = [{ measure = "签约率", weight = "银行评级.签约率" }, { measure = "放款率", weight = "银行评级.放款率" }]
        [[measure]]
        name = "政策兑现率"
        figure = true
        ratio = ["放款金额", "授信金额"]
        [[measure]]
        name = "政策数"
        figure = true
        count = "政策"
        [[table]]
        id = "银行"
        title = "分银行对接情况"
        sheet = "银行"
        rows = "对接"
        by = [{ column = "对接银行", heading = "银行" }]
        columns = ["对接企业数", "授信金额", "放款金额", "放款率", "签约率", "得分"]
        across = { column = "月份", columns = ["笔数"] }
        order = "得分"
    "#;
    let forms = Forms::built_in();
    let rows = "月份 企业名称 对接银行 对接结果 授信金额 放款金额
        2022-04 甲厂 工商银行 已放款 100 50
        2022-05 甲厂 工商银行 已放款 100 100
        2022-05 乙厂 建设银行 对接中 - -
        2022-05 甲厂 建设银行 已签约 300 -";
    let tables = vec![table(&forms, "银企对接台账", rows), table(&forms, "政策兑现台账", "企业名称 政策名称")];
    let statistics = run(reports, &forms, tables, (2022, 5, 22));
    assert_eq!(statistics.figures.iter().map(|f| &*f.name).collect::<Vec<_>>(), ["授信金额", "放款金额", "政策兑现率"]);
    assert_eq!(
        golden(&statistics.tables[0]),
        "银行 对接企业数 授信金额 放款金额 放款率 签约率 得分 2022-04.笔数 2022-05.笔数\n\
         工商银行 1 200 150 150/200 2/2 42.5 1 1\n\
         建设银行 2 300 0 0/300 1/2 10 0 2\n\
         合计 2 500 150 150/500 3/4 24 1 3"
    );
    let row = formulas(&statistics.tables[0], 0);
    assert_eq!(
        row[1],
        "=ROUND(SUMPRODUCT(((对接[企业名称]<>\"\")*(对接[对接银行]=同行#0))/(COUNTIFS(对接[企业名称],对接[企业名称]&\"\",对接[对接银行],同行#0)+(((对接[企业名称]<>\"\")*(对接[对接银行]=同行#0))=0))),0)"
    );
    assert_eq!(row[7], "=SUMPRODUCT((对接[对接银行]=同行#0)*(对接[月份]=\"2022-04\"))");
    assert_eq!(
        row[6],
        "=IF((IF(ISNUMBER(同行#5),参数[银行评级.签约率],0)+IF(ISNUMBER(同行#4),参数[银行评级.放款率],0))=0,\"—\",\
         ROUND((IF(ISNUMBER(同行#5),同行#5*参数[银行评级.签约率],0)+IF(ISNUMBER(同行#4),同行#4*参数[银行评级.放款率],0))*(参数[银行评级.签约率]+参数[银行评级.放款率])\
         /(IF(ISNUMBER(同行#5),参数[银行评级.签约率],0)+IF(ISNUMBER(同行#4),参数[银行评级.放款率],0)),10))"
    );
}
