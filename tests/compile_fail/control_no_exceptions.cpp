// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// flags: -fno-exceptions -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow -Wold-style-cast -Wuseless-cast -Wno-unknown-warning-option -Werror
//
// Control: every front door, the files and the pool compile without exceptions, and with casts of
// the old style and, by g++, casts to the same type as errors.
#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/diagnostics.hpp>
#include <thermosgd/dynamics.hpp>
#include <thermosgd/gibbs.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/io/curves_csv.hpp>
#include <thermosgd/io/readings_csv.hpp>
#include <thermosgd/io/report_csv.hpp>
#include <thermosgd/io/report_json_lines.hpp>
#include <thermosgd/statistics/replicas.hpp>
#include <thermosgd/thermosgd.hpp>

int main() {
    thermosgd::layout names;
    names.add("w", {4});
    thermosgd::thermometer thermo(names);
    thermosgd::thread_pool pool(2);
    const std::vector<double> x(4);
    thermo.observe(0, x, {}, pool);
    return static_cast<int>(thermo.report().observed_steps);
}
