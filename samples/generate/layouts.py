"""How the clerks of the county lay out a task list: eight hands, each with words, units, dates and totals of its own."""
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal as D

from sheets import Cell, Sheet

Y = lambda d: d and f"{d.year}年{d.month}月{d.day}日"


def dates(style):
    return {
        "date": lambda d: d, "dot": lambda d: d and f"{d.year}.{d.month:02d}.{d.day:02d}", "han": Y,
        "eight": lambda d: d and int(f"{d.year}{d.month:02d}{d.day:02d}"), "month": lambda d: d and f"{d.year}年{d.month}月",
        "slash": lambda d: d and f"{d.year}/{d.month:02d}",
    }[style]


def amounts(style):
    wan = lambda v: None if v is None else v
    return {
        "plain": wan, "yi": lambda v: None if v is None else v / 10000, "text": lambda v: None if v is None else f"{v:,.2f}",
        "worded": lambda v: None if v is None else (f"{v / 10000:f}".rstrip("0").rstrip(".") + "亿元" if v >= 10000 else f"{v.normalize():f}万元"),
    }[style]


@dataclass
class Hand:
    """columns: (group, heading, field). Amount headings end with a unit or the unit line states it."""
    columns: list
    date: str = "date"
    amount: str = "plain"
    unit_line: str = ""
    title: str = "{unit}“三改一平台”项目任务清单"
    above: tuple = ()
    filler: str = "填报单位：{unit}        填报人：{clerk}        填报时间：2022年5月20日"
    total: str = "last"
    categories: bool = False
    merge_names: bool = False
    footer: tuple = ()
    stages: dict = None
    kinds: dict = None
    kind_glue: str = "、"
    serial: bool = True
    units_row: bool = False
    numbers_row: bool = False
    repeat_after: int = 0
    subtotals: bool = False


G = None
HANDS = [
    Hand([(G, "企业名称", "name"), (G, "统一社会信用代码", "code"), (G, "所属乡镇", "town"), (G, "项目名称", "project"), (G, "改造类型", "kinds"), (G, "建设性质", "nature"),
          (G, "主要建设内容", "content"), (G, "总投资\n（万元）", "total"), (G, "其中：设备投资（万元）", "equipment"), (G, "年度计划投资（万元）", "plan"), (G, "本周完成投资（万元）", "week"),
          (G, "本年累计完成投资（万元）", "year"), (G, "自开工累计完成投资（万元）", "ever"), (G, "计划开工时间", "start_due"), (G, "实际开工时间", "started"), (G, "计划竣工时间", "finish_due"),
          (G, "实际竣工时间", "finished"), (G, "项目阶段", "stage"), (G, "形象进度", "progress"), (G, "项目负责人", "head"), (G, "负责人电话", "head_phone"), (G, "项目包联人", "cadre"),
          (G, "政策落实人", "policy"), (G, "政策落实单位", "policy_unit"), (G, "备注", "note")]),
    Hand([("项目基本情况", "企业", "name"), ("项目基本情况", "项目名称", "project"), ("项目基本情况", "类别", "kinds"), ("项目基本情况", "建设内容及规模（50字以内）", "content"),
          ("投资情况（万元）", "总投资", "total"), ("投资情况（万元）", "2022年计划投资", "plan"), ("投资情况（万元）", "本周完成", "week"), ("投资情况（万元）", "今年以来完成", "year"), ("投资情况（万元）", "开工至今完成", "ever"),
          ("项目推进情况", "开工时间", "started"), ("项目推进情况", "计划完工时间", "finish_due"), ("项目推进情况", "目前阶段", "stage"), ("项目推进情况", "目前进展", "progress"),
          ("项目负责人", "姓名", "head"), ("项目负责人", "联系电话", "head_phone"), ("包联人", "姓名", "cadre"), ("包联人", "单位", "cadre_unit"), ("政策落实人", "姓名", "policy"), ("政策落实人", "单位", "policy_unit")],
         date="dot", above=("附件2",), total="first", merge_names=True, footer=("注：1.本表每周五12时前报送。2.金额单位为万元。",)),
    Hand([(G, "实施企业名称", "name"), (G, "信用代码", "code"), (G, "实施项目", "project"), (G, "三改一平台类型", "kinds"), (G, "概算总投资", "total"), (G, "今年计划投资", "plan"), (G, "今年累计完成投资", "year"),
          (G, "本周投资", "week"), (G, "预计开工日期", "start_due"), (G, "预计完工日期", "finish_due"), (G, "建设阶段", "stage"), (G, "工程进展", "progress"), (G, "企业项目负责人", "head"), (G, "手机号码", "head_phone"),
          (G, "包保干部", "cadre"), (G, "政策专员", "policy"), (G, "存在的困难问题", "problem")],
         date="han", unit_line="单位：万元", categories=True, footer=("单位负责人：            填报人：            联系电话：",),
         stages={"在建": "正在建设", "投产": "已投产", "竣工": "已竣工", "开工": "新开工", "前期": "前期手续办理", "谋划": "谋划中"}),
    Hand([(G, "企业名称", "name"), (G, "项目名称及内容", "project"), (G, "改造方向", "kinds"), (G, "项目总投资（亿元）", "total"), (G, "年度投资目标（亿元）", "plan"), (G, "1-5月累计完成投资（亿元）", "year"),
          (G, "开工日期", "started"), (G, "竣工日期", "finished"), (G, "状态", "stage"), (G, "负责人及联系电话", "head+phone"), (G, "挂钩联系干部", "cadre"), (G, "惠企政策落实人", "policy")],
         date="month", amount="yi", title="2022年{unit}工业企业三改一平台建设项目推进表", total="none", kind_glue="，",
         kinds={"智能改造": "智能化改造", "绿色改造": "绿色化改造", "技术改造": "技改", "科创平台": "科技创新平台"}),
    Hand([(G, "单位名称（企业）", "name"), (G, "所属产业链", "chain"), (G, "项目", "project"), (G, "项目类别", "kinds"), (G, "性质", "nature"), (G, "计划总投资（万元）", "total"), (G, "设备购置费（万元）", "equipment"),
          (G, "当年计划投资（万元）", "plan"), (G, "当周完成投资（万元）", "week"), (G, "当年完成投资（万元）", "year"), (G, "开工以来累计完成投资（万元）", "ever"), (G, "拟开工时间", "start_due"), (G, "实际开工", "started"),
          (G, "拟竣工时间", "finish_due"), (G, "实际竣工", "finished"), (G, "进度阶段", "stage"), (G, "形象进度", "progress"), (G, "企业责任人", "head"), (G, "联系方式", "head_phone"), (G, "包联责任人", "cadre"),
          (G, "包联人电话", "cadre_phone"), (G, "政策服务责任人", "policy"), (G, "服务单位", "policy_unit"), (G, "下一步打算", "next")],
         date="slash", amount="worded", filler="报送单位：{unit}    日期：2022.5.20", title="三改一平台项目周报表", kind_glue="/"),
    Hand([("基本信息", "企业全称", "name"), ("基本信息", "建设项目", "project"), ("基本信息", "改造类别", "kinds"), ("基本信息", "实施内容", "content"), ("投资进展", "投资总额", "total"),
          ("投资进展", "全年投资任务", "plan"), ("投资进展", "当周新增投资", "week"), ("投资进展", "年初至今完成投资", "year"), ("投资进展", "项目启动以来累计投资", "ever"), ("时间节点", "动工时间", "started"),
          ("时间节点", "预计完工时间", "finish_due"), ("时间节点", "所处阶段", "stage"), ("时间节点", "工程形象", "progress"), ("责任落实", "企业项目负责人", "head"), ("责任落实", "联系电话", "head_phone"),
          ("责任落实", "联系企业干部", "cadre"), ("责任落实", "联系电话", "cadre_phone"), ("责任落实", "政策对接人", "policy"), ("责任落实", "联系电话", "policy_phone")],
         date="dot", units_row=True, numbers_row=True, repeat_after=7, categories=True, subtotals=True, total="first", footer=("填表说明：1.投资数据以万元为单位，保留一位小数。", "2.阶段按实际情况填写。"),
         stages={"在建": "主体施工", "投产": "试生产", "竣工": "已完工", "开工": "已开工建设", "前期": "办理前期手续", "谋划": "储备"},
         kinds={"智能改造": "数字化改造", "绿色改造": "节能降碳改造", "技术改造": "设备更新改造", "科创平台": "研发平台"}),
]


def row_values(project, state, hand):
    """The fields as this hand writes them, and as they mean."""
    d, m = dates(hand.date), amounts(hand.amount)
    stages, kinds = hand.stages or {}, hand.kinds or {}
    e = project.enterprise
    return {
        "name": e.name, "code": e.code, "town": e.town, "chain": e.chain, "project": project.name, "kinds": hand.kind_glue.join(kinds.get(k, k) for k in project.kinds), "nature": project.nature,
        "content": project.content, "total": m(project.total), "equipment": m(project.equipment), "plan": m(project.plan), "week": m(state.week), "year": m(state.year), "ever": m(state.ever),
        "start_due": d(project.start_due), "finish_due": d(project.finish_due), "started": d(state.started), "finished": d(state.finished), "stage": stages.get(state.stage, state.stage),
        "progress": state.progress, "head": project.head, "head_phone": project.head_phone, "head+phone": f"{project.head} {project.head_phone}", "cadre": e.cadre, "cadre_unit": e.cadre_unit,
        "cadre_phone": project.cadre_phone, "policy": project.policy, "policy_unit": project.policy_unit, "policy_phone": project.policy_phone, "problem": project.problem or None, "next": "加快推进", "note": None,
    }


MONEY = ["total", "equipment", "plan", "week", "year", "ever"]


def task_list(unit, clerk, rows, hand, sheet_name="任务清单"):
    """The sheet, and for each row of `rows` (values by field) its 1-based sheet row; `columns` gives the 1-based column of a field."""
    sheet, serial = Sheet(sheet_name), int(hand.serial)
    width = len(hand.columns) + serial
    put = sheet.rows.append
    for line in hand.above:
        put([line])
    put([hand.title.format(unit=unit)])
    sheet.title_rows = len(sheet.rows)
    sheet.merges.append((len(sheet.rows), 1, len(sheet.rows), width))
    if hand.filler:
        put([hand.filler.format(unit=unit, clerk=clerk)])
        sheet.merges.append((len(sheet.rows), 1, len(sheet.rows), width))
    if hand.unit_line:
        put([None] * (width - 2) + [hand.unit_line])
    groups = [g for g, _, _ in hand.columns]
    top = len(sheet.rows) + 1
    if any(groups):
        put(([None] if serial else []) + [g if i == 0 or groups[i - 1] != g else None for i, g in enumerate(groups)])
        start = 0
        for i in range(1, len(groups) + 1):
            if i == len(groups) or groups[i] != groups[start]:
                if i - start > 1:
                    sheet.merges.append((top, start + 1 + serial, top, i + serial))
                start = i
    put((["序号"] if serial else []) + [h for _, h, _ in hand.columns])
    sheet.header_rows = tuple(range(top, len(sheet.rows) + 1))
    heading_line = list(sheet.rows[-1])
    if hand.units_row:
        put([None] * serial + ["万元" if f in MONEY else None for _, _, f in hand.columns])
    if hand.numbers_row:
        put(list(range(1, width + 1)))
    columns = {f: i + 1 + serial for i, (_, _, f) in enumerate(hand.columns)}

    def total_line(rows=rows, word="合  计"):
        line = [None] * width
        line[0] = word
        for f in MONEY:
            if f in columns:
                values = [r[f] for r in rows if isinstance(r[f], D)]
                line[columns[f] - 1] = sum(values, D(0))
        return line
    numeric = all(isinstance(r.get("total"), (D, type(None))) for r in rows)
    if hand.total == "first" and numeric:
        put(total_line())
    places, order = [None] * len(rows), list(range(len(rows)))
    if hand.categories:
        order.sort(key=lambda i: rows[i]["kinds"])
    last, number, heading = None, 0, 0
    for i in order:
        if hand.categories and rows[i]["kinds"] != last:
            if hand.subtotals and last is not None:
                put(total_line([r for r in rows if r["kinds"] == last], "小计"))
            last, heading = rows[i]["kinds"], heading + 1
            put(["一二三四五六七八九十"[heading - 1] + "、" + last])
            sheet.merges.append((len(sheet.rows), 1, len(sheet.rows), width))
        number += 1
        if hand.repeat_after and number % hand.repeat_after == 0:
            put(list(heading_line))
        put(([number] if serial else []) + [rows[i][f] for _, _, f in hand.columns])
        places[i] = len(sheet.rows)
    if hand.merge_names:
        names = [(places[i], rows[i]["name"]) for i in order]
        for (a, x), (b, y) in zip(names, names[1:]):
            if x == y and b == a + 1:
                sheet.merges.append((a, columns["name"], b, columns["name"]))
                sheet.rows[b - 1][columns["name"] - 1] = None
    if hand.total == "last" and numeric:
        put(total_line())
    for line in hand.footer:
        put([line])
    return sheet, places, columns
