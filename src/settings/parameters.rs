//! Names that every expression may use, and the words for severities.

use std::sync::LazyLock;

use super::Settings;
use crate::finding::Severity;
use crate::value::{Date, Day, State, Value};

/// 截至: the cut-off of the run, a day.
const CUT_OFF: &str = "截至";
/// 报送年: the reporting year, a number.
const YEAR: &str = "报送年";

static DEFAULTS: LazyLock<Settings> = LazyLock::new(|| Settings::defaults("", 2000));

/// The parameters that expressions may name without a field of that name: 截至, 报送年 and the numbers of the default 参数.
pub fn parameter_names() -> impl Iterator<Item = &'static str> {
    [CUT_OFF, YEAR].into_iter().chain(DEFAULTS.parameters().map(|(name, _)| &**name))
}

/// Whether [`parameter_names`] has it.
#[must_use]
pub fn is_parameter(name: &str) -> bool {
    parameter_names().any(|known| known == name)
}

impl Settings {
    /// What a parameter is in a run with this cut-off, for binding expressions; `None` if there is no such parameter.
    #[must_use]
    pub fn given(&self, name: &str, cut_off: Day) -> Option<State> {
        let value = match name {
            CUT_OFF => Value::Date(Date::day(cut_off)),
            YEAR => Value::Number(self.year.into()),
            _ => Value::Number(self.parameter(name)?),
        };
        Some(State::Value(value))
    }
}

/// The severity of a word: 错误, 警告, 提示 or error, warning, note.
#[must_use]
pub fn severity_named(word: &str) -> Option<Severity> {
    [Severity::Note, Severity::Warning, Severity::Error].into_iter().find(|s| s.label() == word || s.json() == word)
}
