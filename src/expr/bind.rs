//! Names → slots: an [`Expr`] is parsed once a form and bound once a table, so that a row is judged without looking up a name.

use std::sync::Arc;

use super::{Expr, Function, Op};
use crate::value::{State, Value};

/// What a name stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Slot {
    /// A cell of the row: what [`super::Row::state`] is asked for.
    Cell(usize),
    /// The same for every row: a parameter such as 截至. A blank one makes comparisons unknown.
    Given(State),
}

/// An expression ready to be judged row by row: [`Bound::truth`], [`Bound::value`].
#[derive(Debug, Clone, PartialEq)]
pub struct Bound(pub(super) Node);

/// [`Expr`] with slots in place of names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Constant(Value),
    Cell(usize),
    Given(State),
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Op, Box<Node>, Box<Node>),
    In(Box<Node>, Box<[Arc<str>]>),
    Call(Function, Box<[Node]>),
}

/// A name that is neither a field nor a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("没有名为“{0}”的字段或参数")]
pub struct UnknownName(pub Arc<str>);

/// Resolves every name with `slot`.
pub fn bind(expr: &Expr, slot: &dyn Fn(&str) -> Option<Slot>) -> Result<Bound, UnknownName> {
    node(expr, slot).map(Bound)
}

fn node(expr: &Expr, slot: &dyn Fn(&str) -> Option<Slot>) -> Result<Node, UnknownName> {
    let boxed = |expr: &Expr| node(expr, slot).map(Box::new);
    Ok(match expr {
        Expr::Number(number) => Node::Constant(Value::Number(*number)),
        Expr::Text(text) => Node::Constant(Value::Text(text.clone())),
        Expr::Date(date) => Node::Constant(Value::Date(*date)),
        Expr::Bool(truth) => Node::Constant(Value::Bool(*truth)),
        Expr::Name(name) => match slot(name).ok_or_else(|| UnknownName(name.clone()))? {
            Slot::Cell(index) => Node::Cell(index),
            Slot::Given(state) => Node::Given(state),
        },
        Expr::Not(inner) => Node::Not(boxed(inner)?),
        Expr::Negate(inner) => Node::Negate(boxed(inner)?),
        Expr::Binary(op, left, right) => Node::Binary(*op, boxed(left)?, boxed(right)?),
        Expr::In(inner, words) => Node::In(boxed(inner)?, words.as_slice().into()),
        Expr::Call(function, arguments) => {
            Node::Call(*function, arguments.iter().map(|argument| node(argument, slot)).collect::<Result<_, _>>()?)
        }
    })
}
