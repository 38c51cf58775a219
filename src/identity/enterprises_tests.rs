use super::super::testing::{form, lists, records};
use super::super::{Resolution, Words};
use super::*;

fn shown(resolution: &Resolution) -> String {
    match resolution {
        Resolution::Exact(id) => format!("={}", id.0),
        Resolution::Alias(id, why) => format!("{why:?} {}", id.0),
        Resolution::Candidates(found) => {
            format!("?{}", found.iter().map(|(id, _)| id.0.to_string()).collect::<Vec<_>>().join(","))
        }
        Resolution::Unknown => "-".into(),
    }
}

#[test]
fn names_resolve_in_order_and_similarity_only_proposes() {
    let lists = lists();
    for (text, expected) in [
        ("青石县利欣制药有限公司", "=0"),
        ("青石县利欣制药有限公司 ", "=0"),
        ("青石县利欣\u{200b}制药有限公司", "=0"),
        ("利欣", "ShortName 0"),
        ("华岗瓷厂", "FormerName 1"),
        ("利鑫制药", "Decision 0"),
        ("宏达机电", "-"),
        ("利欣制药", "NormalisedName 0"),
        ("利欣制药有限责任公司", "NormalisedName 0"),
        ("河南省青石县利欣制药有限公司（停产）", "NormalisedName 0"),
        ("英奇陶瓷（原华岗瓷厂）", "FormerName 1"),
        ("宏达机械股份", "NormalisedName 2"),
        ("中原水泥", "NormalisedName 4"),
        ("利新制药有限公司", "?0"),
        ("江西利欣制药有限公司", "?0"),
        ("利欣制药厂", "?0"),
        ("利欣制药集团", "?0"),
        ("利欣制药有限公司南沟分公司", "?0"),
        ("天成纺织有限公司", "-"),
    ] {
        let resolution = lists.enterprises.resolve_name(text, &lists.decisions);
        assert_eq!(shown(&resolution), expected, "{text}");
    }
}

#[test]
fn a_code_decides_and_contradictions_are_named() {
    let lists = lists();
    let cases = [
        ("青石县利欣制药有限公司", "91350200776049653a", "=0", None),
        ("利新制药", "91350200776049653A", "CreditCode 0", None),
        ("天成纺织有限公司", "91350200776049653A", "?0", Some(Disagreement::NameStrange)),
        ("英奇陶瓷", "91350200776049653A", "CreditCode 0", Some(Disagreement::NameMeans(EnterpriseId(1)))),
        ("英奇陶瓷", "11370881004339597L", "NormalisedName 1", Some(Disagreement::CodeStrange)),
        ("宏达机械", "11370881004339597L", "NormalisedName 2", None),
        ("天成纺织有限公司", "11370881004339597L", "-", None),
    ];
    for (name, code, expected, disagreement) in cases {
        let found = lists.enterprises.resolve(name, Some(code), &lists.decisions);
        assert_eq!((shown(&found.resolution).as_str(), found.disagreement), (expected, disagreement), "{name} {code}");
    }
}

#[test]
fn faults_of_the_list_are_named_and_mean_nobody() {
    let form = form("规上工业企业名录", &["企业名称:name!*", "统一社会信用代码:code", "简称:texts"]);
    let rows: &[&[&str]] = &[
        &["甲山机械有限公司", "91350200776049653A", "山机"],
        &["甲山机械有限公司", "", ""],
        &["乙水纺织有限公司", "91350200776049653A", "山机"],
        &["甲山机械有限责任公司", "", ""],
    ];
    let table = records(&form, "名录/a.xlsx", rows);
    let (list, findings) = Enterprises::from_list(&[&table], &[], &Arc::new(Words::built_in()));
    let cells: Vec<String> =
        findings.iter().map(|finding| format!("{} {}", finding.code, finding.place.cell.expect("a cell"))).collect();
    assert_eq!(cells, ["N08 A6", "N08 B7", "N08 C7"]);
    assert_eq!(list.len(), 3);
    let nobody = Decisions::default();
    assert!(list.resolve_name("山机", &nobody).known().is_none());
    assert!(list.resolve_name("甲山机械", &nobody).known().is_none(), "two enterprises have this core");
}

#[test]
fn excused_and_retired_enterprises_do_not_count() {
    let lists = lists();
    let day = super::super::testing::cutoff();
    let counted: Vec<bool> = lists.enterprises.iter().map(|(_, enterprise)| enterprise.not_counted(day).is_none()).collect();
    assert_eq!(counted, [true, true, true, false, false]);
}
