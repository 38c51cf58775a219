//! The rules of derived columns.

use std::sync::Arc;

use toml::Spanned;

use super::bands::as_cases;
use super::{Loader, filled};
use crate::expr::Expr;
use crate::settings::Declared;
use crate::statistics::declared::{Compared, Rule, Tally, Yardstick};
use crate::statistics::filter::{self, Test};
use crate::statistics::mask::{NoFormula, Reach, Renderer, Shape};
use crate::statistics::raw::{Keys, RawColumn, RawDataset, Text, names};

/// Said where a derived column says none or several of these.
const ONE_OF: &str =
    "派生列要写 flag、value、cases（或 grade）、count、sum、place、place_share、per_mean、month、words 中的一项，只写一项";

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
        let said = [
            raw.flag.is_some(),
            raw.value.is_some(),
            raw.cases.is_some() || raw.grade.is_some(),
            raw.count.is_some(),
            raw.sum.is_some(),
            raw.place.is_some(),
            raw.place_share.is_some(),
            raw.per_mean.is_some(),
            raw.month.is_some(),
            raw.words.is_some(),
        ];
        if said.into_iter().filter(|s| *s).count() != 1 {
            self.mistake(file, &raw.name, ONE_OF);
            return None;
        }
        match raw {
            RawColumn { flag: Some(flag), .. } => self.condition(file, dataset, &filled(flag, option), true).map(Rule::Flag),
            RawColumn { value: Some(value), .. } => self.value(file, dataset, &filled(value, option)).map(Rule::Value),
            RawColumn { count: Some(other), .. } | RawColumn { sum: Some(other), .. } => {
                self.tally(file, dataset, raw, other, option).map(Rule::Tally)
            }
            RawColumn { place: Some(of), .. } => self.compared(file, dataset, raw, &filled(of, option), Yardstick::Place),
            RawColumn { place_share: Some(of), .. } => {
                self.compared(file, dataset, raw, &filled(of, option), Yardstick::PlaceShare)
            }
            RawColumn { per_mean: Some(of), .. } => self.compared(file, dataset, raw, &filled(of, option), Yardstick::Mean),
            RawColumn { month: Some(of), .. } => self.shaped(file, dataset, of, Shape::Date).map(Rule::Month),
            RawColumn { words: Some(of), .. } => self.shaped(file, dataset, of, Shape::Text).map(Rule::Words),
            _ => self.cases(file, dataset, raw, option),
        }
    }

    /// Cases, and after them the grades by a number.
    fn cases(&mut self, file: Declared<'_>, dataset: usize, raw: &RawColumn, option: Option<&str>) -> Option<Rule> {
        let mut valid = Vec::new();
        for case in raw.cases.iter().flatten() {
            valid.push((self.condition(file, dataset, &filled(&case.when, option), true)?, Arc::from(case.then.as_str())));
        }
        if let Some(of) = &raw.grade {
            self.shaped(file, dataset, of, Shape::Number)?;
            valid.extend(as_cases(of.get_ref(), self.bands(file, of, raw.bands.as_ref())?));
        }
        Some(Rule::Cases(valid, Arc::from(raw.otherwise.as_deref().unwrap_or_default())))
    }

    fn compared(&mut self, file: Declared<'_>, dataset: usize, raw: &RawColumn, of: &Text, with: Yardstick) -> Option<Rule> {
        let of = self.shaped(file, dataset, of, Shape::Number)?;
        let within = match &raw.within {
            Some(within) => Some(self.column(file, dataset, within)?),
            None => None,
        };
        Some(Rule::Compared(Compared { of, within, with }))
    }

    /// A column that holds what the rule needs.
    fn shaped(&mut self, file: Declared<'_>, dataset: usize, name: &Text, shape: Shape) -> Option<usize> {
        let column = self.column(file, dataset, name)?;
        if self.reports.datasets[dataset].columns[column].shape == shape {
            return Some(column);
        }
        let wanted = match shape {
            Shape::Date => "日期",
            Shape::Number => "数",
            _ => "文字",
        };
        self.mistake(file, name, format!("“{}”不是{wanted}列", name.get_ref()));
        None
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
        let (on, key) = self.keys(file, dataset, other, on, raw.key.as_ref())?;
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

    /// The columns here and there by which rows belong together.
    fn keys(
        &mut self,
        file: Declared<'_>,
        dataset: usize,
        other: usize,
        on: &Spanned<Keys>,
        key: Option<&Spanned<Keys>>,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let columns = |loader: &mut Self, dataset: usize, keys: &Spanned<Keys>| {
            names(keys).iter().map(|name| loader.column(file, dataset, name)).collect::<Option<Vec<usize>>>()
        };
        let there = columns(self, other, key.unwrap_or(on))?;
        let here = columns(self, dataset, on)?;
        self.as_many(file, on, here, there)
    }

    pub(super) fn as_many(
        &mut self,
        file: Declared<'_>,
        at: &Spanned<Keys>,
        here: Vec<usize>,
        there: Vec<usize>,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        if here.len() == there.len() && !here.is_empty() {
            return Some((here, there));
        }
        self.mistake(file, at, "on 和 key 的列数要一样");
        None
    }

    /// A condition that can be written as a formula, in a row's own cell or as a filter over whole columns.
    pub(super) fn condition(&mut self, file: Declared<'_>, dataset: usize, text: &Text, in_row: bool) -> Option<Expr> {
        let expr = self.expression(file, dataset, text)?;
        self.tried(file, dataset, text, in_row, expr, |renderer, expr| renderer.holds(expr).map(|_| ()))
    }

    /// Whether a filter is made of simple comparisons, which alone can be counted distinctly.
    pub(super) fn is_plain_filter(&self, dataset: usize, filter: &Expr) -> bool {
        let spec = &self.reports.datasets[dataset];
        let shape = |name: &str| spec.column(name).map(|c| c.shape);
        let renderer = Renderer { reach: Reach::Range(spec.name.clone()), shape: &shape };
        filter::tests(&renderer, filter).is_ok_and(|tests| tests.iter().all(|test| matches!(test, Test::Simple { .. })))
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
