use std::sync::Arc;

use proptest::prelude::*;

use super::plan::TEXTS;
use super::*;
use crate::identity::Lists;
use crate::identity::testing::{form, records};
use crate::settings::Week;
use crate::value::Day;

fn day() -> Day {
    Day::new(2022, 5, 22).expect("a day")
}

fn book() -> Book {
    let enterprises =
        records(&form("规上工业企业名录", &["企业名称:name!*"]), "名录/a.xlsx", &[&["甲公司"], &["乙公司"], &["丙公司"]]);
    let units = records(
        &form("单位名单", &["单位名称:text!*", "应报表:texts", "联系人:text", "邮箱:text"]),
        "名录/b.xlsx",
        &[
            &["城关镇", "任务清单", "张三", "CG@example.com"],
            &["北沟乡", "任务清单", "", "both@example.com"],
            &["南沟乡", "任务清单", "", "both@example.com"],
            &["无邮箱局", "", "", ""],
            &["坏邮箱局", "", "", "a@b\nBcc: x@example.com"],
            &["两邮箱局", "", "", "one@example.com、two@example.com"],
        ],
    );
    let care = records(
        &form("包联安排", &["企业名称:name!*", "包联干部:person*", "服务部门:unit", "邮箱:text"]),
        "名录/c.xlsx",
        &[
            &["甲公司", "李四", "城关镇", "ls@example.com"],
            &["乙公司", "王五", "城关镇", "w1@example.com"],
            &["丙公司", "王五", "城关镇", "w2@example.com"],
        ],
    );
    let (lists, _) = Lists::load(vec![enterprises, units, care], &["青石县"], day(), crate::identity::Words::built_in());
    Book::of(&lists, day())
}

fn file(path: &str, owner: Recipient) -> Found {
    Found { owned: Owned { path: path.into(), sha256: String::new(), owner }, content: Ok(path.as_bytes().to_vec()) }
}

fn planned(found: Vec<Found>, test_address: Option<&str>) -> (Vec<Message>, Vec<Refused>) {
    let texts = Texts::parse([TEXTS[0].1, TEXTS[1].1]).expect("the templates that come with the tool are valid");
    let week = Week::new(2022, 20).expect("a week");
    let occasion = Occasion { county: "青石县", week, as_of: day(), max_bytes: 20_000, test_address };
    plan(found, &book(), &texts, &occasion)
}

#[test]
fn every_recipient_gets_one_message_with_its_own_files_and_nobody_elses() {
    let files = vec![
        file("退回/城关镇_退回修改.xlsx", Recipient::unit("城关镇")),
        file("分发/包联干部/李四.xlsx", Recipient::cadre("李四局长")),
        file("通报/通报.docx", Recipient::Everyone),
        file("退回/两邮箱局_退回修改.xlsx", Recipient::unit("两邮箱局")),
    ];
    let (messages, refused) = planned(files, None);
    let seen: Vec<(&str, Vec<&str>)> =
        messages.iter().map(|m| (m.to.as_str(), m.attachments.iter().map(|a| a.name.as_str()).collect())).collect();
    assert_eq!(
        seen,
        [
            ("one@example.com", vec!["两邮箱局_退回修改.xlsx"]),
            ("two@example.com", vec!["两邮箱局_退回修改.xlsx"]),
            ("cg@example.com", vec!["城关镇_退回修改.xlsx", "通报.docx"]),
            ("ls@example.com", vec!["李四.xlsx"]),
        ]
    );
    let town = &messages[2];
    assert_eq!(town.subject, "【青石县联席办】2022年第20周“三改一平台”材料（城关镇）");
    assert!(
        town.body.starts_with("城关镇张三同志：\n") && town.body.contains("1. 城关镇_退回修改.xlsx\n2. 通报.docx\n"),
        "{}",
        town.body
    );
    assert!(town.body.contains("退回修改”的") && !town.body.contains("清单里是与你单位"), "{}", town.body);
    // One address for two towns: nobody knows whose mail it is.
    assert_eq!(refused.iter().map(|r| r.recipient.as_str()).collect::<Vec<_>>(), ["北沟乡", "南沟乡"]);
}

#[test]
fn what_is_not_proved_is_not_sent() {
    let changed =
        Found { content: Err("改动过".into()), ..file("退回/城关镇_退回修改.xlsx", Recipient::unit("城关镇")) };
    let large = Found { content: Ok(vec![0; 20_000]), ..file("退回/两邮箱局.xlsx", Recipient::unit("两邮箱局")) };
    let unit = |name| file("退回/x.xlsx", Recipient::unit(name));
    let files =
        vec![changed, large, unit("没有的局"), unit("无邮箱局"), unit("坏邮箱局"), file("分发/y.xlsx", Recipient::cadre("王五"))];
    let (messages, refused) = planned(files, None);
    assert_eq!(messages, []);
    let whys: Vec<String> = refused.iter().map(|r| format!("{}：{}", r.recipient, r.why)).collect();
    assert_eq!(
        whys,
        [
            "城关镇：改动过",
            "两邮箱局：附件共 0 MB，超过一封邮件的上限 0 MB，请用别的办法送达",
            "坏邮箱局：《单位名单》里的邮箱“Bcc: x@example.com”写法不对",
            "无邮箱局：《单位名单》里没有填邮箱",
            "没有的局：《单位名单》里没有“没有的局”",
            "王五：《包联安排》里填了不同的邮箱：w1@example.com、w2@example.com，请改成一个",
        ]
    );
}

#[test]
fn a_test_goes_to_one_address_only() {
    let files = || vec![file("通报/通报.docx", Recipient::Everyone), file("分发/李四.xlsx", Recipient::cadre("李四"))];
    let (messages, _) = planned(files(), Some("Me@example.com"));
    assert!(!messages.is_empty() && messages.iter().all(|m| m.to == "me@example.com" && m.subject.starts_with("【试发】")));
    let (messages, refused) = planned(files(), Some("me"));
    assert!(messages.is_empty() && refused.iter().any(|r| r.why == "“me”不是邮箱地址"));
}

fn message(name: &str, subject: &str, body: &str) -> Message {
    let attachment = Attachment { path: format!("退回/{name}"), name: name.to_owned(), bytes: vec![0, 13, 10, 46, 255] };
    Message {
        recipient: Recipient::Unit(Arc::from("城关镇\r\nBcc: x@example.com")),
        to: "a@example.com".into(),
        subject: subject.into(),
        body: body.into(),
        attachments: vec![attachment],
    }
}

#[test]
fn the_id_follows_the_content() {
    let one = message("a.xlsx", "x", "y");
    let mut other = one.clone();
    assert_eq!(one.id(), other.id());
    other.attachments[0].bytes.push(0);
    let ids = [one.id(), other.id(), message("b.xlsx", "x", "y").id(), message("a.xlsx", "xy", "").id()];
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// What is written can be read by another parser, adds no header, and stays within lines.
    #[test]
    fn messages_read_back(name in "[\\PC\r\n\"]{1,90}", subject in "[\\PC\r\n]{0,120}", body in "[\\PC\n]{0,200}") {
        let from = From { address: "o@example.com".into(), name: "联席办\r\nBcc: y@example.com".into(), reply_to: String::new() };
        let name = format!("a{}.xlsx", name.trim());
        let message = message(&name, &subject, &body);
        let bytes = message.to_bytes(&from, &rfc5322(1_653_039_000));
        prop_assert!(bytes.is_ascii());
        let text = String::from_utf8(bytes.clone()).expect("ASCII");
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        let read = mail_parser::MessageParser::default().parse(&bytes).expect("a message");
        prop_assert_eq!(read.to().and_then(|to| to.first()?.address()), Some("a@example.com"));
        prop_assert!(read.bcc().is_none());
        prop_assert_eq!(read.headers().len(), 7);
        let visible = |text: &str| text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(visible(read.subject().unwrap_or_default()), visible(&subject));
        prop_assert_eq!(visible(&read.body_text(0).unwrap_or_default()), visible(&body));
        let attachment = read.attachment(0).expect("an attachment");
        prop_assert_eq!(attachment.contents(), message.attachments[0].bytes.as_slice());
    }
}
