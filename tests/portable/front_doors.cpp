// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Every front door, compiled and run by a compiler other than that of the tests; exit code 1 where a
// number is not the known one.
#include <thermosgd/core/thread_pool.hpp>
#include <thermosgd/diagnostics.hpp>
#include <thermosgd/dynamics.hpp>
#include <thermosgd/gibbs.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/io/report_csv.hpp>
#include <thermosgd/io/report_json_lines.hpp>
#include <thermosgd/statistics/replicas.hpp>
#include <thermosgd/thermosgd.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace {

int failures = 0;

void check(bool holds, const char* what) {
    std::printf("%s: %s\n", holds ? "ok" : "FAILED", what);
    failures += holds ? 0 : 1;
}

/// Weights that jump to and fro by one: T = 1/2, whatever the scalar.
template <class T>
thermosgd::thermometer jumping(thermosgd::diagnostics_recorder* recorder = nullptr) {
    thermosgd::layout layout;
    layout.add("w", {4, 5}, {.filter_axis = 0});
    thermosgd::thermometer thermo(layout);
    thermosgd::thread_pool pool(2);
    std::vector<T> x(20);
    for (std::uint64_t step = 0; step < 600; ++step) {
        for (T& weight : x) {
            weight = step % 2 == 0 ? T{0} : T{1};
        }
        if (recorder == nullptr) {
            thermo.observe(step, x, {.learning_rate = 0.1}, pool);
        } else {
            thermo.observe(step, x, {.learning_rate = 0.1}, *recorder);
        }
    }
    return thermo;
}

void observe() {
    const auto thermo = jumping<double>();
    check(thermo.report()["w"].temperature.value == 0.5, "temperature of doubles");
    check(jumping<float>().report()["w"].temperature.value == 0.5, "temperature of floats");
    check(thermosgd::to_text(thermo.report()).find("w") != std::string::npos, "text");

    thermosgd::thermometer second(thermo.layout());
    thermosgd::from_bytes(thermosgd::to_bytes(thermo, "tag"), second, "tag");
    check(second.report()["w"].temperature.value == 0.5, "checkpoint");

    const auto path = std::filesystem::temp_directory_path() / "thermosgd-front-doors.csv";
    thermosgd::write_report_csv(path, thermo.report());
    check(thermosgd::read_file(path).find("temperature") != std::string::npos, "CSV file");
    std::filesystem::remove(path);

    thermosgd::diagnostics_recorder recorder(thermo.layout());
    const auto seen = jumping<double>(&recorder);
    check(!thermosgd::diagnose(seen, recorder).empty(), "readings");
}

void move() {
    // A valley x²/2 in one dimension: heavy ball by hand and by the contact optimiser.
    const auto valley = [](const std::vector<double>& x, std::vector<double>& gradient) {
        gradient[0] = x[0];
        return x[0] * x[0] / 2;
    };
    thermosgd::contact_optimiser opt(valley, {.learning_rate = 0.01, .momentum_coefficient = 0.9});
    std::vector<double> weights{1.0};
    double x = 1.0, v = 0.0;
    for (int step = 0; step < 100; ++step) {
        opt.step(weights);
        v = 0.9 * v - 0.01 * x;
        x += v;
    }
    check(std::fabs(opt.evaluation_point()[0] - x) < 1e-9, "contact optimiser");
}

void fit() {
    const thermosgd::gibbs::quadratic_energy family{.pairs = 12};
    thermosgd::random_stream random(8);
    std::vector<std::array<double, 1>> energies(2'000);
    for (auto& energy : energies) {
        energy = family.sample_moment({1.4}, random);
    }
    const std::span<const std::array<double, 1>> rows(energies);
    const auto fitted = thermosgd::fit_gibbs(family, rows, {.inefficiency = 1});
    check(std::fabs(fitted.b[0].value - 1.4) < 5 * fitted.b[0].error, "temperature of a fit");
}

}  // namespace

int main() {
    observe();
    move();
    fit();
    return failures == 0 ? 0 : 1;
}
