//! The outcome of matching: which column each field was read from, what was assumed, what was left over.

use super::columns::{Assignment, Assumption, Matched};
use super::concepts::Concepts;
use crate::records::{ColumnMatch, How};
use crate::table::Table;

impl Assignment<'_> {
    /// What became of every column.
    pub(super) fn report(
        &self,
        table: &Table,
        declared: &[usize],
        losers: &[(usize, usize)],
        shared: &[(usize, usize)],
        scores: &[Vec<i32>],
        swapped: &[usize],
    ) -> Matched {
        let mut all = Matched { fields: vec![None; self.prepared.form.fields.len()], ..Matched::default() };
        let col = |column: usize| table.columns[column].col;
        for (column, heading) in self.headings.iter().enumerate() {
            let Some(field) = self.given[column] else {
                let owner = losers.iter().find(|(loser, _)| *loser == column).map(|(_, owner)| *owner);
                match owner.filter(|&owner| self.headings[owner].keys == heading.keys) {
                    Some(owner) => all.repeated.extend(self.given[owner].map(|field| (col(owner), col(column), field))),
                    None if self.is_tick(col(column)) => {}
                    None if self.matcher.is_ignorable(heading) || self.evidence.filled(column) == 0 => {}
                    None => all.unknown.push((col(column), heading.written.clone())),
                }
                continue;
            };
            let how = if declared.contains(&column) {
                How::Declared
            } else if self.exact[column] {
                How::Exact
            } else {
                all.assumed.push(self.assumption(col(column), column, field, scores, swapped.contains(&column)));
                How::Assumed
            };
            all.fields[field] = Some(ColumnMatch { col: col(column), heading: heading.written.clone(), how });
        }
        for &(field, column) in shared {
            all.fields[field] =
                Some(ColumnMatch { col: col(column), heading: self.headings[column].written.clone(), how: How::Shared });
        }
        for tick in self.ticks.iter().rev() {
            let heading = self.prepared.form.fields[tick.field].name.to_string();
            all.fields[tick.field] = Some(ColumnMatch { col: tick.col, heading, how: How::Ticked });
        }
        all.ticks.clone_from(&self.ticks);
        all
    }

    fn assumption(&self, col: u32, column: usize, field: usize, scores: &[Vec<i32>], by_numbers: bool) -> Assumption {
        let heading = &self.headings[column];
        let meant = self.prepared.meanings[field].iter().fold(Concepts::default(), |all, meaning| all.or(meaning.all));
        let mut words: Vec<String> = Vec::new();
        for (word, said) in heading.group.words.iter().chain(&heading.leaf.words) {
            if said.meets(meant) && !words.contains(word) {
                words.push(word.clone());
            }
        }
        let rival = (0..scores[column].len())
            .filter(|&other| other != field && scores[column][other] > 0 && self.is_free(other))
            .max_by_key(|&other| scores[column][other]);
        let close = rival.filter(|&rival| scores[column][rival] + 10 >= scores[column][field]);
        Assumption { col, heading: heading.written.clone(), field, words, by_numbers, rival: close }
    }
}
