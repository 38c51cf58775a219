#!/usr/bin/env python3
"""Writes the sample office and its truth: generate.py DIR. Needs openpyxl and xlwt. Run once; the result is committed."""
import datetime as dt
import json
import random
import shutil
import sys
from copy import deepcopy
from decimal import Decimal as D
from pathlib import Path

import faults
import layouts
import mechanisms
import world
from names import AGENCIES, BANKS, CITY, COUNTY, DEPARTMENTS, PARKS, TOWNS, Namer
from origin import column_name
from sheets import SUFFIX, WRITERS, Sheet, xlsx

WEEK, SUNDAY = "2022-W20", dt.date(2022, 5, 22)
FORMATS = ["xlsx", "xls", "xlsx", "gbk.csv", "xlsx", "et", "html", "xlsx", "ods", "xlsx", "xml", "utf8.csv", "xlsx", "utf16.txt"]
TASKS = TOWNS + PARKS


def lists(office, w):
    """名录/: the three reference lists, as the office keeps them."""
    folder = office / "名录"
    folder.mkdir(parents=True)
    head = ["序号", "企业名称", "统一社会信用代码", "所属乡镇", "所属行业", "产业链", "入规时间", "退规时间", "不计入原因", "上年主营业务收入（万元）", "企业类别", "曾用名", "简称", "备注"]
    rows = [[f"{COUNTY}规模以上工业企业名录"], head]
    for i, e in enumerate(w.enterprises, 1):
        rows.append([i, e.name, e.code, e.town, e.industry, e.chain, e.listed, e.left, e.excused or None, e.revenue, e.grade, e.former or None, e.short or None, None])
    xlsx([Sheet("名录", rows, [(1, 1, 1, len(head))], 1, (2,))], folder / "规上工业企业名录.xlsx")
    head = ["单位名称", "单位类别", "别名", "应报表", "报送周期", "联系人", "邮箱", "起始日期", "终止日期", "备注"]
    rows, namer = [head], Namer(random.Random(7))
    for i, (name, kind) in enumerate([(t, "乡镇") for t in TOWNS] + [(p, "园区") for p in PARKS] + [(d, "部门") for d, _ in DEPARTMENTS] + [(b, "银行") for b in BANKS] + [(a, "专业机构") for a in AGENCIES], 1):
        alias = "、".join(dict(DEPARTMENTS).get(name, [])) or {PARKS[0]: "经开区、青岚经开区", PARKS[1]: "新材料产业园、新材料园区"}.get(name)
        due = "任务清单" if name in TASKS or name == DEPARTMENTS[0][0] else None
        rows.append([name, kind, alias, due, "周" if due else None, namer.person(), f"unit{i:02d}@example.cn", dt.date(2022, 1, 1), None, None])
    xlsx([Sheet("单位名单", rows, [], 0, (1,))], folder / "单位名单.xlsx")
    head = ["企业名称", "包联领导", "包联干部", "干部单位", "邮箱", "服务部门", "首席服务官", "备注"]
    rows = [[f"{COUNTY}“万人助万企”包联安排"], head] + [[e.name, e.leader, e.cadre, e.cadre_unit, None, e.department, e.leader, None] for e in w.enterprises]
    xlsx([Sheet("包联安排", rows, [(1, 1, 1, len(head))], 1, (2,))], folder / "包联安排.xlsx")


def true_row(p, s):
    e = p.enterprise
    return {"name": e.name, "code": e.code, "project": p.name, "kinds": list(p.kinds), "nature": p.nature, "content": p.content, "total": p.total, "equipment": p.equipment, "plan": p.plan, "week": s.week,
            "year": s.year, "ever": s.ever, "start_due": p.start_due, "started": s.started, "finish_due": p.finish_due, "finished": s.finished, "stage": s.stage, "progress": s.progress, "head": p.head,
            "head_phone": p.head_phone, "cadre": e.cadre, "policy": p.policy}


FIELDS = {"name": "企业名称", "code": "统一社会信用代码", "project": "项目名称", "kinds": "改造类型", "nature": "建设性质", "content": "主要建设内容", "total": "总投资", "equipment": "设备投资", "plan": "年度计划投资",
          "week": "本周完成投资", "year": "本年累计完成投资", "ever": "自开工累计完成投资", "start_due": "计划开工时间", "started": "实际开工时间", "finish_due": "计划竣工时间", "finished": "实际竣工时间",
          "stage": "项目阶段", "progress": "形象进度", "head": "项目负责人", "head_phone": "负责人电话", "cadre": "项目包联人", "policy": "政策落实人"}


def spelled(rng, name, e):
    """Another right way to write an enterprise's name, now and then."""
    kind = rng.randrange(14)
    if kind == 0 and e.former:
        return e.former
    if kind == 1 and e.short:
        return e.short
    if kind == 2:
        return name.replace("有限公司", "有限责任公司") if name.endswith("有限公司") and "股份" not in name and "集团" not in name else name
    if kind == 3:
        return " " + name + "　"
    if kind == 4:
        return name.removeprefix(COUNTY)
    return name


def iso(value, style):
    if not isinstance(value, dt.date):
        return value
    return value.isoformat()[:7] if style in ("month", "slash") else value.isoformat()


SETTINGS = f"""county = "{COUNTY}"
year = 2022

# 全年目标，汇总表里与实际比。
["目标"."全县"]
"项目数" = 236
"五年谋划项目数" = 683
"专业机构数" = 6
"政策活动次数" = 30

["目标"."专精特新"]
"后备" = 25
"""


def main(out):
    office = Path(out)
    shutil.rmtree(office, ignore_errors=True)
    w, rng = world.build(), random.Random(520)
    lists(office, w)
    (office / "sangai.toml").write_text(SETTINGS, encoding="utf-8")
    inbox = office / "收件" / WEEK
    inbox.mkdir(parents=True)
    namer = Namer(random.Random(9))
    absent, broken = "三里河乡", "松林街道"
    owner = {}
    for p in w.projects:
        owner.setdefault(p.enterprise.town, []).append(p)
    ledger, planted, pending = {}, [], list(faults.FAULTS)
    senders = [(t, owner.get(t, [])) for t in TASKS if t != absent]
    senders.append((DEPARTMENTS[0][0], owner.get(absent, []) + owner.get(broken, []) + owner[PARKS[0]][:6]))
    for i, (unit, mine) in enumerate(senders):
        hand = layouts.HANDS[i * 5 % len(layouts.HANDS)] if i else layouts.HANDS[0]
        format = "xlsx" if unit == broken else FORMATS[i % len(FORMATS)]
        if format in ("gbk.csv", "utf8.csv", "utf16.txt") and (any(g for g, _, _ in hand.columns)):
            hand = layouts.HANDS[2 if i % 2 else 0]
        mine = sorted(mine, key=lambda p: w.enterprises.index(p.enterprise)) if hand.merge_names else list(mine)
        states = [world.state(p, SUNDAY) for p in mine]
        truth = [true_row(p, s) for p, s in zip(mine, states)]
        written = [layouts.row_values(p, s, hand) for p, s in zip(mine, states)]
        has = {f for _, _, f in hand.columns}
        marks = []
        if unit not in (broken, DEPARTMENTS[0][0]) and hand.amount == "plain":
            free = [k for k, p in enumerate(mine) if not p.cancelled]
            for fault in list(pending):
                kind, field, stages, edit, code, held = fault
                fits = [k for k in free if (stages is None or states[k].stage in stages) and field in has and k not in [m[0] for m in marks]]
                if fits and len(marks) < 3 and (field != "start_due" or hand.date == "date") and {"谋划有投资": "ever", "本年大于开工以来": "ever"}.get(kind, field) in has:
                    k = rng.choice(fits)
                    edit(written[k], truth[k])
                    if kind == "企业不在名录":
                        written[k]["code"] = None
                    for f in ("finish_due", "started"):
                        if isinstance(written[k].get(f), dt.date):
                            written[k][f] = layouts.dates(hand.date)(written[k][f])
                    marks.append((k, kind, field, code, held))
                    pending.remove(fault)
        for k, p in enumerate(mine):
            if written[k]["name"] == p.enterprise.name and not hand.merge_names:
                written[k]["name"] = spelled(rng, p.enterprise.name, p.enterprise)
        sheet, places, columns = layouts.task_list(unit, namer.person(), written, hand, "任务清单" if i % 3 else "Sheet1")
        short = dict(DEPARTMENTS).get(unit, [unit])[0]
        folder = inbox if i % 4 == 3 else inbox / short
        folder.mkdir(exist_ok=True)
        path = folder / f"{short if folder is inbox else ''}{['任务清单', '三改一平台任务清单（第20周）', '三改一平台项目周报5.20', '2022年任务清单最新'][i % 4]}.{SUFFIX.get(format, format)}"
        WRITERS[format]([sheet], path)
        file = path.relative_to(office).as_posix()
        if unit == broken:
            data = path.read_bytes()
            path.write_bytes(data[:len(data) * 2 // 3])
            continue
        name = None if format in ("gbk.csv", "utf8.csv", "utf16.txt", "html") else sheet.name
        held = {k for k, *_, h in marks if h}
        for k, kind, field, code, h in marks:
            planted.append({"kind": kind, "file": file, "sheet": name, "cell": f"{column_name(columns[field])}{places[k]}", "code": code, "held": h})
        for k, (p, t) in enumerate(zip(mine, truth)):
            if k in held:
                continue
            key = f"{t['name']}｜{t['project']}"
            row = {FIELDS[f]: (str(v.normalize().__format__('f')) if isinstance(v, D) else iso(v, hand.date)) for f, v in t.items() if f in has or (f in ("head", "head_phone") and "head+phone" in has)}
            entry = ledger.setdefault(key, {"origins": [], "row": {}})
            entry["origins"].append([file, name, places[k]])
            for f, v in row.items():
                entry["row"].setdefault(f, v)
    for folder, file, format, sheet in mechanisms.sheets(random.Random(11), w):
        (inbox / folder).mkdir(exist_ok=True)
        WRITERS[format]([sheet], inbox / folder / file)
    planted.append({"kind": "文件损坏", "file": f"收件/{WEEK}/松林街道", "sheet": None, "cell": None, "code": "S", "held": None})
    planted.append({"kind": "未报送", "file": None, "sheet": None, "cell": None, "code": "R01", "held": None, "unit": absent})
    counted = {e.name for e in w.enterprises if e.counted}
    valid = [(k.split("｜")[0], v["row"]) for k, v in ledger.items() if v["row"]["项目阶段"] != "取消" and k.split("｜")[0] in counted]
    started = {"开工", "在建", "竣工", "投产", "达产", "停工"}
    done = {"竣工", "投产", "达产"}
    base = len(counted)
    some = lambda f: len({n for n, r in valid if f(r)})
    total = lambda f: str(sum((D(r[f]) for _, r in valid if r.get(f) is not None), D(0)))
    figures = {"规上企业数": base, "计划覆盖率": [some(lambda r: True), base], "开工覆盖率": [some(lambda r: r["项目阶段"] in started), base], "竣工覆盖率": [some(lambda r: r["项目阶段"] in done), base],
               "零项目企业数": base - some(lambda r: True), "项目数": len(valid), "总投资": total("总投资"), "年度计划投资": total("年度计划投资"), "本年累计完成投资": total("本年累计完成投资")}
    expect = office.parent / "expect" / office.name
    expect.mkdir(parents=True, exist_ok=True)
    (expect / "truth.json").write_text(json.dumps({"week": WEEK, "ledger": ledger, "planted": planted, "figures": figures, "unplanted": [f[0] for f in pending]}, ensure_ascii=False, indent=1), encoding="utf-8")
    print(len(senders), "files", len(ledger), "projects", len(planted), "faults planted,", len(pending), "left:", [f[0] for f in pending])
    print(figures)


if __name__ == "__main__":
    main(sys.argv[1])
