// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// States of trackers and of what they are made of, changed, sealed, read and used.

#include "edits.hpp"
#include "seeds.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermosgd.hpp>

#include <array>
#include <cmath>
#include <exception>
#include <functional>

namespace {

using namespace thermosgd;

const layout& groups() {
    static const layout l = [] {
        layout made;
        made.add("conv", {2, 3}, {.filter_axis = 0});
        made.add("bias", {3});
        return made;
    }();
    return l;
}

/// For the recorder, whose state is large.
layout one_group() {
    layout made;
    made.add("conv", {2, 3});
    return made;
}

double number(std::uint64_t step, std::size_t i) {
    return std::sin(static_cast<double>(7 * step + 3 * i + 1));
}

template <class Tracker>
void show(Tracker& t, std::uint64_t step) {
    std::array<double, 9> v{}, x{};
    for (std::size_t i = 0; i < v.size(); ++i) {
        v[i] = number(step, i);
        x[i] = number(step, i + 1);
    }
    for (std::size_t g = 0; g < t.groups(); ++g) {
        const std::size_t begin = g == 0 ? 0 : 6;
        t.add(g, 0, std::span(v).subspan(begin, g == 0 ? 6 : 3), x.data() + begin);
    }
    t.close_step(step);
}

void show(velocity_histogram& h, std::uint64_t step) {
    velocity_map map(groups());
    show<velocity_map>(map, step);
    if (step == 0) {
        h.standardise(map);
    }
    show<velocity_histogram>(h, step);
}

void show(count_sketch& s, std::uint64_t step) {
    const std::array v{number(step, 0), number(step, 1), number(step, 2)};
    s.add(0, 3, v);
    s.add(1, 0, v);
}

template <class Series>
    requires requires(Series s, double x) { s.push(x); }
void show(Series& s, std::uint64_t step) {
    s.push(number(step, 0));
}

void show(batch_store& s, std::uint64_t step) {
    s.append(std::array{number(step, 0), number(step, 1)});
}

void show(thinned_samples& s, std::uint64_t step) {
    s.push(std::array{number(step, 0), number(step, 1)});
}

void read(const velocity_map& m) {
    for (std::size_t g = 0; g < m.groups(); ++g) {
        for (std::size_t k = 0; k < m.size(g); ++k) {
            (void)m.variance(g, k);
            (void)m.mean_fourth(g, k);
        }
        (void)m.mean_squares(g);
    }
    velocity_map sum(m);
    sum += m;
    fuzz::require(sum.groups() == m.groups(), "a map added to itself keeps its groups");
}

void read(const velocity_histogram& h) {
    for (std::size_t g = 0; g < h.groups(); ++g) {
        (void)(h.total(g) + h.zeros(g) + h.left_out(g));
        (void)h.density(g, 5);
        (void)h.beyond(g, velocity_histogram::bins - 1);
    }
}

void read(const tail_tracker& t) {
    for (std::size_t g = 0; g < t.groups(); ++g) {
        (void)t.index(g);
        (void)t.left_out(g);
    }
}

void read(const count_sketch& s) {
    for (std::size_t g = 0; g < s.groups(); ++g) {
        (void)(s.image(g).size() + s.size(g));
        (void)(s.finite(g) ? s.squared_length(g) : s.error(g));
    }
}

void read(const batch_store& s) {
    (void)s.ticks();
    for (std::size_t j = 0; j < s.columns(); ++j) {
        (void)s.total(j);
        (void)mean_estimate(s, j, find_burn_in(s, j));
    }
}

void read(const thinned_samples& s) {
    (void)s.rows().size();
    (void)s.rows(s.seen() / 2, s.seen()).size();
}

void read(const multiple_tau& c) {
    (void)c.variance();
    (void)c.correlations();
}

void read(const welch_spectrum& s) {
    (void)s.density();
}

/// The readings of `diagnose` are those of fuzz_checkpoint.
void read(const diagnostics_recorder& r) {
    read(r.older_map());
    read(r.newer_map());
    read(r.histogram());
    read(r.tails());
    read(r.kinetic_powers());
    read(r.moments());
}

/// One kind of object: shown some steps, changed, read back into one that was made alike.
template <class Object>
auto kind_of(Object made) {
    std::array<std::vector<std::byte>, 3> sound;
    constexpr std::array<std::uint64_t, 3> steps{0, 3, 11};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        Object seen = made;
        for (std::uint64_t step = 0; step < steps[i]; ++step) {
            show(seen, step);
        }
        sound[i] = to_bytes(seen);
    }
    return [made, sound](fuzz::byte_source& input) {
        Object object = made;
        const std::vector<std::byte> bytes = fuzz::edited(sound[input.below(sound.size())], input);
        try {
            from_bytes(bytes, object);
        } catch (const error&) {
            return;
        }
        read(object);
        try {
            for (std::uint64_t step = 11; step < 14; ++step) {
                show(object, step);
            }
        } catch (const layout_error&) {
            // An object that took its size from the file is of another one.
        }
        if (checksum(bytes) % 8 == 0) {
            read(object);
            Object again = made;
            from_bytes(to_bytes(object), again);
            fuzz::require(to_bytes(again) == to_bytes(object), "what was read is written and read");
        }
    };
}

const auto& kinds() {
    static const std::vector<std::function<void(fuzz::byte_source&)>> all{
        kind_of(velocity_map(groups(), {.fourth_powers = true})),
        kind_of(velocity_map(groups())),
        kind_of(velocity_histogram(groups())),
        kind_of(tail_tracker(groups(), {.block = 4, .every = 2})),
        kind_of(count_sketch(groups(), {.buckets = 8})),
        kind_of(batch_store(2, 8)),
        kind_of(thinned_samples(2, 8)),
        kind_of(multiple_tau({.width = 1, .levels = 2, .capacity = 4})),
        kind_of(welch_spectrum({.segment = 8})),
        kind_of(diagnostics_recorder(one_group(), {.trajectory = {.buckets = 16,
                                                                  .levels = 1,
                                                                  .velocity_width = 8,
                                                                  .velocity_levels = 1,
                                                                  .projections = 1,
                                                                  .spectrum_segment = 8,
                                                                  .kinetic_levels = 1},
                                                   .tails = {.block = 2, .every = 1},
                                                   .capacity = 4})),
    };
    return all;
}

}  // namespace

std::vector<std::string> fuzz::seeds() {
    std::vector<std::string> all;
    for (std::size_t kind = 0; kind < kinds().size(); ++kind) {
        for (const char state : {'\0', '\2'}) {
            const std::string begin{static_cast<char>(kind), state};
            all.push_back(begin);
            // A word near the beginning, where sizes stand, and one further on.
            all.push_back(begin + std::string("\0\0\0\x0b\0\x80\0\x0a", 8));
        }
    }
    return all;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::byte_source input(data, size);
    const auto& kind = kinds()[input.below(kinds().size())];
    kind(input);
    return 0;
}
