use std::io::{Cursor, Read};

use super::prose::{Block, Column, Document, Place, Row, Table};
use super::*;
use crate::forms::Forms;
use crate::settings::Settings;
use crate::statistics::{Behind, Figure, Formula, Kind, StatValue, Statistics};
use crate::value::Day;

fn reports() -> Reports {
    Reports::load(&[], &Forms::built_in(), &Settings::defaults("青石县", 2022)).expect("the declarations are valid")
}

#[test]
fn the_template_that_comes_with_the_tool_is_valid_and_says_nothing_of_nothing() {
    let template = template(TEMPLATE, &reports()).expect("valid");
    let statistics = Statistics::default();
    let week = Week::new(2022, 20).expect("a week");
    let input = Input {
        county: "青石县",
        week,
        as_of: Day::new(2022, 5, 22).expect("a day"),
        statistics: &statistics,
        findings: &[],
        submissions: &[],
        past: &|_| None,
    };
    let document = bulletin(&template, &input);
    assert_eq!(document.title(), Some("青石县“三改一平台”工作推进情况通报"));
    let headings = document.blocks.iter().filter(|block| matches!(block, Block::Text(Place::Heading(_), _)));
    assert_eq!(headings.count(), 0, "{}", plain(&document, false));
    assert!(!document.blocks.iter().any(|block| matches!(block, Block::Table(_))));
}

#[test]
fn figures_are_compared_with_the_week_before() {
    let template = template(TEMPLATE, &reports()).expect("valid");
    let figure = |name: &str, kind, value| Figure {
        name: name.into(),
        kind,
        value,
        formula: Formula::default(),
        definition: String::new(),
        behind: Behind::default(),
    };
    let share = |part: u8| StatValue::Ratio { numerator: part.into(), denominator: 240.into() };
    let figures = vec![
        figure("计划覆盖率", Kind::Rate, share(223)),
        figure("项目数", Kind::Count, StatValue::Count(231)),
        figure("已开工项目数", Kind::Count, StatValue::Count(130)),
        figure("已竣工项目数", Kind::Count, StatValue::Count(34)),
    ];
    let statistics = Statistics { figures, ..Statistics::default() };
    let past = |name: &str| match name {
        "计划覆盖率" => Some(share(220)),
        "项目数" => Some(StatValue::Count(228)),
        "已开工项目数" => Some(StatValue::Count(131)),
        "已竣工项目数" => Some(StatValue::Count(34)),
        _ => None,
    };
    let (week, as_of) = (Week::new(2022, 20).expect("a week"), Day::new(2022, 5, 22).expect("a day"));
    let input = Input { county: "青石县", week, as_of, statistics: &statistics, findings: &[], submissions: &[], past: &past };
    let text = plain(&bulletin(&template, &input), false);
    let said = "计划覆盖率由上周的91.7%变为92.9%，较上周提高1.3个百分点；项目较上周增加3个，其中已开工项目较上周减少1个、已竣工项目与上周持平；";
    assert!(text.contains(said), "{text}");
}

fn document() -> Document {
    let column = |group: Option<&str>, name: &str, kind| Column { group: group.map(Into::into), name: name.into(), kind };
    let row = |total, cells: [&str; 3]| Row { total, cells: cells.map(str::to_owned).to_vec() };
    let table = Table {
        caption: "表一".into(),
        columns: vec![
            column(None, "单位", Kind::Text),
            column(Some("甲"), "数", Kind::Count),
            column(Some("甲"), "率", Kind::Rate),
        ],
        rows: vec![row(false, ["<w:p>&\u{1}“城关镇”", "1", "50.0%"]), row(true, ["合计", "1", "50.0%"])],
    };
    let text = |place, text: &str| Block::Text(place, text.to_owned());
    Document {
        blocks: vec![
            text(Place::Title, "题目"),
            text(Place::Heading(1), "一、甲"),
            text(Place::Paragraph, "a < b & \"c\" ]]> {名}"),
            Block::Table(table),
            text(Place::Signature, "联席办"),
        ],
    }
}

#[test]
fn the_word_file_is_well_formed_its_texts_are_data_and_its_bytes_the_same() {
    let bytes = docx(&document()).expect("written");
    assert_eq!(bytes, docx(&document()).expect("written again"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip archive");
    let mut texts = Vec::new();
    for index in 0..archive.len() {
        let mut xml = String::new();
        archive.by_index(index).expect("a part").read_to_string(&mut xml).expect("text");
        let mut reader = quick_xml::Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        let mut depth = 0;
        loop {
            match reader.read_event().expect("well formed") {
                quick_xml::events::Event::Start(_) => depth += 1,
                quick_xml::events::Event::End(_) => depth -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "part {index}");
        texts.push(xml);
    }
    let whole = texts.concat();
    assert!(whole.contains("&lt;w:p&gt;&amp;“城关镇”") && whole.contains("a &lt; b &amp; &quot;c&quot;"));
    assert_eq!((whole.matches("<w:tblHeader/>").count(), whole.matches("<w:gridSpan w:val=\"2\"/>").count()), (2, 1));
}
