//! [`Expr`] → canonical text, with no more brackets than needed.

use std::fmt::{Formatter, Result, Write as _};

use super::lex::is_plain_word;
use super::{Expr, Function, Op};
use crate::value::{Date, Precision};

/// Writes `expr`; in brackets if it binds more weakly than `floor`.
pub(super) fn write(f: &mut Formatter<'_>, expr: &Expr, floor: u8) -> Result {
    let bracketed = strength(expr) < floor;
    if bracketed {
        f.write_char('(')?;
    }
    write_bare(f, expr)?;
    if bracketed {
        f.write_char(')')?;
    }
    Ok(())
}

fn strength(expr: &Expr) -> u8 {
    match expr {
        Expr::Binary(op, ..) => op.strength(),
        Expr::Not(_) => 3,
        Expr::In(..) => Op::Equal.strength(),
        Expr::Negate(_) => 7,
        _ => 8,
    }
}

fn write_bare(f: &mut Formatter<'_>, expr: &Expr) -> Result {
    match expr {
        Expr::Number(number) => write!(f, "{}", number.normalize()),
        Expr::Text(text) => write_text(f, text),
        Expr::Date(date) => write_date(f, *date),
        Expr::Bool(truth) => f.write_char(if *truth { '是' } else { '否' }),
        Expr::Name(name) if is_plain_word(name) => f.write_str(name),
        Expr::Name(name) => write!(f, "`{name}`"),
        Expr::Not(inner) => {
            f.write_str("非 ")?;
            write(f, inner, 3)
        }
        Expr::Negate(inner) => {
            f.write_char('-')?;
            write(f, inner, 7)
        }
        Expr::Binary(op, left, right) => {
            // Comparisons do not chain, so both of their sides must bind more strongly; the others lean to the left.
            let leans = op.strength() != Op::Equal.strength();
            write(f, left, op.strength() + u8::from(!leans))?;
            write!(f, " {} ", op.sign())?;
            write(f, right, op.strength() + 1)
        }
        Expr::In(inner, words) => {
            write(f, inner, Op::Equal.strength() + 1)?;
            f.write_str(" 属于 {")?;
            separated(f, words, |f, word| if is_plain_word(word) { f.write_str(word) } else { write_text(f, word) })?;
            f.write_char('}')
        }
        Expr::Call(function, arguments) => write_call(f, *function, arguments),
    }
}

fn write_call(f: &mut Formatter<'_>, function: Function, arguments: &[Expr]) -> Result {
    write!(f, "{}(", function.word())?;
    separated(f, arguments, |f, argument| write(f, argument, 0))?;
    f.write_char(')')
}

fn separated<T>(f: &mut Formatter<'_>, items: &[T], mut item: impl FnMut(&mut Formatter<'_>, &T) -> Result) -> Result {
    for (i, each) in items.iter().enumerate() {
        if i > 0 {
            f.write_str(", ")?;
        }
        item(f, each)?;
    }
    Ok(())
}

fn write_text(f: &mut Formatter<'_>, text: &str) -> Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

fn write_date(f: &mut Formatter<'_>, date: Date) -> Result {
    match date.precision() {
        Precision::Day => write!(f, "{date}"),
        _ => write!(f, "@{date}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::super::parse;
    use super::*;
    use crate::value::Day;

    fn any_date() -> impl Strategy<Value = Date> {
        (1900i16..2200, 1u8..13, 1u8..29, 0..3).prop_filter_map("a date", |(year, month, day, precision)| match precision {
            0 => Date::year(year),
            1 => Date::month(year, month),
            _ => Day::new(year, month, day).map(Date::day),
        })
    }

    fn any_expr() -> impl Strategy<Value = Expr> {
        let text = "[a-z项目（）“”\"\\\\ 0-9、]{0,6}".prop_map(|text| Arc::from(text.as_str()));
        let name = prop_oneof!["[a-z_项目总投资]{1,5}[0-9]{0,2}", Just("in".to_owned()), Just("投资（含税）".to_owned())]
            .prop_map(|name| Arc::from(name.as_str()));
        let leaf = prop_oneof![
            (0i64..1_000_000_000, 0u32..6).prop_map(|(n, scale)| Expr::Number(Decimal::new(n, scale))),
            text.clone().prop_map(Expr::Text),
            any_date().prop_map(Expr::Date),
            any::<bool>().prop_map(Expr::Bool),
            name.prop_map(Expr::Name),
        ];
        let op = prop::sample::select(vec![
            Op::Or,
            Op::And,
            Op::Equal,
            Op::NotEqual,
            Op::Less,
            Op::LessEqual,
            Op::Greater,
            Op::GreaterEqual,
            Op::Add,
            Op::Subtract,
            Op::Multiply,
            Op::Divide,
        ]);
        leaf.prop_recursive(5, 40, 3, move |inner| {
            prop_oneof![
                inner.clone().prop_map(|e| Expr::Not(Box::new(e))),
                inner.clone().prop_map(|e| Expr::Negate(Box::new(e))),
                (op.clone(), inner.clone(), inner.clone()).prop_map(|(op, a, b)| Expr::Binary(op, Box::new(a), Box::new(b))),
                (inner.clone(), prop::collection::vec(text.clone(), 1..4)).prop_map(|(e, words)| Expr::In(Box::new(e), words)),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Expr::Call(Function::Days, vec![a, b])),
                inner.prop_map(|e| Expr::Call(Function::Has, vec![e])),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back_the_same(expr in any_expr()) {
            let text = expr.to_string();
            prop_assert_eq!(parse(&text), Ok(expr), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            if let Ok(expr) = parse(&text) {
                prop_assert_eq!(parse(&expr.to_string()), Ok(expr));
            }
        }
    }
}
