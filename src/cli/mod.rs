//! (module under construction)
pub mod inspect;
