//! Moments as RFC 5322 writes them, by the clock of Beijing.

use crate::value::Day;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Fri, 20 May 2022 17:30:00 +0800`, from seconds after 1970-01-01 00:00 UTC.
#[must_use]
pub fn rfc5322(seconds: i64) -> String {
    const DAY: i64 = 24 * 60 * 60;
    let here = seconds + 8 * 60 * 60;
    let day = i32::try_from(here.div_euclid(DAY)).ok().and_then(Day::from_number).unwrap_or(Day::LAST);
    let second = here.rem_euclid(DAY);
    format!(
        "{}, {} {} {} {:02}:{:02}:{:02} +0800",
        DAYS[usize::from(day.weekday() - 1)],
        day.day(),
        MONTHS[usize::from(day.month() - 1)],
        day.year(),
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written() {
        assert_eq!(rfc5322(1_653_039_000), "Fri, 20 May 2022 17:30:00 +0800");
        assert_eq!(rfc5322(0), "Thu, 1 Jan 1970 08:00:00 +0800");
    }
}
