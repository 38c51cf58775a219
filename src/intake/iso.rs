//! ISO 8601 dates and times, as ods and strict OOXML store them, → serials of the 1900 system.

use super::NumberClass;
use crate::value::Day;

/// The serial and class of `2022-05-16`, `2022-05-16T08:30:00` or `08:30:00`; `None` if it is none of them.
pub(super) fn serial(text: &str) -> Option<(f64, NumberClass)> {
    let text = text.trim().trim_end_matches('Z');
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (Some(date), Some(time)),
        None if text.contains(':') => (None, Some(text)),
        None => (Some(text), None),
    };
    let fraction = time.map_or(Some(0.0), clock)?;
    let Some(date) = date else { return Some((fraction, NumberClass::Time)) };
    let days = f64::from(day(date)?.serial());
    Some((days + fraction, NumberClass::Day))
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let mut part = || parts.next();
    Day::new(part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?)
}

/// `08:30:00.5` as a share of a day.
fn clock(text: &str) -> Option<f64> {
    let mut share = 0.0;
    let mut unit = 24.0;
    for part in text.splitn(3, ':') {
        let value: f64 = part.parse().ok()?;
        if !(0.0..=60.0).contains(&value) {
            return None;
        }
        share += value / unit;
        unit *= 60.0;
    }
    Some(share)
}

/// `PT08H30M00S` as a share of days.
pub(super) fn duration(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut share = 0.0;
    for (mark, unit) in [('H', 24.0), ('M', 1440.0), ('S', 86_400.0)] {
        if let Some((number, after)) = rest.split_once(mark) {
            share += number.parse::<f64>().ok()? / unit;
            rest = after;
        }
    }
    share.is_finite().then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_texts_become_serials() {
        for (text, expected) in [
            ("2022-05-16", Some((44_697.0, NumberClass::Day))),
            ("2022-05-16T12:00:00Z", Some((44_697.5, NumberClass::Day))),
            ("06:00:00", Some((0.25, NumberClass::Time))),
            ("2022-02-30", None),
            ("2022", None),
        ] {
            assert_eq!(serial(text), expected, "{text}");
        }
        assert_eq!(duration("PT06H00M00S"), Some(0.25));
    }
}
