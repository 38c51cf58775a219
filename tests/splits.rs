//! A split holds what concerns its recipient and nothing else: canary words of generated counties, searched in every part of every file.

#![expect(clippy::expect_used, reason = "a test that cannot run has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use proptest::prelude::*;
use sangai::forms::FormRole;
use sangai::run::{Declared, Outcome, compute};
use sangai::settings::Office;
use sangai::splits::{Being, Material, Split, Splits, make};

/// An enterprise of a generated county. Numbers choose its town, department and cadre.
#[derive(Debug, Clone)]
struct Firm {
    town: usize,
    /// In 包联安排: the service department, and the cadre by the number of the name and of the unit that tells bearers of one name apart.
    care: Option<(usize, (usize, usize))>,
    projects: usize,
    /// A project with this week's money above the year's: a finding.
    faulty: bool,
}

const WEEK: &str = "2022-W20";
const DIGITS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];

/// A number in characters that a name may consist of.
fn han(n: usize) -> String {
    format!("{n:03}").chars().map(|c| DIGITS[c as usize - '0' as usize]).collect()
}

/// The canary of an enterprise: part of its name and of everything said about it.
fn canary(firm: usize) -> String {
    format!("ZQ{firm:04}Z")
}

fn town(n: usize) -> String {
    format!("东{}镇", han(n))
}

fn service(n: usize) -> String {
    format!("西{}局", han(n))
}

fn cadre(name: usize) -> String {
    format!("王{}", han(name))
}

fn phone(firm: usize) -> String {
    format!("139{firm:08}")
}

/// Writes the office folder of a county.
fn office(folder: &Path, firms: &[Firm]) {
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write(
        "sangai.toml",
        "county = \"试验县\"\nyear = 2022\n[splits]\nrecipients = [\"服务部门\", \"乡镇园区\", \"包联干部\", \"企业\"]\nphones = [\"包联干部\"]\n",
    );
    let mut list = String::from("企业名称,统一社会信用代码,所属乡镇,所属行业,产业链\n");
    let mut care = String::from("企业名称,包联干部,干部单位,服务部门\n");
    let mut units = String::from("单位名称,单位类别\n");
    let mut sheets: BTreeMap<usize, String> = BTreeMap::new();
    for (id, firm) in firms.iter().enumerate() {
        let (mark, town) = (canary(id), town(firm.town));
        let _ = writeln!(list, "企业{mark}有限公司,,{town},行业{mark},产业链{mark}");
        let name = firm.care.map_or_else(|| "钱包联".to_owned(), |(_, (name, _))| cadre(name));
        if let Some((department, (_, unit))) = firm.care {
            let _ = writeln!(care, "企业{mark}有限公司,{name},{},{}", service(unit), service(department));
        }
        let sheet = sheets.entry(firm.town).or_insert_with(|| {
            "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本周完成投资（万元）,本年累计完成投资（万元）,项目阶段,形象进度,项目负责人,负责人电话,项目包联人,包联人电话,政策落实人,存在问题\n".to_owned()
        });
        for project in 0..firm.projects {
            let week = if firm.faulty { 900 } else { 5 };
            let (person, phone) = (format!("赵{}", han(id)), phone(id));
            let _ = writeln!(
                sheet,
                "企业{mark}有限公司,{mark}之{project}号改造项目,智能改造,2000,800,{week},{},在建,进度{mark},{person},{phone},{},{phone},李落实,问题{mark}",
                100 + project,
                name
            );
        }
    }
    let towns: BTreeSet<usize> = firms.iter().map(|firm| firm.town).collect();
    let services: BTreeSet<usize> = firms.iter().filter_map(|firm| firm.care).map(|(department, _)| department).collect();
    for n in &towns {
        let _ = writeln!(units, "{},乡镇", town(*n));
    }
    for n in services {
        let _ = writeln!(units, "{},部门", service(n));
    }
    write("名录/规上工业企业名录.csv", &list);
    write("名录/包联安排.csv", &care);
    write("名录/单位名单.csv", &units);
    for (n, sheet) in sheets {
        write(&format!("收件/{WEEK}/{}/任务清单.csv", town(n)), &sheet);
    }
}

fn splits_of(folder: &Path) -> (Outcome, Vec<Split>) {
    let office = Office::new(folder);
    let declared = Declared::load(&office).expect("declarations");
    let outcome = compute(&office, &declared, WEEK.parse().expect("a week")).expect("a run");
    let material = Material {
        settings: &declared.settings,
        week: outcome.week,
        as_of: outcome.as_of,
        lists: &outcome.lists,
        references: &outcome.references,
        ledger: &outcome.ledger,
        statistics: &outcome.statistics,
        reports: &declared.reports,
        findings: &outcome.findings,
    };
    let splits = make(&Splits::built_in(), material).expect("splits");
    (outcome, splits)
}

/// All parts of a file as one text.
fn everything(bytes: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut all = String::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        all.push_str(&part.name().expect("a name"));
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its bytes");
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

/// The enterprises whose canary sings in a text.
fn heard(text: &str) -> BTreeSet<usize> {
    text.match_indices("ZQ").filter_map(|(at, _)| text.get(at + 2..at + 6)?.parse().ok()).collect()
}

/// Whom a file of this recipient may speak of, by the generated county itself.
fn allowed(split: &Split, firms: &[Firm]) -> BTreeSet<usize> {
    let recipient = &split.recipient;
    let concerns = |id: usize, firm: &Firm| match (&*recipient.kind, recipient.is) {
        ("乡镇园区", _) => town(firm.town) == *recipient.name,
        ("服务部门", _) => firm.care.is_some_and(|(n, _)| service(n) == *recipient.name),
        ("包联干部", _) => {
            firm.care.is_some_and(|(_, (name, unit))| cadre(name) == *recipient.name && service(unit) == *recipient.apart[0])
        }
        (_, Being::Enterprise) => recipient.name.contains(&canary(id)),
        _ => false,
    };
    firms.iter().enumerate().filter(|(id, firm)| concerns(*id, firm)).map(|(id, _)| id).collect()
}

/// Every file holds exactly its own canaries; telephones only where the settings allow them. The number of files.
fn check(firms: &[Firm]) -> usize {
    let folder = tempfile::tempdir().expect("scratch");
    office(folder.path(), firms);
    let (outcome, splits) = splits_of(folder.path());
    for split in &splits {
        let text = everything(&split.bytes);
        let (heard, allowed) = (heard(&text), allowed(split, firms));
        assert_eq!(heard, allowed, "{:?}", split.recipient);
        let told: BTreeSet<usize> = text
            .match_indices("139")
            .filter_map(|(at, _)| text.get(at + 3..at + 11)?.parse().ok())
            .filter(|id| *id < firms.len())
            .collect();
        let with_projects = allowed.into_iter().filter(|id| firms[*id].projects > 0).collect();
        let expected = if &*split.recipient.kind == "包联干部" { with_projects } else { BTreeSet::new() };
        assert_eq!(told, expected, "telephones for {} {}", split.recipient.kind, split.recipient.shown());
    }
    let recipients: BTreeSet<_> = splits.iter().map(|s| (s.recipient.kind.clone(), s.recipient.shown())).collect();
    assert_eq!(recipients.len(), splits.len(), "every recipient has a name of its own");
    let sent = outcome.ledger.tables.values().filter(|table| table.form.role == FormRole::Submission);
    let rows: usize = sent.map(|table| table.entries.len()).sum();
    assert_eq!(rows, firms.iter().map(|firm| firm.projects).sum::<usize>(), "the county was read whole");
    splits.len()
}

#[test]
fn a_thousand_files_hold_no_foreign_word() {
    let firms: Vec<Firm> = (0..700)
        .map(|id| Firm {
            town: id * 7 % 71,
            care: (id % 11 != 0).then_some((id * 13 % 80, (id * 31 % 150, id % 2))),
            projects: id % 3,
            faulty: id % 5 == 0,
        })
        .collect();
    let files = check(&firms);
    assert!(files >= 1_000, "{files} files");
}

fn firm() -> impl Strategy<Value = Firm> {
    let care = proptest::option::weighted(0.8, (0..4_usize, (0..4_usize, 0..3_usize)));
    (0..4_usize, care, 0..3_usize, any::<bool>()).prop_map(|(town, care, projects, faulty)| Firm { town, care, projects, faulty })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_the_county_files_hold_their_own_rows_only(firms in proptest::collection::vec(firm(), 1..12)) {
        check(&firms);
    }
}

#[test]
fn the_same_county_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("scratch");
    let firm = |id: usize| Firm { town: id % 3, care: Some((id % 2, (id % 4, 0))), projects: 2, faulty: id == 1 };
    office(folder.path(), &(0..12).map(firm).collect::<Vec<_>>());
    let bytes = |splits: Vec<Split>| splits.into_iter().map(|split| split.bytes).collect::<Vec<_>>();
    let (once, again) = (bytes(splits_of(folder.path()).1), bytes(splits_of(folder.path()).1));
    assert!(!once.is_empty() && once == again);
}
