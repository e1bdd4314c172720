# SPDX-FileCopyrightText: 2026 thermosgd contributors
# SPDX-License-Identifier: MIT

# Linked PRIVATE by tests and examples; empty unless THERMOSGD_SANITIZE is on.
add_library(thermosgd_sanitizers INTERFACE)
if(THERMOSGD_SANITIZE)
    set(sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer)
    if(THERMOSGD_SANITIZE STREQUAL "thread")
        list(PREPEND sanitizers -fsanitize=thread)
    else()
        list(PREPEND sanitizers -fsanitize=address,undefined)
    endif()
    target_compile_options(thermosgd_sanitizers INTERFACE ${sanitizers})
    target_link_options(thermosgd_sanitizers INTERFACE ${sanitizers})
endif()
