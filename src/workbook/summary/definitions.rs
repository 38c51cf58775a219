//! 口径说明: the parameters with their values (formulas refer to these cells), and what every figure and column means.

use std::sync::Arc;

use super::SummaryInput;
use super::sheet_names::DEFINITIONS;
use crate::statistics::{Formula, Piece};
use crate::workbook::cell::{Cell, Kind, Scalar};
use crate::workbook::grid::Mark;
use crate::workbook::sheet::{Block, Column, Row, Sheet, SheetUse, Table, Width};

/// Index of the value in the rows of parameters.
const VALUE: usize = 2;

pub(super) fn sheet<'a>(input: &SummaryInput<'a>, live: bool) -> Sheet<'a> {
    let tables = [
        part("参数", "一、参数", ["参数", "取值", "用途"], parameters(input)),
        part("指标口径", "二、指标口径", ["指标", "本期值", "口径"], figures(input, live)),
        part("列口径", "三、各表列的口径", ["列", "所在工作表", "口径"], columns(input)),
    ];
    Sheet {
        name: Arc::from(DEFINITIONS),
        purpose: SheetUse::Report,
        title: "口径说明".into(),
        notes: vec![input.period()],
        blocks: tables.into_iter().flatten().map(Block::Table).collect(),
    }
}

/// A table of four columns that stand under those of the other two; `None` if it has no rows.
fn part<'a>(id: &str, caption: &str, headings: [&str; 3], rows: Vec<[Cell; 3]>) -> Option<Table<'a>> {
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::new("序号", Kind::Serial),
        Column { width: Width::Fit { least: 18.0, most: 30.0 }, ..Column::new(headings[0], Kind::Text) },
        Column { width: Width::Fit { least: 16.0, most: 22.0 }, ..Column::new(headings[1], Kind::Word) },
        Column { width: Width::Fit { least: 40.0, most: 76.0 }, ..Column::new(headings[2], Kind::Text) },
    ];
    let marked = id == "参数";
    let row = |(index, cells): (usize, [Cell; 3])| {
        let mark = match &cells[0].value {
            Scalar::Text(name) if marked => Some((VALUE, Mark::Parameter(name.clone()))),
            _ => None,
        };
        Row { mark, ..Row::item([Cell::count(index + 1)].into_iter().chain(cells).collect()) }
    };
    let rows = rows.into_iter().enumerate().map(row).collect();
    Some(Table { caption: Some(caption.to_owned()), lead: 1, ..Table::new(id, columns, rows) })
}

fn parameters(input: &SummaryInput<'_>) -> Vec<[Cell; 3]> {
    let row = |parameter: &super::Parameter| {
        [Cell::from(&parameter.name), Cell::from(parameter.value.clone()).kind(parameter.kind), Cell::text(&parameter.note)]
    };
    input.parameters.iter().map(row).collect()
}

fn figures(input: &SummaryInput<'_>, live: bool) -> Vec<[Cell; 3]> {
    let row = |figure: &crate::statistics::Figure| {
        let formula = Formula(vec![Piece::Figure { name: figure.name.clone() }]);
        let value = Cell::from(Scalar::from(&figure.value)).formula(formula).live(live);
        [Cell::from(&figure.name), value.kind(Kind::from(figure.kind)), Cell::text(&figure.definition)]
    };
    input.statistics.figures.iter().map(row).collect()
}

/// Columns with a definition, each once with all its sheets.
fn columns(input: &SummaryInput<'_>) -> Vec<[Cell; 3]> {
    let statistics = input.statistics;
    let of_tables = statistics.tables.iter().flat_map(|t| t.columns.iter().map(|c| (&c.name, t.sheet.clone(), &c.definition)));
    let of_data = statistics
        .datasets
        .iter()
        .map(|d| (input.data_sheet(&d.name), d))
        .flat_map(|(sheet, d)| d.columns.iter().map(move |c| (&c.name, sheet.clone(), &c.definition)));
    let mut seen: indexmap::IndexMap<(&Arc<str>, &String), indexmap::IndexSet<Arc<str>>> = indexmap::IndexMap::new();
    for (name, sheet, definition) in of_tables.chain(of_data).filter(|(_, _, definition)| !definition.is_empty()) {
        seen.entry((name, definition)).or_default().insert(sheet);
    }
    let sheets = |sheets: indexmap::IndexSet<Arc<str>>| sheets.iter().map(|s| &**s).collect::<Vec<_>>().join("、");
    seen.into_iter().map(|((name, definition), on)| [Cell::from(name), Cell::text(&sheets(on)), Cell::text(definition)]).collect()
}
