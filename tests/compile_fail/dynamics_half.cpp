// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
//
// expect: writable_buffer
// expect: computing_scalar
#include <thermosgd/dynamics/state.hpp>

#include <vector>

// A step would round its own momenta to 16 bits.
thermosgd::contact_state<std::vector<thermosgd::bfloat16>> state;
