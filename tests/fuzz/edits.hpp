// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Changes of a sound state, as an input asks for them.

#include "byte_source.hpp"
#include "sealed.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace fuzz {

/// A sound checkpoint with the changes that are left in `input`, its checksum right.
///
/// Each change has an operation, a place and what goes there; a state of many kilobytes is reached
/// with inputs of a few bytes.
inline std::vector<std::byte> edited(std::vector<std::byte> state, byte_source& input) {
    constexpr std::array<std::uint64_t, 12> made_up{0,
                                                    1,
                                                    2,
                                                    3,
                                                    7,
                                                    8,
                                                    255,
                                                    1U << 16U,
                                                    1U << 20U,
                                                    std::uint64_t{1} << 40U,
                                                    std::uint64_t{1} << 63U,
                                                    std::numeric_limits<std::uint64_t>::max()};
    const auto at = [](std::vector<std::byte>& bytes, std::size_t place) {
        return bytes.begin() + static_cast<std::ptrdiff_t>(place);
    };
    for (int change = 0; change < 16 && !input.empty(); ++change) {
        const std::uint8_t what = input.byte();
        const std::size_t payload = state.size() - header_size;
        if (payload < 8) {
            break;
        }
        const std::size_t place = header_size + input.take<std::uint16_t>() % (payload - 7);
        std::uint64_t word = 0;
        switch (what % 7) {
        case 0: word = made_up[input.below(made_up.size())]; break;
        case 1: word = input.take<std::uint64_t>(); break;
        case 2: word = input.byte(); break;
        case 3: state[place] = static_cast<std::byte>(input.byte()); continue;
        case 4: state.erase(at(state, place), at(state, place + 1 + input.below(8))); continue;
        case 5:
            state.insert(at(state, place), 1 + input.below(64), std::byte{input.byte()});
            continue;
        default: {
            std::memcpy(&word, state.data() + place, 8);
            word +=
                static_cast<std::uint64_t>(std::int64_t{static_cast<std::int8_t>(input.byte())});
        }
        }
        std::memcpy(state.data() + place, &word, 8);
    }
    seal(state);
    return state;
}

}  // namespace fuzz
