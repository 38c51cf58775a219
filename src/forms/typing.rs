//! Like with like: a check that compares a date with an amount, or names an option that the field does not have, would never fire.
//! Such a slip is refused when the form is read.

use std::sync::Arc;

use super::{Field, FieldType, Vocabulary};
use crate::expr::{Expr, Function, Op};
use crate::settings::guess_clause;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
enum Sort {
    Number,
    Date,
    Text,
    /// A word of an enumeration, or several of them.
    Word(Arc<Vocabulary>),
    Truth,
    /// A parameter: settled when bound.
    Any,
}

impl Sort {
    const fn label(&self) -> &'static str {
        match self {
            Self::Number => "数",
            Self::Date => "日期",
            Self::Text | Self::Word(_) => "文字",
            Self::Truth => "是否",
            Self::Any => "参数",
        }
    }

    fn fits(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Any, _) | (_, Self::Any)) || self.label() == other.label()
    }
}

/// `expr` must be a condition over `fields`; the mistake in one Chinese sentence.
pub(super) fn check_condition(expr: &Expr, fields: &[Field]) -> Result<(), String> {
    expect(expr, &Sort::Truth, fields)
}

fn expect(expr: &Expr, wanted: &Sort, fields: &[Field]) -> Result<(), String> {
    let sort = sort(expr, fields)?;
    if sort.fits(wanted) { Ok(()) } else { Err(format!("“{expr}”是{}，这里应是{}", sort.label(), wanted.label())) }
}

fn sort(expr: &Expr, fields: &[Field]) -> Result<Sort, String> {
    match expr {
        Expr::Number(_) => Ok(Sort::Number),
        Expr::Text(_) => Ok(Sort::Text),
        Expr::Date(_) => Ok(Sort::Date),
        Expr::Bool(_) => Ok(Sort::Truth),
        Expr::Name(name) => Ok(fields.iter().find(|f| f.name == *name).map_or(Sort::Any, |f| field_sort(&f.ty))),
        Expr::Not(inner) => expect(inner, &Sort::Truth, fields).map(|()| Sort::Truth),
        Expr::Negate(inner) => expect(inner, &Sort::Number, fields).map(|()| Sort::Number),
        Expr::Binary(op, left, right) => binary(*op, left, right, fields),
        Expr::In(inner, words) => {
            expect(inner, &Sort::Text, fields)?;
            let of = sort(inner, fields)?;
            words.iter().try_for_each(|word| option_exists(&of, word))?;
            Ok(Sort::Truth)
        }
        Expr::Call(function, arguments) => call(*function, arguments, fields),
    }
}

fn binary(op: Op, left: &Expr, right: &Expr, fields: &[Field]) -> Result<Sort, String> {
    match op {
        Op::And | Op::Or => {
            expect(left, &Sort::Truth, fields)?;
            expect(right, &Sort::Truth, fields)?;
            Ok(Sort::Truth)
        }
        Op::Add | Op::Subtract if sort(left, fields)? == Sort::Date => expect(right, &Sort::Number, fields).map(|()| Sort::Date),
        Op::Add | Op::Subtract | Op::Multiply | Op::Divide => {
            expect(left, &Sort::Number, fields)?;
            expect(right, &Sort::Number, fields)?;
            Ok(Sort::Number)
        }
        Op::Equal | Op::NotEqual => {
            let (a, b) = (sort(left, fields)?, sort(right, fields)?);
            if !a.fits(&b) {
                return Err(format!("“{left}”是{}，“{right}”是{}，不能比较", a.label(), b.label()));
            }
            for (of, word) in [(&a, right), (&b, left)] {
                if let Expr::Text(word) = word {
                    option_exists(of, word)?;
                }
            }
            Ok(Sort::Truth)
        }
        Op::Less | Op::LessEqual | Op::Greater | Op::GreaterEqual => {
            let (a, b) = (sort(left, fields)?, sort(right, fields)?);
            let comparable = matches!(a.label(), "数" | "日期" | "参数") && a.fits(&b);
            if comparable { Ok(Sort::Truth) } else { Err(format!("“{left}”和“{right}”比不出大小")) }
        }
    }
}

fn call(function: Function, arguments: &[Expr], fields: &[Field]) -> Result<Sort, String> {
    let (wanted, gives) = match function {
        Function::Has | Function::Blank => (Sort::Any, Sort::Truth),
        Function::Year | Function::Days => (Sort::Date, Sort::Number),
        Function::Absolute | Function::Least | Function::Most => (Sort::Number, Sort::Number),
    };
    arguments.iter().try_for_each(|argument| expect(argument, &wanted, fields))?;
    Ok(gives)
}

fn option_exists(of: &Sort, word: &str) -> Result<(), String> {
    match of {
        Sort::Word(vocabulary) if !vocabulary.names().any(|name| name == word) => {
            Err(format!("没有“{word}”这个选项{}", guess_clause(word, vocabulary.names())))
        }
        _ => Ok(()),
    }
}

fn field_sort(ty: &FieldType) -> Sort {
    match ty {
        FieldType::Money | FieldType::Number | FieldType::Integer | FieldType::Percent | FieldType::Year => Sort::Number,
        FieldType::Date | FieldType::Month => Sort::Date,
        FieldType::YesNo => Sort::Truth,
        FieldType::Choice(vocabulary) | FieldType::Choices(vocabulary) => Sort::Word(vocabulary.clone()),
        FieldType::Text
        | FieldType::Name
        | FieldType::Code
        | FieldType::Person
        | FieldType::Phone
        | FieldType::Unit
        | FieldType::Texts => Sort::Text,
    }
}
