//! After a run that was cut off: what it committed is published, what it did not is removed.

use anyhow::Result;

use super::commit::known_outputs;
use super::disk::remove;
use super::publish::{Place, staged_week};
use super::store::{self, is_stage, names};
use crate::settings::{Office, Week};

/// Brings 归档/ and 输出/ to the last committed state, and says what was done. The lock must be held.
///
/// # Errors
/// If a folder cannot be read or written.
pub fn recover(office: &Office) -> Result<Vec<String>> {
    let mut said = Vec::new();
    for week in store::weeks(office)? {
        let folder = office.archive_of(week);
        for name in names(&folder)?.iter().filter(|name| is_stage(name)) {
            remove(&folder.join(name))?;
            said.push(format!("清除了 {week} 上次没有完成的归档"));
        }
    }
    let outputs = office.root().join("输出");
    for week in names(&outputs)?.iter().filter_map(|name| staged_week(name)) {
        said.extend(outputs_of(office, week)?);
    }
    Ok(said)
}

/// Ends what was begun in 输出/ for a week.
fn outputs_of(office: &Office, week: Week) -> Result<Vec<String>> {
    let place = Place::of(office, week);
    let digests: Vec<String> = store::whole_revisions(office, week)?.into_iter().map(|revision| revision.digest).collect();
    let (staged, published) = (Place::marker(&place.stage), Place::marker(&place.out));
    let kept = if staged.is_some() && staged.as_ref() == digests.last() && staged != published {
        place.publish(&known_outputs(office, week)?)?
    } else if staged.as_ref().is_none_or(|staged| digests.contains(staged)) {
        // The exchange was made: what is left is the old folder, perhaps with people's files.
        place.clear(&known_outputs(office, week)?)?
    } else {
        remove(&place.stage)?;
        return Ok(vec![format!("清除了 {week} 上次没有完成的输出")]);
    };
    let of = |name: &String| format!("{week} 的输出里 {name} 是改动过的旧文件，已保留");
    Ok(std::iter::once(format!("补完了 {week} 上次没有发布完的输出")).chain(kept.iter().map(of)).collect())
}
