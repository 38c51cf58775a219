//! Numerals inside a text: arabic with separators, Chinese everyday and formal, and both with 千, 万 and 亿 in between.

use rust_decimal::Decimal;

use super::amount::Amount;

/// The sum of `1亿2000万`, `3千`, `壹佰万`, `一点二亿`, `1,200.5`; and the rest of the text. `None` if no number begins here.
pub(crate) fn magnitude(text: &str) -> Option<(Amount, &str)> {
    let mut sum = Sum::default();
    let mut rest = text;
    loop {
        if let Some((number, after)) = pending(rest).filter(|_| sum.pending.is_none()) {
            (sum.pending, rest) = (Some(number), after);
            continue;
        }
        let about = rest.strip_prefix(['余', '多', '几']).filter(|_| sum.pending.is_some());
        let at = about.unwrap_or(rest);
        let Some((c, power)) = at.chars().next().and_then(|c| Some((c, chinese_power(c)?))) else { break };
        if !sum.multiply(power) {
            break;
        }
        sum.approximate |= about.is_some();
        rest = &at[c.len_utf8()..];
    }
    let loose = (sum.wan || sum.yi) && (sum.pending.is_some() || sum.section.is_some()) && !rest.contains('元');
    let total = sum.total()?;
    // 二万五 is 25000 in speech and 20005 by the letter: neither is taken.
    (!loose)
        .then(|| (Amount { number: total, wan: sum.wan, yi: sum.yi, approximate: sum.approximate, tail: String::new() }, rest))
}

/// A number being summed up: `total` of closed 万 and 亿, `section` below 万, `pending` digits without their power.
#[derive(Default)]
struct Sum {
    total: Option<Decimal>,
    section: Option<Decimal>,
    pending: Option<Decimal>,
    wan: bool,
    yi: bool,
    approximate: bool,
}

impl Sum {
    /// Applies 十, 百, 千 (powers 1–3), 万 (4) or 亿 (8); `false` if there is nothing to multiply.
    fn multiply(&mut self, power: u32) -> bool {
        let factor = Decimal::from(10u64.pow(power));
        if power < 4 {
            let Some(digits) = self.pending.take().or((power == 1).then_some(Decimal::ONE)) else { return false };
            let product = digits.checked_mul(factor);
            self.section = product.and_then(|p| p.checked_add(self.section.unwrap_or_default()));
            return self.section.is_some();
        }
        let open = match (self.section.take(), self.pending.take()) {
            (None, None) if power == 8 => Decimal::ZERO,
            (None, None) => return false,
            (section, pending) => match section.unwrap_or_default().checked_add(pending.unwrap_or_default()) {
                Some(open) => open,
                None => return false,
            },
        };
        let closed = self.total.unwrap_or_default();
        let scaled = if power == 8 {
            closed.checked_add(open).and_then(|n| n.checked_mul(factor))
        } else {
            closed.checked_add(open * factor)
        };
        (self.wan, self.yi) = (self.wan || power == 4, self.yi || power == 8);
        self.total = scaled;
        scaled.is_some()
    }
    fn total(&self) -> Option<Decimal> {
        let parts = [self.total, self.section, self.pending];
        parts
            .iter()
            .any(Option::is_some)
            .then(|| parts.iter().flatten().try_fold(Decimal::ZERO, |sum, part| sum.checked_add(*part)))?
    }
}

/// Digits without a power: `1,200.5`, `1.2e+4`, `二十` gives `二`, `一点二`, `二〇二二`.
fn pending(text: &str) -> Option<(Decimal, &str)> {
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '.') { arabic(text) } else { chinese(text) }
}

fn arabic(text: &str) -> Option<(Decimal, &str)> {
    let (whole, mut rest) = grouped(text)?;
    let mut literal = whole;
    let dot = rest.strip_prefix(['.', '。']).filter(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    if let Some(after) = dot {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        literal.push('.');
        literal.push_str(&after[..end]);
        rest = &after[end..];
    }
    if let Some((exponent, after)) = exponent(rest) {
        return Some((Decimal::from_scientific(&format!("{literal}e{exponent}")).ok()?, after));
    }
    Some((literal.parse().ok()?, rest))
}

/// Whole digits, with separators of thousands (or of 万) and stray blanks taken out. `None` for a grouping that may be two numbers.
fn grouped(text: &str) -> Option<(String, &str)> {
    let run = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let first = run(text);
    let (mut digits, mut rest, mut groups) = (text[..first].to_owned(), &text[first..], Vec::new());
    while let Some(after) = rest.strip_prefix([',', ' ']).filter(|after| after.starts_with(|c: char| c.is_ascii_digit())) {
        let blank = rest.starts_with(' ');
        let length = run(after);
        digits.push_str(&after[..length]);
        groups.push(if blank && length < 3 { 3 } else { length });
        rest = &after[length..];
    }
    if digits.is_empty() && text.starts_with('.') {
        digits.push('0');
    }
    let sound = groups.is_empty() || (first <= 3 && (groups.iter().all(|&n| n == 3) || groups.iter().all(|&n| n == 4)));
    (sound && !digits.is_empty()).then_some((digits, rest))
}

fn exponent(text: &str) -> Option<(i32, &str)> {
    let after = text.strip_prefix('e')?;
    let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let size: i32 = digits[..end].parse().ok()?;
    Some((if after.starts_with('-') { -size } else { size }, &digits[end..]))
}

fn chinese(text: &str) -> Option<(Decimal, &str)> {
    let mut literal = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match chinese_digit(c) {
            Some(digit) => literal.push(char::from(b'0' + digit)),
            None if c == '点' && !literal.is_empty() && !literal.contains('.') => literal.push('.'),
            None => break,
        }
        rest = &rest[c.len_utf8()..];
    }
    if literal.len() > 1 {
        // 一百零五: the zero only joins.
        literal = literal.trim_start_matches('0').to_owned();
    }
    (!literal.ends_with('.')).then(|| literal.parse().ok()).flatten().map(|number| (number, rest))
}

/// The value of a Chinese digit, everyday or formal.
pub(crate) const fn chinese_digit(c: char) -> Option<u8> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '贰' | '貳' | '两' => 2,
        '三' | '叁' | '參' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn chinese_power(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' | '萬' => 4,
        '亿' | '億' => 8,
        _ => return None,
    })
}
