//! The text of the reports as it stands in `templates/reports/*.toml`: strings only, nothing checked but the shape.

use serde::Deserialize;
use toml::Spanned;

pub(super) type Text = Spanned<String>;

/// One file; a workspace may add files. Unknown keys are errors; [`super::load`] makes [`super::Reports`] of them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    /// Fields that every dataset takes along if its form has them.
    #[serde(default)]
    pub(super) everywhere: Vec<String>,
    #[serde(default, rename = "parameter")]
    pub(super) parameters: Vec<RawParameter>,
    #[serde(default, rename = "dataset")]
    pub(super) datasets: Vec<RawDataset>,
    #[serde(default, rename = "measure")]
    pub(super) measures: Vec<RawMeasure>,
    #[serde(default, rename = "table")]
    pub(super) tables: Vec<RawTable>,
    #[serde(default, rename = "list")]
    pub(super) lists: Vec<RawList>,
    #[serde(default, rename = "section")]
    pub(super) sections: Vec<RawSection>,
    #[serde(default, rename = "change")]
    pub(super) changes: Vec<RawChange>,
    #[serde(default, rename = "trend")]
    pub(super) trends: Vec<RawTrend>,
    pub(super) clearing: Option<RawClearing>,
}

/// Figures of one kind against the archived week before.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChange {
    pub(super) id: Text,
    pub(super) title: String,
    pub(super) sheet: String,
    pub(super) figures: Vec<Text>,
    pub(super) note: Option<String>,
}

/// Figures, or a column of a grouped table, over the archived weeks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTrend {
    pub(super) id: Text,
    pub(super) title: String,
    pub(super) sheet: String,
    pub(super) figures: Option<Vec<Text>>,
    pub(super) table: Option<Text>,
    pub(super) column: Option<Text>,
    /// The title of its line chart; none, no chart.
    pub(super) chart: Option<String>,
    pub(super) note: Option<String>,
}

/// Who is to be cleared: figures whose rows are enterprises.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClearing {
    pub(super) counted: Text,
    pub(super) listed: Text,
}

/// A part of the summary. Declared again in another file it gets the further sheets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSection {
    pub(super) name: Text,
    /// What it is about, in a line.
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) sheets: Vec<Text>,
    /// Figures that stand first on the overview.
    #[serde(default)]
    pub(super) main: Vec<Text>,
    /// Which sheets it takes that no section names: 统计, 清单 or 数据.
    pub(super) takes: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParameter {
    /// A number of the settings, or with `elapsed` a name of its own.
    pub(super) name: Text,
    /// The share of the year that has passed at the cut-off, by 日 or 月.
    pub(super) elapsed: Option<Text>,
    /// Said after the number.
    #[serde(default)]
    pub(super) unit: String,
    pub(super) text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDataset {
    pub(super) name: Text,
    pub(super) form: Text,
    pub(super) noun: String,
    pub(super) counter: String,
    pub(super) without: Option<Text>,
    #[serde(default)]
    pub(super) optional: bool,
    /// Said in a finding when the list is missing.
    pub(super) missing: Option<String>,
    pub(super) fields: Option<Vec<Text>>,
    #[serde(default, rename = "join")]
    pub(super) joins: Vec<RawJoin>,
    #[serde(default, rename = "column")]
    pub(super) columns: Vec<RawColumn>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawJoin {
    /// A dataset, or else a form.
    pub(super) from: Text,
    pub(super) on: Spanned<Keys>,
    pub(super) key: Option<Spanned<Keys>>,
    pub(super) columns: Vec<Spanned<RawListColumn>>,
}

/// One column, or several that must all agree.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "列名，或几个列名 [\"…\", \"…\"]")]
pub(super) enum Keys {
    One(String),
    Several(Vec<String>),
}

/// The names of an entry, each at the entry's position.
pub(super) fn names(keys: &Spanned<Keys>) -> Vec<Text> {
    let at = |name: &String| Spanned::new(keys.span(), name.clone());
    match keys.get_ref() {
        Keys::One(name) => vec![at(name)],
        Keys::Several(names) => names.iter().map(at).collect(),
    }
}

/// What `%` stands for in turn: the options of `form.field`, or the words of a list.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "“表名.字段”，或词的列表")]
pub(super) enum RawEach {
    Field(String),
    Words(Vec<String>),
}

/// Grades with their lowest values, or the name of a group of 等级 in the settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "等级组的名称，或 [{ from = …, grade = … }]")]
pub(super) enum RawBands {
    Group(String),
    Listed(Vec<RawBand>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumn {
    pub(super) name: Text,
    /// One column for each, which stands for `%` everywhere in the column.
    pub(super) each: Option<Spanned<RawEach>>,
    pub(super) kind: Option<Text>,
    /// A date column whose month is wanted.
    pub(super) month: Option<Text>,
    /// A text column that holds several names.
    pub(super) words: Option<Text>,
    /// A number column: the row's place by it.
    pub(super) place: Option<Text>,
    /// The same as a share of all places.
    pub(super) place_share: Option<Text>,
    /// A number column ÷ its mean.
    pub(super) per_mean: Option<Text>,
    pub(super) within: Option<Text>,
    /// A number column graded by `bands`, after the cases.
    pub(super) grade: Option<Text>,
    pub(super) bands: Option<Spanned<RawBands>>,
    pub(super) flag: Option<Text>,
    pub(super) value: Option<Text>,
    pub(super) cases: Option<Vec<RawCase>>,
    pub(super) otherwise: Option<String>,
    pub(super) count: Option<Text>,
    pub(super) sum: Option<Text>,
    /// For sums: the column added up, in the dataset `sum`.
    pub(super) of: Option<Text>,
    pub(super) on: Option<Spanned<Keys>>,
    pub(super) key: Option<Spanned<Keys>>,
    #[serde(rename = "where")]
    pub(super) filter: Option<Text>,
    pub(super) text: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCase {
    pub(super) when: Text,
    pub(super) then: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMeasure {
    pub(super) name: Text,
    pub(super) each: Option<Spanned<RawEach>>,
    #[serde(default)]
    pub(super) figure: bool,
    /// In place of the usual kind: 户均项目数 is a ratio but no share.
    pub(super) kind: Option<Text>,
    pub(super) count: Option<Text>,
    pub(super) sum: Option<Text>,
    /// A dataset, of whose column `of` the different texts are counted.
    pub(super) distinct: Option<Text>,
    pub(super) of: Option<Text>,
    #[serde(rename = "where")]
    pub(super) filter: Option<Text>,
    /// Names of the numerator's and the denominator's measure.
    pub(super) ratio: Option<[Text; 2]>,
    /// Names of minuend and subtrahend.
    pub(super) difference: Option<[Text; 2]>,
    /// A date parameter.
    pub(super) elapsed: Option<Text>,
    pub(super) by: Option<Text>,
    pub(super) rank: Option<Text>,
    pub(super) ascending: Option<bool>,
    pub(super) groups: Option<RawGroups>,
    /// The measure whose part of the whole is wanted.
    pub(super) share: Option<Text>,
    /// A group of 目标 in the settings, or `group.item`.
    pub(super) target: Option<Text>,
    pub(super) score: Option<Vec<RawWeight>>,
    /// The most a part of a score counts, in percent: a parameter.
    pub(super) cap: Option<Text>,
    pub(super) grade: Option<Text>,
    pub(super) bands: Option<Spanned<RawBands>>,
    pub(super) otherwise: Option<String>,
    pub(super) text: Option<String>,
}

/// Where the kind of a row label stands: units of one kind are ranked among themselves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroups {
    pub(super) form: Text,
    pub(super) key: Text,
    pub(super) column: Text,
    pub(super) heading: String,
    pub(super) otherwise: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWeight {
    pub(super) measure: Text,
    pub(super) weight: Text,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBand {
    /// A parameter.
    pub(super) from: String,
    pub(super) grade: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    pub(super) id: Text,
    /// `{}` stands for the heading of the rows.
    pub(super) title: String,
    pub(super) sheet: String,
    pub(super) by: Vec<RawBy>,
    pub(super) rows: Text,
    pub(super) across: Option<RawAcross>,
    pub(super) columns: Vec<Spanned<RawTableColumn>>,
    pub(super) order: Option<Text>,
    #[serde(default)]
    pub(super) omit: Vec<String>,
    /// Only the values that the dataset of the rows has, whatever the other datasets name.
    #[serde(default)]
    pub(super) own_rows: bool,
    /// A condition on the table's columns that rows must meet to be printed.
    pub(super) only: Option<Text>,
    /// The heading of a column without which the table is not printed.
    pub(super) needs: Option<Text>,
    pub(super) total: Option<String>,
    pub(super) note: Option<String>,
    pub(super) chart: Option<RawChart>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBy {
    pub(super) column: Text,
    pub(super) heading: Option<String>,
    pub(super) note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAcross {
    pub(super) column: Text,
    pub(super) columns: Vec<Spanned<RawTableColumn>>,
}

/// A heading, or a heading with more said. Positions are those of the whole entry.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "指标名，或 { measure = …, name = …, group = …, each = … }")]
pub(super) enum RawTableColumn {
    Plain(String),
    Named { measure: String, each: Option<RawEach>, name: Option<String>, group: Option<String> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChart {
    pub(super) kind: Text,
    pub(super) title: String,
    pub(super) series: Vec<Text>,
}

/// Rows of a dataset that meet a condition, with chosen columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawList {
    pub(super) id: Text,
    pub(super) title: String,
    pub(super) sheet: String,
    pub(super) rows: Text,
    #[serde(rename = "where")]
    pub(super) filter: Text,
    pub(super) columns: Vec<Spanned<RawListColumn>>,
    #[serde(default)]
    pub(super) order: Vec<Text>,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "列名，或 { column = …, name = … }")]
pub(super) enum RawListColumn {
    Plain(String),
    Named { column: String, name: String },
}
