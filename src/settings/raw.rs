//! The text of `sangai.toml` and of the template of defaults: optional everywhere, so that one lies over the other.

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// Declares a table whose keys are all optional, and how the office's values lie over the defaults.
macro_rules! overlay {
    ($(#[$doc:meta])* $name:ident { $($key:ident: $ty:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(super) struct $name { $(pub(super) $key: Option<$ty>,)* }

        impl $name {
            pub(super) fn over(self, base: Self) -> Self {
                Self { $($key: self.$key.or(base.$key),)* }
            }
        }
    };
}

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSettings {
    pub(super) county: Spanned<String>,
    pub(super) year: Spanned<i64>,
    #[serde(default)]
    pub(super) regions: Vec<String>,
    #[serde(default)]
    pub(super) week: RawWeek,
    #[serde(default)]
    pub(super) intake: RawIntake,
    #[serde(default)]
    pub(super) workbook: RawWorkbook,
    #[serde(default)]
    pub(super) returns: RawReturns,
    #[serde(default)]
    pub(super) splits: RawSplits,
    #[serde(default)]
    pub(super) mail: RawMail,
    #[serde(default, rename = "参数")]
    pub(super) parameters: IndexMap<String, Spanned<Number>>,
    #[serde(default, rename = "权重")]
    pub(super) weights: IndexMap<String, IndexMap<String, Spanned<Number>>>,
    #[serde(default, rename = "等级")]
    pub(super) grades: IndexMap<String, IndexMap<String, Spanned<Number>>>,
    #[serde(default, rename = "目标")]
    pub(super) targets: IndexMap<String, IndexMap<String, Spanned<Number>>>,
    #[serde(default)]
    pub(super) severity: IndexMap<String, Spanned<String>>,
    #[serde(default, rename = "layout")]
    pub(super) layouts: Vec<Spanned<RawLayout>>,
}

overlay! {
    RawWeek {
        cut_off: Spanned<String>,
        deadline: Spanned<String>,
        utc_offset: Spanned<String>,
        receipt_from_file_time: bool,
    }
}

overlay! {
    RawIntake {
        passwords: Vec<String>,
        allowed_codes: Vec<String>,
        file_mb: u64,
        parts: usize,
        part_mb: u64,
        inflated_mb: u64,
        ratio: u64,
        cells: usize,
        sheets: usize,
        seconds: u32,
    }
}

overlay! { RawReturns { least: Spanned<String>, } }

overlay! { RawWorkbook { formula_rows: usize, } }

overlay! { RawSplits { recipients: Vec<String>, phones: Vec<String>, } }

overlay! {
    RawMail {
        host: String,
        port: u16,
        security: Spanned<String>,
        user: String,
        password_env: String,
        password_file: String,
        from: String,
        from_name: String,
        reply_to: String,
        interval_seconds: u32,
        max_mb: u32,
    }
}

/// One `[[layout]]`; rows are 1-based and columns are letters, as the spreadsheet shows them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLayout {
    pub(super) unit: Option<String>,
    pub(super) file: Option<String>,
    pub(super) sheet: Option<String>,
    pub(super) form: Option<String>,
    #[serde(default)]
    pub(super) header_rows: Vec<u32>,
    pub(super) first_row: Option<u32>,
    pub(super) last_row: Option<u32>,
    #[serde(default)]
    pub(super) columns: IndexMap<String, String>,
}

/// A number as it is written: `0.1` is a tenth, not the nearest binary fraction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number(pub(super) Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let decimal = match toml::Value::deserialize(deserializer)? {
            toml::Value::Integer(whole) => Some(Decimal::from(whole)),
            // The shortest text that reads back as the same float is what was written.
            toml::Value::Float(float) => float.to_string().parse().ok(),
            _ => None,
        };
        decimal.map(Self).ok_or_else(|| serde::de::Error::custom("应是一个数"))
    }
}
