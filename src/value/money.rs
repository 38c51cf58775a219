//! Amounts of money, to exact decimals in 万元.

use rust_decimal::Decimal;

use super::absence::absence;
use super::amount::{self, Amount};
use super::number::{decimal_from_f64, without_residue};
pub use super::unit::MoneyUnit;
use super::{Doubt, Shown, Typed, Value};

/// An amount in words of the cell. A unit written in the cell is believed before the column's.
#[must_use]
pub fn read(text: &str, column: MoneyUnit) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    let amount = match amount::read(text) {
        Ok(amount) => amount,
        Err(doubt) => return Typed::unreadable(doubt),
    };
    let Some(own) = own_unit(&amount) else { return Typed::unreadable(Doubt::Unreadable) };
    let typed = match own {
        // 万 and 亿 are multiplied out already: what is left are 元.
        Own::Named(named) => typed(MoneyUnit::Yuan.in_wan(amount.number)).with_if(named != column, Doubt::UnitInValue),
        Own::Bare => typed(column.in_wan(amount.number)),
    };
    typed.with_if(amount.approximate, Doubt::Approximate)
}

/// A stored number in the column's unit.
#[must_use]
pub fn from_number(number: f64, shown: Shown, column: MoneyUnit) -> Typed {
    if (shown.is_date() || shown == Shown::Percent) && number != 0.0 {
        return Typed::unreadable(if shown.is_date() { Doubt::ShownAsDate } else { Doubt::Unreadable });
    }
    typed(decimal_from_f64(number).and_then(|n| column.in_wan(n)))
}

enum Own {
    Named(MoneyUnit),
    Bare,
}

/// The unit that the cell itself names; `None` if what follows the number is no unit of money.
fn own_unit(amount: &Amount) -> Option<Own> {
    let scaled = match amount {
        Amount { yi: true, .. } => Some(MoneyUnit::YiYuan),
        Amount { wan: true, .. } => Some(MoneyUnit::WanYuan),
        _ => None,
    };
    match amount.tail.as_str() {
        "" => Some(scaled.map_or(Own::Bare, Own::Named)),
        "元" | "圆" | "块" | "元整" | "圆整" | "元正" | "圆正" | "元人民币" | "人民币" | "rmb" => {
            Some(Own::Named(scaled.unwrap_or(MoneyUnit::Yuan)))
        }
        _ => None,
    }
}

fn typed(wan: Option<Decimal>) -> Typed {
    let Some(wan) = wan.map(without_residue) else { return Typed::unreadable(Doubt::Unreadable) };
    Typed::certain(Value::Number(wan)).with_if(wan < Decimal::ZERO, Doubt::Negative)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::State;
    use proptest::prelude::*;

    const WAN: MoneyUnit = MoneyUnit::WAN;

    fn shown(typed: &Typed) -> String {
        let state = match &typed.state {
            State::Value(Value::Number(n)) => n.to_string(),
            other => format!("{other:?}"),
        };
        typed.doubts.iter().fold(state, |text, doubt| format!("{text} {doubt:?}"))
    }

    #[test]
    fn notations_under_wan_yuan() {
        for (text, expected) in [
            ("5000", "5000"),
            ("1,200.50", "1200.5"),
            ("２０００", "2000"),
            ("2000万", "2000"),
            ("2000万元", "2000"),
            ("1.2亿元", "12000 UnitInValue"),
            ("1.2亿", "12000 UnitInValue"),
            ("50000元", "5 UnitInValue"),
            ("500千元", "50 UnitInValue"),
            ("壹佰万元整", "100"),
            ("3000余万元", "3000 Approximate"),
            ("约1.2亿元", "12000 UnitInValue Approximate"),
            ("3000-5000", "Unreadable Range"),
            ("5OO", "Unreadable LetterInNumber"),
            ("(100)", "-100 Negative"),
            ("5000（含设备2000）", "5000"),
            ("(9月)12345", "12345"),
            ("5000万美元", "Unreadable Unreadable"),
            ("80%", "Unreadable Unreadable"),
            ("见附件", "Unreadable Unreadable"),
            ("/", "NotApplicable"),
            ("待定", "NotApplicable"),
            (" ", "Blank"),
            ("￥5000", "5000"),
            ("0", "0"),
            ("5000元/亩", "Unreadable Unreadable"),
            ("3千万", "3000"),
            ("12345678901234567890123456789012", "Unreadable Unreadable"),
        ] {
            assert_eq!(shown(&read(text, WAN)), expected, "{text}");
        }
    }

    #[test]
    fn units_of_the_column() {
        assert_eq!(shown(&read("1.2", MoneyUnit::YiYuan)), "12000");
        assert_eq!(shown(&read("123456.78", MoneyUnit::Yuan)), "12.345678");
        assert_eq!(shown(&read("500万", MoneyUnit::YiYuan)), "500 UnitInValue");
        assert_eq!(shown(&from_number(0.1 + 0.2, Shown::General, MoneyUnit::YiYuan)), "3000");
        assert_eq!(shown(&from_number(44_697.0, Shown::Day, WAN)), "Unreadable ShownAsDate");
        assert_eq!(shown(&from_number(1e300, Shown::General, WAN)), "Unreadable Unreadable");
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9０-９.,，一二十百千万亿元约余多（）()~-]{0,16}") {
            let typed = read(&text, WAN);
            prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
        }

        #[test]
        fn every_way_of_writing_an_amount_is_the_same(fen in 0i64..10_000_000_000_000) {
            let wan = Decimal::new(fen, 6).normalize();
            let expected = Typed::certain(Value::Number(wan));
            prop_assert_eq!(read(&wan.to_string(), WAN), expected.clone());
            prop_assert_eq!(read(&format!("{wan}万元"), WAN), expected.clone());
            prop_assert_eq!(read(&format!("{}元", Decimal::new(fen, 2)), MoneyUnit::Yuan), expected);
        }
    }
}
