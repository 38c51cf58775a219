//! A small county over several weeks, in memory: rows → merged ledgers → comparison.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Compared, Declared, Past, Standing, clear, compare};
use crate::finding::Finding;
use crate::forms::{Form, Forms};
use crate::identity::testing::{lists, records};
use crate::identity::{EnterpriseId, Lists, Sender, resolve};
use crate::ledger::{self, HeldRow, Ledger, TableOutcome, held_rows, merge};
use crate::settings::{Settings, Week};
use crate::value::{State, Value};

/// The fields of the task list that matter here, as its own declaration has them, and the computed tables.
const FORM: &str = r#"
name = "任务清单"
role = "submission"
authority = ["乡镇", "部门"]
[history]
changes = "项目变动"
stalled_when = "项目阶段 属于 {开工, 在建}"
stalled_weeks = "停滞周数"
copied_rows = "雷同行数"
steady_percent = "总投资变化幅度"
[[field]]
name = "企业名称"
type = "name"
key = true
required = true
[[field]]
name = "项目名称"
type = "text"
key = true
required = true
[[field]]
name = "总投资"
type = "money"
unit = "万元"
over_weeks = "steady"
[[field]]
name = "本周完成投资"
type = "money"
unit = "万元"
over_weeks = "weekly"
[[field]]
name = "本年累计完成投资"
type = "money"
unit = "万元"
over_weeks = "never_lower_in_year"
grows_by = "本周完成投资"
[[field]]
name = "项目阶段"
type = "choice"
over_weeks = "order"
[[field.option]]
name = "前期"
[[field.option]]
name = "开工"
[[field.option]]
name = "在建"
[[field.option]]
name = "竣工"
[[field.option]]
name = "停工"
pace = "aside"
[[field.option]]
name = "取消"
pace = "out"
[[field]]
name = "形象进度"
type = "text"
over_weeks = "progress"
[[field]]
name = "计划竣工时间"
type = "date"
over_weeks = "later_is_slip"
[[check]]
code = "L03"
title = "完成投资超过总投资"
field = "本年累计完成投资"
must = "本年累计完成投资 <= 总投资"
severity = "warning"
message = "本年累计完成投资{本年累计完成投资}万元大于总投资。"
suggestion = "请核对。"
why = "超过多半是单位写错。"
"#;

/// One sheet: the sender's folder with the file, and its rows.
pub(super) type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

pub(super) struct County {
    pub(super) lists: Lists,
    forms: Vec<Arc<Form>>,
    settings: Settings,
    /// The weeks that were archived, with their computed tables.
    pub(super) weeks: Vec<(Week, Ledger)>,
}

/// What one week gave.
pub(super) struct Result {
    pub(super) ledger: Ledger,
    pub(super) compared: Compared,
    pub(super) findings: Vec<Finding>,
}

pub(super) fn week(text: &str) -> Week {
    text.parse().expect("a week")
}

impl County {
    pub(super) fn new() -> Self {
        let built_in = Forms::built_in();
        let own = Forms::read([("任务清单.toml", FORM)].into_iter()).expect("a valid form");
        let forms = own.iter().chain(built_in.computed()).cloned().collect();
        Self { lists: lists(), forms, settings: Settings::defaults("青石县", 2022), weeks: Vec::new() }
    }

    fn merged(&self, week: Week, sheets: &[Sheet<'_>]) -> (Ledger, Vec<TableOutcome>, Vec<HeldRow>) {
        let form = &self.forms[0];
        let tables = sheets.iter().map(|(file, rows)| {
            let file = format!("收件/{week}/{file}.xlsx");
            let (sender, _) = self.lists.units.sender_of(&file.as_str().into(), None, &[], None);
            (records(form, &file, rows), sender)
        });
        let (resolved, _) = resolve(tables.collect::<Vec<(_, Sender)>>(), &self.lists);
        let held = held_rows(&resolved);
        let digests = BTreeMap::new();
        let (ledger, outcomes, _) =
            merge(resolved, &ledger::Declared { lists: &self.lists, forms: &self.forms, digests: &digests });
        (ledger, outcomes, held)
    }

    /// Runs a week and archives it. An enterprise counts if the list counts it, and is listed if no row of it is in the ledger.
    pub(super) fn run(&mut self, name: &str, sheets: &[Sheet<'_>]) -> Result {
        let week = week(name);
        let (mut ledger, outcomes, held) = self.merged(week, sheets);
        let as_of = week.sunday();
        let context = Declared {
            lists: &self.lists,
            forms: &self.forms,
            settings: &self.settings,
            week,
            as_of,
            outcomes: &outcomes,
            held: &held,
        };
        let past: Vec<Past<'_>> =
            self.weeks.iter().map(|(week, ledger)| Past { week: *week, as_of: week.sunday(), ledger }).collect();
        let (compared, findings) = compare(&ledger, &past, &context);
        let counted: std::collections::BTreeSet<EnterpriseId> =
            self.lists.enterprises.iter().filter(|(_, e)| e.not_counted(as_of).is_none()).map(|(id, _)| id).collect();
        let has = |id: &EnterpriseId| ledger.tables["任务清单"].entries.iter().any(|entry| entry.enterprise == Some(*id));
        let standing = Standing { listed: counted.iter().filter(|id| !has(id)).copied().collect(), counted };
        let book = clear(&standing, &compared, &Ledger::default(), &past, &context).expect("the book is declared");
        ledger.tables.extend(compared.tables.tables.clone());
        ledger.tables.insert(book.form.name.clone(), book);
        self.weeks.push((week, ledger.clone()));
        Result { ledger, compared, findings }
    }
}

impl Result {
    /// `H01 warning E5` of every finding.
    pub(super) fn codes(&self) -> Vec<String> {
        let place = |finding: &Finding| finding.place.cell.map(|cell| format!(" {cell}")).unwrap_or_default();
        self.findings.iter().map(|finding| format!("{} {}{}", finding.code, finding.severity.json(), place(finding))).collect()
    }

    /// The texts of some fields of a table, a row a line.
    pub(super) fn shown(&self, table: &str, fields: &[&str]) -> Vec<String> {
        let table = &self.ledger.tables[table];
        let text = |state: &State| match state.value() {
            Some(Value::Text(text)) => text.to_string(),
            Some(Value::Number(number)) => number.to_string(),
            _ => "·".to_owned(),
        };
        let index = |field: &&str| table.form.index(field).expect("a field");
        let row = |cells: &[ledger::LedgerCell]| {
            fields.iter().map(|field| text(&cells[index(field)].state)).collect::<Vec<_>>().join(" ")
        };
        table.entries.iter().map(|entry| row(&entry.cells)).collect()
    }

    /// The book of the clearing, summed: opening, cleared, removed, added, closing.
    pub(super) fn book(&self) -> [usize; 5] {
        ["期初", "清零", "移出", "新增", "期末"]
            .map(|field| self.shown("清零台账", &[field]).iter().filter(|text| *text == "1").count())
    }
}
