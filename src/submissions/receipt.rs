//! When something came in, and how that is known: the mail's date, else the register of the office, else the time of the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::findings;
use crate::finding::Finding;
use crate::identity::lists::Row;
use crate::identity::{Units, fold_letters, submitted_part};
use crate::records::Records;
use crate::settings::{Calendar, Moment, Week};
use crate::value::day::{Edge, parse};

/// Fields of 收件登记, the register that the office keeps.
pub mod field {
    pub const WEEK: &str = "周次";
    pub const UNIT: &str = "报送单位";
    pub const FORM: &str = "报表";
    pub const FILE: &str = "文件";
    pub const AT: &str = "收到时间";
}

/// The register's form.
pub const REGISTER: &str = "收件登记";

/// A time of receipt, in the office's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt {
    pub at: Moment,
    pub evidence: Evidence,
}

/// What tells the time, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The date of the mail that a file came with.
    Mail,
    /// 收件登记.
    Register,
    /// The time that the file system gives: a copy may have changed it.
    FileTime,
}

impl Evidence {
    /// The word people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mail => "邮件时间",
            Self::Register => "收件登记",
            Self::FileTime => "文件时间",
        }
    }
}

/// Times of receipt by file, as in the sources; a file may be a bundle or a mail whose members are asked for.
pub type Receipts = BTreeMap<Arc<str>, Receipt>;

/// The time of a file, or of the bundle it is a member of.
#[must_use]
pub fn receipt_of(receipts: &Receipts, file: &str) -> Option<Receipt> {
    let mut name = file;
    loop {
        if let Some(receipt) = receipts.get(name) {
            return Some(*receipt);
        }
        name = name.rsplit_once('/')?.0;
    }
}

/// A line of the register.
#[derive(Debug, Clone)]
pub(super) struct Line {
    week: Option<Week>,
    unit: Option<Arc<str>>,
    form: Option<Arc<str>>,
    /// Folded name or end of the path.
    file: Option<String>,
    at: Moment,
    row: usize,
}

/// The register of one week.
#[derive(Debug, Default)]
pub(super) struct Register {
    lines: Vec<Line>,
}

impl Register {
    /// The lines that speak of the week: those that name it, and those without a week whose time lies between the deadline before and
    /// a week after its own.
    pub(super) fn read(tables: &[Records], week: Week, calendar: Calendar, units: &Units) -> (Self, Vec<Finding>) {
        let mut register = Self::default();
        let mut faults = Vec::new();
        let tables: Vec<&Records> = tables.iter().filter(|table| &*table.form.name == REGISTER).collect();
        for (index, row) in Row::all(&tables).enumerate() {
            let Some(written) = row.text(field::AT) else { continue };
            let Some(at) = moment(&written, week.year()) else {
                faults.push(findings::register_time_unreadable(row.place(field::AT), &written));
                continue;
            };
            let unit = row.text(field::UNIT);
            register.lines.push(Line {
                week: row.text(field::WEEK).and_then(|text| Week::read(&text, week.year())),
                unit: unit.map(|unit| units.resolve(&unit).unit().unwrap_or(unit)),
                form: row.text(field::FORM),
                file: row.text(field::FILE).map(|file| folded_file(&file)),
                at,
                row: index,
            });
        }
        let before = week.previous().map(|week| calendar.deadline(week));
        let until = week.monday().plus(7).and_then(Week::of).map(|next| calendar.deadline(next));
        let in_window = |at: Moment| before.is_none_or(|before| at > before) && until.is_none_or(|until| at <= until);
        register.lines.retain(|line| line.week.map_or_else(|| in_window(line.at), |named| named == week));
        register.lines.sort_by_key(|line| (line.at, line.row));
        (register, faults)
    }

    /// The first line about a file: one that names it, else one that names its unit and form, else its unit alone.
    pub(super) fn of(&self, file: &str, unit: Option<&str>, form: Option<&str>) -> Option<Receipt> {
        let path = folded_file(submitted_part(file));
        let names_file = |line: &&Line| line.file.as_ref().is_some_and(|named| ends_with_path(&path, named));
        let of_unit = |line: &&Line| line.file.is_none() && line.unit.as_deref().is_some_and(|named| Some(named) == unit);
        let of_form = |line: &&Line| of_unit(line) && same_form(line.form.as_deref(), form);
        let alone = |line: &&Line| of_unit(line) && line.form.is_none();
        let found = self.lines.iter().find(names_file).or_else(|| self.lines.iter().find(of_form));
        let found = found.or_else(|| self.lines.iter().find(alone));
        found.map(|line| Receipt { at: line.at, evidence: Evidence::Register })
    }
}

fn same_form(named: Option<&str>, form: Option<&str>) -> bool {
    matches!((named, form), (Some(named), Some(form)) if fold_letters(named).contains(&fold_letters(form)))
}

/// A file as people write it down: without folder of the week and ending, folded.
fn folded_file(file: &str) -> String {
    let below = submitted_part(file.trim());
    let stem = match below.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') && ending.chars().all(|c| c.is_ascii_alphanumeric()) => stem,
        _ => below,
    };
    stem.split('/').map(fold_letters).collect::<Vec<_>>().join("/")
}

/// Whether a path is the named one, or ends with it part by part.
fn ends_with_path(path: &str, named: &str) -> bool {
    !named.is_empty() && (path == named || path.strip_suffix(named).is_some_and(|rest| rest.ends_with('/')))
}

/// `2022-05-22 17:30`, `5月22日17时30分`, `2022.5.22 下午5:30`; without a time of day the day's end.
#[must_use]
pub fn moment(text: &str, year: i16) -> Option<Moment> {
    let text = text.trim();
    let (date, clock) = split_clock(text);
    let read = parse(date.trim(), year, Edge::End).ok()?;
    let day = read.date.last();
    (read.date.first() == day).then_some(())?;
    let (hour, minute) = match clock.trim() {
        "" => (24, 0),
        clock => time_of_day(clock)?,
    };
    Some(Moment { day, hour, minute })
}

/// The date and what follows it: a blank, 日 or T ends the date.
fn split_clock(text: &str) -> (&str, &str) {
    let day_word = text.find(['日', '号']).map(|at| at + '日'.len_utf8());
    let blank = text.find(|c: char| c.is_whitespace() || c == 'T');
    match (day_word, blank) {
        (Some(at), _) | (None, Some(at)) => (&text[..at], text[at..].trim_start_matches('T')),
        (None, None) => (text, ""),
    }
}

/// `17:30`, `17:30:05`, `17时30分`, `17点`, `下午5:30`.
fn time_of_day(text: &str) -> Option<(u8, u8)> {
    let (late, rest) = match ["下午", "晚上", "晚"].iter().find_map(|word| text.strip_prefix(word)) {
        Some(rest) => (true, rest),
        None => (false, ["上午", "早上", "中午"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text)),
    };
    let mut numbers = rest.trim().split([':', '：', '时', '点', '分']).map(str::trim);
    let hour: u8 = numbers.next()?.parse().ok()?;
    let minute: u8 = match numbers.next() {
        None | Some("" | "整") => 0,
        Some("半") => 30,
        Some(minute) => minute.parse().ok()?,
    };
    let hour = if late && hour < 12 { hour + 12 } else { hour };
    ((hour < 24 && minute < 60) || (hour == 24 && minute == 0)).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        for (text, expected) in [
            ("2022-05-22 17:30:00", Some("2022-05-22 17:30")),
            ("2022.5.22 17:30", Some("2022-05-22 17:30")),
            ("2022年5月22日17时30分", Some("2022-05-22 17:30")),
            ("5月22日下午5:05", Some("2022-05-22 17:05")),
            ("5月22日 9点", Some("2022-05-22 09:00")),
            ("2022-05-22T08:15", Some("2022-05-22 08:15")),
            ("2022-05-22", Some("2022-05-22 24:00")),
            ("5月", None),
            ("昨天", None),
            ("2022-05-22 26:00", None),
        ] {
            assert_eq!(moment(text, 2022).map(|at| at.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn files_are_meant_by_the_end_of_their_path() {
        let path = folded_file("收件/2022-W20/城关镇/任务清单（改）.xlsx");
        for (named, means) in [
            ("任务清单（改）.xlsx", true),
            ("城关镇/任务清单（改）", true),
            ("任务清单", false),
            ("单（改）.xlsx", false),
            ("收件/2022-W20/城关镇/任务清单（改）.xlsx", true),
        ] {
            assert_eq!(ends_with_path(&path, &folded_file(named)), means, "{named}");
        }
    }

    #[test]
    fn a_member_came_with_its_mail() {
        let at = Moment { day: crate::value::Day::new(2022, 5, 20).expect("a day"), hour: 9, minute: 0 };
        let receipts = Receipts::from([(Arc::from("收件/2022-W20/a.eml"), Receipt { at, evidence: Evidence::Mail })]);
        assert!(receipt_of(&receipts, "收件/2022-W20/a.eml/表.xlsx").is_some());
        assert!(receipt_of(&receipts, "收件/2022-W20/b.xlsx").is_none());
    }
}
