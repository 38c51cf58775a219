//! The weeks before: what history compares with.

use std::io::Read;
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;

use super::manifest::Link;
use super::reading::{Archived, Who, read_ledger};
use super::results::{Figures, read_figures};
use super::store::{self, FIGURES, LEDGER, Revision};
use crate::finding::{Finding, catalog};
use crate::forms::Forms;
use crate::identity::{EnterpriseId, Lists};
use crate::ledger::Ledger;
use crate::origin::Place;
use crate::settings::{Office, Week};
use crate::value::Day;

/// An earlier week as its newest revision has it.
#[derive(Debug, Clone)]
pub struct PastWeek {
    pub week: Week,
    pub as_of: Day,
    /// Merged and computed tables; enterprises are those of today's list, `None` if it has them no more.
    pub ledger: Ledger,
    /// 名录/ as it was, as tables.
    pub references: Ledger,
    pub figures: Figures,
    /// Which revision it is.
    pub link: Link,
}

/// All archived weeks before `week`, oldest first. One that is damaged is left out and named.
///
/// # Errors
/// If 归档/ cannot be read.
pub fn past(office: &Office, week: Week, forms: &Forms, lists: &Lists) -> Result<(Vec<PastWeek>, Vec<Finding>)> {
    let who = |name: &str, code: Option<&str>, _: u32| -> Option<EnterpriseId> {
        lists.enterprises.resolve(name, code, &lists.decisions).resolution.known()
    };
    let weeks: Vec<Week> = store::weeks(office)?.into_iter().filter(|w| *w < week).collect();
    let read: Vec<_> = weeks.par_iter().map(|w| (w, one(office, *w, forms, &who))).collect();
    let (mut past, mut findings) = (Vec::new(), Vec::new());
    for (week, read) in read {
        match read {
            Ok(Some(one)) => past.push(one),
            Ok(None) => {}
            Err(error) => findings.push(damaged(office, *week, &format!("{error:#}"))),
        }
    }
    Ok((past, findings))
}

fn one(office: &Office, week: Week, forms: &Forms, who: &Who<'_>) -> Result<Option<PastWeek>> {
    let Some(revision) = store::newest(office, week)? else { return Ok(None) };
    load(&revision, forms, who, None).map(Some)
}

/// A revision's ledger and figures, each checked against the manifest; `office` as in [`read_ledger`].
///
/// # Errors
/// If a file is missing or not the one that was written.
pub fn load(revision: &Revision, forms: &Forms, who: &Who<'_>, office: Option<&str>) -> Result<PastWeek> {
    let Archived { as_of, ledger, references, .. } = revision.open(LEDGER, |lines| read_ledger(lines, forms, who, office))?;
    let figures = revision.open(FIGURES, |reader| {
        let mut text = String::new();
        reader.read_to_string(&mut text)?;
        read_figures(&text)
    })?;
    let Revision { week, manifest, digest, .. } = revision;
    let link = Link { week: week.to_string(), revision: manifest.revision, manifest: digest.clone() };
    Ok(PastWeek { week: *week, as_of, ledger, references, figures, link })
}

fn damaged(office: &Office, week: Week, error: &str) -> Finding {
    let folder: Arc<str> = Arc::from(office.shown(&office.archive_of(week)));
    Finding::new(
        &catalog::ARCHIVE_DAMAGED,
        Place::file(&folder),
        format!("{}的归档读不出来，没有参加历史比较（{error}）", week.label()),
        "请运行 sangai verify 查看缺了什么；从备份恢复这个文件夹，或对这一周重新运行 sangai run --week。",
    )
}
