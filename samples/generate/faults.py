"""Planted faults: each changes one cell (or row) of a written list and says what must be found there."""
import datetime as dt
from decimal import Decimal as D


class Plan:
    """Faults to plant, keyed by unit; `apply` edits the written values of a row and the truth of that row together."""

    def __init__(self, rng):
        self.rng = rng
        self.found = []

    def note(self, kind, file, sheet, cells, code, held):
        self.found.append({"kind": kind, "file": file, "sheet": sheet, "cells": cells, "code": code, "held": held})


# name of the fault → (field, edit of the written row, edit of the true row or None when the row is held, prefix of the code)
def blank(field):
    return lambda w, t: w.__setitem__(field, None)


def put(field, value, true=...):
    def edit(w, t):
        w[field] = value
        if true is not ...:
            t[field] = true
    return edit


def swap_code(w, t):
    w["code"] = w["code"][:-1] + ("0" if w["code"][-1] != "0" else "1")
    t["code"] = w["code"]


def overspend(w, t):
    w["week"] = t["week"] = t["year"] + 50


def exceed(w, t):
    w["year"] = t["year"] = t["ever"] + 120


def spend_in_planning(w, t):
    w["year"] = t["year"] = w["ever"] = t["ever"] = D(80)


def finish_before_start(w, t):
    w["finish_due"] = t["finish_due"] = t["start_due"] - dt.timedelta(days=40)


def future_start(w, t):
    w["started"] = t["started"] = dt.date(2022, 8, 15)


def short_phone(w, t):
    w["head_phone"] = t["head_phone"] = t["head_phone"][:-1]


def wider_equipment(w, t):
    w["equipment"] = t["equipment"] = t["total"] + 200


def ambiguous(w, t):
    w["start_due"] = 2022.1
    t["start_due"] = None


# (fault, unit, hand must have the field, stages that fit or None, edit, code prefix, held)
FAULTS = [
    ("必填为空", "head", None, blank("head"), "V01", True),
    ("必填为空", "policy", None, blank("policy"), "V01", True),
    ("金额读不出", "total", None, put("total", "以评审为准"), "V", True),
    ("金额读不出", "equipment", None, put("equipment", "详见清单", None), "V", False),
    ("阶段不明", "stage", None, put("stage", "有序推动"), "V07", True),
    ("本周大于本年", "week", {"在建", "开工"}, overspend, "L", False),
    ("本年大于开工以来", "ever", {"在建"}, exceed, "L", False),
    ("谋划有投资", "ever", {"谋划"}, spend_in_planning, "L", False),
    ("竣工早于开工", "start_due", None, finish_before_start, "L", False),
    ("实际开工在将来", "started", {"在建"}, future_start, "L", False),
    ("信用代码校验位", "code", None, swap_code, "V10", False),
    ("电话少一位", "head_phone", None, short_phone, "V11", False),
    ("设备大于总投资", "equipment", None, wider_equipment, "L", False),
    ("一月还是十月", "start_due", None, ambiguous, "V05", False),
    ("企业不在名录", "name", None, put("name", "青岚县不知名商贸有限公司"), "N", True),
]
