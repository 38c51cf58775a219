//! The small expression language of checks, filters and derived columns: `本周完成投资 <= 本年累计完成投资`.
//!
//! Text → [`Expr`] (parsed once, with the position of a mistake) → [`Bound`] (names resolved to slots) → [`Truth`] or a value.
//! Three-valued: a comparison with a missing operand is [`Truth::Unknown`], and an unknown check does not fire.

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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}
