//! One `<c>` element: what its attributes and its text make of it.

use super::Shared;
use super::strings::resolve_escapes;
use crate::intake::builder::{self, Raw};
use crate::intake::{NumberClass, iso};

/// A cell being read; its text is collected beside it.
#[derive(Debug, Default)]
pub(super) struct Open {
    /// Row and column, 0-based.
    pub(super) at: (u32, u32),
    pub(super) style: usize,
    pub(super) kind: Kind,
    pub(super) formula: bool,
    /// `<v>` or inline text was there, even if empty.
    pub(super) has_value: bool,
    pub(super) within: Within,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Within {
    #[default]
    Cell,
    Value,
    Formula,
    Inline,
}

/// The `t` attribute.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Bool,
    Error,
    Date,
}

impl Kind {
    /// Unknown kinds are read as text: nothing is lost, and typing will say what it thinks of it.
    pub(super) fn of(attribute: &str) -> Self {
        match attribute {
            "n" => Self::Number,
            "s" => Self::Shared,
            "b" => Self::Bool,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Text,
        }
    }
}

/// The value of a finished cell; `None` for a blank one, an error (in words) for one that holds no value of its kind.
pub(super) fn value<'t>(
    open: &Open,
    text: &'t str,
    shared: &'t Shared,
    class: &mut NumberClass,
) -> Result<Option<Raw<'t>>, &'static str> {
    let bare = text.trim();
    if bare.is_empty() && matches!(open.kind, Kind::Number | Kind::Bool | Kind::Error | Kind::Date | Kind::Shared) {
        return Ok(open.formula.then_some(Raw::NoResult));
    }
    let raw = match open.kind {
        Kind::Text if !open.has_value => Raw::NoResult,
        Kind::Text => Raw::Text(resolve_escapes(text)),
        Kind::Shared => {
            let string = bare.parse().ok().and_then(|index| shared.strings.get(index));
            Raw::Text(resolve_escapes(string.ok_or("共享文字的序号无效")?))
        }
        Kind::Bool => Raw::Bool(matches!(bare, "1" | "true")),
        Kind::Error => Raw::Error(bare),
        Kind::Date => {
            let (serial, shows) = iso::serial(bare).ok_or("日期的写法无效")?;
            if !matches!(class, NumberClass::Day | NumberClass::Month | NumberClass::Time) {
                *class = shows;
            }
            Raw::Number(serial)
        }
        Kind::Number => {
            let number = bare.parse().ok().filter(|n: &f64| n.is_finite()).ok_or("数值的写法无效")?;
            Raw::Number(builder::serial(number, *class, shared.is_1904))
        }
    };
    Ok(Some(raw))
}

/// `C14` → row 13, column 2; unbounded here, the builder knows the bounds.
pub(super) fn position(reference: &str) -> Option<(u32, u32)> {
    let bytes = reference.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if !(1..=7).contains(&letters) {
        return None;
    }
    let col = bytes[..letters].iter().fold(0u64, |sum, b| sum * 26 + u64::from(b.to_ascii_uppercase() - b'A') + 1) - 1;
    let row: u32 = reference[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, u32::try_from(col).ok()?))
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn references_are_positions() {
        for (text, expected) in [
            ("A1", Some((0, 0))),
            ("c14", Some((13, 2))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("A0", None),
            ("1A", None),
            ("", None),
            ("A99999999999", None),
        ] {
            assert_eq!(position(text), expected, "{text}");
        }
    }
}
