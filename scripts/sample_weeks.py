#!/usr/bin/env python3
"""Writes the sample county's earlier weeks (2022-W17 to W19) back from its last one, so that the four weeks tell one story.

    python3 scripts/sample_weeks.py OFFICE RUN.json SANGAI

OFFICE is samples/青岚县, RUN.json what `sangai run OFFICE --week 2022-W20 --json RUN.json` gave, SANGAI the built program (its `inspect`
says which columns a sender uses). Every sender keeps the headings, units and file format of week 20. It also fills the cadres' addresses into the
reference lists and writes the office's first decision. Nothing is random: what happens
to a row follows from its names. Needs openpyxl and xlwt.

The story: in week 17 thirty-odd enterprises have no project; each week some are cleared; one falls back because its only project is
given up. Works start, move on and finish. One town was silent in weeks 17 and 18. One sends a file in week 20 that cannot be opened. In week 20 one town sends last week's sheet
again, one reports less than the week before, one moves a stage back, one drops a project without a word, one renames one, one slips.
"""
import csv, datetime, hashlib, json, subprocess, sys, zlib
from decimal import Decimal
from pathlib import Path

import openpyxl, xlwt
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

WEEKS = {17: "2022-05-01", 18: "2022-05-08", 19: "2022-05-15"}
SENT = {17: "4月29日", 18: "5月6日", 19: "5月13日"}
SILENT = {("枣园乡", 17), ("枣园乡", 18)}
# What one town calls an enterprise, and which it is: the office decided it in week 17 (名录/裁定).
SPOKEN = ("嘉丰漆厂", "嘉丰涂料有限公司")
DAMAGED = "松林街道"


def dice(*words, sides):
    return zlib.crc32("|".join(map(str, words)).encode()) % sides


def money(value):
    return Decimal(str(value)) if value is not None else None


class Project:
    """A row of week 20 and what it was before."""

    def __init__(self, row):
        self.last = row
        self.name = (row["企业名称"], row.get("项目名称"))

    def since(self):
        """The first week in which the project is on the list."""
        return self.entered if hasattr(self, "entered") else 17

    def at(self, week):
        row = mended(self.last)
        cut = WEEKS[week]
        spent, now = money(row["本年累计完成投资"]), money(row["本周完成投资"])
        starts = row["实际开工时间"]
        late_start = row["项目阶段"] in ("开工", "在建") and starts and len(starts) == 10 and starts > cut
        held_back = row["项目阶段"] == "开工" and week <= 18 and dice(*self.name, "start", sides=4) == 0
        for later in range(20, week, -1):
            if spent is not None and now is not None:
                spent = max(spent - now, Decimal(0))
                share = Decimal(dice(*self.name, later, sides=80) + 50) / 100
                now = min((now * share).quantize(Decimal("0.1")), spent)
        if late_start or held_back:
            spent, now, row["项目阶段"], row["实际开工时间"] = Decimal(0), Decimal(0), "前期", None
            row["形象进度"] = "正在办理前期手续"
        if row["项目阶段"] == "投产" and week <= 18 and dice(*self.name, "open", sides=10) == 0:
            row["项目阶段"], row["形象进度"] = "竣工", "已竣工，正在验收"
        if row["项目阶段"] == "前期" and week <= 18 and not starts and spent in (None, Decimal(0)) and dice(*self.name, "plan", sides=5) == 0:
            row["项目阶段"], row["形象进度"] = "谋划", "正在谋划"
        ends = row["实际竣工时间"]
        if ends and len(ends) == 10 and ends > cut:
            row["项目阶段"], row["实际竣工时间"], row["形象进度"] = "在建", None, "正在安装设备"
        if row["项目阶段"] == "取消":
            row["项目阶段"], row["形象进度"], row["存在问题"] = "前期", "正在办理前期手续", "企业资金紧张"
        since = money(row["自开工累计完成投资"])
        if since is not None and spent is not None and money(self.last["本年累计完成投资"]) is not None:
            row["自开工累计完成投资"] = since - (money(self.last["本年累计完成投资"]) - spent)
        row["本年累计完成投资"], row["本周完成投资"] = spent, now
        return row


def mended(last):
    """The row without the faults that week 20 has: the earlier weeks have fewer of them."""
    row = dict(last)
    spent, since = money(row["本年累计完成投资"]), money(row["自开工累计完成投资"])
    if row["项目阶段"] in ("谋划", "前期") and spent:
        row["项目阶段"], row["形象进度"] = "在建", "正在进行基础施工"
    if row["计划开工时间"] and row["计划竣工时间"] and row["计划竣工时间"] < row["计划开工时间"]:
        row["计划开工时间"], row["计划竣工时间"] = row["计划竣工时间"], row["计划开工时间"]
    if row["设备投资"] and row["总投资"] and row["设备投资"] > row["总投资"]:
        row["设备投资"] = round(row["总投资"] * 0.6)
    if since is not None and spent is not None and since < spent:
        row["自开工累计完成投资"] = spent
    if row["本周完成投资"] and spent is not None and row["本周完成投资"] > spent:
        row["本周完成投资"] = spent
    return row


def clearing(projects):
    """Which enterprises come onto the list only in week 18, 19 or 20: those whose projects are all still plans."""
    of = {}
    for project in projects:
        of.setdefault(project.last["企业名称"], []).append(project)
    idle = lambda p: p.last["项目阶段"] in ("谋划", "前期") and money(p.last["本年累计完成投资"]) in (None, Decimal(0))
    plain = sorted((n for n, ps in of.items() if all(map(idle, ps))), key=lambda n: dice(n, "clear", sides=10**9))
    for week, names in ((18, plain[:7]), (19, plain[7:13]), (20, plain[13:18])):
        for name in names:
            for project in of[name]:
                project.entered = week


def one(rows, *stages):
    """The first row of these stages with money in it."""
    return next(r for r in rows if r["项目阶段"] in stages and money(r["本年累计完成投资"]) not in (None, Decimal(0)))


def events(town, week, rows, last):
    """What happens between weeks 19 and 20, told by what week 19 says."""
    if town == "白塔镇" and week == 19:
        return last
    if week == 19 and town == "石门镇":
        row = one(rows, "在建")
        row["本年累计完成投资"] += 120
        if row["自开工累计完成投资"] is not None:
            row["自开工累计完成投资"] += 120
    if week == 19 and town == "大石桥镇":
        one(rows, "开工")["项目阶段"] = "在建"
    if town == "柳河镇" and week <= 18:
        rows[-1]["项目负责人"] = None
    if town == "城东镇":
        for row in rows:
            if row["企业名称"] == SPOKEN[1]:
                row["企业名称"], row["统一社会信用代码"] = SPOKEN[0], None
    if town == "龙泉镇":
        row = next(r for r in rows if r["项目阶段"] in ("谋划", "前期", "在建") and r["计划竣工时间"] and len(r["计划竣工时间"]) == 10)
        row["计划竣工时间"] = f"{int(row['计划竣工时间'][:4])}-08-31" if row["计划竣工时间"][5:7] > "08" else row["计划竣工时间"]
    if town == "双桥镇":
        row = next(r for r in rows if r["项目名称"].endswith("改造项目") and len(r["项目名称"]) > 8)
        row["项目名称"] = row["项目名称"][:-4] + "提升项目"
    if town == "马鞍乡" and week in (18, 19):
        row = dict(rows[0])
        row.update({"项目名称": "原料仓库智能化改造项目", "改造类型": ["智能改造"], "总投资": 860, "设备投资": None, "年度计划投资": 430, "本周完成投资": 0,
                    "本年累计完成投资": 0, "自开工累计完成投资": None, "实际开工时间": None, "实际竣工时间": None, "计划开工时间": "2022-08-01",
                    "计划竣工时间": "2023-03-31", "项目阶段": "前期", "形象进度": "正在办理前期手续", "备注": None})
        rows = rows + [row]
    return rows


KINDS = ["智能改造", "绿色改造", "技术改造", "科创平台"]


def shown(row, field, unit, number):
    """A value as this sender writes it."""
    value = row.get(field) if field else None
    if field is None:
        return number
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, (int, float, Decimal)):
        value = money(value)
        value = value / 10000 if unit == "亿元" else value
        value = value.normalize()
        return int(value) if value == value.to_integral() else float(value)
    if field == "项目负责人" and row.get("_shared"):
        return f"{value} {row.get('负责人电话') or ''}".strip()
    if field.endswith("时间"):
        parts = value.split("-")
        return "年".join(parts[:1]) + "年" + "".join(f"{int(p)}{mark}" for p, mark in zip(parts[1:], "月日"))
    return value


def grid(town, week, columns, rows, title):
    """Title, filler line, one or two header rows, the rows."""
    paths = [c["path"].split("/") if "（" not in c["path"].split("/")[0] else [c["path"]] for c in columns]
    deep = max(len(p) for p in paths)
    sent = SENT[week]
    lines = [[title], [f"填报单位：{town}        填报时间：2022年{sent}"]]
    if deep > 1:
        lines.append([p[0] if len(p) > 1 and (i == 0 or paths[i - 1][0] != p[0]) else ("" if len(p) > 1 else p[0]) for i, p in enumerate(paths)])
        lines.append([p[-1] if len(p) > 1 else "" for p in paths])
    else:
        lines.append([p[0] for p in paths])
    first = len(lines)
    for number, row in enumerate(rows, 1):
        lines.append([shown(row, c["field"], c["unit"], number) for c in columns])
    return lines, first, deep


def write_xlsx(path, sheet, lines, first, deep):
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2022, 5, 1)
    ws = book.active
    ws.title = sheet or "任务清单"
    wide = len(lines[first - 1])
    thin = Border(*[Side(style="thin")] * 4)
    for r, line in enumerate(lines, 1):
        for c, value in enumerate(line, 1):
            cell = ws.cell(r, c, None if value == "" else value)
            if r > 2:
                cell.border, cell.alignment = thin, Alignment(wrap_text=True, vertical="center")
            if 2 < r <= first:
                cell.font = Font(bold=True)
    for r in (1, 2):
        ws.merge_cells(start_row=r, end_row=r, start_column=1, end_column=wide)
    ws["A1"].font, ws["A1"].alignment = Font(bold=True, size=18), Alignment(horizontal="center")
    if deep > 1:
        top, c = lines[first - 2], 1
        while c <= wide:
            if lines[first - 1][c - 1] == "":
                ws.merge_cells(start_row=first - 1, end_row=first, start_column=c, end_column=c)
                c += 1
                continue
            end = c
            while end < wide and top[end] == "" and lines[first - 1][end] != "":
                end += 1
            if end > c:
                ws.merge_cells(start_row=first - 1, end_row=first - 1, start_column=c, end_column=end)
            c = end + 1
    for c in range(1, wide + 1):
        ws.column_dimensions[get_column_letter(c)].width = 14 if c > 1 else 6
    book.save(path)


def write_xls(path, sheet, lines, first, deep):
    book = xlwt.Workbook(encoding="utf-8")
    ws = book.add_sheet(sheet or "任务清单")
    bold = xlwt.easyxf("font: bold on; align: wrap on, horiz center; borders: left thin, right thin, top thin, bottom thin")
    plain = xlwt.easyxf("align: wrap on; borders: left thin, right thin, top thin, bottom thin")
    wide = len(lines[first - 1])
    for r, line in enumerate(lines):
        if r < 2:
            ws.write_merge(r, r, 0, wide - 1, line[0], xlwt.easyxf("font: bold on; align: horiz center") if r == 0 else xlwt.easyxf(""))
            continue
        for c, value in enumerate(line):
            ws.write(r, c, value, bold if r < first else plain)
    book.save(str(path))


def write_csv(path, sheet, lines, first, deep, encoding):
    wide = len(lines[first - 1])
    with open(path, "w", encoding=encoding, newline="") as out:
        csv.writer(out).writerows(line + [""] * (wide - len(line)) for line in lines)


def write(path, sheet, lines, first, deep, encoding):
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.lower()
    if kind in (".xls", ".et"):
        write_xls(path, sheet, lines, first, deep)
    elif kind == ".csv":
        write_csv(path, sheet, lines, first, deep, encoding)
    else:
        write_xlsx(path if kind == ".xlsx" else path.with_suffix(".xlsx"), sheet, lines, first, deep)


def columns_of(sangai, path, form):
    seen = json.loads(subprocess.run([sangai, "inspect", str(path), "--json"], capture_output=True, check=True, text=True).stdout)
    for sheet in seen["sheets"]:
        for table in sheet["tables"]:
            if table["form"] == form:
                keep = [c for c in table["columns"] if c["field"] or c["path"] == "序号"]
                return sheet["name"], keep
    raise SystemExit(f"no {form} in {path}")


def encoding_of(path):
    data = path.read_bytes()
    if data[:3] == b"\xef\xbb\xbf":
        return "utf-8-sig"
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        return "gb18030"


def main(office, run, sangai):
    office, run = Path(office), json.loads(Path(run).read_text(encoding="utf-8"))
    for week in WEEKS:
        folder = office / f"收件/2022-W{week}"
        for old in sorted(folder.rglob("*"), reverse=True) if folder.exists() else []:
            old.unlink() if old.is_file() else old.rmdir()
        before_the_damage(office, run, week)
    decision(office)
    reference_lists(office)
    unit_of = {s["file"]: s["unit"] for s in run["submissions"]}
    for form in ("任务清单", "包联走访台账"):
        entries = run["ledger"][form]
        projects = [Project(e) for e in entries]
        clearing([p for p in projects if form == "任务清单"])
        by_file = {}
        for project in projects:
            for origin in project.last["_origins"]:
                by_file.setdefault(origin["file"], []).append((origin["row"], project))
        for file, rows in sorted(by_file.items()):
            path = office / file
            town = unit_of[file]
            sheet, columns = columns_of(sangai, path, form)
            shared = "负责人电话" not in [c["field"] for c in columns]
            for week in WEEKS:
                if (town, week) in SILENT:
                    continue
                ordered = [p for _, p in sorted(rows, key=lambda pair: pair[0]) if p.since() <= week]
                if form == "任务清单":
                    told = [dict(p.at(week), _shared=shared) for p in ordered]
                    told = events(town, week, told, [dict(p.last, _shared=shared) for p in ordered])
                else:
                    told = [visits(p.last, week) for p in ordered]
                name = path.name.replace("第20周", f"第{week}周").replace("5.20", SENT[week].replace("月", ".").rstrip("日"))
                where = office / f"收件/2022-W{week}" / path.relative_to(office / "收件/2022-W20").parent / name
                title = f"{town}2022年“三改一平台”{'项目任务清单' if form == '任务清单' else '包联走访情况表'}"
                lines, first, deep = grid(town, week, columns, told, title)
                write(where, sheet, lines, first, deep, encoding_of(path) if path.suffix == ".csv" else None)


def before_the_damage(office, run, week):
    """The town whose file cannot be opened in week 20 sent a good one before: a plan for each of its first three enterprises."""
    names = [r for r in openpyxl.load_workbook(office / "名录/规上工业企业名录.xlsx").active.iter_rows(min_row=3, values_only=True) if r[3] == DAMAGED]
    like = next(e for e in run["ledger"]["任务清单"] if e["项目阶段"] == "前期")
    rows = [dict(like, 企业名称=n[1], 统一社会信用代码=n[2], 项目名称=what, 存在问题=None) for n, what in zip(names, WORKS)]
    columns = [{"path": p, "field": p.split("（")[0], "unit": None} for p in PLAIN]
    columns.insert(0, {"path": "序号", "field": None, "unit": None})
    lines, first, deep = grid(DAMAGED, week, columns, rows, f"{DAMAGED}2022年“三改一平台”项目任务清单")
    write(office / f"收件/2022-W{week}/{DAMAGED}/三改一平台任务清单（第{week}周）.xlsx", "任务清单", lines, first, deep, None)


def decision(office):
    """The office's answer to a name that only the town knows."""
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime.datetime(2022, 5, 1)
    ws = book.active
    ws.title = "名称裁定"
    for line in (["书面名称", "企业名称", "理由", "裁定人", "裁定日期"], [*SPOKEN, "城东镇电话确认", "联席办", "2022-05-02"]):
        ws.append(line)
    for column, width in zip("ABCDE", (18, 34, 20, 10, 14)):
        ws.column_dimensions[column].width = width
    path = office / "名录/裁定/名称裁定_2022年第17周.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def reference_lists(office):
    """Addresses of the cadres, and which departments have set up a policy research room."""
    path = office / "名录/包联安排.xlsx"
    book = openpyxl.load_workbook(path)
    ws = book.active
    cadres = {}
    for row in ws.iter_rows(min_row=3):
        if row[2].value:
            row[4].value = f"cadre{cadres.setdefault(row[2].value, len(cadres) + 1):03}@example.cn"
    book.save(path)
    path = office / "名录/单位名单.xlsx"
    book = openpyxl.load_workbook(path)
    ws = book.active
    heads = [c.value for c in ws[1]]
    if "已组建政策研究室" not in heads:
        ws.insert_cols(10)
        ws["J1"].value = "已组建政策研究室"
        ws["J1"]._style = ws["I1"]._style
    for row in ws.iter_rows(min_row=2):
        if row[1].value == "部门":
            row[9].value = "是" if any(w in row[0].value for w in ("科学技术", "发展和改革", "财政", "金融", "商务")) else "否"
            row[9]._style = row[8]._style
            row[9].number_format = "General"
    book.save(path)


WORKS = ("节能电机更新改造项目", "车间智能化改造项目", "污水处理提标改造项目")
PLAIN = ("企业名称", "统一社会信用代码", "项目名称", "改造类型", "总投资（万元）", "年度计划投资（万元）", "本周完成投资（万元）",
         "本年累计完成投资（万元）", "计划开工时间", "计划竣工时间", "项目阶段", "形象进度", "项目负责人", "项目包联人", "政策落实人")


def visits(last, week):
    """Visits and problems counted back."""
    row = dict(last)
    for later in range(20, week, -1):
        row["累计走访次数"] = max((row["累计走访次数"] or 0) - (row["本周走访次数"] or 0), 0)
        row["本周走访次数"] = min(dice(row["企业名称"], later, sides=3), row["累计走访次数"])
        if dice(row["企业名称"], "p", later, sides=3) == 0 and row["收集问题数"]:
            row["收集问题数"] -= 1
        row["解决问题数"] = min(row["解决问题数"] or 0, row["收集问题数"] or 0)
    return row


if __name__ == "__main__":
    main(*sys.argv[1:4])
