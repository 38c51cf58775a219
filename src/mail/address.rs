//! Addresses: from 单位名单 and 包联安排 only, never from what was sent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Recipient;
use crate::identity::care::field;
use crate::identity::{Lists, Words, bare_person};
use crate::value::Day;

/// Who can be written to, and where.
#[derive(Debug, Default)]
pub struct Book {
    people: BTreeMap<Recipient, Entry>,
    /// Address → everybody whose it is.
    owners: BTreeMap<String, BTreeSet<Recipient>>,
    words: Arc<Words>,
}

#[derive(Debug, Default)]
struct Entry {
    /// As written in the list.
    written: BTreeSet<Arc<str>>,
    /// Addressed by name: the person who fills the lists in.
    contact: Option<Arc<str>>,
    /// A unit that has to report now.
    reports: bool,
}

/// A recipient's address and how to begin the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Lower case.
    pub addresses: Vec<String>,
    pub person: Option<Arc<str>>,
}

impl Book {
    /// The addresses of the lists; who reports is judged for a day.
    #[must_use]
    pub fn of(lists: &Lists, day: Day) -> Self {
        let mut book = Self { words: lists.words.clone(), ..Self::default() };
        for unit in lists.units.iter() {
            let reports = !unit.due.is_empty() && unit.reports_on(day);
            let entry = Entry { written: unit.mails.iter().cloned().collect(), contact: unit.contact.clone(), reports };
            book.people.insert(Recipient::Unit(unit.name.clone()), entry);
        }
        for (id, arrangement) in lists.care.iter() {
            let Some(cadre) = &arrangement.cadre else { continue };
            let cell = lists.care.cell(id, field::MAIL).and_then(|cell| cell.state.value()?.as_text().cloned());
            let entry = book.people.entry(known(&Recipient::Cadre(cadre.clone()), &lists.words)).or_default();
            entry.written.extend(cell.into_iter().filter(|text| !text.trim().is_empty()));
        }
        for (recipient, entry) in &book.people {
            for address in entry.written.iter().filter_map(|written| valid(written)) {
                book.owners.entry(address).or_default().insert(recipient.clone());
            }
        }
        book
    }

    /// Where a recipient is written to.
    ///
    /// # Errors
    /// In Chinese, why not: not listed, no address, a wrong one, several of a cadre, or one that others have too.
    pub fn find(&self, recipient: &Recipient) -> Result<Contact, String> {
        let recipient = &known(recipient, &self.words);
        let (entry, list) = match recipient {
            Recipient::Unit(name) => (self.people.get(recipient).ok_or(format!("《单位名单》里没有“{name}”"))?, "单位名单"),
            Recipient::Cadre(name) => (self.people.get(recipient).ok_or(format!("《包联安排》里没有“{name}”"))?, "包联安排"),
            Recipient::Everyone => return Err("不是一个收件人".to_owned()),
        };
        if entry.written.is_empty() {
            return Err(format!("《{list}》里没有填邮箱"));
        }
        let is_cadre = matches!(recipient, Recipient::Cadre(_));
        let mut addresses = Vec::new();
        for written in &entry.written {
            let address = valid(written).ok_or_else(|| format!("《{list}》里的邮箱“{written}”写法不对"))?;
            if let Some(other) = self.owners.get(&address).and_then(|owners| owners.iter().find(|other| *other != recipient)) {
                return Err(format!("邮箱 {address} 同时是“{}”的，分不清是谁的，请在名单里改正", other.name()));
            }
            addresses.push(address);
        }
        if is_cadre && addresses.len() > 1 {
            return Err(format!("《{list}》里填了不同的邮箱：{}，请改成一个", addresses.join("、")));
        }
        Ok(Contact { addresses, person: entry.contact.clone() })
    }

    /// The units that have to report, in the order of their names.
    pub fn reporting(&self) -> impl Iterator<Item = &Recipient> {
        self.people.iter().filter(|(_, entry)| entry.reports).map(|(recipient, _)| recipient)
    }
}

/// The recipient as the book has it: cadres without title and telephone.
fn known(recipient: &Recipient, words: &Words) -> Recipient {
    match recipient {
        Recipient::Cadre(name) => Recipient::cadre(&bare_person(name, words)),
        other => other.clone(),
    }
}

/// The address in lower case, if it is one: nothing that could become a header or a second address.
pub(super) fn valid(written: &str) -> Option<String> {
    let address = written.trim().to_ascii_lowercase();
    let (local, domain) = address.split_once('@')?;
    let fits = |part: &str, more: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
            && !part.starts_with('.')
            && !part.ends_with('.')
    };
    let plausible = fits(local, "._%+-=") && fits(domain, ".-") && domain.contains('.') && !address.contains("..");
    (plausible && address.parse::<lettre::Address>().is_ok()).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_are_valid() {
        for (written, address) in [
            (" CG@Example.com ", Some("cg@example.com")),
            ("a.b+c@mail.example.cn", Some("a.b+c@mail.example.cn")),
            ("a@b", None),
            ("a@example.com\r\nBcc: x@example.com", None),
            ("甲 <a@example.com>", None),
            ("a@example.com,b@example.com", None),
            ("a..b@example.com", None),
            ("@example.com", None),
            ("a@例子.中国", None),
        ] {
            assert_eq!(valid(written).as_deref(), address, "{written}");
        }
    }
}
