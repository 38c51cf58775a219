#!/usr/bin/env python3
"""Recalculates workbooks with LibreOffice and compares every formula's stored result with the recalculated one.

    scripts/recalculate.py WORKBOOK.xlsx [...]

LibreOffice shows stored results unless told to recalculate, so it runs in a private profile that always does, and a control workbook with a
wrong stored result goes along: if that result survives, nothing was recalculated and the comparison proves nothing (exit 2). Prints
`FILE: N formulas, M equal` and every difference; exit 1 if there is one. Needs soffice and openpyxl.
"""

import datetime
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile
import warnings
import zipfile

import openpyxl

# Sums of doubles may differ in their last digits from sums of exact decimals.
RELATIVE = 1e-12
SHOWN = 20

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

CONTROL = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    "</workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    '<c r="A1"><f>1+1</f><v>999</v></c></row></sheetData></worksheet>',
}


def write_control(path):
    """A workbook whose only formula, 1+1, claims to be 999."""
    with zipfile.ZipFile(path, "w") as package:
        for name, text in CONTROL.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)


def recalculate(paths, work):
    """The recalculated copies, in order. LibreOffice exits with 0 even when it fails, so the copies are looked for."""
    profile = work / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    (work / "in").mkdir()
    inputs = []
    for index, path in enumerate(paths):
        inputs.append(work / "in" / f"{index}.xlsx")
        shutil.copyfile(path, inputs[-1])
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", work / "out"]
    subprocess.run([str(part) for part in command + inputs], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    outputs = [work / "out" / path.name for path in inputs]
    missing = [str(path) for path, output in zip(paths, outputs) if not output.exists()]
    if missing:
        sys.exit(f"LibreOffice could not load: {', '.join(missing)}")
    return outputs


def equal(stored, computed):
    if stored in (None, "") and computed in (None, ""):
        return True
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored is computed
    if isinstance(stored, (int, float)) and isinstance(computed, (int, float)):
        return math.isclose(stored, computed, rel_tol=RELATIVE, abs_tol=1e-12)
    if isinstance(stored, (datetime.datetime, datetime.date)) and isinstance(computed, (datetime.datetime, datetime.date)):
        return stored == computed
    return type(stored) is type(computed) and stored == computed


def compare(path, recalculated):
    """All formulas of a workbook: how many there are, and (cell, formula, stored, computed) where the two results differ."""
    formulas = openpyxl.load_workbook(path)
    stored = openpyxl.load_workbook(path, data_only=True)
    computed = openpyxl.load_workbook(recalculated, data_only=True)
    count, differences = 0, []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                ours = stored[sheet.title][cell.coordinate].value
                theirs = computed[sheet.title][cell.coordinate].value
                if not equal(ours, theirs):
                    differences.append((f"{sheet.title}!{cell.coordinate}", cell.value, ours, theirs))
    return count, differences


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if arguments else 2
    warnings.filterwarnings("ignore", module="openpyxl")  # it says that it does not read data bars; their values are cells
    paths = [pathlib.Path(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        control = work / "control.xlsx"
        write_control(control)
        *outputs, control_output = recalculate([*paths, control], work)
        if compare(control, control_output)[1] == []:
            print("control: the wrong stored result was not contradicted, so nothing was recalculated", file=sys.stderr)
            return 2
        failed = False
        for path, output in zip(paths, outputs):
            count, differences = compare(path, output)
            print(f"{path}: {count} formulas, {count - len(differences)} equal")
            for cell, formula, ours, theirs in differences[:SHOWN]:
                print(f"  {cell} {formula}: stored {ours!r}, recalculated {theirs!r}")
            if len(differences) > SHOWN:
                print(f"  … and {len(differences) - SHOWN} more")
            failed |= bool(differences)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
