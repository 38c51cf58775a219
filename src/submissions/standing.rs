//! How one unit stands with one form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::due::{Duty, duties};
use super::receipt::{Receipt, Register};
use super::{Content, Input, Sent, receipt, tables};
use crate::finding::{Finding, Severity};
use crate::ledger::Conservation;
use crate::origin::{Origin, Source};
use crate::settings::Moment;

/// One unit and form.
#[derive(Debug, Clone)]
pub struct Standing {
    pub unit: Arc<str>,
    /// 部门, 乡镇, ….
    pub category: Option<Arc<str>>,
    pub form: Arc<str>,
    /// Whether it counts among what is due; else it was sent without being asked for.
    pub due: bool,
    pub sighting: Sighting,
    pub timing: Timing,
    /// When the first of its files came in.
    pub receipt: Option<Receipt>,
    /// Whether the first version had no 错误; `None` if nothing came.
    pub first_pass: Option<bool>,
    /// Files sent, older versions too.
    pub files: Vec<Arc<str>>,
    /// Rows of the tables that count.
    pub rows: Conservation,
    /// Findings in the tables that count.
    pub errors: usize,
    pub warnings: usize,
    /// The unit's row in 单位名单.
    pub listed: Origin,
}

/// What came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sighting {
    Accepted,
    /// Entered, with 错误 or 警告.
    WithFindings,
    /// An empty table that says who sends it: nothing to report.
    ZeroReport,
    /// An empty table that nobody signed: perhaps forgotten.
    Unsigned,
    /// No row could enter.
    Returned,
    /// A file that may be it could not be read.
    Unreadable,
    NotSent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    OnTime,
    Late,
    /// Nothing tells when it came: it lies in the inbox, so it is taken as on time.
    Unknown,
    Missing,
    /// Not sent, and not yet late.
    Open,
}

impl Sighting {
    /// The word people read, and an option of 报送记录's 状态.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "已接收",
            Self::WithFindings => "已接收有问题",
            Self::ZeroReport => "零报告",
            Self::Unsigned => "空表未署名",
            Self::Returned => "退回",
            Self::Unreadable => "读不出",
            Self::NotSent => "未报送",
        }
    }

    /// Whether it has to be sent again.
    #[must_use]
    pub const fn is_sent_back(self) -> bool {
        matches!(self, Self::Returned | Self::Unreadable | Self::Unsigned)
    }
}

impl Timing {
    /// Of something that came.
    pub(super) fn of(receipt: Option<Receipt>, deadline: Moment) -> Self {
        match receipt {
            None => Self::Unknown,
            Some(receipt) if receipt.at > deadline => Self::Late,
            Some(_) => Self::OnTime,
        }
    }

    /// The word people read, and an option of 报送记录's 时效.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OnTime => "按时",
            Self::Late => "迟报",
            Self::Unknown => "时间未知",
            Self::Missing => "未报",
            Self::Open => "未到期限",
        }
    }
}

/// Every unit and form, due ones first within a unit.
pub(super) fn all(input: &Input<'_>, register: &Register) -> Vec<Standing> {
    let mut by_unit: BTreeMap<&str, Vec<&Sent>> = BTreeMap::new();
    for (unit, sent) in input.sent.iter().filter_map(|sent| Some((sent.unit.as_deref()?, sent))) {
        by_unit.entry(unit).or_default().push(sent);
    }
    let mut faults: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for (file, finding) in input.findings.iter().filter_map(|finding| Some((finding.place.file.as_deref()?, finding))) {
        faults.entry(file).or_default().push(finding);
    }
    let mut standings = Vec::new();
    for duty in duties(&input.lists.units, input.forms, input.cutoff) {
        let sent = by_unit.get(&*duty.unit.name).map_or(&[] as &[&Sent], Vec::as_slice);
        let work = Unit { duty: &duty, sent, faults: &faults, input, register };
        standings.extend(work.due().into_iter().map(|form| work.standing(&form, true)));
        standings.extend(work.extra().into_iter().map(|form| work.standing(&form, false)));
    }
    standings
}

/// What one unit owes and sent.
struct Unit<'a> {
    duty: &'a Duty<'a>,
    sent: &'a [&'a Sent],
    /// By file.
    faults: &'a BTreeMap<&'a str, Vec<&'a Finding>>,
    input: &'a Input<'a>,
    register: &'a Register,
}

impl<'a> Unit<'a> {
    /// What falls due and was not sent earlier in its period, and what was sent before it falls due. A unit that is listed as weekly
    /// and sends nothing in a week in which none of its forms falls due owes them all.
    fn due(&self) -> Vec<Arc<str>> {
        let came = |form: &Arc<str>| self.tables(form).next().is_some();
        let done = |form: &Arc<str>| !came(form) && tables::was_received(self.input, &self.duty.unit.name, form);
        let weekly = self.duty.unit.period == Some(crate::forms::Period::Week);
        let silent = weekly && self.duty.now.is_empty() && self.sent.is_empty();
        let now = self.duty.now.iter().filter(|form| !done(form));
        now.chain(self.duty.later.iter().filter(|form| silent || came(form))).cloned().collect()
    }

    /// Forms that are not on the unit's list.
    fn extra(&self) -> BTreeSet<Arc<str>> {
        let forms = self.sent.iter().filter_map(|sent| match &sent.content {
            Content::Table { form, .. } => Some(form.clone()),
            Content::Other | Content::Unreadable => None,
        });
        forms.filter(|form| !self.duty.now.contains(form) && !self.duty.later.contains(form)).collect()
    }

    fn tables(&self, wanted: &Arc<str>) -> impl Iterator<Item = &'a Sent> {
        let is = move |sent: &&&'a Sent| matches!(&sent.content, Content::Table { form, .. } if form == wanted);
        self.sent.iter().filter(is).copied()
    }

    fn standing(&self, form: &Arc<str>, due: bool) -> Standing {
        let unit = self.duty.unit;
        let mut standing = Standing {
            unit: unit.name.clone(),
            category: unit.category.clone(),
            form: form.clone(),
            due,
            sighting: Sighting::NotSent,
            timing: Timing::Missing,
            receipt: None,
            first_pass: None,
            files: Vec::new(),
            rows: Conservation::default(),
            errors: 0,
            warnings: 0,
            listed: unit.origin.clone(),
        };
        let tables: Vec<&Sent> = self.tables(form).collect();
        if tables.is_empty() {
            self.without_table(&mut standing);
        } else {
            self.with_tables(&mut standing, &tables);
        }
        standing.timing = self.timing(&standing);
        standing
    }

    /// A file that cannot be read may be the form that is looked for.
    fn without_table(&self, standing: &mut Standing) {
        let unreadable: Vec<&Sent> = self.sent.iter().filter(|sent| sent.content == Content::Unreadable).copied().collect();
        if !unreadable.is_empty() {
            standing.sighting = Sighting::Unreadable;
            standing.first_pass = Some(false);
        }
        self.count_files(standing, &unreadable);
    }

    fn with_tables(&self, standing: &mut Standing, tables: &[&Sent]) {
        let (mut signed, mut first, mut oldest) = (false, true, usize::MAX);
        for sent in tables {
            let Content::Table { rows, version, signed: is_signed, .. } = &sent.content else { continue };
            let (errors, warnings) = self.faults(&sent.source);
            if version.age < oldest {
                (oldest, first) = (version.age, true);
            }
            first &= version.age > oldest || errors == 0;
            if !version.superseded {
                standing.rows = standing.rows.plus(*rows);
                standing.errors += errors;
                standing.warnings += warnings;
                signed |= is_signed;
            }
        }
        standing.sighting = match (standing.rows.read, standing.rows.kept + standing.rows.merged) {
            (0, _) if signed => Sighting::ZeroReport,
            (0, _) => Sighting::Unsigned,
            (_, 0) => Sighting::Returned,
            _ if standing.errors + standing.warnings > 0 => Sighting::WithFindings,
            _ => Sighting::Accepted,
        };
        standing.first_pass = Some(first && !standing.sighting.is_sent_back());
        self.count_files(standing, tables);
    }

    fn count_files(&self, standing: &mut Standing, sent: &[&Sent]) {
        let files: BTreeSet<Arc<str>> = sent.iter().map(|sent| sent.source.file.clone()).collect();
        standing.files = files.into_iter().collect();
        standing.receipt = sent.iter().filter_map(|sent| receipt(self.input, self.register, sent)).min();
    }

    /// 错误 and 警告 in a table, or about its file.
    fn faults(&self, source: &Source) -> (usize, usize) {
        let of_file = self.faults.get(&*source.file).map_or(&[] as &[&Finding], Vec::as_slice);
        let about = |finding: &&&Finding| finding.place.sheet.is_none() || finding.place.sheet == source.sheet;
        let count = |severity| of_file.iter().filter(about).filter(|f| f.severity == severity).count();
        (count(Severity::Error), count(Severity::Warning))
    }

    fn timing(&self, standing: &Standing) -> Timing {
        let deadline = self.input.calendar.deadline(self.input.week);
        match standing.sighting {
            Sighting::NotSent if self.input.now < deadline => Timing::Open,
            Sighting::NotSent => Timing::Missing,
            _ => Timing::of(standing.receipt, deadline),
        }
    }
}
