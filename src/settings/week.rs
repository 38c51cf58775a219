//! ISO weeks.

use std::fmt;
use std::str::FromStr;

use crate::value::Day;

/// An ISO 8601 week, `2022-W20`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    year: i16,
    number: u8,
}

impl Week {
    /// `None` if the year has no such week.
    #[must_use]
    pub fn new(year: i16, number: u8) -> Option<Self> {
        let week = Self { year, number };
        let monday = week.monday_unchecked()?;
        (number >= 1 && Self::of(monday) == Some(week)).then_some(week)
    }
    /// The ISO week that holds a day.
    #[must_use]
    pub fn of(day: Day) -> Option<Self> {
        let thursday = day.plus(4 - i32::from(day.weekday()))?;
        let first = Day::new(thursday.year(), 1, 1)?;
        let number = u8::try_from((thursday.number() - first.number()) / 7 + 1).ok()?;
        Some(Self { year: thursday.year(), number })
    }
    /// A week as people write it: `2022-W20`, `2022W20`, `2022年第20周`, and without a year `W20`, `第20周`.
    #[must_use]
    pub fn read(text: &str, year: i16) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let (before, rest) = text.split_once(['W', '第'])?;
        let number = rest.strip_suffix('周').unwrap_or(rest).parse().ok()?;
        let before = before.trim_end_matches(['-', '_', '年']);
        let year = if before.is_empty() { year } else { before.parse().ok()? };
        Self::new(year, number)
    }
    fn monday_unchecked(self) -> Option<Day> {
        let fourth = Day::new(self.year, 1, 4)?;
        fourth.plus(1 - i32::from(fourth.weekday()) + 7 * (i32::from(self.number) - 1))
    }
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }
    #[must_use]
    pub const fn number(self) -> u8 {
        self.number
    }
    /// Its first day.
    ///
    /// # Panics
    /// Never: the week was checked when made.
    #[must_use]
    pub fn monday(self) -> Day {
        #[expect(clippy::expect_used, reason = "a Week is only made when its Monday exists")]
        self.monday_unchecked().expect("checked when made")
    }
    /// Its last day: the usual cut-off.
    ///
    /// # Panics
    /// Never: years end at 2199, and so does every week's Sunday.
    #[must_use]
    pub fn sunday(self) -> Day {
        self.monday().plus(6).unwrap_or(self.monday())
    }
    /// The week before; `None` before 1900.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        self.monday().plus(-7).and_then(Self::of)
    }
    /// The week after; `None` beyond the calendar.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.monday().plus(7).and_then(Self::of)
    }
    /// `2022年第20周（5月16日—5月22日）`.
    #[must_use]
    pub fn label(self) -> String {
        let (first, last) = (self.monday(), self.sunday());
        let days = format!("{}月{}日—{}月{}日", first.month(), first.day(), last.month(), last.day());
        format!("{}年第{}周（{days}）", self.year, self.number)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.number)
    }
}

impl FromStr for Week {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (year, number) = text.split_once("-W").ok_or(())?;
        let (year, number) = (year.parse().map_err(|_| ())?, number.parse().map_err(|_| ())?);
        Self::new(year, number).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_iso() {
        let week: Week = "2022-W20".parse().expect("a week");
        assert_eq!(week.monday().to_string(), "2022-05-16");
        assert_eq!(week.sunday().to_string(), "2022-05-22");
        assert!("2022-W53".parse::<Week>().is_err());
        for (day, text) in [((2020, 12, 31), "2020-W53"), ((2021, 1, 3), "2020-W53"), ((2024, 12, 30), "2025-W01")] {
            let day = Day::new(day.0, day.1, day.2).expect("a day");
            assert_eq!(Week::of(day).map(|w| w.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn weeks_are_read_as_people_write_them() {
        for (text, week) in [
            ("2022-W20", Some("2022-W20")),
            ("2022w20", Some("2022-W20")),
            ("2023年第1周", Some("2023-W01")),
            ("第 20 周", Some("2022-W20")),
            ("W5", Some("2022-W05")),
            ("第60周", None),
            ("二十周", None),
            ("2022", None),
        ] {
            assert_eq!(Week::read(text, 2022).map(|w| w.to_string()).as_deref(), week, "{text}");
        }
        let week: Week = "2022-W01".parse().expect("a week");
        assert_eq!(week.label(), "2022年第1周（1月3日—1月9日）");
        assert_eq!(week.previous().map(|w| w.to_string()).as_deref(), Some("2021-W52"));
    }
}
