# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""Changes one place of a header at a time and asks whether a test notices.

A mutant is killed where a test that includes its header does not compile for a static assertion,
fails, crashes, or takes ten times as long as before. Its mirrored test comes first, then those
nearest to it. One that does not compile at all is no mutant, and another is drawn for it. Mutants
that are known to change nothing are listed, with the reason, in tests/mutation/equivalent.tsv.
"""
import argparse
import collections
import concurrent.futures
import csv
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from sites import sites

LAYERS = ["core", "statistics", "observables", "thermometer", "dynamics"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
EQUIVALENT = ROOT / "tests/mutation/equivalent.tsv"


def arguments():
    parser = argparse.ArgumentParser(
        prog="tests/mutate", formatter_class=argparse.RawDescriptionHelpFormatter,
        description=__doc__,
        epilog="""examples:
  tests/mutate --sample 20
  tests/mutate --header core/sums.hpp --sample 1000 --tests 3
  tests/mutate --output mutants.tsv; tests/mutate --again mutants.tsv
exit code: 0, 1 where fewer are killed than --at-least asks for, 2 for a bad option""")

    def whole(text):
        value = int(text) if text.isascii() and text.isdigit() else -1
        if value < 0:
            raise argparse.ArgumentTypeError(f"'{text}', expected a whole number from 0")
        return value

    parser.add_argument("--seed", type=whole, default=1, help="of the sample (default 1)")
    parser.add_argument("--sample", type=whole, default=300, help="how many mutants (default 300)")
    parser.add_argument("--layer", choices=LAYERS, action="append", help="folders of include/ (default all five)")
    parser.add_argument("--header", action="append", metavar="PATH", help="only these, from include/thermosgd")
    parser.add_argument("--again", type=pathlib.Path, metavar="FILE",
                        help="only those that survived in an --output of before")
    parser.add_argument("--tests", type=whole, default=8,
                        help="how many files of tests a mutant meets, nearest first (default 8)")
    parser.add_argument("--jobs", type=whole, default=os.cpu_count(), help="at the same time (default: one per core)")
    parser.add_argument("--at-least", type=whole, default=90, metavar="PERCENT",
                        help="of the mutants that are not equivalent must be killed (default 90)")
    parser.add_argument("--compiler", default="g++", help="(default g++)")
    parser.add_argument("--output", type=pathlib.Path, metavar="FILE", help="also a row for each mutant, TSV")
    return parser.parse_args()


class TestBench:
    """Compiles and runs the files of tests, each with Catch2's header precompiled."""

    def __init__(self, compiler, folder):
        self.compiler = compiler
        self.folder = folder
        self.flags = ["-std=c++20", "-O1", "-D_GLIBCXX_ASSERTIONS", f'-DTHERMOSGD_SOURCE_DIR="{ROOT}"', f"-I{ROOT}/tests", f"-I{ROOT}"]
        self.seconds = {}
        self.lock = threading.Lock()
        for sub, more in (("plain", []), ("fast", ["-ffast-math"])):
            header = folder / sub / "precompiled.hpp"
            header.parent.mkdir()
            header.write_text('#include "catch_shim.hpp"\n')
            self.call([compiler, *self.flags, *more, "-x", "c++-header", str(header), "-o", f"{header}.gch"])
        main = folder / "main.cpp"
        main.write_text("#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n")
        self.main = folder / "main.o"
        self.call([compiler, "-std=c++20", "-O1", "-c", str(main), "-o", str(self.main)])

    @staticmethod
    def call(command):
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)

    def flags_of(self, test):
        for line in test.read_text().splitlines()[:12]:
            if line.startswith("// flags:"):
                return line.split(":", 1)[1].split()
        return []

    def includes_of(self, test):
        """The headers of include/thermosgd that a test sees, by path; empty where it needs more."""
        done = subprocess.run([self.compiler, *self.flags, f"-I{ROOT}/include", "-MM", str(test)],
                              capture_output=True, text=True, check=False)
        mark = f"{ROOT}/include/thermosgd/"
        return {w[len(mark):] for w in done.stdout.split() if w.startswith(mark)}

    def run(self, test, include, place, limit):
        """("passed" | "failed" | "slow" | "no mutant" | "static", seconds of the run)."""
        more = self.flags_of(test)
        shim = self.folder / ("fast" if "-ffast-math" in more else "plain")
        program = place / "test"
        built = subprocess.run(
            [self.compiler, *self.flags, *more, "-include", str(shim / "precompiled.hpp"),
             *[f"-I{i}" for i in include], str(test), str(self.main), "-o", str(program)],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if built.returncode:
            static = "static assertion failed" in built.stderr or "non-constant condition" in built.stderr
            return ("static" if static else "no mutant"), 0
        begin = time.monotonic()
        try:
            done = subprocess.run([str(program), "~[long]~[coverage]"], capture_output=True, check=False,
                                  timeout=limit, stdin=subprocess.DEVNULL, cwd=place)
        except subprocess.TimeoutExpired:
            return "slow", limit
        return ("passed" if done.returncode == 0 else "failed"), time.monotonic() - begin

    def limit_of(self, test, place):
        """Ten times what the test takes without a change, and 5 s; None where it does not pass."""
        with self.lock:
            if test in self.seconds:
                return self.seconds[test]
        outcome, seconds = self.run(test, [ROOT / "include"], place, 600)
        limit = 5 + 10 * seconds if outcome == "passed" else None
        if limit is None:
            print(f"tests/mutate: {test.relative_to(ROOT)} does not pass unchanged, left out", file=sys.stderr)
        with self.lock:
            self.seconds[test] = limit
        return limit


def nearest_tests(header, seen_by):
    """The mirrored test, then tests that see the header: same folder first, few includes first."""
    stem = header.rsplit(".", 1)[0]
    mirrored = ROOT / f"tests/{stem}_test.cpp"
    folder = stem.rsplit("/", 1)[0]

    def distance(test):
        name = test.relative_to(ROOT / "tests").as_posix()
        same_words = name.removesuffix("_test.cpp").startswith(stem) or stem.startswith(name.removesuffix("_test.cpp"))
        return test != mirrored, not same_words, not name.startswith(folder + "/"), len(seen_by[test]), name

    return sorted((t for t in seen_by if header in seen_by[t]), key=distance)


def judge(mutant, bench, seen_by, how_many, place):
    """("killed" | "survived" | "no mutant", by which test and how)."""
    overlay = place / "include" / mutant.path.removeprefix("include/")
    overlay.parent.mkdir(parents=True)
    text = (ROOT / mutant.path).read_text()
    overlay.write_text(text[:mutant.begin] + mutant.replacement + text[mutant.end:])
    asked = []
    for test in nearest_tests(mutant.path.removeprefix("include/thermosgd/"), seen_by):
        if len(asked) == how_many:
            break
        limit = bench.limit_of(test, place)
        if limit is None:
            continue
        name = test.relative_to(ROOT / "tests").as_posix().removesuffix("_test.cpp")
        outcome, _ = bench.run(test, [place / "include", ROOT / "include"], place, limit)
        if outcome == "no mutant":
            return "no mutant", ""
        if outcome != "passed":
            return "killed", f"{name} ({outcome})"
        asked.append(name)
    return ("survived", ", ".join(asked)) if asked else ("no mutant", "")


def table_of(results):
    rows = collections.defaultdict(collections.Counter)
    for mutant, outcome, by in results:
        layer = mutant.path.split("/")[2]
        stem = mutant.path.removeprefix("include/thermosgd/").rsplit(".", 1)[0]
        kind = outcome
        if outcome == "killed":
            kind = "mirrored" if by.split(" ")[0] == stem else "others"
        for row in (layer, "all"):
            rows[row][kind] += 1
    lines = [f"{'folder':<13}{'mutants':>8}{'by mirror':>11}{'by others':>11}{'survived':>10}{'equivalent':>12}{'killed':>9}"]
    for layer in [*LAYERS, "all"]:
        if layer in rows:
            c = rows[layer]
            killed = c["mirrored"] + c["others"]
            judged = killed + c["survived"]
            lines.append(f"{layer:<13}{judged + c['equivalent']:>8}{c['mirrored']:>11}{c['others']:>11}"
                         f"{c['survived']:>10}{c['equivalent']:>12}"
                         + (f"{100 * killed / judged:>7.1f} %" if judged else f"{'-':>9}"))
    c = rows["all"]
    killed = c["mirrored"] + c["others"]
    return "\n".join(lines), 100 * killed / max(1, killed + c["survived"])


def main():
    options = arguments()
    headers = sorted(p for layer in (options.layer or LAYERS)
                     for p in (ROOT / "include/thermosgd" / layer).rglob("*.[hi][pn][pl]"))
    if options.header:
        headers = [ROOT / "include/thermosgd" / h for h in options.header]
        for header in headers:
            if not header.is_file():
                sys.exit(f"tests/mutate: --header: no file {header}")
    pool = [m for h in headers for m in sites(h.relative_to(ROOT).as_posix(), h.read_text())]
    random.Random(options.seed).shuffle(pool)
    if options.again:
        rows = [line.split("\t") for line in options.again.read_text().splitlines()]
        lived = {tuple(row[:3]) for row in rows if len(row) > 5 and row[5] == "survived"}
        pool = list({m.key(): m for m in pool if m.key() in lived}.values())
    known = set()
    if EQUIVALENT.is_file():
        with EQUIVALENT.open(newline="") as file:
            known = {tuple(row[:3]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}

    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="thermosgd-mutants.") as folder:
        folder = pathlib.Path(folder)
        bench = TestBench(options.compiler, folder)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as threads:
            tests = sorted(t for d in ["", *[p.name for p in (ROOT / "include/thermosgd").iterdir() if p.is_dir()]]
                           if d != "adapt" for t in (ROOT / "tests" / d).glob("*_test.cpp" if not d else "**/*_test.cpp"))
            seen_by = {t: s for t, s in zip(tests, threads.map(bench.includes_of, tests)) if s}
            print(f"{len(pool)} mutants of {len(headers)} headers, {len(seen_by)} files of tests, seed {options.seed}")

            def work(place_and_mutant):
                number, mutant = place_and_mutant
                if mutant.key() in known:
                    return mutant, "equivalent", ""
                place = folder / f"mutant{number}"
                place.mkdir()
                try:
                    return mutant, *judge(mutant, bench, seen_by, options.tests, place)
                finally:
                    shutil.rmtree(place)

            results = []
            waiting = collections.deque()
            queue = iter(enumerate(pool))
            output = options.output.open("w") if options.output else None
            while len(results) < options.sample:
                while len(waiting) < options.jobs and len(waiting) + len(results) < options.sample:
                    item = next(queue, None)
                    if item is None:
                        break
                    waiting.append(threads.submit(work, item))
                if not waiting:
                    break
                mutant, outcome, by = waiting.popleft().result()
                if outcome == "no mutant":
                    continue
                results.append((mutant, outcome, by))
                if output:
                    print(mutant.path, mutant.before, mutant.after, f"{mutant.line}", mutant.kind, outcome, by,
                          sep="\t", file=output, flush=True)
                if sys.stdout.isatty():
                    print(f"\r{len(results)} of {options.sample}, {time.monotonic() - begin:.0f} s ", end="", flush=True)

    survivors = [(m, by) for m, outcome, by in results if outcome == "survived"]
    if sys.stdout.isatty():
        print("\r" + " " * 40 + "\r", end="")
    for mutant, by in sorted(survivors, key=lambda s: (s[0].path, s[0].line)):
        print(f"\n{mutant.path}:{mutant.line}: {mutant.kind}\n  - {mutant.before}\n  + {mutant.after}\n  passed: {by}")
    table, percent = table_of(results)
    print(f"\n{table}\n{time.monotonic() - begin:.0f} s")
    return 0 if percent >= options.at_least else 1


if __name__ == "__main__":
    sys.exit(main())
