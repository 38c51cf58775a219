//! Messages → the outbox and the server. Nothing twice, nothing lost in silence.

use anyhow::Result;

use super::outbox::{Entry, Outbox, State};
use super::smtp::{Carrier, Delivery};
use super::{From, Message};

/// Sends in one run; the rest waits for the next.
const MOST: usize = 200;

/// Attempts at a message that the server does not want now.
const ATTEMPTS: u32 = 3;

/// How sending goes about it.
pub struct Manner<'a> {
    pub week: String,
    pub from: From,
    /// Seconds between two messages.
    pub interval: u32,
    /// Unknown ones that a person wants to be sent again.
    pub resend: &'a [String],
    /// The clock, as RFC 5322 writes it.
    pub now: &'a dyn Fn() -> String,
    pub wait: &'a mut dyn FnMut(u32),
    /// Told after each message.
    pub tell: &'a mut dyn FnMut(&Message, &Entry),
}

/// Sends what was not sent yet.
///
/// # Errors
/// If the journal cannot be written: then nothing more is sent.
pub fn send(messages: &[Message], outbox: &mut Outbox, carrier: &mut dyn Carrier, manner: &mut Manner<'_>) -> Result<()> {
    let mut sent = 0;
    for message in messages {
        let id = message.id();
        let may = match outbox.get(&id).map(|entry| entry.state) {
            None | Some(State::Planned | State::Failed) => true,
            Some(State::Sending | State::Unknown) => manner.resend.contains(&id),
            Some(State::Sent) => false,
        };
        if !may || sent == MOST {
            continue;
        }
        if sent > 0 {
            (manner.wait)(manner.interval);
        }
        sent += 1;
        let delivery = one(message, &id, outbox, carrier, manner)?;
        let (state, reply) = match delivery {
            Delivery::Sent(reply) => (State::Sent, reply),
            Delivery::Unknown(reply) => (State::Unknown, reply),
            Delivery::Refused(reply) | Delivery::Later(reply) => (State::Failed, reply),
            Delivery::Hopeless(reply) => {
                let entry = entry(message, &id, State::Failed, reply, manner);
                (manner.tell)(message, &entry);
                outbox.write(entry)?;
                return Ok(());
            }
        };
        let entry = entry(message, &id, state, reply, manner);
        outbox.write(entry.clone())?;
        (manner.tell)(message, &entry);
    }
    Ok(())
}

/// One message, tried again as long as the server certainly has not taken it.
fn one(message: &Message, id: &str, outbox: &mut Outbox, carrier: &mut dyn Carrier, manner: &mut Manner<'_>) -> Result<Delivery> {
    let bytes = message.to_bytes(&manner.from, &(manner.now)());
    let mut attempt = 1;
    loop {
        // On the disk before the first byte goes out.
        outbox.write(entry(message, id, State::Sending, String::new(), manner))?;
        let delivery = carrier.carry(&message.to, &bytes);
        let reply = match delivery {
            Delivery::Later(reply) if attempt < ATTEMPTS => reply,
            delivery => return Ok(delivery),
        };
        outbox.write(entry(message, id, State::Failed, format!("第{attempt}次：{reply}"), manner))?;
        (manner.wait)(manner.interval.max(1) * 2_u32.pow(attempt));
        attempt += 1;
    }
}

fn entry(message: &Message, id: &str, state: State, reply: String, manner: &Manner<'_>) -> Entry {
    Entry {
        id: id.to_owned(),
        state,
        week: manner.week.clone(),
        to: message.to.clone(),
        subject: message.subject.clone(),
        at: (manner.now)(),
        reply,
    }
}
