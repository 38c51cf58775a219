//! L50–L57 and the office's own: a row of one form against the rows of another about the same enterprise (`[[across]]`).

use std::collections::{BTreeMap, BTreeSet};

use super::relations::{Across, GATHERED, Must, Same};
use super::rows::{self, Row};
use super::{Context, Rule};
use crate::expr::Bound;
use crate::finding::{Code, Finding, catalog};
use crate::forms::{Form, fill};
use crate::identity::EnterpriseId;
use crate::origin::Place;

pub(super) const RULE: Rule = Rule {
    codes: &[
        &catalog::LINK_MISSING,
        &catalog::CLASS_WITHOUT_PROJECT,
        &catalog::CLASS_WITH_PROJECT,
        &catalog::COUNTED_BEFORE_ENTRY,
        &catalog::ENTERED_BUT_NOT_LISTED,
        &catalog::PROJECT_NOWHERE,
        &catalog::LINK_DENIED,
    ],
    check,
};

/// Titles at least this alike are taken for the same thing.
const ALIKE: f64 = 0.5;
/// Names that a gathered finding tells.
const MOST_NAMES: usize = 30;

/// Enterprises of which a code was told already.
type Told = BTreeSet<(Code, EnterpriseId)>;

fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut told = Told::new();
    context.relations.across.iter().flat_map(|relation| across(relation, context, &mut told)).collect()
}

fn across(relation: &Across, context: &Context<'_>, told: &mut Told) -> Vec<Finding> {
    let rows = rows::of(context, &relation.form);
    let Some(when) = rows.first().and_then(|row| bound(relation.when.as_ref(), row.form, context)) else { return Vec::new() };
    let others = Others::of(relation, context);
    let mut wrong: Vec<(&Row<'_>, Option<Row<'_>>)> = Vec::new();
    for row in rows.iter().filter(|row| !row.held && when.as_ref().is_none_or(|when| when.truth(*row).is_true())) {
        let partner = match (relation.must, others.find(relation, row)) {
            (Must::Some, Found::Nothing) => None,
            (Must::None, Found::Row(other)) => Some(other),
            _ => continue,
        };
        let again = |id| !told.insert((relation.told.code.clone(), id));
        if relation.same == Same::Enterprise && row.enterprise.is_some_and(again) {
            continue;
        }
        wrong.push((row, partner));
    }
    if relation.gathers() {
        let tables = wrong.chunk_by(|(a, _), (b, _)| a.origin.source == b.origin.source);
        return tables.map(|table| gathered(relation, table, context)).collect();
    }
    wrong.iter().map(|(row, other)| finding(relation, row, other.as_ref())).collect()
}

/// `None` if a name of the condition has no value here, which loading excludes.
#[expect(clippy::option_option, reason = "no condition is another thing than one that cannot be bound")]
fn bound(expr: Option<&crate::expr::Expr>, form: &Form, context: &Context<'_>) -> Option<Option<Bound>> {
    let Some(expr) = expr else { return Some(None) };
    form.bind(expr, &|name| context.settings.given(name, context.cutoff)).ok().map(Some)
}

/// The rows on the other side by enterprise. Held ones are there as well: that a row must be mended does not mean that it is missing.
struct Others<'a> {
    by_enterprise: BTreeMap<EnterpriseId, Vec<Row<'a>>>,
    /// Some row was sent, whatever it says.
    sent: bool,
    /// Enterprises of which the other forms say anything.
    mentioned: BTreeSet<EnterpriseId>,
}

/// What the other side has.
enum Found<'a> {
    /// Nothing was sent in which it could stand: nothing can be said.
    NotSent,
    Nothing,
    Row(Row<'a>),
}

impl<'a> Others<'a> {
    fn of(relation: &Across, context: &Context<'a>) -> Self {
        let mut others = Self { by_enterprise: BTreeMap::new(), sent: false, mentioned: BTreeSet::new() };
        for other in &relation.to {
            let rows = rows::of(context, &other.form);
            let Some(filter) = rows.first().and_then(|row| bound(other.filter.as_ref(), row.form, context)) else { continue };
            others.sent = true;
            for row in rows {
                let Some(id) = row.enterprise else { continue };
                others.mentioned.insert(id);
                if filter.as_ref().is_none_or(|filter| filter.truth(&row).is_true()) {
                    others.by_enterprise.entry(id).or_default().push(row);
                }
            }
        }
        others
    }

    /// A thing with a name is looked for only where the other form speaks of the enterprise at all.
    fn find(&self, relation: &Across, row: &Row<'_>) -> Found<'a> {
        let could_stand = match (&relation.same, row.enterprise) {
            (Same::Enterprise, _) => self.sent,
            (_, Some(id)) => self.mentioned.contains(&id),
            (_, None) => false,
        };
        if !could_stand {
            return Found::NotSent;
        }
        let candidates = row.enterprise.and_then(|id| self.by_enterprise.get(&id)).map_or(&[][..], Vec::as_slice);
        let is_same = |other: &&Row<'_>| match &relation.same {
            Same::Enterprise => true,
            Same::Fields(fields) => fields.iter().all(|field| row.title(field) == other.title(field)),
            Same::Like(field) => alike(&row.title(field), &other.title(field)),
        };
        candidates.iter().find(is_same).map_or(Found::Nothing, |row| Found::Row(*row))
    }
}

/// Two titles that may mean the same: one in the other, or half of their pairs of characters in common. Blank may mean anything.
fn alike(a: &str, b: &str) -> bool {
    a.is_empty() || b.is_empty() || a.contains(b) || b.contains(a) || in_common(a, b) >= ALIKE
}

/// The share of neighbouring characters that two texts have in common, 0 to 1.
fn in_common(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<Vec<_>>();
    let (ours, mut theirs) = (pairs(a), pairs(b));
    let all = ours.len() + theirs.len();
    let mut common = 0;
    for pair in ours {
        if let Some(at) = theirs.iter().position(|other| *other == pair) {
            theirs.swap_remove(at);
            common += 2;
        }
    }
    f64::from(common) / (all.max(1) as f64)
}

/// One finding for all rows of a table, at the first of them.
fn gathered(relation: &Across, table: &[(&Row<'_>, Option<Row<'_>>)], context: &Context<'_>) -> Finding {
    let row = table[0].0;
    let names: Vec<&str> =
        table.iter().filter_map(|(row, _)| Some(&*context.lists.enterprises[row.enterprise?].name)).take(MOST_NAMES).collect();
    let rest = if table.len() > names.len() { "等" } else { "" };
    let names = format!("{}{rest}{}家企业", names.join("、"), table.len());
    let text = |name: &str| if name == GATHERED { names.clone() } else { row.written(name) };
    told(relation, row, fill(&relation.message, &text))
}

fn finding(relation: &Across, row: &Row<'_>, other: Option<&Row<'_>>) -> Finding {
    let text = |name: &str| match name.split_once('.') {
        Some((_, field)) if row.form.index(name).is_none() => other.map_or_else(String::new, |other| other.written(field)),
        _ => row.written(name),
    };
    let there = other.map(|other| format!("（见 {}）", Place::row(&other.origin.source, other.origin.row))).unwrap_or_default();
    told(relation, row, format!("{}{there}。", fill(&relation.message, &text).trim_end_matches('。')))
}

fn told(relation: &Across, row: &Row<'_>, message: String) -> Finding {
    let field = row.form.field(&relation.field).map(|field| field.name.clone());
    Finding {
        place: row.place(&relation.field),
        code: relation.told.code.clone(),
        severity: relation.told.severity,
        unit: row.unit.cloned(),
        value: Some(row.written(&relation.field)).filter(|text| !text.is_empty()).map(Into::into),
        field,
        message,
        suggestion: relation.suggestion.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_that_share_most_of_their_pairs() {
        for (a, b, expected) in [
            ("大输液车间智能化改造项目", "大输液车间智能改造", true),
            ("年产3万吨板材智能化改造", "智能化改造", true),
            ("二期热电联产", "大输液车间智能改造", false),
            ("锅炉煤改气改造项目", "窑炉余热利用改造项目", false),
            ("", "窑炉余热利用改造项目", true),
        ] {
            assert_eq!(alike(a, b), expected, "{a} / {b} {}", in_common(a, b));
        }
    }
}
