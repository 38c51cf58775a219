//! Findings for a recipient: those in the files that a unit sent, or those in the rows of certain enterprises.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::declared::{Concern, Problems, RecipientKind};
use super::recipients::Recipient;
use crate::finding::{Finding, Severity};
use crate::forms::FieldType;
use crate::identity::EnterpriseId;
use crate::ledger::Ledger;
use crate::origin::Source;
use crate::settings::Week;
use crate::workbook::{Cell, Column, Kind, Width};

/// Findings by what they speak of.
pub(super) struct Sorted<'a> {
    by_unit: BTreeMap<&'a Arc<str>, Vec<&'a Finding>>,
    by_enterprise: BTreeMap<EnterpriseId, Vec<&'a Finding>>,
    problems: &'a Problems,
    phone_fields: BTreeSet<Arc<str>>,
}

impl<'a> Sorted<'a> {
    /// Notes are nobody's work and are left out. A row's findings belong to its enterprise where the code speaks of one row only.
    pub(super) fn new(findings: &'a [Finding], ledger: &Ledger, problems: &'a Problems) -> Self {
        let owners = owners(ledger);
        let mut sorted =
            Self { by_unit: BTreeMap::new(), by_enterprise: BTreeMap::new(), problems, phone_fields: phone_fields(ledger) };
        for finding in findings.iter().filter(|finding| finding.severity > Severity::Note) {
            if let Some(unit) = &finding.unit {
                sorted.by_unit.entry(unit).or_default().push(finding);
            }
            let of_one_row = problems.groups.iter().any(|group| finding.code.as_str().starts_with(group.as_str()));
            if let Some(enterprise) = row_of(finding).filter(|_| of_one_row).and_then(|row| owners.get(&row)) {
                sorted.by_enterprise.entry(*enterprise).or_default().push(finding);
            }
        }
        sorted
    }

    /// The findings for a recipient, the gravest first. What others wrote into a telephone column is told to those who may see it.
    pub(super) fn of(&self, kind: &RecipientKind, recipient: &Recipient, phones: bool) -> Vec<&'a Finding> {
        let is_told =
            |finding: &&Finding| phones || finding.field.as_ref().is_none_or(|field| !self.phone_fields.contains(field));
        let mut own: Vec<&Finding> = match kind.problems {
            Concern::Sent => self.by_unit.get(&recipient.name).cloned().unwrap_or_default(),
            Concern::Rows => {
                let of_rows = recipient.enterprises.iter().filter_map(|id| self.by_enterprise.get(id)).flatten();
                of_rows.copied().filter(is_told).collect()
            }
        };
        own.sort_by_key(|finding| (std::cmp::Reverse(finding.severity), *finding));
        own
    }

    pub(super) const fn spec(&self) -> &'a Problems {
        self.problems
    }
}

fn phone_fields(ledger: &Ledger) -> BTreeSet<Arc<str>> {
    let fields = ledger.tables.values().flat_map(|table| &table.form.fields);
    fields.filter(|field| matches!(field.ty, FieldType::Phone)).map(|field| field.name.clone()).collect()
}

type RowPlace<'a> = (&'a str, Option<&'a str>, u32);

fn row_of(finding: &Finding) -> Option<RowPlace<'_>> {
    let place = &finding.place;
    let row = place.row.or(place.cell.map(|cell| cell.row))?;
    Some((place.file.as_deref()?, place.sheet.as_deref(), row))
}

/// Whose row a row is; one that several enterprises share is nobody's.
fn owners(ledger: &Ledger) -> BTreeMap<RowPlace<'_>, EnterpriseId> {
    let mut owners = BTreeMap::new();
    let mut shared = BTreeSet::new();
    for entry in ledger.tables.values().flat_map(|table| &table.entries) {
        for origin in &entry.origins {
            let Source { file, sheet } = &*origin.source;
            let place = (&**file, sheet.as_deref(), origin.row);
            let Some(enterprise) = entry.enterprise else { continue };
            if owners.insert(place, enterprise).is_some_and(|other| other != enterprise) {
                shared.insert(place);
            }
        }
    }
    owners.retain(|place, _| !shared.contains(place));
    owners
}

pub(super) fn columns() -> Vec<Column> {
    let wrapped =
        |heading: &str, least: f64, most: f64| Column { width: Width::Fit { least, most }, ..Column::new(heading, Kind::Text) };
    vec![
        Column::new("级别", Kind::Light).width(8.0),
        Column::new("代码", Kind::Word).width(8.0),
        wrapped("文件", 16.0, 30.0),
        wrapped("工作表", 10.0, 16.0),
        Column::new("单元格", Kind::Word).width(9.0),
        wrapped("字段", 10.0, 18.0),
        wrapped("问题", 30.0, 46.0),
        wrapped("怎么改", 26.0, 40.0),
    ]
}

pub(super) fn cells(finding: &Finding, week: Week) -> Vec<Cell> {
    let optional = |text: Option<&Arc<str>>| text.map_or_else(Cell::default, Cell::from);
    let place = &finding.place;
    let at = match (place.cell, place.row) {
        (Some(cell), _) => Cell::text(&cell.to_string()),
        (None, Some(row)) => Cell::text(&format!("第{}行", row + 1)),
        (None, None) => Cell::default(),
    };
    let inbox = format!("收件/{week}/");
    let file = place.file.as_deref().map(|file| Cell::text(file.strip_prefix(&inbox).unwrap_or(file)));
    vec![
        Cell::text(finding.severity.label()),
        Cell::text(finding.code.as_str()),
        file.unwrap_or_default(),
        optional(place.sheet.as_ref()),
        at,
        optional(finding.field.as_ref()),
        Cell::text(&finding.message),
        Cell::text(&finding.suggestion),
    ]
}
