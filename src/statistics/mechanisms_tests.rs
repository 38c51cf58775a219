//! The built-in statistics of every mechanism, over small ledgers whose numbers can be checked by hand.

use super::testing::{day, golden, ledger, settings, shown, table};
use super::{Parameters, Reports, StatTable, Statistics, compute};
use crate::forms::Forms;
use crate::settings::{FILE, Settings};

const ENTERPRISES: &str = "
    企业名称 所属乡镇 产业链 企业类别
    甲厂 城关镇 食品 A
    乙厂 城关镇 食品 D
    丙厂 东乡 建材 A
    丁厂 东乡 - C";

const CADRES: &str = "
    企业名称 包联领导 包联干部 服务部门
    甲厂 赵县长 钱一 科工局
    乙厂 赵县长 钱一 财政局
    丙厂 孙书记 周二 科工局";

const UNITS: &str = "
    单位名称 单位类别 已组建政策研究室
    城关镇 乡镇 -
    科工局 部门 是
    财政局 部门 否
    豫技中心 专业机构 -
    晨光咨询 专业机构 -";

const TASKS: &str = "
    企业名称 项目名称 改造类型 项目阶段 总投资 年度计划投资 本年累计完成投资 计划开工时间 计划竣工时间 项目负责人 项目包联人 政策落实人 政策落实单位
    甲厂 一 智能改造 在建 6000 1000 600 2022-03 2022-12 张 钱一 李 财政局
    乙厂 二 技术改造 前期 300 100 - 2022-03 2022-12 张 王 张 -
    丙厂 三 绿色改造 竣工 800 500 500 2021-03 2022-03 - 周二 李 -
    丁厂 四 技术改造 开工 900 - - 2022-03 2022-04 吴 - 李 -";

/// The statistics of these forms beside the lists and the tasks.
fn with(sent: &[(&str, &str)], settings: &Settings) -> Statistics {
    let forms = Forms::built_in();
    let lists = [("规上工业企业名录", ENTERPRISES), ("包联安排", CADRES), ("单位名单", UNITS)];
    let lists = ledger(lists.iter().map(|(name, rows)| table(&forms, name, rows)).collect());
    let sent = [("任务清单", TASKS)].iter().chain(sent).map(|(name, rows)| table(&forms, name, rows)).collect();
    let reports = Reports::load(&[], &forms, settings).unwrap_or_else(|m| panic!("{m:#?}"));
    compute(&ledger(sent), &lists, &Parameters { cutoff: day((2022, 5, 22)), settings }, &reports).0
}

fn sent(form: &str, rows: &str) -> Statistics {
    with(&[(form, rows)], &settings())
}

fn figures(statistics: &Statistics, wanted: &[(&str, &str)]) {
    for (name, value) in wanted {
        let figure = statistics.figures.iter().find(|f| &*f.name == *name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(shown(&figure.value), *value, "{name}");
    }
}

fn stat_table<'a>(statistics: &'a Statistics, id: &str) -> &'a StatTable {
    statistics.tables.iter().find(|t| &*t.id == id).unwrap_or_else(|| panic!("{id}"))
}

/// Some columns of a table by their headings, a line a row.
fn columns(statistics: &Statistics, id: &str, headings: &[&str]) -> String {
    let table = stat_table(statistics, id);
    let at: Vec<usize> = headings
        .iter()
        .map(|h| table.columns.iter().position(|c| &&*c.name == h).unwrap_or_else(|| panic!("{id}.{h}")))
        .collect();
    let line = |row: &super::StatRow| at.iter().map(|c| shown(&row.cells[*c].value)).collect::<Vec<_>>().join(" ");
    table.rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_is_printed_of_forms_that_were_not_sent() {
    let statistics = with(&[], &settings());
    let names: Vec<&str> = statistics.figures.iter().map(|f| &*f.name).collect();
    assert!(names.contains(&"计划覆盖率") && names.contains(&"三体责任落实率"), "{names:?}");
    for absent in ["政策享受覆盖率", "双服务覆盖率", "宣讲覆盖率", "入库率", "科创平台企业占比", "项目任务数", "谋划转化率"]
    {
        assert!(!names.contains(&absent), "{absent} of nothing");
    }
    let sheets: Vec<&str> = statistics.absent.iter().map(|a| &*a.sheet).collect();
    for sheet in
        ["谋划", "招商引资", "金融对接", "银行评级", "升规入统", "政策兑现", "企业分类", "专精特新", "科创平台", "企业问题"]
    {
        assert!(sheets.contains(&sheet), "{sheet} is not said to be without data");
    }
    let enterprises = statistics.datasets.iter().find(|d| &*d.name == "企业").expect("企业");
    assert!(enterprises.columns.iter().all(|c| &*c.name != "兑现政策件数"), "a column of a table that was not sent");
}

#[test]
fn three_bodies_and_three_persons() {
    let statistics = with(&[], &settings());
    // 丁厂 has neither a cadre nor a department; 二 has one person in two places.
    figures(&statistics, &[("三体责任落实率", "3/4"), ("责任落实率", "2/4"), ("包联覆盖率", "3/4")]);
    assert_eq!(
        columns(&statistics, "三体-乡镇", &["乡镇", "三体齐全", "缺包联干部", "缺政策服务部门", "一人两岗"]),
        "城关镇 2 0 0 1\n东乡 1 1 1 0\n合计 3 1 1 1"
    );
    assert_eq!(
        columns(&statistics, "工作量-政策落实人", &["政策落实人", "企业数", "项目数", "年度计划投资"]),
        "李 3 3 1500\n张 1 1 100\n合计 4 4 1600"
    );
    figures(&statistics, &[("逾期未开工项目数", "1"), ("逾期未竣工项目数", "1")]);
    assert_eq!(stat_table(&statistics, "一人两岗清单").rows.len(), 1);
}

#[test]
fn planning_demands_more_of_what_is_near() {
    let rows = "企业名称 项目名称 改造类型 规划期 建设内容 总投资 计划开工年 责任人 谋划方向 是否转入年度清单 产业链
        甲厂 一 智能改造 近期 内容 100 2023 张 关键环 是 食品
        甲厂 二 智能改造 近期 内容 100 - 张 关键环 否 食品
        乙厂 三 技术改造 中期 内容 - - - 产业链 否 -
        乙厂 四 技术改造 中期 内容 50 - - 产业链 否 食品
        丙厂 五 技术改造 远期 - - - - 制高点 否 建材
        丁厂 六 技术改造 远期 - - - - - 否 建材";
    let settings =
        Settings::parse("county = \"甲县\"\nyear = 2022\n[\"目标\".\"全县\"]\n\"五年谋划项目数\" = 4", FILE).expect("settings");
    let statistics = with(&[("谋划项目库", rows)], &settings);
    figures(
        &statistics,
        &[
            ("谋划项目数", "6"),
            ("谋划转化率", "1/6"),
            ("谋划要素齐全率", "3/6"),
            ("未填产业链谋划项目数", "1"),
            ("近期谋划项目数", "2"),
            ("近期谋划任务完成率", "2/4"),
        ],
    );
    assert_eq!(
        columns(&statistics, "谋划要素-规划期", &["规划期", "项目数", "要素齐全", "缺投资", "缺开工年", "缺方向"]),
        "近期 2 1 0 1 0\n中期 2 1 1 0 0\n远期 2 1 0 0 1\n合计 6 3 1 1 1"
    );
    assert_eq!(
        columns(&statistics, "谋划-计划开工年", &["计划开工年", "谋划项目数", "占比"]),
        "2023 1 1/6\n（未填） 5 5/6\n合计 6 6/6"
    );
    assert_eq!(stat_table(&statistics, "谋划要素不齐清单").rows.len(), 3);
}

const SUPPORT: &str = "企业名称 项目名称 是否列入重点工业项目库 固定资产投资 用地面积 土地保障 规划审批 金融服务 服务专班 招商引资优惠 股权投资方 股权投资金额
    甲厂 一 是 5000 30 已落实 不需要 已落实 已落实 已享受 聚鑫公司 2000
    乙厂 二 否 260 1 需要 不需要 办理中 不需要 符合未享受 - -
    丙厂 三 否 700 10 不需要 不需要 不需要 不需要 不符合 聚鑫公司 1000
    丙厂 别的 是 9000 10 需要 - - - 已享受 - -";

#[test]
fn investment_promotion_by_amount_or_by_intensity() {
    let statistics = sent("要素保障台账", SUPPORT);
    // 一 by its 6000 in all, 二 by 260 a mu; 别的 is on no task list.
    figures(
        &statistics,
        &[("符合招商引资条件项目数", "2"), ("招商引资优惠享受率", "1/2"), ("股权投资金额", "3000"), ("股权投资企业数", "2")],
    );
    assert_eq!(
        golden(stat_table(&statistics, "招商引资清单")).lines().nth(1),
        Some("1 乙厂 二 城关镇 财政局 钱一 300 260 1 260 符合未享受")
    );
    assert_eq!(
        columns(&statistics, "股权投资-股权投资方", &["股权投资方", "项目数", "企业数", "股权投资金额"]),
        "聚鑫公司 2 2 3000"
    );
    let both = Settings::parse("county = \"甲县\"\nyear = 2022\n[\"参数\"]\n\"招商引资须满足项数\" = 2", FILE).expect("settings");
    figures(&with(&[("要素保障台账", SUPPORT)], &both), &[("符合招商引资条件项目数", "0")]);
}

#[test]
fn the_pool_and_the_four_priorities() {
    let statistics = sent("要素保障台账", SUPPORT);
    figures(
        &statistics,
        &[
            ("入库率", "1/4"),
            ("应入库未入库项目数", "2"),
            ("土地保障落实率", "1/3"),
            ("金融服务落实率", "1/2"),
            ("四个优先落实率", "1/3"),
        ],
    );
    assert_eq!(columns(&statistics, "应入库未入库清单", &["企业名称", "项目名称", "总投资"]), "丁厂 四 900\n丙厂 三 800");
}

#[test]
fn finance_by_month_and_the_grade_of_banks() {
    let rows = "月份 企业名称 融资需求 对接银行 金融产品 对接日期 对接结果 授信金额 放款金额 利率 放款日期 企业评价
        2022-03 甲厂 100 工商银行 园e贷 2022-03-01 已放款 100 100 0.04 2022-03-20 满意
        2022-03 乙厂 100 工商银行 园e贷 2022-03-01 已签约 50 - - - 基本满意
        2022-05 甲厂 300 建设银行 流贷 2022-05-01 已放款 300 150 0.05 2022-06-20 不满意
        2022-05 丙厂 100 建设银行 流贷 2022-05-01 未通过 - - - - -";
    let statistics = sent("银企对接台账", rows);
    figures(
        &statistics,
        &[("授信金额", "450"), ("放款金额", "250"), ("融资满足率", "250/600"), ("签约率", "3/4"), ("满意率", "2/3")],
    );
    assert_eq!(
        columns(&statistics, "月度对接", &["月份", "对接笔数", "放款金额", "月度对接"]),
        "2022年1月 0 0 未开展\n2022年2月 0 0 未开展\n2022年3月 2 100 已开展\n2022年4月 0 0 未开展\n2022年5月 2 150 已开展\n合计 4 250 已开展"
    );
    assert_eq!(
        columns(&statistics, "金融-金融产品", &["金融产品", "放款占比", "平均利率"]),
        "园e贷 100/250 4/100\n流贷 150/250 7.5/150\n合计 250/250 11.5/250"
    );
    // 工商: 20 + 30×100/150 + 20×100/200 + 15 + 15; 建设: 20/2 + 30×150/300 + 20×150/400 + 0 + 0.
    assert_eq!(
        columns(&statistics, "银行评级", &["银行", "得分", "等级", "排名"]),
        "工商银行 80 良 1\n建设银行 32.5 差 2\n合计 57.5 差 —"
    );
}

#[test]
fn raising_enterprises_above_the_standard() {
    let rows = "企业名称 母体企业 是否独立法人 预计全年主营业务收入 入规类型 是否已入规 应奖励金额 已奖励金额
        新厂 甲厂 是 1500 月度 否 - -
        小厂 - - 2100 年度 否 - -
        老厂 乙厂 是 2500 年度 是 20 15
        未知厂 - - - 年度 否 - -";
    let statistics = sent("升规入统培育库", rows);
    figures(&statistics, &[("入规率", "1/4"), ("孵育企业数", "2"), ("奖励兑付率", "15/20")]);
    assert_eq!(
        columns(&statistics, "升规-入规类型", &["入规类型", "培育企业数", "预计达标", "距标准差额"]),
        "年度 3 1 0\n月度 1 0 500\n合计 4 1 500"
    );
    assert_eq!(columns(&statistics, "升规差距清单", &["企业名称", "距标准（2000万元）差额"]), "新厂 500\n小厂 0\n未知厂 —");
}

const POLICIES: &str = "企业名称 政策名称 主管部门 辅导机构 申报日期 申报金额 审定金额 已兑现金额 兑现日期 办理状态
    甲厂 技改奖补 科工局 豫技中心 2022-01-05 100 80 80 2022-03-01 已兑现
    甲厂 贴息 财政局 - 2022-01-05 50 40 20 2022-05-20 部分兑现
    乙厂 技改奖补 科工局 豫技中心 2022-01-05 60 - - - 不予支持
    丙厂 技改奖补 科工局 - 2022-02-01 60 30 - - 已审定
    丁厂 贴息 财政局 - - - - - - 未申报";

#[test]
fn policies_by_item_enterprise_and_money() {
    let statistics = sent("政策兑现台账", POLICIES);
    figures(
        &statistics,
        &[
            ("政策兑现率", "100/150"),
            ("政策兑现率（件）", "2/5"),
            ("政策兑现率（户）", "1/3"),
            ("政策享受覆盖率", "1/4"),
            ("超期未兑现事项数", "1"),
            ("辅导企业数", "2"),
            ("辅导成功率", "1/2"),
            ("专业机构数", "2"),
        ],
    );
    // 科工局: 20×2/3 + 30×1/3 + 30×80/110 + 20×1/1; 财政局: 20×1/1 + 30×1/2 + 30×20/40 + 20×0/1.
    assert_eq!(
        columns(&statistics, "政策服务考评", &["主管部门", "申报（件）", "得分", "排名"]),
        "科工局 3 65.1515151515 1\n财政局 1 50 2\n合计 4 57 —"
    );
    assert_eq!(
        columns(&statistics, "专业机构", &["辅导机构", "服务企业", "审核通过", "兑现金额"]),
        "豫技中心 2 1 80\n机构合计 2 1 80"
    );
    let both =
        with(&[("政策兑现台账", POLICIES), ("谋划项目库", "企业名称 项目名称 谋划服务机构\n丙厂 甲 豫技中心")], &settings());
    figures(&both, &[("双服务覆盖率", "3/4")]);
    assert_eq!(golden(stat_table(&both, "未服务机构清单")), "序号 单位名称\n1 晨光咨询");
}

#[test]
fn the_rating_of_departments_follows_their_enterprises() {
    let statistics = sent("政策兑现台账", POLICIES);
    // 科工局 serves 甲厂 and 丙厂: 30×1/2 + 20×100/150 + 20×2/2 + 20×1100/1500, of 90 counted; 财政局 serves 乙厂: 20×1/1 + 20×0/100, of 70.
    assert_eq!(
        columns(&statistics, "部门评价-服务部门", &["服务部门", "企业数", "享受企业", "得分", "排名"]),
        "科工局 2 1 70 1\n财政局 1 0 28.5714285714 2\n（未填） 1 0 40 —\n合计 4 1 60.6481481481 —"
    );
    let basis = &stat_table(&statistics, "部门评价-服务部门").basis;
    assert!(basis.contains("政策享受覆盖率×30 + 政策兑现率×20") && basis.contains("未计入的：报送及时率"), "{basis}");
}

#[test]
fn classes_against_projects_and_stars() {
    let rows = "企业名称 年度 评价税收 用地面积 主营业务收入 工业增加值 综合能耗 研发经费 职工人数 贡献得分 创新得分 管理得分 一票否决事项 现类别
        甲厂 2021 30 10 1000 300 100 30 50 90 100 95 - B
        乙厂 2021 10 10 1000 100 100 10 50 70 80 80 - D
        丙厂 2021 10 10 1000 100 100 10 50 95 95 95 污染 A
        丁厂 2021 - 10 1000 100 100 10 50 50 60 70 - C
        戊厂 2021 5 10 500 50 100 5 50 60 60 - - A";
    let statistics = sent("企业分类评价", rows);
    // 戊厂 is on no list: whether it has a project is not known.
    figures(&statistics, &[("AB类没有项目企业数", "0"), ("CD类有开工项目企业数", "1"), ("星级企业数", "2")]);
    assert_eq!(
        columns(&statistics, "分类-现类别", &["现类别", "企业数", "有项目", "没有项目", "已开工"]),
        "A 2 1 0 1\nB 1 1 0 1\nC 1 1 0 1\nD 1 1 0 0\n不定等级 0 0 0 0\n合计 5 4 0 3"
    );
    assert_eq!(
        columns(&statistics, "星级", &["星级", "企业数"]),
        "一票否决 1\n没有得分 1\n五星 1\n四星 0\n三星 1\n未达星级 1\n合计 5"
    );
    assert_eq!(columns(&statistics, "星级企业名单", &["企业名称", "总分", "星级"]), "甲厂 94 五星\n乙厂 75 三星");
    let proposed = golden(stat_table(&statistics, "拟定类别"));
    // One figure of 丁厂 is missing, so that nothing is proposed for it; 甲厂 is the best of four.
    assert_eq!(proposed.lines().next(), Some("现类别 企业数 拟定与现类别不同 不定等级.拟定 A.拟定 B.拟定 C.拟定 D.拟定"));
    assert_eq!(proposed.lines().nth(2), Some("B 1 1 0 1 0 0 0"));
    assert_eq!(proposed.lines().nth(3), Some("C 1 1 1 0 0 0 0"));
}

#[test]
fn tiers_platforms_problems_activities_and_visits() {
    let settings = Settings::parse(
        "county = \"甲县\"\nyear = 2022\n[\"目标\".\"专精特新\"]\n\"后备\" = 4\n\"省级专精特新\" = 1\n\"合计\" = 6",
        FILE,
    )
    .expect("settings");
    let statistics = with(
        &[
            (
                "专精特新培育库",
                "企业名称 现有等级 有效期至 拟申报等级 拟申报年度\n甲厂 后备 - 省级专精特新 2022\n丁厂 省级专精特新 2022-10-01 国家级小巨人 2023\n外厂 后备 - - -",
            ),
            (
                "科创平台台账",
                "企业名称 平台名称 平台类型 状态 研发投入\n甲厂 站 院士工作站 已认定 10\n甲厂 室 重点实验室 洽谈 5\n乙厂 心 企业技术中心 已认定 -",
            ),
            (
                "企业问题台账",
                "企业名称 问题描述 主办单位 交办时间 办理时限 办理状态 办结时间 企业满意度\n甲厂 一 科工局 2022-05-01 2022-05-10 已办结 2022-05-09 满意\n乙厂 二 科工局 2022-05-01 - 已办结 2022-05-20 不满意\n丙厂 三 财政局 2022-05-01 - 办理中 - -\n丙厂 四 财政局 2022-05-20 - 办理中 - -\n丁厂 五 财政局 2022-01-01 - 暂不具备条件 - -",
            ),
            (
                "政策活动台账",
                "日期 主办单位 活动类型 主题 参加企业数 参加企业\n2022-03-01 科工局 政策宣讲 一 3 甲厂、乙厂、外厂\n2022-05-01 财政局 政策培训 二 1 甲厂\n2022-05-01 财政局 银企对接会 三 1 丙厂",
            ),
            (
                "包联走访台账",
                "企业名称 包联干部 本周走访次数 累计走访次数 收集问题数 解决问题数\n甲厂 钱一 1 3 2 1\n乙厂 钱一 - 2 - -",
            ),
        ],
        &settings,
    );
    figures(
        &statistics,
        &[
            ("专精特新有项目占比", "2/3"),
            ("即将到期企业数", "1"),
            ("今年拟申报企业数", "1"),
            ("科创平台企业占比", "2/4"),
            ("平台研发投入", "15"),
            ("问题办结率", "2/5"),
            ("按期办结率", "1/2"),
            ("超期未办结问题数", "1"),
            ("问题满意率", "1/2"),
            ("宣讲覆盖率", "2/4"),
            ("走访覆盖率", "2/4"),
            ("走访问题解决率", "1/2"),
        ],
    );
    assert_eq!(
        columns(&statistics, "专精特新-现有等级", &["现有等级", "企业数", "目标", "完成率"]),
        "无 0 — —\n后备 2 4 2/4\n创新型中小企业 0 — —\n省级专精特新 1 1 1/1\n国家级小巨人 0 — —\n合计 3 6 3/6"
    );
    assert_eq!(
        columns(&statistics, "包联干部", &["包联干部", "企业数", "项目数", "累计", "问题", "办结"]),
        "钱一 2 2 5 2 2\n周二 1 1 0 2 0\n（未填） 1 1 0 1 0\n合计 4 4 5 5 2"
    );
    assert_eq!(columns(&statistics, "未走访干部", &["包联干部", "包联企业"]), "周二 1");
    assert_eq!(columns(&statistics, "政策研究室", &["单位类别", "应组建", "已组建", "组建率"]), "部门 2 1 1/2");
}
