use super::super::testing::{form, lists, records};
use super::super::{Evidence, Sender};
use super::*;
use crate::finding::Severity;
use crate::origin::CellRef;
use crate::table::Filler;

#[test]
fn written_units_resolve_and_ambiguous_ones_do_not() {
    let units = lists().units;
    for (text, expected) in [
        ("城关镇", Some("城关镇")),
        ("城关镇人民政府", Some("城关镇")),
        ("青石县城关镇", Some("城关镇")),
        ("产业集聚区管委会", Some("产业集聚区管理委员会")),
        ("县发改委", Some("发展和改革委员会")),
        ("科工局", Some("科学技术和工业信息化局")),
        ("科工信局", Some("科学技术和工业信息化局")),
        ("市场监管局", Some("市场监督管理局")),
        ("县市场监督管理局", Some("市场监督管理局")),
        ("青石县市场监督管理局", Some("市场监督管理局")),
        ("县市场监管局", Some("市场监督管理局")),
        ("卫计局", Some("卫生健康委员会")),
        ("农商行", Some("青石农村商业银行股份有限公司")),
        ("青石农商行", Some("青石农村商业银行股份有限公司")),
        ("农行", None),
        ("教育局", None),
        ("镇", None),
    ] {
        assert_eq!(units.resolve(text).unit().as_deref(), expected, "{text}");
    }
}

#[test]
fn a_listed_name_beats_an_abbreviation_and_two_meanings_beat_none() {
    let words = Arc::new(Words::built_in());
    let form = super::super::testing::form("单位名单", &["单位名称:text!*"]);
    let rows: &[&[&str]] = &[&["科技局"], &["科学技术和工业信息化局"], &["城关镇"], &["老城关镇"], &["工业和信息化局"]];
    let table = super::super::testing::records(&form, "名录/单位名单.xlsx", rows);
    let (units, _) = Units::from_list(&[&table], &[], &words);
    assert_eq!(units.resolve("科技局").unit().as_deref(), Some("科技局"));
    assert_eq!(units.resolve("科工局").unit().as_deref(), Some("科学技术和工业信息化局"));
    for (text, expected) in [
        ("老城关镇任务清单", Some("老城关镇")),
        ("城关镇任务清单", Some("城关镇")),
        ("科学技术和工业信息化局任务清单", Some("科学技术和工业信息化局")),
        ("新城关镇任务清单", None),
        ("科工局清单（第20周）", Some("科学技术和工业信息化局")),
        ("任务清单", None),
    ] {
        assert_eq!(units.mentioned(text).as_deref(), expected, "{text}");
    }
}

fn sender(file: &str, filler: Option<&str>, title: Option<&str>) -> (Sender, Vec<Finding>) {
    let filler =
        filler.map(|value| Filler { label: "填报单位（盖章）".into(), value: value.into(), at: CellRef::new(1, 0) });
    lists().units.sender_of(&file.into(), None, filler.as_slice(), title)
}

#[test]
fn the_sender_follows_from_folder_then_name_then_filler_then_title() {
    for (file, filler, title, unit, how) in [
        ("收件/2022-W20/城关镇/清单.xlsx", None, None, Some("城关镇"), Evidence::Folder),
        ("收件/2022-W20/乡镇/北沟乡政府5月20日/清单.xlsx", None, None, Some("北沟乡"), Evidence::Folder),
        ("收件/2022-W20/青石县北沟乡任务清单.xls", None, None, Some("北沟乡"), Evidence::FileName),
        ("收件/2022-W20/1.xls", Some("北沟乡人民政府（盖章）"), None, Some("北沟乡"), Evidence::Filler),
        ("收件/2022-W20/1.xls", None, Some("产业集聚区2022年任务清单"), Some("产业集聚区管理委员会"), Evidence::Title),
        ("收件/2022-W20/1.xls", None, Some("任务清单"), None, Evidence::None),
    ] {
        let (sender, findings) = sender(file, filler, title);
        assert_eq!((sender.unit.as_deref(), sender.how), (unit, how), "{file}");
        assert_eq!(findings.len(), usize::from(unit.is_none()), "{file}");
    }
}

#[test]
fn a_filler_that_contradicts_the_folder_is_a_warning() {
    let (sender, findings) = sender("收件/2022-W20/城关镇/清单.xlsx", Some("北沟乡"), None);
    assert_eq!(sender.unit.as_deref(), Some("城关镇"));
    let [finding] = findings.as_slice() else { panic!("one finding: {findings:?}") };
    assert_eq!((finding.code.as_str(), finding.severity), ("N07", Severity::Warning));
    let (_, silent) = super::tests::sender("收件/2022-W20/科工局/城关镇任务清单.xlsx", Some("科工局"), None);
    assert_eq!(silent, []);
}

#[test]
fn the_address_of_a_mail_tells_its_sender_before_its_subject_does() {
    let form = form("单位名单", &["单位名称:text!*", "别名:texts", "邮箱:text"]);
    let rows: &[&[&str]] = &[
        &["城关镇", "", "cg@example.com、cg2@example.com"],
        &["北沟乡", "", "both@example.com"],
        &["发改委", "", "both@example.com"],
    ];
    let table = records(&form, "名录/单位名单.xlsx", rows);
    let (units, _) = Units::from_list(&[&table], &[], &Arc::new(Words::built_in()));
    for (file, from, unit, how) in [
        ("收件/2022-W20/北沟乡.eml/1.xlsx", "CG2@example.com", Some("城关镇"), Evidence::Mail),
        ("收件/2022-W20/北沟乡/1.eml/1.xlsx", "cg@example.com", Some("北沟乡"), Evidence::Folder),
        ("收件/2022-W20/报送北沟乡清单.eml/1.xlsx", "both@example.com", Some("北沟乡"), Evidence::FileName),
        ("收件/2022-W20/1.eml/1.xlsx", "stranger@example.com", None, Evidence::None),
    ] {
        let (sender, _) = units.sender_of(&file.into(), Some(from), &[], None);
        assert_eq!((sender.unit.as_deref(), sender.how), (unit, how), "{file} {from}");
    }
}
