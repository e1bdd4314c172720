// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Steps of half the size, again and again.

#include "convergence.hpp"

#include "oscillators.hpp"

#include <thermosgd/dynamics/contact_splitting.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace contact {

namespace {

using thermosgd::composition;

/// The state at the end of an oscillator's time.
template <class Hamiltonian, class Scheme>
phase_point integrate(const oscillator& which, const Hamiltonian& h, Scheme scheme,
                      composition order, double timestep, int* gradients_per_step = nullptr) {
    phase_point x = which.start;
    thermosgd::contact_splitting stepper(h, scheme, x, {.timestep = timestep, .order = order});
    stepper.advance(x, static_cast<std::uint64_t>(std::llround((which.end - x.t) / timestep)));
    if (gradients_per_step != nullptr) {
        *gradients_per_step = stepper.gradients_per_step();
    }
    return x;
}

double greatest_difference(const phase_point& a, const phase_point& b) {
    double worst = 0.0;
    for (std::size_t i = 0; i < a.q.size(); ++i) {
        worst = std::max({worst, std::fabs(a.q[i] - b.q[i]), std::fabs(a.p[i] - b.p[i])});
    }
    return worst;
}

/// Whether a composition takes this step: its backward stages would amplify a strong friction.
template <class Dissipation>
bool accepts(const Dissipation& u, const phase_point& start, composition order, double timestep) {
    if constexpr (thermosgd::linear_in_s<Dissipation>) {
        return order.order() == 2 || u.rate_at(start.t) * timestep <= 1.0;
    } else {
        return order.order() == 2 || std::fabs(u.derivative(start.s)) * timestep <= 1.0;
    }
}

template <class Hamiltonian, class Scheme>
void add_curve(const oscillator& which, const Hamiltonian& h, Scheme scheme, composition order,
               const std::vector<double>& steps, const phase_point& reference,
               convergence_case& result) {
    if constexpr (thermosgd::exact_flows<Hamiltonian, Scheme>) {
        const std::string prefix = order.order() == 2 ? "" : std::string(order.name()) + '/';
        convergence_curve curve{prefix + Scheme::splitting.name, order.order(), 0, {}};
        for (const double timestep : steps) {
            const double count = std::round((which.end - which.start.t) / timestep);
            const bool divides = std::fabs(count * timestep - (which.end - which.start.t)) < 1e-9;
            if (!divides || !accepts(h.dissipation, which.start, order, timestep)) {
                continue;
            }
            const phase_point end =
                integrate(which, h, scheme, order, timestep, &curve.gradients_per_step);
            curve.points.push_back(
                {timestep, static_cast<std::size_t>(count * curve.gradients_per_step),
                 greatest_difference(end, reference), std::fabs(end.s - reference.s)});
        }
        result.curves.push_back(std::move(curve));
    }
}

}  // namespace

double convergence_curve::measured_order(double convergence_point::* error, double floor) const {
    for (std::size_t i = points.size(); i-- > 1;) {
        if (points[i].*error > floor) {
            return std::log2(points[i - 1].*error / points[i].*error) /
                   std::log2(points[i - 1].timestep / points[i].timestep);
        }
    }
    return std::numeric_limits<double>::quiet_NaN();
}

const convergence_curve* convergence_case::find(const std::string& scheme, int wanted) const {
    for (const convergence_curve& curve : curves) {
        const bool named = scheme.empty() || curve.scheme == scheme;
        if (named && curve.order == wanted) {
            return &curve;
        }
    }
    return nullptr;
}

std::vector<convergence_case> measure_convergence(const std::vector<double>& steps) {
    namespace schemes = thermosgd::schemes;
    std::vector<convergence_case> cases;
    for_each_oscillator([&](const oscillator& which, const auto& h) {
        using best = thermosgd::default_scheme<std::decay_t<decltype(h)>>;
        const phase_point reference =
            integrate(which, h, best{}, composition::kahan_li6(), reference_step);
        const phase_point coarser =
            integrate(which, h, best{}, composition::kahan_li6(), 2 * reference_step);
        convergence_case result{.name = which.name, .formula = which.formula};
        result.halved_error =
            std::max(greatest_difference(reference, coarser), std::fabs(reference.s - coarser.s));
        if (which.exact) {
            const closed_form& exact = *which.exact;
            result.exact_error =
                std::max(std::fabs(reference.q[0] - exact.q), std::fabs(reference.p[0] - exact.p));
            if (!std::isnan(exact.s)) {
                result.exact_error = std::max(result.exact_error, std::fabs(reference.s - exact.s));
            }
        }
        const auto add = [&](auto scheme, composition order) {
            add_curve(which, h, scheme, order, steps, reference, result);
        };
        // The default schemes come first: find() takes the first of an order.
        add(best{}, composition::none());
        add(best{}, composition::suzuki4());
        add(best{}, composition::kahan_li6());
        add(best{}, composition::yoshida4());
        add(best{}, composition::yoshida6());
        if constexpr (!std::is_same_v<best, schemes::fdkdf>) {
            add(schemes::fdkdf{}, composition::none());
        }
        add(schemes::dkfkd{}, composition::none());
        add(schemes::k_df_k{}, composition::none());
        add(schemes::kdfdk{}, composition::none());
        add(schemes::fkdkf{}, composition::none());
        add(schemes::variational{}, composition::none());
        cases.push_back(std::move(result));
    });
    return cases;
}

}  // namespace contact
