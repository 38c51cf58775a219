//! `explain 指标`: definition, formula and declaration of a figure, a column or a parameter.

use super::declared::{MeasureRule, Reports, TableColumn, TableSpec};
use super::engine::Engine;
use super::parameters::Parameters;
use super::wording;
use crate::ledger::Ledger;
use crate::settings::guess_clause;

/// What is known of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub name: String,
    /// 口径.
    pub definition: String,
    /// With names in the places of addresses; `None` for what has no formula of its own.
    pub formula: Option<String>,
    /// `报表/指标.toml:12`, or the dataset of a column.
    pub source: String,
}

impl Reports {
    /// Everything that can be explained: measures, parameters, columns of datasets; each name once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let columns = self.datasets.values().flat_map(|d| d.columns.iter().map(|c| &*c.name));
        let mut seen = std::collections::BTreeSet::new();
        self.measures.keys().chain(self.parameters.keys()).map(|k| &**k).chain(columns).filter(move |name| seen.insert(*name))
    }
}

/// A statistic table without its data: what it counts over and what its columns mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableExplanation {
    pub id: String,
    pub title: String,
    pub sheet: String,
    /// The form or list whose rows are counted or listed.
    pub form: String,
    /// Heading (group/heading) and definition.
    pub columns: Vec<(String, String)>,
}

/// All statistic tables and lists, in declared order.
#[must_use]
pub fn explain_tables(reports: &Reports, parameters: &Parameters<'_>) -> Vec<TableExplanation> {
    let measure = |column: &TableColumn| {
        let name = column.group.as_ref().map_or_else(|| column.name.to_string(), |group| format!("{group}/{}", column.name));
        let definition = reports.measures.get(&column.measure).map(|measure| wording::measure(reports, parameters, measure));
        (name, definition.unwrap_or_default())
    };
    let table = |table: &TableSpec| match table {
        TableSpec::Grouped(spec) => TableExplanation {
            id: spec.id.to_string(),
            title: spec.title.clone(),
            sheet: spec.sheet.to_string(),
            form: reports.datasets[spec.rows].form.to_string(),
            columns: spec.columns.iter().chain(&spec.across_columns).map(measure).collect(),
        },
        TableSpec::List(spec) => {
            let dataset = &reports.datasets[spec.dataset];
            let column = |(index, heading): &(usize, std::sync::Arc<str>)| {
                (heading.to_string(), wording::column(dataset, &dataset.columns[*index]))
            };
            TableExplanation {
                id: spec.id.to_string(),
                title: spec.title.clone(),
                sheet: spec.sheet.to_string(),
                form: dataset.form.to_string(),
                columns: spec.columns.iter().map(column).collect(),
            }
        }
    };
    reports.tables.iter().map(table).collect()
}

/// Explains a measure, a dataset's column or a parameter; or says that there is none of the name, with a guess.
pub fn explain(reports: &Reports, parameters: &Parameters<'_>, name: &str) -> Result<Explanation, String> {
    let empty = Ledger::default();
    let engine = Engine::new(&empty, &empty, parameters, reports);
    let found = measure(&engine, name).or_else(|| column(&engine, name)).or_else(|| parameter(&engine, name));
    found.ok_or_else(|| {
        let columns = reports.datasets.values().flat_map(|d| d.columns.iter().map(|c| &*c.name));
        let known = reports.measures.keys().chain(reports.parameters.keys()).map(|k| &**k).chain(columns);
        format!("没有叫“{name}”的指标、数据列或参数{}", guess_clause(name, known))
    })
}

fn measure(engine: &Engine<'_>, name: &str) -> Option<Explanation> {
    let measure = engine.reports.measures.get(name)?;
    let in_table = matches!(measure.rule, MeasureRule::Rank { .. });
    Some(Explanation {
        name: name.to_owned(),
        definition: wording::measure(engine.reports, engine.parameters, measure),
        formula: engine.whole_formula(name).filter(|_| !in_table).map(|f| f.to_text()),
        source: measure.source.clone(),
    })
}

fn column(engine: &Engine<'_>, name: &str) -> Option<Explanation> {
    engine.reports.datasets.values().find_map(|spec| {
        let column = spec.column(name)?;
        Some(Explanation {
            name: name.to_owned(),
            definition: wording::column(spec, column),
            formula: None,
            source: format!("数据集“{}”", spec.name),
        })
    })
}

fn parameter(engine: &Engine<'_>, name: &str) -> Option<Explanation> {
    let setting = engine.parameters.block(engine.reports).into_iter().find(|s| &*s.name == name)?;
    Some(Explanation {
        name: name.to_owned(),
        definition: format!("{}；本次取 {}。", setting.definition.trim_end_matches('。'), super::frame::written(&setting.value)),
        formula: None,
        source: "参数".to_owned(),
    })
}
