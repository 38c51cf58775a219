//! How much a finding weighs for the office: whose it is, its severity by the settings, and whether it is waived.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Part, findings};
use crate::finding::{Finding, Severity};
use crate::identity::Lists;
use crate::settings::Settings;
use crate::value::Day;

/// Weighs the findings of a run, some at a time, and keeps count of the waivers.
pub(super) struct Scales<'a> {
    settings: &'a Settings,
    lists: &'a Lists,
    senders: BTreeMap<&'a str, &'a Arc<str>>,
    as_of: Day,
    /// Waivers in force that covered something.
    used: BTreeSet<usize>,
    /// Waivers past their day, with how many findings they would have covered.
    expired: BTreeMap<usize, usize>,
}

impl<'a> Scales<'a> {
    pub(super) fn new(settings: &'a Settings, lists: &'a Lists, parts: &'a [Part], as_of: Day) -> Self {
        let senders = parts.iter().filter_map(|part| Some((&*part.source.file, part.unit.as_ref()?))).collect();
        Self { settings, lists, senders, as_of, used: BTreeSet::new(), expired: BTreeMap::new() }
    }

    /// Findings about a file belong to its sender; severities as the office wants them, waived findings as notes.
    pub(super) fn weigh(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            let sender = finding.place.file.as_deref().and_then(|file| self.senders.get(file));
            finding.unit = finding.unit.take().or_else(|| sender.map(|unit| (*unit).clone()));
            self.settings.regrade(finding);
            self.waive(finding);
        }
    }

    fn waive(&mut self, finding: &mut Finding) {
        let waivers = self.lists.decisions.waivers.iter().enumerate().filter(|(_, waiver)| waiver.is_about(finding));
        let (mut reason, mut past) = (None, None);
        for (index, waiver) in waivers {
            if waiver.holds_on(self.as_of) {
                self.used.insert(index);
                reason = reason.or(Some(&waiver.reason));
            } else {
                past = past.or(Some(index));
            }
        }
        if let Some(reason) = reason {
            finding.severity = Severity::Note;
            finding.message = format!("{}（已豁免：{reason}）", finding.message);
        } else if let Some(index) = past {
            *self.expired.entry(index).or_default() += 1;
        }
    }

    /// The waivers that are over, and those that met nothing.
    pub(super) fn waivers(self) -> Vec<Finding> {
        let told = |(index, waiver)| match (self.expired.get(&index), self.used.contains(&index)) {
            (Some(count), _) => Some(findings::waiver_expired(waiver, *count)),
            (None, true) => None,
            (None, false) if waiver.holds_on(self.as_of) => Some(findings::waiver_unused(waiver)),
            (None, false) => Some(findings::waiver_expired(waiver, 0)),
        };
        self.lists.decisions.waivers.iter().enumerate().filter_map(told).collect()
    }
}
