//! A county that does not exist: 240 enterprises, 236 projects, 16 towns, with tables as the statistics stage hands them on.

mod county;
mod data;
mod figures;
mod lists;
mod tables;

use county::{CHAINS, KINDS, STAGES, TOWNS, arc, county};
use data::datasets;
use figures::figures;
use lists::{findings, submissions};
use rust_decimal::Decimal;
use sangai::finding::Finding;
use sangai::settings::Week;
use sangai::statistics::{ChartKind, Statistics};
use sangai::value::Day;
use sangai::workbook::summary::{FORMULA_ROWS, Parameter, SubmissionRow, SummaryInput};
use sangai::workbook::{Kind as CellKind, Scalar};
use tables::{banks, coverage, duty, platforms, progress, structure, zero_list};

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
        statistics: Statistics { figures: figures(&county), tables, datasets: datasets(&county), ..Statistics::default() },
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
