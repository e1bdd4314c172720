// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// The library as a user compiles it, with the pass over memory of every input and scalar.
#include <thermosgd/thermosgd.hpp>

#include <span>
#include <vector>

template <class T>
double observe(thermosgd::sums_pass& pass, const std::vector<T>& after, std::vector<T>& before,
               thermosgd::sums_level level) {
    thermosgd::serial_executor serial;
    pass.positions(after, std::span<T>(before), level, serial);
    const double v2 = pass.groups().front().v2;
    pass.displacements(after, std::span<const T>(before), level, serial);
    return v2 + pass.groups().front().v2;
}

template double observe(thermosgd::sums_pass&, const std::vector<float>&, std::vector<float>&,
                        thermosgd::sums_level);
template double observe(thermosgd::sums_pass&, const std::vector<double>&, std::vector<double>&,
                        thermosgd::sums_level);

void observe(thermosgd::thermometer& thermometer, const std::vector<float>& x) {
    thermometer.observe(1, x);
}
