// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Checkpoints of a thermometer and a recorder whose checksum is right; what is read is then used.

#include "sealed.hpp"
#include "seeds.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermosgd.hpp>

#include <algorithm>
#include <array>
#include <exception>
#include <random>

namespace {

using namespace thermosgd;

/// What is read: small, so that one input takes microseconds.
struct run {
    layout names = [] {
        layout l;
        l.add("conv", {1, 2}, {.filter_axis = 0});
        return l;
    }();
    thermometer thermo{names, {.all_every = 2, .capacity = 8}};
    diagnostics_recorder recorder{names,
                                  {.trajectory = {.buckets = 16,
                                                  .levels = 1,
                                                  .velocity_width = 8,
                                                  .velocity_levels = 1,
                                                  .projections = 1,
                                                  .spectrum_segment = 8,
                                                  .kinetic_levels = 1},
                                   .topics = {topic::currents}}};
    std::array<float, 2> x{};

    void observe(std::uint64_t begin, std::uint64_t end) {
        for (std::uint64_t step = begin; step < end; ++step) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                x[i] = static_cast<float>((step * 37 + i * 11) % 101) / 100 - 0.5F;
            }
            thermo.observe(step, x, {.loss = 1, .learning_rate = step < 2 ? 0.1 : 0.2}, recorder);
        }
    }
};

/// What stands in front says whether the recorder is stored, too.
template <class Archive>
void store(Archive& ar, run& r) {
    bool both = true;
    ar(both, r.thermo);
    if (both) {
        ar(r.recorder);
    }
}

void use(run& r, std::uint64_t next, bool diagnosed) {
    (void)to_text(r.thermo.report());
    for (const report& finished : r.thermo.finished_segments()) {
        (void)to_text(finished);
    }
    try {
        r.observe(next, next + 3);
        if (diagnosed) {
            (void)diagnose(r.thermo, r.recorder);
        }
    } catch (const std::exception&) {
        // The last step may be a made-up number beyond this one.
    }
    (void)to_text(r.thermo.report());
    checkpoint_writer again;
    again(r.thermo, r.recorder);
    (void)again.bytes();
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
    std::vector<std::string> all;
    for (const int steps : {0, 2, 3, 5}) {
        for (const bool both : {false, true}) {
            run r;
            r.observe(0, static_cast<std::uint64_t>(steps));
            checkpoint_writer writer;
            writer(both, r.thermo);
            if (both) {
                writer(r.recorder);
            }
            const std::string bytes = text_of(writer.bytes());
            if (bytes.size() < 4096) {
                all.push_back(bytes);
            }
        }
    }
    return all;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
    using fuzz::header_size;
    if (size < header_size || most <= header_size) {
        return LLVMFuzzerMutate(data, size, most);
    }
    std::size_t payload = size - header_size;
    std::minstd_rand random(seed);
    if (payload >= 8 && random() % 2 == 0) {
        // Sizes, counts and steps are words of eight bytes.
        constexpr std::array<std::uint64_t, 10> made_up{0,
                                                        1,
                                                        2,
                                                        3,
                                                        8,
                                                        255,
                                                        1U << 20U,
                                                        std::uint64_t{1} << 40U,
                                                        std::uint64_t{1} << 63U,
                                                        std::uint64_t(-1)};
        const std::size_t at = header_size + random() % (payload - 7);
        std::memcpy(data + at, &made_up[random() % made_up.size()], 8);
    } else {
        payload = LLVMFuzzerMutate(data + header_size, payload, most - header_size);
    }
    fuzz::seal({reinterpret_cast<std::byte*>(data), header_size + payload});
    return header_size + payload;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const run empty;
    run r = empty;
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    try {
        checkpoint_reader reader(bytes);
        store(reader, r);
        reader.finish();
    } catch (const error&) {
        return 0;
    }
    use(r, 5, checksum(bytes) % 8 == 0);
    return 0;
}
