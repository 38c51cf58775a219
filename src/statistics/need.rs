//! Which derived columns some measures need: so that a question about two figures costs no more than they do.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::declared::{MeasureRule, Of, Reports};
use super::load::steps::{named, needs};

/// Measures by place, and columns by dataset and place.
#[derive(Debug, Default)]
pub(super) struct Need {
    pub(super) measures: BTreeSet<usize>,
    pub(super) columns: BTreeSet<(usize, usize)>,
}

impl Need {
    pub(super) fn of(measures: &[&Arc<str>], reports: &Reports) -> Self {
        let mut need = Self::default();
        for measure in measures {
            reports.made_from(measure, &mut need.measures);
        }
        let mut open = Vec::new();
        for index in &need.measures {
            if let MeasureRule::Aggregate { dataset, of, filter } = &reports.measures[*index].rule {
                if let Of::Sum(column) | Of::Distinct(column) = of {
                    open.push((*dataset, *column));
                }
                open.extend(filter.iter().flat_map(|filter| named(reports, *dataset, filter)));
            }
        }
        while let Some(column) = open.pop() {
            if need.columns.insert(column) {
                open.extend(needs(reports, column));
            }
        }
        need
    }
}
