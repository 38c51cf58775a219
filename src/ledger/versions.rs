//! Which of several files is the newer one, from what people write into file and folder names.

use crate::identity::{Words, fold, submitted_part};
use crate::value::Day;

/// How new a file says it is. Files of one unit and form are compared with [`Version::order`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// The last date in folder or file name, else the one that the sheet states.
    pub(super) date: Option<Day>,
    class: Class,
    /// v3, 第二版, 最终版2.
    number: u32,
    /// 清单(2), 清单 - 副本.
    copy: u32,
    path: String,
}

/// What the words of a name say of its age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Old,
    Plain,
    New,
    Final,
}

type Order<'a> = (Option<Day>, Class, u32, u32, Option<Day>, &'a str);

impl Version {
    /// From the path of a file, and the date that its sheet states. A date without a year is the last such day up to a month after the cut-off.
    pub(super) fn of(file: &str, stated: Option<Day>, cutoff: Option<Day>, words: &Words) -> Self {
        let path = submitted_part(file);
        let name = fold(path.rsplit_once('.').map_or(path, |(stem, _)| stem));
        let (dates, rest) = take_dates(&name, cutoff);
        let says = |list: &[String]| list.iter().any(|word| rest.contains(word.as_str()));
        let class = match () {
            () if says(&words.version.old) => Class::Old,
            () if says(&words.version.last) => Class::Final,
            () if says(&words.version.new) => Class::New,
            () => Class::Plain,
        };
        let (number, mut copy) = numbers(&rest);
        if says(&words.version.copy) {
            copy += 1;
        }
        Self { date: dates.last().copied().or(stated), class, number, copy, path: file.to_owned() }
    }

    /// Newest last. Dates decide if every file of the group has one; else words, numbers and copies do; the path breaks ties.
    pub(super) fn order(&self, all_dated: bool) -> Order<'_> {
        (self.date.filter(|_| all_dated), self.class, self.number, self.copy, self.date, &self.path)
    }

    /// Whether something but the path tells the two apart.
    pub(super) fn tells_from(&self, other: &Self) -> bool {
        (self.date, self.class, self.number, self.copy) != (other.date, other.class, other.number, other.copy)
    }

    /// The name without dates and words of age: what stays the same from version to version.
    pub(super) fn base(file: &str, words: &Words) -> String {
        let path = submitted_part(file);
        let (_, mut rest) = take_dates(&fold(path.rsplit_once('.').map_or(path, |(stem, _)| stem)), None);
        let version = &words.version;
        for word in version.old.iter().chain(&version.new).chain(&version.last).chain(&version.copy) {
            rest = rest.replace(word.as_str(), "");
        }
        let chars: Vec<char> = rest.chars().collect();
        let counts = |at: usize| matches!(chars.get(at + 1), Some('版' | '稿' | '次')) && small_number(&chars, at).1 == 1;
        let stays = |(at, c): &(usize, &char)| c.is_alphabetic() && !matches!(c, 'v' | '版' | '稿' | '第') && !counts(*at);
        chars.iter().enumerate().filter(stays).map(|(_, c)| *c).collect()
    }
}

/// The dates in a folded text, and the text without them.
fn take_dates(text: &str, cutoff: Option<Day>) -> (Vec<Day>, String) {
    let chars: Vec<char> = text.chars().collect();
    let (mut dates, mut rest, mut at) = (Vec::new(), String::new(), 0);
    while at < chars.len() {
        if let Some((day, length)) = date_at(&chars, at, cutoff) {
            dates.push(day);
            rest.push(' ');
            at += length;
        } else {
            let run = digits(&chars, at).1.max(1);
            rest.extend(&chars[at..at + run]);
            at += run;
        }
    }
    (dates, rest)
}

/// A date that begins here: 20220518, 220518, 0518, 2022-5-18, 2022年5月18日, 5.18, 5月18日.
fn date_at(chars: &[char], at: usize, cutoff: Option<Day>) -> Option<(Day, usize)> {
    if at > 0 && (chars[at - 1] == 'v' || chars[at - 1].is_ascii_digit()) {
        return None;
    }
    let (first, length) = digits(chars, at);
    match length {
        8 => Some((day(Some(first / 10_000), first / 100 % 100, first % 100, cutoff)?, 8)),
        6 => Some((day(Some(2000 + first / 10_000), first / 100 % 100, first % 100, cutoff)?, 6)),
        4 if first / 100 > 12 => {
            let (month, day_number, more) = month_and_day(chars, at + length + 1)?;
            let between = matches!(chars.get(at + 4), Some('年' | '.' | '-' | '/' | '_'));
            between.then_some(())?;
            Some((day(Some(first), month, day_number, cutoff)?, 5 + more))
        }
        4 => Some((day(None, first / 100, first % 100, cutoff)?, 4)),
        1 | 2 => {
            let (month, day_number, more) = month_and_day(chars, at)?;
            Some((day(None, month, day_number, cutoff)?, more))
        }
        _ => None,
    }
}

/// `5.18`, `5月18日`, `5-18号`: month, day, characters taken.
fn month_and_day(chars: &[char], at: usize) -> Option<(u32, u32, usize)> {
    let (month, a) = digits(chars, at);
    let between = matches!(chars.get(at + a), Some('月' | '.' | '-' | '/'));
    let (day, b) = digits(chars, at + a + 1);
    let end = at + a + 1 + b;
    let closed = usize::from(matches!(chars.get(end), Some('日' | '号')));
    let fits = (1..=2).contains(&a) && between && (1..=2).contains(&b);
    fits.then_some((month, day, end + closed - at))
}

fn day(year: Option<u32>, month: u32, day: u32, cutoff: Option<Day>) -> Option<Day> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    if let Some(year) = year {
        return Day::new(i16::try_from(year).ok()?, month, day);
    }
    let until = cutoff.unwrap_or(Day::new(2000, 12, 31)?);
    let guess = Day::new(until.year(), month, day)?;
    if guess.number() > until.number() + 31 { Day::new(until.year() - 1, month, day) } else { Some(guess) }
}

/// The number that begins here, at most nine digits, and how many digits it has.
fn digits(chars: &[char], at: usize) -> (u32, usize) {
    let run: Vec<u32> = chars.get(at..).unwrap_or_default().iter().map_while(|c| c.to_digit(10)).take(9).collect();
    (run.iter().fold(0, |sum, digit| sum * 10 + digit), run.len())
}

/// The version number and the copy number of a name without dates.
fn numbers(name: &str) -> (u32, u32) {
    let chars: Vec<char> = name.chars().collect();
    let (mut number, mut copy, mut at) = (0, 0, 0);
    while at < chars.len() {
        let (value, length) = small_number(&chars, at);
        if length == 0 {
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(at + length);
        if matches!((before, after), (Some('('), Some(')'))) {
            copy = value;
        } else if matches!(before, Some('v' | '版' | '稿' | '终' | '订' | '正' | '改' | '新'))
            || matches!(after, Some('版' | '稿' | '次'))
        {
            number = number.max(value);
        }
        at += length;
    }
    (number, copy)
}

/// One or two digits, or a Chinese numeral up to nine.
fn small_number(chars: &[char], at: usize) -> (u32, usize) {
    match digits(chars, at) {
        (value, length @ 1..=2) => (value, length),
        (_, 0) => {
            let numeral = chars.get(at).and_then(|c| "一二三四五六七八九".chars().position(|n| n == *c));
            numeral.map_or((0, 0), |i| (i as u32 + 1, 1))
        }
        (_, length) => (0, length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(name: &str) -> Version {
        Version::of(&format!("收件/2022-W20/城关镇/{name}.xlsx"), None, Day::new(2022, 5, 22), &Words::built_in())
    }

    #[test]
    fn newer_names_sort_later() {
        for (older, newer) in [
            ("任务清单", "任务清单（修订）"),
            ("任务清单修订", "任务清单最终版"),
            ("任务清单最终版", "任务清单最终版2"),
            ("任务清单最终版2", "任务清单最终版2(1)"),
            ("任务清单v2", "任务清单V3"),
            ("任务清单第一版", "任务清单第二版"),
            ("任务清单初稿", "任务清单"),
            ("任务清单", "任务清单 (2)"),
            ("任务清单", "任务清单 - 副本"),
            ("任务清单5.18", "任务清单5.20"),
            ("任务清单最终版0518", "任务清单0520"),
            ("20220518任务清单", "任务清单2022年5月20日"),
            ("第20周任务清单", "第20周任务清单（更正）"),
        ] {
            let (a, b) = (version(older), version(newer));
            let dated = a.date.is_some() && b.date.is_some();
            assert!(a.order(dated) < b.order(dated) && a.tells_from(&b), "{older} < {newer}: {a:?} {b:?}");
            assert_eq!(Version::base(&a.path, &Words::built_in()), Version::base(&b.path, &Words::built_in()), "{older} {newer}");
        }
    }

    #[test]
    fn dates_are_read_and_other_numbers_are_not() {
        for (name, expected) in [
            ("清单5.18", Some("2022-05-18")),
            ("清单12.30", Some("2021-12-30")),
            ("5月18日/清单", Some("2022-05-18")),
            ("清单220518", Some("2022-05-18")),
            ("清单（5.16-5.22）", Some("2022-05-22")),
            ("2022年任务清单v2.1", None),
            ("第20周清单", None),
            ("清单13.40", None),
        ] {
            assert_eq!(version(name).date.map(|day| day.to_string()).as_deref(), expected, "{name}");
        }
    }
}
