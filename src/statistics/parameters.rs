//! What a run is computed for: the cut-off day, and the thresholds and weights that the settings change.

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::cell::elapsed_formula;
use super::declared::{Given, Reports};
use super::grid::elapsed;
use super::load::CUTOFF;
use super::{Kind, Setting};
use crate::value::{Date, Day, State, Value};

/// Given by the caller.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// 截至: the last day that counts.
    pub cutoff: Day,
    /// Values in place of the declared ones, by name. A name that no report declares is ignored.
    pub values: IndexMap<Arc<str>, Decimal>,
}

impl Parameters {
    /// The declared values.
    #[must_use]
    pub fn new(cutoff: Day) -> Self {
        Self { cutoff, values: IndexMap::new() }
    }

    pub(super) fn number(&self, reports: &Reports, name: &str) -> Option<Decimal> {
        self.values.get(name).copied().or_else(|| match reports.parameters.get(name)?.value {
            Given::Number(number) => Some(number),
            Given::Elapsed(whole) => elapsed(self.cutoff, whole).number(),
        })
    }

    /// The state that an expression sees; `None` if there is no such parameter.
    pub(super) fn state(&self, reports: &Reports, name: &str) -> Option<State> {
        if name == CUTOFF {
            return Some(State::Value(Value::Date(Date::day(self.cutoff))));
        }
        let declared = reports.parameters.contains_key(name);
        declared.then(|| self.number(reports, name).map_or(State::Blank, |n| State::Value(Value::Number(n))))
    }

    /// For the 参数 block: the cut-off and every declared parameter, with the values of this run.
    pub(super) fn settings(&self, reports: &Reports) -> Vec<Setting> {
        let cutoff = Setting {
            name: Arc::from(CUTOFF),
            kind: Kind::Date,
            value: Value::Date(Date::day(self.cutoff)),
            formula: None,
            definition: "统计到这一天为止".to_owned(),
        };
        let declared = reports.parameters.iter().map(|(name, spec)| Setting {
            name: name.clone(),
            kind: spec.kind,
            value: Value::Number(self.number(reports, name).unwrap_or_default()),
            formula: match spec.value {
                Given::Elapsed(whole) if !self.values.contains_key(name) => Some(elapsed_formula(CUTOFF, whole)),
                _ => None,
            },
            definition: spec.text.clone(),
        });
        std::iter::once(cutoff).chain(declared).collect()
    }
}
