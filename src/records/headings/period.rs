//! Periods inside headings: `2022年1-5月`, `第20周`, `截至5月22日`, `202X年` become the words 本年, 本周, 累计 …, so that next week's heading
//! means the same.

/// Replaces what names a period by the word for it. `text` is normalised (NFKC, no blanks); `year` is the reporting year.
#[must_use]
pub(super) fn fold(text: &str, year: i16) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let (word, length) = period(&chars[at..], year, is_as_of(&out)).unwrap_or((String::new(), 0));
        if length == 0 {
            out.push(chars[at]);
            at += 1;
        } else {
            out.push_str(&word);
            at += length;
        }
    }
    out
}

/// After 截至 a date says until when, not in which period.
fn is_as_of(before: &str) -> bool {
    ["截至", "截止", "截止到", "截至到", "到", "至"].iter().any(|word| before.ends_with(word))
}

/// The period at the start of the text: the word for it and its length.
fn period(chars: &[char], year: i16, as_of: bool) -> Option<(String, usize)> {
    if let Some(length) = sample_date(chars) {
        return Some((String::new(), length));
    }
    let (named, used) = named_year(chars, year).map_or((None, 0), |(word, used)| (Some(word), used));
    let rest = &chars[used..];
    if let Some(length) = days_of_a_week(rest) {
        return Some(("本周".to_owned(), used + length));
    }
    if let Some(length) = months_since_january(rest) {
        return Some((format!("{}累计", named.unwrap_or("本年")), used + length));
    }
    if as_of && let Some(length) = point(rest, named.is_some()) {
        return Some((named.filter(|word| *word != "本年").unwrap_or("").to_owned(), used + length));
    }
    if let Some((word, length)) = month_week_quarter(rest) {
        return Some((word.to_owned(), used + length));
    }
    named.map(|word| (word.to_owned(), used))
}

/// `8月1日—7日`, `5月30日至6月5日`: a span of about a week.
fn days_of_a_week(chars: &[char]) -> Option<usize> {
    let (from_month, from_day, first) = month_and_day(chars, None)?;
    let dash = chars[first..].iter().take_while(|c| matches!(c, '-' | '—' | '~' | '至' | '到' | '－')).count();
    if dash == 0 {
        return None;
    }
    let (to_month, to_day, second) = month_and_day(&chars[first + dash..], Some(from_month))?;
    let days = (i32::from(to_month) - i32::from(from_month)) * 30 + i32::from(to_day) - i32::from(from_day);
    (0..=9).contains(&days).then_some(first + dash + second)
}

/// `8月1日`, or `7日` of a month already named: month, day, length.
fn month_and_day(chars: &[char], month: Option<u8>) -> Option<(u8, u8, usize)> {
    let number = |chars: &[char]| {
        let length = chars.iter().take_while(|c| c.is_ascii_digit()).count();
        let value: u8 = chars[..length].iter().collect::<String>().parse().ok()?;
        Some((value, length))
    };
    let (first, length) = number(chars)?;
    let (month, day, used) = match chars.get(length)? {
        '月' => {
            let (day, digits) = number(&chars[length + 1..])?;
            (first, day, length + 1 + digits)
        }
        _ => (month?, first, length),
    };
    let end = usize::from(matches!(chars.get(used), Some('日' | '号')));
    ((1..=12).contains(&month) && (1..=31).contains(&day) && end == 1).then_some((month, day, used + end))
}

/// `20XX.0X`, `2022.05`: how to write a date, not which.
fn sample_date(chars: &[char]) -> Option<usize> {
    let length = chars.iter().take_while(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x' | '.' | '/' | '-')).count();
    let marked = chars[..length].iter().any(|c| matches!(c, '.' | '/'));
    (length >= 6 && marked && chars.starts_with(&['2', '0']) && !matches!(chars.get(length), Some('年' | '月'))).then_some(length)
}

/// `2022年`, `2022年度`, `22年`, `202X年`, `{YYYY}年`, `202X-1年`.
fn named_year(chars: &[char], year: i16) -> Option<(&'static str, usize)> {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x' | 'Y' | 'y' | '*' | '{' | '}')).count();
    let written: String = chars[..digits].iter().filter(|c| !matches!(c, '{' | '}')).collect();
    let (back, mut used) = match chars.get(digits..digits + 2) {
        Some(['-', '1']) if written.contains(['X', 'x', 'Y', 'y']) => (1, digits + 2),
        _ => (0, digits),
    };
    let plausible =
        written.len() == 4 && (written.starts_with("20") || written.contains(['X', 'Y', 'x', 'y', '*'])) || written.len() == 2;
    if !plausible || chars.get(used) != Some(&'年') {
        return None;
    }
    used += 1 + usize::from(chars.get(used + 1) == Some(&'度'));
    let number = if written.len() == 2 { format!("20{written}") } else { written };
    let word = match number.parse::<i16>().map(|named| named - year) {
        _ if back == 1 => "上年",
        Ok(0) | Err(_) => "本年",
        Ok(-1) => "上年",
        Ok(1) => "来年",
        Ok(_) => "他年",
    };
    Some((word, used))
}

/// `1-5月`, `1至5月份`, `1—N月`: from January on.
fn months_since_january(chars: &[char]) -> Option<usize> {
    let from =
        if chars.starts_with(&['0', '1']) { 2 } else { usize::from(chars.first().is_some_and(|c| matches!(c, '1' | '一'))) };
    let from = if from > 0 && chars.get(from) == Some(&'月') { from + 1 } else { from };
    if let Some(length) = since_january(chars, from) {
        return Some(length);
    }
    if from == 0 || !matches!(chars.get(from), Some('-' | '—' | '–' | '~' | '～' | '至' | '到' | '－')) {
        return None;
    }
    let number =
        chars[from + 1..].iter().take_while(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十本".contains(**c)).count();
    let end = from + 1 + number;
    (number > 0 && chars.get(end) == Some(&'月')).then(|| end + 1 + usize::from(chars.get(end + 1) == Some(&'份')))
}

/// `1月至今`, `一月份以来`: `from` is where the text after 月 begins.
fn since_january(chars: &[char], from: usize) -> Option<usize> {
    if from < 2 || chars.get(from - 1) != Some(&'月') {
        return None;
    }
    let from = from + usize::from(chars.get(from) == Some(&'份'));
    let word: String = chars[from..].iter().take(2).collect();
    ["至今", "以来", "起至"].contains(&word.as_str()).then_some(from + 2)
}

/// The rest of a date after 截至: `5月22日`, `底`, `12月底`.
fn point(chars: &[char], after_year: bool) -> Option<usize> {
    let mut used = 0;
    for unit in ['月', '日'] {
        let digits = chars[used..].iter().take_while(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count();
        if digits > 0 && chars.get(used + digits) == Some(&unit) {
            used += digits + 1;
        }
    }
    used += usize::from(used > 0 && chars.get(used) == Some(&'份'));
    used += usize::from(matches!(chars.get(used), Some('底' | '末')));
    (used > 0 || after_year).then_some(used)
}

/// `5月`, `第20周`, `一季度`.
fn month_week_quarter(chars: &[char]) -> Option<(&'static str, usize)> {
    let start = usize::from(chars.first() == Some(&'第'));
    let digits = chars[start..].iter().take_while(|c| c.is_ascii_digit() || matches!(c, 'N' | 'X' | 'M' | '{' | '}')).count();
    let end = start + digits;
    let chinese = usize::from(digits == 0 && chars.get(start).is_some_and(|c| "一二三四".contains(*c)));
    match (digits + chinese, chars.get(end + chinese), chars.get(end + chinese + 1)) {
        (1.., Some('周'), _) => Some(("本周", end + chinese + 1)),
        (1.., Some('季'), Some('度')) => Some(("本季", end + chinese + 2)),
        (1.., Some('月'), next) if digits > 0 => Some(("本月", end + 1 + usize::from(next == Some(&'份')))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_become_words() {
        for (text, folded) in [
            ("2022年计划投资", "本年计划投资"),
            ("2022年度计划投资", "本年计划投资"),
            ("2021年完成投资", "上年完成投资"),
            ("2022年1-5月累计完成投资", "本年累计累计完成投资"),
            ("1至5月完成投资", "本年累计完成投资"),
            ("8月1日—7日投资", "本周投资"),
            ("5月30日至6月5日完成投资", "本周完成投资"),
            ("截至2022年5月22日累计完成投资", "截至累计完成投资"),
            ("到202X-1年底累计完成投资", "到上年累计完成投资"),
            ("202X年计划投资", "本年计划投资"),
            ("第20周完成投资", "本周完成投资"),
            ("5月完成投资", "本月完成投资"),
            ("一季度完成投资", "本季完成投资"),
            ("计划开工时间", "计划开工时间"),
            ("开工时间20XX.0X", "开工时间"),
            ("到2021年底累计", "到上年累计"),
        ] {
            assert_eq!(fold(text, 2022), folded, "{text}");
        }
    }
}
