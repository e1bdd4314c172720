# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT
"""The error bars of emcee and pymbar on the series that error_bars.cpp writes.

usage: error_bars.py DIR

Prints cells of a table: how many per cent of the intervals mean ± 1.96 error cover the truth, and
in brackets the mean error over the true scatter. An error that is not a number covers nothing and
is left out of the mean.
"""
import csv
import logging
import sys

import emcee
import numpy
import pymbar.timeseries

TRUSTED = 50  # emcee's own limit: it warns of series shorter than this many times τ


def cell(series, errors, mean, scatter):
    """Coverage and mean error over true scatter of the series."""
    if len(errors) == 0:
        return ""
    covered = numpy.abs(series.mean(axis=1) - mean) <= 1.959964 * errors
    known = errors[numpy.isfinite(errors)]
    lost = len(errors) - len(known)
    ratio = f"{known.mean() / scatter:.2f}" if len(known) else "none"
    return f"{100 * covered.mean():.1f} ({ratio}{f', {lost} NaN' if lost else ''})"


def main():
    logging.getLogger().setLevel(logging.ERROR)
    directory = sys.argv[1]
    print("emcee | emcee, N ≥ 50 τ | pymbar")
    print("--- | --- | ---")
    with open(f"{directory}/cases.csv", encoding="utf-8") as index:
        for case in csv.DictReader(index):
            count = int(case["count"])
            mean, scatter = float(case["mean"]), float(case["scatter"])
            series = numpy.fromfile(f"{directory}/{case['name']}.f64").reshape(-1, count)
            sd = series.std(axis=1, ddof=1)
            tau = numpy.array([emcee.autocorr.integrated_time(x, quiet=True)[0] for x in series])
            g = numpy.array([pymbar.timeseries.statisticalInefficiency(x) for x in series])
            with numpy.errstate(invalid="ignore"):
                errors = sd * numpy.sqrt(tau / count)
            trusted = count >= TRUSTED * tau
            share = 100 * trusted.mean()
            of_trusted = cell(series[trusted], errors[trusted], mean, scatter)
            print(
                cell(series, errors, mean, scatter),
                f"{share:.0f}: {of_trusted}" if of_trusted else "0",
                cell(series, sd * numpy.sqrt(g / count), mean, scatter),
                sep=" | ",
                flush=True,
            )


if __name__ == "__main__":
    main()
