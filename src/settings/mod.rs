//! `sangai.toml`: raw → valid. Every default stands in `templates/settings.toml`; an unknown key is an error with a guess.

mod mistake;
mod week;

pub use mistake::{Declared, Mistake, guess, guess_clause};
pub use week::Week;
