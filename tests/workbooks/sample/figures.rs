//! Key figures.

use rust_decimal::Decimal;
use sangai::statistics::{Behind, Figure, Formula, Kind, Piece, StatValue};

use super::county::{County, Project, arc};
use super::data::{lit, pieces, range, ratio_formula};
use super::tables::countifs;

pub(super) fn figures(county: &County) -> Vec<Figure> {
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
