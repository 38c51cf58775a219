//! 报送: who owes which form this week, what came in, when, and whether it could be used.
//!
//! [`discipline`] takes what was sent and gives one [`Standing`] for every unit and form that is due, the findings of group R, and the
//! computed tables 报送记录 (this week, a row a unit and form) and 报送历程 (every week so far, a row a unit), over which the declared
//! statistics count.

mod due;
mod findings;
pub mod receipt;
pub mod reminder;
mod standing;
mod tables;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use due::named as form_named;
pub use receipt::{Evidence, REGISTER, Receipt, Receipts, moment, receipt_of};
pub use standing::{Sighting, Standing, Timing};
pub use tables::{HISTORY, RECORD};

use crate::finding::Finding;
use crate::forms::Form;
use crate::identity::Lists;
use crate::ledger::{Conservation, Ledger};
use crate::origin::Source;
use crate::records::Records;
use crate::settings::{Calendar, Moment, Week};
use crate::value::Day;
use receipt::Register;

/// One table or file that came in.
#[derive(Debug, Clone)]
pub struct Sent {
    pub source: Arc<Source>,
    /// By its list name; `None` if nothing tells.
    pub unit: Option<Arc<str>>,
    pub content: Content,
}

/// What it turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A table of a known form.
    Table {
        form: Arc<str>,
        rows: Conservation,
        version: Version,
        /// Whether the sheet names its sender or who filled it in: an empty table is a zero report only then.
        signed: bool,
    },
    /// Other material: it keeps no form from being missing.
    Other,
    /// A file that could not be read: it may be any form.
    Unreadable,
}

/// Where a table stands among the versions of its unit and form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// 0 is the oldest.
    pub age: usize,
    /// Whether a newer one counts in its place.
    pub superseded: bool,
}

/// What the stage is told.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub week: Week,
    pub cutoff: Day,
    pub calendar: Calendar,
    /// Until when what has not come is still awaited; the deadline or later for a finished week.
    pub now: Moment,
    pub sent: &'a [Sent],
    /// Times that mails and files give.
    pub receipts: &'a Receipts,
    /// Tables of the form 收件登记, of the lists and of the week's inbox.
    pub register: &'a [Records],
    pub lists: &'a Lists,
    pub forms: &'a [Arc<Form>],
    /// Everything found in what was sent, at the severities that the office wants.
    pub findings: &'a [Finding],
    /// Ledgers of earlier weeks, with their own 报送记录.
    pub past: &'a [(Week, &'a Ledger)],
}

/// Who stands where in a week.
#[derive(Debug, Clone, Default)]
pub struct Discipline {
    /// In the order of 单位名单, and of the forms there; what came without being due follows its unit's.
    pub standings: Vec<Standing>,
    /// One a table or file that was sent, in its order.
    pub arrivals: Vec<Arrival>,
}

/// When one table or file came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    pub receipt: Option<Receipt>,
    pub timing: Timing,
}

/// Says who stands where, names what is missing, late or useless, and gives the computed tables.
#[must_use]
pub fn discipline(input: &Input<'_>) -> (Discipline, Ledger, Vec<Finding>) {
    let (register, mut findings) = Register::read(input.register, input.week, input.calendar, &input.lists.units);
    let standings = standing::all(input, &register);
    findings.extend(findings::of(&standings, input));
    findings.sort();
    let arrival = |sent: &Sent| {
        let receipt = receipt(input, &register, sent);
        Arrival { receipt, timing: Timing::of(receipt, input.calendar.deadline(input.week)) }
    };
    let discipline = Discipline { standings, arrivals: input.sent.iter().map(arrival).collect() };
    let tables = tables::computed(&discipline, input);
    (discipline, tables, findings)
}

/// The time of receipt of one table or file: of its mail, in the register, or of the file.
fn receipt(input: &Input<'_>, register: &Register, sent: &Sent) -> Option<Receipt> {
    let form = match &sent.content {
        Content::Table { form, .. } => Some(&**form),
        Content::Other | Content::Unreadable => None,
    };
    let known = receipt_of(input.receipts, &sent.source.file);
    let written = || register.of(&sent.source.file, sent.unit.as_deref(), form);
    known.filter(|receipt| receipt.evidence == Evidence::Mail).or_else(written).or(known)
}
