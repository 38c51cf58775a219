//! Who and what there is: enterprises and projects, drawn by a small deterministic generator.

use std::sync::Arc;

use rust_decimal::Decimal;
use sangai::value::{Date, Day};

pub(super) const TOWNS: [&str; 16] = [
    "城关镇",
    "柳河镇",
    "石门镇",
    "白沙镇",
    "双桥镇",
    "大王庄乡",
    "清水镇",
    "龙泉镇",
    "杨集镇",
    "高店乡",
    "马山镇",
    "新城街道",
    "产业集聚区",
    "桃源镇",
    "北岭乡",
    "南关街道",
];
pub(super) const CHAINS: [&str; 6] = ["装备制造", "食品加工", "新型建材", "纺织服装", "生物医药", "电子信息"];
pub(super) const KINDS: [&str; 4] = ["智能改造", "绿色改造", "技术改造", "科创平台"];
pub(super) const STAGES: [&str; 6] = ["谋划", "前期", "开工", "在建", "竣工", "投产"];
pub(super) const CADRES: [&str; 40] = [
    "王建国",
    "李秀英",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄丽",
    "周强",
    "吴敏",
    "徐杰",
    "孙艳",
    "马超",
    "朱琳",
    "胡军",
    "郭涛",
    "何萍",
    "高峰",
    "林芳",
    "罗勇",
    "梁栋",
    "宋佳",
    "郑凯",
    "谢娟",
    "韩冰",
    "唐亮",
    "冯雪",
    "于洋",
    "董浩",
    "萧然",
    "程明",
    "曹颖",
    "袁野",
    "邓超",
    "许诺",
    "傅强",
    "沈阳",
    "曾伟",
    "彭博",
    "吕梁",
];

pub(super) fn arc(text: &str) -> Arc<str> {
    Arc::from(text)
}

/// A small deterministic generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

pub(super) struct Enterprise {
    pub(super) name: String,
    pub(super) town: &'static str,
    pub(super) chain: &'static str,
    pub(super) cadre: &'static str,
}

pub(super) struct Project {
    pub(super) enterprise: usize,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) stage: &'static str,
    pub(super) total: Decimal,
    pub(super) plan: Decimal,
    pub(super) done: Decimal,
    pub(super) start: Date,
}

pub(super) struct County {
    pub(super) enterprises: Vec<Enterprise>,
    pub(super) projects: Vec<Project>,
}

pub(super) fn county(enterprises: usize, projects: usize) -> County {
    let mut dice = Dice(2022);
    let words = ["宏达", "利欣", "天润", "华港", "金穗", "中联", "瑞丰", "恒通", "新盛", "远东", "鼎立", "佳禾"];
    let trades = ["机械制造", "食品", "建材", "纺织", "药业", "电子科技", "环保设备", "汽车零部件"];
    let enterprise = |i: usize, dice: &mut Dice| Enterprise {
        name: format!(
            "青禾县{}{}{}有限{}公司",
            words[i % 12],
            ["", "盛", "源", "泰"][i / 12 % 4],
            trades[dice.roll(8)],
            if i.is_multiple_of(7) { "责任" } else { "" }
        ) + &if i >= 48 { format!("（{i}）") } else { String::new() },
        town: TOWNS[dice.roll(15)],
        chain: CHAINS[dice.roll(6)],
        cadre: CADRES[i % 40],
    };
    let enterprises: Vec<_> = (0..enterprises).map(|i| enterprise(i, &mut dice)).collect();
    let project = |i: usize, dice: &mut Dice| {
        let owner = dice.roll(enterprises.len());
        let plan = Decimal::new(50_000 + dice.roll(900_000) as i64, 2);
        let kind = KINDS[dice.roll(4)];
        Project {
            enterprise: owner,
            name: format!(
                "年产{}万套{}生产线{}项目{}",
                i % 90 + 10,
                trades[dice.roll(8)],
                kind,
                if i.is_multiple_of(3) { "（二期）" } else { "" }
            ),
            kind,
            stage: STAGES[dice.roll(6)],
            total: plan * Decimal::from(2),
            plan,
            done: plan * Decimal::new(dice.roll(110) as i64, 2),
            start: if i.is_multiple_of(5) {
                Date::month(2022, 3).expect("a month")
            } else {
                Date::day(Day::new(2022, (i % 5 + 1) as u8, (i % 28 + 1) as u8).expect("a day"))
            },
        }
    };
    let projects = (0..projects).map(|i| project(i, &mut dice)).collect();
    County { enterprises, projects }
}
