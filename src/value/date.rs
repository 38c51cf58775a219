//! Dates as intervals of days, so that precision and vagueness are kept and comparisons stay honest.

use std::fmt;

#[expect(clippy::struct_field_names, reason = "year, month and day are what a day has")]
/// A day of the Gregorian calendar. Ordered; valid by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i16,
    month: u8,
    day: u8,
}

impl Day {
    /// The last day there is.
    pub const LAST: Self = Self { year: 2199, month: 12, day: 31 };
    /// `None` if there is no such day; years 1900 to 2199 only.
    #[must_use]
    pub const fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self { year, month, day })
    }
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }
    /// Days since 1970-01-01 (civil calendar; Howard Hinnant's `days_from_civil`).
    #[must_use]
    pub const fn number(self) -> i32 {
        let y = self.year as i32 - (self.month <= 2) as i32;
        let era = y.div_euclid(400);
        let yoe = y - era * 400;
        let m = self.month as i32;
        let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + self.day as i32 - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        era * 146_097 + doe - 719_468
    }
    /// The inverse of [`Day::number`]; `None` outside 1900 to 2199.
    #[must_use]
    pub const fn from_number(number: i32) -> Option<Self> {
        let z = number + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z - era * 146_097;
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + (month <= 2) as i32;
        if year < 1900 || year > 2199 {
            return None;
        }
        Self::new(year as i16, month as u8, day as u8)
    }
    /// From a spreadsheet serial (1900 system, or 1904). `None` for the phantom day 60 and outside the range.
    #[must_use]
    pub const fn from_serial(serial: i32, is_1904: bool) -> Option<Self> {
        if is_1904 {
            return Self::from_number(serial - 24_107);
        }
        match serial {
            1..=59 => Self::from_number(serial - 25_568),
            61.. => Self::from_number(serial - 25_569),
            _ => None,
        }
    }
    /// The spreadsheet serial in the 1900 system.
    #[must_use]
    pub const fn serial(self) -> i32 {
        let n = self.number() + 25_569;
        if n < 61 { n - 1 } else { n }
    }
    /// Days later (or earlier, if negative).
    #[must_use]
    pub const fn plus(self, days: i32) -> Option<Self> {
        Self::from_number(self.number() + days)
    }
    /// Monday = 1 … Sunday = 7.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        ((self.number() + 3).rem_euclid(7) + 1) as u8
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[must_use]
pub const fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The smallest calendar unit that holds a [`Date`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Day,
    Month,
    Year,
    /// Longer than a year (长期).
    Open,
}

/// A date as written: the interval of days it may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    first: Day,
    last: Day,
    vague: bool,
}

impl Date {
    #[must_use]
    pub const fn day(day: Day) -> Self {
        Self { first: day, last: day, vague: false }
    }
    #[must_use]
    pub const fn month(year: i16, month: u8) -> Option<Self> {
        match (
            Day::new(year, month, 1),
            Day::new(year, month, if month >= 1 && month <= 12 { days_in_month(year, month) } else { 0 }),
        ) {
            (Some(first), Some(last)) => Some(Self { first, last, vague: false }),
            _ => None,
        }
    }
    #[must_use]
    pub const fn year(year: i16) -> Option<Self> {
        match (Day::new(year, 1, 1), Day::new(year, 12, 31)) {
            (Some(first), Some(last)) => Some(Self { first, last, vague: false }),
            _ => None,
        }
    }
    /// A vague wording (5月底, 上半年) with the days it may mean; `None` if `last < first`.
    #[must_use]
    pub fn vague(first: Day, last: Day) -> Option<Self> {
        (first <= last).then_some(Self { first, last, vague: true })
    }
    #[must_use]
    pub const fn first(self) -> Day {
        self.first
    }
    #[must_use]
    pub const fn last(self) -> Day {
        self.last
    }
    #[must_use]
    pub const fn is_vague(self) -> bool {
        self.vague
    }
    #[must_use]
    pub const fn precision(self) -> Precision {
        let (a, b) = (self.first, self.last);
        if a.year != b.year {
            Precision::Open
        } else if a.month != b.month {
            Precision::Year
        } else if a.day != b.day {
            Precision::Month
        } else {
            Precision::Day
        }
    }
    /// Whether this is certainly later than `other`, whatever days the two mean.
    #[must_use]
    pub fn certainly_after(self, other: Self) -> bool {
        self.first > other.last
    }
}

impl fmt::Display for Date {
    /// ISO text at the precision; `长期` for an open one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision() {
            Precision::Day => write!(f, "{}", self.first),
            Precision::Month => write!(f, "{:04}-{:02}", self.first.year, self.first.month),
            Precision::Year => write!(f, "{:04}", self.first.year),
            Precision::Open => f.write_str("长期"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_and_numbers_round_trip() {
        for n in (-25_567..84_000).step_by(13) {
            let day = Day::from_number(n).expect("in range");
            assert_eq!(day.number(), n);
            assert_eq!(Day::from_serial(day.serial(), false), Some(day));
        }
        assert_eq!(Day::from_serial(44_697, false), Day::new(2022, 5, 16));
        assert_eq!(Day::new(2022, 5, 22).map(Day::weekday), Some(7));
        assert_eq!(Day::from_serial(60, false), None);
        assert_eq!(Day::from_serial(1, false), Day::new(1900, 1, 1));
    }

    #[test]
    fn precision_prints_iso() {
        assert_eq!(Date::month(2022, 5).map(|d| d.to_string()).as_deref(), Some("2022-05"));
        assert_eq!(Date::year(2022).map(|d| d.to_string()).as_deref(), Some("2022"));
        assert_eq!(Date::month(2022, 13), None);
    }
}
