//! What the cells of a column look like, cheaply: shares of amounts, dates, codes, telephones, persons, enterprises, options.

use super::thesaurus::Thesaurus;
use crate::forms::{FieldType, Vocabulary};
use crate::intake::{Content, Grid, GridCell, NumberClass};
use crate::origin::CellRef;
use crate::records::typing;
use crate::value::day::{self, Edge};
use crate::value::normalise::{is_blank, is_han, is_not_applicable, key};
use crate::value::number::plain;
use crate::value::{Day, choice, yes_no};

/// Rows that are looked at.
pub(super) const SAMPLE: usize = 60;

/// Counts over the filled cells of a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    pub(super) filled: usize,
    numbers: usize,
    dates: usize,
    codes: usize,
    phones: usize,
    persons: usize,
    persons_with_phones: usize,
    enterprises: usize,
    units: usize,
    yes_no: usize,
    long: usize,
    /// Two to four Han characters and nothing else.
    short: usize,
    /// A date later than the cut-off stands in it.
    pub(super) future: usize,
    texts: Vec<String>,
    /// For each sampled row, the number that stands there.
    pub(super) values: Vec<Option<f64>>,
}

impl Profile {
    /// Looks at a column's record rows.
    pub(super) fn of(grid: &Grid, col: u32, rows: &[u32], cut_off: Day, thesaurus: &Thesaurus) -> Self {
        let mut profile = Self::default();
        for &row in rows.iter().take(SAMPLE) {
            let cell = grid.get(CellRef::new(row, col));
            profile.values.push(None);
            if let Some(cell) = cell {
                profile.add(cell, cut_off, thesaurus);
            }
        }
        profile
    }

    fn add(&mut self, cell: &GridCell, cut_off: Day, thesaurus: &Thesaurus) {
        match &cell.content {
            Content::Number(number) => self.add_number(*number, cell.class, cut_off),
            Content::Text(text) if !is_blank(text) && !is_not_applicable(text) => self.add_text(text, cut_off, thesaurus),
            _ => {}
        }
    }

    fn add_number(&mut self, number: f64, class: NumberClass, cut_off: Day) {
        self.filled += 1;
        let digits = number.trunc().abs();
        if matches!(class, NumberClass::Day | NumberClass::Month) {
            self.dates += 1;
            self.future += usize::from(Day::from_serial(number as i32, false).is_some_and(|day| day > cut_off));
        } else if (1.0e10..2.0e10).contains(&digits) {
            self.phones += 1;
        } else if digits >= 1.0e14 {
            self.codes += 1;
        } else {
            self.numbers += 1;
            let year = (1990.0..2060.0).contains(&digits)
                || (199_001.0..206_013.0).contains(&digits)
                || (19_900_101.0..20_600_101.0).contains(&digits);
            self.dates += usize::from(year);
            if let Some(last) = self.values.last_mut() {
                *last = Some(number);
            }
        }
    }

    fn add_text(&mut self, text: &str, cut_off: Day, thesaurus: &Thesaurus) {
        self.filled += 1;
        let text = key(text);
        let count = text.chars().count();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if let Some(number) = plain(&text) {
            self.numbers += usize::from(digits < 11);
            if let Some(last) = self.values.last_mut() {
                *last = number.try_into().ok();
            }
        } else if digits > 0 && text.ends_with(['元', '万', '亿', '%', '‰']) && count <= 14 {
            self.numbers += 1;
        }
        let year = text.get(..4).and_then(|year| year.parse::<i16>().ok()).filter(|year| (1990..2060).contains(year));
        let dated = count <= 16
            && (year.is_some() && digits >= 4
                || digits > 0 && text.contains(['月', '年'])
                || ["年底", "长期", "半年"].iter().any(|word| text.contains(word)));
        self.dates += usize::from(dated);
        self.future +=
            usize::from(dated && day::parse(&text, cut_off.year(), Edge::Start).is_ok_and(|read| read.date.first() > cut_off));
        self.codes += usize::from((15..=20).contains(&count) && text.is_ascii() && digits >= 8);
        let phone = (7..=16).contains(&digits)
            && (text.starts_with('1') && digits == 11 || text.starts_with('0') || text.contains('-'))
            && !dated;
        self.phones += usize::from(phone && count <= digits + 3);
        self.persons_with_phones +=
            usize::from((7..=13).contains(&digits) && is_person(text.trim_end_matches(|c: char| !c.is_alphabetic()), thesaurus));
        self.persons += usize::from(is_person(&text, thesaurus));
        self.enterprises += usize::from(ends(&text, &thesaurus.looks.enterprise_endings));
        self.units += usize::from(ends(&text, &thesaurus.looks.unit_endings));
        self.yes_no += usize::from(count <= 4 && yes_no::parse(&text).is_some());
        self.long += usize::from(count >= 12);
        self.short += usize::from((2..=4).contains(&count) && text.chars().all(is_han));
        self.texts.push(text);
    }

    fn share(&self, count: usize) -> f32 {
        if self.filled == 0 { 0.0 } else { count as f32 / self.filled as f32 }
    }

    /// Nothing but ticks and short words: a column for one option.
    pub(super) fn holds_marks(&self) -> bool {
        self.dates == 0 && self.long == 0 && self.numbers <= self.yes_no
    }

    /// Whether most cells hold a name and a telephone number.
    pub(super) fn names_and_phones(&self) -> bool {
        self.filled >= 2 && self.share(self.persons_with_phones) >= 0.5
    }

    /// How well the cells suit a type of field, in tenths: about +40 (surely) to −60 (surely not). 0 if nothing is filled.
    pub(super) fn fit(&self, ty: &FieldType) -> i32 {
        if self.filled == 0 {
            return 0;
        }
        // One cell says little against.
        let against = if self.filled >= 3 { -50 } else { -15 };
        let scaled = |share: f32, best: i32, worst: i32| match share {
            share if share >= 0.2 => (share * best as f32) as i32,
            _ => worst,
        };
        let foreign = self.share(self.codes).max(self.share(self.phones)) > 0.5;
        match ty {
            FieldType::Name if self.share(self.numbers + self.dates + self.phones) > 0.5 => against,
            FieldType::Name => scaled(self.share(self.enterprises), 30, -10),
            FieldType::Code => scaled(self.share(self.codes), 40, against),
            FieldType::Phone => scaled(self.share(self.phones + self.persons_with_phones), 30, against),
            FieldType::Money | FieldType::Number | FieldType::Integer | FieldType::Percent if foreign => against,
            FieldType::Money | FieldType::Number | FieldType::Integer
                if self.share(self.dates) > 0.8 && self.share(self.numbers) < 0.5 =>
            {
                against
            }
            FieldType::Money | FieldType::Number | FieldType::Integer | FieldType::Percent => {
                scaled(self.share(self.numbers), 10, against)
            }
            FieldType::Date | FieldType::Month | FieldType::Year => scaled(self.share(self.dates), 15, against),
            FieldType::Choice(words) | FieldType::Choices(words) => scaled(self.options(words), 30, against),
            FieldType::YesNo => scaled(self.share(self.yes_no), 20, against),
            FieldType::Person => {
                let share = self.share(self.persons.max(self.persons_with_phones));
                // A rare surname is no reason against: short names without one are only less sure.
                if share < 0.2 && self.share(self.short) > 0.8 { 0 } else { scaled(share, 20, against) }
            }
            FieldType::Unit
                if self.share(self.numbers + self.phones) > 0.5 || self.share(self.persons) > 0.7 && self.units == 0 =>
            {
                against
            }
            FieldType::Unit => scaled(self.share(self.units), 15, 0),
            FieldType::Text | FieldType::Texts => self.fit_text(foreign),
        }
    }

    fn fit_text(&self, foreign: bool) -> i32 {
        if foreign || self.share(self.numbers) > 0.8 || self.share(self.dates) > 0.8 {
            -30
        } else if self.share(self.persons) > 0.8 {
            -15
        } else {
            i32::from(self.long * 2 > self.filled) * 5
        }
    }

    /// The share of cells that hold an option's word. Where some do, the others are read as their cells will be: 正在建设 is 在建.
    fn options(&self, words: &Vocabulary) -> f32 {
        let known = |text: &str| {
            words.options.iter().any(|option| {
                text.contains(&*option.name)
                    || option.synonyms.iter().any(|synonym| synonym == text)
                    || option.parts.iter().any(|part| text.contains(part))
            })
        };
        let mut short: Vec<(&str, usize)> = Vec::new();
        for text in self.texts.iter().filter(|text| text.chars().count() <= OPTION_SIGNS) {
            match short.iter_mut().find(|(seen, _)| seen == text) {
                Some((_, count)) => *count += 1,
                None => short.push((text, 1)),
            }
        }
        let (said, open): (Vec<_>, Vec<_>) = short.into_iter().partition(|(text, _)| known(text));
        let said: usize = said.iter().map(|(_, count)| count).sum();
        if self.share(said) < SOME || open.is_empty() {
            return self.share(said);
        }
        let options = typing::words(words);
        let is_read = |text: &str| text.chars().count() <= WORD_SIGNS && choice::read_one(text, &options).state.value().is_some();
        let read: usize = open.iter().filter(|(text, _)| is_read(text)).map(|(_, count)| count).sum();
        self.share(said + read)
    }
}

/// Longer texts are no options.
const OPTION_SIGNS: usize = 24;
/// Longer texts are not compared with options sign by sign.
const WORD_SIGNS: usize = 6;
/// The share of plain options from which on the other cells are looked at.
const SOME: f32 = 0.2;

fn ends(text: &str, endings: &[String]) -> bool {
    let bare = text.split('(').next().filter(|bare| !bare.is_empty()).unwrap_or(text);
    bare.chars().count() >= 2 && endings.iter().any(|ending| bare.ends_with(ending.as_str()))
}

/// Two to four Han characters that begin with a surname, perhaps followed by a bracketed note.
fn is_person(text: &str, thesaurus: &Thesaurus) -> bool {
    let first = text.split(['、', ',', '/', ';', '(']).next().unwrap_or(text);
    let name: String = first.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, ':' | '-')).collect();
    let count = name.chars().count();
    (2..=4).contains(&count)
        && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '×' | 'X' | '某'))
        && name.chars().next().is_some_and(|c| thesaurus.looks.surnames.contains(c))
}
