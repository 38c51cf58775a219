//! Key figures, and the whole stage put together.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::axis::Axis;
use super::cell::{Layout, Spot};
use super::declared::{Measure, MeasureRule, Reports, TableSpec};
use super::engine::Engine;
use super::frame::Frame;
use super::grid::Grids;
use super::parameters::Parameters;
use super::{Absent, Behind, Dataset, Figure, Formula, Piece, Statistics, wording};
use crate::finding::{Finding, catalog};
use crate::ledger::Ledger;
use crate::origin::Place;

/// Declared measures over the ledger and the reference lists (tables by form name) → figures, tables and the data behind them.
#[must_use]
pub fn compute(ledger: &Ledger, lists: &Ledger, parameters: &Parameters<'_>, reports: &Reports) -> (Statistics, Vec<Finding>) {
    let engine = Engine::new(ledger, lists, parameters, reports);
    let figures = engine.figures();
    let made: Vec<_> = reports
        .tables
        .par_iter()
        .map(|table| match table {
            TableSpec::Grouped(spec) => engine.grouped(spec).ok_or_else(|| absent(reports, &spec.sheet, &spec.title, spec.rows)),
            TableSpec::List(spec) => engine.list(spec).ok_or_else(|| absent(reports, &spec.sheet, &spec.title, spec.dataset)),
        })
        .collect();
    let (mut tables, mut without_data) = (Vec::new(), Vec::new());
    for table in made {
        match table {
            Ok(table) => tables.push(table),
            Err(absent) => without_data.push(absent),
        }
    }
    let findings = engine.missing();
    let of_figures = figures.iter().map(|figure| &figure.formula);
    let of_cells = tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells).filter_map(|c| c.formula.as_ref());
    let of_rows = engine.frames.iter().flatten().flat_map(|frame| frame.formulas.iter().flatten()).map(AsRef::as_ref);
    let used = names_used(of_figures.chain(of_cells).chain(of_rows));
    let datasets = engine.into_datasets(&used);
    let (parameters, sections) = (parameters.block(reports), reports.sections.clone());
    (Statistics { figures, tables, datasets, parameters, sections, absent: without_data }, findings)
}

fn absent(reports: &Reports, sheet: &Arc<str>, title: &str, dataset: usize) -> Absent {
    Absent { sheet: sheet.clone(), title: title.to_owned(), form: reports.datasets[dataset].form.clone() }
}

fn names_used<'f>(formulas: impl Iterator<Item = &'f Formula>) -> BTreeSet<Arc<str>> {
    let mut names = BTreeSet::new();
    for piece in formulas.flat_map(|formula| &formula.0) {
        if let Piece::Column { column, .. } | Piece::RowCell { column } = piece
            && !names.contains(column)
        {
            names.insert(column.clone());
        }
    }
    names
}

impl Engine<'_> {
    /// The data sheets, with the columns that there are.
    fn into_datasets(mut self, names: &BTreeSet<Arc<str>>) -> Vec<Dataset> {
        let there = |dataset: usize| {
            let columns = self.reports.datasets[dataset].columns.len();
            (0..columns).map(|column| self.has_column(dataset, column)).collect()
        };
        let there: Vec<Vec<bool>> = (0..self.frames.len()).map(there).collect();
        let used = |frame: &Frame<'_>| frame.len() > 0 || !frame.spec.optional;
        let frames = std::mem::take(&mut self.frames).into_iter().zip(there);
        frames
            .filter_map(|(frame, there)| Some((frame.filter(used)?, there)))
            .map(|(frame, there)| frame.into_dataset(&|name| names.contains(name), &|column| there[column]))
            .collect()
    }

    fn figures(&self) -> Vec<Figure> {
        let measures: Vec<&Measure> = self.reports.measures.values().filter(|m| m.figure && self.is_there(&m.name)).collect();
        let whole = Axis::whole();
        let grids = Grids::new(self, &whole, &whole, measures.iter().map(|measure| &measure.name));
        measures.into_iter().filter_map(|measure| self.figure(measure, &grids)).collect()
    }

    fn figure(&self, measure: &Measure, grids: &Grids<'_>) -> Option<Figure> {
        Some(Figure {
            name: measure.name.clone(),
            kind: measure.kind,
            value: grids.get(&measure.name)?.at(0, 0).clone(),
            formula: self.whole_formula(&measure.name)?,
            definition: wording::measure(self.reports, self.parameters, measure),
            behind: self.behind(&measure.name),
        })
    }

    /// A measure's formula over everything.
    pub(super) fn whole_formula(&self, measure: &str) -> Option<Formula> {
        let whole = Axis::whole();
        let layout = Layout::default();
        let spot = Spot { engine: self, layout: &layout, rows: &whole, across: &whole, row: None, group: 0, additive: false };
        spot.formula(measure)
    }

    /// The rows that the figure counts; for a rate, those of the numerator.
    pub(super) fn behind(&self, measure: &str) -> Behind {
        let Some((index, _, spec)) = self.reports.measures.get_full(measure) else { return Behind::default() };
        match &spec.rule {
            MeasureRule::Aggregate { dataset, .. } => Behind {
                dataset: self.reports.datasets[*dataset].name.clone(),
                rows: self.matched[index].rows.iter().map(|row| *row as usize).collect(),
            },
            MeasureRule::Ratio { numerator: of, .. }
            | MeasureRule::Difference { left: of, .. }
            | MeasureRule::Share { of }
            | MeasureRule::Grade { of, .. } => self.behind(of),
            MeasureRule::Elapsed { .. } | MeasureRule::Rank { .. } | MeasureRule::Score { .. } | MeasureRule::Target { .. } => {
                Behind::default()
            }
        }
    }

    /// One finding for each list that figures cannot do without.
    fn missing(&self) -> Vec<Finding> {
        let absent = self.reports.datasets.values().filter(|spec| !self.has_table(&spec.form));
        absent
            .filter_map(|spec| {
                let message = spec.missing.as_ref()?;
                let suggestion = format!("请把《{}》放进名录文件夹，再运行一次。", spec.form);
                Some(Finding::new(&catalog::LIST_MISSING, Place::office(), message, suggestion))
            })
            .collect()
    }
}
