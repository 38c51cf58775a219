//! 是 or 否, in the words and marks of office sheets.

use super::absence::absence;
use super::{Doubt, State, Typed, Value, list, normalise};

const YES: &[&str] = &[
    "是", "√", "✓", "✔", "☑", "■", "有", "y", "yes", "1", "对", "已", "true", "t", "v", "是的", "属于", "符合", "需要", "具备",
    "完成", "同意", "列入", "ok", "●",
];
const NO: &[&str] = &[
    "否",
    "×",
    "✗",
    "✘",
    "x",
    "无",
    "n",
    "no",
    "0",
    "不是",
    "未",
    "false",
    "f",
    "没有",
    "不",
    "非",
    "不属于",
    "不符合",
    "不需要",
    "不具备",
    "错",
    "尚未",
    "暂未",
    "╳",
    "✕",
    "☐",
    "□",
    "暂无",
];
/// A longer text that begins with one of these is an answer (已列入, 未转入, 是，5月列入).
const YES_LEADS: &[&str] = &["已", "是,", "是(", "是。", "是;", "有,", "有("];
const NO_LEADS: &[&str] = &["未", "尚未", "暂未", "还未", "没有", "不", "否,", "否(", "否。", "无,"];

/// 是 or 否; `None` for anything else.
#[must_use]
pub fn parse(text: &str) -> Option<bool> {
    answer(&read(text).state)
}

/// Yes or no.
#[must_use]
pub fn read(text: &str) -> Typed {
    if let Some([item]) = list::ticked(text).as_deref() {
        return read_word(item);
    }
    read_word(text)
}

fn read_word(text: &str) -> Typed {
    let key = normalise::lower_key(text);
    let word = key.trim_matches(|c: char| matches!(c, '。' | '.' | ',' | '(' | ')' | '"'));
    let leads = |words: &[&str]| words.iter().any(|lead| key.starts_with(lead));
    // 无 is an answer here before it is an absence; 未定 is an absence before it is an answer.
    if YES.contains(&word) {
        return Typed::certain(Value::Bool(true));
    }
    if NO.contains(&word) {
        return Typed::certain(Value::Bool(false));
    }
    if let Some(state) = absence(text) {
        return state.into();
    }
    // 未必 and 不详 answer nothing; 是否 is the question.
    let open = ["未必", "不详", "不清", "不确定", "不明", "未知", "已否"].iter().any(|lead| key.starts_with(lead));
    match (open, leads(NO_LEADS), leads(YES_LEADS)) {
        (false, true, _) => Typed::certain(Value::Bool(false)),
        (false, _, true) => Typed::certain(Value::Bool(true)),
        _ => Typed::unreadable(Doubt::UnknownOption(vec!["是".into(), "否".into()])),
    }
}

/// 1 and 0; other numbers answer nothing.
#[must_use]
pub fn from_number(number: f64) -> Typed {
    match number {
        1.0 => Typed::certain(Value::Bool(true)),
        0.0 => Typed::certain(Value::Bool(false)),
        _ => Typed::unreadable(Doubt::UnknownOption(vec!["是".into(), "否".into()])),
    }
}

const fn answer(state: &State) -> Option<bool> {
    match state {
        State::Value(Value::Bool(answer)) => Some(*answer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        for text in ["是", "√", "✓", " 有", "Y", "yes", "1", "已列入", "已转入", "对", "是（5月）", "☑是 □否", "是。", "已"]
        {
            assert_eq!(answer(&read(text).state), Some(true), "{text}");
        }
        for text in ["否", "×", "无", "N", "0", "未列入", "不是", "没有", "尚未转入", "□是 ☑否", "不符合条件", "X"]
        {
            assert_eq!(answer(&read(text).state), Some(false), "{text}");
        }
        assert_eq!(
            [read("—").state, read("").state, read("待定").state],
            [State::NotApplicable, State::Blank, State::NotApplicable]
        );
        for text in ["是否", "正在办理", "2", "不详"] {
            assert_eq!(read(text).state, State::Unreadable, "{text}");
        }
    }
}
