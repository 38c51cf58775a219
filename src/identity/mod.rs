//! Who is meant: enterprises, units, persons. Exact | Alias | Candidates | Unknown; nothing is merged on similarity alone.
//!
//! [`Lists::load`] reads what the office keeps, [`Units::sender_of`] says who sent a table, [`resolve`] finds the enterprise of every row.

mod candidates;
pub mod care;
mod decided;
pub mod decisions;
pub mod enterprises;
mod findings;
mod fold;
pub mod lists;
mod name;
mod persons;
mod resolve;
pub mod sender;
#[cfg(test)]
pub(crate) mod testing;
pub mod units;
pub mod words;

use std::sync::Arc;

pub use care::{Arrangement, Care};
pub use decided::{Settled, settle};
pub use decisions::{Choice, Decisions, ProjectChoice, Waiver};
pub use enterprises::{Disagreement, Enterprise, Enterprises, Identified, NotCounted};
pub use fold::{fold, fold_letters, fold_title};
pub use lists::{CARE, CONFLICT_DECISIONS, ENTERPRISES, Lists, NAME_DECISIONS, PROJECT_DECISIONS, UNITS, WAIVERS};
pub use name::{Name, Regions};
pub use persons::{bare_person, bare_persons, persons_agree};
pub use resolve::{Resolved, enterprise_field, place_of, resolve};
pub use sender::{Evidence, Sender, submitted_part};
pub use units::{Unit, UnitMatch, Units};
pub use words::Words;

/// An index into the enterprise list ([`crate::ledger`] prints list names only).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnterpriseId(pub u32);

#[derive(Debug, Clone, PartialEq)]
pub enum Resolution {
    Exact(EnterpriseId),
    /// By alias, former or short name, or the office's decision.
    Alias(EnterpriseId, Why),
    /// Graded, best first; the clerk decides.
    Candidates(Vec<(EnterpriseId, f32)>),
    Unknown,
}

impl Resolution {
    /// The enterprise, if it is certain.
    #[must_use]
    pub const fn known(&self) -> Option<EnterpriseId> {
        match self {
            Self::Exact(id) | Self::Alias(id, _) => Some(*id),
            Self::Candidates(_) | Self::Unknown => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    CreditCode,
    NormalisedName,
    FormerName,
    ShortName,
    Decision,
}

/// A unit of 单位名单, by its list name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitName(pub Arc<str>);
