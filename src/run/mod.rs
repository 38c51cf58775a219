//! The main path, in the order of the data.

pub mod document;
