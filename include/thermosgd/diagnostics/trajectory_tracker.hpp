// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// One pass over the displacements of a step for all that needs the trajectory: diffusion, velocity
/// autocorrelation, spectrum and currents of every group.

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/core/layout.hpp>
#include <thermosgd/diagnostics/trajectory_tracker_group.hpp>
#include <thermosgd/observables/motion/diffusion.hpp>
#include <thermosgd/observables/motion/probability_current.hpp>
#include <thermosgd/observables/motion/velocity_autocorrelation.hpp>
#include <thermosgd/statistics/autocorrelation.hpp>
#include <thermosgd/statistics/spectrum.hpp>
#include <thermosgd/statistics/thinned_samples.hpp>
#include <thermosgd/trackers/count_sketch.hpp>
#include <thermosgd/trackers/diffusion_tracker.hpp>
#include <thermosgd/trackers/probability_current_tracker.hpp>
#include <thermosgd/trackers/projection.hpp>
#include <thermosgd/trackers/trajectory_options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace THERMOSGD_NAMESPACE {

/// Follows every group of a layout through a count sketch, in memory that does not grow.
///
/// Each step is shown block by block (add), then closed (close_step). The sketch of its
/// displacement is all that is taken from the parameters; everything else costs per group, not per
/// parameter: squared displacements at lags 1, 2, 4, …, the velocity autocorrelation, the
/// autocorrelation and spectrum of Σv², and, on a few projections of the sketch, products for
/// currents and the spectrum of the position.
///
/// A step in which a displacement of a group is not finite is left out for that group and counted;
/// a step that does not follow the last one is a gap for all groups. After either, displacements
/// and correlations start again and keep their averages, but the currents of the group, whose
/// positions are relative to the last start, are measured from there only.
///
/// \cost per step 0.3 ns per parameter (8 bytes read) and about 10 µs per group; memory 2.2 MB per
///       group of 1,024 parameters or more, allocated by the constructor
class trajectory_tracker {
public:
    /// A tracker of no groups, to be assigned to.
    trajectory_tracker() = default;

    /// \param layout    the groups      \param options  what to measure
    /// \throws std::invalid_argument for an option out of range
    explicit trajectory_tracker(const layout& layout, const trajectory_options& options = {})
        : options_(options) {
        if (options.buckets < most_projections) {
            THERMOSGD_THROW(std::invalid_argument(
                "trajectory_tracker: buckets = " + std::to_string(options.buckets) +
                ", expected a power of two >= 16"));
        }
        sketch_ = count_sketch(layout, {.buckets = options.buckets});
        if (options.velocity_width > 0) {
            detail::check_buckets("trajectory_tracker: velocity_width:", options.velocity_width);
        }
        for (std::size_t g = 0; g < sketch_.groups(); ++g) {
            groups_.emplace_back(options, sketch_.image(g).size(), sketch_.size(g));
        }
    }

    /// Shows displacements of the step in progress; see count_sketch::add.
    void add(std::size_t group, std::size_t first, std::span<const double> v,
             const double* x = nullptr) {
        sketch_.add(group, first, v, x);
    }

    /// Ends a step. \param step  its number      \cost O(buckets · groups), no allocation
    void close_step(std::uint64_t step) {
        const bool follows = started_ && step == last_step_ + 1;
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const bool finite = sketch_.finite(g);
            groups_[g].gaps += finite ? 0U : 1U;
            if (!finite || (started_ && !follows)) {
                groups_[g].interrupt();
            }
            if (finite) {
                push(g);
            }
        }
        sketch_.clear();
        started_ = true;
        last_step_ = step;
    }

    /// Forgets everything: a new segment begins after step `step`. \cost O(memory)
    void restart(std::uint64_t step) {
        sketch_.clear();
        for (detail::trajectory_of_group& f : groups_) {
            f.interrupt();
            f.displacements.clear();
            f.velocities.clear();
            f.spectrum.clear();
            f.kinetic.clear();
            f.kinetic_power.clear();
            f.gaps = 0;
        }
        started_ = true;
        last_step_ = step;
    }

    /// The number of groups. \cost O(1)
    [[nodiscard]] std::size_t groups() const noexcept { return groups_.size(); }

    /// Throws unless it was made for the groups of `layout`. \throws layout_error naming both
    void require_layout(const layout& layout) const { sketch_.require_layout(layout); }

    /// Steps of a group left out because something was not finite [1]. \cost O(1)
    [[nodiscard]] std::uint64_t left_out(std::size_t group) const { return groups_[group].gaps; }

    /// The diffusion curve of a group, with the error of its sketch.
    /// \param burn_in  steps to leave out at the beginning \cost as diffusion_curve()
    [[nodiscard]] std::vector<diffusion_point> diffusion(std::size_t group,
                                                         std::uint64_t burn_in = 0) const {
        return diffusion_curve(groups_[group].displacements, sketch_.error(group), burn_in);
    }

    /// Whether the positions of a group were sampled.
    /// \param burn_in  steps to leave out at the beginning \cost as diffusion_curve()
    [[nodiscard]] position_stationarity positions(std::size_t group,
                                                  std::uint64_t burn_in = 0) const {
        return test_position_stationarity(diffusion(group, burn_in));
    }

    /// The velocity autocorrelation of a group, with the error of its sketch; empty where it is not
    /// measured. \cost as velocity_autocorrelation()
    [[nodiscard]] std::vector<correlation_point> velocities(std::size_t group) const {
        const bool exact = groups_[group].image.size() >= sketch_.size(group);
        return velocity_autocorrelation(groups_[group].velocities,
                                        exact ? 0 : groups_[group].image.size());
    }

    /// The spectrum of the position of a group, added up over its projections [theta² per
    /// (cycle/step)]; empty where it is not measured. \cost O(segment)
    [[nodiscard]] std::vector<spectrum_point> spectrum(std::size_t group) const {
        return groups_[group].spectrum.density();
    }

    /// The autocorrelation of Σv² of a group about its mean; empty where it is not measured. It is
    /// that of the kinetic energy; for Gaussian velocities of one kind it is ρ_v².
    /// \cost as multiple_tau::correlations()
    [[nodiscard]] std::vector<correlation_point> kinetic_correlations(std::size_t group) const {
        return groups_[group].kinetic.correlations();
    }

    /// The spectrum of Σv² of a group [theta⁴ per (cycle/step)], from which that of K follows by
    /// (m/(2Δt²))²; empty where it is not measured. \cost O(segment)
    [[nodiscard]] std::vector<spectrum_point> kinetic_spectrum(std::size_t group) const {
        return groups_[group].kinetic_power.density();
    }

    /// The currents of a group, gated by positions().
    /// \param burn_in  steps to leave out at the beginning \cost as estimate_probability_current()
    [[nodiscard]] probability_current current(std::size_t group, std::uint64_t burn_in = 0) const {
        const current_tracker& currents = groups_[group].currents;
        return estimate_probability_current(currents, positions(group, burn_in).verdict,
                                            detail::first_batch_after(currents.store(), burn_in));
    }

    /// Positions of a group on its directions (the axes, where d <= projections), some 512 to 1,024
    /// of the steps that current() knows, relative to the first of them [theta]. \cost O(1)
    [[nodiscard]] const thinned_samples& samples(std::size_t g) const { return groups_[g].samples; }

    /// ln of the volume that the directions of a group span: an entropy of samples() is lower by it
    /// than on orthogonal directions [1]. \cost as projection::log_volume()
    [[nodiscard]] double log_volume(std::size_t group) const {
        return groups_[group].directions.log_volume(sketch_.image(group).size());
    }

    /// The displacement of the last step on the directions of a group [theta]. \cost O(1)
    [[nodiscard]] std::span<const double> displacement(std::size_t g) const { return groups_[g].v; }

    /// The position after it, from the last start on [theta]. \cost O(1)
    [[nodiscard]] std::span<const double> position(std::size_t g) const { return groups_[g].x; }

    /// The memory held [byte]. \cost O(groups · levels)
    [[nodiscard]] std::size_t state_bytes() const noexcept {
        std::size_t bytes = sketch_.state_bytes();
        for (const detail::trajectory_of_group& f : groups_) {
            bytes += f.displacements.state_bytes() + f.velocities.state_bytes() +
                     f.currents.state_bytes() + f.spectrum.state_bytes() + f.kinetic.state_bytes() +
                     f.kinetic_power.state_bytes() + f.samples.state_bytes();
        }
        return bytes;
    }

    /// What is read of each parameter per step, given its displacement as a double [byte].
    [[nodiscard]] static constexpr double bytes_per_parameter() noexcept { return 8; }

    /// Reads or writes everything but layout and options, which the caller gives again.
    /// \throws error where they are others
    template <class Archive>
    void archive(Archive& ar) {
        detail::check_archived_setting(ar, "trajectory_tracker: options", options_);
        ar(started_, last_step_, sketch_);
        for (detail::trajectory_of_group& f : groups_) {
            ar(f);
        }
    }

private:
    /// Files the step in progress of one group.
    void push(std::size_t g) {
        detail::trajectory_of_group& f = groups_[g];
        const std::span<const double> image = sketch_.image(g);
        f.displacements.push(image, sketch_.squared_length(g));
        if (!f.image.empty()) {
            fold_sketch(image, f.image);
            f.velocities.push(f.image);
        }
        if (options_.kinetic_levels > 0) {
            f.kinetic.push(sketch_.squared_length(g));
        }
        if (options_.spectrum_segment > 0) {
            f.kinetic_power.push(sketch_.squared_length(g));
        }
        if (f.v.empty()) {
            return;
        }
        std::fill(f.v.begin(), f.v.end(), 0.0);
        if (f.directions.exact()) {
            for (std::size_t i = 0; i < f.v.size(); ++i) {
                f.v[i] = sketch_.scalar(g, i);
            }
        } else {
            f.directions.add_sketch(image, f.v);
        }
        f.currents.push(f.x, f.v);
        f.samples.push(f.x);
        if (options_.spectrum_segment > 0) {
            f.spectrum.push(f.x);
        }
        for (std::size_t i = 0; i < f.x.size(); ++i) {
            f.x[i] += f.v[i];
        }
    }

    trajectory_options options_;
    count_sketch sketch_;
    std::vector<detail::trajectory_of_group> groups_;
    bool started_ = false;
    std::uint64_t last_step_ = 0;
};

}  // namespace THERMOSGD_NAMESPACE
