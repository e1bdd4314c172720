// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// A Gibbs state fitted to a series. Energies of twelve oscillators in a bath at β = 1.4 have the law
// Γ(12, β): the fit finds β, and the test against series drawn from the fitted state finds nothing.
// Where the bath is hotter, at β = 0.9, for every other draw, the mean energy still gives a β, and the
// test rejects it.
#include <thermosgd/gibbs/gibbs_fit.hpp>
#include <thermosgd/gibbs/gibbs_goodness.hpp>
#include <thermosgd/gibbs/quadratic_energy.hpp>
#include <thermosgd/numeric/random_stream.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <span>
#include <vector>

int main() {
    const thermosgd::gibbs::quadratic_energy family{.pairs = 12};
    thermosgd::random_stream random(8);
    const auto energies = [&](double even, double odd) {
        std::vector<std::array<double, 1>> series(2'000);
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i] = family.sample_moment({i % 2 == 0 ? even : odd}, random);
        }
        return series;
    };

    for (const double odd : {1.4, 0.9}) {
        const auto series = energies(1.4, odd);
        const std::span<const std::array<double, 1>> rows(series);
        const auto fit = thermosgd::fit_gibbs(family, rows, {.inefficiency = 1});
        const auto test = thermosgd::test_gibbs_fit(family, rows, random, {.inefficiency = 1});
        std::printf("baths at %.1f and %.1f: beta = %.2f ± %.2f, Var E/I = %.1f, p %s\n", 1.4, odd,
                    fit.b[0].value, fit.b[0].error, test.variance_ratio[0],
                    test.p_value < 0.01 ? "< 0.01: no Gibbs state" : "> 0.01: a Gibbs state");
    }
}
