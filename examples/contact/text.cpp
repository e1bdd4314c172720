// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// The tables.

#include "text.hpp"

#include <fmt/format.h>
#include <thermosgd/report/table.hpp>
#include <thermosgd/report/text.hpp>

#include <algorithm>
#include <cmath>

namespace contact {

namespace {

std::string short_number(double x) {
    return std::isfinite(x) ? fmt::format("{:.1e}", x) : "-";
}

std::string order_text(double order) {
    return std::isfinite(order) ? fmt::format("{:.2f}", order) : "-";
}

/// Error at the step 0.05, and the measured order.
void add_errors(std::vector<std::string>& row, const convergence_case& c,
                const convergence_curve* curve, double convergence_point::* error) {
    double value = std::nan("");
    if (curve != nullptr) {
        for (const convergence_point& p : curve->points) {
            value = p.timestep == 0.05 ? p.*error : value;
        }
    }
    row.push_back(short_number(value));
    row.push_back(curve == nullptr ? "-" : order_text(curve->measured_order(error, c.floor())));
}

/// A row per oscillator with the errors and orders of the default scheme and its compositions.
std::string default_schemes(const std::vector<convergence_case>& cases,
                            double convergence_point::* error, const char* of, bool details) {
    std::vector<std::string> header{"case", "word", of, "order", "Su4", "order", "KL6", "order"};
    if (details) {
        header.insert(header.end(), {"reference", "V and U"});
    }
    thermosgd::text_table table(header, details);
    for (const convergence_case& c : cases) {
        std::vector<std::string> row{c.name, c.curves.front().scheme};
        for (const int order : {2, 4, 6}) {
            add_errors(row, c, c.find("", order), error);
        }
        if (details) {
            row.push_back(short_number(c.exact_error));
            row.push_back(c.formula);
        }
        table.add(row);
    }
    return table.text("  ");
}

std::string all_schemes(const convergence_case& c) {
    thermosgd::text_table table({"scheme", "gradients/step", "q,p: h = 0.1", "0.05", "order",
                                 "S: h = 0.1", "0.05", "order"});
    for (const convergence_curve& curve : c.curves) {
        std::vector<std::string> row{curve.scheme, std::to_string(curve.gradients_per_step)};
        for (const auto error :
             {&convergence_point::position_error, &convergence_point::action_error}) {
            for (const double h : {0.1, 0.05}) {
                for (const convergence_point& p : curve.points) {
                    if (p.timestep == h) {
                        row.push_back(short_number(p.*error));
                    }
                }
            }
            row.push_back(order_text(curve.measured_order(error, c.floor())));
        }
        table.add(row);
    }
    return table.text("  ");
}

/// Means over the last tenth of a run's rows.
double late(const training_run& run, double training_row::* column) {
    const std::size_t n = run.rows.size(), first = n - std::max<std::size_t>(1, n / 10);
    double sum = 0.0;
    for (std::size_t i = first; i < n; ++i) {
        sum += run.rows[i].*column;
    }
    return sum / static_cast<double>(n - first);
}

double mean_over(const ensemble& e, double ensemble_row::* column) {
    double sum = 0.0;
    for (const ensemble_row& r : e.rows) {
        sum += r.*column;
    }
    return sum / static_cast<double>(e.rows.size());
}

/// Mean of V over the second half of the steps less that over the first.
double settling_of(const ensemble& e) {
    const std::size_t half = e.rows.size() / 2;
    double difference = 0.0;
    for (std::size_t i = 0; i < 2 * half; ++i) {
        difference += i < half ? -e.rows[i].potential : e.rows[i].potential;
    }
    return difference / static_cast<double>(half);
}

}  // namespace

std::string oscillator_text(const std::vector<convergence_case>& cases) {
    std::string text =
        "Reference oscillators, m = 1, to t = 10: errors at h = 0.05, orders from the finest pair "
        "of "
        "steps above\nrounding; the word alone, and composed to orders 4 (Su4) and 6 (KL6) at 5 "
        "and 9 gradients a step.\nErrors are against KL6 at h = 0.005; 'reference' is how far that "
        "is from the closed form, where known.\n\n" +
        default_schemes(cases, &convergence_point::position_error, "(q, p)", true) + '\n' +
        default_schemes(cases, &convergence_point::action_error, "S", false);
    for (const convergence_case& c : cases) {
        if (c.name == "G") {
            text += fmt::format("\nAll schemes on oscillator G, V = {}:\n\n{}", c.formula,
                                all_schemes(c));
        }
    }
    return text;
}

std::string optimiser_text(const std::vector<training_run>& runs,
                           const training_settings& settings) {
    thermosgd::text_table what(
        {"optimiser", "scheme, field", "parameters (m = 1)", "as heavy ball"}, true);
    thermosgd::text_table reached({"optimiser", "test loss", "accuracy [%]", "V [loss]", "K [loss]",
                                   "T [1e-6 loss]", "heat [loss]", "time"});
    std::string failures;
    for (const optimiser_facts& o : compared_optimisers()) {
        what.add({o.name, o.scheme, o.parameters, o.heavy_ball});
        const auto cell = [&](auto&& number) { return over_seeds(runs, o.name, number).text(); };
        reached.add(
            {o.name, cell([](const training_run& r) { return r.final.loss; }),
             cell([](const training_run& r) { return 100.0 * r.final.accuracy; }),
             cell([](const training_run& r) { return late(r, &training_row::potential); }),
             cell([](const training_run& r) { return late(r, &training_row::kinetic); }),
             cell([](const training_run& r) { return 1e6 * late(r, &training_row::temperature); }),
             cell([](const training_run& r) { return r.rows.back().heat; }),
             fmt::format("{:.1f}", over_seeds(runs, o.name, [](const training_run& r) {
                                       return r.rows.back().time;
                                   }).mean)});
    }
    for (const training_run& run : runs) {
        if (!run.failure.empty()) {
            failures += fmt::format("\n{}, seed {}, diverged and is left out: {}\n", run.optimiser,
                                    run.seed, run.failure);
        }
    }
    return fmt::format(
        "Optimisers on the main network, {} parameters: {} gradients of {} images each, {} seeds, "
        "λ = {},\n½λ|θ|² part of V; runs of one seed share initialisation and minibatches.\n\n{}\n"
        "Mean ± standard error over seeds. Test: all test images, after the last step. V, K and "
        "T = p·∂K/∂p per\nparameter: means over the last tenth; V of minibatches. Heat: taken out "
        "by friction since the start.\n\n{}{}",
        trained_network::parameters, settings.steps, settings.batch_size, settings.seeds,
        settings.weight_decay, what.text("  "), reached.text("  "), failures);
}

std::string dynamics_text(const ensemble_results& results, const ensemble_settings& settings) {
    std::vector<const ensemble*> measured;
    for (const ensemble& e : results.ensembles) {
        if (e.failure.empty()) {
            measured.push_back(&e);
        }
    }
    const auto scientific = [](double x) { return fmt::format("{:.3e}", x); };
    std::vector<std::string> header{"T [1e-6 loss]"};
    for (const ensemble* e : measured) {
        header.push_back(e->name);
    }
    thermosgd::text_table temperatures(header);
    const auto unit = [](const thermosgd::estimate& e) {
        return thermosgd::format_value_error(1e6 * e.value, 1e6 * e.error) +
               (e.verdict == thermosgd::reliability::unknown ? " ?" : "");
    };
    const std::size_t groups = measured.empty() ? 0 : measured.front()->report.groups.size();
    for (std::size_t g = 0; g < groups; ++g) {
        std::vector<std::string> row{measured.front()->report.groups[g].name};
        for (const ensemble* e : measured) {
            row.push_back(unit(e->report.groups[g].temperature));
        }
        temperatures.add(row);
    }
    std::vector<std::string> all{"all"}, virial{"virial"}, bath{"bath"}, potentials{"⟨V⟩ [loss]"},
        settling{"⟨V⟩, second half less first"}, error{"max |ΔE| [loss]"},
        drift{"drift of E [loss]"}, timestep{"h [time]"};
    for (const ensemble* one : measured) {
        const ensemble& e = *one;
        timestep.push_back(fmt::format("{}", e.timestep));
        all.push_back(unit(e.report.total.temperature));
        virial.push_back(fmt::format("{:.2f}", 1e6 * mean_over(e, &ensemble_row::virial)));
        bath.push_back(e.name == "constant E" ? "-"
                                              : fmt::format("{:.2f}", 1e6 * settings.temperature));
        potentials.push_back(fmt::format("{:.4f}", mean_over(e, &ensemble_row::potential)));
        settling.push_back(scientific(settling_of(e)));
        error.push_back(scientific(e.energy_error));
        drift.push_back(scientific(e.energy_drift));
    }
    for (const auto& row : {all, virial, bath, potentials, settling, error, drift, timestep}) {
        temperatures.add(row);
    }
    std::string text = fmt::format(
        "The network without batch normalisation, {} parameters, on one batch of {} images: m = 1, "
        "λ = {},\nγ = {}; V = {:.4f} after {} steps of training, its largest curvature {:.3g} "
        "[loss/θ²]. {}\nmeasured steps each, h at most {}{}.\n",
        moving_network::parameters, settings.images, settings.weight_decay, settings.friction,
        results.trained_loss, settings.training, results.curvature, settings.steps,
        settings.timestep, settings.choose_timestep ? ", halved where the potential needs it" : "");
    for (const ensemble& e : results.ensembles) {
        text += e.failure.empty() ? fmt::format("  {}: {}\n", e.name, e.scheme)
                                  : fmt::format("  {}, h = {}, failed and is left out: {}\n",
                                                e.name, e.timestep, e.failure);
    }
    text += fmt::format(
        "\nPhysical T = 2⟨K⟩/d from momenta without bias; virial: ⟨θ·∇V⟩/d. '?': error bar not "
        "known yet, at\nleast so large. ΔE counts heat given to the bath as energy.\n\n{}",
        temperatures.text("  "));
    for (const ensemble* e : measured) {
        text += fmt::format("\nEquipartition, {}:\n{}", e->name, thermosgd::to_text(e->readings));
    }
    if (results.energies.empty()) {
        return text + fmt::format("\nErrors of the energy against h failed and are left out: {}\n",
                                  results.energy_failure);
    }
    thermosgd::text_table energies({"h", "steps", "max |E − E₀|", "rms (E − E₀)", "ratio"});
    for (const energy_error& e : results.energies) {
        energies.add({fmt::format("{}", e.timestep), std::to_string(e.steps), e.greatest.text(),
                      e.root_mean.text(), std::isfinite(e.ratio.mean) ? e.ratio.text() : "-"});
    }
    energies.add({"all", "", "", "", results.factor.text()});
    text += fmt::format(
        "\nConstant energy over t = {} from {} networks, {} steps of training from seeds of their "
        "own, momenta drawn\nat T = {} [loss]; ratio of the rms to that of the next row, network "
        "by "
        "network: 4 for O(h²); mean ±\nstandard error over networks.\n\n{}\n{} full-batch "
        "gradients, {:.1f} ms each\n",
        static_cast<double>(settings.window) * results.energies.front().timestep, settings.starts,
        settings.start_training, settings.start_temperature, energies.text("  "), results.gradients,
        1e3 * results.seconds_per_gradient);
    return text;
}

}  // namespace contact
