"""A sheet in memory and its writers: xlsx, xls, et, ods, csv, HTML and XML 2003 saved as .xls."""
import csv
import datetime as dt
import html
import io
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal as D

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter


@dataclass
class Cell:
    value: object = None
    format: str = "General"


@dataclass
class Sheet:
    name: str
    rows: list = field(default_factory=list)
    merges: list = field(default_factory=list)  # (row, col, row, col), 1-based
    title_rows: int = 0
    header_rows: tuple = ()
    hidden_cols: tuple = ()
    hidden_rows: tuple = ()
    hidden: bool = False


def plain(cell):
    return cell.value if isinstance(cell, Cell) else cell


def _number(value):
    return float(value) if isinstance(value, D) else value


def as_text(value):
    if value is None:
        return ""
    if isinstance(value, D):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return f"{value.year}/{value.month}/{value.day}"
    return str(value)


def xlsx(sheets, path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator, thin = "", Side(style="thin")
    stamp = dt.datetime(2022, 5, 20, 9, 0)
    book.properties.created = book.properties.modified = stamp
    for sheet in sheets:
        ws = book.create_sheet(sheet.name)
        for r, row in enumerate(sheet.rows, 1):
            for c, cell in enumerate(row, 1):
                value = plain(cell)
                if value is None:
                    continue
                at = ws.cell(r, c)
                at.value = _number(value)
                if isinstance(cell, Cell):
                    at.number_format = cell.format
                elif isinstance(value, dt.date):
                    at.number_format = "yyyy/m/d"
                at.font = Font(name="宋体", size=18 if r <= sheet.title_rows else 10, bold=r <= sheet.title_rows or r in sheet.header_rows)
                at.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if r in sheet.header_rows or r <= sheet.title_rows else None)
                if sheet.header_rows and r >= min(sheet.header_rows):
                    at.border = Border(thin, thin, thin, thin)
        for a, b, c, d in sheet.merges:
            ws.merge_cells(start_row=a, start_column=b, end_row=c, end_column=d)
        for c in range(1, max((len(r) for r in sheet.rows), default=1) + 1):
            ws.column_dimensions[get_column_letter(c)].width = 13
        for c in sheet.hidden_cols:
            ws.column_dimensions[get_column_letter(c)].hidden = True
        for r in sheet.hidden_rows:
            ws.row_dimensions[r].hidden = True
        if sheet.hidden:
            ws.sheet_state = "hidden"
    book.save(path)


def xls(sheets, path):
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sheets:
        ws = book.add_sheet(sheet.name)
        covered = {}
        for a, b, c, d in sheet.merges:
            covered[(a, b)] = (c, d)
        for r, row in enumerate(sheet.rows, 1):
            for c, cell in enumerate(row, 1):
                value = plain(cell)
                style = xlwt.easyxf("align: wrap on")
                if isinstance(value, dt.date):
                    style = xlwt.easyxf("align: wrap on", num_format_str="yyyy/m/d")
                elif isinstance(cell, Cell) and cell.format != "General":
                    style = xlwt.easyxf("align: wrap on", num_format_str=cell.format)
                if (r, c) in covered:
                    c2, d2 = covered[(r, c)]
                    ws.write_merge(r - 1, c2 - 1, c - 1, d2 - 1, _number(value), style)
                elif value is not None and not any(a <= r <= x and b <= c <= y for (a, b), (x, y) in covered.items()):
                    ws.write(r - 1, c - 1, _number(value), style)
        for c in sheet.hidden_cols:
            ws.col(c - 1).hidden = True
        for r in sheet.hidden_rows:
            ws.row(r - 1).hidden = True
    book.save(path)


def text(sheets, path, encoding="gb18030", delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    width = max(len(r) for r in sheets[0].rows)
    for row in sheets[0].rows:
        writer.writerow([as_text(plain(c)) for c in row] + [""] * (width - len(row)))
    path.write_bytes(out.getvalue().encode(encoding))


def _spans(sheet):
    start, inside = {}, set()
    for a, b, c, d in sheet.merges:
        start[(a, b)] = (c - a + 1, d - b + 1)
        inside |= {(r, k) for r in range(a, c + 1) for k in range(b, d + 1)} - {(a, b)}
    return start, inside


def webpage(sheets, path):
    """An HTML table under the name .xls, as exports of office systems are."""
    sheet = sheets[0]
    start, inside = _spans(sheet)
    lines = ['<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table border=1>']
    for r, row in enumerate(sheet.rows, 1):
        cells = []
        for c, cell in enumerate(row, 1):
            if (r, c) in inside:
                continue
            down, across = start.get((r, c), (1, 1))
            span = (f" rowspan={down}" if down > 1 else "") + (f" colspan={across}" if across > 1 else "")
            cells.append(f"<td{span}>{html.escape(as_text(plain(cell))).replace(chr(10), '<br>')}</td>")
        lines.append("<tr>" + "".join(cells) + "</tr>")
    path.write_bytes(("\n".join(lines) + "</table></body></html>").encode("gb18030"))


def xml2003(sheets, path):
    out = ['<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
           'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style></Styles>']
    for sheet in sheets:
        start, inside = _spans(sheet)
        out.append(f'<Worksheet ss:Name="{html.escape(sheet.name)}"><Table>')
        for r, row in enumerate(sheet.rows, 1):
            out.append(f'<Row ss:Index="{r}">')
            for c, cell in enumerate(row, 1):
                value = plain(cell)
                if (r, c) in inside or value is None:
                    continue
                down, across = start.get((r, c), (1, 1))
                span = (f' ss:MergeDown="{down - 1}"' if down > 1 else "") + (f' ss:MergeAcross="{across - 1}"' if across > 1 else "")
                if isinstance(value, dt.date):
                    data = f'<Data ss:Type="DateTime">{value.isoformat()}T00:00:00.000</Data>'
                    span += ' ss:StyleID="d"'
                else:
                    kind = "Number" if isinstance(value, (int, float, D)) else "String"
                    data = f'<Data ss:Type="{kind}">{html.escape(as_text(value))}</Data>'
                out.append(f'<Cell ss:Index="{c}"{span}>{data}</Cell>')
            out.append("</Row>")
        out.append("</Table></Worksheet>")
    path.write_text("".join(out) + "</Workbook>", encoding="utf-8")


def ods(sheets, path):
    body = []
    for sheet in sheets:
        start, inside = _spans(sheet)
        body.append(f'<table:table table:name="{html.escape(sheet.name)}">')
        for r, row in enumerate(sheet.rows, 1):
            body.append("<table:table-row>")
            for c, cell in enumerate(row, 1):
                value = plain(cell)
                if (r, c) in inside:
                    body.append("<table:covered-table-cell/>")
                    continue
                down, across = start.get((r, c), (1, 1))
                span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"' if down * across > 1 else ""
                if value is None:
                    body.append(f"<table:table-cell{span}/>")
                elif isinstance(value, dt.date):
                    body.append(f'<table:table-cell{span} office:value-type="date" office:date-value="{value.isoformat()}"><text:p>{as_text(value)}</text:p></table:table-cell>')
                elif isinstance(value, (int, float, D)):
                    body.append(f'<table:table-cell{span} office:value-type="float" office:value="{as_text(value)}"><text:p>{as_text(value)}</text:p></table:table-cell>')
                else:
                    lines = "".join(f"<text:p>{html.escape(x)}</text:p>" for x in str(value).split("\n"))
                    body.append(f'<table:table-cell{span} office:value-type="string">{lines}</table:table-cell>')
            body.append("</table:table-row>")
        body.append("</table:table>")
    content = ('<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
               'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
               f"<office:body><office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>")
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = ('<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("mimetype", kind, zipfile.ZIP_STORED)
        z.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        z.writestr("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)


WRITERS = {"xlsx": xlsx, "xls": xls, "et": xls, "ods": ods, "html": webpage, "xml": xml2003,
           "gbk.csv": text, "utf8.csv": lambda s, p: text(s, p, "utf-8-sig"), "utf16.txt": lambda s, p: text(s, p, "utf-16", "\t")}
SUFFIX = {"html": "xls", "xml": "xls", "gbk.csv": "csv", "utf8.csv": "csv", "utf16.txt": "txt"}
