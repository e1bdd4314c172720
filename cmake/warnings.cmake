# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Linked PRIVATE by tests, examples and benchmarks; the library itself carries no flags.
add_library(thermosgd_warnings INTERFACE)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(thermosgd_warnings INTERFACE
        # clang counts sign conversions among conversions, g++ does not.
        -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Wshadow
        $<$<BOOL:${THERMOSGD_WARNINGS_AS_ERRORS}>:-Werror>)
endif()
