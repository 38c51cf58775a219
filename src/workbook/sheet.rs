//! The words of the model: what a sheet declares. No row or column number, no colour, no font.

use std::fmt;
use std::sync::Arc;

use super::cell::{Cell, Kind, Target};
use super::entry::Entry;
use super::grid::Mark;
use super::text::display_width;
use crate::statistics::ChartKind;
use crate::value::Day;

/// A workbook: sheets in order.
#[derive(Debug)]
pub struct Book<'a> {
    /// The document title in the file's properties.
    pub title: String,
    /// Stands for the creation time, so that the same input gives the same bytes.
    pub date: Day,
    /// The sheet to which the titles of all others lead back.
    pub home: Option<Arc<str>>,
    pub sheets: Vec<Sheet<'a>>,
}

/// What a sheet is for: a page to print, a list to filter, a form to fill in, or words that only programs look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetUse {
    /// Fills the width of a page, title centred.
    Report,
    /// As wide as its columns need, title on the left so that it stays in sight beside frozen columns.
    List,
    /// Looks like a list; only the cells meant for typing are open.
    Form,
    /// Without a title, and hidden so that people do not meet it.
    Hidden,
}

#[derive(Debug)]
pub struct Sheet<'a> {
    /// The wished name; made safe and unique when the book is laid out.
    pub name: Arc<str>,
    pub purpose: SheetUse,
    pub title: String,
    /// Lines under the title.
    pub notes: Vec<String>,
    pub blocks: Vec<Block<'a>>,
}

/// The parts of a sheet, from top to bottom.
#[derive(Debug)]
pub enum Block<'a> {
    Caption(String),
    Cards(Vec<Card>),
    Links(Vec<Link>),
    Charts(Vec<Chart>),
    /// A line of labelled facts above a table: 填报单位, 填报人.
    Facts(Vec<Fact>),
    Table(Table<'a>),
}

/// A label and what is said, or to be filled in, beside it.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Without a colon.
    pub label: Arc<str>,
    pub cell: Cell,
    pub entry: Entry,
}

/// A key figure: label, large number, a line below.
#[derive(Debug, Clone)]
pub struct Card {
    pub label: Arc<str>,
    pub kind: Kind,
    pub cell: Cell,
    pub note: String,
    pub tone: Tone,
    /// Other formulas may refer to the number by this name.
    pub mark: Option<Mark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Alert,
}

/// A line of the table of contents.
#[derive(Debug, Clone)]
pub struct Link {
    pub text: String,
    pub target: Target,
}

/// A chart over a table of the book.
#[derive(Debug, Clone)]
pub struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// The table's id.
    pub table: Arc<str>,
    /// 0-based columns as declared (without columns put in front of them).
    pub category: usize,
    pub series: Vec<usize>,
    /// How many rows it draws: a chart of bars grows with them.
    pub bars: usize,
}

#[derive(Debug)]
pub struct Table<'a> {
    /// By this name formulas and charts of the whole book find its columns.
    pub id: Arc<str>,
    pub caption: Option<String>,
    /// Base, rule and thresholds, printed above the header.
    pub basis: String,
    pub columns: Vec<Column>,
    /// Number of columns in front of the declared ones (序号).
    pub lead: usize,
    pub rows: Rows<'a>,
    pub filter: bool,
    /// Columns that stay in sight on the left.
    pub frozen_columns: usize,
    pub charts: Vec<Chart>,
}

/// A column, written down once.
#[derive(Debug, Clone)]
pub struct Column {
    pub heading: Arc<str>,
    /// Equal neighbours share one group heading.
    pub group: Option<Arc<str>>,
    pub kind: Kind,
    pub width: Width,
    /// Data bars behind rates.
    pub bars: bool,
    /// Computed from the others.
    pub derived: bool,
    pub entry: Entry,
}

/// Width in digits of the body font; a Han character is two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Width {
    Exactly(f64),
    /// As wide as heading and cells need.
    Fit {
        least: f64,
        most: f64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    Item,
    Total,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub kind: RowKind,
    pub cells: Vec<Cell>,
    /// Other formulas may refer to the cell of this index by this name.
    pub mark: Option<(usize, Mark)>,
    /// Cells that take other entries than their column: index and entry.
    pub entries: Vec<(usize, Entry)>,
}

/// Rows of a table: held, or made one by one while writing.
pub enum Rows<'a> {
    Listed(Vec<Row>),
    Streamed { count: usize, row: Box<dyn Fn(usize) -> Vec<Cell> + Send + Sync + 'a> },
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed(rows) => f.debug_tuple("Listed").field(rows).finish(),
            Self::Streamed { count, .. } => f.debug_struct("Streamed").field("count", count).finish_non_exhaustive(),
        }
    }
}

impl Rows<'_> {
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Listed(rows) => rows.len(),
            Self::Streamed { count, .. } => *count,
        }
    }
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Row {
    #[must_use]
    pub const fn item(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Item, cells, mark: None, entries: Vec::new() }
    }
    #[must_use]
    pub const fn total(cells: Vec<Cell>) -> Self {
        Self { kind: RowKind::Total, cells, mark: None, entries: Vec::new() }
    }
    /// The same with what may be typed into the cell of this index.
    #[must_use]
    pub fn entry(mut self, index: usize, entry: Entry) -> Self {
        self.entries.push((index, entry));
        self
    }
}

impl Column {
    /// A column as wide as it needs; the bounds follow from the kind.
    #[must_use]
    pub fn new(heading: &str, kind: Kind) -> Self {
        let width = match kind {
            Kind::Serial => Width::Exactly(6.0),
            Kind::Text => Width::Fit { least: 10.0, most: 34.0 },
            Kind::Word => Width::Fit { least: 8.0, most: 16.0 },
            Kind::Date => Width::Exactly(12.0),
            Kind::Code => Width::Fit { least: 13.0, most: 22.0 },
            Kind::Rank | Kind::Light => Width::Fit { least: 7.0, most: 10.0 },
            Kind::Count | Kind::Score => Width::Fit { least: 9.0, most: 15.0 },
            Kind::Money | Kind::Rate | Kind::Points => Width::Fit { least: 11.0, most: 18.0 },
        };
        Self { heading: Arc::from(heading), group: None, kind, width, bars: false, derived: false, entry: Entry::default() }
    }
    /// The heading as printed: amounts name their unit.
    #[must_use]
    pub fn title(&self) -> String {
        let unit = match self.kind {
            Kind::Money => "（万元）",
            Kind::Points => "（百分点）",
            _ => "",
        };
        let title =
            if self.heading.contains(['（', '(']) { self.heading.to_string() } else { format!("{}{unit}", self.heading) };
        // what is in brackets goes on a line of its own, whole
        if display_width(&title) > 10 { title.replacen('（', "\n（", 1) } else { title }
    }
    #[must_use]
    pub fn width(mut self, digits: f64) -> Self {
        self.width = Width::Exactly(digits);
        self
    }
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entry = entry;
        self
    }
    #[must_use]
    pub fn group(mut self, group: Option<&Arc<str>>) -> Self {
        self.group = group.cloned();
        self
    }
}

impl Table<'_> {
    #[must_use]
    pub fn new(id: &str, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self {
            id: Arc::from(id),
            caption: None,
            basis: String::new(),
            columns,
            lead: 0,
            rows: Rows::Listed(rows),
            filter: false,
            frozen_columns: 0,
            charts: Vec::new(),
        }
    }
}
