//! A ledger cell ⇄ JSON, exactly: state, text as written, address.
//!
//! `null` is a cell with nothing in it; else `[address, raw, state]`. The address is the column's letters if the cell stands in its entry's
//! first origin, `[source, "C14"]` elsewhere, `null` for a value that the office decided. Raw `true` means: as in the value. The state is
//! left out if blank; a value describes itself: text, `true`/`false`, `[texts]`, `{"n": "12.50"}`, `{"d": "2022-05"}`, `{"s": "na"}`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::origin::{CellRef, column_index, column_name};
use crate::value::{Date, Day, State, Value};

/// `{"s": …}` of a cell in which the sender said that there is nothing to say.
const NOT_APPLICABLE: &str = "na";
/// `{"s": …}` of a cell that could not be read.
const UNREADABLE: &str = "unreadable";

/// A state in its JSON shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StateText(pub(super) State);

impl Serialize for StateText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tagged = |serializer: S, tag: &str, text: &str| {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(tag, text)?;
            map.end()
        };
        match &self.0 {
            State::Blank => serializer.serialize_none(),
            State::NotApplicable => tagged(serializer, "s", NOT_APPLICABLE),
            State::Unreadable => tagged(serializer, "s", UNREADABLE),
            State::Value(Value::Text(text)) => serializer.serialize_str(text),
            State::Value(Value::Bool(yes)) => serializer.serialize_bool(*yes),
            State::Value(Value::Number(number)) => tagged(serializer, "n", &number.to_string()),
            State::Value(Value::Date(date)) => tagged(serializer, "d", &date_text(*date)),
            State::Value(Value::List(items)) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items.iter() {
                    seq.serialize_element(&**item)?;
                }
                seq.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for StateText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StateVisitor).map(Self)
    }
}

struct StateVisitor;

impl<'de> Visitor<'de> for StateVisitor {
    type Value = State;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a state")
    }
    fn visit_unit<E: Error>(self) -> Result<State, E> {
        Ok(State::Blank)
    }
    fn visit_bool<E: Error>(self, yes: bool) -> Result<State, E> {
        Ok(State::Value(Value::Bool(yes)))
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<State, E> {
        Ok(State::Value(Value::text(text)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<State, A::Error> {
        let mut items: Vec<Arc<str>> = Vec::new();
        while let Some(item) = seq.next_element::<Cow<'de, str>>()? {
            items.push(Arc::from(&*item));
        }
        Ok(State::Value(Value::List(items.into())))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<State, A::Error> {
        let (tag, text) = map.next_entry::<Cow<'de, str>, Cow<'de, str>>()?.ok_or_else(|| A::Error::custom("empty"))?;
        let state = match (&*tag, &*text) {
            ("s", NOT_APPLICABLE) => Some(State::NotApplicable),
            ("s", UNREADABLE) => Some(State::Unreadable),
            ("n", number) => Decimal::from_str_exact(number).ok().map(|number| State::Value(Value::Number(number))),
            ("d", date) => read_date(date).map(|date| State::Value(Value::Date(date))),
            _ => None,
        };
        map.next_entry::<IgnoredAny, IgnoredAny>()?;
        state.ok_or_else(|| A::Error::custom(format!("{tag}: {text}")))
    }
}

/// ISO text at its precision; the interval of a vague one, `2022-05-26~2022-05-31`.
fn date_text(date: Date) -> String {
    if date.is_vague() { format!("{}~{}", date.first(), date.last()) } else { date.to_string() }
}

fn read_date(text: &str) -> Option<Date> {
    if let Some((first, last)) = text.split_once('~') {
        return Date::vague(read_day(first)?, read_day(last)?);
    }
    let mut parts = text.split('-');
    let (year, month) = (parts.next()?.parse().ok()?, parts.next());
    match (month, parts.next()) {
        (None, _) => Date::year(year),
        (Some(month), None) => Date::month(year, month.parse().ok()?),
        (Some(_), Some(_)) => read_day(text).map(Date::day),
    }
}

/// `2022-05-16`.
pub(super) fn read_day(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let day = Day::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)?;
    (day.to_string() == text).then_some(day)
}

/// Where a cell stands, seen from its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// Same sheet and row as the entry's first origin.
    Home {
        col: u32,
    },
    Elsewhere {
        source: u32,
        cell: CellRef,
    },
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Home { col } => serializer.serialize_str(&column_name(*col)),
            Self::Elsewhere { source, cell } => (source, cell.to_string()).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AtVisitor)
    }
}

struct AtVisitor;

impl<'de> Visitor<'de> for AtVisitor {
    type Value = At;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address")
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<At, E> {
        column_index(text).map(|col| At::Home { col }).ok_or_else(|| E::custom(text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<At, A::Error> {
        let source = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let text: Cow<'de, str> = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
        let cell = read_cell(&text).ok_or_else(|| A::Error::custom(&text))?;
        Ok(At::Elsewhere { source, cell })
    }
}

/// `C14`.
pub(super) fn read_cell(text: &str) -> Option<CellRef> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let row = u32::from_str(text.get(digits..)?).ok()?.checked_sub(1)?;
    Some(CellRef::new(row, column_index(text.get(..digits)?)?))
}

/// The text as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    None,
    /// The very text of the value.
    AsValue,
    Text(Arc<str>),
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::AsValue => serializer.serialize_bool(true),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl Visitor<'_> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text as written")
    }
    fn visit_unit<E: Error>(self) -> Result<Raw, E> {
        Ok(Raw::None)
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::AsValue)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(Arc::from(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(state: &State) -> State {
        let json = serde_json::to_string(&StateText(state.clone())).expect("written");
        serde_json::from_str::<StateText>(&json).expect(&json).0
    }

    #[test]
    fn every_state_and_value_comes_back() {
        let day = |d| Day::new(2022, 5, d).expect("a day");
        for state in [
            State::Blank,
            State::NotApplicable,
            State::Unreadable,
            State::Value(Value::text("引号\"与\n换行")),
            State::Value(Value::Bool(false)),
            State::Value(Value::Number(Decimal::new(123_450, 3))),
            State::Value(Value::Date(Date::day(day(16)))),
            State::Value(Value::Date(Date::month(2022, 5).expect("a month"))),
            State::Value(Value::Date(Date::year(2022).expect("a year"))),
            State::Value(Value::Date(Date::vague(day(26), day(31)).expect("vague"))),
            State::Value(Value::Date(Date::vague(day(16), day(16)).expect("vague"))),
            State::Value(Value::Date(Date::vague(day(1), Day::LAST).expect("open"))),
            State::Value(Value::List(Arc::from([Arc::from("甲"), Arc::from("乙")]))),
            State::Value(Value::List(Arc::from([]))),
        ] {
            assert_eq!(round_trip(&state), state);
        }
        let scale = round_trip(&State::Value(Value::Number(Decimal::new(100, 2))));
        assert_eq!(scale.value().and_then(Value::as_number).map(|n| n.to_string()).as_deref(), Some("1.00"));
    }

    #[test]
    fn addresses_come_back_and_nonsense_is_refused() {
        for at in [At::Home { col: 27 }, At::Elsewhere { source: 3, cell: CellRef::new(13, 2) }] {
            let json = serde_json::to_string(&at).expect("written");
            assert_eq!(serde_json::from_str::<At>(&json).expect(&json), at);
        }
        for json in ["\"7\"", "[1,\"14\"]", "[1]", "{\"n\":\"1,5\"}"] {
            assert!(serde_json::from_str::<At>(json).is_err(), "{json}");
        }
        for json in ["{\"n\":\"1,5\"}", "{\"d\":\"2022-13\"}", "{\"x\":\"1\"}", "{}", "3"] {
            assert!(serde_json::from_str::<StateText>(json).is_err(), "{json}");
        }
    }
}
