//! The rules of derived columns.

use std::sync::Arc;

use super::{Loader, filled};
use crate::expr::Expr;
use crate::settings::Declared;
use crate::statistics::declared::{Rule, Tally};
use crate::statistics::mask::{NoFormula, Reach, Renderer};
use crate::statistics::raw::{RawColumn, RawDataset, Text};

impl Loader<'_> {
    /// Reads the rules of a dataset whose columns are all announced.
    pub(super) fn derive(&mut self, file: Declared<'_>, dataset: usize, raw: &RawDataset) {
        for (column, option) in self.spread(file, raw) {
            let option = option.as_deref();
            let Some(index) = self.reports.datasets[dataset].index(filled(&column.name, option).get_ref()) else { continue };
            if let Some(rule) = self.rule(file, dataset, &column, option) {
                self.reports.datasets[dataset].columns[index].rule = rule;
            }
        }
    }

    fn rule(&mut self, file: Declared<'_>, dataset: usize, raw: &RawColumn, option: Option<&str>) -> Option<Rule> {
        match raw {
            RawColumn { flag: Some(flag), value: None, cases: None, count: None, sum: None, .. } => {
                self.condition(file, dataset, &filled(flag, option), true).map(Rule::Flag)
            }
            RawColumn { value: Some(value), flag: None, cases: None, count: None, sum: None, .. } => {
                self.value(file, dataset, &filled(value, option)).map(Rule::Value)
            }
            RawColumn { cases: Some(cases), flag: None, value: None, count: None, sum: None, .. } => {
                let mut valid = Vec::new();
                for case in cases {
                    valid
                        .push((self.condition(file, dataset, &filled(&case.when, option), true)?, Arc::from(case.then.as_str())));
                }
                Some(Rule::Cases(valid, Arc::from(raw.otherwise.as_deref().unwrap_or_default())))
            }
            RawColumn { count: Some(other), flag: None, value: None, cases: None, sum: None, .. }
            | RawColumn { sum: Some(other), flag: None, value: None, cases: None, count: None, .. } => {
                self.tally(file, dataset, raw, other, option).map(Rule::Tally)
            }
            _ => {
                self.mistake(file, &raw.name, "派生列要写 flag、value、cases、count、sum 中的一项，只写一项");
                None
            }
        }
    }

    fn tally(
        &mut self,
        file: Declared<'_>,
        dataset: usize,
        raw: &RawColumn,
        other: &Text,
        option: Option<&str>,
    ) -> Option<Tally> {
        let other = self.dataset(file, other)?;
        let Some(on) = &raw.on else {
            self.mistake(file, &raw.name, "还要写 on：按哪一列对应");
            return None;
        };
        let key = self.column(file, other, raw.key.as_ref().unwrap_or(on))?;
        let on = self.column(file, dataset, on)?;
        let filter = match &raw.filter {
            Some(text) => Some(self.condition(file, other, &filled(text, option), false)?),
            None => None,
        };
        let of = match (&raw.sum, &raw.of) {
            (Some(_), Some(of)) => Some(self.column(file, other, &filled(of, option))?),
            (Some(_), None) => {
                self.mistake(file, &raw.name, "sum 还要写 of：哪一列的合计");
                return None;
            }
            _ => None,
        };
        Some(Tally { dataset: other, on, key, filter, of })
    }

    /// A condition that can be written as a formula, in a row's own cell or as a filter over whole columns.
    pub(super) fn condition(&mut self, file: Declared<'_>, dataset: usize, text: &Text, in_row: bool) -> Option<Expr> {
        let expr = self.expression(file, dataset, text)?;
        self.tried(file, dataset, text, in_row, expr, |renderer, expr| renderer.holds(expr).map(|_| ()))
    }

    fn value(&mut self, file: Declared<'_>, dataset: usize, text: &Text) -> Option<Expr> {
        let expr = self.expression(file, dataset, text)?;
        self.tried(file, dataset, text, true, expr, |renderer, expr| renderer.operand(expr).map(|_| ()))
    }

    fn tried(
        &mut self,
        file: Declared<'_>,
        dataset: usize,
        text: &Text,
        in_row: bool,
        expr: Expr,
        render: impl Fn(&Renderer<'_>, &Expr) -> Result<(), NoFormula>,
    ) -> Option<Expr> {
        let spec = &self.reports.datasets[dataset];
        let reach = if in_row { Reach::Row } else { Reach::Range(spec.name.clone()) };
        let shape = |name: &str| spec.column(name).map(|c| c.shape);
        match render(&Renderer { reach, shape: &shape }, &expr) {
            Ok(()) => Some(expr),
            Err(NoFormula(why)) => {
                self.mistake(file, text, why);
                None
            }
        }
    }
}
