//! The reporting week of the office: which day it ends and when the lists are due.

use std::fmt;

use super::Week;
use crate::value::Day;

/// The names of the days, Monday first.
const DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// The cut-off and the deadline, as the settings state them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// 0-based day of the week on which the reporting week is cut off.
    cut_off: u8,
    deadline: Deadline,
    /// Minutes by which the office's clock is ahead of UTC.
    ahead: i16,
}

/// A time by which the lists are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Deadline {
    /// Days after the week's Monday: 0 to 13, the following week included.
    days: u8,
    hour: u8,
    minute: u8,
}

/// A moment of the office's clock; no time zone, since the office has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    pub day: Day,
    pub hour: u8,
    pub minute: u8,
}

impl Calendar {
    /// The last day that the week's numbers cover (截至).
    #[must_use]
    pub fn cut_off(&self, week: Week) -> Day {
        after(week, self.cut_off)
    }

    /// The moment after which a list is late.
    #[must_use]
    pub fn deadline(&self, week: Week) -> Moment {
        let Deadline { days, hour, minute } = self.deadline;
        Moment { day: after(week, days), hour, minute }
    }

    /// The office's time of a Unix time stamp, to the minute; `None` outside the years that a [`Day`] knows.
    #[must_use]
    pub fn moment(&self, unix_seconds: i64) -> Option<Moment> {
        let minutes = unix_seconds.div_euclid(60) + i64::from(self.ahead);
        let days = i32::try_from(minutes.div_euclid(24 * 60)).ok()?;
        let minute = u16::try_from(minutes.rem_euclid(24 * 60)).ok()?;
        let day = Day::new(1970, 1, 1)?.plus(days)?;
        Some(Moment { day, hour: u8::try_from(minute / 60).ok()?, minute: u8::try_from(minute % 60).ok()? })
    }

    /// From `周日`, `下周一 12:00` and `+08:00`; the error names the one that is wrong.
    pub(super) fn read(cut_off: &str, deadline: &str, utc_offset: &str) -> Result<Self, Part> {
        Ok(Self {
            cut_off: weekday(cut_off).ok_or(Part::CutOff)?,
            deadline: read_deadline(deadline).ok_or(Part::Deadline)?,
            ahead: read_offset(utc_offset).ok_or(Part::UtcOffset)?,
        })
    }
}

impl fmt::Display for Moment {
    /// `2022-05-22 18:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:02}:{:02}", self.day, self.hour, self.minute)
    }
}

/// The part of the calendar that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    CutOff,
    Deadline,
    UtcOffset,
}

fn after(week: Week, days: u8) -> Day {
    week.monday().plus(days.into()).unwrap_or(week.sunday())
}

fn weekday(text: &str) -> Option<u8> {
    let name = ["周", "星期", "礼拜"].iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let name = if name == "天" { "日" } else { name };
    DAYS.iter().position(|day| *day == name).map(|i| i as u8)
}

fn read_deadline(text: &str) -> Option<Deadline> {
    let (day, time) = text.trim().split_once(char::is_whitespace)?;
    let (later, day) = match day.strip_prefix('下').or_else(|| day.strip_prefix('次')) {
        Some(day) => (7, day),
        None => (0, day),
    };
    let (hour, minute) = time.trim().split_once([':', '：'])?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    let valid = (hour < 24 && minute < 60) || (hour == 24 && minute == 0);
    valid.then_some(Deadline { days: weekday(day)? + later, hour, minute })
}

/// `+08:00`: minutes.
fn read_offset(text: &str) -> Option<i16> {
    let (sign, rest) = match text.trim().split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once([':', '：'])?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_off_and_deadline_follow_the_week() {
        let week: Week = "2022-W20".parse().expect("a week");
        for (cut_off, deadline, day, due) in [
            ("周日", "周日 18:00", "2022-05-22", "2022-05-22 18:0"),
            ("星期五", "下周一 12:30", "2022-05-20", "2022-05-23 12:30"),
            ("周天", "周五 24:00", "2022-05-22", "2022-05-20 24:0"),
        ] {
            let calendar = Calendar::read(cut_off, deadline, "+08:00").expect(deadline);
            let Moment { day: due_day, hour, minute } = calendar.deadline(week);
            assert_eq!(calendar.cut_off(week).to_string(), day);
            assert_eq!(format!("{due_day} {hour}:{minute}"), due);
        }
    }

    #[test]
    fn time_stamps_are_read_on_the_clock_of_the_office() {
        let calendar = Calendar::read("周日", "周日 18:00", "+08:00").expect("a calendar");
        for (seconds, expected) in [
            (0, "1970-01-01 08:00"),
            (1_653_206_399, "2022-05-22 15:59"),
            (-1, "1970-01-01 07:59"),
            (1_653_235_200, "2022-05-23 00:00"),
        ] {
            assert_eq!(calendar.moment(seconds).map(|at| at.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(calendar.moment(i64::MAX), None);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (cut_off, deadline, part) in [
            ("周八", "周日 18:00", Part::CutOff),
            ("周日", "周日", Part::Deadline),
            ("周日", "周日 25:00", Part::Deadline),
            ("周日", "周日 24:01", Part::Deadline),
        ] {
            assert_eq!(Calendar::read(cut_off, deadline, "+08:00"), Err(part), "{cut_off} {deadline}");
        }
        assert_eq!(Calendar::read("周日", "周日 18:00", "8"), Err(Part::UtcOffset));
    }
}
