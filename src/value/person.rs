//! Names of people: alignment blanks, titles, telephone numbers and second names in the same cell.

use super::absence::absence;
use super::list;
use super::normalise::{is_han, narrow, split_notes, tidy_name};
use super::{Doubt, Typed, Value};

/// Titles of office that stand before or behind a name.
const TITLES: &[&str] = &[
    "党组书记",
    "党委书记",
    "副书记",
    "书记",
    "副县长",
    "县长",
    "副市长",
    "副镇长",
    "镇长",
    "副乡长",
    "乡长",
    "副区长",
    "区长",
    "副局长",
    "局长",
    "副主任",
    "主任",
    "副科长",
    "科长",
    "副股长",
    "股长",
    "副所长",
    "所长",
    "副站长",
    "站长",
    "副部长",
    "部长",
    "副行长",
    "行长",
    "副院长",
    "院长",
    "副校长",
    "校长",
    "副主席",
    "主席",
    "副会长",
    "会长",
    "秘书长",
    "董事长",
    "总经理",
    "副总经理",
    "副总",
    "经理",
    "厂长",
    "总监",
    "总工程师",
    "工程师",
    "总工",
    "组长",
    "队长",
    "调研员",
    "科员",
    "干事",
    "委员",
    "常委",
    "助理",
    "专员",
    "会计",
    "负责人",
    "联系人",
    "法人",
    "同志",
    "先生",
    "女士",
];

/// Ends of the names of bodies: 科工局 张三 names one person.
const BODIES: &[&str] =
    &["局", "委", "办", "府", "厅", "镇", "乡", "街道", "部", "中心", "公司", "银行", "园区", "管委会", "集团", "支行"];

/// The person of a cell; with several, the first, and a doubt.
#[must_use]
pub fn read(text: &str) -> Typed {
    if let Some(state) = absence(text) {
        return state.into();
    }
    if is_plain_name(text) {
        return Typed::certain(Value::text(text));
    }
    let names = names(text);
    match names.as_slice() {
        [] => Typed::unreadable(Doubt::NoName),
        [first, rest @ ..] => Typed::certain(Value::text(first)).with_if(!rest.is_empty(), Doubt::SeveralPersons),
    }
}

/// Two or three Chinese characters and nothing else, as nearly all names are.
fn is_plain_name(text: &str) -> bool {
    (6..=9).contains(&text.len()) && text.chars().all(is_han) && !TITLES.contains(&text)
}

/// All names of a cell, in order, without titles, notes and numbers.
#[must_use]
pub fn names(text: &str) -> Vec<String> {
    let letters: String = text.chars().map(|c| if is_number_part(c) { '、' } else { c }).collect();
    let (outside, notes) = split_notes(&half_brackets(&letters));
    let open = if outside.trim_matches(['、', ' ']).is_empty() { notes.concat() } else { outside };
    // A name wrapped in its cell is no list of one-character names.
    let wrapped = open.lines().any(|line| line.trim().chars().count() == 1);
    let open = if wrapped { open.replace('\n', " ") } else { open };
    let pieces: Vec<String> = list::split(&open).into_iter().flat_map(|piece| people(&piece)).collect();
    let alone = pieces.iter().filter(|piece| !is_body(piece)).count() == 0;
    let pieces = pieces.into_iter().filter(|piece| alone || !is_body(piece));
    let mut names: Vec<String> = Vec::new();
    for name in pieces.map(|piece| without_title(&piece)).filter(|name| name.chars().any(char::is_alphabetic)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Digits and what joins them in telephone numbers.
fn is_number_part(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９' | '-' | '—' | '－' | ':' | '：')
}

fn half_brackets(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            c => c,
        })
        .collect()
}

/// The people of a piece without marks: blanks align (`张  三`), or separate a title or another name.
fn people(piece: &str) -> Vec<String> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    if words.iter().any(|word| word.chars().count() == 1) || !words.iter().all(|word| word.chars().next().is_some_and(is_han)) {
        return vec![tidy_name(piece)];
    }
    let names: Vec<String> = words.iter().filter(|word| !is_title(word)).flat_map(|word| and(word)).collect();
    if names.is_empty() { vec![tidy_name(piece)] } else { names }
}

fn is_title(word: &str) -> bool {
    TITLES.iter().any(|title| word.ends_with(title)) && without_title(word) == word
}

/// A body (科工局), an office in one (县委常委) or a bare title: not a person.
fn is_body(word: &str) -> bool {
    let office =
        TITLES.iter().find_map(|title| word.strip_suffix(title)).filter(|rest| rest.chars().count() >= 2).unwrap_or(word);
    let short = office.len() == word.len() && office.chars().count() < 3;
    TITLES.contains(&word) || !short && BODIES.iter().any(|end| office.ends_with(end))
}

/// 张三和李四; but 王和平 is one name.
fn and(word: &str) -> Vec<String> {
    let parts: Vec<&str> = word.split(['和', '与']).collect();
    if parts.len() == 2 && parts.iter().all(|part| (2..=3).contains(&part.chars().count())) {
        parts.into_iter().map(str::to_owned).collect()
    } else {
        vec![word.to_owned()]
    }
}

/// 张三局长 and 副县长张三 → 张三. What is left must still look like a name, else nothing is taken off.
fn without_title(name: &str) -> String {
    let tidied = tidy_name(&narrow(name));
    let name = tidied.trim_matches(|c: char| c.is_ascii_punctuation() || matches!(c, '。' | '、'));
    let like_name = |rest: &str| (2..=4).contains(&rest.chars().count()) && rest.chars().all(is_han);
    if let Some(rest) =
        TITLES.iter().find_map(|title| name.strip_suffix(title).filter(|rest| like_name(rest) && !TITLES.contains(rest)))
    {
        return rest.to_owned();
    }
    let title = TITLES.iter().filter_map(|title| name.find(title).map(|at| at + title.len())).max();
    let body = || {
        BODIES
            .iter()
            .filter_map(|end| name.find(end).map(|at| at + end.len()))
            .filter(|at| name[..*at].chars().count() >= 3)
            .max()
    };
    let after = title.or_else(body);
    match after.map(|at| &name[at..]) {
        Some(rest) if like_name(rest) => rest.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::State;
    use proptest::prelude::*;

    #[test]
    fn people_of_a_cell() {
        for (text, expected) in [
            ("张三", "张三"),
            ("张  三", "张三"),
            ("张　三", "张三"),
            ("张\n三", "张三"),
            ("张三 13800000000", "张三"),
            ("张三13800000000", "张三"),
            ("张三（13800000000）", "张三"),
            ("张三：0377-63312345", "张三"),
            ("张三局长", "张三"),
            ("张三（副局长）", "张三"),
            ("副县长张三", "张三"),
            ("县委常委、副县长 张三", "张三"),
            ("局长 张三", "张三"),
            ("王局长", "王局长"),
            ("张三、李四", "张三|李四"),
            ("张三 李四", "张三|李四"),
            ("张三/李四", "张三|李四"),
            ("张三\n李四", "张三|李四"),
            ("张三和李四", "张三|李四"),
            ("王和平", "王和平"),
            ("欧阳  锋", "欧阳锋"),
            ("买买提·艾力", "买买提·艾力"),
            ("John Smith", "John Smith"),
            ("13800000000", ""),
            ("张三,", "张三"),
            ("负责人：张三", "张三"),
            ("总经理张三", "张三"),
            ("科工局 张三", "张三"),
            ("科工局张三", "张三"),
            ("招商局", "招商局"),
            ("张镇东", "张镇东"),
            ("科工局 张三", "张三"),
            ("科工局张三", "张三"),
            ("招商局", "招商局"),
            ("张镇东", "张镇东"),
            ("张 三、李 四", "张三|李四"),
        ] {
            assert_eq!(names(text).join("|"), expected, "{text}");
        }
        assert_eq!(read("张三、李四"), Typed::certain(Value::text("张三")).with(Doubt::SeveralPersons));
        assert_eq!(read("无").state, State::NotApplicable);
        assert_eq!(read("13800000000"), Typed::unreadable(Doubt::NoName));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[张三李四局长副 、和0-9（）()]{0,16}", any in "\\PC{0,16}") {
            for text in [text, any] {
                let typed = read(&text);
                prop_assert!(typed.state != State::Unreadable || typed.doubts == vec![Doubt::NoName]);
            }
        }
    }
}
