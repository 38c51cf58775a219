//! `sangai.toml`: raw → valid. Every default stands in `templates/settings.toml`; an unknown key is an error with a guess.

mod week;

pub use week::Week;
