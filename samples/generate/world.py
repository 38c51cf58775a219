"""The truth of the county: enterprises, units, liaison, projects and how they stand in a week. Amounts are Decimals in 万元."""
import datetime as dt
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal as D

from names import (CHAINS, COUNTY, DEPARTMENTS, INDUSTRY, PARKS, TOWNS, Namer, credit_code)

KINDS = ["智能改造", "绿色改造", "技术改造", "科创平台"]
STARTED = ["开工", "在建", "竣工", "投产", "达产", "停工"]
WORKS = {
    "智能改造": ["智能化生产线改造", "数字化车间建设", "MES系统及自动仓储升级", "智能包装线改造"],
    "绿色改造": ["余热回收利用改造", "VOCs治理设施升级", "屋顶光伏及节能改造", "清洁生产改造"],
    "技术改造": ["生产线技术改造", "设备更新", "扩能技改", "工艺提升改造"],
    "科创平台": ["企业技术中心建设", "工程技术研究中心建设", "院士工作站建设", "中试基地建设"],
}


@dataclass
class Enterprise:
    name: str
    code: str
    town: str
    chain: str
    industry: str
    listed: dt.date
    revenue: D
    grade: str
    former: str = ""
    short: str = ""
    left: dt.date | None = None
    excused: str = ""
    department: str = ""
    cadre: str = ""
    leader: str = ""
    cadre_unit: str = ""

    @property
    def counted(self):
        return not self.excused and self.left is None


@dataclass
class Project:
    enterprise: Enterprise
    name: str
    kinds: list
    nature: str
    content: str
    total: D
    equipment: D
    plan: D
    start_due: dt.date
    finish_due: dt.date
    head: str
    head_phone: str
    policy: str
    policy_unit: str
    policy_phone: str
    cadre_phone: str
    pace: float
    cancelled: bool = False
    stalled: bool = False
    problem: str = ""


@dataclass
class State:
    """How a project stands at the end of a week."""
    stage: str
    week: D
    year: D
    ever: D
    started: dt.date | None
    finished: dt.date | None
    progress: str


@dataclass
class World:
    enterprises: list = field(default_factory=list)
    projects: list = field(default_factory=list)
    people: dict = field(default_factory=dict)


def money(value, step="1"):
    return D(str(value)).quantize(D(step))


def enterprises(rng, namer):
    out = []
    for i in range(246):
        chain = list(CHAINS)[i * 7 % len(CHAINS)]
        town = rng.choices(TOWNS + PARKS, [3] * 14 + [2, 2] + [16, 9])[0]
        word = namer.word()
        trade = rng.choice(CHAINS[chain])
        prefix = rng.choice(["", "", COUNTY, "江澜", "中原"])
        form = rng.choices(["有限公司", "有限责任公司", "股份有限公司", "集团有限公司"], [12, 2, 2, 1])[0]
        e = Enterprise(f"{prefix}{word}{trade}{form}", credit_code(rng), town, chain, INDUSTRY[chain],
                       dt.date(rng.randint(2009, 2021), rng.randint(1, 12), 1), money(rng.lognormvariate(9.2, 0.8) + 2000),
                       rng.choices("ABCD", [3, 12, 4, 1])[0])
        if i % 17 == 3:
            e.former = f"{COUNTY}{word}{rng.choice(['实业', '工贸', '材料'])}有限公司"
        if i % 3 == 0:
            e.short = word + trade
        out.append(e)
    for i, why in zip((40, 111, 187, 230), ("停产", "停产", "搬迁", "注销")):
        out[i] = replace(out[i], excused=why)
    for i, day in zip((77, 150), (dt.date(2022, 1, 31), dt.date(2022, 3, 31))):
        out[i] = replace(out[i], left=day)
    return out


def liaison(rng, namer, listed):
    """One cadre for up to five enterprises, one department for about thirteen; the leaders share the cadres."""
    departments = [d for d, _ in DEPARTMENTS]
    leaders = [namer.person() for _ in range(12)]
    cadres = [(namer.person(), d) for d in departments for _ in range(3)]
    for i, e in enumerate(listed):
        e.cadre, e.cadre_unit = cadres[i % len(cadres)]
        e.department = e.cadre_unit
        e.leader = leaders[i % len(leaders)]


def projects(rng, namer, listed):
    """236 projects that are not cancelled, on all counted enterprises but twelve; plus three cancelled ones."""
    counted = [e for e in listed if e.counted]
    zero = set(id(e) for e in rng.sample(counted, 12))
    owners = [e for e in counted if id(e) not in zero]
    doubles = rng.sample(owners, 236 - len(owners))
    out = []
    policy_people = {d: [(namer.person(), namer.phone()) for _ in range(2)] for d, _ in DEPARTMENTS}
    cadre_phones = {}
    for i, e in enumerate(owners + doubles + rng.sample(owners, 3)):
        kinds = rng.choices([["技术改造"], ["智能改造"], ["绿色改造"], ["科创平台"], ["智能改造", "绿色改造"], ["智能改造", "技术改造"]],
                            [30, 26, 20, 8, 9, 7])[0]
        work = rng.choice(WORKS[kinds[0]])
        name = f"{rng.choice(['年产', '新增年产'])}{rng.choice([5, 8, 10, 20, 30, 50])}万{rng.choice(['吨', '套', '件'])}产品{work}项目" if rng.random() < .25 else f"{work}项目"
        if any(p.enterprise is e and p.name == name for p in out):
            name = name.removesuffix("项目") + "二期项目"
        total = money(rng.choice([300, 500, 800, 1200, 1500, 2000, 2600, 3200, 4500, 5000, 6000, 8000, 12000, 15000]) + rng.randint(0, 9) * 10)
        start = dt.date(rng.choice([2021, 2022, 2022, 2022]), rng.randint(1, 11), rng.choice([1, 5, 10, 15, 20]))
        policy_unit = e.department
        policy, policy_phone = rng.choice(policy_people[policy_unit])
        cadre_phones.setdefault(e.cadre, namer.phone())
        out.append(Project(e, name, kinds, "续建" if start.year == 2021 else rng.choice(["新建", "改建", "扩建"]),
                           f"对现有厂房实施{work}，购置设备{rng.randint(5, 60)}台（套）", total, money(total * D(rng.randint(40, 80)) / 100),
                           money(total * D(rng.choice([60, 70, 80, 100])) / 100) if start.year == 2022 else money(total * D(rng.choice([40, 50, 60])) / 100),
                           start, start + dt.timedelta(days=rng.choice([180, 240, 300, 365, 420])), namer.person(), namer.phone(),
                           policy, policy_unit, policy_phone, cadre_phones[e.cadre], rng.uniform(.6, 1.25),
                           cancelled=i >= 236, stalled=i % 71 == 5, problem=rng.choice(["", "", "", "融资困难", "用地手续未办结", "设备到货延期"])))
    return out


def state(project: Project, sunday: dt.date) -> State:
    """Money runs with time, scaled by the project's pace; the week's money is what the year's sum gained since last Sunday."""
    p = project
    if p.cancelled:
        return State("取消", D(0), D(0), D(0), None, None, "项目已取消")
    began = p.start_due + dt.timedelta(days=int(20 * (1 - p.pace)))
    if began > sunday:
        stage = "前期" if (began - sunday).days < 90 else "谋划"
        return State(stage, D(0), D(0), D(0), None, None, "正在办理备案手续" if stage == "前期" else "正在谋划")
    upto = lambda day: min(D(1), max(D(0), D((day - began).days) * D(str(round(p.pace, 3))) / D((p.finish_due - p.start_due).days)))
    before = money(p.total * upto(dt.date(2021, 12, 31)), "0.1")
    ever, last = money(p.total * upto(sunday), "0.1"), money(p.total * upto(sunday - dt.timedelta(days=7)), "0.1")
    if p.stalled:
        last = ever
    share = upto(sunday)
    if share >= 1:
        finished = began + dt.timedelta(days=int((p.finish_due - p.start_due).days / p.pace))
        stage = "竣工" if (sunday - finished).days < 30 else "投产"
        return State(stage, ever - last, ever - before, ever, began, finished, "已建成" if stage == "竣工" else "已投入生产")
    if p.stalled:
        return State("停工", D(0), ever - before, ever, began, None, "因资金原因暂停施工")
    stage = "开工" if share < D("0.12") else "在建"
    progress = "正在进行基础施工" if share < D("0.3") else "正在安装设备" if share < D("0.7") else "正在调试设备"
    return State(stage, ever - last, ever - before, ever, began, None, progress)


def build(seed=20220516) -> World:
    rng = random.Random(seed)
    namer = Namer(rng)
    listed = enterprises(rng, namer)
    liaison(rng, namer, listed)
    return World(listed, projects(rng, namer, listed))
