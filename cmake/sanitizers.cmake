# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Linked PRIVATE by tests and examples; empty unless THERMOSGD_SANITIZE is on.
add_library(thermosgd_sanitizers INTERFACE)
if(THERMOSGD_SANITIZE)
    set(sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(thermosgd_sanitizers INTERFACE ${sanitizers})
    target_link_options(thermosgd_sanitizers INTERFACE ${sanitizers})
endif()
