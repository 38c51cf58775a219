//! Where the enterprises stand this week: asked of the declared figures, so that the list of the clearing is the list that is printed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::declared::Reports;
use super::engine::Engine;
use super::parameters::Parameters;
use crate::history::Standing;
use crate::identity::EnterpriseId;
use crate::ledger::Ledger;

/// The enterprises that count and those without a project; `None` where the reports do not say, or there is no list to count.
#[must_use]
pub fn standing(ledger: &Ledger, lists: &Ledger, parameters: &Parameters<'_>, reports: &Reports) -> Option<Standing> {
    let spec = reports.clearing.as_ref()?;
    let engine = Engine::new(ledger, lists, parameters, reports);
    Some(Standing { counted: engine.enterprises(&spec.counted)?, listed: engine.enterprises(&spec.listed)? })
}

impl Engine<'_> {
    /// The enterprises of the rows that a measure counts.
    fn enterprises(&self, measure: &Arc<str>) -> Option<BTreeSet<EnterpriseId>> {
        let behind = self.behind(measure);
        let dataset = self.reports.datasets.get_index_of(&behind.dataset)?;
        let frame = self.frames[dataset].as_ref()?;
        Some(behind.rows.iter().filter_map(|row| frame.entries[frame.rows[*row]].enterprise).collect())
    }
}
