//! The last resort before a required column is called missing: a column that words left over, whose cells can hardly be anything else.
//! What is taken here is always reported as assumed.

use super::columns::Assignment;
use super::prepared::Prepared;
use super::score::unit;
use super::{assign, heading::Heading};
use crate::forms::FieldType;
use crate::table::Table;

/// A word against is outweighed by nothing.
const CONTRADICTED: i32 = -60;
/// What a heading that says nothing of the field is worth.
const SILENT: i32 = -30;
/// The least that a heading must say of a date: 动工 over dates, not 备案时间.
const NEARLY: i32 = -12;
/// Lifts every candidate above zero, which means none.
const BASE: i32 = 200;
/// By how much one of several fields must be ahead for a column whose words do not settle it.
const AHEAD: i32 = 6;

/// What an order among amounts that a column keeps (本年累计 ≤ 自开工累计) is worth.
const ORDER: i32 = 8;
/// So many orders prove an amount whose words say little: one alone is kept by chance (到位资金 is below 本年累计 as 本周 is).
const PROVEN: i32 = 2;

impl Assignment<'_> {
    /// Gives free essential fields, and choices of any kind, to free columns by their cells.
    pub(super) fn leftovers(&mut self, table: &Table) {
        let scores: Vec<Vec<i32>> = (0..self.headings.len()).map(|column| self.leftover_row(column, table)).collect();
        let given = assign::assign(&scores);
        for (column, field) in given.into_iter().enumerate() {
            if field.is_some() {
                self.given[column] = field;
            }
        }
    }

    fn leftover_row(&self, column: usize, table: &Table) -> Vec<i32> {
        let fields = 0..self.prepared.form.fields.len();
        let free = self.given[column].is_none() && !self.is_tick(table.columns[column].col);
        if !free || self.matcher.is_ignorable(&self.headings[column]) || self.evidence.filled(column) < 2 {
            return vec![0; fields.len()];
        }
        let mut row: Vec<i32> = fields.map(|field| self.leftover(column, field)).collect();
        let best = row.iter().copied().max().unwrap_or(0);
        let close = row.iter().filter(|score| **score > 0 && **score + AHEAD > best).count();
        if close > 1 && best < BASE {
            row.fill(0);
        }
        row
    }

    fn leftover(&self, column: usize, field: usize) -> i32 {
        let (heading, declared) = (&self.headings[column], &self.prepared.form.fields[field]);
        let contradiction = self.matcher.weights.contradiction(heading, self.prepared, field);
        if !self.is_free(field) || contradiction <= CONTRADICTED || unit(heading, declared) < -40 {
            return 0;
        }
        let fit = self.evidence.fit(column, &declared.ty);
        let essential = Prepared::is_essential(declared);
        let related = self.is_related(heading, field);
        let words = self.matcher.weights.best(heading, self.prepared, field).unwrap_or(SILENT).max(SILENT * 2);
        // 去年完成投资 keeps the orders of 设备投资 and is none: each of its words must be one that the field says.
        let says_nothing_else = heading.leaf.set.within(self.prepared.said[field]);
        let kept = match declared.ty {
            FieldType::Money => self.evidence.orders_kept(self.prepared, &self.given, column, field),
            _ => 0,
        };
        let sure = match declared.ty {
            FieldType::Choice(_) | FieldType::Choices(_) => fit >= 24,
            FieldType::Person | FieldType::Unit => essential && fit >= 12,
            FieldType::Name => essential && fit >= 18,
            FieldType::Money => related && fit >= 8 && contradiction == 0 && (essential || kept >= PROVEN && says_nothing_else),
            FieldType::Text => essential && related && fit >= 0,
            FieldType::YesNo => essential && fit >= 15,
            FieldType::Date => related && fit >= 12 && contradiction == 0 && words >= NEARLY,
            _ => false,
        };
        if !sure {
            return 0;
        }
        BASE + words + fit + ORDER * kept + self.evidence.future(column, self.prepared, field) - if essential { 0 } else { 10 }
    }

    /// Whether the heading says anything of what the field means, besides that it is a time, a person ….
    fn is_related(&self, heading: &Heading, field: usize) -> bool {
        self.prepared.meanings[field]
            .iter()
            .any(|meaning| self.matcher.weights.without_heads(meaning.all).meets(heading.leaf.set))
    }
}
