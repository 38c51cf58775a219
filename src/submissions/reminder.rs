//! 催报: what to say to a unit that owes something, from a template that the office can change.

use std::collections::BTreeMap;

use super::standing::{Standing, Timing};
use crate::forms::fill;
use crate::settings::{Mistake, Moment, Week, guess_clause};

/// The template that comes with the program.
pub const TEMPLATE: &str = include_str!("../../templates/mail/催报.txt");
/// Where the office keeps its own, in its folder.
pub const FILE: &str = "模板/催报.txt";

/// The places that a sentence may have.
const PLACES: [&str; 6] = ["县", "单位", "周次", "期限", "报表", "收到时间"];

/// Why a unit is reminded, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    Awaited,
    Missing,
    Late,
    SentBack,
}

impl Occasion {
    const ALL: [Self; 4] = [Self::Awaited, Self::Missing, Self::Late, Self::SentBack];

    /// The heading in the template.
    const fn heading(self) -> &'static str {
        match self {
            Self::Awaited => "未到期限",
            Self::Missing => "未报",
            Self::Late => "迟报",
            Self::SentBack => "退回",
        }
    }

    fn of(standing: &Standing) -> Option<Self> {
        match (standing.timing, standing.sighting) {
            _ if !standing.due => None,
            (Timing::Open, _) => Some(Self::Awaited),
            (Timing::Missing, _) => Some(Self::Missing),
            (_, sighting) if sighting.is_sent_back() => Some(Self::SentBack),
            (Timing::Late, _) => Some(Self::Late),
            _ => None,
        }
    }
}

/// A template, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reminders {
    sentences: BTreeMap<Occasion, String>,
}

/// What all reminders of a week share.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub county: &'a str,
    pub week: Week,
    pub deadline: Moment,
}

impl Reminders {
    /// Reads a template; `file` names it in mistakes.
    ///
    /// # Errors
    /// A heading or a place that nobody knows, or a sentence in front of the first heading.
    pub fn parse(text: &str, file: &str) -> Result<Self, Mistake> {
        let mut reminders = Self::default();
        let mut current = None;
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let refuse = |message: String| Mistake { file: file.to_owned(), line: Some(index + 1), message };
            let line = line.trim();
            if let Some(heading) = line.strip_prefix('【').and_then(|rest| rest.strip_suffix('】')) {
                let known = Occasion::ALL.into_iter().find(|occasion| occasion.heading() == heading);
                let near = guess_clause(heading, Occasion::ALL.into_iter().map(Occasion::heading));
                current = Some(known.ok_or_else(|| refuse(format!("没有“{heading}”这种情况{near}")))?);
            } else if !line.is_empty() && !line.starts_with('#') {
                let occasion = current.ok_or_else(|| refuse("这一行在第一个【】之前".to_owned()))?;
                if let Some(strange) = strange_place(line) {
                    let near = guess_clause(&strange, PLACES);
                    return Err(refuse(format!("没有“{{{strange}}}”这一项{near}")));
                }
                let sentence = reminders.sentences.entry(occasion).or_default();
                sentence.push_str(line);
                sentence.push('\n');
            }
        }
        Ok(reminders)
    }

    /// What to say to one unit; `None` if it owes nothing. `standings` are the unit's.
    #[must_use]
    pub fn of_unit(&self, standings: &[Standing], about: About<'_>) -> Option<String> {
        let mut said = String::new();
        for occasion in Occasion::ALL {
            let these: Vec<&Standing> = standings.iter().filter(|s| Occasion::of(s) == Some(occasion)).collect();
            if let (Some(sentence), [first, ..]) = (self.sentences.get(&occasion), these.as_slice()) {
                said.push_str(&fill(sentence, &|place| filled(place, first, &these, about)));
            }
        }
        Some(said.trim_end().to_owned()).filter(|said| !said.is_empty())
    }
}

fn filled(place: &str, first: &Standing, these: &[&Standing], about: About<'_>) -> String {
    match place {
        "县" => about.county.to_owned(),
        "单位" => first.unit.to_string(),
        "周次" => about.week.label(),
        "期限" => spoken(about.deadline),
        "报表" => these.iter().map(|standing| format!("《{}》", standing.form)).collect::<Vec<_>>().join("、"),
        _ => these.iter().filter_map(|s| s.receipt).map(|receipt| spoken(receipt.at)).max().unwrap_or_default(),
    }
}

/// `5月22日18:00`.
fn spoken(at: Moment) -> String {
    format!("{}月{}日{:02}:{:02}", at.day.month(), at.day.day(), at.hour, at.minute)
}

/// The first place of a line that there is not.
fn strange_place(line: &str) -> Option<String> {
    line.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .find(|name| !PLACES.contains(name))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_template_is_valid_and_mistakes_are_named() {
        let built_in = Reminders::parse(TEMPLATE, FILE).expect("the template");
        assert_eq!(built_in.sentences.len(), Occasion::ALL.len());
        for (text, mistake) in [
            ("【未报】\n{单位}请报{报表名}", "模板/催报.txt 第2行：没有“{报表名}”这一项，是不是“报表”？"),
            ("【没报】\n请报", "模板/催报.txt 第1行：没有“没报”这种情况"),
            ("请报", "模板/催报.txt 第1行：这一行在第一个【】之前"),
        ] {
            let said = Reminders::parse(text, FILE).expect_err("a mistake").to_string();
            assert!(said.starts_with(mistake), "{said}");
        }
    }
}
