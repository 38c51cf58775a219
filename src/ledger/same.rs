//! Whether two cells say the same. Blank says nothing and so contradicts nothing.

use crate::forms::{Field, FieldType};
use crate::identity::{Words, fold_letters, persons_agree};
use crate::value::{Date, State, Value};

/// Whether two cells of a field contradict each other.
pub(super) fn differ(field: &Field, a: &State, b: &State, words: &Words) -> bool {
    match (a.value(), b.value()) {
        (Some(a), Some(b)) => !same(field, a, b, words),
        _ => false,
    }
}

fn same(field: &Field, a: &Value, b: &Value, words: &Words) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) if a == b => true,
        (Value::Text(a), Value::Text(b)) if field.ty == FieldType::Person => persons_agree(a, b, words),
        (Value::Text(a), Value::Text(b)) => fold_letters(a) == fold_letters(b),
        (Value::Date(a), Value::Date(b)) => within(*a, *b) || within(*b, *a),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().all(|word| b.contains(word)),
        (a, b) => a == b,
    }
}

/// 2022-05-16 lies in 2022-05: one is only more exact.
fn within(inner: Date, outer: Date) -> bool {
    outer.first() <= inner.first() && inner.last() <= outer.last()
}

/// Running text (形象进度, 存在问题) is worded anew by everybody: a difference is worth a note, no more.
pub(super) fn is_running_text(field: &Field) -> bool {
    !field.key && matches!(field.ty, FieldType::Text | FieldType::Texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::testing::form;
    use crate::value::Day;

    #[test]
    fn cells_agree_by_meaning() {
        let form = form("测试", &["说明:text", "金额:money", "日期:date", "负责人:person"]);
        let words = Words::built_in();
        let text = |text: &str| State::Value(Value::text(text));
        let number = |text: &str| State::Value(Value::Number(text.parse().expect("a number")));
        let day = State::Value(Value::Date(Date::day(Day::new(2022, 5, 16).expect("a day"))));
        let month = State::Value(Value::Date(Date::month(2022, 5).expect("a month")));
        let june = State::Value(Value::Date(Date::month(2022, 6).expect("a month")));
        for (field, a, b, expected) in [
            (0, text("已开工，正在安装。"), text("已开工,正在安装"), false),
            (0, text("已开工"), text("未开工"), true),
            (1, number("100"), number("100.00"), false),
            (1, number("100"), number("100.01"), true),
            (1, number("100"), State::Blank, false),
            (1, number("100"), State::Unreadable, false),
            (2, day.clone(), month.clone(), false),
            (2, day, june, true),
            (3, text("张 三"), text("张三局长"), false),
            (3, text("张三"), text("李四"), true),
        ] {
            assert_eq!(differ(&form.fields[field], &a, &b, &words), expected, "{a:?} {b:?}");
        }
    }
}
