//! 单位名单 → which reporting unit, bank or agency a text means.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::findings;
use super::fold::fold;
use super::lists::Row;
use super::name::Regions;
use super::words::Words;
use crate::finding::Finding;
use crate::forms::Period;
use crate::origin::Origin;
use crate::records::Records;
use crate::value::{Date, Day};

/// Fields of 单位名单.
pub mod field {
    pub const NAME: &str = "单位名称";
    pub const CATEGORY: &str = "单位类别";
    pub const ALIASES: &str = "别名";
    pub const DUE: &str = "应报表";
    pub const PERIOD: &str = "报送周期";
    pub const FROM: &str = "起始日期";
    pub const UNTIL: &str = "终止日期";
    pub const MAIL: &str = "邮箱";
    pub const CONTACT: &str = "联系人";
}

/// A listed unit.
#[derive(Debug, Clone)]
pub struct Unit {
    pub name: Arc<str>,
    /// 部门, 乡镇, 园区, 银行, 专业机构.
    pub category: Option<Arc<str>>,
    pub aliases: Vec<Arc<str>>,
    /// Names of the forms due, as the list writes them.
    pub due: Vec<Arc<str>>,
    /// How often it reports, where the list says so.
    pub period: Option<Period>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Mail addresses, as written.
    pub mails: Vec<Arc<str>>,
    /// Who fills the lists in.
    pub contact: Option<Arc<str>>,
    pub origin: Origin,
    /// The name without region and official endings, with and without a first 县 or 市.
    cores: Vec<String>,
}

impl Unit {
    /// Whether the unit exists as a reporting unit on a day.
    #[must_use]
    pub fn reports_on(&self, day: Day) -> bool {
        let day = Date::day(day);
        !self.from.is_some_and(|from| from.certainly_after(day)) && !self.until.is_some_and(|until| day.certainly_after(until))
    }
}

/// What a written unit means, by list name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitMatch {
    Exact(Arc<str>),
    /// By an alias of the list, or without region and official endings (城关镇人民政府).
    Alias(Arc<str>),
    /// By an abbreviation that only one listed unit can mean (发改委): reported.
    Short(Arc<str>),
    Unknown,
}

impl UnitMatch {
    #[must_use]
    pub fn unit(&self) -> Option<Arc<str>> {
        match self {
            Self::Exact(unit) | Self::Alias(unit) | Self::Short(unit) => Some(unit.clone()),
            Self::Unknown => None,
        }
    }
}

#[derive(Debug, Default)]
pub struct Units {
    pub(super) list: Vec<Unit>,
    pub(super) words: Arc<Words>,
    regions: Regions,
    names: BTreeMap<String, usize>,
    /// Aliases and cores → units; several units mean nobody.
    pub(super) aliases: BTreeMap<String, Vec<usize>>,
}

impl Units {
    /// The units of the list in its order, and its faults.
    #[must_use]
    pub fn from_list(tables: &[&Records], home: &[&str], words: &Arc<Words>) -> (Self, Vec<Finding>) {
        let regions = Regions::derive(words, home, std::iter::empty());
        let mut units = Self { words: words.clone(), regions, ..Self::default() };
        let mut findings = Vec::new();
        for row in Row::all(tables) {
            let Some(name) = row.text(field::NAME) else { continue };
            match units.names.get(&fold(&name)) {
                Some(first) => {
                    findings.push(findings::unit_listed_twice(row.place(field::NAME), &name, &units.list[*first].origin));
                }
                None => units.add(row, name),
            }
        }
        units.index_aliases(&mut findings);
        (units, findings)
    }

    fn add(&mut self, row: Row<'_>, name: Arc<str>) {
        let index = self.list.len();
        self.names.insert(fold(&name), index);
        let period = row.text(field::PERIOD).and_then(|period| match &*period {
            text if text.contains('周') => Some(Period::Week),
            text if text.contains('月') => Some(Period::Month),
            _ => None,
        });
        let unit = Unit {
            cores: self.cores(&name),
            category: row.text(field::CATEGORY),
            aliases: row.texts(field::ALIASES),
            due: row.texts(field::DUE),
            period,
            from: row.date(field::FROM),
            until: row.date(field::UNTIL),
            mails: row.texts(field::MAIL),
            contact: row.text(field::CONTACT),
            origin: row.record.origin.clone(),
            name,
        };
        self.list.push(unit);
    }

    fn index_aliases(&mut self, findings: &mut Vec<Finding>) {
        for (index, unit) in self.list.iter().enumerate() {
            let written = unit.aliases.iter().map(|alias| fold(alias));
            for alias in written {
                match self.names.get(&alias) {
                    Some(other) if *other != index => {
                        findings.push(findings::unit_alias_taken(unit, &alias, &self.list[*other].name));
                    }
                    _ => push_once(self.aliases.entry(alias).or_default(), index),
                }
            }
        }
        for (index, unit) in self.list.iter().enumerate() {
            let cores = unit.aliases.iter().flat_map(|alias| self.cores(alias)).chain(unit.cores.clone());
            for core in cores.filter(|core| core.chars().count() >= 2).collect::<Vec<_>>() {
                push_once(self.aliases.entry(core).or_default(), index);
            }
        }
    }

    /// A unit's name without region and official endings, with the usual contractions; and the same without a first 县 or 市, which may
    /// be the county's (县教育局) or part of the name (市场监督管理局).
    fn cores(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let unbracketed = folded.split('(').next().filter(|head| !head.is_empty()).unwrap_or(&folded);
        let core = self.regions.without(unbracketed);
        let short = self.words.unit.short.iter().fold(core.to_owned(), |text, (long, short)| text.replace(long.as_str(), short));
        let tail = self.words.unit.tails.iter().find_map(|tail| short.strip_suffix(tail.as_str()));
        let core = tail.filter(|rest| rest.chars().count() >= 2).unwrap_or(&short);
        let bare = core.strip_prefix(['县', '市', '区', '省', '州', '旗']).filter(|rest| rest.chars().count() >= 3);
        std::iter::once(core).chain(bare).map(ToOwned::to_owned).collect()
    }

    /// Which unit a text means that is a unit's name and nothing else.
    #[must_use]
    pub fn resolve(&self, text: &str) -> UnitMatch {
        let folded = fold(text);
        if folded.is_empty() {
            return UnitMatch::Unknown;
        }
        if let Some(index) = self.names.get(&folded) {
            return UnitMatch::Exact(self.list[*index].name.clone());
        }
        let cores = self.cores(text);
        for text in std::iter::once(&folded).chain(&cores) {
            if let Some(index) = self.names.get(text) {
                return UnitMatch::Alias(self.list[*index].name.clone());
            }
            if let Some([index]) = self.aliases.get(text).map(Vec::as_slice) {
                return UnitMatch::Alias(self.list[*index].name.clone());
            }
        }
        self.abbreviated(&cores).map_or(UnitMatch::Unknown, |unit| UnitMatch::Short(unit.name.clone()))
    }

    /// The one unit that an abbreviation can mean: its characters stand in the unit's name in the same order, from the first to the last.
    fn abbreviated(&self, written: &[String]) -> Option<&Unit> {
        let known = self.words.unit.abbreviations.iter().find(|(word, _)| written.contains(word));
        let fits = |unit: &&Unit| match known {
            Some((_, part)) => unit.name.contains(part.as_str()),
            None => written.iter().any(|short| unit.cores.iter().any(|core| abbreviates(short, core))),
        };
        let mut found = self.list.iter().filter(fits);
        found.next().filter(|_| found.next().is_none())
    }

    /// A listed unit by its list name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Unit> {
        self.list.get(*self.names.get(&fold(name))?)
    }
    /// The one unit that has a mail address; several have none.
    #[must_use]
    pub fn of_mail(&self, address: &str) -> Option<Arc<str>> {
        let has = |unit: &&Unit| unit.mails.iter().any(|mail| mail.trim().eq_ignore_ascii_case(address.trim()));
        let mut found = self.list.iter().filter(has);
        found.next().filter(|_| found.next().is_none()).map(|unit| unit.name.clone())
    }
    /// All units, in list order.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.list.iter()
    }
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// Whether a text ends with a region (青石县, 青石): a unit's name may follow.
    pub(super) fn follows_region(&self, text: &str) -> bool {
        self.regions.ends(text)
    }
    /// Every name that means one unit (names, aliases, cores), folded, with its unit.
    pub(super) fn known_names(&self) -> impl Iterator<Item = (&str, usize)> {
        let names = self.names.iter().map(|(name, index)| (name.as_str(), *index));
        let aliases = self.aliases.iter().filter_map(|(alias, units)| match units.as_slice() {
            [index] => Some((alias.as_str(), *index)),
            _ => None,
        });
        names.chain(aliases)
    }
}

fn push_once(list: &mut Vec<usize>, index: usize) {
    if !list.contains(&index) {
        list.push(index);
    }
}

/// 科工局 ⊂ 科学技术和工业信息化局: at least three characters, first and last the same, the others in order.
fn abbreviates(short: &str, long: &str) -> bool {
    let count = short.chars().count();
    if count < 3
        || count >= long.chars().count()
        || short.chars().next() != long.chars().next()
        || short.chars().last() != long.chars().last()
    {
        return false;
    }
    let mut rest = long.chars();
    short.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
