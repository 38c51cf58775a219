//! 清零: who was on the list of enterprises without a project, who has left it, who has come onto it (domain.md §2.3).
//!
//! One row an enterprise that counts, or that stood on the list this year. For each row and so for every sum of rows
//! `期初 − 清零 − 移出 + 新增 = 期末`; the opening is the closing of the archived week before, in the first week the list itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::computed::{Filling, clearing as field, plan, sorted};
use super::{Compared, Declared, Past, computed_form, single, weeks_between};
use crate::forms::Form;
use crate::identity::EnterpriseId;
use crate::ledger::{Entry, Ledger, LedgerTable};
use crate::settings::Week;
use crate::value::{State, Value};

/// Where the enterprises stand this week, as the declared measures count them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Those that count.
    pub counted: BTreeSet<EnterpriseId>,
    /// Those of them without a project.
    pub listed: BTreeSet<EnterpriseId>,
}

/// Why an enterprise is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// It was when the book began.
    First,
    /// It had a project and has none any more.
    Again,
    /// It has come to count since.
    Entered,
    /// The unit that sent its projects has not sent this week.
    Unreported,
    /// Its projects were sent and are held.
    Held,
}

/// An enterprise in last week's book.
struct Before {
    closing: bool,
    counted: bool,
    base: bool,
    cause: Option<Cause>,
    first: Option<Week>,
    since: Option<Week>,
}

/// An enterprise of today's list, or a name that is in it no more.
type Who = (Option<EnterpriseId>, Arc<str>);

/// The book of this week; `None` if its form is not declared. `references` may hold the office's plan of whom to clear by when.
#[must_use]
pub fn clear(
    standing: &Standing,
    compared: &Compared,
    references: &Ledger,
    past: &[Past<'_>],
    declared: &Declared<'_>,
) -> Option<LedgerTable> {
    let form = computed_form(declared, field::TABLE)?;
    let earlier = past.iter().filter(|past| past.week < declared.week);
    let book = earlier.filter_map(|past| Some((past.week, past.ledger.tables.get(&form.name)?)));
    let before = book.filter(|(_, table)| !table.entries.is_empty()).max_by_key(|(week, _)| *week);
    let week = before.map(|(week, _)| week);
    let before = before.map_or_else(BTreeMap::new, |(_, table)| read(table, declared));
    let work = Work { standing, compared, declared, week, planned: planned(references), form };
    let mut everybody: BTreeSet<Who> = standing.counted.iter().map(|id| work.who(*id)).collect();
    everybody.extend(before.iter().filter(|(_, b)| b.closing || b.first.is_some()).map(|(who, _)| who.clone()));
    let entries = everybody.iter().map(|who| work.row(who, before.get(who))).collect();
    Some(single(form, sorted(form, entries)))
}

/// The enterprises that the office's plan names as the base.
fn planned(references: &Ledger) -> BTreeSet<EnterpriseId> {
    let Some(table) = references.tables.get(plan::LIST) else { return BTreeSet::new() };
    let Some(base) = table.form.index(plan::BASE) else { return BTreeSet::new() };
    let is_base = |entry: &&Entry| entry.cells.get(base).is_some_and(|cell| cell.state == State::Value(Value::Bool(true)));
    table.entries.iter().filter(is_base).filter_map(|entry| entry.enterprise).collect()
}

fn read(table: &LedgerTable, declared: &Declared<'_>) -> BTreeMap<Who, Before> {
    let value = |entry: &Entry, name: &str| {
        table.form.index(name).and_then(|index| entry.cells.get(index)).and_then(|cell| cell.state.value().cloned())
    };
    let text = |entry: &Entry, name: &str| value(entry, name).and_then(|value| value.as_text().cloned());
    let flag = |entry: &Entry, name: &str| value(entry, name).and_then(|value| value.as_number()) == Some(Decimal::ONE);
    let week = |entry: &Entry, name: &str| text(entry, name).and_then(|text| text.parse::<Week>().ok());
    let row = |entry: &Entry| {
        let name = match entry.enterprise {
            Some(id) => declared.lists.enterprises[id].name.clone(),
            None => text(entry, field::NAME)?,
        };
        let before = Before {
            closing: flag(entry, field::CLOSING),
            counted: flag(entry, field::COUNTED),
            base: flag(entry, field::BASE),
            cause: text(entry, field::CAUSE).and_then(|word| Cause::read(&word)),
            first: week(entry, field::FIRST),
            since: week(entry, field::SINCE),
        };
        Some(((entry.enterprise, name), before))
    };
    table.entries.iter().filter_map(row).collect()
}

struct Work<'a> {
    standing: &'a Standing,
    compared: &'a Compared,
    declared: &'a Declared<'a>,
    /// The week of the book that is continued.
    week: Option<Week>,
    planned: BTreeSet<EnterpriseId>,
    form: &'a Arc<Form>,
}

impl Work<'_> {
    fn who(&self, id: EnterpriseId) -> Who {
        (Some(id), self.declared.lists.enterprises[id].name.clone())
    }

    fn row(&self, who: &Who, before: Option<&Before>) -> Entry {
        let (id, week) = (who.0, self.declared.week);
        let counted = id.is_some_and(|id| self.standing.counted.contains(&id));
        let closing = id.is_some_and(|id| self.standing.listed.contains(&id));
        let opening = if self.week.is_none() { closing } else { before.is_some_and(|before| before.closing) };
        let cause = id.filter(|_| closing).map(|id| self.cause(id, opening, before));
        let since = closing.then(|| before.filter(|before| before.closing).and_then(|before| before.since).unwrap_or(week));
        let first = before.and_then(|before| before.first).or(since);
        let moves = Moves {
            opening,
            cleared: opening && !closing && counted,
            removed: opening && !closing && !counted,
            added: !opening && closing,
            closing,
        };
        debug_assert!(moves.hold(), "the book of the clearing does not add up: {who:?}");
        let mut row = Filling::new(self.form, id);
        row.text(field::NAME, &who.1);
        row.flag(field::COUNTED, counted);
        row.flag(field::BASE, self.base(id, closing, before));
        for (name, yes) in [
            (field::OPENING, moves.opening),
            (field::CLEARED, moves.cleared),
            (field::REMOVED, moves.removed),
            (field::ADDED, moves.added),
            (field::CLOSING, moves.closing),
        ] {
            row.flag(name, yes);
        }
        row.text(field::STATE, moves.state(before.and_then(|before| before.cause), counted));
        row.text(field::CAUSE, cause.map_or("", Cause::word));
        row.text(field::FIRST, &first.map(|week| week.to_string()).unwrap_or_default());
        row.text(field::SINCE, &since.map(|week| week.to_string()).unwrap_or_default());
        if let Some(since) = since {
            row.set(field::WEEKS, Value::Number(Decimal::from(weeks_between(since, week) + 1)));
        }
        let mut entry = row.done();
        entry.origins = id.map(|id| self.declared.lists.enterprises[id].origin.clone()).into_iter().collect();
        entry
    }

    /// The office's own base, else the first list of the year.
    fn base(&self, id: Option<EnterpriseId>, closing: bool, before: Option<&Before>) -> bool {
        if !self.planned.is_empty() {
            return id.is_some_and(|id| self.planned.contains(&id));
        }
        match self.week {
            Some(week) if week.year() == self.declared.week.year() => before.is_some_and(|before| before.base),
            _ => closing,
        }
    }

    /// A cause that was only a gap in the reports becomes a real one as soon as they are there.
    fn cause(&self, id: EnterpriseId, opening: bool, before: Option<&Before>) -> Cause {
        let followed = |form: &str| self.declared.forms.iter().any(|f| *f.name == *form && f.history.changes.is_some());
        let held = || self.declared.held.iter().any(|held| held.enterprise == Some(id) && followed(&held.form));
        let gap = if self.compared.unreported.contains(&id) { Some(Cause::Unreported) } else { held().then_some(Cause::Held) };
        match (self.week, before) {
            (None, _) => Cause::First,
            (_, Some(Before { cause: Some(cause @ (Cause::First | Cause::Again | Cause::Entered)), .. })) if opening => *cause,
            (_, Some(before)) if before.counted => gap.unwrap_or(Cause::Again),
            _ => Cause::Entered,
        }
    }
}

/// One enterprise's line of the book.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "five columns of the book, each yes or no")]
struct Moves {
    opening: bool,
    cleared: bool,
    removed: bool,
    added: bool,
    closing: bool,
}

impl Moves {
    fn hold(self) -> bool {
        i8::from(self.opening) - i8::from(self.cleared) - i8::from(self.removed) + i8::from(self.added) == i8::from(self.closing)
    }

    /// The word of the table's form. An enterprise that was listed only because of a gap in the reports was not cleared by work.
    const fn state(self, cause: Option<Cause>, counted: bool) -> &'static str {
        match (self.opening, self.closing) {
            (true, true) => "未清零",
            (false, true) => "新增",
            (true, false) if self.removed => "移出",
            (true, false) => match cause {
                Some(Cause::Unreported | Cause::Held) => "补报",
                _ => "清零",
            },
            (false, false) if counted => "有项目",
            (false, false) => "不在册",
        }
    }
}

impl Cause {
    const ALL: [Self; 5] = [Self::First, Self::Again, Self::Entered, Self::Unreported, Self::Held];

    /// The word of the table's form.
    const fn word(self) -> &'static str {
        match self {
            Self::First => "首批",
            Self::Again => "返零",
            Self::Entered => "新入规",
            Self::Unreported => "未报",
            Self::Held => "暂缓",
        }
    }

    fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.word() == word)
    }
}
