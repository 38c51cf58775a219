//! Tables (grouped) and lists, in the order in which they stand in their files.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::Spanned;

use super::{Loader, Sources};
use crate::expr::{Expr, parse};
use crate::settings::{Declared, guess_clause};
use crate::statistics::declared::{ChartSpec, GroupedSpec, ListSpec, Order, TableColumn, TableSpec};
use crate::statistics::raw::{RawBy, RawChart, RawList, RawListColumn, RawTable, RawTableColumn, Text};
use crate::statistics::{ChartKind, Kind};

impl Loader<'_> {
    pub(super) fn tables(&mut self, sources: &Sources<'_>) {
        let mut names: BTreeSet<String> = self.reports.datasets.keys().map(ToString::to_string).collect();
        for (file, raw) in sources {
            let mut made: Vec<(&Text, TableSpec)> = Vec::new();
            for table in &raw.tables {
                let tables = self.grouped(*file, table).into_iter().map(TableSpec::Grouped);
                made.extend(tables.map(|made| (&table.id, made)));
            }
            for list in &raw.lists {
                made.extend(self.list(*file, list).map(|made| (&list.id, TableSpec::List(made))));
            }
            made.sort_by_key(|(id, _)| id.span().start);
            for (id, table) in &made {
                self.new_name(*file, id, table, &mut names);
            }
            self.reports.tables.extend(made.into_iter().map(|(_, table)| table));
        }
    }

    /// Formulas name tables and data sheets alike, so no two may have one name.
    fn new_name(&mut self, file: Declared<'_>, at: &Text, table: &TableSpec, names: &mut BTreeSet<String>) {
        if !names.insert(table.id().to_string()) {
            self.mistake(file, at, format!("“{}”已经是另一张表或数据集的名称，请另起一个", table.id()));
        }
    }

    /// One table for each grouping.
    fn grouped(&mut self, file: Declared<'_>, raw: &RawTable) -> Vec<GroupedSpec> {
        let Some(rows) = self.dataset(file, &raw.rows) else { return Vec::new() };
        let columns: Vec<TableColumn> = raw.columns.iter().flat_map(|c| self.table_columns(file, c)).collect();
        let across_columns = raw.across.iter().flat_map(|a| &a.columns).flat_map(|c| self.table_columns(file, c)).collect();
        let chart = raw.chart.as_ref().and_then(|c| self.chart(file, c, &columns));
        let order = self.order(file, raw.order.as_ref(), &columns);
        let base = GroupedSpec {
            id: Arc::from(raw.id.get_ref().as_str()),
            title: raw.title.clone(),
            sheet: Arc::from(raw.sheet.as_str()),
            by: Arc::from(""),
            heading: Arc::from(""),
            rows,
            across: raw.across.as_ref().map(|a| Arc::from(a.column.get_ref().as_str())),
            across_columns,
            order,
            omit: raw.omit.clone(),
            own_rows: raw.own_rows,
            only: self.only(file, raw, &columns),
            needs: raw.needs.as_ref().and_then(|name| self.heading(file, name, &columns)).map(|column| column.measure.clone()),
            columns,
            total: Arc::from(raw.total.as_deref().unwrap_or("合计")),
            note: raw.note.as_ref().map(|note| self.with_numbers(note)),
            chart,
        };
        if let Some(across) = &raw.across {
            self.grouping(file, &base, &across.column);
        }
        raw.by.iter().filter_map(|by| self.grouped_by(file, &base, by, raw.by.len() > 1)).collect()
    }

    fn grouped_by(&mut self, file: Declared<'_>, base: &GroupedSpec, by: &RawBy, several: bool) -> Option<GroupedSpec> {
        self.grouping(file, base, &by.column)?;
        let heading: Arc<str> = Arc::from(by.heading.as_deref().unwrap_or(by.column.get_ref()));
        let note = [base.note.as_deref(), by.note.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("");
        Some(GroupedSpec {
            id: if several { Arc::from(format!("{}-{heading}", base.id)) } else { base.id.clone() },
            title: base.title.replace("{}", &heading),
            sheet: Arc::from(base.sheet.replace("{}", &heading)),
            by: Arc::from(by.column.get_ref().as_str()),
            heading,
            note: (!note.is_empty()).then_some(note),
            ..base.clone()
        })
    }

    /// Every dataset that the table's measures count over has the column.
    fn grouping(&mut self, file: Declared<'_>, table: &GroupedSpec, column: &Text) -> Option<()> {
        let mut datasets = vec![table.rows];
        for each in table.columns.iter().chain(&table.across_columns) {
            self.reports.counted_over(&each.measure, &mut datasets);
        }
        datasets.into_iter().try_for_each(|dataset| self.column(file, dataset, column).map(|_| ()))
    }

    fn table_columns(&mut self, file: Declared<'_>, raw: &Spanned<RawTableColumn>) -> Vec<TableColumn> {
        let (measure, each, name, group) = match raw.get_ref() {
            RawTableColumn::Plain(measure) => (measure, None, None, None),
            RawTableColumn::Named { measure, each, name, group } => (measure, each.as_ref(), name.as_ref(), group.as_ref()),
        };
        let options = match each {
            Some(each) => self.options(file, &Spanned::new(raw.span(), each.clone())).into_iter().map(Some).collect(),
            None => vec![None],
        };
        for text in name.iter().chain(&group) {
            self.check_numbers(file, &Spanned::new(raw.span(), (*text).clone()));
        }
        let filled = |text: &str, option: Option<&str>| text.replace('%', option.unwrap_or("%"));
        let mut columns = Vec::new();
        for option in &options {
            let option = option.as_deref();
            let key = filled(measure, option);
            let Some(measure) = self.known(file, &Spanned::new(raw.span(), key.clone())) else { continue };
            let shown = |text: &String| Arc::from(self.with_numbers(&filled(text, option)));
            let name = name.map_or_else(|| measure.clone(), shown);
            columns.push(TableColumn { measure, name, group: group.map(shown) });
        }
        columns
    }

    /// A heading with numbers of the settings in the places of their names: `政策兑现率（权重{部门绩效.政策兑现率}）`.
    fn with_numbers(&self, heading: &str) -> String {
        self.settings.named_numbers().fold(heading.to_owned(), |text, (name, number)| {
            if text.contains('{') { text.replace(&format!("{{{name}}}"), &number.normalize().to_string()) } else { text }
        })
    }

    fn check_numbers(&mut self, file: Declared<'_>, heading: &Text) {
        let places = heading.get_ref().split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        for (name, _) in places.filter(|(name, _)| !name.contains('%')) {
            self.given(file, &Spanned::new(heading.span(), name.to_owned()));
        }
    }

    fn heading<'c>(&mut self, file: Declared<'_>, name: &Text, columns: &'c [TableColumn]) -> Option<&'c TableColumn> {
        let found = columns.iter().find(|column| &*column.name == name.get_ref().as_str());
        if found.is_none() {
            let clause = guess_clause(name.get_ref(), columns.iter().map(|c| &*c.name));
            self.mistake(file, name, format!("表里没有“{}”这一列{clause}", name.get_ref()));
        }
        found
    }

    fn order(&mut self, file: Declared<'_>, raw: Option<&Text>, columns: &[TableColumn]) -> Order {
        match raw {
            None => Order::Declared,
            Some(by) if columns.iter().any(|c| &*c.name == by.get_ref().as_str()) => Order::By(Arc::from(by.get_ref().as_str())),
            Some(by) => {
                self.mistake(file, by, format!("表里没有“{}”这一列，不能按它排序", by.get_ref()));
                Order::Declared
            }
        }
    }

    /// A condition on columns of the table by their headings. A total of some rows would say nothing, nor would their ranks.
    fn only(&mut self, file: Declared<'_>, raw: &RawTable, columns: &[TableColumn]) -> Option<Expr> {
        let text = raw.only.as_ref()?;
        let expr = match parse(text.get_ref()) {
            Ok(expr) => expr,
            Err(error) => {
                self.mistake(file, text, error.to_string());
                return None;
            }
        };
        let known = |name: &Arc<str>| columns.iter().any(|column| column.name == *name);
        if let Some(name) = expr.names().into_iter().find(|name| !known(name)) {
            let clause = guess_clause(&name, columns.iter().map(|c| &*c.name));
            self.mistake(file, text, format!("表里没有“{name}”这一列{clause}"));
        }
        let ranked = |c: &TableColumn| self.reports.measures.get(&c.measure).is_some_and(|m| m.kind == Kind::Rank);
        if columns.iter().any(ranked) {
            self.mistake(file, text, "只印一部分行的表不能有排名");
        }
        Some(expr)
    }

    fn chart(&mut self, file: Declared<'_>, raw: &RawChart, columns: &[TableColumn]) -> Option<ChartSpec> {
        let kind = match raw.kind.get_ref().as_str() {
            "条形" => ChartKind::Bar,
            "柱形" => ChartKind::Column,
            "饼" => ChartKind::Pie,
            "折线" => ChartKind::Line,
            _ => {
                self.mistake(file, &raw.kind, "图的种类写条形、柱形、饼或折线");
                return None;
            }
        };
        for series in &raw.series {
            if !columns.iter().any(|c| &*c.name == series.get_ref().as_str()) {
                self.mistake(file, series, format!("表里没有“{}”这一列，不能作图", series.get_ref()));
            }
        }
        let series = raw.series.iter().map(|s| Arc::from(s.get_ref().as_str())).collect();
        Some(ChartSpec { kind, title: raw.title.clone(), series })
    }

    fn list(&mut self, file: Declared<'_>, raw: &RawList) -> Option<ListSpec> {
        let dataset = self.dataset(file, &raw.rows)?;
        let filter = self.condition(file, dataset, &raw.filter, false)?;
        let mut columns = Vec::new();
        for column in &raw.columns {
            let (name, heading) = match column.get_ref() {
                RawListColumn::Plain(name) => (name, name),
                RawListColumn::Named { column, name } => (column, name),
            };
            let index = self.column(file, dataset, &Spanned::new(column.span(), name.clone()))?;
            self.check_numbers(file, &Spanned::new(column.span(), heading.clone()));
            columns.push((index, Arc::from(self.with_numbers(heading))));
        }
        let order = raw.order.iter().filter_map(|name| self.column(file, dataset, name)).collect();
        Some(ListSpec {
            id: Arc::from(raw.id.get_ref().as_str()),
            title: raw.title.clone(),
            sheet: Arc::from(raw.sheet.as_str()),
            dataset,
            filter,
            columns,
            order,
            note: raw.note.clone(),
        })
    }
}
