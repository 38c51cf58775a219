#!/usr/bin/env python3
"""Holds the returned files of a run against what was sent, with other programs than our own.

    scripts/returns.py SANGAI OFFICE RUN.json

For each returned file: openpyxl and LibreOffice open it; every finding with a cell has a colour and a comment there, and a line in the
修改清单; the parts of a workbook that was patched are those that were sent, but for the touched ones; without its marks it is the
original, part for part; recalculated by LibreOffice every line with a cell is still due (待改). Prints one line a file; exit 1 if
something is amiss. Needs openpyxl, and soffice for the recalculation (skipped with a line where there is none).
"""

import collections
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple

import recalculate

LIST = "修改清单"
GRADES = {"error": "错误", "warning": "警告", "note": "提示"}


def parts(data):
    """The parts of a package by name, hashed."""
    with zipfile.ZipFile(data) as package:
        return {name: hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist()}


def pairs(office, run):
    """The returned files with what was sent; a unit's only return is its only file with a warning or error."""
    findings = collections.defaultdict(list)
    for finding in run["findings"]:
        if finding["file"]:
            findings[finding["file"]].append(finding)
    unit_of = {row["file"]: row["unit"] for row in run["submissions"] if row["unit"]}
    inbox = f"收件/{run['week']}/"
    due = [f for f, found in findings.items() if f.startswith(inbox) and any(x["severity"] != "note" for x in found)]
    returns = [output["path"] for output in run["outputs"] if output["kind"] == "return"]
    if len(due) != len(returns):
        sys.exit(f"{len(due)} files have warnings or errors, {len(returns)} were returned")
    for file in due:
        nobody = "报送单位不明"
        unit = unit_of.get(file, nobody)
        stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        ours = [path for path in returns if pathlib.Path(path).name.startswith(unit + "_")]
        named = [path for path in ours if pathlib.Path(path).stem == f"{unit}_退回修改_{stem[:36]}"]
        if len(ours if len(ours) == 1 else named) != 1:
            sys.exit(f"no single return of {file}: {ours}")
        yield file, office / (ours if len(ours) == 1 else named)[0], findings[file]


def places(sheet):
    """Cells that have a conditional format of ours."""
    ours = set()
    for ranges in sheet.conditional_formatting:
        if any("三改检查" in (formula or "") for rule in ranges.rules for formula in rule.formula):
            ours.update(str(ranges.sqref).split())
    return ours


def anchor(sheet, cell):
    """The first cell of the merged range that holds a cell."""
    row, column = coordinate_to_tuple(cell)
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return merged.coord.split(":")[0]
    return cell


def missing_marks(path, findings):
    """Findings whose cell is not marked, and how many were looked at."""
    book = openpyxl.load_workbook(path)
    lists = [name for name in book.sheetnames if name.startswith(LIST)]
    listed = {tuple(book[lists[-1]].cell(row, column).value or "" for column in (2, 3, 4)) for row in range(5, book[lists[-1]].max_row + 1)}
    coloured = {sheet.title: places(sheet) for sheet in book.worksheets}
    missing, seen = [], 0
    for finding in findings:
        if not finding["cell"]:
            continue
        seen += 1
        sheet = book[finding["sheet"]] if finding["sheet"] else book.worksheets[0]
        at = anchor(sheet, finding["cell"])
        comment = sheet[at].comment
        line = (GRADES[finding["severity"]], sheet.title, finding["cell"])
        if at not in coloured[sheet.title] or comment is None or "三改检查" not in comment.text or line not in listed:
            missing.append(f"{sheet.title}!{finding['cell']} {finding['code']}")
    return missing, seen


def not_due(paths, work):
    """Lines that a recalculation no longer finds due, by file."""
    amiss = {}
    for path, copy in zip(paths, recalculate.recalculate(paths, work)):
        sheet = openpyxl.load_workbook(copy, data_only=True)[LIST]
        lines = [sheet.cell(row, 9).value for row in range(5, sheet.max_row + 1) if sheet.cell(row, 4).value]
        amiss[path] = sum(line != "待改" for line in lines)
    return amiss


def main():
    sangai, office, run = sys.argv[1], pathlib.Path(sys.argv[2]), json.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"))
    warnings.simplefilter("ignore")
    faults = 0
    checked = list(pairs(office, run))
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for file, returned, findings in checked:
            missing, seen = missing_marks(returned, findings)
            words = [f"{seen - len(missing)} of {seen} cells marked"]
            if (office / file).is_file() and zipfile.is_zipfile(office / file) and "xl/workbook.xml" in parts(office / file):
                before, after = parts(office / file), parts(returned)
                touched = [name for name in before if after.get(name) != before[name]]
                words.append(f"{len(before) - len(touched)} of {len(before)} parts untouched")
                subprocess.run([sangai, "check", str(returned), "--unmark", str(work / "clean"), "--quiet"], check=True)
                clean = work / "clean" / returned.name.replace("_退回修改", "")
                is_same = parts(clean) == before
                words.append("unmarked: identical" if is_same else "unmarked: DIFFERENT")
                faults += not is_same
            faults += len(missing)
            print(f"{returned.name}: {', '.join(words + missing)}")
        if shutil.which("soffice"):
            due = not_due([returned for _, returned, _ in checked], work)
            for path, count in due.items():
                if count:
                    print(f"{path.name}: {count} lines are not due after recalculation")
                faults += count
            print(f"{len(due)} files recalculated by LibreOffice, {sum(due.values())} lines not due")
        else:
            print("no soffice: nothing recalculated")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
