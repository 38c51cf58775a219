//! Native charts that WPS, Excel and LibreOffice draw: one accent, labels where they can be read, axes named.

use anyhow::Result;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker,
    ChartPoint, ChartSolidFill, ChartType, ObjectMovement, Worksheet,
};

use crate::statistics::ChartKind;
use crate::workbook::cell::Kind;
use crate::workbook::formula::{Addresses, Unresolved};
use crate::workbook::grid::{PlacedChart, PlacedTable};
use crate::workbook::palette::{self, SONG};

/// Pixels a data label needs; where there are fewer, labels would cover each other.
const LABEL_WIDTH: u32 = 36;
const LABEL_HEIGHT: u32 = 14;
/// More slices than this are drawn as bars.
const MOST_SLICES: u32 = 8;

/// Inserts a chart; one without a row or without its table is left out.
pub(super) fn insert(sheet: &mut Worksheet, placed: &PlacedChart, addresses: &Addresses<'_>) -> Result<()> {
    let Some((data_sheet, table)) = addresses.table(&placed.chart.table) else { return Ok(()) };
    let Ok(chart) = draw(placed, data_sheet, table) else { return Ok(()) };
    sheet.insert_chart_with_offset(placed.row, 0, &chart, placed.left, placed.top)?;
    Ok(())
}

fn draw(placed: &PlacedChart, sheet: &str, table: &PlacedTable) -> Result<Chart, Unresolved> {
    // a chart shows one run of rows; totals inside a table end it
    let (first, last) = table.items.first().copied().unwrap_or(table.body);
    let rows = last - first + 1;
    let kind = match placed.chart.kind {
        ChartKind::Pie if rows > MOST_SLICES => ChartKind::Bar,
        kind => kind,
    };
    let mut chart = Chart::new(match kind {
        ChartKind::Bar => ChartType::Bar,
        ChartKind::Column => ChartType::Column,
        ChartKind::Pie => ChartType::Pie,
        ChartKind::Line => ChartType::Line,
    });
    let category = table.declared(placed.chart.category)?;
    let series = placed.chart.series.iter().map(|index| table.declared(*index)).collect::<Result<Vec<_>, _>>()?;
    let labels = rows * series.len() as u32;
    let labelled = match kind {
        ChartKind::Bar | ChartKind::Pie => labels * LABEL_HEIGHT <= placed.height,
        ChartKind::Column => labels * LABEL_WIDTH <= placed.width,
        // the labels of several lines lie on each other
        ChartKind::Line => series.len() == 1 && labels * LABEL_WIDTH <= placed.width,
    };
    for (index, col) in series.iter().enumerate() {
        let one = chart.add_series();
        one.set_name(&*table.columns[*col as usize].0)
            .set_categories((sheet, first, category as u16, last, category as u16))
            .set_values((sheet, first, *col as u16, last, *col as u16));
        let kind_of_values = table.columns[*col as usize].1;
        paint(one, kind, index, rows);
        if labelled {
            one.set_data_label(&label(kind, kind_of_values));
        }
    }
    let value_kind = series.first().map_or(Kind::Count, |col| table.columns[*col as usize].1);
    let names = (&*table.columns[category as usize].0, unit(value_kind));
    furnish(&mut chart, kind, &placed.chart.title, names, value_kind, series.len());
    chart.set_width(placed.width).set_height(placed.height).set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    Ok(chart)
}

fn fill(color: palette::Rgb) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(color));
    format
}

fn paint(series: &mut rust_xlsxwriter::ChartSeries, kind: ChartKind, index: usize, rows: u32) {
    let color = |i: usize| palette::SERIES[i % palette::SERIES.len()];
    match kind {
        ChartKind::Bar | ChartKind::Column => {
            series.set_format(&mut fill(color(index))).set_gap(60);
        }
        ChartKind::Line => {
            let mut line = ChartFormat::new();
            line.set_line(ChartLine::new().set_color(color(index)).set_width(2.25));
            series.set_format(&mut line).set_marker(ChartMarker::new().set_automatic());
        }
        ChartKind::Pie => {
            let slices: Vec<ChartPoint> = (0..rows as usize).map(|i| ChartPoint::new().set_format(&mut fill(color(i)))).collect();
            series.set_points(&slices);
        }
    }
}

fn label(kind: ChartKind, values: Kind) -> ChartDataLabel {
    let mut label = ChartDataLabel::new();
    match kind {
        ChartKind::Pie => {
            label.show_category_name().show_percentage().set_position(ChartDataLabelPosition::OutsideEnd);
        }
        ChartKind::Line => {
            label.show_value().set_position(ChartDataLabelPosition::Above).set_num_format(number_format(values));
        }
        ChartKind::Bar | ChartKind::Column => {
            label.show_value().set_position(ChartDataLabelPosition::OutsideEnd).set_num_format(number_format(values));
        }
    }
    label.set_font(&font(9.0));
    label
}

fn font(size: f64) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(SONG).set_size(size).set_character_set(palette::CHARSET_GB).unset_bold();
    font
}

const fn number_format(kind: Kind) -> &'static str {
    match kind {
        Kind::Rate | Kind::Points => "0%",
        Kind::Score => "0.0",
        // a zero says nothing that the missing bar does not
        _ => "#,##0;-#,##0;",
    }
}

const fn axis_format(kind: Kind) -> &'static str {
    match kind {
        Kind::Rate | Kind::Points => "0%",
        _ => "#,##0",
    }
}

const fn unit(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "万元",
        Kind::Rate => "百分比",
        Kind::Points => "百分点",
        Kind::Score => "分",
        _ => "数量",
    }
}

/// Title, axes, legend, frame.
fn furnish(chart: &mut Chart, kind: ChartKind, title: &str, axes: (&str, &str), values: Kind, series: usize) {
    let mut bold = font(12.0);
    bold.set_bold().set_color(palette::ACCENT);
    chart.title().set_name(title).set_font(&bold).set_overlay(false);
    let mut frame = ChartFormat::new();
    frame.set_border(ChartLine::new().set_color(palette::BORDER).set_width(0.75));
    chart.chart_area().set_format(&mut frame);
    if kind == ChartKind::Pie || series < 2 {
        chart.legend().set_hidden();
    } else {
        chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(9.0));
    }
    if kind == ChartKind::Pie {
        return;
    }
    draw_axes(chart, kind, axes, values);
}

/// Names, fonts and lines of the two axes.
fn draw_axes(chart: &mut Chart, kind: ChartKind, (category, value): (&str, &str), values: Kind) {
    let mut grid = ChartLine::new();
    grid.set_color(palette::GRID).set_width(0.5);
    // the library's x axis is the horizontal one, which in a bar chart carries the values
    let (across, up) = if kind == ChartKind::Bar { (value, category) } else { (category, value) };
    chart.x_axis().set_name(across).set_name_font(&font(9.0)).set_font(&font(9.0));
    chart.y_axis().set_name(up).set_name_font(&font(9.0)).set_font(&font(9.0));
    let values_axis = if kind == ChartKind::Bar {
        // the first row of the table on top, and the values still below
        chart.y_axis().set_reverse().set_major_gridlines(false);
        chart.y_axis().set_label_interval(1);
        chart.x_axis().set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::High)
    } else {
        chart.y_axis()
    };
    values_axis.set_major_gridlines(true).set_major_gridlines_line(&grid).set_num_format(axis_format(values));
    if values != Kind::Points {
        values_axis.set_min(0);
    }
}
