//! Messages: one a recipient, with the files that are proved to be the recipient's own.
//!
//! A run leaves a record of whose its files are ([`Owned`]); [`plan`] makes messages of it, to addresses of 单位名单 and 包联安排 only;
//! [`send`] carries them to the server and keeps the [`Outbox`], by which nothing is ever sent twice.

mod address;
mod date;
mod message;
mod outbox;
mod plan;
mod recipient;
mod send;
mod smtp;
#[cfg(test)]
mod tests;

pub use address::{Book, Contact};
pub use date::rfc5322;
pub use message::{Attachment, From, Message};
pub use outbox::{Entry, Outbox, State};
pub use plan::{Found, Occasion, Refused, TEXTS, Texts, plan};
pub use recipient::{OWNERS, Owned, Recipient, read_record, record};
pub use send::{Manner, send};
pub use smtp::{Carrier, Delivery, Smtp};
