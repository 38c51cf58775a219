//! 包联安排: who answers for an enterprise, and which department serves it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use super::EnterpriseId;
use super::decisions::Decisions;
use super::enterprises::Enterprises;
use super::findings;
use super::lists::Row;
use super::units::Units;
use crate::finding::Finding;
use crate::forms::Form;
use crate::records::{Cell, Records};

/// Fields of 包联安排.
pub mod field {
    pub const NAME: &str = "企业名称";
    pub const CADRE: &str = "包联干部";
    pub const LEADER: &str = "包联领导";
    pub const SERVICE: &str = "服务部门";
    pub const MAIL: &str = "邮箱";
}

/// The arrangement of one enterprise.
#[derive(Debug, Clone)]
pub struct Arrangement {
    pub leader: Option<Arc<str>>,
    pub cadre: Option<Arc<str>>,
    /// Its service department, by its list name where the unit is listed.
    pub service: Option<Arc<str>>,
    /// All cells of the row, one a field of the list's form.
    pub cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default)]
pub struct Care {
    form: Option<Arc<Form>>,
    by_enterprise: BTreeMap<EnterpriseId, Arrangement>,
}

impl Care {
    /// The arrangements, and the faults of the list: an enterprise that is not listed, or stands twice.
    #[must_use]
    pub fn from_list(tables: &[&Records], enterprises: &Enterprises, units: &Units) -> (Self, Vec<Finding>) {
        let mut care = Self { form: tables.first().map(|records| records.form.clone()), ..Self::default() };
        let mut findings = Vec::new();
        for row in Row::all(tables) {
            let Some(name) = row.text(field::NAME) else { continue };
            let Some(id) = enterprises.resolve_name(&name, &Decisions::default()).known() else {
                findings.extend((!enterprises.is_empty()).then(|| findings::list_names_stranger(row.place(field::NAME), &name)));
                continue;
            };
            let service = row.text(field::SERVICE).map(|unit| units.resolve(&unit).unit().unwrap_or(unit));
            let arrangement = Arrangement {
                leader: row.text(field::LEADER),
                cadre: row.text(field::CADRE),
                service,
                cells: row.record.cells.clone(),
            };
            match care.by_enterprise.entry(id) {
                Entry::Occupied(_) => findings.push(findings::care_twice(row.place(field::NAME), &enterprises[id].name)),
                Entry::Vacant(place) => {
                    place.insert(arrangement);
                }
            }
        }
        (care, findings)
    }

    #[must_use]
    pub fn get(&self, id: EnterpriseId) -> Option<&Arrangement> {
        self.by_enterprise.get(&id)
    }
    /// The cell of a field of the list, by field name.
    #[must_use]
    pub fn cell(&self, id: EnterpriseId, field: &str) -> Option<&Cell> {
        self.get(id)?.cells.get(self.form.as_ref()?.index(field)?)
    }
    /// All arrangements, by enterprise.
    pub fn iter(&self) -> impl Iterator<Item = (EnterpriseId, &Arrangement)> {
        self.by_enterprise.iter().map(|(id, arrangement)| (*id, arrangement))
    }
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_enterprise.is_empty()
    }
}
