# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""One Markdown table of all figures of a run of the benchmarks.

usage: table.py FIGURES_DIR REASONS HEADER_LINE... > TABLE

FIGURES_DIR holds *.json, written by Google Benchmark, and *.jsonl with one row per line as described
at `Row`. REASONS says why a goal is missed. The header lines name machine, compiler, flags, date.
"""
import json
import pathlib
import re
import statistics
import sys
from dataclasses import dataclass
from typing import Optional


@dataclass
class Row:
    benchmark: str                   # the program
    name: str                        # the case
    ours: float                      # what this library needs or reaches
    unit: str
    peer: Optional[str] = None       # what stands beside it in the same process
    peer_value: Optional[float] = None
    ratio: Optional[float] = None    # how many times better ours is
    spread: Optional[float] = None   # half the distance of the quartiles, relative to the median
    percent_of_roofline: Optional[float] = None
    note: str = ""


def goal_of(row):
    """What was asked for: (text, reached), or None where nothing was."""
    def at_least(value, bound, unit):
        return f"≥ {bound:g}{unit}", value is not None and value >= bound

    def at_most(value, bound, unit):
        return f"≤ {bound:g}{unit}", value is not None and value <= bound

    name = row.name
    if row.benchmark == "sums":
        case = re.match(r"positions (float|double), (kinetic|all), whole, d = (1e\d), 1 thread\b", name)
        if not case or "beside numpy" in name:
            return None
        level, d = case[2], float(case[3])
        if row.peer is None:
            bounds = {"kinetic": ((1e7, 90), (1e6, 75), (1e4, 45)), "all": ((1e7, 80), (1e6, 55))}
            for least, bound in bounds[level]:
                if d >= least:
                    return at_least(row.percent_of_roofline, bound, " % of roofline")
        elif case[1] == "float" and d in (1e6, 1e8):
            if row.peer in ("torch, f64", "numpy, f64"):
                return at_least(row.ratio, 10 if d == 1e6 else 9, "×")
            if row.peer == "Eigen, f32":
                return at_least(row.ratio, 2.5, "×")
    elif row.benchmark == "thermometer":
        bounds = {"default groups": 1, "every filter and unit": 4}
        if name in bounds:
            return at_most(row.ours, bounds[name], " % of a step")
    elif row.benchmark == "trainer_step" and "v1" not in name:
        case = re.match(r"row (A|B), batch (\d+), (\d) thread", name)
        bounds = {("8", "1"): 3, ("8", "2"): 3, ("32", "1"): 5, ("32", "2"): 6,
                  ("512", "1"): 4.5, ("512", "2"): 5}
        if case and case.groups()[1:] in bounds:
            text, reached = at_least(row.ratio, bounds[case.groups()[1:]], "×")
            if case[1] == "B" and case[2] == "32":
                peak, full = at_least(row.percent_of_roofline, 60, " % of peak")
                text, reached = f"{text}, {peak}", reached and full
            return text, reached
    elif row.benchmark == "contact_splitting" and row.peer == "velocity_verlet":
        case = re.match(r"\w+ double, (array|elementwise), order 2, d = 1e6, 1 thread$", name)
        if case:
            return at_least(row.ratio, {"array": 1.5, "elementwise": 5}[case[1]], "×")
    elif row.benchmark == "compile_cost" and name == "umbrella":
        return at_most(row.ours, 1.5, "×")
    return None


def quartiles(values):
    """Median, and half the distance of the quartiles relative to it."""
    middle = statistics.median(values)
    if len(values) < 2:
        return middle, None
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, (high - low) / 2 / middle


def both(a, b):
    return None if a is None or b is None else (a * a + b * b) ** 0.5


def runs_of(files):
    """What Google Benchmark wrote of every repetition, by file and by the name of the benchmark."""
    for file in files:
        runs = {}
        for run in json.loads(file.read_text())["benchmarks"]:
            if run["run_type"] == "iteration":
                name = re.sub(r"(/iterations:\d+)?(/real_time|/manual_time)?$", "", run["name"])
                runs.setdefault(name, []).append(run)
        yield runs


def times_of(runs):
    """Nanoseconds per item of every repetition, by name."""
    return {name: [1e9 / run["items_per_second"] for run in found] for name, found in runs.items()}


def rows_of_sums(runs):
    """Builds of ours took turns with the roofline, peers with the plain build of ours."""
    for name, found in runs.items():
        input_, scalar, level, filters, size, threads, who = name.split("/")[1:]
        case = (f"{input_} {scalar}, {level}, {filters}, d = {int(size):.0e}, ".replace("e+0", "e")
                + f"{threads} thread" + ("s" if threads != "1" else ""))
        time = statistics.median(run["ns"] for run in found)
        rival = statistics.median(run["rival_ns"] for run in found)
        if who.startswith("ours"):
            share, spread = quartiles([run["rival_ns"] / run["ns"] for run in found])
            traffic = (3 if input_ == "positions" else 1) * {"double": 8, "float": 4}.get(scalar, 2)
            yield Row("sums", f"{case}, {who.removeprefix('ours ')}", time, "ns/parameter",
                      spread=spread, percent_of_roofline=100 * share,
                      note=f"{traffic / time:.0f} GB/s")
        else:
            ratio, spread = quartiles([run["ns"] / run["rival_ns"] for run in found])
            yield Row("sums", case, rival, "ns/parameter", who, time, ratio, spread)


def order_of(row):
    """Programs in the order of the pipeline; the rows of sums by size, then case, then peer."""
    programs = ["sums", "observers", "thermometer", "batches", "lugsail", "contact_splitting",
                "optimisers", "trainer_step", "compile_cost"]
    place = programs.index(row.benchmark) if row.benchmark in programs else len(programs)
    if row.benchmark != "sums":
        named = ("observers", "thermometer", "batches", "lugsail", "contact_splitting")
        return (place, row.name if row.benchmark in named else "", row.peer or "")
    parts = row.name.split(", ")
    size, threads, flags = float(parts[3][4:]), parts[4], parts[5:]
    return (place, parts[0] != "positions float", parts[0] != "positions double",
            parts[0] != "positions bfloat16", size,
            parts[1] != "kinetic", len(parts[2]), parts[2], threads, row.peer or "", flags)


def rows_of_thermometer(runs):
    times = {name: [run["ns"] for run in found] for name, found in runs.items()}
    step, step_spread = quartiles(times["thermometer/training step"])
    for name, values in times.items():
        what = name.split("/")[1]
        time, spread = quartiles(values)
        if what == "training step":
            yield Row("thermometer", what, time / 1e3, "µs", spread=spread,
                      note="main network, batch 32, one thread")
        else:
            yield Row("thermometer", what, 100 * time / step, "% of a step",
                      spread=both(spread, step_spread), note=f"{time / 1e3:.2f} µs")


def rows_of_observers(runs):
    for name, found in runs.items():
        _, what, size = name.split("/")
        time = statistics.median(run["ns"] for run in found)
        share, spread = quartiles([run["rival_ns"] / run["ns"] for run in found])
        traffic = found[0]["bytes"]
        yield Row("observers", f"{what}, d = {size}", time, "ns/parameter", spread=spread,
                  percent_of_roofline=100 * share,
                  note=f"{traffic:g} bytes per parameter and step, {traffic / time:.0f} GB/s; holds "
                       f"{found[0]['state_bytes'] / int(size):.3g} bytes per parameter")


def rows_of_optimisers(runs):
    for name, found in runs.items():
        _, what, scalar, size = name.split("/")
        time = statistics.median(run["ns"] for run in found)
        share, spread = quartiles([run["rival_ns"] / run["ns"] for run in found])
        traffic = found[0]["bytes"]
        yield Row("optimisers", f"{what}, {scalar}, d = {size}", time, "ns/parameter", spread=spread,
                  percent_of_roofline=100 * share,
                  note=f"{traffic:g} bytes per parameter, {traffic / time:.0f} GB/s")


def rows_of_contact_splitting(runs):
    for name, found in runs.items():
        potential, scalar, path, order, size, threads, beside = name.split("/")[1:]
        case = (f"{potential} {scalar}, {path}, order {order}, d = {int(size):.0e}, ".replace("e+0", "e")
                + f"{threads} thread" + ("s" if threads != "1" else ""))
        time = statistics.median(run["ns"] for run in found)
        rival = statistics.median(run["rival_ns"] for run in found)
        ratio, spread = quartiles([run["rival_ns"] / run["ns"] for run in found])
        traffic = found[0]["bytes"]
        note = f"{traffic:.3g} bytes per degree of freedom and step, {traffic / time:.3g} GB/s"
        shown = ({"percent_of_roofline": 100 * ratio} if beside == "roofline" else
                 {"peer": beside, "peer_value": rival, "ratio": ratio})
        yield Row("contact_splitting", case, time, "ns/degree of freedom and step", spread=spread,
                  note=note, **shown)


def rows_of_others(runs):
    units = {"append": "ns/column", "merge": "ns/cell", "collapse": "ns/cell"}
    for name, values in times_of(runs).items():
        program, *case = name.split("/")
        time, spread = quartiles(values)
        ending = f"{case[1]} columns" if program == "batches" else case[1]
        yield Row(program, f"{case[0]}, {ending}", time, units.get(case[0], "ns"), spread=spread)


def rows(folder):
    readers = {"sums": rows_of_sums, "thermometer": rows_of_thermometer,
               "observers": rows_of_observers, "contact_splitting": rows_of_contact_splitting,
               "optimisers": rows_of_optimisers}
    for runs in runs_of(sorted(folder.glob("*.json"))):
        if runs:
            yield from readers.get(next(iter(runs)).split("/")[0], rows_of_others)(runs)
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text().splitlines():
            yield Row(**json.loads(line))


def reasons_of(text):
    """Pairs of a pattern for "benchmark, case, peer" and the reason; # starts a comment."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split(" | ", 1)) for line in lines]


def number(value):
    return "" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def line_of(row, reasons):
    verdict = goal = ""
    asked = goal_of(row)
    if asked:
        goal, reached = asked
        verdict = "reached"
        if not reached:
            key = f"{row.benchmark}, {row.name}, {row.peer or ''}"
            why = next((reason for pattern, reason in reasons if re.search(pattern, key)), None)
            verdict = "missed" + (f": {why}" if why else "")
        if row.spread is not None and row.spread > 0.2:
            verdict += " (the spread is too wide to say)"
    cells = [row.benchmark, row.name, f"{number(row.ours)} {row.unit}",
             f"{row.peer}: {number(row.peer_value)}" if row.peer else "",
             f"{row.ratio:.2f}×" if row.ratio is not None else "",
             f"± {100 * row.spread:.0f} %" if row.spread is not None else "",
             f"{row.percent_of_roofline:.0f} %" if row.percent_of_roofline is not None else "",
             goal, verdict, row.note]
    return "| " + " | ".join(cells) + " |"


def main():
    folder, reasons_file, *header = sys.argv[1:]
    reasons = reasons_of(pathlib.Path(reasons_file).read_text())
    print("# Benchmarks\n")
    for line in header:
        print(f"- {line}")
    print("""
Medians over repetitions. Within each, ours and what stands beside it take turns in one process; shares
and ratios are medians of those of the repetitions, the spread is half the distance of the quartiles. The
roofline of sums is a loop of the same traffic, for positions `before += s·after`, and so are those of
contact_splitting and optimisers; that of the trainer is the machine's multiply-add peak. A ratio says how many times
better ours is. Sums and steps on one thread are timed by processor time, on two by wall time; odeint
always has one thread, and no friction and S.

| benchmark | case | ours | beside | ratio | spread | of roofline | goal | verdict | note |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |""")
    for row in sorted(rows(pathlib.Path(folder)), key=order_of):
        print(line_of(row, reasons))


main()
