//! Judging a row. Nothing here fails: what cannot be known is [`Truth::Unknown`] or `None` — a missing operand, a division by zero, a
//! sum beyond the range, two dates whose days overlap.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::bind::{Bound, Node};
use super::{Function, Op, Truth};
use crate::value::{Date, Day, Precision, State, Value};

/// The cells of a row by slot: a record, a ledger entry, a row of a dataset.
pub trait Row {
    /// The state of the cell; a slot that the row does not have is blank.
    fn state(&self, slot: usize) -> &State;
}

impl Row for [State] {
    fn state(&self, slot: usize) -> &State {
        self.get(slot).unwrap_or(&State::Blank)
    }
}

impl Bound {
    /// Whether the condition holds for the row.
    pub fn truth<R: Row + ?Sized>(&self, row: &R) -> Truth {
        truth(&self.0, row)
    }

    /// The value for the row; a condition gives 是 or 否.
    pub fn value<R: Row + ?Sized>(&self, row: &R) -> Option<Value> {
        value(&self.0, row).map(Cow::into_owned)
    }
}

fn truth<R: Row + ?Sized>(node: &Node, row: &R) -> Truth {
    match node {
        Node::Not(inner) => truth(inner, row).not(),
        Node::Binary(Op::And, left, right) => match truth(left, row) {
            Truth::False => Truth::False,
            left => left.and(truth(right, row)),
        },
        Node::Binary(Op::Or, left, right) => match truth(left, row) {
            Truth::True => Truth::True,
            left => left.or(truth(right, row)),
        },
        Node::Binary(op, left, right) => match (value(left, row), value(right, row)) {
            (Some(left), Some(right)) => compare(*op, &left, &right),
            _ => Truth::Unknown,
        },
        Node::In(inner, words) => match value(inner, row).as_deref() {
            Some(Value::Text(text)) => words.contains(text).into(),
            Some(Value::List(list)) => list.iter().any(|text| words.contains(text)).into(),
            _ => Truth::Unknown,
        },
        Node::Call(function @ (Function::Has | Function::Blank), arguments) => presence(*function, &arguments[0], row),
        Node::Constant(_) | Node::Cell(_) | Node::Given(_) | Node::Negate(_) | Node::Call(..) => {
            match value(node, row).as_deref() {
                Some(Value::Bool(truth)) => (*truth).into(),
                _ => Truth::Unknown,
            }
        }
    }
}

fn presence<R: Row + ?Sized>(function: Function, argument: &Node, row: &R) -> Truth {
    let has = match argument {
        Node::Cell(slot) => has(row.state(*slot)),
        Node::Given(state) => has(state),
        _ if value(argument, row).is_some() => Truth::True,
        _ => Truth::Unknown,
    };
    if function == Function::Has { has } else { has.not() }
}

const fn has(state: &State) -> Truth {
    match state {
        State::Value(_) => Truth::True,
        State::Blank | State::NotApplicable => Truth::False,
        State::Unreadable => Truth::Unknown,
    }
}

fn value<'a, R: Row + ?Sized>(node: &'a Node, row: &'a R) -> Option<Cow<'a, Value>> {
    match node {
        Node::Constant(value) => Some(Cow::Borrowed(value)),
        Node::Cell(slot) => row.state(*slot).value().map(Cow::Borrowed),
        Node::Given(state) => state.value().map(Cow::Borrowed),
        Node::Negate(inner) => value(inner, row)?.as_number().map(|n| Cow::Owned(Value::Number(-n))),
        Node::Binary(op @ (Op::Add | Op::Subtract | Op::Multiply | Op::Divide), left, right) => {
            arithmetic(*op, &*value(left, row)?, &*value(right, row)?).map(Cow::Owned)
        }
        Node::Call(Function::Year, arguments) => year(&*value(&arguments[0], row)?).map(Cow::Owned),
        Node::Call(Function::Absolute, arguments) => {
            value(&arguments[0], row)?.as_number().map(|n| Cow::Owned(Value::Number(n.abs())))
        }
        Node::Call(function @ (Function::Least | Function::Most), arguments) => {
            let (left, right) = (value(&arguments[0], row)?.as_number()?, value(&arguments[1], row)?.as_number()?);
            let number = if *function == Function::Least { left.min(right) } else { left.max(right) };
            Some(Cow::Owned(Value::Number(number)))
        }
        Node::Call(Function::Days, arguments) => days(&*value(&arguments[0], row)?, &*value(&arguments[1], row)?).map(Cow::Owned),
        Node::Not(_) | Node::In(..) | Node::Binary(..) | Node::Call(Function::Has | Function::Blank, _) => {
            match truth(node, row) {
                Truth::True => Some(Cow::Owned(Value::Bool(true))),
                Truth::False => Some(Cow::Owned(Value::Bool(false))),
                Truth::Unknown => None,
            }
        }
    }
}

fn arithmetic(op: Op, left: &Value, right: &Value) -> Option<Value> {
    if let (Value::Date(date), Value::Number(days)) = (left, right) {
        return shifted(op, *date, *days).map(Value::Date);
    }
    let (left, right) = (left.as_number()?, right.as_number()?);
    match op {
        Op::Add => left.checked_add(right),
        Op::Subtract => left.checked_sub(right),
        Op::Multiply => left.checked_mul(right),
        Op::Divide => left.checked_div(right),
        _ => None,
    }
    .map(Value::Number)
}

/// A date plus or minus whole days: `截至 + 90`. What was a month stays an interval as long.
fn shifted(op: Op, date: Date, days: Decimal) -> Option<Date> {
    let days = i32::try_from(days).ok().filter(|n| Decimal::from(*n) == days && n.abs() < 200_000)?;
    let days = match op {
        Op::Add => days,
        Op::Subtract => -days,
        _ => return None,
    };
    let (first, last) = (date.first().plus(days)?, date.last().plus(days)?);
    if first == last && !date.is_vague() { Some(Date::day(first)) } else { Date::vague(first, last) }
}

fn year(value: &Value) -> Option<Value> {
    let date = value.as_date()?;
    (date.first().year() == date.last().year()).then(|| Value::Number(date.first().year().into()))
}

fn days(later: &Value, earlier: &Value) -> Option<Value> {
    let (later, earlier) = (single_day(later.as_date()?)?, single_day(earlier.as_date()?)?);
    Some(Value::Number((later.number() - earlier.number()).into()))
}

fn single_day(date: Date) -> Option<Day> {
    (date.precision() == Precision::Day).then(|| date.first())
}

fn compare(op: Op, left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => ordered(op, left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => dates(op, *left, *right),
        _ if std::mem::discriminant(left) != std::mem::discriminant(right) => Truth::Unknown,
        _ => match op {
            Op::Equal => (left == right).into(),
            Op::NotEqual => (left != right).into(),
            _ => Truth::Unknown,
        },
    }
}

fn ordered(op: Op, ordering: Ordering) -> Truth {
    match op {
        Op::Equal => ordering.is_eq(),
        Op::NotEqual => ordering.is_ne(),
        Op::Less => ordering.is_lt(),
        Op::LessEqual => ordering.is_le(),
        Op::Greater => ordering.is_gt(),
        Op::GreaterEqual => ordering.is_ge(),
        _ => return Truth::Unknown,
    }
    .into()
}

/// Certain, or unknown: `2022-05 <= 2022-05-16` may or may not hold.
fn dates(op: Op, left: Date, right: Date) -> Truth {
    match op {
        Op::Less => certainly(left.last() < right.first(), left.first() >= right.last()),
        Op::LessEqual => certainly(left.last() <= right.first(), left.first() > right.last()),
        Op::Greater => dates(Op::Less, right, left),
        Op::GreaterEqual => dates(Op::LessEqual, right, left),
        // The same month twice is the same value, though the days may differ: 月份 = @2022-05.
        Op::Equal => certainly(left == right && !left.is_vague(), left.last() < right.first() || right.last() < left.first()),
        Op::NotEqual => dates(Op::Equal, left, right).not(),
        _ => Truth::Unknown,
    }
}

const fn certainly(holds: bool, fails: bool) -> Truth {
    match (holds, fails) {
        (true, _) => Truth::True,
        (_, true) => Truth::False,
        _ => Truth::Unknown,
    }
}
