//! What people may type into a cell of a form.

use std::sync::Arc;

/// The first cell of the hidden sheet that holds lists too long for a validation; readers pass over a hidden sheet that begins so
/// (`intake::OWN_MARK`).
pub const OPTIONS_MARK: &str = "sangai.options/1";

/// What may be typed, what is said beforehand, and what happens with anything else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    pub accepts: Accepts,
    /// Shown while the cell is selected.
    pub prompt: String,
    pub others: Others,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Accepts {
    /// Not meant for typing: locked where the sheet is a form.
    #[default]
    Nothing,
    Anything,
    /// One of these words, offered as a list of any length.
    OneOf(Arc<[Arc<str>]>),
    /// A number of at least so much.
    AtLeast(i32),
    /// A whole number of at least so much.
    WholeAtLeast(i32),
    /// A day between 1950 and 2100.
    Day,
    /// A text of so many characters.
    Length {
        least: u32,
        most: u32,
    },
}

/// What happens with an entry that is not accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Others {
    #[default]
    Refused,
    /// The program asks whether it is meant.
    Asked,
    /// Taken without a word: the list only helps.
    Taken,
}

impl Entry {
    #[must_use]
    pub fn new(accepts: Accepts) -> Self {
        Self { accepts, ..Self::default() }
    }
    #[must_use]
    pub fn one_of(options: impl Into<Arc<[Arc<str>]>>) -> Self {
        Self::new(Accepts::OneOf(options.into()))
    }
    #[must_use]
    pub fn prompt(mut self, prompt: impl Into<String>) -> Self {
        self.prompt = prompt.into();
        self
    }
    #[must_use]
    pub const fn others(mut self, others: Others) -> Self {
        self.others = others;
        self
    }
    /// Whether something may be typed here.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self.accepts, Accepts::Nothing)
    }
}
