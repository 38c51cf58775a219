//! The first guesses at what a row of a body is.

/// What a row looks like on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Guess {
    Record {
        width: usize,
    },
    Total,
    Subtotal,
    /// Numbered in Chinese: a category, a part total, or a record where all records are numbered so.
    Numbered {
        width: usize,
        texts: usize,
        amounts: usize,
    },
    /// 其中：….
    Part {
        width: usize,
    },
    /// One text merged over most of the table.
    Banner,
    LoneText {
        first_column: bool,
    },
    LoneValue {
        first_column: bool,
    },
    SerialOnly,
    RepeatedHeader,
    Sample,
    /// 注：…, 数据来源 …
    Note,
    /// 制表：… 审核：…
    Facts,
    /// Nothing inside the table's columns.
    Outside,
}

impl Guess {
    /// Rows that surely belong to a body.
    pub(super) fn is_solid(self) -> bool {
        matches!(
            self,
            Self::Record { .. }
                | Self::Total
                | Self::Subtotal
                | Self::Numbered { .. }
                | Self::Part { .. }
                | Self::SerialOnly
                | Self::Sample
        )
    }
    /// Rows that belong to a body only among solid ones or close to them.
    pub(super) fn may_be_part(self) -> bool {
        matches!(self, Self::LoneText { first_column: false } | Self::LoneValue { .. })
    }
    /// Lines that may head a table of their own.
    pub(super) fn may_be_title(self) -> bool {
        matches!(self, Self::Banner | Self::LoneText { first_column: true } | Self::Numbered { width: 1, .. })
    }
    pub(super) fn is_footer(self) -> bool {
        matches!(self, Self::Note | Self::Facts | Self::Banner | Self::LoneText { .. })
    }
    pub(super) fn width(self) -> usize {
        match self {
            Self::Record { width } | Self::Numbered { width, .. } | Self::Part { width } => width,
            Self::Total | Self::Subtotal | Self::Sample => 2,
            Self::Outside => 0,
            _ => 1,
        }
    }
}
