//! What a run is computed for: the cut-off day and the office's settings, whose 参数 and 权重 the reports name.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::cell::elapsed_formula;
use super::declared::{Given, Reports};
use super::grid::elapsed;
use super::load::CUTOFF;
use super::{Kind, Setting};
use crate::settings::Settings;
use crate::value::{Date, Day, State, Value};

/// Given by the caller.
#[derive(Debug, Clone, Copy)]
pub struct Parameters<'a> {
    /// 截至: the last day that counts.
    pub cutoff: Day,
    pub settings: &'a Settings,
}

impl Parameters<'_> {
    /// A parameter's number in this run; `None` for the cut-off, which is a day.
    pub(super) fn number(&self, reports: &Reports, name: &str) -> Option<Decimal> {
        match reports.parameters.get(name)?.value {
            Given::Setting => setting(self.settings, name, self.cutoff)?.as_number(),
            Given::Elapsed(whole) => elapsed(self.cutoff, whole).number(),
        }
    }

    /// The months of the year up to the cut-off, as month columns write them.
    pub(super) fn months(&self) -> impl Iterator<Item = Arc<str>> + use<> {
        let (year, last) = (self.cutoff.year(), self.cutoff.month());
        (1..=last).map(move |month| month_text(year, month))
    }

    /// The state that an expression sees; `None` if there is no such parameter.
    pub(super) fn state(&self, reports: &Reports, name: &str) -> Option<State> {
        if name == CUTOFF {
            return Some(State::Value(Value::Date(Date::day(self.cutoff))));
        }
        reports.parameters.contains_key(name).then(|| {
            let number = self.number(reports, name);
            number.map_or(State::Blank, |number| State::Value(Value::Number(number)))
        })
    }

    /// What a number of a group is for.
    fn of_group(&self, name: &str) -> String {
        let Some((group, item)) = name.split_once('.') else { return "报表里用到的数".to_owned() };
        let has = |group: Option<&indexmap::IndexMap<Arc<str>, Decimal>>| group.is_some_and(|group| group.contains_key(item));
        if has(self.settings.weights(group)) {
            format!("“{group}”中“{item}”的权重")
        } else if has(self.settings.grades(group)) {
            format!("“{group}”评为“{item}”的最低得分")
        } else {
            format!("“{group}”中“{item}”的目标")
        }
    }

    /// For the 参数 block: the cut-off and every parameter that the reports name, with the values of this run.
    pub(super) fn block(&self, reports: &Reports) -> Vec<Setting> {
        let cutoff = Setting {
            name: Arc::from(CUTOFF),
            kind: Kind::Date,
            value: Value::Date(Date::day(self.cutoff)),
            formula: None,
            definition: "统计到这一天为止".to_owned(),
        };
        let named = reports.parameters.iter().map(|(name, spec)| {
            let (kind, formula) = match spec.value {
                Given::Setting => (Kind::Score, None),
                Given::Elapsed(whole) => (Kind::Rate, Some(elapsed_formula(CUTOFF, whole))),
            };
            let value = Value::Number(self.number(reports, name).unwrap_or_default());
            let definition = if spec.text.is_empty() { self.of_group(name) } else { spec.text.clone() };
            Setting { name: name.clone(), kind, value, formula, definition }
        });
        std::iter::once(cutoff).chain(named).collect()
    }
}

/// `2022年5月`.
pub(super) fn month_text(year: i16, month: u8) -> Arc<str> {
    Arc::from(format!("{year}年{month}月"))
}

/// A number of the settings: a 参数, 报送年, or a weight, lowest score or target written `组.项`.
pub(super) fn setting(settings: &Settings, name: &str, cutoff: Day) -> Option<Value> {
    let in_group = |(group, item): (&str, &str)| {
        let groups = [settings.weights(group), settings.grades(group), settings.targets(group)];
        groups.into_iter().flatten().find_map(|group| group.get(item).copied())
    };
    match name.split_once('.').and_then(in_group) {
        Some(number) => Some(Value::Number(number)),
        None => settings.given(name, cutoff)?.value().cloned(),
    }
}
