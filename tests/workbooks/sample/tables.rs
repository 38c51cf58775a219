//! Statistic tables and key figures with the formulas that give the same numbers.

use rust_decimal::Decimal;
use sangai::statistics::{Chart, ChartKind, Formula, Kind, Piece, StatCell, StatColumn, StatRow, StatTable, StatValue};

use super::county::{CADRES, County, Enterprise, Project, TOWNS, arc};
use super::data::{here, lit, pieces, range, ratio_formula};

pub(super) fn stat_column(name: &str, kind: Kind, group: Option<&str>, definition: &str) -> StatColumn {
    StatColumn { name: arc(name), group: group.map(arc), kind, definition: definition.to_owned() }
}

pub(super) fn label(text: &str) -> StatCell {
    StatCell { value: StatValue::Text(arc(text)), formula: None }
}

pub(super) fn live(value: StatValue, formula: Formula) -> StatCell {
    StatCell { value, formula: Some(formula) }
}

pub(super) fn count(value: usize, formula: Formula) -> StatCell {
    live(StatValue::Count(value as i64), formula)
}

pub(super) fn rate(numerator: usize, denominator: usize, columns: (usize, usize)) -> StatCell {
    live(
        StatValue::Ratio { numerator: numerator.into(), denominator: denominator.into() },
        ratio_formula(here(columns.0), here(columns.1)),
    )
}

/// `COUNTIFS(a,x,b,y)`.
pub(super) fn countifs(parts: &[(Piece, Piece)]) -> Formula {
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

pub(super) fn sum_all(column: usize) -> Formula {
    pieces(vec![lit("SUM("), Piece::HereAll { column }, lit(")")])
}

/// Coverage by a column of 企业.
pub(super) fn coverage(
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
pub(super) fn structure(
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

pub(super) fn progress(county: &County) -> StatTable {
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

pub(super) fn duty(county: &County) -> StatTable {
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

pub(super) fn zero_list(county: &County) -> StatTable {
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

pub(super) fn banks() -> StatTable {
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

pub(super) fn platforms() -> StatTable {
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
