//! 规上工业企业名录 → who an enterprise name or code means.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::candidates::{Grams, alike};
use super::decisions::Decisions;
use super::findings;
use super::fold::fold;
use super::lists::Row;
use super::name::{Name, Regions};
use super::words::Words;
use super::{EnterpriseId, Resolution, Why};
use crate::finding::Finding;
use crate::forms::Form;
use crate::origin::{Origin, Place};
use crate::records::{Cell, Records};
use crate::value::{Date, Day};

/// Fields of 规上工业企业名录.
pub mod field {
    pub const NAME: &str = "企业名称";
    pub const CODE: &str = "统一社会信用代码";
    pub const FORMER: &str = "曾用名";
    pub const SHORT: &str = "简称";
    pub const ENTERED: &str = "入规时间";
    pub const LEFT: &str = "退规时间";
    pub const EXCUSE: &str = "不计入原因";
}

/// A listed enterprise.
#[derive(Debug, Clone)]
pub struct Enterprise {
    pub name: Arc<str>,
    pub code: Option<Arc<str>>,
    pub entered: Option<Date>,
    pub left: Option<Date>,
    /// Why it does not count (停产, 注销, 搬迁).
    pub excuse: Option<Arc<str>>,
    pub origin: Origin,
    /// All cells of its row, one a field of the list's form.
    pub cells: Vec<Cell>,
}

impl Enterprise {
    /// Why the enterprise is not in the base on a day; `None` if it counts.
    #[must_use]
    pub fn not_counted(&self, cutoff: Day) -> Option<NotCounted> {
        let until = Date::day(cutoff);
        match (&self.excuse, self.left, self.entered) {
            (Some(excuse), _, _) => Some(NotCounted::Excused(excuse.clone())),
            (None, Some(left), _) if !left.certainly_after(until) => Some(NotCounted::Left(left)),
            (None, _, Some(entered)) if entered.certainly_after(until) => Some(NotCounted::NotYet(entered)),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCounted {
    Excused(Arc<str>),
    Left(Date),
    NotYet(Date),
}

/// From this grade on a name may be a way to write another; one that is less alike contradicts the code beside it.
const LIKE: f64 = 0.5;

/// The list with its indexes.
#[derive(Debug, Default)]
pub struct Enterprises {
    form: Option<Arc<Form>>,
    list: Vec<Enterprise>,
    regions: Regions,
    words: Arc<Words>,
    codes: BTreeMap<String, EnterpriseId>,
    names: BTreeMap<String, EnterpriseId>,
    /// Former and short names that mean one enterprise only.
    aliases: BTreeMap<String, (EnterpriseId, Why)>,
    /// Core → enterprises with that core.
    cores: BTreeMap<String, Vec<EnterpriseId>>,
    grams: OnceLock<Grams>,
}

/// What the name and the code of a row say together.
#[derive(Debug, Clone, PartialEq)]
pub struct Identified {
    pub resolution: Resolution,
    pub disagreement: Option<Disagreement>,
}

/// Name and code do not mean the same enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disagreement {
    /// The code was followed; the name means another listed enterprise.
    NameMeans(EnterpriseId),
    /// Nothing was followed: the code is listed, the name is not, and is not like the listed one either.
    NameStrange,
    /// The name was followed; the list has another code for it.
    CodeStrange,
}

impl Enterprises {
    /// The enterprises of the list in its order, and its faults: a name or code that stands twice, an alias that means several.
    #[must_use]
    pub fn from_list(tables: &[&Records], home: &[&str], words: &Arc<Words>) -> (Self, Vec<Finding>) {
        let names: Vec<Arc<str>> = Row::all(tables).filter_map(|row| row.text(field::NAME)).collect();
        let regions = Regions::derive(words, home, names.iter().map(|name| &**name));
        let form = tables.first().map(|records| records.form.clone());
        let mut list = Self { form, regions, words: words.clone(), ..Self::default() };
        let mut findings = Vec::new();
        let rows: Vec<(EnterpriseId, Row<'_>)> =
            Row::all(tables).filter_map(|row| Some((list.add(row, &mut findings)?, row))).collect();
        list.index_aliases(&rows, &mut findings);
        (list, findings)
    }

    /// Adds a row unless its name is blank or stands above.
    fn add(&mut self, row: Row<'_>, findings: &mut Vec<Finding>) -> Option<EnterpriseId> {
        let name = row.text(field::NAME)?;
        let parsed = Name::parse(&name, &self.words, &self.regions);
        if let Some(first) = self.names.get(&parsed.full) {
            findings.push(findings::name_listed_twice(row.place(field::NAME), &name, &self[*first].origin));
            return None;
        }
        let id = EnterpriseId(self.list.len() as u32);
        let code = row.text(field::CODE).map(|code| Arc::from(fold(&code).to_uppercase()));
        if let Some(code) = &code {
            self.add_code(code, id, row, findings);
        }
        self.names.insert(parsed.full, id);
        self.cores.entry(parsed.core).or_default().push(id);
        self.list.push(Enterprise {
            name,
            code,
            entered: row.date(field::ENTERED),
            left: row.date(field::LEFT),
            excuse: row.text(field::EXCUSE),
            origin: row.record.origin.clone(),
            cells: row.record.cells.clone(),
        });
        Some(id)
    }

    fn add_code(&mut self, code: &Arc<str>, id: EnterpriseId, row: Row<'_>, findings: &mut Vec<Finding>) {
        if let Some(first) = self.codes.get(&**code) {
            let first = &self[*first];
            findings.push(findings::code_listed_twice(row.place(field::CODE), code, &first.name, &first.origin));
        } else {
            self.codes.insert(code.to_string(), id);
        }
    }

    /// Former and short names; one that is a listed name, or means several enterprises, is a fault and means nobody.
    fn index_aliases(&mut self, rows: &[(EnterpriseId, Row<'_>)], findings: &mut Vec<Finding>) {
        let mut several = Vec::new();
        for (id, row) in rows {
            for (name, why) in [(field::FORMER, Why::FormerName), (field::SHORT, Why::ShortName)] {
                for alias in row.texts(name) {
                    let folded = fold(&alias);
                    let other = self.names.get(&folded).or_else(|| self.aliases.get(&folded).map(|(other, _)| other));
                    match other {
                        Some(other) if other == id => {}
                        Some(other) => {
                            findings.push(findings::alias_means_two(row.place(name), &alias, &self[*other].name));
                            several.push(folded);
                        }
                        None => {
                            self.aliases.insert(folded, (*id, why));
                        }
                    }
                }
            }
        }
        for alias in several {
            self.aliases.remove(&alias);
        }
    }

    /// Who a written name, and the code beside it, mean: code → exact name → alias → decision → core of the name → candidates.
    #[must_use]
    pub fn resolve(&self, text: &str, code: Option<&str>, decisions: &Decisions) -> Identified {
        let by_name = self.resolve_name(text, decisions);
        let code = code.map(|code| fold(code).to_uppercase()).filter(|code| !code.is_empty());
        let Some(code) = code else { return Identified { resolution: by_name, disagreement: None } };
        let known = by_name.known();
        let Some(id) = self.codes.get(&code).copied() else {
            let listed = known.and_then(|id| self[id].code.as_deref());
            let disagreement = listed.is_some_and(|listed| listed != code).then_some(Disagreement::CodeStrange);
            return Identified { resolution: by_name, disagreement };
        };
        let by_code = Resolution::Alias(id, Why::CreditCode);
        match known {
            Some(name_id) if name_id == id => Identified { resolution: by_name, disagreement: None },
            Some(name_id) => Identified { resolution: by_code, disagreement: Some(Disagreement::NameMeans(name_id)) },
            None if self.is_like(text, id) => Identified { resolution: by_code, disagreement: None },
            None => {
                Identified { resolution: Resolution::Candidates(vec![(id, 0.0)]), disagreement: Some(Disagreement::NameStrange) }
            }
        }
    }

    /// Whether an unknown name could be a way to write a listed one: then the code beside it settles the matter.
    fn is_like(&self, text: &str, id: EnterpriseId) -> bool {
        let core = |text: &str| Name::parse(text, &self.words, &self.regions).core;
        alike(&core(text), &core(&self[id].name)) >= LIKE
    }

    /// Who a written name means. Similarity alone gives candidates, never an answer.
    #[must_use]
    pub fn resolve_name(&self, text: &str, decisions: &Decisions) -> Resolution {
        let folded = fold(text);
        if let Some(id) = self.names.get(&folded) {
            return Resolution::Exact(*id);
        }
        if let Some((id, why)) = self.aliases.get(&folded) {
            return Resolution::Alias(*id, *why);
        }
        match decisions.name(&folded) {
            Some(Some(id)) => return Resolution::Alias(id, Why::Decision),
            Some(None) => return Resolution::Unknown,
            None => {}
        }
        let name = Name::parse(text, &self.words, &self.regions);
        self.resolve_parts(&name).unwrap_or_else(|| self.candidates(&name))
    }

    /// By the name without its note, by the former name in a note, or by a core that one enterprise alone has.
    fn resolve_parts(&self, name: &Name) -> Option<Resolution> {
        if !name.branch {
            let bare = [Some(&name.full), Some(&name.bare), name.former.as_ref()];
            for text in bare.into_iter().flatten() {
                if let Some(id) = self.names.get(text) {
                    return Some(Resolution::Alias(*id, Why::NormalisedName));
                }
                if let Some((id, why)) = self.aliases.get(text) {
                    return Some(Resolution::Alias(*id, *why));
                }
            }
        }
        let [id] = self.cores.get(&name.core)?.as_slice() else { return None };
        let listed = Name::parse(&self[*id].name, &self.words, &self.regions);
        name.abbreviates(&listed, &self.regions).then_some(Resolution::Alias(*id, Why::NormalisedName))
    }

    fn candidates(&self, name: &Name) -> Resolution {
        let grams = self.grams.get_or_init(|| {
            let listed = self.cores.iter().flat_map(|(core, ids)| ids.iter().map(move |id| (core.clone(), *id)));
            let aliases = self.aliases.iter().map(|(alias, (id, _))| (alias.clone(), *id));
            Grams::new(listed.chain(aliases))
        });
        match grams.best(&name.core, 3) {
            found if found.is_empty() => Resolution::Unknown,
            found => Resolution::Candidates(found),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }
    /// All listed enterprises, in list order.
    pub fn iter(&self) -> impl Iterator<Item = (EnterpriseId, &Enterprise)> {
        self.list.iter().enumerate().map(|(i, enterprise)| (EnterpriseId(i as u32), enterprise))
    }
    /// The cell of a field of the list, by field name.
    #[must_use]
    pub fn cell(&self, id: EnterpriseId, field: &str) -> Option<&Cell> {
        self[id].cells.get(self.form.as_ref()?.index(field)?)
    }
    /// Where a field of an enterprise stands in the list.
    #[must_use]
    pub fn place(&self, id: EnterpriseId, field: &str) -> Place {
        let origin = &self[id].origin;
        let at = self.cell(id, field).and_then(|cell| cell.at);
        at.map_or_else(|| Place::row(&origin.source, origin.row), |at| Place::cell(&origin.source, at))
    }
    /// The list's form, once there is a list.
    #[must_use]
    pub const fn form(&self) -> Option<&Arc<Form>> {
        self.form.as_ref()
    }
}

impl std::ops::Index<EnterpriseId> for Enterprises {
    type Output = Enterprise;
    /// Ids are only made by this list.
    fn index(&self, id: EnterpriseId) -> &Enterprise {
        &self.list[id.0 as usize]
    }
}

#[cfg(test)]
#[path = "enterprises_tests.rs"]
mod tests;
