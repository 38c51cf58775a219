//! The columns of a table as fields of a form: settings, exact names, then the best assignment of the rest by meaning and evidence.

use super::evidence::Evidence;
use super::heading::Heading;
use super::prepared::Prepared;
use super::score::{ACCEPT, STRANGE, unit};
use super::ticks::{self, Tick};
use super::{Category, DeclaredColumn, Matcher, Period, assign, categories};
use crate::forms::FieldType;
use crate::intake::Grid;
use crate::records::ColumnMatch;
use crate::table::Table;
use crate::value::day::Edge;

/// Score of a column whose content alone tells (18-character codes, names of enterprises).
const BY_CONTENT: i32 = ACCEPT + 1;
/// Content that suits so badly that a synonym is not believed.
const UNSUITABLE: i32 = -40;

/// What became of every column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matched {
    /// For each field of the form.
    pub fields: Vec<Option<ColumnMatch>>,
    /// What was not written but understood.
    pub assumed: Vec<Assumption>,
    /// Filled columns of no field: sheet column and heading.
    pub unknown: Vec<(u32, String)>,
    /// Columns that stand for one option of a field each.
    pub ticks: Vec<Tick>,
    /// Two columns with the same heading: the one used, the one left out, the field.
    pub repeated: Vec<(u32, u32, usize)>,
    /// For each field, which of two dates in a cell it asks for.
    pub edges: Vec<Edge>,
    /// What category rows say.
    pub categories: Vec<Category>,
}

/// Why a column was taken for a field whose name it does not bear.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    pub col: u32,
    pub heading: String,
    pub field: usize,
    /// Words of the heading that say so; empty if its cells do.
    pub words: Vec<String>,
    /// The numbers of the columns decided.
    pub by_numbers: bool,
    /// Another field that it might be as well.
    pub rival: Option<usize>,
}

/// A column's claim to a field by its very words.
#[derive(Debug, Clone, Copy)]
struct Claim {
    column: usize,
    field: usize,
    /// Canonical names before synonyms, longer paths before leaves.
    rank: u8,
}

pub(super) fn matched(
    matcher: &Matcher,
    prepared: &Prepared,
    table: &Table,
    grid: &Grid,
    declared: &[DeclaredColumn],
    period: Period,
) -> Matched {
    let headings = matcher.headings(table, period);
    let evidence = Evidence::new(matcher, table, grid, &headings, period);
    let mut state = Assignment {
        matcher,
        prepared,
        headings: &headings,
        evidence: &evidence,
        given: vec![None; headings.len()],
        exact: vec![false; headings.len()],
        ticks: Vec::new(),
    };
    let declared_columns = state.declare(declared, table);
    let losers = state.claim();
    state.ticks = ticks::of(&prepared.form, table, &headings, &state.given, &|column| evidence.holds_marks(column));
    let scores = state.score_rest(table);
    let swapped = state.assign_rest(&scores);
    state.similar(table);
    state.leftovers(table);
    let shared = state.shared();
    let columns = state.report(table, &declared_columns, &losers, &shared, &scores, &swapped);
    Matched {
        edges: prepared.ends.iter().map(|end| if *end { Edge::End } else { Edge::Start }).collect(),
        categories: categories::of(table, grid, &matcher.thesaurus),
        ..columns
    }
}

pub(super) struct Assignment<'a> {
    pub(super) matcher: &'a Matcher,
    pub(super) prepared: &'a Prepared,
    pub(super) headings: &'a [Heading],
    pub(super) evidence: &'a Evidence<'a>,
    /// For each column, its field.
    pub(super) given: Vec<Option<usize>>,
    /// Columns given by the settings or their very words.
    pub(super) exact: Vec<bool>,
    pub(super) ticks: Vec<Tick>,
}

impl Assignment<'_> {
    pub(super) fn is_free(&self, field: usize) -> bool {
        !self.given.contains(&Some(field)) && !self.ticks.iter().any(|tick| tick.field == field)
    }

    /// Whether a column is an option of a field spread over several.
    pub(super) fn is_tick(&self, col: u32) -> bool {
        self.ticks.iter().any(|tick| tick.col == col)
    }

    /// Gives what the settings say; the columns so given.
    fn declare(&mut self, declared: &[DeclaredColumn], table: &Table) -> Vec<usize> {
        let mut columns = Vec::new();
        for entry in declared {
            let column = table.columns.iter().position(|column| column.col == entry.col);
            if let (Some(column), Some(field)) = (column, self.prepared.form.index(&entry.field)) {
                self.given[column] = Some(field);
                self.exact[column] = true;
                columns.push(column);
            }
        }
        columns
    }

    /// Gives every field to the column that bears its name best. Returns the columns that bear a name already given, with its owner.
    fn claim(&mut self) -> Vec<(usize, usize)> {
        let mut claims: Vec<Claim> = (0..self.headings.len())
            .filter(|&column| self.given[column].is_none())
            .flat_map(|column| self.claims(column))
            .collect();
        claims.sort_by_key(|claim| (std::cmp::Reverse(claim.rank), claim.column));
        let mut losers = Vec::new();
        for claim in claims {
            if self.given[claim.column].is_some() {
                continue;
            }
            let canonical = claim.rank >= CANONICAL;
            if !canonical && self.evidence.fit(claim.column, &self.prepared.form.fields[claim.field].ty) <= UNSUITABLE {
                continue;
            }
            match self.given.iter().position(|given| *given == Some(claim.field)) {
                None => {
                    self.given[claim.column] = Some(claim.field);
                    self.exact[claim.column] = true;
                }
                Some(owner) => losers.push((claim.column, owner)),
            }
        }
        losers
    }

    fn claims(&self, column: usize) -> Vec<Claim> {
        let heading = &self.headings[column];
        let leaf = heading.leaf_key();
        // 具体问题描述 is called 问题描述 as well, after everything that is called so outright.
        let bare = self.matcher.thesaurus.without_noise(leaf);
        let bare = (bare != leaf && !heading.joined).then_some((0, bare.as_str()));
        let keys = (1u8..).zip(heading.keys.iter().rev().map(String::as_str)).chain(bare);
        let mut claims = Vec::new();
        let echo = heading.echo.iter().flat_map(|key| self.prepared.named(key)).filter(|named| named.canonical);
        claims.extend(echo.map(|named| Claim { column, field: named.field, rank: CANONICAL }));
        for (place, key) in keys {
            for named in self.prepared.named(key) {
                let field = &self.prepared.form.fields[named.field];
                let against = self.matcher.weights.contradiction(heading, self.prepared, named.field);
                if (against >= 0 || named.canonical && against == STRANGE) && unit(heading, field) > UNSUITABLE {
                    let rank = if named.canonical && place > 0 { CANONICAL } else { 0 } + place;
                    claims.push(Claim { column, field: named.field, rank });
                }
            }
        }
        claims
    }

    /// Scores of the columns left for the fields left; 0 where nothing speaks for it.
    fn score_rest(&self, table: &Table) -> Vec<Vec<i32>> {
        (0..self.headings.len())
            .map(|column| {
                let free = self.given[column].is_none() && !self.is_tick(table.columns[column].col);
                let open = free && !self.matcher.is_ignorable(&self.headings[column]);
                let fields = 0..self.prepared.form.fields.len();
                fields.map(|field| if open && self.is_free(field) { self.score(column, field) } else { 0 }).collect()
            })
            .collect()
    }

    fn score(&self, column: usize, field: usize) -> i32 {
        let (heading, declared) = (&self.headings[column], &self.prepared.form.fields[field]);
        if self.is_no_text(column, field) {
            return 0;
        }
        let by_words = self.matcher.weights.best(heading, self.prepared, field).map(|score| score + unit(heading, declared));
        let score = match by_words {
            Some(score) if score < ACCEPT - 30 => return 0,
            Some(score) => score + self.evidence.fit(column, &declared.ty) + self.evidence.future(column, self.prepared, field),
            None if heading.leaf.residue > 0 && self.content_tells(column, field) => BY_CONTENT,
            None => return 0,
        };
        if score < ACCEPT { 0 } else { score + self.in_order(column, field) + i32::from(Prepared::is_essential(declared)) * 2 }
    }

    /// The cells are the words of a required choice that no other column has: a column headed 建设进度 that says 在建, 竣工, 前期.
    fn holds_options(&self, column: usize) -> bool {
        let fields = self.prepared.form.fields.iter().enumerate();
        self.evidence.filled(column) >= 3
            && fields
                .filter(|(field, declared)| Prepared::is_required(declared) && self.is_free(*field))
                .any(|(_, declared)| matches!(declared.ty, FieldType::Choice(_)) && self.evidence.fit(column, &declared.ty) >= 27)
    }

    /// A column of options or of enterprises, which is no text field's.
    pub(super) fn is_no_text(&self, column: usize, field: usize) -> bool {
        let declared = &self.prepared.form.fields[field];
        declared.ty == FieldType::Text && (!declared.key && self.holds_options(column) || self.holds_enterprises(column))
    }

    /// The cells are names of enterprises, and the enterprise of the row has no other column: 问题企业名称 is no 问题描述.
    fn holds_enterprises(&self, column: usize) -> bool {
        let mut names = self.prepared.form.fields.iter().enumerate().filter(|(_, declared)| declared.ty == FieldType::Name);
        self.evidence.filled(column) >= 3
            && names.any(|(field, declared)| declared.key && self.is_free(field) && self.evidence.fit(column, &declared.ty) >= 24)
    }

    /// Content that only one field of the form can have.
    fn content_tells(&self, column: usize, field: usize) -> bool {
        let ty = &self.prepared.form.fields[field].ty;
        let only = self.prepared.form.fields.iter().filter(|other| other.ty == *ty).count() == 1;
        let sure = match ty {
            FieldType::Name => 24,
            FieldType::Code => 36,
            _ => return false,
        };
        only && self.evidence.filled(column) >= 3 && self.evidence.fit(column, ty) >= sure
    }

    /// A little for a column that stands where the form's order expects its field.
    fn in_order(&self, column: usize, field: usize) -> i32 {
        let left = self.given[..column].iter().rev().flatten().next().is_none_or(|other| *other < field);
        let right = self.given[column..].iter().flatten().next().is_none_or(|other| *other > field);
        i32::from(left && right) * 3
    }

    /// Assigns the rest together, then lets the numbers of the columns correct it. Returns the columns that they moved.
    fn assign_rest(&mut self, scores: &[Vec<i32>]) -> Vec<usize> {
        let given = assign::assign(scores);
        for (column, field) in given.iter().enumerate() {
            if field.is_some() {
                self.given[column] = *field;
            }
        }
        let before = self.given.clone();
        self.evidence.refine(self.prepared, scores, &mut self.given);
        (0..before.len()).filter(|&column| before[column] != self.given[column]).collect()
    }

    /// Fields that stand in another field's column: `负责人及联系电话`, `开竣工时间`. Pairs of field and column.
    fn shared(&self) -> Vec<(usize, usize)> {
        let mut shared = Vec::new();
        for field in (0..self.prepared.form.fields.len()).filter(|&field| self.is_free(field)) {
            // A column gives itself to one more field of a kind.
            let taken = |column: usize, shared: &[(usize, usize)]| {
                shared.iter().any(|&(other, at)| {
                    at == column && self.prepared.form.fields[other].ty == self.prepared.form.fields[field].ty
                })
            };
            let column = (0..self.headings.len()).find(|&column| self.is_shared(column, field) && !taken(column, &shared));
            shared.extend(column.map(|column| (field, column)));
        }
        shared
    }

    fn is_shared(&self, column: usize, field: usize) -> bool {
        let Some(owner) = self.given[column] else { return false };
        let heading = &self.headings[column];
        let (declared, owning) = (&self.prepared.form.fields[field], &self.prepared.form.fields[owner]);
        let both = |meaning: &super::prepared::Meaning, own: &super::prepared::Meaning| {
            meaning.must.within(heading.all())
                && heading.leaf.set.within(meaning.all.or(own.all))
                && !heading.leaf.set.within(own.all)
        };
        let said = self.prepared.meanings[field]
            .iter()
            .any(|meaning| self.prepared.meanings[owner].iter().any(|own| both(meaning, own)));
        let kinds = match (&declared.ty, &owning.ty) {
            (FieldType::Phone, FieldType::Person) => true,
            (FieldType::Date, FieldType::Date) => self.prepared.ends[field] != self.prepared.ends[owner],
            _ => false,
        };
        let by_cells = declared.ty == FieldType::Phone
            && owning.ty == FieldType::Person
            && self.evidence.names_and_phones(column)
            && self.same_person(field, owner);
        kinds && said || by_cells
    }

    /// Whether a phone field is of the same role as a person field: what else their meanings say is the same.
    fn same_person(&self, phone: usize, person: usize) -> bool {
        let roles = self.matcher.thesaurus.of_kind(|kind| kind.role);
        let role = |field: usize| self.prepared.meanings[field].first().map(|meaning| meaning.all.and(roles));
        role(phone).is_some() && role(phone) == role(person)
    }
}

/// Rank of a field's own name.
const CANONICAL: u8 = 8;
