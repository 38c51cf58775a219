//! Laws of table finding, on sheets put together at random from the parts that office sheets have.

use proptest::prelude::*;
use sangai::intake::{Content, Grid, GridCell, NumberClass};
use sangai::origin::{CellRef, Rect};
use sangai::table::{GeneralLexicon, RowKind, Table, TableKind, locate};

/// Columns a sheet may have: heading, group, and how a record fills it.
const COLUMNS: &[(&str, &str, Fill)] = &[
    (
        "企业名称",
        "企业情况",
        Fill::Text(&["利欣制药有限公司", "中联水泥", "星港涂料有限公司", "想念食品股份有限公司", "新奥针织"]),
    ),
    ("统一社会信用代码", "企业情况", Fill::Text(&["91411300MA00000001", "91411300MA00000002", "91411300MA00000003"])),
    ("所属乡镇", "企业情况", Fill::Text(&["城关镇", "石桥镇", "王村乡"])),
    (
        "项目名称",
        "项目情况",
        Fill::Text(&["智能化车间改造项目", "绿色环保水泥磨生产线", "水性涂料生产线技改", "小麦繁育推一体化"]),
    ),
    ("改造类型", "项目情况", Fill::Text(&["智能改造", "绿色改造", "技术改造", "智能改造、绿色改造"])),
    ("建设内容", "项目情况", Fill::Text(&["新建厂房一座，购置设备十台套。", "改造生产线两条，年产五万吨；配套环保设施。"])),
    ("总投资", "投资情况", Fill::Number),
    ("年度计划投资", "投资情况", Fill::Number),
    ("本年累计完成", "投资情况", Fill::Number),
    ("计划开工时间", "进度情况", Fill::Text(&["2022年5月", "2022.03", "2022-06-01", "上半年"])),
    ("项目阶段", "进度情况", Fill::Text(&["在建", "前期", "竣工"])),
    ("负责人", "责任落实", Fill::Text(&["张三", "李四", "王五", "赵六"])),
    ("联系电话", "责任落实", Fill::Text(&["13800000001", "0377-66666666"])),
];

#[derive(Clone, Copy, Debug)]
enum Fill {
    Text(&'static [&'static str]),
    Number,
}

/// A sheet to be built; every flag is one habit of its maker.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent habits, drawn at random")]
struct Habits {
    first_column: usize,
    columns: usize,
    annex: bool,
    title: Title,
    filler: u8,
    unit_line: bool,
    groups: bool,
    merge_groups: bool,
    serial_low: bool,
    units_row: bool,
    numbers_row: bool,
    total: Option<bool>,
    categories: bool,
    gap: bool,
    placeholders: u32,
    footer: u8,
    records: u32,
    offset: (u32, u32),
    holes: bool,
    /// Enterprises merged over two records.
    tall: bool,
    /// The header is printed again in mid page, with the title or without.
    repeat: Option<bool>,
    /// A part total after every category.
    subtotals: bool,
    seed: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Title {
    None,
    Plain,
    Merged,
    Narrow,
}

impl Habits {
    /// A single group name over all columns but the serial number cannot be told from a title by anybody.
    fn is_ambiguous(&self) -> bool {
        let group = |i: usize| COLUMNS[(self.first_column + i) % COLUMNS.len()].1;
        self.groups && (self.serial_low || !self.merge_groups) && (1..self.columns).all(|i| group(i) == group(0))
    }
}

/// What is true of the built sheet, in sheet rows.
#[derive(Debug, Default)]
struct Truth {
    header: Vec<u32>,
    records: Vec<u32>,
    totals: Vec<u32>,
    categories: Vec<u32>,
    placeholders: Vec<u32>,
    repeated: Vec<u32>,
    subtotals: Vec<u32>,
    footers: Vec<u32>,
    leaves: Vec<String>,
}

struct Pen {
    grid: Grid,
    row: u32,
    origin: (u32, u32),
}

impl Pen {
    fn put(&mut self, col: u32, content: Content) {
        let at = CellRef::new(self.row + self.origin.0, col + self.origin.1);
        self.grid.cells.push(GridCell { at, content, class: NumberClass::General, formula: false });
    }
    fn text(&mut self, col: u32, text: &str) {
        self.put(col, Content::Text(text.into()));
    }
    fn merge(&mut self, col: u32, height: u32, width: u32) {
        if height * width > 1 {
            let first = CellRef::new(self.row + self.origin.0, col + self.origin.1);
            self.grid.merges.push(Rect { first, last: CellRef::new(first.row + height - 1, first.col + width - 1) });
        }
    }
    fn next(&mut self) -> u32 {
        self.row += 1;
        self.row - 1 + self.origin.0
    }
}

fn build(habits: &Habits) -> (Grid, Truth) {
    let columns: Vec<_> = (0..habits.columns).map(|i| COLUMNS[(habits.first_column + i) % COLUMNS.len()]).collect();
    let width = columns.len() as u32 + 1;
    let mut pen = Pen { grid: Grid { name: Some("表".into()), ..Grid::default() }, row: 0, origin: habits.offset };
    let mut truth = Truth::default();
    above(&mut pen, habits, width);
    header(&mut pen, habits, &columns, &mut truth);
    if habits.units_row && columns.iter().filter(|c| matches!(c.2, Fill::Number)).count() >= 2 {
        for (i, _) in columns.iter().enumerate().filter(|(_, c)| matches!(c.2, Fill::Number)) {
            pen.text(i as u32 + 1, "万元");
        }
        pen.next();
    }
    if habits.numbers_row {
        (0..width).for_each(|col| pen.put(col, Content::Number(f64::from(col + 1))));
        pen.next();
    }
    records(&mut pen, habits, &columns, &mut truth);
    for i in 0..habits.placeholders {
        pen.put(0, Content::Number(f64::from(habits.records + i + 1)));
        truth.placeholders.push(pen.next());
    }
    if habits.total == Some(false) {
        total(&mut pen, &columns, "合  计", &mut truth.totals);
    }
    footer(&mut pen, habits, width, &mut truth);
    pen.grid.cells.sort_by_key(|cell| cell.at);
    pen.grid.merges.sort_unstable();
    (pen.grid, truth)
}

fn above(pen: &mut Pen, habits: &Habits, width: u32) {
    if habits.annex {
        pen.text(0, "附件1");
        pen.next();
    }
    if habits.title != Title::None {
        pen.text(0, TITLE);
        match habits.title {
            Title::Merged => pen.merge(0, 1, width),
            Title::Narrow => pen.merge(0, 1, (width / 2).max(2)),
            _ => {}
        }
        pen.next();
    }
    match habits.filler {
        1 => {
            pen.text(0, "填报单位：城关镇人民政府      填报人：张三    填报时间：2022年5月16日");
            pen.merge(0, 1, width);
        }
        2 => {
            pen.text(0, "填报单位：");
            pen.text(1, "科工局");
            pen.text(width - 1, "填报人：");
        }
        3 => pen.text(0, "填报部门（盖章）：              填报人：        填报时间：   年  月  日"),
        _ => {}
    }
    if (1..=3).contains(&habits.filler) {
        pen.next();
    }
    if habits.unit_line {
        pen.text(width - 1, "单位：万元");
        pen.next();
    }
}

fn header(pen: &mut Pen, habits: &Habits, columns: &[(&str, &str, Fill)], truth: &mut Truth) {
    truth.leaves.push("序号".into());
    truth.leaves.extend(columns.iter().map(|column| column.0.to_owned()));
    if habits.groups {
        let mut i = 0;
        while i < columns.len() {
            let same = columns[i..].iter().take_while(|column| column.1 == columns[i].1).count();
            pen.text(i as u32 + 1, columns[i].1);
            if habits.merge_groups {
                pen.merge(i as u32 + 1, 1, same as u32);
            }
            i += same;
        }
        if !habits.serial_low && habits.merge_groups {
            pen.text(0, "序号");
            pen.merge(0, 2, 1);
        }
        truth.header.push(pen.next());
    }
    if !habits.groups || habits.serial_low || !habits.merge_groups {
        pen.text(0, "序号");
    }
    for (i, column) in columns.iter().enumerate() {
        let unit = if matches!(column.2, Fill::Number) && !habits.unit_line && !habits.units_row { "\n（万元）" } else { "" };
        pen.text(i as u32 + 1, &format!("{}{unit}", column.0));
    }
    truth.header.push(pen.next());
}

fn records(pen: &mut Pen, habits: &Habits, columns: &[(&str, &str, Fill)], truth: &mut Truth) {
    if habits.total == Some(true) {
        total(pen, columns, "总计", &mut truth.totals);
    }
    for n in 0..habits.records {
        if habits.categories && n % 4 == 0 {
            pen.text(0, ["一、智能改造", "二、绿色改造", "三、技术改造", "四、科创平台"][(n / 4) as usize % 4]);
            pen.merge(0, 1, columns.len() as u32 + 1);
            truth.categories.push(pen.next());
        }
        if habits.gap && n == habits.records / 2 && n > 0 {
            pen.next();
        }
        if let (Some(titled), true) = (habits.repeat, n == habits.records / 2 && n > 0) {
            repeat(pen, habits, columns, truth, titled);
        }
        pen.put(0, Content::Number(f64::from(n + 1)));
        for (i, column) in columns.iter().enumerate() {
            let dice = habits.seed.wrapping_mul(31).wrapping_add(n * 17 + i as u32 * 7);
            if habits.holes && dice.is_multiple_of(5) && i > 0 || habits.tall && i == 0 && n % 2 == 1 {
                continue;
            }
            if habits.tall && i == 0 && n + 1 < habits.records {
                pen.merge(1, 2, 1);
            }
            match column.2 {
                Fill::Text(words) => pen.text(i as u32 + 1, words[dice as usize % words.len()]),
                Fill::Number => pen.put(i as u32 + 1, Content::Number(f64::from(dice % 9000 + 13))),
            }
        }
        truth.records.push(pen.next());
        if habits.subtotals && habits.categories && (n % 4 == 3 || n + 1 == habits.records) {
            total(pen, columns, "小计", &mut truth.subtotals);
        }
    }
}

/// The header again, as on the next printed page.
fn repeat(pen: &mut Pen, habits: &Habits, columns: &[(&str, &str, Fill)], truth: &mut Truth, titled: bool) {
    let mut again = Truth::default();
    if titled && habits.title == Title::Merged {
        pen.text(0, TITLE);
        pen.merge(0, 1, columns.len() as u32 + 1);
        truth.repeated.push(pen.next());
    }
    header(pen, habits, columns, &mut again);
    truth.repeated.extend(again.header);
}

const TITLE: &str = "某县2022年“三改一平台”项目任务清单";

fn total(pen: &mut Pen, columns: &[(&str, &str, Fill)], label: &str, rows: &mut Vec<u32>) {
    pen.text(0, label);
    for (i, _) in columns.iter().enumerate().filter(|(_, column)| matches!(column.2, Fill::Number)) {
        pen.put(i as u32 + 1, Content::Number(123_456.0));
    }
    rows.push(pen.next());
}

fn footer(pen: &mut Pen, habits: &Habits, width: u32, truth: &mut Truth) {
    match habits.footer {
        1 => {
            pen.text(0, "注：1.本表每周五报送。2.金额单位为万元。");
            pen.merge(0, 1, width);
        }
        2 => {
            pen.next();
            pen.text(0, "单位负责人：");
            pen.text(2, "审核人：");
            pen.text(width - 1, "制表：张三");
        }
        3 => pen.text(0, "填表说明：企业名称按营业执照填写。"),
        _ => return,
    }
    truth.footers.push(pen.next());
}

fn habits() -> impl Strategy<Value = Habits> {
    let title = prop_oneof![Just(Title::None), Just(Title::Plain), Just(Title::Merged), Just(Title::Narrow)];
    let shape =
        (0..COLUMNS.len(), 3..12usize, any::<bool>(), title, 0..4u8, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let body = (
        any::<bool>(),
        any::<bool>(),
        proptest::option::of(any::<bool>()),
        any::<bool>(),
        any::<bool>(),
        0..4u32,
        0..4u8,
        1..12u32,
    );
    let rare = (any::<bool>(), proptest::option::weighted(0.3, any::<bool>()), any::<bool>());
    (shape, body, (0..3u32, 0..3u32), any::<bool>(), rare, any::<u32>()).prop_map(|(shape, body, offset, holes, rare, seed)| {
        Habits {
            first_column: shape.0,
            columns: shape.1,
            annex: shape.2,
            title: shape.3,
            filler: shape.4,
            unit_line: shape.5,
            groups: shape.6,
            merge_groups: shape.7,
            serial_low: shape.8,
            units_row: body.0,
            numbers_row: body.1,
            total: body.2,
            categories: body.3,
            gap: body.4,
            placeholders: body.5,
            footer: body.6,
            records: body.7,
            offset,
            holes,
            tall: rare.0 && !(rare.1.is_some() || body.3 || body.4),
            repeat: rare.1,
            subtotals: rare.2,
            seed,
        }
    })
}

fn rows(table: &Table, kind: RowKind) -> Vec<u32> {
    table.body.iter().filter(|row| row.kind == kind).map(|row| row.row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(200), failure_persistence: None, ..ProptestConfig::default() })]

    /// However the habits mix, the rows are told apart.
    #[test]
    fn parts_are_found(habits in habits()) {
        prop_assume!(!habits.is_ambiguous());
        let (grid, truth) = build(&habits);
        let tables = locate(&grid, &GeneralLexicon, None);
        prop_assert_eq!(tables.len(), 1);
        let table = &tables[0];
        prop_assert_eq!(table.kind, TableKind::Table);
        prop_assert_eq!(&table.header_rows, &truth.header);
        prop_assert_eq!(rows(table, RowKind::Record), truth.records);
        prop_assert_eq!(rows(table, RowKind::Total), truth.totals);
        prop_assert_eq!(rows(table, RowKind::Subtotal), truth.subtotals);
        prop_assert_eq!(rows(table, RowKind::RepeatedHeader), truth.repeated);
        prop_assert_eq!(rows(table, RowKind::Category), truth.categories);
        prop_assert_eq!(rows(table, RowKind::Placeholder), truth.placeholders);
        prop_assert_eq!(&table.footer_rows, &truth.footers);
        let leaves: Vec<String> = table.columns.iter().map(|column| column.path.last().unwrap().replace("（万元）", "")).collect();
        prop_assert_eq!(leaves, truth.leaves);
    }

    /// A sheet moved down and right is the same sheet.
    #[test]
    fn place_does_not_matter(habits in habits(), down in 0..40u32, right in 0..20u32) {
        let here = locate(&build(&Habits { offset: (0, 0), ..habits.clone() }).0, &GeneralLexicon, None);
        let there = locate(&build(&Habits { offset: (down, right), ..habits }).0, &GeneralLexicon, None);
        prop_assert_eq!(here.len(), there.len());
        for (a, b) in here.iter().zip(&there) {
            prop_assert_eq!(&a.title, &b.title);
            prop_assert_eq!(a.header_rows.iter().map(|row| row + down).collect::<Vec<_>>(), b.header_rows.clone());
            prop_assert_eq!(a.records().map(|row| row + down).collect::<Vec<_>>(), b.records().collect::<Vec<_>>());
            let shifted: Vec<u32> = a.columns.iter().map(|column| column.col + right).collect();
            prop_assert_eq!(shifted, b.columns.iter().map(|column| column.col).collect::<Vec<_>>());
        }
    }

    /// Nothing a sheet may hold stops the finder, and every row is said to be one thing only.
    #[test]
    fn any_grid_is_survived(cells in proptest::collection::btree_map((0..30u32, 0..12u32), 0..24usize, 0..120), merges in proptest::collection::vec((0..30u32, 0..12u32, 1..12u32, 1..9u32), 0..12)) {
        const TEXTS: &[&str] = &["序号", "企业名称", "总投资（万元）", "合计", "小计", "一、在建", "注：说明", "单位：万元", "填报人：", "附件1", "—", "张三", "2022年5月", "备注", "例：", " ", "（", "：", "是/否", "1、甲"];
        let mut grid = Grid::default();
        for ((row, col), pick) in cells {
            let content = TEXTS.get(pick).map_or(Content::Number(pick as f64), |text| Content::Text((*text).into()));
            grid.cells.push(GridCell { at: CellRef::new(row, col), content, class: NumberClass::General, formula: false });
        }
        grid.merges = merges.into_iter().map(|(row, col, height, width)| Rect { first: CellRef::new(row, col), last: CellRef::new(row + height, col + width) }).collect();
        grid.merges.sort_unstable();
        for table in locate(&grid, &GeneralLexicon, None) {
            let mut rows: Vec<u32> = table.body.iter().map(|row| row.row).chain(table.header_rows.iter().copied()).chain(table.under_rows.iter().copied()).chain(table.blank_rows.iter().copied()).collect();
            let all = rows.len();
            rows.sort_unstable();
            rows.dedup();
            prop_assert_eq!(rows.len(), all);
        }
    }
}

/// Sheets of a nation's size are read in one pass; the bound is loose, a quadratic step would miss it by far.
#[test]
fn a_hundred_thousand_rows_are_no_matter() {
    let (mut grid, _) = build(&Habits { records: 1, ..plain() });
    let header = 1;
    for n in 0..100_000u32 {
        for col in 0..12 {
            let content = match col % 4 {
                0 => Content::Number(f64::from(n)),
                1 => Content::Text("利欣制药有限公司".into()),
                2 => Content::Text("智能化大输液生产线改造项目".into()),
                _ => Content::Text("在建".into()),
            };
            grid.cells.push(GridCell {
                at: CellRef::new(header + 2 + n, col),
                content,
                class: NumberClass::General,
                formula: false,
            });
        }
        if n % 2 == 0 {
            grid.merges.push(Rect { first: CellRef::new(header + 2 + n, 1), last: CellRef::new(header + 3 + n, 1) });
        }
    }
    let started = std::time::Instant::now();
    let tables = locate(&grid, &GeneralLexicon, None);
    let elapsed = started.elapsed();
    assert_eq!(tables[0].records().count(), 100_001);
    assert!(elapsed.as_secs() < 20, "{elapsed:?}");
}

fn plain() -> Habits {
    Habits {
        first_column: 0,
        columns: 11,
        annex: false,
        title: Title::Merged,
        filler: 0,
        unit_line: false,
        groups: false,
        merge_groups: false,
        serial_low: false,
        units_row: false,
        numbers_row: false,
        total: None,
        categories: false,
        gap: false,
        placeholders: 0,
        footer: 0,
        records: 3,
        offset: (0, 0),
        holes: false,
        tall: false,
        repeat: None,
        subtotals: false,
        seed: 0,
    }
}
