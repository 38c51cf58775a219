//! sangai (三改): the weekly consolidation of a county's 三改一平台 programme.
//!
//! The story of one cell: `intake` reads the bytes of a submitted file into a sparse [`intake::Grid`]; `table` finds the
//! record table in it; `records` matches its headers to the fields of a declared form and types each cell; `rules` and the form's
//! own checks look at the typed rows; `identity` says which enterprise, unit and person is meant; `ledger` merges the rows of all
//! units into one ledger in which each value still knows its cell; `statistics` computes declared measures from it; `workbook` writes
//! what people read. Every stage has the shape `stage(input, declared) -> (output, Vec<Finding>)`.
//!
//! The modules stand in the order of the data; a module names only modules before it (`tests/suite/layering.rs` holds that).

#![forbid(unsafe_code)]

pub mod origin;
pub mod value;
pub mod finding;
pub mod expr;
pub mod settings;
pub mod forms;
pub mod intake;
pub mod table;
pub mod records;
pub mod identity;
pub mod rules;
pub mod ledger;
pub mod history;
pub mod submissions;
pub mod questions;
pub mod statistics;
pub mod workbook;
pub mod archive;
pub mod returns;
pub mod splits;
pub mod blanks;
pub mod bulletin;
pub mod mail;
pub mod run;
pub mod cli;
