// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The folder, and CSV files.

#include "results.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <support/folder_lock.hpp>
#include <support/own_folder.hpp>
#include <thermosgd/io/atomic_file.hpp>
#include <thermosgd/io/csv_table.hpp>
#include <thermosgd/io/readings_csv.hpp>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <system_error>

namespace contact {

namespace {

namespace fs = std::filesystem;

constexpr const char* program = "thermosgd contact";

constexpr const char* tables[] = {"oscillators.csv", "optimisers.csv", "ensembles.csv",
                                  "energies.csv",    "report.txt",     "figures.gp"};

void write_oscillators(const fs::path& path, const std::vector<convergence_case>& cases) {
    thermosgd::csv_table file(path,
                              {"case", "scheme", "order", "h", "gradients", "error_qp", "error_S"});
    for (const convergence_case& c : cases) {
        for (const convergence_curve& curve : c.curves) {
            for (const convergence_point& p : curve.points) {
                file.append(c.name, curve.scheme, curve.order, p.timestep, p.gradients,
                            p.position_error, p.action_error);
            }
        }
    }
    file.commit();
}

void write_optimisers(const fs::path& path, const std::vector<training_run>& runs) {
    std::vector<std::string> columns{"optimiser", "seed", "gradients", "time", "V",
                                     "K",         "H",    "S",         "heat", "T"};
    for (const std::string& layer : trained_layers()) {
        columns.push_back("T_" + layer);
    }
    columns.insert(columns.end(), {"test_loss", "test_accuracy"});
    thermosgd::csv_table file(path, columns);
    for (const training_run& run : runs) {
        for (const training_row& r : run.rows) {
            const std::vector<double>& t = r.layers;
            file.append(run.optimiser, run.seed, r.gradients, r.time, r.potential, r.kinetic,
                        r.hamiltonian, r.contact, r.heat, r.temperature, t.at(0), t.at(1), t.at(2),
                        t.at(3), r.test_loss, r.test_accuracy);
        }
    }
    file.commit();
}

void write_ensembles(const fs::path& folder, const ensemble_results& results) {
    thermosgd::csv_table file(folder / "ensembles.csv",
                              {"ensemble", "time", "V", "K", "S", "heat", "T", "T_virial"});
    for (const ensemble& e : results.ensembles) {
        if (!e.failure.empty()) {
            continue;
        }
        for (const ensemble_row& r : e.rows) {
            file.append(e.name, r.time, r.potential, r.kinetic, r.contact, r.heat, r.temperature,
                        r.virial);
        }
        thermosgd::write_readings_csv(folder / equipartition_file(e.name), e.readings);
    }
    file.commit();
    thermosgd::csv_table energies(folder / "energies.csv",
                                  {"h", "steps", "max_error", "max_error_se", "rms_error",
                                   "rms_error_se", "ratio", "ratio_se"});
    for (const energy_error& e : results.energies) {
        energies.append(e.timestep, e.steps, e.greatest.mean, e.greatest.error, e.root_mean.mean,
                        e.root_mean.error, e.ratio.mean, e.ratio.error);
    }
    energies.commit();
}

}  // namespace

std::vector<std::string> figure_names() {
    return {"convergence",  "training",          "optimiser_energies", "optimiser_temperatures",
            "energy_error", "ensemble_energies", "layer_temperatures"};
}

fs::path create_folder(const run_options& options) {
    fs::path folder = options.out;
    if (folder.empty()) {
        folder =
            fmt::format("results/contact-{:%Y-%m-%d-%H%M%S}", fmt::localtime(std::time(nullptr)));
    }
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throw thermosgd::error(fmt::format("'{}': cannot create this folder ({})", folder.string(),
                                           failure.message()));
    }
    return folder;
}

void clear_folder(const fs::path& folder, bool force) {
    std::error_code failure;
    bool used = false;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        used = used || entry->path().filename() != support::lock_name;
    }
    if (failure) {
        throw thermosgd::error(
            fmt::format("'{}': cannot read this folder ({})", folder.string(), failure.message()));
    }
    if (used && !force) {
        throw thermosgd::error(fmt::format(
            "'{}': holds files already, expected an empty folder (--force replaces its results)",
            folder.string()));
    }
    std::vector<std::string> names(std::begin(tables), std::end(tables));
    for (const std::string& name : figure_names()) {
        names.push_back(name + ".svg");
    }
    for (const char* ensemble : {"Langevin", "CSVR", "constant E"}) {
        names.push_back(equipartition_file(ensemble));
    }
    support::require_own_folder(folder, program, names, "give another --out, or move that away");
    for (const std::string& name : names) {
        fs::remove(folder / name, failure);
    }
    support::mark_as_own(folder, program);
}

std::string equipartition_file(const std::string& ensemble) {
    std::string name = "equipartition_" + ensemble + ".csv";
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

void write_numbers(const fs::path& folder, const run_results& results) {
    if (!results.oscillators.empty()) {
        write_oscillators(folder / "oscillators.csv", results.oscillators);
    }
    if (!results.optimisers.empty()) {
        write_optimisers(folder / "optimisers.csv", results.optimisers);
    }
    if (!results.dynamics.ensembles.empty()) {
        write_ensembles(folder, results.dynamics);
    }
}

void write_file(const fs::path& path, const std::string& text) {
    thermosgd::atomic_file file(path);
    file.write(text);
    file.commit();
}

}  // namespace contact
