//! The reporting week of the office: which day it ends and when the lists are due.

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

    /// From `周日` and `下周一 12:00`; the error names the one that is wrong.
    pub(super) fn read(cut_off: &str, deadline: &str) -> Result<Self, Part> {
        Ok(Self { cut_off: weekday(cut_off).ok_or(Part::CutOff)?, deadline: read_deadline(deadline).ok_or(Part::Deadline)? })
    }
}

/// The part of the calendar that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    CutOff,
    Deadline,
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
            let calendar = Calendar::read(cut_off, deadline).expect(deadline);
            let Moment { day: due_day, hour, minute } = calendar.deadline(week);
            assert_eq!(calendar.cut_off(week).to_string(), day);
            assert_eq!(format!("{due_day} {hour}:{minute}"), due);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (cut_off, deadline, part) in [
            ("周八", "周日 18:00", Part::CutOff),
            ("周日", "周日", Part::Deadline),
            ("周日", "周日 25:00", Part::Deadline),
            ("周日", "周日 24:01", Part::Deadline),
        ] {
            assert_eq!(Calendar::read(cut_off, deadline), Err(part), "{cut_off} {deadline}");
        }
    }
}
