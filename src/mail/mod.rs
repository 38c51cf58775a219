//! Messages: one a recipient, with the files that are proved to be the recipient's own.

mod recipient;

pub use recipient::{OWNERS, Owned, Recipient, read_record, record};
