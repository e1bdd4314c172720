# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""numpy as a peer of core/sums: the same names, turns and fields as that program writes.

usage: sums_numpy.py LIBRARY SIZE REPETITIONS MIN_SECONDS OUTPUT
"""
import ctypes
import json
import random
import statistics
import sys
import time

import numpy as np


def passes(library, scalar, d):
    """Pairs of passes that take turns, by name; arrays are made once."""
    name = np.dtype(scalar).name.replace("32", "").replace("float64", "double")
    before = np.random.default_rng(1).uniform(-0.5, 0.5, d).astype(scalar)
    after = (before * scalar(0.999)).astype(scalar)
    v = np.empty(d, np.float64)
    v32 = np.empty(d if scalar is np.float32 else 0, np.float32)
    pointers = (after.ctypes.data_as(ctypes.c_void_p), before.ctypes.data_as(ctypes.c_void_p),
                ctypes.c_size_t(d))
    observe = getattr(library, "observe_" + name)
    observe.restype = ctypes.c_double
    roofline = getattr(library, "roofline_" + name)
    roofline.restype = None

    def by_numpy(difference):
        np.subtract(after, before, out=difference, dtype=difference.dtype)
        result = difference.sum() + np.dot(difference, difference)
        np.copyto(before, after)
        return result

    ours = lambda: observe(*pointers)
    ways = {"ours -O2, beside numpy": (ours, lambda: roofline(*pointers)),
            "numpy, f64": (lambda: by_numpy(v), ours)}
    if scalar is np.float32:
        ways["numpy, f32"] = lambda: by_numpy(v32), ours
    return {f"sums/positions/{name}/kinetic/whole/{d}/1/{who}": pair for who, pair in ways.items()}


def seconds_of(way, count):
    """Processor time, after a pass that leaves the cache as its own arrays want it."""
    way()
    start = time.thread_time()
    for _ in range(count):
        way()
    return (time.thread_time() - start) / count


def main():
    library, d, repetitions, min_seconds, output = sys.argv[1:]
    d = int(d)
    ways = {}
    for scalar in (np.float32, np.float64):
        ways.update(passes(ctypes.CDLL(library), scalar, d))
    runs = []
    for repetition in range(int(repetitions)):
        for name, (way, rival) in random.sample(list(ways.items()), len(ways)):
            times = max(1, 200_000 // d)
            own, others, total = [], [], 0.0
            while total < float(min_seconds):
                own.append(seconds_of(way, times))
                others.append(seconds_of(rival, times))
                total += own[-1] * times
            runs.append({"name": name, "run_type": "iteration", "repetition_index": repetition,
                         "ns": 1e9 * statistics.median(own) / d,
                         "rival_ns": 1e9 * statistics.median(others) / d})
    with open(output, "w") as file:
        json.dump({"benchmarks": runs}, file)


main()
