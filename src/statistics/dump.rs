//! temp
use super::testing::*;
use super::*;
use crate::forms::Forms;
use crate::ledger::Ledger;
use serde_json::{Value as J, json};

fn piece(p: &Piece) -> J {
    match p {
        Piece::Text(t) => json!(["t", t]),
        Piece::Column { dataset, column } => json!(["c", dataset.to_string(), column.to_string()]),
        Piece::RowCell { column } => json!(["r", column.to_string()]),
        Piece::Here { column } => json!(["h", column]),
        Piece::HereAll { column } => json!(["a", column]),
        Piece::Figure { name } => json!(["f", name.to_string()]),
        Piece::Parameter { name } => json!(["p", name.to_string()]),
    }
}
fn formula(f: Option<&Formula>) -> J {
    f.map_or(J::Null, |f| J::Array(f.0.iter().map(piece).collect()))
}
fn value(v: Option<&Value>) -> J {
    match v {
        None => J::Null,
        Some(Value::Number(n)) => json!(n.to_string().parse::<f64>().unwrap()),
        Some(Value::Date(d)) if d.precision() == crate::value::Precision::Day => json!({"serial": d.first().serial()}),
        Some(v) => json!(frame::written(v).to_string()),
    }
}
fn stat(v: &StatValue) -> J {
    match v {
        StatValue::Text(t) => json!(t.to_string()),
        StatValue::None => json!("—"),
        v => v.number().map_or(json!("—"), |n| json!(n.to_string().parse::<f64>().unwrap())),
    }
}
struct Lcg(u64);
impl Lcg {
    fn next(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }
    fn of<'a>(&mut self, o: &[&'a str]) -> &'a str {
        o[self.next(o.len())]
    }
}

#[test]
fn dump() {
    let n: usize = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(120);
    let mut r = Lcg(7);
    let (forms, settings) = (Forms::built_in(), settings());
    let odd = ["甲*厂", "乙?厂", "~丙厂", "=丁厂", "<5厂", "2022", "1-2", "ABC厂", "abc厂", "TRUE", "5月1日", "﹤厂", "\"引\"厂"];
    let names: Vec<String> = (0..n).map(|i| if i < odd.len() { odd[i].to_owned() } else { format!("企业{i}厂") }).collect();
    let mut ent = String::from("企业名称 所属乡镇 所属行业 产业链 入规时间 退规时间 不计入原因\n");
    let mut cad = String::from("企业名称 包联领导 包联干部 服务部门\n");
    for name in &names {
        ent += &format!(
            "{name} {} {} {} {} {} {}\n",
            r.of(&["城关镇", "东*乡", "西园", "A镇", "a镇", "-", "2022", "南园"]),
            r.of(&["化工", "食品", "1-2", "-"]),
            r.of(&["电子", "食*", "-"]),
            r.of(&["2020", "2022-05", "2022-06-01", "-"]),
            r.of(&["-", "-", "-", "-", "2021"]),
            r.of(&["-", "-", "-", "-", "-", "停产"])
        );
        if r.next(5) > 0 {
            cad += &format!("{name} 赵 {} {}\n", r.of(&["钱一", "孙二", "李?", "~周"]), r.of(&["科工局", "发改委", "-"]));
        }
    }
    let mut tasks = String::from(
        "企业名称 项目名称 改造类型 项目阶段 建设性质 总投资 年度计划投资 本年累计完成投资 自开工累计完成投资 本周完成投资 计划开工时间 实际开工时间 计划竣工时间 实际竣工时间 项目负责人 项目包联人 政策落实人\n",
    );
    for i in 0..n * 5 / 4 {
        let money = |r: &mut Lcg| match r.next(8) {
            0 => "-".to_owned(),
            1 => "0".to_owned(),
            2 => "?".to_owned(),
            _ => format!("{}.{}", r.next(3000), r.next(100)),
        };
        let m: Vec<String> = (0..5).map(|_| money(&mut r)).collect();
        let dates = ["-", "2022", "2022-05", "2022-03-01", "2021-12-31", "2023-01-01", "2021"];
        let d: Vec<&str> = (0..4).map(|_| r.of(&dates)).collect();
        let who: Vec<&str> = (0..3).map(|_| r.of(&["张", "李", "王", "-", "?"])).collect();
        tasks += &format!(
            "{} 项目{i} {} {} {} {} {} {}\n",
            names[r.next(n)],
            r.of(&["智能改造", "智能改造、绿色改造", "科创平台", "技术改造、科创平台", "-"]),
            r.of(&["谋划", "前期", "开工", "在建", "竣工", "投产", "停工", "取消", "-"]),
            r.of(&["新建", "续建", "-"]),
            m.join(" "),
            d.join(" "),
            who.join(" ")
        );
    }
    let units = "单位名称 单位类别\n城关镇 乡镇\n东*乡 乡镇\n西园 园区\n南园 园区\n科工局 部门";
    let lists =
        ledger(vec![table(&forms, "规上工业企业名录", &ent), table(&forms, "包联安排", &cad), table(&forms, "单位名单", units)]);
    let led: Ledger = ledger(vec![table(&forms, "任务清单", &tasks)]);
    let reports = Reports::built_in(&forms).unwrap();
    let p = Parameters { cutoff: day((2022, 5, 22)), settings: &settings };
    let start = std::time::Instant::now();
    let (s, _) = compute(&led, &lists, &p, &reports);
    println!(
        "compute {n}: {:?}; cells {}",
        start.elapsed(),
        s.datasets.iter().map(|d| d.rows.len() * d.columns.len()).sum::<usize>()
    );
    if n > 5000 {
        return;
    }
    let out = json!({
      "parameters": s.parameters.iter().map(|p| json!([p.name.to_string(), value(Some(&p.value)), formula(p.formula.as_ref())])).collect::<Vec<_>>(),
      "figures": s.figures.iter().map(|f| json!([f.name.to_string(), stat(&f.value), formula(Some(&f.formula))])).collect::<Vec<_>>(),
      "datasets": s.datasets.iter().map(|d| json!({"name": d.name.to_string(), "columns": d.columns.iter().map(|c| c.name.to_string()).collect::<Vec<_>>(),
         "rows": d.rows.iter().map(|r| r.cells.iter().map(|c| json!([value(c.value.as_ref()), formula(c.formula.as_deref())])).collect::<Vec<_>>()).collect::<Vec<_>>()})).collect::<Vec<_>>(),
      "tables": s.tables.iter().map(|t| json!({"id": t.id.to_string(), "columns": t.columns.iter().map(|c| c.name.to_string()).collect::<Vec<_>>(),
         "rows": t.rows.iter().map(|r| json!([r.total, r.cells.iter().map(|c| json!([stat(&c.value), formula(c.formula.as_ref())])).collect::<Vec<_>>()])).collect::<Vec<_>>()})).collect::<Vec<_>>(),
    });
    std::fs::write("/tmp/stats_dump.json", out.to_string()).unwrap();
}
