//! What the declarations promise, whether a run has data for it or not: for templates that name figures and columns.

use std::sync::Arc;

use super::declared::{MeasureRule, Reports, TableSpec};
use super::list::NUMBER;

/// A declared statistic table and its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    pub id: Arc<str>,
    /// Group and name.
    pub columns: Vec<(Option<Arc<str>>, Arc<str>)>,
    /// Further columns follow from the data.
    pub is_open: bool,
}

impl Reports {
    /// The names of all key figures.
    pub fn figure_names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.measures.values().filter(|measure| measure.figure).map(|measure| &measure.name)
    }

    /// Whether a dataset is declared with such a column. A week that lacks a form lacks the columns that come from it.
    #[must_use]
    pub fn promises_column(&self, dataset: &str, column: &str) -> bool {
        self.datasets.get(dataset).is_some_and(|spec| spec.column(column).is_some())
    }

    /// All statistic tables, in declared order.
    pub fn promised_tables(&self) -> impl Iterator<Item = Promised> {
        self.tables.iter().map(|table| match table {
            TableSpec::Grouped(spec) => {
                let kinds = spec.columns.iter().filter_map(|column| match &self.measures.get(&column.measure)?.rule {
                    MeasureRule::Rank { groups, .. } => groups.as_ref().map(|groups| (None, groups.heading.clone())),
                    _ => None,
                });
                let label = std::iter::once((None, spec.heading.clone()));
                let columns = spec.columns.iter().map(|column| (column.group.clone(), column.name.clone()));
                Promised {
                    id: spec.id.clone(),
                    columns: label.chain(kinds).chain(columns).collect(),
                    is_open: spec.across.is_some(),
                }
            }
            TableSpec::List(spec) => {
                let columns = spec.columns.iter().map(|(_, name)| (None, name.clone()));
                let number = std::iter::once((None, Arc::from(NUMBER)));
                Promised { id: spec.id.clone(), columns: number.chain(columns).collect(), is_open: false }
            }
        })
    }
}
