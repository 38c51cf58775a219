//! Raw settings over the template's → valid [`Settings`].

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use toml::Spanned;

use super::calendar::Part;
use super::raw::{Number, RawIntake, RawMail, RawReturns, RawSettings, RawSplits, RawWeek};
use super::{
    Calendar, Declared, FILE, Limits, Mail, Mistake, Recipients, Security, Settings, TEMPLATE, UnitLayout, guess_clause,
};
use crate::finding::{Code, Severity, catalog};

const MB: u64 = 1 << 20;

/// Valid settings, with the defaults in the places of what is wrong, and all that is wrong.
pub(super) fn settings(declared: Declared<'_>) -> (Settings, Vec<Mistake>) {
    let mut wrong = Vec::new();
    let template = Declared { file: FILE, text: TEMPLATE };
    #[expect(clippy::expect_used, reason = "the embedded template is read by a test")]
    let base: RawSettings = template.read().expect("the template has the shape");
    #[expect(clippy::expect_used, reason = "the embedded template is read by a test")]
    let defaults = settled(base.clone(), base.clone(), template, None, &mut wrong).expect("the template is valid");
    let Some(own) = declared.read_all(&mut wrong) else { return (defaults, wrong) };
    let settings = settled(own, base, declared, Some(&defaults), &mut wrong).unwrap_or(defaults);
    (settings, wrong)
}

/// `own` over `base`; a part that is wrong is taken from `defaults`. `None` only without them.
fn settled(
    own: RawSettings,
    base: RawSettings,
    declared: Declared<'_>,
    defaults: Option<&Settings>,
    wrong: &mut Vec<Mistake>,
) -> Option<Settings> {
    let missing = |key: &str| Mistake { file: FILE.to_owned(), line: None, message: format!("默认设置缺少“{key}”") };
    let week = own.week.over(base.week);
    Some(Settings {
        county: kept(county(&own.county, declared), defaults.map(|s| s.county.clone()), wrong)?,
        year: kept(year(&own.year, declared), defaults.map(|s| s.year), wrong)?,
        regions: own.regions,
        receipt_from_file_time: week.receipt_from_file_time.unwrap_or_default(),
        calendar: kept(calendar(week, declared), defaults.map(|s| s.calendar), wrong)?,
        passwords: own.intake.passwords.clone().unwrap_or_default(),
        allowed_codes: own.intake.allowed_codes.clone().unwrap_or_default(),
        limits: kept(
            limits(&own.intake.over(base.intake)).ok_or_else(|| missing("intake")),
            defaults.map(|s| s.limits.clone()),
            wrong,
        )?,
        formula_rows: kept(
            own.workbook.over(base.workbook).formula_rows.ok_or_else(|| missing("formula_rows")),
            defaults.map(|s| s.formula_rows),
            wrong,
        )?,
        mail: kept(
            mail(own.mail.over(base.mail), declared).and_then(|mail| mail.ok_or_else(|| missing("mail"))),
            defaults.map(|s| s.mail.clone()),
            wrong,
        )?,
        return_from: kept(
            return_from(own.returns.over(base.returns), declared).and_then(|from| from.ok_or_else(|| missing("returns"))),
            defaults.map(|s| s.return_from),
            wrong,
        )?,
        layouts: layouts(own.layouts, declared, wrong),
        severities: severities(&own.severity, declared, wrong),
        parameters: numbers(base.parameters, own.parameters, declared, wrong),
        weights: weights(base.weights, &own.weights, declared, wrong),
        grades: replaced(base.grades, own.grades),
        targets: replaced(base.targets, own.targets),
        splits: splits(own.splits.over(base.splits)),
    })
}

fn splits(raw: RawSplits) -> Recipients {
    Recipients { recipients: raw.recipients.unwrap_or_default(), phones: raw.phones.unwrap_or_default() }
}

/// What is valid, else the default, and the mistake is put with the others.
fn kept<T>(result: Result<T, Mistake>, default: Option<T>, wrong: &mut Vec<Mistake>) -> Option<T> {
    match result {
        Ok(valid) => Some(valid),
        Err(mistake) => {
            wrong.push(mistake);
            default
        }
    }
}

fn county(name: &Spanned<String>, declared: Declared<'_>) -> Result<Arc<str>, Mistake> {
    match name.get_ref().trim() {
        "" => Err(declared.mistake(name.span(), "county要写县（市、区）名称")),
        name => Ok(Arc::from(name)),
    }
}

fn year(year: &Spanned<i64>, declared: Declared<'_>) -> Result<i16, Mistake> {
    match i16::try_from(*year.get_ref()) {
        Ok(year @ 2000..=2199) => Ok(year),
        _ => Err(declared.mistake(year.span(), "year应是四位年份，如2022")),
    }
}

fn calendar(raw: RawWeek, declared: Declared<'_>) -> Result<Calendar, Mistake> {
    let (Some(cut_off), Some(deadline), Some(offset)) = (raw.cut_off, raw.deadline, raw.utc_offset) else {
        return Err(Mistake { file: FILE.to_owned(), line: None, message: "默认设置缺少“week”".to_owned() });
    };
    Calendar::read(cut_off.get_ref(), deadline.get_ref(), offset.get_ref()).map_err(|part| match part {
        Part::CutOff => declared.mistake(cut_off.span(), "cut_off应是周一至周日中的一天，如“周日”"),
        Part::Deadline => declared.mistake(deadline.span(), "deadline应写成“周日 18:00”或“下周一 12:00”"),
        Part::UtcOffset => declared.mistake(offset.span(), "utc_offset应写成“+08:00”"),
    })
}

fn limits(raw: &RawIntake) -> Option<Limits> {
    Some(Limits {
        file_bytes: raw.file_mb?.saturating_mul(MB),
        parts: raw.parts?,
        part_bytes: raw.part_mb?.saturating_mul(MB),
        inflated_bytes: raw.inflated_mb?.saturating_mul(MB),
        ratio: raw.ratio?,
        cells: raw.cells?,
        sheets: raw.sheets?,
        seconds: raw.seconds?,
    })
}

/// `Ok(None)` if the defaults lack the key.
fn return_from(raw: RawReturns, declared: Declared<'_>) -> Result<Option<Severity>, Mistake> {
    let Some(word) = raw.least else { return Ok(None) };
    let severity = super::severity_named(word.get_ref());
    severity.map(Some).ok_or_else(|| declared.mistake(word.span(), "least应为错误、警告或提示"))
}

/// `Ok(None)` if the defaults lack a key.
fn mail(raw: RawMail, declared: Declared<'_>) -> Result<Option<Mail>, Mistake> {
    let Some(word) = raw.security else { return Ok(None) };
    let security = match word.get_ref().as_str() {
        "ssl" => Security::Ssl,
        "starttls" => Security::StartTls,
        "none" if raw.host.as_deref().is_some_and(is_loopback) => Security::None,
        "none" => return Err(declared.mistake(word.span(), "security写none只能用于本机（127.0.0.1），别处必须加密")),
        _ => return Err(declared.mistake(word.span(), "security应为ssl或starttls")),
    };
    let read = || {
        Some(Mail {
            host: raw.host?,
            port: raw.port?,
            security,
            user: raw.user?,
            password_env: raw.password_env?,
            password_file: raw.password_file?,
            from: raw.from?,
            from_name: raw.from_name?,
            reply_to: raw.reply_to?,
            interval_seconds: raw.interval_seconds?,
            max_bytes: u64::from(raw.max_mb?) * MB,
        })
    };
    Ok(read())
}

/// This machine itself.
fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn layouts(raw: Vec<Spanned<super::raw::RawLayout>>, declared: Declared<'_>, wrong: &mut Vec<Mistake>) -> Vec<UnitLayout> {
    let layout = |layout: Spanned<super::raw::RawLayout>| {
        let span = layout.span();
        let line = declared.line(span.start);
        let read = UnitLayout::read(layout.into_inner(), line).map_err(|message| declared.mistake(span, message));
        kept(read, None, wrong)
    };
    raw.into_iter().filter_map(layout).collect()
}

fn severities(
    raw: &IndexMap<String, Spanned<String>>,
    declared: Declared<'_>,
    wrong: &mut Vec<Mistake>,
) -> BTreeMap<Code, Severity> {
    let severity = |code: &str, word: &Spanned<String>| {
        let declared_by_form = code.strip_prefix('L').is_some_and(|n| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit()));
        if !declared_by_form && catalog::find(code).is_none() {
            return Err(declared.mistake(word.span(), format!("没有代码“{code}”，代码见 sangai explain")));
        }
        let severity = super::severity_named(word.get_ref())
            .ok_or_else(|| declared.mistake(word.span(), format!("{code}的级别应为错误、警告或提示")))?;
        Ok((Code::declared(&code.to_ascii_uppercase()), severity))
    };
    raw.iter().filter_map(|(code, word)| kept(severity(code, word), None, wrong)).collect()
}

type Numbers = IndexMap<String, Spanned<Number>>;
type Weights = IndexMap<Arc<str>, Decimal>;

/// The defaults and over them the office's own; a new name that nearly is a known one is a slip.
fn numbers(base: Numbers, own: Numbers, declared: Declared<'_>, wrong: &mut Vec<Mistake>) -> IndexMap<Arc<str>, Decimal> {
    for (name, number) in &own {
        let near = guess_clause(name, base.keys().map(String::as_str));
        if !base.contains_key(name) && !near.is_empty() {
            wrong.push(declared.mistake(number.span(), format!("没有“{name}”这个数{near}")));
        }
    }
    base.into_iter().chain(own).map(|(name, number)| (Arc::from(name.as_str()), number.into_inner().0)).collect()
}

fn weights(
    mut base: IndexMap<String, Numbers>,
    own: &IndexMap<String, Numbers>,
    declared: Declared<'_>,
    wrong: &mut Vec<Mistake>,
) -> IndexMap<Arc<str>, Weights> {
    for (group, own) in own {
        for number in own.values().filter(|number| number.get_ref().0.is_sign_negative()) {
            wrong.push(declared.mistake(number.span(), format!("“{group}”的权重不能是负数")));
        }
        base.entry(group.clone()).or_default();
    }
    let mut weights = IndexMap::new();
    for (group, base) in base {
        let own = own.get(&group).cloned().unwrap_or_default();
        weights.insert(Arc::from(group.as_str()), numbers(base, own, declared, wrong));
    }
    weights
}

/// A group that the office writes takes the place of the default one as a whole: bands and targets belong together.
fn replaced(mut base: IndexMap<String, Numbers>, own: IndexMap<String, Numbers>) -> IndexMap<Arc<str>, Weights> {
    base.extend(own);
    let plain = |group: Numbers| group.into_iter().map(|(name, n)| (Arc::from(name.as_str()), n.into_inner().0)).collect();
    base.into_iter().map(|(name, group)| (Arc::from(name.as_str()), plain(group))).collect()
}

#[cfg(test)]
mod tests {
    use crate::finding::{Finding, Severity, catalog};
    use crate::origin::Place;
    use crate::settings::{FILE, Settings, TEMPLATE};

    #[test]
    fn two_keys_suffice_and_mean_the_template() {
        let minimal = Settings::parse("county = \"某某县\"\nyear = 2022", FILE);
        assert_eq!(minimal, Settings::parse(TEMPLATE, FILE));
        assert_eq!(minimal, Settings::parse(&Settings::template("某某县", 2022), FILE));
        let quoted = Settings::parse(&Settings::template("甲\"县", 2023), FILE).expect("a county with a quote");
        assert_eq!((&*quoted.county, quoted.year), ("甲\"县", 2023));
    }

    #[test]
    fn the_office_lies_over_the_defaults() {
        let text = "county = \"甲县\"\nyear = 2023\n[week]\ndeadline = \"下周一 12:00\"\n[intake]\ncells = 7\nfile_mb = 1\n\
                    [\"参数\"]\n\"黄灯差距\" = 5\n\"项目目标\" = 236\n[\"权重\".\"星级企业\"]\n\"管理得分\" = 25\n[severity]\nV06 = \"警告\"";
        let settings = Settings::parse(text, FILE).expect("settings");
        let week = "2023-W20".parse().expect("a week");
        assert_eq!(settings.calendar.deadline(week).day.to_string(), "2023-05-22");
        assert_eq!(settings.calendar.cut_off(week).to_string(), "2023-05-21");
        assert_eq!((settings.limits.cells, settings.limits.file_bytes, settings.limits.sheets), (7, 1 << 20, 300));
        let number = |name: &str| settings.parameter(name).map(|n| n.to_string());
        assert_eq!(number("黄灯差距").as_deref(), Some("5"));
        assert_eq!(number("近期年限").as_deref(), Some("5"));
        assert_eq!(number("项目目标").as_deref(), Some("236"));
        let stars = settings.weights("星级企业").expect("a group");
        assert_eq!(stars.iter().map(|(n, w)| format!("{n}{w}")).collect::<Vec<_>>(), ["贡献得分50", "创新得分30", "管理得分25"]);
        let mut finding = Finding::new(&catalog::DATE_VAGUE, Place::office(), "", "");
        settings.regrade(&mut finding);
        assert_eq!(finding.severity, Severity::Warning);
    }

    #[test]
    fn layouts_speak_of_sheets_as_the_spreadsheet_shows_them() {
        let text = "county = \"甲县\"\nyear = 2023\n[[layout]]\nunit = \"城关镇\"\nfile = \"*清单*\"\nform = \"任务清单\"\n\
                    header_rows = [3, 4]\nfirst_row = 5\ncolumns = { C = \"总投资\", AA = \"备注\" }";
        let settings = Settings::parse(text, FILE).expect("settings");
        assert_eq!(settings.layout(Some("高新区"), "收件/2023-W20/清单.xlsx", None), None);
        let layout = settings.layout(Some("城关镇"), "收件/2023-W20/清单.xlsx", Some("Sheet1")).expect("a layout");
        assert_eq!((layout.header_rows.as_slice(), layout.first_data_row, layout.last_data_row), (&[2, 3][..], Some(4), None));
        assert_eq!(layout.columns.iter().map(|(c, f)| (*c, f.as_str())).collect::<Vec<_>>(), [(2, "总投资"), (26, "备注")]);
    }

    #[test]
    fn mistakes_are_placed_and_guessed() {
        for (text, said) in [
            ("year = 2022", "sangai.toml 第1行：缺少“county”"),
            ("county = ''\nyear = 2022", "sangai.toml 第1行：county要写县（市、区）名称"),
            ("county = 'x'\nyear = 22", "sangai.toml 第2行：year应是四位年份，如2022"),
            ("county = 'x'\nyear = 2022\n[week]\ndedline = '周日'", "sangai.toml 第4行：没有“dedline”这一项，是不是“deadline”？"),
            ("county = 'x'\nyear = 2022\n[week]\ncut_off = '周八'", "sangai.toml 第4行：cut_off应是周一至周日中的一天，如“周日”"),
            ("county = 'x'\nyear = 2022\n[\"参数\"]\n\"黄灯\" = 3", "sangai.toml 第4行：没有“黄灯”这个数，是不是“黄灯差距”？"),
            ("county = 'x'\nyear = 2022\n[\"参数\"]\n\"黄灯差距\" = '3'", "sangai.toml 第4行：应是一个数"),
            ("county = 'x'\nyear = 2022\n[severity]\nV99 = '警告'", "sangai.toml 第4行：没有代码“V99”，代码见 sangai explain"),
            ("county = 'x'\nyear = 2022\n[severity]\nV06 = '严重'", "sangai.toml 第4行：V06的级别应为错误、警告或提示"),
            (
                "county = 'x'\nyear = 2022\n[\"权重\".\"星级企业\"]\n\"贡献得分\" = -1",
                "sangai.toml 第4行：“星级企业”的权重不能是负数",
            ),
            ("county = 'x'\nyear = 2022\n[参数]", "sangai.toml 第3行：中文的项名要加英文双引号，如 \"黄灯差距\" = 10"),
            ("county = 'x'\nyear = 2022\n[[layout]]\nsheet = 'a'", "sangai.toml 第3行：unit和file至少写一个，否则不知道指哪张表"),
        ] {
            let mistake = Settings::parse(text, FILE).expect_err(text);
            assert_eq!(mistake.to_string(), said);
        }
    }
}
