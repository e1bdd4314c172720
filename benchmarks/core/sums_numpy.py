# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""numpy as a peer of core/sums: the same names and the same JSON as Google Benchmark writes.

usage: sums_numpy.py LIBRARY SIZE REPETITIONS MIN_SECONDS OUTPUT
"""
import ctypes
import json
import random
import sys
import time

import numpy as np


def passes(library, scalar, d):
    """The ways to take sum v, sum v^2 and store, by name; arrays are made once."""
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

    ways = {"roofline": lambda: roofline(*pointers), "ours -O2": lambda: observe(*pointers),
            "numpy, f64": lambda: by_numpy(v)}
    if scalar is np.float32:
        ways["numpy, f32"] = lambda: by_numpy(v32)
    return {f"sums/positions/{name}/kinetic/whole/{d}/1/{who}": way for who, way in ways.items()}


def seconds_of(way, count):
    start = time.perf_counter()
    for _ in range(count):
        way()
    return (time.perf_counter() - start) / count


def main():
    library, d, repetitions, min_seconds, output = sys.argv[1:]
    d = int(d)
    ways = {}
    for scalar in (np.float32, np.float64):
        ways.update(passes(ctypes.CDLL(library), scalar, d))
    counts = {}
    for name, way in ways.items():
        way()
        counts[name] = max(1, round(float(min_seconds) / seconds_of(way, 3)))
    runs = []
    for repetition in range(int(repetitions)):
        order = list(ways)
        random.shuffle(order)
        for name in order:
            seconds = seconds_of(ways[name], counts[name])
            runs.append({"name": name, "run_type": "iteration", "repetition_index": repetition,
                         "real_time": seconds * 1e9, "time_unit": "ns",
                         "items_per_second": d / seconds})
    with open(output, "w") as file:
        json.dump({"benchmarks": runs}, file)


main()
