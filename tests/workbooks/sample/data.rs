//! The data sheets, with derived columns and their formulas; the words formulas are made of.

use sangai::statistics::{DataCell, DataColumn, DataRow, Dataset, Formula, Kind, Piece};
use sangai::value::Value;

use super::county::{County, TOWNS, arc};

pub(super) fn column(name: &str, kind: Kind, definition: &str) -> DataColumn {
    DataColumn { name: arc(name), kind, derived: !definition.is_empty(), definition: definition.to_owned() }
}

pub(super) fn plain(value: Value) -> DataCell {
    DataCell { value: Some(value), formula: None }
}

/// A derived cell.
fn derived(value: Value, parts: Vec<Piece>) -> DataCell {
    DataCell { value: Some(value), formula: Some(pieces(parts).into()) }
}

pub(super) fn text(text: &str) -> DataCell {
    plain(Value::text(text))
}

pub(super) fn pieces(parts: Vec<Piece>) -> Formula {
    Formula(parts)
}

pub(super) fn lit(text: &str) -> Piece {
    Piece::Text(text.to_owned())
}

pub(super) fn range(dataset: &str, name: &str) -> Piece {
    Piece::Column { dataset: arc(dataset), column: arc(name) }
}

pub(super) fn here(column: usize) -> Piece {
    Piece::Here { column }
}

/// `IF(b=0,"—",a/b)`.
pub(super) fn ratio_formula(a: Piece, b: Piece) -> Formula {
    pieces(vec![lit("IF("), b.clone(), lit("=0,\"—\","), a, lit("/"), b, lit(")")])
}

pub(super) fn datasets(county: &County) -> Vec<Dataset> {
    let count = |enterprise: usize| county.projects.iter().filter(|p| p.enterprise == enterprise).count();
    let enterprises = county.enterprises.iter().enumerate().map(|(i, e)| DataRow {
        cells: vec![
            text(&e.name),
            text(&format!("9141132{:011}", i * 97)),
            text(e.town),
            text(e.chain),
            text(e.cadre),
            derived(
                Value::Number(count(i).into()),
                vec![lit("COUNTIF("), range("项目", "企业名称"), lit(","), Piece::RowCell { column: arc("企业名称") }, lit(")")],
            ),
            derived(
                Value::text(if count(i) > 0 { "是" } else { "否" }),
                vec![lit("IF("), Piece::RowCell { column: arc("项目数") }, lit(">0,\"是\",\"否\")")],
            ),
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
            derived(
                Value::text(county.enterprises[p.enterprise].town),
                vec![
                    lit("IFERROR(INDEX("),
                    range("企业", "所属乡镇"),
                    lit(",MATCH("),
                    Piece::RowCell { column: arc("企业名称") },
                    lit(","),
                    range("企业", "企业名称"),
                    lit(",0)),\"\")"),
                ],
            ),
        ],
        entry: i,
        origins: (0..=(i % 9 / 8))
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
