//! Who sent a file: the folder it lies in, the address it was mailed from, its name, the filler line 填报单位, its title, in that order of
//! trust.

use std::sync::Arc;

use super::findings;
use super::fold::fold;
use super::units::{UnitMatch, Units};
use crate::finding::Finding;
use crate::table::Filler;
use crate::value::Day;

/// The unit that sent a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// By its list name; `None` if nothing tells.
    pub unit: Option<Arc<str>>,
    pub how: Evidence,
    /// The date that a filler or the file name states, for the order of versions.
    pub stated: Option<Day>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Evidence {
    Folder,
    /// The address that a mail came from stands in 单位名单.
    Mail,
    FileName,
    Filler,
    Title,
    #[default]
    None,
}

impl Units {
    /// The sender of a file: its path relative to the office folder, the address it was mailed from, and what its sheet says.
    #[must_use]
    pub fn sender_of(
        &self,
        file: &Arc<str>,
        mailed_from: Option<&str>,
        fillers: &[Filler],
        title: Option<&str>,
    ) -> (Sender, Vec<Finding>) {
        let mut parts: Vec<&str> = submitted_part(file).split('/').collect();
        let mut names: Vec<&str> = parts.pop().into_iter().collect();
        // The name of a saved mail is its subject: as good as a file's name.
        parts.retain(|part| {
            let is_mail = part.to_ascii_lowercase().ends_with(".eml");
            names.extend(is_mail.then_some(*part));
            !is_mail
        });
        let folder = parts.iter().rev().find_map(|part| self.mentioned(part));
        let stem = |name: &str| name.rsplit_once('.').map_or_else(|| name.to_owned(), |(stem, _)| stem.to_owned());
        let by_name = names.iter().find_map(|name| self.mentioned(&stem(name)));
        let filler = fillers
            .iter()
            .filter(|filler| self.is_unit_label(&filler.label))
            .find_map(|filler| Some((self.of_filler(&filler.value)?, filler)));
        let titled = title.and_then(|title| self.mentioned(title));
        let evidence = [
            (Evidence::Folder, folder.clone()),
            (Evidence::Mail, mailed_from.and_then(|address| self.of_mail(address))),
            (Evidence::FileName, by_name),
            (Evidence::Filler, filler.clone().map(|(unit, _)| unit)),
            (Evidence::Title, titled),
        ];
        let found = evidence.into_iter().find_map(|(how, unit)| Some((how, unit?)));
        let (how, unit) = found.map_or((Evidence::None, None), |(how, unit)| (how, Some(unit)));
        let mut findings = Vec::new();
        match (&unit, filler) {
            (Some(unit), Some((says, filler))) if *unit != says => {
                findings.push(findings::sender_differs(file, how, unit, filler, &says));
            }
            (None, _) if !self.is_empty() => findings.push(findings::sender_unknown(file)),
            _ => {}
        }
        (Sender { unit, how, stated: None }, findings)
    }

    fn is_unit_label(&self, label: &str) -> bool {
        let label = fold(label);
        self.words.unit.labels.iter().any(|known| label.contains(known.as_str()))
    }

    /// 城关镇人民政府（盖章） → 城关镇.
    fn of_filler(&self, value: &str) -> Option<Arc<str>> {
        self.resolve(value).unit().or_else(|| self.mentioned(value))
    }

    /// The one unit that a longer text names: the longest known name that begins where a name may begin, else an abbreviation.
    #[must_use]
    pub fn mentioned(&self, text: &str) -> Option<Arc<str>> {
        if let UnitMatch::Exact(unit) | UnitMatch::Alias(unit) = self.resolve(text) {
            return Some(unit);
        }
        let folded = fold(text);
        let mut best: Option<(usize, usize)> = None;
        let mut tied = false;
        for (name, index) in self.known_names().filter(|(name, _)| self.names_a_unit(&folded, name)) {
            let length = name.chars().count();
            match best {
                Some((longest, unit)) if longest == length => tied |= unit != index,
                Some((longest, _)) if longest > length => {}
                _ => (best, tied) = (Some((length, index)), false),
            }
        }
        match best {
            Some((_, index)) => (!tied).then(|| self.list[index].name.clone()),
            None => self.abbreviated_in(&folded),
        }
    }

    /// Whether a text contains a name at a place where names begin: not 老城关镇 for 城关镇.
    fn names_a_unit(&self, text: &str, name: &str) -> bool {
        let starts = |at: usize| text[..at].chars().next_back().is_none_or(|c| !is_han(c) || self.words.unit.before.contains(c));
        text.match_indices(name).any(|(at, _)| starts(at) || self.follows_region(&text[..at]))
    }

    /// 科工局任务清单 → 科工局.
    fn abbreviated_in(&self, text: &str) -> Option<Arc<str>> {
        text.split(|c| !is_han(c)).find_map(|part| {
            let ends = self.words.unit.ends.iter().filter_map(|end| part.find(end.as_str()).map(|at| at + end.len()));
            let mut prefixes: Vec<&str> = ends.map(|end| &part[..end]).collect();
            prefixes.sort_by_key(|prefix| prefix.len());
            prefixes.into_iter().find_map(|prefix| self.resolve(prefix).unit())
        })
    }
}

/// The path below 收件/<week>/: neither the folder of submissions nor the week names a unit.
#[must_use]
pub fn submitted_part(file: &str) -> &str {
    let below = file.strip_prefix("收件/").unwrap_or(file);
    match below.split_once('/') {
        Some((week, rest)) if week.contains("-W") => rest,
        _ => below,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
