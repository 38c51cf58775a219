//! How the fields of a form move from week to week: what `history` may conclude from a change, declared beside the field.

use std::sync::Arc;

use toml::Spanned;

use super::raw::{RawField, RawHistory};
use super::{Field, FieldType, checks};
use crate::expr::Expr;
use crate::settings::{Declared, Mistake, guess_clause, is_parameter, parameter_names};

/// How a field moves from week to week (`over_weeks = "…"`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverWeeks {
    /// `weekly`: says what happened in this week only, and is empty at the start of each (本周完成投资).
    Weekly,
    /// `never_lower`, `never_lower_in_year`: a running total, of everything or of the year.
    Total {
        /// Starts again on 1 January.
        in_year: bool,
        /// The weekly field by which it grows (`grows_by`).
        grows_by: Option<Arc<str>>,
    },
    /// `order`: a row goes through the options as they are declared.
    Order,
    /// `later_is_slip`: a planned day.
    Planned,
    /// `steady`: a size that is settled once; a large change is asked about.
    Steady,
    /// `progress`: words on how far things are.
    Progress,
}

/// Where an option stands among those that a row goes through (`pace = "…"`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// On the way, in the order of the declaration.
    #[default]
    Moving,
    /// `aside`: a halt that may come at any point (停工).
    Aside,
    /// `out`: the row has left (取消).
    Out,
}

/// How the rows of a form are followed (`[history]`). Without it only the fields are compared.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The computed table that takes new, lost and changed rows.
    pub changes: Option<Arc<str>>,
    /// A row that meets this ought to move.
    pub stalled_when: Option<Expr>,
    /// Parameter: after so many weeks without movement a row stands still.
    pub stalled_weeks: Option<Arc<str>>,
    /// Parameter: from so many rows on, a sheet that repeats last week's is a copy.
    pub copied_rows: Option<Arc<str>>,
    /// Parameter: a steady amount that changes by so many per cent is asked about.
    pub steady_percent: Option<Arc<str>>,
}

impl OverWeeks {
    const WORDS: [&'static str; 7] =
        ["weekly", "never_lower", "never_lower_in_year", "order", "later_is_slip", "steady", "progress"];

    /// Whether a change of the field is a movement of its row.
    #[must_use]
    pub const fn is_movement(&self) -> bool {
        matches!(self, Self::Total { .. } | Self::Order | Self::Progress)
    }

    /// What an option of a vocabulary may be, with its word.
    pub(super) fn pace(word: Option<&Spanned<String>>, declared: Declared<'_>) -> Result<Pace, Mistake> {
        match word.map(|word| (word, word.get_ref().as_str())) {
            None => Ok(Pace::Moving),
            Some((_, "aside")) => Ok(Pace::Aside),
            Some((_, "out")) => Ok(Pace::Out),
            Some((word, _)) => Err(declared.mistake(word.span(), "pace应为aside（中途停下）或out（已经退出）")),
        }
    }

    /// The key `over_weeks` of a field of type `ty`.
    pub(super) fn read(raw: &RawField, ty: &FieldType, declared: Declared<'_>) -> Result<Option<Self>, Mistake> {
        let Some(word) = &raw.over_weeks else {
            return match &raw.grows_by {
                Some(by) => Err(declared.mistake(by.span(), "grows_by只和over_weeks = \"never_lower\"一起写")),
                None => Ok(None),
            };
        };
        let grows_by = raw.grows_by.as_ref().map(|by| Arc::from(by.get_ref().as_str()));
        let amount = matches!(ty, FieldType::Money | FieldType::Number | FieldType::Integer);
        let (way, fits) = match word.get_ref().as_str() {
            "weekly" => (Self::Weekly, true),
            "never_lower" => (Self::Total { in_year: false, grows_by }, amount),
            "never_lower_in_year" => (Self::Total { in_year: true, grows_by }, amount),
            "order" => (Self::Order, matches!(ty, FieldType::Choice(_))),
            "later_is_slip" => (Self::Planned, matches!(ty, FieldType::Date | FieldType::Month)),
            "steady" => (Self::Steady, amount),
            "progress" => (Self::Progress, true),
            other => {
                let near = guess_clause(other, Self::WORDS);
                return Err(declared.mistake(word.span(), format!("没有“{other}”这种变化方式{near}")));
            }
        };
        if fits { Ok(Some(way)) } else { Err(declared.mistake(word.span(), "这种变化方式和字段的类型不合")) }
    }
}

/// The `[history]` of a form with these fields.
pub(super) fn history(raw: Option<RawHistory>, fields: &[Field], declared: Declared<'_>) -> Result<History, Mistake> {
    for field in fields {
        if let Some(OverWeeks::Total { grows_by: Some(by), .. }) = &field.over_weeks
            && !fields.iter().any(|f| f.name == *by && f.over_weeks == Some(OverWeeks::Weekly))
        {
            let message = format!("“{}”的grows_by要写一个over_weeks = \"weekly\"的字段", field.name);
            return Err(Mistake { file: declared.file.to_owned(), line: None, message });
        }
    }
    let Some(raw) = raw else { return Ok(History::default()) };
    let parameter = |name: Option<Spanned<String>>| -> Result<Option<Arc<str>>, Mistake> {
        match name {
            Some(name) if !is_parameter(name.get_ref()) => {
                let near = guess_clause(name.get_ref(), parameter_names());
                Err(declared.mistake(name.span(), format!("没有参数“{}”{near}", name.get_ref())))
            }
            name => Ok(name.map(|name| Arc::from(name.get_ref().as_str()))),
        }
    };
    Ok(History {
        changes: raw.changes.map(|name| Arc::from(name.get_ref().as_str())),
        stalled_when: raw.stalled_when.map(|text| checks::condition(&text, fields, declared)).transpose()?,
        stalled_weeks: parameter(raw.stalled_weeks)?,
        copied_rows: parameter(raw.copied_rows)?,
        steady_percent: parameter(raw.steady_percent)?,
    })
}
