// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Any sequence of calls of a thermometer; what it promises is looked at after each report.

#include "byte_source.hpp"
#include "seeds.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/thermometer/merge.hpp>
#include <thermosgd/thermosgd.hpp>

#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

namespace {

using namespace thermosgd;

layout layout_of(fuzz::byte_source& input) {
    layout l;
    const std::size_t groups = input.below(4);
    for (std::size_t g = 0; g < groups; ++g) {
        std::vector<std::size_t> shape;
        for (std::size_t axes = input.below(3); axes > 0; --axes) {
            shape.push_back(input.below(5));
        }
        const std::uint8_t how = input.byte();
        group_options options{.column_major = (how & 4U) != 0, .scale_invariant = (how & 8U) != 0};
        if ((how & 1U) != 0 && !shape.empty()) {
            options.filter_axis = (how >> 1U & 1U) % shape.size();
        }
        l.add("g" + std::to_string(g), shape, options);
        l.skip((how & 16U) != 0 ? 1 : 0);
    }
    return l;
}

thermometer_options options_of(fuzz::byte_source& input) {
    thermometer_options o;
    const std::uint8_t how = input.byte();
    o.capacity = 4 + 2 * (how & 3U);
    o.all_every = 1 + (how >> 2U & 3U);
    o.segments_kept = (how & 16U) != 0 ? 3 : 64;
    o.mass = (how & 32U) != 0 ? mass_rule(mass::of_learning_rate) : mass_rule(2.0);
    switch (how >> 6U) {
    case 1: o.schedule = schedule::every(2 + input.below(3)); break;
    case 2: o.schedule = schedule::logarithmic(1 + static_cast<double>(input.below(30))); break;
    default: break;
    }
    return o;
}

/// One thermometer and what is known of the steps that it was shown.
class run {
public:
    run(const layout& l, const thermometer_options& o)
        : thermo_(l, o), other_(l, o), made_(thermo_) {
        counted_ = o.schedule.interval() == 1 && o.segments_kept == 64;
    }

    void call(fuzz::byte_source& input) {
        constexpr int most_costly = 3;
        const std::uint8_t what = input.byte() % 12;
        if (what >= 7 && what != 10 && ++costly_ > most_costly) {
            return;
        }
        switch (what) {
        case 0:
        case 1:
        case 2:
        case 3: show(input, thermo_, step_, 1); break;
        case 4: show(input, thermo_, step_, input.take<std::uint16_t>()); break;
        case 5: jump(input); break;
        case 6: change_parameters(input); break;
        case 7:
            for (int i = 0; i < 12; ++i) {
                show(input, thermo_, step_, 1);
            }
            break;
        case 8: look(); break;
        case 9: store_and_read(); break;
        case 10: show(input, other_, other_step_, 1 + input.below(3)); break;
        default: join(); break;
        }
    }

    void look() const {
        const report r = thermo_.report();
        (void)to_text(r);
        check(r);
        std::uint64_t shown = r.observed_steps + r.missed_steps + r.skipped_steps;
        for (const report& finished : thermo_.finished_segments()) {
            check(finished);
            shown += finished.observed_steps + finished.missed_steps + finished.skipped_steps;
        }
        if (counted_ && r.segment < 64) {
            fuzz::require(shown == expected_,
                          "observed, missed and skipped steps are those that went by");
        }
    }

private:
    static void check(const estimate& e) {
        fuzz::require(e.verdict != reliability::reliable || e.n_eff >= 100,
                      "reliable: N_eff >= 100");
        fuzz::require(e.verdict == reliability::unknown || e.n_eff >= 50, "rough: N_eff >= 50");
        (void)e.interval();
    }

    static void check(const report& r) {
        std::uint64_t d = 0;
        bool finite = !r.groups.empty();
        for (const group_report& g : r.groups) {
            check(g.temperature);
            check(g.mean_square_velocity);
            check(g.mean_square_position);
            check(g.velocity_variance);
            d += g.degrees_of_freedom;
            fuzz::require(g.nonfinite_steps <= r.observed_steps, "steps left out were observed");
            finite = finite && g.nonfinite_steps == 0 && g.degrees_of_freedom > 0 &&
                     std::abs(g.temperature.value) < 1e290;
        }
        check(r.total.temperature);
        check(r.loss);
        fuzz::require(d == r.total.degrees_of_freedom, "d of all groups is the sum");
        fuzz::require(r.total.nonfinite_steps <= r.observed_steps, "steps left out were observed");
        fuzz::require(!finite || std::isfinite(r.total.temperature.value),
                      "all groups have a temperature where each has one");
    }

    template <class Scalar>
    std::vector<Scalar> numbers(fuzz::byte_source& input) const {
        constexpr std::array<double, 8> odd{std::numeric_limits<double>::quiet_NaN(),
                                            std::numeric_limits<double>::infinity(),
                                            0.0,
                                            -0.0,
                                            5e-324,
                                            1e300,
                                            -1e30,
                                            1e-200};
        std::vector<Scalar> x(thermo_.layout().size());
        const std::uint8_t seed = input.byte();
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<Scalar>(static_cast<double>((seed + 1) * (31 * i + 7) % 257) / 256 -
                                       0.5);
        }
        if (seed % 8 == 7 && !x.empty()) {
            const double special = odd[input.below(odd.size())];
            x[input.below(x.size())] = std::abs(special) < 1e38 || !std::isfinite(special)
                                           ? static_cast<Scalar>(special)
                                           : std::numeric_limits<Scalar>::max();
        }
        return x;
    }

    template <class Scalar>
    void show_as(fuzz::byte_source& input, thermometer& to, std::uint64_t step, std::uint8_t how) {
        const std::vector<Scalar> x = numbers<Scalar>(input);
        if ((how & 2U) == 0) {
            to.observe(step, x, info_);
            return;
        }
        const std::vector<Scalar> before((how & 4U) != 0 ? x.size() : 0, Scalar(0.25));
        to.observe_displacement(step, x, std::span<const Scalar>(before), info_);
    }

    void show(fuzz::byte_source& input, thermometer& to, std::optional<std::uint64_t>& last,
              std::uint64_t more) {
        const std::uint8_t how = input.byte();
        const std::uint64_t step = last ? *last + more : more;
        info_.loss = (how & 32U) != 0 ? step_info::not_given : 1.0 + how;
        if (last && step <= *last) {
            refuse(input, to, step);
            return;
        }
        try {
            (how & 1U) != 0 ? show_as<double>(input, to, step, how)
                            : show_as<float>(input, to, step, how);
        } catch (const layout_error&) {
            // The type of the scalars is that of the first positions.
            return;
        } catch (const std::invalid_argument&) {
            fuzz::require(!thermosgd::detail::is_allowed_coefficient(info_.momentum_coefficient),
                          "a step that grows is refused for its momentum coefficient alone");
            return;
        }
        if (&to == &thermo_) {
            expected_ += last ? step - *last : (how & 2U) != 0 ? 1 : 0;
        }
        last = step;
    }

    void refuse(fuzz::byte_source& input, thermometer& to, std::uint64_t step) {
        const auto before = to_bytes(to);
        try {
            show_as<float>(input, to, step, input.byte());
        } catch (const std::invalid_argument&) {
            fuzz::require(to_bytes(to) == before, "a step that is refused changes nothing");
            return;
        } catch (const layout_error&) {
            return;
        }
        fuzz::require(false, "steps grow");
    }

    void jump(fuzz::byte_source& input) {
        show(input, thermo_, step_, input.take<std::uint64_t>());
    }

    void change_parameters(fuzz::byte_source& input) {
        constexpr std::array values{
            0.1,  0.2, 0.0, step_info::not_given, 1e-300, std::numeric_limits<double>::infinity(),
            -1.0, 32.0};
        const std::uint8_t which = input.byte();
        const double value = values[which >> 3U & 7U];
        switch (which % 4) {
        case 0: info_.learning_rate = value; break;
        case 1: info_.batch_size = value; break;
        case 2: info_.weight_decay = value; break;
        default: info_.momentum_coefficient = value; break;
        }
    }

    void store_and_read() {
        const auto bytes = to_bytes(thermo_);
        thermometer read = made_;
        from_bytes(bytes, read);
        fuzz::require(to_bytes(read) == bytes, "a thermometer read back is the same");
        fuzz::require(to_text(read.report()) == to_text(thermo_.report()),
                      "a thermometer read back reports the same");
        thermo_ = read;
    }

    void join() {
        const auto before = to_bytes(thermo_);
        try {
            (void)merge(thermo_, other_);
        } catch (const std::exception&) {
            fuzz::require(to_bytes(thermo_) == before, "a merge that is refused changes nothing");
            return;
        }
        look_at_text();
        counted_ = false;
        step_ = other_step_ ? std::max(step_.value_or(0), *other_step_) : step_;
        other_ = made_;
    }

    void look_at_text() const { check(thermo_.report()); }

    thermometer thermo_, other_, made_;
    step_info info_{.learning_rate = 0.1};
    std::optional<std::uint64_t> step_, other_step_;
    std::uint64_t expected_ = 0;
    bool counted_ = false;
    int costly_ = 0;
};

}  // namespace

std::vector<std::string> fuzz::seeds() {
    const std::string two_groups("\2\2\2\3\x09\1\2\0", 8), every("\0", 1);
    std::string steps, mixed = "\x60";
    for (int i = 0; i < 36; ++i) {
        steps += {'\0', '\0', static_cast<char>(3 * i)};
        mixed += {static_cast<char>(i % 12), static_cast<char>(5 * i), static_cast<char>(i)};
    }
    return {two_groups + every + steps + '\x08',
            two_groups + every + "\7\1\7\1\x06\x08\7\1\x09\x08",
            two_groups + mixed,
            std::string("\1\0\0", 3) + mixed,
            two_groups + every + "\7\2\x0a\2\x0a\2\x0b\x08",
            two_groups + std::string("\x40\2\x0a\0\0\0\x0b\5", 8) + std::string(8, '\xff')};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::byte_source input(data, size);
    const layout l = layout_of(input);
    std::optional<run> made;
    try {
        made.emplace(l, options_of(input));
    } catch (const std::invalid_argument&) {
        return 0;
    }
    for (int calls = 0; calls < 40 && !input.empty(); ++calls) {
        made->call(input);
    }
    made->look();
    return 0;
}
