//! Where each field stands and what its bare numbers count.

use super::Reading;
use crate::forms::FieldType;
use crate::records::typing::ColumnUnit;
use crate::records::{ColumnMatch, How};
use crate::value::day::Edge;
use crate::value::money::MoneyUnit;

/// The fields by sheet column.
pub(super) struct Layout {
    /// Sorted by column.
    pub(super) fields: Vec<Placed>,
}

/// A field with its column.
pub(super) struct Placed {
    pub(super) col: u32,
    pub(super) field: usize,
    pub(super) unit: ColumnUnit,
    pub(super) edge: Edge,
    pub(super) shared: bool,
    /// A money column of which nothing says the unit.
    pub(super) unit_unsaid: bool,
}

impl Layout {
    pub(super) fn new(reading: &Reading<'_>) -> Self {
        let columns = reading.matched.fields.iter().enumerate();
        let mut fields: Vec<Placed> = columns
            .filter_map(|(field, column)| Some(place(reading, field, column.as_ref().filter(|c| c.how != How::Ticked)?)))
            .collect();
        fields.sort_by_key(|placed| (placed.col, placed.field));
        Self { fields }
    }

    /// The fields that stand in a column: usually one.
    pub(super) fn at(&self, col: u32) -> &[Placed] {
        let from = self.fields.partition_point(|placed| placed.col < col);
        let to = self.fields.partition_point(|placed| placed.col <= col);
        &self.fields[from..to]
    }

    /// Whether another field shares this one's column.
    pub(super) fn is_split(&self, placed: &Placed) -> bool {
        self.at(placed.col).len() > 1
    }
}

/// The unit of a bare number: of the heading or its group or the row under it, else the table's unit line, else the field's own.
fn place(reading: &Reading<'_>, field: usize, column: &ColumnMatch) -> Placed {
    let (table, declared) = (reading.table, &reading.form.fields[field]);
    let written = table.columns.iter().find(|known| known.col == column.col).and_then(|known| known.unit.as_deref());
    let stated = written.and_then(MoneyUnit::parse).or_else(|| table.stated_unit().and_then(MoneyUnit::parse));
    let default = declared.unit.as_deref().and_then(MoneyUnit::parse);
    Placed {
        col: column.col,
        field,
        unit: ColumnUnit {
            money: stated.or(default).unwrap_or(MoneyUnit::WAN),
            percent: written.is_some_and(|unit| matches!(unit, "%" | "％")) || column.heading.contains(['%', '％']),
        },
        edge: reading.matched.edges.get(field).copied().unwrap_or_default(),
        shared: column.how == How::Shared,
        unit_unsaid: stated.is_none() && declared.ty == FieldType::Money,
    }
}
