//! Tables over the weeks: they name figures, or a column of a grouped table; and the measures that say who is to be cleared.

use std::sync::Arc;

use super::{Loader, Sources};
use crate::settings::{Declared, guess_clause};
use crate::statistics::declared::{ChangeSpec, ClearingSpec, GroupedSpec, TableSpec, TrendOf, TrendSpec};
use crate::statistics::raw::{RawTrend, Text};

impl Loader<'_> {
    /// After measures and tables.
    pub(super) fn over_weeks(&mut self, sources: &Sources<'_>) {
        for (file, raw) in sources {
            for change in &raw.changes {
                let figures = self.figures(*file, &change.figures);
                let kind = figures.first().map(|name| self.reports.measures[name].kind);
                if let Some(other) = figures.iter().position(|name| Some(self.reports.measures[name].kind) != kind) {
                    let name = &figures[other];
                    let message = format!("“{name}”和“{}”不是一类数，不能放在一张变化表里，请另写一个 [[change]]", figures[0]);
                    self.mistake(*file, &change.figures[other], message);
                }
                self.reports.changes.push(ChangeSpec {
                    id: Arc::from(change.id.get_ref().as_str()),
                    title: change.title.clone(),
                    sheet: Arc::from(change.sheet.as_str()),
                    figures,
                    note: change.note.clone(),
                });
            }
            for trend in &raw.trends {
                if let Some(of) = self.trend_of(*file, trend) {
                    self.reports.trends.push(TrendSpec {
                        id: Arc::from(trend.id.get_ref().as_str()),
                        title: trend.title.clone(),
                        sheet: Arc::from(trend.sheet.as_str()),
                        of,
                        chart: trend.chart.clone(),
                        note: trend.note.clone(),
                    });
                }
            }
            if let Some(clearing) = &raw.clearing {
                let counted = self.figures(*file, std::slice::from_ref(&clearing.counted)).pop();
                let listed = self.figures(*file, std::slice::from_ref(&clearing.listed)).pop();
                self.reports.clearing = counted.zip(listed).map(|(counted, listed)| ClearingSpec { counted, listed });
            }
        }
    }

    fn trend_of(&mut self, file: Declared<'_>, raw: &RawTrend) -> Option<TrendOf> {
        match (&raw.figures, &raw.table, &raw.column) {
            (Some(figures), None, None) => Some(TrendOf::Figures(self.figures(file, figures))),
            (None, Some(table), Some(column)) => {
                let spec = self.grouped_table(file, table)?;
                let Some(of) = spec.columns.iter().find(|c| *c.name == **column.get_ref()) else {
                    let clause = guess_clause(column.get_ref(), spec.columns.iter().map(|c| &*c.name));
                    self.mistake(file, column, format!("表“{}”没有“{}”这一列{clause}", table.get_ref(), column.get_ref()));
                    return None;
                };
                let figure = self.reports.measures.get(&of.measure).filter(|m| m.figure).map(|m| m.name.clone());
                Some(TrendOf::Table { id: spec.id, column: of.name.clone(), figure })
            }
            _ => {
                self.mistake(file, &raw.id, "[[trend]]要么写figures，要么写table和column");
                None
            }
        }
    }

    fn grouped_table(&mut self, file: Declared<'_>, id: &Text) -> Option<GroupedSpec> {
        let grouped = || {
            self.reports.tables.iter().filter_map(|table| match table {
                TableSpec::Grouped(spec) => Some(spec),
                TableSpec::List(_) => None,
            })
        };
        let found = grouped().find(|spec| *spec.id == **id.get_ref()).cloned();
        if found.is_none() {
            let clause = guess_clause(id.get_ref(), grouped().map(|spec| &*spec.id));
            self.mistake(file, id, format!("没有“{}”这张分组表{clause}", id.get_ref()));
        }
        found
    }

    /// Names of measures that are printed as figures.
    fn figures(&mut self, file: Declared<'_>, names: &[Text]) -> Vec<Arc<str>> {
        let mut figures = Vec::new();
        for name in names {
            let Some(figure) = self.known(file, name) else { continue };
            if self.reports.measures[&figure].figure {
                figures.push(figure);
            } else {
                self.mistake(file, name, format!("指标“{figure}”没有写 figure = true"));
            }
        }
        figures
    }
}
