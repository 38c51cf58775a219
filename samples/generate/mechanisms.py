"""The other eleven lists of the programme: who sends them, and rows that fit the county's projects and enterprises."""
import datetime as dt
from decimal import Decimal as D

import world
from names import AGENCIES, BANKS, DEPARTMENTS, Namer
from sheets import Sheet

DEPT = [d for d, _ in DEPARTMENTS]
SUNDAY = dt.date(2022, 5, 22)


def wan(rng, low, high, step=10):
    return D(rng.randrange(low, high, step))


def day(rng, first=dt.date(2022, 1, 10), last=dt.date(2022, 5, 20)):
    return first + dt.timedelta(days=rng.randrange((last - first).days))


def planned(rng, w, namer):
    """谋划项目库: 683 projects of the next five years, some of the next fifteen, a few directions beyond; 236 of them in this year's list."""
    rows = []
    for p in [p for p in w.projects if not p.cancelled]:
        rows.append([p.enterprise.name, p.enterprise.code, p.name, "、".join(p.kinds), p.enterprise.chain, rng.choice(["风向标", "产业链", "关键环", "制高点"]), "近期", p.content, p.total, p.start_due.year, p.finish_due.year, p.head, rng.choice(AGENCIES), "是"])
    counted = [e for e in w.enterprises if e.counted]
    for i in range(683 - len(rows)):
        e, kind = counted[i * 5 % len(counted)], rng.choice(world.KINDS)
        year = rng.randint(2023, 2026)
        rows.append([e.name, e.code, f"{rng.choice(world.WORKS[kind])}（{year}年第{i + 1}号）项目", kind, e.chain, "产业链、关键环" if i % 9 == 0 else rng.choice(["风向标", "产业链", "关键环", "制高点"]), "近期", "规划建设" + kind + "相关内容", wan(rng, 200, 9000), year, min(2026, year + 1), namer.person(), rng.choice(AGENCIES + [""]) or None, "否"])
    for i in range(120):
        e, kind = counted[i * 2 % len(counted)], rng.choice(world.KINDS)
        rows.append([e.name, e.code, f"{kind}中长期提升项目", kind, e.chain, "制高点", "中期", "分步实施" + kind, wan(rng, 1000, 20000, 100), 2029, 2034, None, None, "否"])
    for i in range(30):
        e = counted[i * 8 % len(counted)]
        rows.append([e.name, e.code, "未来产业布局项目", "科创平台", e.chain, "风向标", "远期", None, None, None, None, None, None, "否"])
    heads = ["企业名称", "统一社会信用代码", "谋划项目名称", "改造类型", "所属产业链", "谋划方向", "规划期", "建设内容", "估算总投资（万元）", "计划开工年份", "计划完工年份", "责任人", "谋划服务机构", "是否转入年度清单"]
    return [("发改委", "谋划项目库.xlsx", "xlsx", "谋划项目库", "青岚县“三改一平台”谋划项目库", heads, rows)]


def elements(rng, w, namer):
    heads = ["企业名称", "统一社会信用代码", "项目名称", "是否列入重点工业项目库", "入库日期", "固定资产投资（万元）", "用地面积（亩）", "土地保障", "规划审批", "金融服务", "服务专班", "招商引资优惠", "股权投资方", "股权投资金额（万元）"]
    rows = []
    for i, p in enumerate([p for p in w.projects if not p.cancelled and p.total >= 1500]):
        listed = i % 7 != 0
        pick = lambda: rng.choice(["不需要", "需要", "办理中", "已落实", "已落实"])
        fixed = (p.total * D("0.8")).quantize(D(1))
        land = D(rng.choice([0, 0, 10, 20, 30])) or None
        treat = "不符合" if p.total < 5000 else rng.choice(["符合未享受", "已享受", "已享受"])
        equity = ("青岚县产业投资有限公司", D(2000)) if i in (3, 40, 77) else (None, None)
        rows.append([p.enterprise.name, p.enterprise.code, p.name, "是" if listed else "否", day(rng) if listed else None, fixed, land, pick(), pick(), pick(), pick(), treat, *equity])
    return [("自然资源局", "要素保障台账.xlsx", "xlsx", "要素保障", "青岚县“三改一平台”项目要素保障台账", heads, rows)]


def finance(rng, w, namer):
    heads = ["月份", "企业名称", "项目名称", "融资需求（万元）", "对接银行", "金融产品", "对接日期", "对接结果", "授信金额（万元）", "放款金额（万元）", "利率（%）", "放款日期", "企业评价", "未成原因"]
    out = []
    for b, bank in enumerate(BANKS):
        rows = []
        for i in range(36):
            p = w.projects[(i * 5 + b * 3) % 230]
            month = 1 + i % 5 if b else rng.choice([1, 2, 3, 5])
            need = wan(rng, 100, 2000, 50)
            result = rng.choice(["对接中", "已签约", "已放款", "已放款", "未通过"])
            credit = need * rng.choice([6, 8, 10]) / 10 if result in ("已签约", "已放款") else None
            loan = credit * rng.choice([5, 8, 10]) / 10 if result == "已放款" else None
            met = dt.date(2022, month, rng.randint(3, 20))
            rows.append([f"2022年{month}月", p.enterprise.name, p.name, need, bank, rng.choice(["园e贷", "园e贷", "流动资金贷款", "技改贷"]), met, result, credit, loan, D("4.35") if loan else None, met if loan else None, rng.choice(["满意", "满意", "基本满意", None]), "抵押物不足" if result == "未通过" else None])
        out.append((bank, "银企对接台账.xls" if b else "银企对接.xlsx", "xls" if b else "xlsx", "对接台账", "“三改一平台”项目银企对接台账", heads, rows))
    return out


def growth(rng, w, namer):
    heads = ["企业名称", "统一社会信用代码", "母体企业", "孵育项目", "是否独立法人", "注册日期", "上年主营业务收入（万元）", "本年累计主营业务收入（万元）", "预计全年主营业务收入（万元）", "入规类型", "拟入规月份", "是否已入规", "应奖励金额（万元）", "已奖励金额（万元）", "帮扶责任人", "存在差距"]
    from names import credit_code
    rows = []
    for i in range(22):
        parent = w.enterprises[i * 9 % 240]
        done = i % 4 == 0
        last = wan(rng, 600, 1900, 20)
        rows.append([f"青岚县{namer.word()}科技有限公司", credit_code(rng), parent.name if i % 2 else None, "智能化改造项目" if i % 2 else None, "是", day(rng, dt.date(2018, 1, 1), dt.date(2021, 12, 1)), last, (last * D("0.5")).quantize(D(1)), last + 500, rng.choice(["年度", "月度"]), "2022年11月", "是" if done else "否", D(10) if done else None, D(10) if i % 8 == 0 else None, namer.person(), None if done else "主营业务收入不足"])
    return [("统计局", "升规入统培育库.et", "et", "培育库", "2022年升规入统培育企业名单", heads, rows)]


POLICIES = [("支持“三大改造”若干政策", "第三条"), ("支持企业创新发展十条措施", "第一条"), ("争创星级企业考评奖励办法", "第五条"), ("升规入统奖励政策", "第二条")]


def policies(rng, w, namer):
    heads = ["企业名称", "项目名称", "政策名称", "条款", "主管部门", "政策落实人", "辅导机构", "申报日期", "申报金额（万元）", "审定金额（万元）", "已兑现金额（万元）", "兑现日期", "办理状态", "未兑现原因"]
    out = []
    for k, dept in enumerate([DEPT[0], DEPT[1], DEPT[2], DEPT[10]]):
        rows = []
        for i in range(30):
            p = w.projects[(i * 7 + k * 11) % 230]
            status = rng.choice(["已申报", "审核中", "已审定", "部分兑现", "已兑现", "已兑现", "不予支持"])
            ask = wan(rng, 10, 300)
            fixed = (ask * D("0.8")).quantize(D("0.1")) if status in ("已审定", "部分兑现", "已兑现") else None
            paid = fixed if status == "已兑现" else (fixed / 2).quantize(D("0.1")) if status == "部分兑现" else None
            applied = day(rng)
            rows.append([p.enterprise.name, p.name, *POLICIES[(i + k) % 4], dept, namer.person(), rng.choice(AGENCIES), applied, ask, fixed, paid, min(applied + dt.timedelta(days=30), SUNDAY) if paid else None, status, "资金未到位" if status == "部分兑现" else None])
        out.append((dict(DEPARTMENTS)[dept][0], "政策兑现台账.xlsx" if k % 2 == 0 else "惠企政策兑现.xls", "xlsx" if k % 2 == 0 else "xls", "政策兑现", "惠企政策兑现台账", heads, rows))
    return out


def ladder(rng, w, namer):
    heads = ["企业名称", "统一社会信用代码", "主导产品", "细分市场年限", "上年营业收入（万元）", "主营业务占比（%）", "研发费用（万元）", "研发占比（%）", "有效发明专利（件）", "现有等级", "认定年度", "有效期至", "拟申报等级", "拟申报年度"]
    rows = []
    tiers = ["后备"] * 25 + ["创新型中小企业"] * 9 + ["省级专精特新"] * 6 + ["国家级小巨人"] * 2
    up = {"后备": "创新型中小企业", "创新型中小企业": "省级专精特新", "省级专精特新": "国家级小巨人"}
    for i, tier in enumerate(tiers):
        e = w.enterprises[i * 5 + 1]
        share = D(rng.randint(30, 80)) / 10
        cost = (e.revenue * share / 100).quantize(D("0.01"))
        since = rng.choice([2019, 2020, 2021])
        rows.append([e.name, e.code, e.chain + "产品", rng.randint(2, 12), e.revenue, D(rng.randint(70, 98)), cost, share, rng.randint(0, 15), tier, since if tier != "后备" else None, dt.date(since + 3, 12, 31) if tier != "后备" else None, up.get(tier), 2022 if tier in up and i % 3 == 0 else None])
    return [("科工局", "专精特新培育库.xlsx", "xlsx", "专精特新", "青岚县“专精特新”企业培育库", heads, rows)]


def grades(rng, w, namer):
    heads = ["企业名称", "统一社会信用代码", "年度", "评价税收（万元）", "用地面积（亩）", "主营业务收入（万元）", "工业增加值（万元）", "综合能耗（吨标准煤）", "研发经费（万元）", "职工人数", "贡献得分", "创新得分", "管理得分", "一票否决事项", "现类别"]
    rows = []
    for i, e in enumerate([e for e in w.enterprises if e.counted]):
        rows.append([e.name, e.code, 2021, (e.revenue * D("0.03")).quantize(D("0.1")), D(rng.randint(10, 120)), e.revenue, (e.revenue * D("0.22")).quantize(D("0.1")), D(rng.randint(50, 5000)), (e.revenue * D("0.02")).quantize(D("0.1")), rng.randint(20, 600), D(rng.randint(550, 980)) / 10, D(rng.randint(400, 980)) / 10, D(rng.randint(500, 980)) / 10, "发生安全生产事故" if i % 80 == 7 else None, e.grade])
    return [("科工局", "企业分类评价.xlsx", "xlsx", "分类评价", "2021年度工业企业分类综合评价表", heads, rows)]


def platforms(rng, w, namer):
    heads = ["企业名称", "统一社会信用代码", "平台名称", "平台类型", "级别", "合作专家", "合作院校", "状态", "认定日期", "研发投入（万元）"]
    rows = []
    kinds = ["院士工作站", "重点实验室", "工程技术研究中心", "企业技术中心", "中试基地", "博士后工作站", "孵化器"]
    for i in range(38):
        e, kind = w.enterprises[i * 6 % 240], kinds[(i * 3) % 7]
        status = rng.choice(["洽谈", "签约", "申报", "在建", "已认定", "已认定"])
        rows.append([e.name, e.code, (e.short or e.name[:6]) + kind, kind, rng.choice(["省级", "市级", "市级", "县级"]), namer.person() if i % 5 == 0 else None, "江澜理工大学" if i % 3 == 0 else None, status, day(rng) if status == "已认定" else None, wan(rng, 50, 2000)])
    return [("科工局", "科创平台台账.ods", "ods", "科创平台", "青岚县科创平台建设台账", heads, rows)]


def activities(rng, w, namer):
    heads = ["日期", "主办单位", "活动类型", "主题", "参加企业数", "参加企业"]
    out = []
    for k, dept in enumerate([DEPT[0], DEPT[1], DEPT[2], DEPT[14]]):
        rows = []
        for i in range(8):
            guests = rng.sample(w.enterprises[:240], rng.randint(4, 12))
            rows.append([day(rng), dept, rng.choice(["政策研讨", "政策宣讲", "政策宣讲", "政策培训"]), f"第{i + 1}期惠企政策{rng.choice(['专题研讨', '进企业宣讲', '业务培训'])}", len(guests), "、".join(e.name for e in guests)])
        out.append((dict(DEPARTMENTS)[dept][0], "政策研讨宣讲活动台账.xlsx", "xlsx", "活动台账", "政策研讨、政策宣讲活动台账", heads, rows))
    return out


def problems(rng, w, namer):
    heads = ["企业名称", "问题描述", "问题类别", "提出时间", "交办时间", "主办单位", "协办单位", "办理时限", "办理进展", "办理状态", "办结时间", "企业满意度"]
    rows = []
    what = {"融资": "流动资金紧张，需要贷款", "用地": "扩建用地指标未落实", "用工": "技术工人短缺", "手续": "施工许可办理缓慢", "政策": "奖补资金未到位"}
    for i in range(64):
        e, kind = w.enterprises[i * 4 % 240], rng.choice(list(what))
        asked = day(rng, dt.date(2022, 2, 1), dt.date(2022, 5, 15))
        given, due = asked + dt.timedelta(days=1), asked + dt.timedelta(days=8 if i % 3 else 31)
        status = rng.choice(["已办结", "已办结", "已办结", "办理中", "暂不具备条件"])
        end = min(SUNDAY, given + dt.timedelta(days=rng.choice([3, 5, 7, 12]))) if status == "已办结" else None
        rows.append([e.name, what[kind], kind, asked, given, rng.choice(DEPT), None, due, "已协调解决" if end else "正在协调", status, end, rng.choice(["满意", "满意", "基本满意"]) if end else None])
    return [("工商联", "企业问题台账.xlsx", "xlsx", "问题台账", "“万人助万企”企业问题交办台账", heads, rows)]


def visits(rng, w, namer):
    heads = ["企业名称", "包联领导", "包联单位", "包联干部", "本周走访次数", "累计走访次数", "收集问题数", "解决问题数"]
    out = []
    for k, town in enumerate(["城东镇", "柳河镇", "石门镇"]):
        rows = []
        for e in [e for e in w.enterprises if e.town == town and e.counted]:
            week, found = rng.randint(0, 2), rng.randint(0, 4)
            rows.append([e.name, e.leader, e.cadre_unit, e.cadre, week, week + rng.randint(1, 9), found, rng.randint(0, found)])
        out.append((town, "包联走访台账.xlsx" if k else "包联走访台账.csv", "xlsx" if k else "gbk.csv", "走访", f"{town}包联走访台账", heads, rows))
    return out


ALL = [planned, elements, finance, growth, policies, ladder, grades, platforms, activities, problems, visits]


def sheets(rng, w):
    """(folder, file name, format, sheet) of every list."""
    namer = Namer(rng)
    for make in ALL:
        for folder, file, format, name, title, heads, rows in make(rng, w, namer):
            body = [[title], [f"填报单位：{folder}        填报时间：2022年5月20日"], ["序号"] + heads] + [[i] + row for i, row in enumerate(rows, 1)]
            yield folder, file, format, Sheet(name, body, [(1, 1, 1, len(heads) + 1), (2, 1, 2, len(heads) + 1)], 1, (3,))
