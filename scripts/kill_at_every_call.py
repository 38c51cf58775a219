#!/usr/bin/env python3
"""Kills `sangai run` at every file-system call, and makes each of them fail, over a small office.

    scripts/kill_at_every_call.py BINARY [--seconds 100]

The office has a run behind it, a changed submission before it and a file of its own among the outputs. After each kill the archive and
the outputs must each be the old ones or the new ones, the archive must verify, and the next run must leave exactly what an undisturbed run
leaves. After each error the program must name a file and leave everything as it was, or have done its work all the same. The order of
fsync and rename is read from the trace. Only the main thread is counted: it alone writes (the others read inputs).

If there are more points than the seconds allow, every n-th is taken of those before the first write, then of all; the numbers are said.
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WEEK = "2022-W20"
ERRORS = ["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"]
# What an error may be put into: calls that change something, or have it on the disk.
CHANGING = {"openat", "mkdir", "write", "fsync", "rename", "renameat2", "unlink", "unlinkat", "rmdir", "flock", "ftruncate", "copy_file_range"}
HEADINGS = "企业名称,项目名称,改造类型,总投资（万元）,年度计划投资（万元）,本年累计完成投资（万元）,项目阶段,项目负责人,项目包联人,政策落实人\n"


def put(root, path, text):
    path = root / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1652961600, 1652961600))  # Outputs may say when a file came.


def send(root, done):
    put(root, f"收件/{WEEK}/城东镇/任务清单.csv", f"{HEADINGS}甲山机械有限公司,智能包装线改造,智能改造,800,600,{done},在建,张三,李四,王五\n")


def office(binary, root):
    put(root, "sangai.toml", 'county = "试验县"\nyear = 2022\n')
    put(root, "名录/规上工业企业名录.csv", "企业名称,统一社会信用代码,所属乡镇\n甲山机械有限公司,91350200776049653A,城东镇\n乙水纺织有限公司,91440101MA5CJQ4N59,城东镇\n")
    put(root, "名录/单位名单.csv", "单位名称,单位类别,应报表,报送周期\n城东镇,乡镇,任务清单,周\n科工局,部门,任务清单,周\n")
    send(root, "500")
    run(binary, root)
    put(root, f"输出/{WEEK}/汇总/领导批示.txt", "已阅")
    send(root, "550")


def command(binary, root):
    return [binary, "run", str(root), "--week", WEEK, "--quiet"]


def run(binary, root, strace=()):
    environment = {**os.environ, "RAYON_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
    return subprocess.run([*strace, *command(binary, root)], capture_output=True, text=True, errors="replace", env=environment)


def tree(root, *below):
    """Files with their bytes; the lock of an office and what a dead run left of it are no state."""
    files = {}
    for part in below:
        for path in sorted((root / part).rglob("*")):
            if path.is_file() and path.name not in (".lock", ".holder"):
                files[str(path.relative_to(root))] = path.read_bytes()
    return files


def archive(root):
    return {path: data for path, data in tree(root, f"归档").items() if ".part/" not in path}


def outputs(root):
    return {path: data for path, data in tree(root, f"输出/{WEEK}").items() if "领导批示" not in path}


def everything(root):
    return tree(root, "归档", "输出", "收件", "名录")


def same_outputs(bench):
    """The outputs of an undisturbed run, whatever the number of their revision."""
    strip = lambda files: {path: data for path, data in files.items() if not path.endswith(".版本")}
    return strip(outputs(bench.copy)) == strip(bench.new[1]) and bench.own_file_is_safe()


class Bench:
    """The office before, what an undisturbed run makes of it, and copies to disturb."""

    def __init__(self, binary, scratch):
        self.binary, self.scratch = binary, scratch
        self.before, self.after, self.copy = scratch / "before", scratch / "after", scratch / "office"
        office(binary, self.before)
        # Same path for every run: what is said may name it.
        self.fresh()
        done = run(binary, self.copy)
        if done.returncode:
            sys.exit(f"the undisturbed run failed: {done.stderr}")
        shutil.copytree(self.copy, self.after)
        self.old = (archive(self.before), outputs(self.before))
        self.new = (archive(self.after), outputs(self.after))
        self.whole = everything(self.after)
        assert self.old[0] != self.new[0] and self.old[1] != self.new[1], "the scenario changes nothing"

    def fresh(self):
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.before, self.copy)

    def trace(self):
        """The main thread's calls in order: name and line."""
        self.fresh()
        log = self.scratch / "trace"
        run(self.binary, self.copy, ["strace", "-y", "-s", "300", "-o", str(log), "-e", "trace=%file,%desc"])
        calls = []
        for line in log.read_text(errors="replace").splitlines():
            if match := re.match(r"(\w+)\(", line):
                calls.append((match[1], unescape(line)))
        return calls

    def state(self):
        """old, committed (archive new, outputs old), new, or what is neither."""
        now = (archive(self.copy), outputs(self.copy))
        names = [{id(self.old): "old", id(self.new): "new"}.get(id(s)) for i in (0, 1) for s in (self.old, self.new) if now[i] == s[i]]
        return {("old", "old"): "old", ("new", "old"): "committed", ("new", "new"): "new"}.get(tuple(names), f"MIX {names}")

    def verified(self):
        done = subprocess.run([self.binary, "verify", str(self.copy), "--json"], capture_output=True, text=True)
        return done.returncode == 0 and json.loads(done.stdout)["whole"]

    def heals(self):
        done = run(self.binary, self.copy)
        return done.returncode == 0 and everything(self.copy) == self.whole

    def own_file_is_safe(self):
        return any(path.read_text() == "已阅" for path in (self.copy / "输出").rglob("领导批示.txt"))


def unescape(line):
    """strace writes Chinese paths as octal bytes."""
    data = re.sub(rb"\\([0-7]{1,3})", lambda m: bytes([int(m[1], 8) & 255]), line.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")


def points(calls):
    """(call, n-th of its name, whether something may have been changed before it)."""
    counts, found, writing = collections.Counter(), [], False
    for name, line in calls:
        counts[name] += 1
        writing = writing or ".lock" in line
        found.append((name, counts[name], writing))
    return found


def thin(found, seconds, cost):
    """As many points as fit: those of the writing part before the others."""
    room = max(1, int(seconds / cost))
    late, early = [p for p in found if p[2]], [p for p in found if not p[2]]
    if len(late) > room:
        return late[:: -(-len(late) // room)]
    spare = room - len(late)
    return late + (early[:: max(1, -(-len(early) // max(1, spare)))] if spare else [])


def kill(bench, point):
    name, n, _ = point
    bench.fresh()
    run(bench.binary, bench.copy, ["strace", "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:signal=SIGKILL:when={n}"])
    state, safe, whole = bench.state(), bench.own_file_is_safe(), bench.verified()
    heals = bench.heals()
    good = state in ("old", "committed", "new") and safe and whole and heals
    return state, None if good else f"{name} {n}: {state}, own file safe {safe}, verifies {whole}, heals {heals}"


def fail(bench, point, error):
    name, n, _ = point
    bench.fresh()
    done = run(bench.binary, bench.copy, ["strace", "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:error={error}:when={n}"])
    state = bench.state()
    if done.returncode in (0, 3):
        # Read or done all the same; if an input could not be read, the run says so and the next one reads it.
        good = bench.verified() and run(bench.binary, bench.copy).returncode == 0 and bench.verified() and same_outputs(bench)
        return "done all the same" if state == "new" else "an input was not read", None if good else f"{name} {n} {error}: exit {done.returncode}, {state}"
    names = str(bench.copy) in done.stderr or "sangai.toml" in done.stderr or "stdout" in done.stderr
    left = [path for path in tree(bench.copy, "归档", "输出") if ".part/" in path]
    good = state == "old" and names and not left and bench.own_file_is_safe() and bench.heals()
    return f"exit {done.returncode}", None if good else f"{name} {n} {error}: exit {done.returncode}, {state}, left {left}, said {done.stderr!r}"


def order(bench, calls):
    """Every file of the revision is synced before the rename that commits it, and its folder's names after."""
    synced, committed = set(), None
    for name, line in calls:
        if name == "fsync" and (path := re.search(r"<(.+)>\)", line)):
            synced.add(path[1])
            committed = committed and (committed[0], committed[1], committed[2] or path[1] == committed[0])
        if name.startswith("rename") and (pair := re.search(r'"([^"]+/\.第\d+版\.part)".*"([^"]+)"', line)):
            staged = {str(f).replace(str(pair[2]), pair[1], 1) for f in Path(pair[2]).rglob("*")}
            missing = {path for path in staged | {pair[1]} if path not in synced}
            committed = (str(Path(pair[2]).parent), missing, False)
    if committed is None:
        return ["no rename commits a revision"]
    faults = [f"not synced before the commit: {path}" for path in sorted(committed[1])]
    return faults + ([] if committed[2] else ["the commit itself is not synced"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--seconds", type=float, default=100.0)
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    if not shutil.which("strace") or subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode:
        print("skipped: strace is not installed, or tracing is not permitted here")
        return 0
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as scratch:
        bench = Bench(binary, Path(scratch))
        calls = bench.trace()
        faults = order(bench, calls)
        found = points(calls)
        begun = time.monotonic()
        for point in found[-3:]:
            kill(bench, point)
        cost = (time.monotonic() - begun) / 3
        kills = thin(found, options.seconds * 0.5, cost)
        states = collections.Counter()
        for point in kills:
            state, fault = kill(bench, point)
            states[state] += 1
            faults += [fault] if fault else []
        changing = [(name, n, late) for name, n, late in found if late and name in CHANGING]
        pairs = [(point, error) for point in changing for error in ERRORS]
        step = max(1, -(-len(pairs) // max(1, int(options.seconds * 0.5 / cost))))
        # A step that shares no factor with the number of errors visits all of them.
        step += step % len(ERRORS) == 0
        ends = collections.Counter()
        for point, error in pairs[::step]:
            end, fault = fail(bench, point, error)
            ends[end] += 1
            faults += [fault] if fault else []
    print(f"killed at {len(kills)} of {len(found)} calls ({sum(p[2] for p in found)} after the lock): {dict(states)}")
    print(f"failed {len(pairs[::step])} of {len(pairs)} ({len(changing)} changing calls, {len(ERRORS)} errors): {dict(ends)}")
    for fault in faults[:40]:
        print("FAULT", fault)
    print("old or new everywhere" if not faults else f"{len(faults)} FAULTS")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
