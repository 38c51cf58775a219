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
    let engine = Engine::of_measures(ledger, lists, parameters, reports, &[&spec.counted, &spec.listed]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;
    use crate::statistics::compute;
    use crate::statistics::testing::{day, ledger, settings, table};

    #[test]
    fn the_list_of_the_clearing_is_the_list_that_is_printed() {
        let (forms, settings) = (Forms::built_in(), settings());
        let mut enterprises = table(&forms, "规上工业企业名录", "企业名称 不计入原因\n 甲厂 -\n 乙厂 -\n 丙厂 停产\n 丁厂 -");
        for (id, entry) in (0..).zip(&mut enterprises.entries) {
            entry.enterprise = Some(EnterpriseId(id));
        }
        let lists = ledger(vec![enterprises]);
        let tasks = "企业名称 项目名称 项目阶段\n 甲厂 一 在建\n 乙厂 二 取消\n 丙厂 三 在建";
        let tasks = ledger(vec![table(&forms, "任务清单", tasks)]);
        let parameters = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
        let reports = Reports::built_in(&forms).unwrap_or_else(|m| panic!("{m:#?}"));
        let standing = standing(&tasks, &lists, &parameters, &reports).expect("declared");
        let ids = |ids: &BTreeSet<EnterpriseId>| ids.iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!((ids(&standing.counted), ids(&standing.listed)), (vec![0, 1, 3], vec![1, 3]));
        let (statistics, _) = compute(&tasks, &lists, &parameters, &reports);
        let printed = statistics.figures.iter().find(|figure| &*figure.name == "零项目企业数").expect("a figure");
        assert_eq!(printed.behind.rows.len(), standing.listed.len());
    }
}
