//! Sets of concepts: what the words of a heading or the meaning of a field say.

/// A concept of the lexicon, by its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Concept(u8);

impl Concept {
    /// `index` is below [`Concepts::CAPACITY`].
    pub(super) const fn new(index: usize) -> Self {
        Self(index as u8)
    }
    pub(super) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A set of concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Concepts(u128, u128);

impl Concepts {
    /// How many concepts a lexicon may have.
    pub(super) const CAPACITY: usize = 256;

    const fn one(concept: Concept) -> Self {
        match concept.0 {
            low @ 0..=127 => Self(1 << low, 0),
            high => Self(0, 1 << (high - 128)),
        }
    }
    pub(super) const fn insert(&mut self, concept: Concept) {
        *self = self.or(Self::one(concept));
    }
    pub(super) const fn contains(self, concept: Concept) -> bool {
        self.meets(Self::one(concept))
    }
    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0 && self.1 == 0
    }
    /// How many there are.
    pub(super) const fn count(self) -> i32 {
        (self.0.count_ones() + self.1.count_ones()).cast_signed()
    }
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0, self.1 | other.1)
    }
    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0, self.1 & other.1)
    }
    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0, self.1 & !other.1)
    }
    /// Whether all of these are in `other`.
    pub(super) const fn within(self, other: Self) -> bool {
        self.without(other).is_empty()
    }
    pub(super) const fn meets(self, other: Self) -> bool {
        !self.and(other).is_empty()
    }
}

impl FromIterator<Concept> for Concepts {
    fn from_iter<T: IntoIterator<Item = Concept>>(concepts: T) -> Self {
        let mut set = Self::default();
        for concept in concepts {
            set.insert(concept);
        }
        set
    }
}

/// How a concept behaves in a heading; each is explained at the top of `templates/lexicon.toml`.
#[expect(clippy::struct_excessive_bools, reason = "independent marks of a declared word, as written in the file")]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kind {
    pub(super) head: bool,
    pub(super) light: bool,
    pub(super) decisive: bool,
    pub(super) role: bool,
    pub(super) attached: bool,
    pub(super) end: bool,
}
