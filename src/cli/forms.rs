//! `sangai forms`: the workbooks that units have to send, for the next week, with their last rows filled in.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use serde_json::json;

use super::args::Forms;
use super::{Console, Exit};
use crate::run::{self, Declared, UnitForm};
use crate::settings::{Office, Week};

/// Writes the forms and says how many.
///
/// # Errors
/// Whatever keeps a form from being written.
pub(super) fn forms(args: &Forms, console: Console) -> Result<Exit> {
    let office = Office::new(&args.dir);
    let declared = Declared::load(&office)?;
    let read =
        |text: &String| Week::read(text, declared.settings.year).ok_or_else(|| anyhow!("“{text}”不是一周，应写成 2022-W20"));
    let week = args.week.as_ref().map(read).transpose()?;
    let made = run::unit_forms(&office, &declared, args.unit.as_deref(), week)?;
    run::write_forms(&made, &args.out)?;
    if args.json {
        let file = |form: &UnitForm| json!({ "unit": form.unit, "form": form.form, "path": form.path, "rows": form.rows, "from": form.from.map(|week| week.to_string()) });
        let document = json!({
            "schema": "sangai.forms/1",
            "week": made.week.to_string(),
            "files": made.forms.iter().map(file).collect::<Vec<_>>(),
        });
        console.result(&serde_json::to_string_pretty(&document)?)?;
        return Ok(Exit::Done);
    }
    for form in &made.forms {
        let from = form.from.map_or_else(String::new, |week| format!("（{}年第{}周报的）", week.year(), week.number()));
        console.detail(&format!("  {}，预填{}行{from}", form.path, form.rows));
    }
    let rows: usize = made.forms.iter().map(|form| form.rows).sum();
    let units = made.forms.iter().map(|form| &form.unit).collect::<BTreeSet<_>>().len();
    let (week, count, out) = (made.week.label(), made.forms.len(), args.out.display());
    console.result(&format!("{week}的表：{units}个单位{count}份，按各单位最近一次报送预填{rows}行，已写入 {out}"))?;
    Ok(Exit::Done)
}
