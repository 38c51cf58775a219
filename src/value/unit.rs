//! Units of amounts: money to 万元, land to 亩, and the 万 before any measure. All factors are exact.

use std::fmt;

use rust_decimal::Decimal;

use super::normalise;

/// A unit of money as headers and cells name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoneyUnit {
    Yuan,
    HundredYuan,
    ThousandYuan,
    WanYuan,
    HundredThousandYuan,
    MillionYuan,
    TenMillionYuan,
    YiYuan,
}

impl MoneyUnit {
    /// 万元, the unit of the ledger.
    pub const WAN: Self = Self::WanYuan;

    /// `元`, `千元`, `万元`, `百万元`, `亿元` … with or without 元, 人民币, brackets or blanks; `None` for another measure.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let key = normalise::lower_key(text);
        let word = key.trim_matches(|c: char| matches!(c, '(' | ')' | ':' | '¥'));
        let word = ["人民币", "rmb", "单位:", "单位"].iter().fold(word, |word, lead| word.trim_start_matches(lead));
        let word = word.trim_matches(':').trim_end_matches("人民币");
        Some(match word {
            "元" | "圆" => Self::Yuan,
            "百元" => Self::HundredYuan,
            "千元" | "仟元" => Self::ThousandYuan,
            "万元" | "万" | "萬元" | "万圆" => Self::WanYuan,
            "十万元" => Self::HundredThousandYuan,
            "百万元" | "百万" | "佰万元" => Self::MillionYuan,
            "千万元" | "千万" | "仟万元" => Self::TenMillionYuan,
            "亿元" | "亿" | "億元" => Self::YiYuan,
            _ => return None,
        })
    }
    /// The power of ten of the unit in 元.
    const fn power(self) -> u32 {
        match self {
            Self::Yuan => 0,
            Self::HundredYuan => 2,
            Self::ThousandYuan => 3,
            Self::WanYuan => 4,
            Self::HundredThousandYuan => 5,
            Self::MillionYuan => 6,
            Self::TenMillionYuan => 7,
            Self::YiYuan => 8,
        }
    }
    /// An amount in this unit, in 万元, exactly; `None` beyond the range of decimals.
    #[must_use]
    pub fn in_wan(self, amount: Decimal) -> Option<Decimal> {
        let factor =
            if self.power() >= 4 { Decimal::from(10u64.pow(self.power() - 4)) } else { Decimal::new(1, 4 - self.power()) };
        amount.checked_mul(factor).map(|wan| wan.normalize())
    }
}

impl fmt::Display for MoneyUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yuan => "元",
            Self::HundredYuan => "百元",
            Self::ThousandYuan => "千元",
            Self::WanYuan => "万元",
            Self::HundredThousandYuan => "十万元",
            Self::MillionYuan => "百万元",
            Self::TenMillionYuan => "千万元",
            Self::YiYuan => "亿元",
        })
    }
}

/// How many of unit `to` one of unit `from` is: 公顷 → 亩 is 15. `None` if the two cannot be converted.
#[must_use]
pub fn factor(from: &str, to: &str) -> Option<Decimal> {
    let (from, to) = (measure(from), measure(to));
    if from.1 != to.1 {
        return None;
    }
    from.0.checked_div(to.0).map(|f| f.normalize())
}

/// The size of a unit in its base unit, and the base unit. 1 亩 is 2000/3 m², so the base of land is 亩.
fn measure(unit: &str) -> (Decimal, String) {
    let key = normalise::lower_key(unit);
    let word = key.trim_matches(|c: char| matches!(c, '(' | ')'));
    match word.strip_prefix('万').filter(|rest| !rest.is_empty()) {
        Some(rest) => {
            let (size, base) = plain_measure(rest);
            (size * Decimal::from(10_000), base)
        }
        None => plain_measure(word),
    }
}

fn plain_measure(word: &str) -> (Decimal, String) {
    let (size, base) = match word {
        "亩" | "市亩" => (Decimal::ONE, "亩"),
        "公顷" | "hm2" | "ha" => (Decimal::from(15), "亩"),
        "平方米" | "平米" | "平方" | "m2" => (Decimal::new(15, 4), "亩"),
        "平方公里" | "km2" => (Decimal::from(1500), "亩"),
        "千克" | "公斤" | "kg" => (Decimal::new(1, 3), "吨"),
        "吨" | "t" => (Decimal::ONE, "吨"),
        other => (Decimal::ONE, other),
    };
    (size, base.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_in_wan() {
        let cases = [
            ("元", "0.0001"),
            ("（千元）", "0.1"),
            ("单位：万元", "1"),
            ("百万元", "100"),
            ("亿 元", "10000"),
            ("人民币万元", "1"),
        ];
        for (unit, wan) in cases {
            let unit = MoneyUnit::parse(unit).expect(unit);
            assert_eq!(unit.in_wan(Decimal::ONE).map(|d| d.to_string()).as_deref(), Some(wan));
            assert_eq!(MoneyUnit::parse(&unit.to_string()), Some(unit));
        }
        assert_eq!(MoneyUnit::parse("亩"), None);
        assert_eq!(MoneyUnit::parse("%"), None);
    }

    #[test]
    fn measures() {
        for (from, to, expected) in
            [("公顷", "亩", "15"), ("㎡", "亩", "0.0015"), ("万吨", "吨", "10000"), ("万吨标准煤", "吨标准煤", "10000")]
        {
            assert_eq!(factor(from, to).map(|f| f.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(factor("亩", "吨"), None);
        assert_eq!(factor(&"万".repeat(3000), "吨"), None);
    }
}
