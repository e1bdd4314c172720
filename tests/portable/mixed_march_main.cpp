// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// Calls the unit that the first argument names; with a second, for the error that it throws.
#include <thermosgd/core/error.hpp>

#include <cstdio>
#include <string_view>

namespace generic {
double temperature();
void observe_too_few();
}  // namespace generic

namespace fast {
double temperature();
void observe_too_few();
}  // namespace fast

int main(int count, char** arguments) {
    const bool with_avx = count > 1 && std::string_view(arguments[1]) == "fast";
    try {
        if (count > 2) {
            with_avx ? fast::observe_too_few() : generic::observe_too_few();
        }
        std::printf("%.10g\n", with_avx ? fast::temperature() : generic::temperature());
    } catch (const thermosgd::error& e) {
        std::printf("caught %s\n", e.what());
    }
}
