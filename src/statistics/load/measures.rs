//! Measures: each is one count, sum, ratio, difference, elapsed share, rank, score or grade.

use std::sync::Arc;

use toml::Spanned;

use super::{CUTOFF, Loader, Sources, filled, place};
use crate::settings::{Declared, guess_clause};
use crate::statistics::Kind;
use crate::statistics::declared::{Elapsed, Groups, Measure, MeasureRule, Of};
use crate::statistics::raw::{RawGroups, RawMeasure, RawWeight, Text};

impl Loader<'_> {
    /// A measure may refer only to measures before it, so none can go round in a circle.
    pub(super) fn measures(&mut self, sources: &Sources<'_>) {
        for (file, raw) in sources.iter().flat_map(|(file, raw)| raw.measures.iter().map(move |m| (*file, m))) {
            match &raw.each {
                Some(each) => self.options(file, each).iter().for_each(|option| self.measure(file, raw, Some(option))),
                None => self.measure(file, raw, None),
            }
        }
    }

    fn measure(&mut self, file: Declared<'_>, raw: &RawMeasure, option: Option<&str>) {
        let name = filled(&raw.name, option);
        let Some((rule, kind)) = self.measure_rule(file, raw, option) else {
            self.wrong.insert(name.get_ref().clone());
            return;
        };
        let kind = raw.kind.as_ref().and_then(|k| self.kind(file, k)).unwrap_or(kind);
        let text = raw.text.as_ref().map(|t| t.replace('%', option.unwrap_or("%")));
        let source = place(file, &raw.name);
        let key: Arc<str> = Arc::from(name.get_ref().as_str());
        let measure = Measure { name: key.clone(), kind, rule, figure: raw.figure, text, source };
        if raw.figure && matches!(measure.rule, MeasureRule::Rank { .. }) {
            self.mistake(file, &name, "排名只能放在表里，不能作单个指标");
        }
        if self.reports.measures.insert(key, measure).is_some() {
            self.mistake(file, &name, format!("指标“{}”定义了两次", name.get_ref()));
        }
    }

    fn measure_rule(&mut self, file: Declared<'_>, raw: &RawMeasure, option: Option<&str>) -> Option<(MeasureRule, Kind)> {
        let said = [
            raw.count.is_some(),
            raw.sum.is_some(),
            raw.distinct.is_some(),
            raw.ratio.is_some(),
            raw.difference.is_some(),
            raw.elapsed.is_some(),
            raw.rank.is_some(),
            raw.share.is_some(),
            raw.target.is_some(),
            raw.score.is_some(),
            raw.grade.is_some(),
        ];
        if said.into_iter().filter(|s| *s).count() != 1 {
            let message =
                "指标要写 count、sum、distinct、ratio、difference、elapsed、rank、share、target、score、grade 中的一项，只写一项";
            self.mistake(file, &raw.name, message);
            return None;
        }
        match raw {
            RawMeasure { ratio: Some([n, d]), .. } => {
                let (numerator, denominator) = (self.known(file, &filled(n, option))?, self.known(file, &filled(d, option))?);
                Some((MeasureRule::Ratio { numerator, denominator }, Kind::Rate))
            }
            RawMeasure { difference: Some([left, right]), .. } => {
                let (left, right) = (self.known(file, &filled(left, option))?, self.known(file, &filled(right, option))?);
                let kind = match self.reports.measures[&left].kind {
                    Kind::Rate => Kind::Points,
                    kind => kind,
                };
                Some((MeasureRule::Difference { left, right }, kind))
            }
            RawMeasure { elapsed: Some(date), .. } => self.elapsed(file, raw, date),
            RawMeasure { rank: Some(of), .. } => {
                let of = self.known(file, &filled(of, option))?;
                let groups = match &raw.groups {
                    Some(groups) => Some(self.groups(file, groups)?),
                    None => None,
                };
                Some((MeasureRule::Rank { of, ascending: raw.ascending.unwrap_or(false), groups }, Kind::Rank))
            }
            RawMeasure { share: Some(of), .. } => {
                Some((MeasureRule::Share { of: self.known(file, &filled(of, option))? }, Kind::Rate))
            }
            RawMeasure { target: Some(target), .. } => Some((self.target(file, target), Kind::Count)),
            RawMeasure { score: Some(parts), .. } => self.score(file, raw, parts, option),
            RawMeasure { grade: Some(of), .. } => self.grade(file, raw, &filled(of, option)),
            _ => self.aggregate(file, raw, option),
        }
    }

    fn aggregate(&mut self, file: Declared<'_>, raw: &RawMeasure, option: Option<&str>) -> Option<(MeasureRule, Kind)> {
        let dataset = self.dataset(file, raw.count.as_ref().or(raw.sum.as_ref()).or(raw.distinct.as_ref())?)?;
        let of = match (&raw.of, raw.count.is_some()) {
            (None, true) => Of::Rows,
            (Some(of), false) => {
                let of = self.column(file, dataset, &filled(of, option))?;
                if raw.sum.is_some() { Of::Sum(of) } else { Of::Distinct(of) }
            }
            _ => {
                self.mistake(file, &raw.name, "sum、distinct 要写 of（哪一列），count 不写 of");
                return None;
            }
        };
        let filter = match &raw.filter {
            Some(text) => Some(self.condition(file, dataset, &filled(text, option), false)?),
            None => None,
        };
        if let (Of::Distinct(_), Some(filter)) = (of, &filter)
            && !self.is_plain_filter(dataset, filter)
        {
            self.mistake(file, &raw.name, "distinct 的条件太复杂，写不成公式，请先定义一个派生列（flag），再写 “列 = 1”");
        }
        let kind = match of {
            Of::Sum(column) => self.reports.datasets[dataset].columns[column].kind,
            Of::Rows | Of::Distinct(_) => Kind::Count,
        };
        Some((MeasureRule::Aggregate { dataset, of, filter }, kind))
    }

    fn elapsed(&mut self, file: Declared<'_>, raw: &RawMeasure, date: &Text) -> Option<(MeasureRule, Kind)> {
        if date.get_ref() != CUTOFF {
            self.mistake(file, date, format!("时间进度按“{CUTOFF}”计算"));
            return None;
        }
        let whole = match &raw.by {
            Some(by) => self.period(file, by)?,
            None => Elapsed::Days,
        };
        Some((MeasureRule::Elapsed { date: Arc::from(CUTOFF), whole }, Kind::Rate))
    }

    fn grade(&mut self, file: Declared<'_>, raw: &RawMeasure, of: &Text) -> Option<(MeasureRule, Kind)> {
        let bands = self.bands(file, of, raw.bands.as_ref())?;
        let of = self.known(file, of)?;
        let otherwise = Arc::from(raw.otherwise.as_deref().unwrap_or_default());
        Some((MeasureRule::Grade { of, bands, otherwise }, Kind::Light))
    }

    /// A group of targets; it may be empty until the office writes some.
    fn target(&mut self, file: Declared<'_>, target: &Text) -> MeasureRule {
        let (group, item) = match target.get_ref().split_once('.') {
            Some((group, item)) => (group, Some(Arc::from(item))),
            None => (target.get_ref().as_str(), None),
        };
        let names: Vec<String> =
            self.settings.targets(group).into_iter().flatten().map(|(name, _)| format!("{group}.{name}")).collect();
        for name in names {
            self.given(file, &Spanned::new(target.span(), name));
        }
        MeasureRule::Target { group: Arc::from(group), item }
    }

    fn score(
        &mut self,
        file: Declared<'_>,
        raw: &RawMeasure,
        parts: &[RawWeight],
        option: Option<&str>,
    ) -> Option<(MeasureRule, Kind)> {
        let mut valid = Vec::new();
        for part in parts {
            let measure = self.known(file, &filled(&part.measure, option))?;
            if self.reports.measures[&measure].kind != Kind::Rate {
                self.mistake(file, &part.measure, format!("“{measure}”不是比率，不能乘以权重相加"));
            }
            valid.push((measure, self.given(file, &filled(&part.weight, option))?));
        }
        let cap = match &raw.cap {
            Some(cap) => Some(self.given(file, cap)?),
            None => None,
        };
        Some((MeasureRule::Score { parts: valid, cap }, Kind::Score))
    }

    fn groups(&mut self, file: Declared<'_>, raw: &RawGroups) -> Option<Groups> {
        let form = self.form(file, &raw.form)?;
        Some(Groups {
            form: form.name.clone(),
            key: self.field(file, &form, &raw.key)?,
            column: self.field(file, &form, &raw.column)?,
            heading: Arc::from(raw.heading.as_str()),
            otherwise: Arc::from(raw.otherwise.as_str()),
        })
    }

    /// The name of a measure declared before.
    pub(super) fn known(&mut self, file: Declared<'_>, name: &Text) -> Option<Arc<str>> {
        if let Some((key, _)) = self.reports.measures.get_key_value(name.get_ref().as_str()) {
            return Some(key.clone());
        }
        if self.wrong.contains(name.get_ref()) {
            return None;
        }
        let clause = guess_clause(name.get_ref(), self.reports.measures.keys().map(|k| &**k));
        self.mistake(file, name, format!("前面没有定义指标“{}”{clause}", name.get_ref()));
        None
    }
}
