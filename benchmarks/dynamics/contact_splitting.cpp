// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Steps of contact_splitting, with friction and S, and in turns with them steps of odeint, without,
// or a loop of the same traffic:
//   contact_splitting/POTENTIAL/TYPE/PATH/ORDER/SIZE/THREADS/BESIDE
#include "steppers.hpp"
#include "turns.hpp"

#include <string>

namespace {

using benchmarks::problem;
using benchmarks::shape;

/// Ours of one scalar type and what stands beside it.
struct scalar {
    const char* name;
    double bytes;
    benchmarks::make_stepper *array, *fused, *odeint, *roofline;
};
const scalar scalars[] = {
    {"float", 4, benchmarks::make_array_float, benchmarks::make_fused_float,
     benchmarks::make_odeint_float, benchmarks::make_roofline_float},
    {"double", 8, benchmarks::make_array_double, benchmarks::make_fused_double,
     benchmarks::make_odeint_double, benchmarks::make_roofline_double}};

/// Steps per call: as many as ours fuses of order 2.
std::uint64_t steps_of(const problem& what) {
    return what.order == 2 ? 64 : 12;
}

/// Schemes that a step of ours moves: 2 by the gradient and 5 by the pass of each stage; 4 per call
/// and chunk of fused steps, and 4 per call for the copy that undoes a failure.
double to_text(const problem& what, bool fused) {
    const double copies = 4.0 / static_cast<double>(steps_of(what));
    return copies + (fused ? copies : what.order == 2 ? 7.0 : 35.0);
}

void add(const problem& what, const scalar& type, bool fused, const char* beside,
         benchmarks::make_stepper* rival) {
    const std::string name = std::string("contact_splitting/") +
                             (what.potential == shape::quadratic ? "quadratic/" : "quartic/") +
                             type.name + (fused ? "/elementwise/" : "/array/") +
                             std::to_string(what.order) + '/' + std::to_string(what.d) + '/' +
                             std::to_string(what.threads) + '/' + beside;
    benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
        const auto ours = (fused ? type.fused : type.array)(what);
        const auto other = rival(what);
        const std::uint64_t steps = steps_of(what);
        benchmarks::take_turns(
            state, what.d * steps,
            what.threads == 1 ? benchmarks::processor_time : benchmarks::wall_time,
            [&] { ours->advance(steps); }, [&] { other->advance(steps); });
        state.counters["bytes"] = type.bytes * to_text(what, fused);
    })->UseManualTime();
}

}  // namespace

int main(int argc, char** argv) {
    for (const std::size_t d : {10'000, 1'000'000}) {
        for (const scalar& type : scalars) {
            for (const shape potential : {shape::quadratic, shape::quartic}) {
                for (const bool fused : {false, true}) {
                    add({potential, d, 2, 1}, type, fused, "velocity_verlet", type.odeint);
                    add({potential, d, 2, 2}, type, fused, "velocity_verlet", type.odeint);
                    add({potential, d, 4, 1}, type, fused, "symplectic_rkn_sb3a_mclachlan",
                        type.odeint);
                }
                add({potential, d, 2, 1}, type, false, "roofline", type.roofline);
            }
        }
    }
    return benchmarks::run(argc, argv);
}
