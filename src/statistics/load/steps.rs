//! The order in which derived columns are computed: each after those it needs, in whatever dataset they are.

use super::Loader;
use crate::expr::Expr;
use crate::settings::Mistake;
use crate::statistics::declared::{Reports, Rule, Table};

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

impl Loader<'_> {
    pub(super) fn steps(&mut self) {
        let mut marks: Vec<Vec<Mark>> = self.reports.datasets.values().map(|d| vec![Mark::New; d.columns.len()]).collect();
        for dataset in 0..marks.len() {
            for column in 0..marks[dataset].len() {
                self.visit((dataset, column), &mut marks);
            }
        }
    }

    fn visit(&mut self, at: (usize, usize), marks: &mut [Vec<Mark>]) {
        match marks[at.0][at.1] {
            Mark::Done => return,
            Mark::Open => {
                let spec = &self.reports.datasets[at.0];
                let message = format!("数据集“{}”的列“{}”绕了一圈又用到它自己", spec.name, spec.columns[at.1].name);
                self.mistakes.push(Mistake { file: "报表".to_owned(), line: None, message });
                return;
            }
            Mark::New => marks[at.0][at.1] = Mark::Open,
        }
        for need in needs(&self.reports, at) {
            self.visit(need, marks);
        }
        marks[at.0][at.1] = Mark::Done;
        if !matches!(self.reports.datasets[at.0].columns[at.1].rule, Rule::Field(_)) {
            self.reports.steps.push(at);
        }
    }
}

/// The columns that a column is computed from.
pub(in crate::statistics) fn needs(reports: &Reports, (dataset, column): (usize, usize)) -> Vec<(usize, usize)> {
    match &reports.datasets[dataset].columns[column].rule {
        Rule::Field(_) => Vec::new(),
        Rule::Bound { column, .. } | Rule::Words(column) | Rule::Month(column) => vec![(dataset, *column)],
        Rule::Compared(rule) => [Some(rule.of), rule.within].into_iter().flatten().map(|column| (dataset, column)).collect(),
        Rule::Flag(expr) | Rule::Value(expr) => named(reports, dataset, expr),
        Rule::Cases(cases, _) => cases.iter().flat_map(|(when, _)| named(reports, dataset, when)).collect(),
        Rule::Join(join) => match join.from {
            Table::Dataset(other) => {
                let there = join.key.iter().copied().chain([join.take]).map(|column| (other, column));
                join.on.iter().map(|column| (dataset, *column)).chain(there).collect()
            }
            Table::Form(_) => join.on.iter().map(|column| (dataset, *column)).collect(),
        },
        Rule::Tally(tally) => {
            let here = tally.on.iter().map(|column| (dataset, *column));
            let mut all: Vec<_> = here.chain(tally.key.iter().map(|column| (tally.dataset, *column))).collect();
            all.extend(tally.of.map(|of| (tally.dataset, of)));
            all.extend(tally.filter.iter().flat_map(|filter| named(reports, tally.dataset, filter)));
            all
        }
    }
}

/// The columns of a dataset that an expression names.
pub(in crate::statistics) fn named(reports: &Reports, dataset: usize, expr: &Expr) -> Vec<(usize, usize)> {
    expr.names().iter().filter_map(|name| reports.datasets[dataset].index(name)).map(|column| (dataset, column)).collect()
}
