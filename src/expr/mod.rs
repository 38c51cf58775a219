//! The small expression language of checks, filters and derived columns: `本周完成投资 <= 本年累计完成投资`.
//!
//! Text → [`Expr`] ([`parse`]d once, with the position of a mistake) → [`Bound`] (names resolved to slots by [`bind`]) → [`Truth`] or a
//! value. Three-valued: a comparison with a missing operand is [`Truth::Unknown`], and an unknown check does not fire.
//!
//! | written | means |
//! |---|---|
//! | `总投资`, `` `投资（含税）` `` | a field or parameter; backticks where it is no plain word |
//! | `5000`, `1.2亿元`, `30%` | a number; money in 万元 |
//! | `"新建"`, `是`, `否` | a text, a truth |
//! | `2022-05-16`, `@2022-05`, `@2022` | a day, a month, a year |
//! | `= != < <= > >=`, `+ - * /` | comparison and arithmetic; the Chinese signs `≤ ≥ ≠ × ÷` too |
//! | `且 或 非` (`and or not`) | logic |
//! | `项目阶段 属于 {谋划, 前期}` (`in`) | one of these words; for several choices: any of them |
//! | `有(x) 空(x) 年(x) 绝对值(x) 天数(x, y) 较小(x, y) 较大(x, y)` | see [`Function`] |

mod bind;
mod eval;
mod lex;
mod parse;
mod print;
#[cfg(test)]
mod tests;

pub use bind::{Bound, Slot, UnknownName, bind};
pub use eval::Row;
pub use parse::parse;

use std::fmt;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::value::Date;

/// A parsed expression. Public because `statistics` also renders filters as spreadsheet formulas.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    Number(Decimal),
    Text(Arc<str>),
    Date(Date),
    Bool(bool),
    /// A field, a derived column or a parameter (截至, a setting), told apart when bound.
    Name(Arc<str>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `项目阶段 in {谋划, 前期}`; for a list value: any of them.
    In(Box<Expr>, Vec<Arc<str>>),
    Call(Function, Vec<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// 有(x): x has a value.
    Has,
    /// 空(x): x is blank or not applicable. An unreadable x is neither 有 nor 空.
    Blank,
    /// 年(date): the year, unknown if the date spans several.
    Year,
    /// 绝对值(x).
    Absolute,
    /// 天数(later, earlier): days between two dates, unknown unless both are days.
    Days,
    /// 较小(x, y): the smaller number.
    Least,
    /// 较大(x, y): the larger number.
    Most,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

/// A mistake in the text of an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{}个字处：{message}", position + 1)]
pub struct ExprError {
    /// 0-based, in characters.
    pub position: usize,
    /// Chinese, for the office that edits forms.
    pub message: String,
}

impl Expr {
    /// Every name the expression refers to, once each, in the order of writing.
    #[must_use]
    pub fn names(&self) -> Vec<Arc<str>> {
        let mut names = Vec::new();
        self.collect_names(&mut names);
        names
    }

    fn collect_names(&self, names: &mut Vec<Arc<str>>) {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Date(_) | Self::Bool(_) => {}
            Self::Name(name) if names.contains(name) => {}
            Self::Name(name) => names.push(name.clone()),
            Self::Not(inner) | Self::Negate(inner) | Self::In(inner, _) => inner.collect_names(names),
            Self::Binary(_, left, right) => {
                left.collect_names(names);
                right.collect_names(names);
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|argument| argument.collect_names(names)),
        }
    }
}

impl Function {
    const ALL: [Self; 7] = [Self::Has, Self::Blank, Self::Year, Self::Absolute, Self::Days, Self::Least, Self::Most];

    /// The word it is written with.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Has => "有",
            Self::Blank => "空",
            Self::Year => "年",
            Self::Absolute => "绝对值",
            Self::Days => "天数",
            Self::Least => "较小",
            Self::Most => "较大",
        }
    }

    /// How many arguments it takes.
    #[must_use]
    pub const fn arity(self) -> usize {
        match self {
            Self::Days | Self::Least | Self::Most => 2,
            _ => 1,
        }
    }

    fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.word() == word)
    }
}

impl Op {
    /// The sign it is printed with.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Or => "或",
            Self::And => "且",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }

    /// How strongly it binds: 1 (或) to 6 (* /). `非` stands at 3, unary minus at 7.
    const fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide => 6,
        }
    }
}

impl Truth {
    /// Kleene's conjunction.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// Kleene's disjunction.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    #[must_use]
    pub const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }

    #[must_use]
    pub const fn is_true(self) -> bool {
        matches!(self, Self::True)
    }

    #[must_use]
    pub const fn is_false(self) -> bool {
        matches!(self, Self::False)
    }
}

impl From<bool> for Truth {
    fn from(certain: bool) -> Self {
        if certain { Self::True } else { Self::False }
    }
}

impl fmt::Display for Expr {
    /// The canonical text: [`parse`] of it gives the same expression.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::write(f, self, 0)
    }
}
