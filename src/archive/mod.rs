//! 归档/: each run's exact ledger, figures, findings and a manifest with the hash of everything that went in and came out.
//!
//! A week's folder holds its revisions (`归档/2022-W20/第1版/`), each complete and never changed; the newest counts. A re-run with the same
//! inputs makes none, a changed input makes the next. [`past`] hands the earlier weeks back to history.

mod cells;
mod commit;
mod disk;
mod inputs;
mod ledger;
mod lock;
mod manifest;
mod past;
mod publish;
mod reading;
mod recover;
mod results;
mod store;
#[cfg(test)]
mod tests;
mod verify;

pub use commit::{Committed, OutputFile, Record, commit};
pub use inputs::{InputFile, input_files};
pub use ledger::write_ledger;
pub use lock::{Lock, lock};
pub use manifest::{Content, Input, Link, MANIFEST, Manifest, Published, digest};
pub use past::{PastWeek, load, past};
pub use reading::{Archived, Who, read_ledger};
pub use recover::recover;
pub use results::{ArchivedTable, Figures, read_figures, write_figures, write_findings, write_submissions};
pub use store::{Revision, newest, revision, revision_name, revision_numbers, weeks};
pub use verify::{Fault, Verified, What, verify};
