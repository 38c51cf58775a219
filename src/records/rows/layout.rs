//! Where each field stands and what its bare numbers count.

use crate::forms::{FieldType, Form};
use crate::records::How;
use crate::records::headings::{Matched, Matcher};
use crate::records::typing::ColumnUnit;
use crate::table::Found;
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
    pub(super) fn new(matcher: &Matcher, form: &Form, found: &Found, matched: &Matched) -> Self {
        let mut fields: Vec<Placed> = matched
            .fields
            .iter()
            .enumerate()
            .filter_map(|(field, column)| {
                let column = column.as_ref()?;
                let written =
                    found.table.columns.iter().find(|known| known.col == column.col).and_then(|known| known.unit.as_deref());
                let stated = written.and_then(MoneyUnit::parse).or_else(|| found.table.stated_unit().and_then(MoneyUnit::parse));
                let default = form.fields[field].unit.as_deref().and_then(MoneyUnit::parse);
                Some(Placed {
                    col: column.col,
                    field,
                    unit: ColumnUnit {
                        money: stated.or(default).unwrap_or(MoneyUnit::WAN),
                        percent: written.is_some_and(|unit| matches!(unit, "%" | "％")) || column.heading.contains(['%', '％']),
                    },
                    edge: if matcher.asks_for_end(form, field) { Edge::End } else { Edge::Start },
                    shared: column.how == How::Shared,
                    unit_unsaid: stated.is_none() && form.fields[field].ty == FieldType::Money,
                })
            })
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
