//! A county that does not exist: 240 enterprises, 236 projects, 16 towns, with tables as the statistics stage hands them on.

use std::sync::Arc;

use rust_decimal::Decimal;
use sangai::finding::{Finding, Severity, catalog};
use sangai::ledger::Conservation;
use sangai::origin::{CellRef, Place, Source};
use sangai::settings::Week;
use sangai::statistics::*;
use sangai::value::{Date, Day, Value};
use sangai::workbook::summary::{FORMULA_ROWS, Parameter, SubmissionRow, SubmissionStatus, SummaryInput, Timing};
use sangai::workbook::{Kind as CellKind, Scalar};

pub(crate) struct Sample {
    pub(crate) statistics: Statistics,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) submissions: Vec<SubmissionRow>,
    pub(crate) week: Week,
    pub(crate) as_of: Day,
}

impl Sample {
    pub(crate) fn input(&self) -> SummaryInput<'_> {
        SummaryInput {
            county: "青禾县",
            week: self.week,
            as_of: self.as_of,
            statistics: &self.statistics,
            parameters: &self.parameters,
            findings: &self.findings,
            submissions: &self.submissions,
            formula_rows: FORMULA_ROWS,
        }
    }
}

const TOWNS: [&str; 16] = [
    "城关镇",
    "柳河镇",
    "石门镇",
    "白沙镇",
    "双桥镇",
    "大王庄乡",
    "清水镇",
    "龙泉镇",
    "杨集镇",
    "高店乡",
    "马山镇",
    "新城街道",
    "产业集聚区",
    "桃源镇",
    "北岭乡",
    "南关街道",
];
const CHAINS: [&str; 6] = ["装备制造", "食品加工", "新型建材", "纺织服装", "生物医药", "电子信息"];
const KINDS: [&str; 4] = ["智能改造", "绿色改造", "技术改造", "科创平台"];
const STAGES: [&str; 6] = ["谋划", "前期", "开工", "在建", "竣工", "投产"];
const CADRES: [&str; 40] = [
    "王建国",
    "李秀英",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄丽",
    "周强",
    "吴敏",
    "徐杰",
    "孙艳",
    "马超",
    "朱琳",
    "胡军",
    "郭涛",
    "何萍",
    "高峰",
    "林芳",
    "罗勇",
    "梁栋",
    "宋佳",
    "郑凯",
    "谢娟",
    "韩冰",
    "唐亮",
    "冯雪",
    "于洋",
    "董浩",
    "萧然",
    "程明",
    "曹颖",
    "袁野",
    "邓超",
    "许诺",
    "傅强",
    "沈阳",
    "曾伟",
    "彭博",
    "吕梁",
];

fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// A small deterministic generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

struct Enterprise {
    name: String,
    town: &'static str,
    chain: &'static str,
    cadre: &'static str,
}

struct Project {
    enterprise: usize,
    name: String,
    kind: &'static str,
    stage: &'static str,
    total: Decimal,
    plan: Decimal,
    done: Decimal,
    start: Date,
}

struct County {
    enterprises: Vec<Enterprise>,
    projects: Vec<Project>,
}

fn county(enterprises: usize, projects: usize) -> County {
    let mut dice = Dice(2022);
    let words = ["宏达", "利欣", "天润", "华港", "金穗", "中联", "瑞丰", "恒通", "新盛", "远东", "鼎立", "佳禾"];
    let trades = ["机械制造", "食品", "建材", "纺织", "药业", "电子科技", "环保设备", "汽车零部件"];
    let enterprise = |i: usize, dice: &mut Dice| Enterprise {
        name: format!(
            "青禾县{}{}{}有限{}公司",
            words[i % 12],
            ["", "盛", "源", "泰"][i / 12 % 4],
            trades[dice.roll(8)],
            if i % 7 == 0 { "责任" } else { "" }
        ) + &if i >= 96 { format!("（{}）", i) } else { String::new() },
        town: TOWNS[dice.roll(15)],
        chain: CHAINS[dice.roll(6)],
        cadre: CADRES[i % 40],
    };
    let enterprises: Vec<_> = (0..enterprises).map(|i| enterprise(i, &mut dice)).collect();
    let project = |i: usize, dice: &mut Dice| {
        let owner = dice.roll(enterprises.len());
        let plan = Decimal::new(50_000 + dice.roll(900_000) as i64, 2);
        let kind = KINDS[dice.roll(4)];
        Project {
            enterprise: owner,
            name: format!(
                "年产{}万套{}生产线{}项目{}",
                i % 90 + 10,
                trades[dice.roll(8)],
                kind,
                if i % 3 == 0 { "（二期）" } else { "" }
            ),
            kind,
            stage: STAGES[dice.roll(6)],
            total: plan * Decimal::from(2),
            plan,
            done: plan * Decimal::new(dice.roll(110) as i64, 2),
            start: if i % 5 == 0 {
                Date::month(2022, 3).expect("a month")
            } else {
                Date::day(Day::new(2022, (i % 5 + 1) as u8, (i % 28 + 1) as u8).expect("a day"))
            },
        }
    };
    let projects = (0..projects).map(|i| project(i, &mut dice)).collect();
    County { enterprises, projects }
}

fn column(name: &str, kind: Kind, definition: &str) -> DataColumn {
    DataColumn { name: arc(name), kind, derived: !definition.is_empty(), definition: definition.to_owned() }
}

fn plain(value: Value) -> DataCell {
    DataCell { value: Some(value), formula: None }
}

fn text(text: &str) -> DataCell {
    plain(Value::text(text))
}

fn pieces(parts: Vec<Piece>) -> Formula {
    Formula(parts)
}

fn lit(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

fn range(dataset: &str, name: &str) -> Piece {
    Piece::Column { dataset: arc(dataset), column: arc(name) }
}

fn here(column: usize) -> Piece {
    Piece::Here { column }
}

/// `IF(b=0,"—",a/b)`.
fn ratio_formula(a: Piece, b: Piece) -> Formula {
    pieces(vec![lit("IF("), b.clone(), lit("=0,\"—\","), a, lit("/"), b, lit(")")])
}

fn datasets(county: &County) -> Vec<Dataset> {
    let count = |enterprise: usize| county.projects.iter().filter(|p| p.enterprise == enterprise).count();
    let enterprises = county.enterprises.iter().enumerate().map(|(i, e)| DataRow {
        cells: vec![
            text(&e.name),
            text(&format!("9141132{:011}", i * 97)),
            text(e.town),
            text(e.chain),
            text(e.cadre),
            DataCell {
                value: Some(Value::Number(count(i).into())),
                formula: Some(pieces(vec![
                    lit("COUNTIF("),
                    range("项目", "企业名称"),
                    lit(","),
                    Piece::RowCell { column: arc("企业名称") },
                    lit(")"),
                ])),
            },
            DataCell {
                value: Some(Value::text(if count(i) > 0 { "是" } else { "否" })),
                formula: Some(pieces(vec![lit("IF("), Piece::RowCell { column: arc("项目数") }, lit(">0,\"是\",\"否\")")])),
            },
        ],
        entry: i,
        origins: vec![format!("名录/规上工业企业名录.xlsx · 名录 · 第{}行", i + 4)],
    });
    let enterprise_columns = vec![
        column("企业名称", Kind::Text, ""),
        column("统一社会信用代码", Kind::Text, ""),
        column("所属乡镇", Kind::Text, ""),
        column("产业链", Kind::Text, ""),
        column("包联干部", Kind::Text, ""),
        column("项目数", Kind::Count, "任务清单中该企业未取消的项目个数。"),
        column("是否有项目", Kind::Text, "项目数大于0为“是”。"),
    ];
    let projects = county.projects.iter().enumerate().map(|(i, p)| DataRow {
        cells: vec![
            text(&county.enterprises[p.enterprise].name),
            text(&p.name),
            text(p.kind),
            text(p.stage),
            plain(Value::Number(p.total)),
            plain(Value::Number(p.plan)),
            plain(Value::Number(p.done)),
            plain(Value::Date(p.start)),
            text("新建生产车间及配套设施，购置智能化生产线、检测设备和环保设备，形成规模化生产能力。"),
            DataCell {
                value: Some(Value::text(county.enterprises[p.enterprise].town)),
                formula: Some(pieces(vec![
                    lit("IFERROR(INDEX("),
                    range("企业", "所属乡镇"),
                    lit(",MATCH("),
                    Piece::RowCell { column: arc("企业名称") },
                    lit(","),
                    range("企业", "企业名称"),
                    lit(",0)),\"\")"),
                ])),
            },
        ],
        entry: i,
        origins: (0..1 + i % 9 / 8)
            .map(|k| format!("收件/2022-W20/{}任务清单第20周.xlsx · Sheet{} · 第{}行", TOWNS[i % 15], k + 1, i + 5))
            .collect(),
    });
    let project_columns = vec![
        column("企业名称", Kind::Text, ""),
        column("项目名称", Kind::Text, ""),
        column("改造类型", Kind::Text, ""),
        column("项目阶段", Kind::Text, ""),
        column("总投资", Kind::Money, ""),
        column("年度计划投资", Kind::Money, ""),
        column("本年累计完成投资", Kind::Money, ""),
        column("实际开工时间", Kind::Date, ""),
        column("主要建设内容", Kind::Text, ""),
        column("企业乡镇", Kind::Text, "按企业名称从名录取得的乡镇。"),
    ];
    vec![
        Dataset { name: arc("企业"), columns: enterprise_columns, rows: enterprises.collect() },
        Dataset { name: arc("项目"), columns: project_columns, rows: projects.collect() },
        Dataset {
            name: arc("科创平台"),
            columns: vec![column("企业名称", Kind::Text, ""), column("平台名称", Kind::Text, "")],
            rows: Vec::new(),
        },
    ]
}

fn stat_column(name: &str, kind: Kind, group: Option<&str>, definition: &str) -> StatColumn {
    StatColumn { name: arc(name), group: group.map(arc), kind, definition: definition.to_owned() }
}

fn label(text: &str) -> StatCell {
    StatCell { value: StatValue::Text(arc(text)), formula: None }
}

fn live(value: StatValue, formula: Formula) -> StatCell {
    StatCell { value, formula: Some(formula) }
}

fn count(value: usize, formula: Formula) -> StatCell {
    live(StatValue::Count(value as i64), formula)
}

fn rate(numerator: usize, denominator: usize, columns: (usize, usize)) -> StatCell {
    live(
        StatValue::Ratio { numerator: numerator.into(), denominator: denominator.into() },
        ratio_formula(here(columns.0), here(columns.1)),
    )
}

/// `COUNTIFS(a,x,b,y)`.
fn countifs(parts: &[(Piece, Piece)]) -> Formula {
    let mut out = vec![lit("COUNTIFS(")];
    for (i, (range, criterion)) in parts.iter().enumerate() {
        if i > 0 {
            out.push(lit(","));
        }
        out.extend([range.clone(), lit(","), criterion.clone()]);
    }
    out.push(lit(")"));
    Formula(out)
}

fn sum_all(column: usize) -> Formula {
    pieces(vec![lit("SUM("), Piece::HereAll { column }, lit(")")])
}

/// Coverage by a column of 企业.
fn coverage(
    county: &County,
    id: &str,
    title: &str,
    by: (&str, fn(&Enterprise) -> &'static str),
    values: &[&str],
    chart: ChartKind,
) -> StatTable {
    let (heading, of) = by;
    let has = |i: usize| county.projects.iter().any(|p| p.enterprise == i);
    let members =
        |value: &str| county.enterprises.iter().enumerate().filter(|(_, e)| of(e) == value).map(|(i, _)| i).collect::<Vec<_>>();
    let numbers: Vec<(usize, usize)> =
        values.iter().map(|v| members(v)).map(|m| (m.len(), m.iter().filter(|i| has(**i)).count())).collect();
    let rate_of = |(all, covered): (usize, usize)| if all == 0 { -1.0 } else { covered as f64 / all as f64 };
    let rank = |own: (usize, usize)| 1 + numbers.iter().filter(|other| rate_of(**other) > rate_of(own)).count();
    let by_value = || (range("企业", heading), here(0));
    let mut rows: Vec<StatRow> = values
        .iter()
        .zip(&numbers)
        .map(|(value, n)| StatRow {
            total: false,
            cells: vec![
                label(value),
                count(n.0, countifs(&[by_value()])),
                count(n.1, countifs(&[by_value(), (range("企业", "是否有项目"), lit("\"是\""))])),
                count(n.0 - n.1, pieces(vec![here(1), lit("-"), here(2)])),
                rate(n.1, n.0, (2, 1)),
                if n.0 == 0 {
                    live(
                        StatValue::None,
                        pieces(vec![
                            lit("IF("),
                            here(1),
                            lit("=0,\"—\",RANK("),
                            here(4),
                            lit(","),
                            Piece::HereAll { column: 4 },
                            lit("))"),
                        ]),
                    )
                } else {
                    count(
                        rank(*n),
                        pieces(vec![
                            lit("IF("),
                            here(1),
                            lit("=0,\"—\",RANK("),
                            here(4),
                            lit(","),
                            Piece::HereAll { column: 4 },
                            lit("))"),
                        ]),
                    )
                },
            ],
        })
        .collect();
    let total = numbers.iter().fold((0, 0), |sum, n| (sum.0 + n.0, sum.1 + n.1));
    rows.push(StatRow {
        total: true,
        cells: vec![
            label("合计"),
            count(total.0, sum_all(1)),
            count(total.1, sum_all(2)),
            count(total.0 - total.1, sum_all(3)),
            rate(total.1, total.0, (2, 1)),
            StatCell { value: StatValue::Text(arc("")), formula: None },
        ],
    });
    let own = "所属乡镇、产业链按名录";
    StatTable {
        id: arc(id),
        title: title.to_owned(),
        sheet: arc("覆盖情况"),
        basis: format!("基数为名录中在册的规上工业企业，{own}；同一企业有多个项目的只计一次。没有企业的不参与排名。"),
        columns: vec![
            stat_column(heading, Kind::Text, None, ""),
            stat_column("规上企业数", Kind::Count, Some("企业数"), "名录中截至本周在册、未列入不计入的企业数。"),
            stat_column("有项目企业数", Kind::Count, Some("企业数"), "至少有一个未取消项目的企业数。"),
            stat_column("零项目企业数", Kind::Count, Some("企业数"), "规上企业数减有项目企业数。"),
            stat_column("计划覆盖率", Kind::Rate, None, "有项目企业数÷规上企业数。"),
            stat_column("名次", Kind::Rank, None, "按计划覆盖率由高到低，相同的并列。"),
        ],
        rows,
        chart: Some(Chart { kind: chart, title: format!("{heading}计划覆盖率"), category: 0, series: vec![4] }),
    }
}

/// Projects by a column of 项目.
fn structure(
    county: &County,
    heading: &str,
    of: fn(&Project) -> &'static str,
    values: &[&str],
    chart: ChartKind,
    series: usize,
) -> StatTable {
    let mut rows: Vec<StatRow> = Vec::new();
    let all = county.projects.len();
    for value in values {
        let own: Vec<&Project> = county.projects.iter().filter(|p| of(p) == *value).collect();
        let sum = |column: &str| {
            pieces(vec![lit("SUMIFS("), range("项目", column), lit(","), range("项目", heading), lit(","), here(0), lit(")")])
        };
        rows.push(StatRow {
            total: false,
            cells: vec![
                label(value),
                count(own.len(), countifs(&[(range("项目", heading), here(0))])),
                live(
                    StatValue::Ratio { numerator: own.len().into(), denominator: all.into() },
                    pieces(vec![here(1), lit("/"), Piece::Figure { name: arc("项目数") }]),
                ),
                live(StatValue::Number(own.iter().map(|p| p.total).sum()), sum("总投资")),
                live(StatValue::Number(own.iter().map(|p| p.plan).sum()), sum("年度计划投资")),
            ],
        });
    }
    let total = |f: fn(&Project) -> Decimal| StatValue::Number(county.projects.iter().map(f).sum());
    rows.push(StatRow {
        total: true,
        cells: vec![
            label("合计"),
            count(all, sum_all(1)),
            live(StatValue::Ratio { numerator: all.into(), denominator: all.into() }, sum_all(2)),
            live(total(|p| p.total), sum_all(3)),
            live(total(|p| p.plan), sum_all(4)),
        ],
    });
    StatTable {
        id: arc(heading),
        title: format!("项目按{heading}分布"),
        sheet: arc("项目结构"),
        basis: "任务清单中未取消的项目；金额为台账合计。".to_owned(),
        columns: vec![
            stat_column(heading, Kind::Text, None, ""),
            stat_column("项目数", Kind::Count, None, "任务清单中未取消的项目个数。"),
            stat_column("占比", Kind::Rate, None, "该类项目数÷全部项目数。"),
            stat_column("总投资", Kind::Money, Some("投资"), "项目总投资合计。"),
            stat_column("年度计划投资", Kind::Money, Some("投资"), "项目年度计划投资合计。"),
        ],
        rows,
        chart: Some(Chart {
            kind: chart,
            title: format!("各{heading}{}", ["", "项目数", "占比", "总投资"][series]),
            category: 0,
            series: vec![series],
        }),
    }
}

fn progress(county: &County) -> StatTable {
    let schedule = Decimal::new(3889, 4);
    let mut rows = Vec::new();
    for town in TOWNS {
        let own: Vec<&Project> = county.projects.iter().filter(|p| county.enterprises[p.enterprise].town == town).collect();
        let sum = |f: fn(&Project) -> Decimal| own.iter().map(|p| f(p)).sum::<Decimal>();
        let (plan, done) = (sum(|p| p.plan), sum(|p| p.done));
        let sumifs = |column: &str| {
            pieces(vec![lit("SUMIFS("), range("项目", column), lit(","), range("项目", "企业乡镇"), lit(","), here(0), lit(")")])
        };
        let gap = (!plan.is_zero()).then(|| done / plan - schedule);
        let gap_formula = pieces(vec![
            lit("IF("),
            here(2),
            lit("=0,\"—\","),
            here(4),
            lit("-"),
            Piece::Parameter { name: arc("序时进度") },
            lit(")"),
        ]);
        let light = match gap {
            None => "—",
            Some(gap) if gap >= Decimal::ZERO => "绿灯",
            Some(gap) if gap >= Decimal::new(-30, 2) => "黄灯",
            Some(_) => "红灯",
        };
        let light_formula = pieces(vec![
            lit("IF("),
            here(2),
            lit("=0,\"—\",IF("),
            here(5),
            lit(">=0,\"绿灯\",IF("),
            here(5),
            lit(">=-"),
            Piece::Parameter { name: arc("黄灯下限") },
            lit(",\"黄灯\",\"红灯\")))"),
        ]);
        rows.push(StatRow {
            total: false,
            cells: vec![
                label(town),
                count(own.len(), countifs(&[(range("项目", "企业乡镇"), here(0))])),
                live(StatValue::Number(plan), sumifs("年度计划投资")),
                live(StatValue::Number(done), sumifs("本年累计完成投资")),
                live(StatValue::Ratio { numerator: done, denominator: plan }, ratio_formula(here(3), here(2))),
                live(gap.map_or(StatValue::None, StatValue::Number), gap_formula),
                live(StatValue::Text(arc(light)), light_formula),
            ],
        });
    }
    StatTable {
        id: arc("投资进度"),
        title: "各乡镇（街道、园区）投资完成情况".to_owned(),
        sheet: arc("投资进度"),
        basis: "投资完成率＝本年累计完成投资÷年度计划投资；序时进度按年内已过天数计算。达到序时为绿灯，低于序时30个百分点以内为黄灯，超过30个百分点为红灯。".to_owned(),
        columns: vec![
            stat_column("乡镇（街道）", Kind::Text, None, ""),
            stat_column("项目数", Kind::Count, None, ""),
            stat_column("年度计划投资", Kind::Money, Some("投资"), ""),
            stat_column("本年累计完成投资", Kind::Money, Some("投资"), ""),
            stat_column("投资完成率", Kind::Rate, Some("投资"), "本年累计完成投资÷年度计划投资，不封顶。"),
            stat_column("与序时差距", Kind::Points, Some("预警"), "投资完成率减序时进度。"),
            stat_column("亮灯", Kind::Light, Some("预警"), "按参数中的黄灯下限划分。"),
        ],
        rows,
        chart: Some(Chart { kind: ChartKind::Column, title: "各乡镇投资计划与完成".to_owned(), category: 0, series: vec![2, 3] }),
    }
}

fn duty(county: &County) -> StatTable {
    let row = |cadre: &&str| {
        let own: Vec<usize> = county.enterprises.iter().enumerate().filter(|(_, e)| e.cadre == *cadre).map(|(i, _)| i).collect();
        let with = own.iter().filter(|i| county.projects.iter().any(|p| p.enterprise == **i)).count();
        let score = Decimal::from(with * 100) / Decimal::from(own.len().max(1));
        StatRow {
            total: false,
            cells: vec![
                label(cadre),
                label("县科技和工业信息化局"),
                count(own.len(), countifs(&[(range("企业", "包联干部"), here(0))])),
                count(with, countifs(&[(range("企业", "包联干部"), here(0)), (range("企业", "是否有项目"), lit("\"是\""))])),
                rate(with, own.len(), (3, 2)),
                live(
                    StatValue::Number(score.round_dp(1)),
                    pieces(vec![lit("ROUND("), here(3), lit("*100/"), here(2), lit(",1)")]),
                ),
            ],
        }
    };
    StatTable {
        id: arc("包联干部"),
        title: "包联干部工作情况".to_owned(),
        sheet: arc("责任落实"),
        basis: "按包联安排统计，一名干部包联多户企业的合并计算。".to_owned(),
        columns: vec![
            stat_column("包联干部", Kind::Text, None, ""),
            stat_column("干部单位", Kind::Text, None, ""),
            stat_column("包联企业数", Kind::Count, None, ""),
            stat_column("有项目企业数", Kind::Count, None, ""),
            stat_column("计划覆盖率", Kind::Rate, None, ""),
            stat_column("得分", Kind::Score, None, ""),
        ],
        rows: CADRES.iter().map(row).collect(),
        chart: None,
    }
}

fn zero_list(county: &County) -> StatTable {
    let zero = county.enterprises.iter().enumerate().filter(|(i, _)| !county.projects.iter().any(|p| p.enterprise == *i));
    let row = |(i, e): (usize, &Enterprise)| StatRow {
        total: false,
        cells: vec![
            label(&e.name),
            label(e.town),
            label(e.chain),
            label(e.cadre),
            StatCell { value: StatValue::Count((i % 9 + 1) as i64), formula: None },
            label(if i % 3 == 0 { "企业正在搬迁入园，计划下半年启动智能化改造项目谋划。" } else { "" }),
        ],
    };
    StatTable {
        id: arc("零项目清单"),
        title: "零项目企业清单".to_owned(),
        sheet: arc("零项目清单"),
        basis: "名录内本周仍没有“三改一平台”项目的规上工业企业。".to_owned(),
        columns: vec![
            stat_column("企业名称", Kind::Text, None, ""),
            stat_column("所属乡镇", Kind::Text, None, ""),
            stat_column("产业链", Kind::Text, None, ""),
            stat_column("包联干部", Kind::Text, None, ""),
            stat_column("连续周数", Kind::Count, None, "连续列入零项目清单的周数。"),
            stat_column("说明", Kind::Text, None, ""),
        ],
        rows: zero.map(row).collect(),
        chart: None,
    }
}

fn banks() -> StatTable {
    let names = ["农商银行", "建设银行", "工商银行", "农业银行", "邮储银行"];
    let month = |i: usize| format!("{}月", i + 1);
    StatTable {
        id: arc("月度对接"),
        title: "银企月度对接情况".to_owned(),
        sheet: arc("银企对接"),
        basis: format!("参与银行：{}。", names.join("、")),
        columns: vec![
            stat_column("月份", Kind::Text, None, ""),
            stat_column("融资需求", Kind::Money, None, ""),
            stat_column("授信金额", Kind::Money, None, ""),
            stat_column("放款金额", Kind::Money, None, ""),
        ],
        rows: (0..5)
            .map(|i| StatRow {
                total: false,
                cells: vec![
                    label(&month(i)),
                    StatCell { value: StatValue::Number(Decimal::from(12_000 + i as i64 * 1_500)), formula: None },
                    StatCell { value: StatValue::Number(Decimal::from(8_000 + i as i64 * 1_700)), formula: None },
                    StatCell { value: StatValue::Number(Decimal::from(5_000 + i as i64 * 1_100)), formula: None },
                ],
            })
            .collect(),
        chart: Some(Chart {
            kind: ChartKind::Line,
            title: "月度融资需求、授信与放款".to_owned(),
            category: 0,
            series: vec![1, 2, 3],
        }),
    }
}

fn platforms() -> StatTable {
    StatTable {
        id: arc("科创平台情况"),
        title: "科创平台建设情况".to_owned(),
        sheet: arc("平台建设"),
        basis: "按台账统计。".to_owned(),
        columns: vec![stat_column("平台类型", Kind::Text, None, ""), stat_column("个数", Kind::Count, None, "")],
        rows: Vec::new(),
        chart: Some(Chart { kind: ChartKind::Pie, title: "平台类型".to_owned(), category: 0, series: vec![1] }),
    }
}

fn figures(county: &County) -> Vec<Figure> {
    let all = county.enterprises.len();
    let with = (0..all).filter(|i| county.projects.iter().any(|p| p.enterprise == *i)).count();
    let sum = |f: fn(&Project) -> Decimal| StatValue::Number(county.projects.iter().map(f).sum());
    let total = |column: &str| pieces(vec![lit("SUM("), range("项目", column), lit(")")]);
    let figure = |name: &str, kind: Kind, value: StatValue, formula: Formula, definition: &str| Figure {
        name: arc(name),
        kind,
        value,
        formula,
        definition: definition.to_owned(),
        behind: Behind { dataset: arc("项目"), rows: Vec::new() },
    };
    let named = |name: &str| Piece::Figure { name: arc(name) };
    let covered = countifs(&[(range("企业", "是否有项目"), lit("\"是\""))]);
    let (plan, done): (Decimal, Decimal) =
        (county.projects.iter().map(|p| p.plan).sum(), county.projects.iter().map(|p| p.done).sum());
    vec![
        figure(
            "规上企业数",
            Kind::Count,
            StatValue::Count(all as i64),
            pieces(vec![lit("COUNTA("), range("企业", "企业名称"), lit(")")]),
            "名录中在册的规上工业企业数。",
        ),
        figure(
            "有项目企业数",
            Kind::Count,
            StatValue::Count(with as i64),
            covered,
            "至少有一个未取消项目的企业数，同一企业只计一次。",
        ),
        figure(
            "计划覆盖率",
            Kind::Rate,
            StatValue::Ratio { numerator: with.into(), denominator: all.into() },
            ratio_formula(named("有项目企业数"), named("规上企业数")),
            "有项目企业数÷规上企业数；基数不含列明原因不计入的企业。",
        ),
        figure(
            "零项目企业数",
            Kind::Count,
            StatValue::Count((all - with) as i64),
            pieces(vec![named("规上企业数"), lit("-"), named("有项目企业数")]),
            "规上企业数减有项目企业数。",
        ),
        figure(
            "项目数",
            Kind::Count,
            StatValue::Count(county.projects.len() as i64),
            pieces(vec![lit("COUNTA("), range("项目", "项目名称"), lit(")")]),
            "任务清单中未取消的项目个数。",
        ),
        figure("总投资", Kind::Money, sum(|p| p.total), total("总投资"), "未取消项目的总投资合计，单位万元。"),
        figure("年度计划投资", Kind::Money, sum(|p| p.plan), total("年度计划投资"), "未取消项目的年度计划投资合计，单位万元。"),
        figure(
            "本年累计完成投资",
            Kind::Money,
            sum(|p| p.done),
            total("本年累计完成投资"),
            "未取消项目本年累计完成投资合计，单位万元。",
        ),
        figure(
            "投资完成率",
            Kind::Rate,
            StatValue::Ratio { numerator: done, denominator: plan },
            ratio_formula(named("本年累计完成投资"), named("年度计划投资")),
            "本年累计完成投资÷年度计划投资，不封顶。",
        ),
        figure(
            "平台数",
            Kind::Count,
            StatValue::Count(0),
            pieces(vec![lit("COUNTA("), range("科创平台", "平台名称"), lit(")")]),
            "已认定的科创平台个数。",
        ),
        figure(
            "平台认定率",
            Kind::Rate,
            StatValue::Ratio { numerator: 0.into(), denominator: 0.into() },
            ratio_formula(named("平台数"), named("平台数")),
            "已认定平台数÷申报平台数。",
        ),
    ]
}

fn findings() -> Vec<Finding> {
    let mut out = Vec::new();
    for i in 0..130u32 {
        let source = Source {
            file: arc(&format!("收件/2022-W20/{}/三改一平台任务清单（第20周）.xlsx", TOWNS[i as usize % 15])),
            sheet: Some(arc("任务清单")),
        };
        let place = Place::cell(&source, CellRef::new(4 + i, 9 + i % 3));
        let field = arc(["本周完成投资", "总投资", "实际开工时间"][i as usize % 3]);
        let finding = match i % 3 {
            0 => Finding::new(
                &catalog::AMOUNT_UNREADABLE,
                place,
                format!("J{}填的“待核实”不是金额，这一格没有计入。", i + 5),
                "请填写数字，单位万元；没有的填 0，不清楚的留空并在备注说明。",
            )
            .value("待核实"),
            1 => Finding::new(
                &catalog::MAGNITUDE_ODD,
                place,
                format!("K{}的总投资12,000,000比上周大一万倍，可能把元填成了万元。", i + 5),
                "请核对单位。",
            )
            .value("12000000"),
            _ => {
                Finding::new(&catalog::DATE_VAGUE, place, format!("L{}写的是“5月底”，没有具体日期。", i + 5), "").value("=5月底")
            }
        };
        let finding = finding.field(&field);
        out.push(if i % 10 == 9 { finding } else { finding.unit(&arc(TOWNS[i as usize % 15])) });
    }
    out.push(
        Finding::new(&catalog::NOT_SENT, Place::office(), "南关街道本周没有报送任务清单。", "请催报。")
            .unit(&arc("南关街道"))
            .severity(Severity::Warning),
    );
    out
}

fn submissions() -> Vec<SubmissionRow> {
    let row = |(i, town): (usize, &&str)| {
        let sent = i != 15;
        let rows = Conservation { read: 20, kept: 16, merged: 1, held: 2, set_apart: 1 };
        SubmissionRow {
            unit: arc(town),
            form: arc("任务清单"),
            file: sent.then(|| arc(&format!("{town}/三改一平台任务清单（第20周）.xlsx"))),
            sheet: sent.then(|| arc("任务清单")),
            timing: [Timing::OnTime, Timing::Late, Timing::OnTime, Timing::OnTime][i % 4],
            status: [SubmissionStatus::AcceptedWithFindings, SubmissionStatus::Accepted, SubmissionStatus::Returned][i % 3],
            rows,
        }
    };
    let mut rows: Vec<SubmissionRow> = TOWNS.iter().enumerate().map(row).collect();
    if let Some(last) = rows.last_mut() {
        *last = SubmissionRow {
            timing: Timing::Missing,
            status: SubmissionStatus::NotSent,
            rows: Conservation::default(),
            ..last.clone()
        };
    }
    rows
}

/// The sample with so many enterprises and projects.
pub(crate) fn sample(enterprises: usize, projects: usize) -> Sample {
    let county = county(enterprises, projects);
    let tables = vec![
        coverage(&county, "乡镇覆盖", "各乡镇（街道、园区）覆盖情况", ("所属乡镇", |e| e.town), &TOWNS, ChartKind::Column),
        coverage(&county, "产业链覆盖", "各产业链覆盖情况", ("产业链", |e| e.chain), &CHAINS, ChartKind::Bar),
        structure(&county, "改造类型", |p| p.kind, &KINDS, ChartKind::Pie, 1),
        structure(&county, "项目阶段", |p| p.stage, &STAGES, ChartKind::Bar, 1),
        progress(&county),
        duty(&county),
        banks(),
        platforms(),
        zero_list(&county),
    ];
    let as_of = Day::new(2022, 5, 22).expect("a day");
    let parameter = |name: &str, kind, value, note: &str| Parameter { name: arc(name), kind, value, note: note.to_owned() };
    Sample {
        statistics: Statistics { figures: figures(&county), tables, datasets: datasets(&county) },
        parameters: vec![
            parameter("截至", CellKind::Date, Scalar::Day(as_of), "本周统计的截止日期。"),
            parameter("序时进度", CellKind::Rate, Scalar::Number(Decimal::new(3889, 4)), "年内已过天数÷全年天数。"),
            parameter(
                "黄灯下限",
                CellKind::Rate,
                Scalar::Number(Decimal::new(30, 2)),
                "低于序时进度不超过该值为黄灯，超过为红灯。",
            ),
        ],
        findings: findings(),
        submissions: submissions(),
        week: "2022-W20".parse().expect("a week"),
        as_of,
    }
}
