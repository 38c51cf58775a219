use proptest::prelude::*;

use super::*;

const CONTEXT: Context = Context { year: 2022, edge: Edge::Start };

/// `2022-05-16`, or first..last for a vague one, then the doubts.
fn shown(typed: &Typed) -> String {
    let state = match &typed.state {
        State::Value(Value::Date(date)) if date.is_vague() => format!("{}..{}", date.first(), date.last()),
        State::Value(Value::Date(date)) => date.to_string(),
        State::Value(Value::Number(year)) => year.to_string(),
        other => format!("{other:?}"),
    };
    typed.doubts.iter().fold(state, |text, doubt| format!("{text} {doubt:?}"))
}

#[test]
fn silent_notations() {
    for (text, expected) in [
        ("2022年5月16日", "2022-05-16"),
        ("2022年5月16号", "2022-05-16"),
        ("2022.5.16", "2022-05-16"),
        ("2022-5-16", "2022-05-16"),
        ("2022/05/16", "2022-05-16"),
        ("2022、5、16", "2022-05-16"),
        ("2022 5 16", "2022-05-16"),
        ("20220516", "2022-05-16"),
        ("220516", "2022-05-16"),
        ("202205", "2022-05"),
        ("2022/5", "2022-05"),
        ("2022.05", "2022-05"),
        ("2022.1", "2022-01"),
        ("2022年5月", "2022-05"),
        ("2022年05月份", "2022-05"),
        ("2022年", "2022"),
        ("2022年度", "2022"),
        ("2022", "2022"),
        ("22.5.16", "2022-05-16"),
        ("22年5月16日", "2022-05-16"),
        ("二〇二二年五月十六日", "2022-05-16"),
        ("二○二二年五月", "2022-05"),
        ("2022年5月16曰", "2022-05-16"),
        ("2022.5。16", "2022-05-16"),
        ("2022．5．16", "2022-05-16"),
        ("2022-05-16 00:00:00", "2022-05-16"),
        ("2022-05-16T08:00:00Z", "2022-05-16"),
        ("2022.5.16.", "2022-05-16"),
        ("2022年5月16日（已开工）", "2022-05-16"),
        ("预计2022年6月", "2022-06"),
        ("2022年6月开工", "2022-06"),
        ("2022 年 5 月 16 日", "2022-05-16"),
        ("2022.5月", "2022-05"),
        ("16/5/2022", "2022-05-16"),
        ("44697", "2022-05-16"),
        ("2022年5.16", "2022-05-16"),
        ("2022.12.31", "2022-12-31"),
        ("2022年\n5月", "2022-05"),
        ("2022.5.16日", "2022-05-16"),
    ] {
        assert_eq!(shown(&read(text, CONTEXT)), expected, "{text}");
    }
}

#[test]
fn vague_notations() {
    for (text, expected) in [
        ("2022年5月底", "2022-05-21..2022-05-31 Vague"),
        ("5月底", "2022-05-21..2022-05-31 Vague YearAssumed"),
        ("2022年5月上旬", "2022-05-01..2022-05-10 Vague"),
        ("2022年2月下旬", "2022-02-21..2022-02-28 Vague"),
        ("2022年5月中旬", "2022-05-11..2022-05-20 Vague"),
        ("2022年底", "2022-12-01..2022-12-31 Vague"),
        ("2022年底前", "2022-12-01..2022-12-31 Vague"),
        ("2022年12月底前", "2022-12-21..2022-12-31 Vague"),
        ("2022年上半年", "2022-01-01..2022-06-30 Vague"),
        ("上半年", "2022-01-01..2022-06-30 Vague YearAssumed"),
        ("年底", "2022-12-01..2022-12-31 Vague YearAssumed"),
        ("年内", "2022-01-01..2022-12-31 Vague YearAssumed"),
        ("2022年第二季度", "2022-04-01..2022-06-30 Vague"),
        ("2022年二季度", "2022-04-01..2022-06-30 Vague"),
        ("一季度", "2022-01-01..2022-03-31 Vague YearAssumed"),
        ("第三季度", "2022-07-01..2022-09-30 Vague YearAssumed"),
        ("2022Q2", "2022-04-01..2022-06-30 Vague"),
        ("2022年6月左右", "2022-06-01..2022-06-30 Vague"),
        ("2022年6月前", "2022-06-01..2022-06-30 Vague"),
        ("长期", "1900-01-01..2199-12-31 Vague"),
        ("持续", "1900-01-01..2199-12-31 Vague"),
        ("十四五期间", "2021-01-01..2025-12-31 Vague"),
        ("明年底", "2023-12-01..2023-12-31 Vague YearAssumed"),
        ("尽快", "NotApplicable Vague"),
    ] {
        assert_eq!(shown(&read(text, CONTEXT)), expected, "{text}");
    }
}

#[test]
fn years_that_are_not_written() {
    for (text, expected) in [
        ("5月16日", "2022-05-16 YearAssumed"),
        ("已于5月10日开工", "2022-05-10 YearAssumed"),
        ("5.16", "2022-05-16 YearAssumed"),
        ("5/16", "2022-05-16 YearAssumed"),
        ("5月份", "2022-05 YearAssumed"),
        ("五月", "2022-05 YearAssumed"),
        ("今年5月", "2022-05"),
        ("明年3月", "2023-03"),
        ("22.5", "2022-05"),
    ] {
        assert_eq!(shown(&read(text, CONTEXT)), expected, "{text}");
    }
}

#[test]
fn periods_by_role() {
    for (text, start, end) in [
        ("2022.3-2022.12", "2022-03 Period", "2022-12 Period"),
        ("2022年3月至12月", "2022-03 Period", "2022-12 Period"),
        ("2022年3-12月", "2022-03 Period", "2022-12 Period"),
        ("2022.3-12", "2022-03 Period", "2022-12 Period"),
        ("2021-2023", "2021 Period", "2023 Period"),
        ("2022年—2024年", "2022 Period", "2024 Period"),
        ("3月-5月", "2022-03 YearAssumed Period", "2022-05 YearAssumed Period"),
        ("2022年5月10日-6月16日", "2022-05-10 Period", "2022-06-16 Period"),
        ("2022年5月10日-16日", "2022-05-10 Period", "2022-05-16 Period"),
        ("2022-03-01至2022-12-31", "2022-03-01 Period", "2022-12-31 Period"),
        ("202203-202212", "2022-03 Period", "2022-12 Period"),
        ("2021年12月—2022年底", "2021-12 Period", "2022-12-01..2022-12-31 Vague Period"),
        ("2022.5.16-6.16", "2022-05-16 Period", "2022-06-16 Period"),
    ] {
        assert_eq!(shown(&read(text, Context { edge: Edge::Start, ..CONTEXT })), start, "{text}");
        assert_eq!(shown(&read(text, Context { edge: Edge::End, ..CONTEXT })), end, "{text}");
    }
}

#[test]
fn no_dates() {
    for (text, expected) in [
        ("2022-02-30", "Unreadable ImpossibleDate"),
        ("2022年13月", "Unreadable ImpossibleDate"),
        ("2022.13", "Unreadable ImpossibleDate"),
        ("20221332", "Unreadable ImpossibleDate"),
        ("20222年5月", "Unreadable ImpossibleDate"),
        ("1022年5月16日", "Unreadable ImpossibleDate"),
        ("2月30日", "Unreadable ImpossibleDate"),
        ("5/6/2022", "Unreadable Unreadable"),
        ("已开工", "Unreadable Unreadable"),
        ("2022年5月16日未开工", "Unreadable Unreadable"),
        ("正在办理", "Unreadable Unreadable"),
        ("16日", "Unreadable Unreadable"),
        ("2022年12月至2022年3月", "Unreadable Unreadable"),
        ("尚未开工", "NotApplicable"),
        ("待定", "NotApplicable"),
        ("—", "NotApplicable"),
        ("", "Blank"),
        ("123", "Unreadable Unreadable"),
        ("202Z.5", "Unreadable Unreadable"),
        ("2022.O5", "Unreadable Unreadable"),
    ] {
        assert_eq!(shown(&read(text, CONTEXT)), expected, "{text}");
    }
}

#[test]
fn stored_numbers() {
    for (number, class, expected) in [
        (44_697.0, Shown::Day, "2022-05-16"),
        (44_697.75, Shown::Time, "2022-05-16"),
        (44_682.0, Shown::Month, "2022-05"),
        (44_697.0, Shown::General, "2022-05-16"),
        (2022.05, Shown::General, "2022-05"),
        (2022.1, Shown::General, "Unreadable JanuaryOrOctober"),
        (2022.1, Shown::Decimals(1), "Unreadable JanuaryOrOctober"),
        (2022.1, Shown::Decimals(2), "2022-10"),
        (2022.12, Shown::General, "2022-12"),
        (2022.5, Shown::General, "2022-05"),
        (2022.0, Shown::General, "2022"),
        (20_220_516.0, Shown::General, "2022-05-16"),
        (20_220_516.0, Shown::Day, "2022-05-16"),
        (202_205.0, Shown::General, "2022-05"),
        (5.0, Shown::Day, "Unreadable ImpossibleDate"),
        (0.0, Shown::Day, "Blank"),
        (2022.0516, Shown::General, "2022-05-16"),
        (5.16, Shown::General, "2022-05-16 YearAssumed"),
        (5.1, Shown::General, "Unreadable JanuaryOrOctober"),
        (-5.0, Shown::General, "Unreadable Unreadable"),
        (1e20, Shown::General, "Unreadable Unreadable"),
        (2022.0, Shown::Decimals(2), "2022"),
        (2022.2, Shown::General, "2022-02"),
    ] {
        assert_eq!(shown(&from_number(number, class, CONTEXT)), expected, "{number} {class:?}");
    }
}

#[test]
fn months_and_years() {
    let month = |text| shown(&to_month(read(text, CONTEXT)));
    assert_eq!(
        [month("2022年5月16日"), month("5月"), month("上半年")],
        ["2022-05", "2022-05 YearAssumed", "2022-01-01..2022-06-30 Vague YearAssumed"]
    );
    let year = |text| shown(&to_year(read(text, CONTEXT)));
    assert_eq!([year("2022年底"), year("2023"), year("2023.5"), year("长期")], ["2022", "2023", "2023", "Unreadable Vague"]);
}

proptest! {
    #[test]
    fn never_panics(text in "[0-9０-９年月日号.。/、—~至到底初旬上中下半季度第一二十〇QT: （）()-]{0,16}", any in "\\PC{0,16}") {
        for text in [text, any] {
            let typed = read(&text, CONTEXT);
            prop_assert!(typed.state != State::Unreadable || !typed.doubts.is_empty());
        }
    }

    #[test]
    fn every_notation_of_a_day_is_that_day(number in -7_000i32..30_000) {
        let day = Day::from_number(number).expect("in range");
        let expected = Typed::certain(Value::Date(Date::day(day)));
        let (y, m, d) = (day.year(), day.month(), day.day());
        for text in [day.to_string(), format!("{y}年{m}月{d}日"), format!("{y}.{m}.{d}"), format!("{y}/{m}/{d}"), format!("{y}{m:02}{d:02}"), format!("{y}年{m:02}月{d:02}日（注）")] {
            prop_assert_eq!(read(&text, CONTEXT), expected.clone(), "{}", text);
        }
        prop_assert_eq!(from_number(f64::from(day.serial()), Shown::Day, CONTEXT), expected);
    }

    #[test]
    fn what_is_printed_is_read_back(year in 1950i16..2100, month in 1u8..=12) {
        for date in [Date::month(year, month), Date::year(year)].into_iter().flatten() {
            prop_assert_eq!(read(&date.to_string(), CONTEXT), Typed::certain(Value::Date(date)));
        }
    }
}
