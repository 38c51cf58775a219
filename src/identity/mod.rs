//! Who is meant: enterprises, units, persons. Exact | Alias | Candidates | Unknown; nothing is merged on similarity alone.

use std::sync::Arc;

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
