// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Writes series whose mean and whose scatter of the mean are known, and prints what our own error
/// bars of them hold. The script error_bars here compiles and runs it, and the peers after it.
///
/// DIR/cases.csv has a row per case: name, series, numbers in each, true mean, true standard
/// deviation of the mean of one. DIR/NAME.f64 has the numbers, one series after another.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <thermosgd/statistics/lugsail.hpp>

#include "series.hpp"

namespace {

using thermosgd::estimate;
using thermosgd::reliability;

constexpr int series_per_case = 200;

/// ⟨x_t x_{t+k}⟩ − ⟨x⟩² at lag k.
using autocovariance = std::function<double(double)>;
/// The numbers of series `s`.
using generator = std::function<std::vector<double>(std::uint64_t s, std::size_t count)>;

/// One row of the table.
struct test_case {
    std::string name;
    std::string label;
    double length;  ///< N/g, or N itself where it is above 1,000
    double mean;
    autocovariance covariance;
    generator draw;
};

/// g = Σ c_k/c_0 over all k; for memories that end.
double inefficiency(const autocovariance& c) {
    double sum = c(0);
    for (int k = 1; k < 20'000; ++k) {
        sum += 2 * c(k);
    }
    return sum / c(0);
}

/// The exact standard deviation of the mean of N numbers.
double scatter_of_mean(const autocovariance& c, std::size_t count) {
    const double n = static_cast<double>(count);
    double sum = c(0);
    for (std::size_t k = 1; k < count; ++k) {
        const double lag = static_cast<double>(k);
        sum += 2 * (1 - lag / n) * c(lag);
    }
    return std::sqrt(sum / n);
}

/// Covers, and mean error over true scatter, of some of the series.
class tally {
public:
    explicit tally(double mean, double scatter) : mean_(mean), scatter_(scatter) {}

    void add(const estimate& e) {
        // The freedom of an unknown error is not known: the peers' normal quantile.
        const double quantile =
            std::isnan(e.nu) ? 1.959964 : thermosgd::student_t_critical(0.025, e.nu);
        count_ += 1;
        covered_ += std::fabs(e.value - mean_) <= quantile * e.error ? 1 : 0;
        errors_ += e.error / scatter_;
    }

    [[nodiscard]] int count() const { return count_; }

    [[nodiscard]] std::string text() const {
        if (count_ == 0) {
            return "";
        }
        char text[64];
        std::snprintf(text, sizeof text, "%.1f (%.2f)", 100.0 * covered_ / count_,
                      errors_ / count_);
        return text;
    }

private:
    double mean_, scatter_;
    int count_ = 0, covered_ = 0;
    double errors_ = 0;
};

/// f of an AR(1) of variance 1.
template <class Function>
generator of_autoregressive(double phi, std::uint64_t seed, Function f) {
    return [=](std::uint64_t s, std::size_t count) {
        test::autoregressive series(phi, seed + s);
        const double sd = std::sqrt(test::autoregressive::variance(phi));
        std::vector<double> x(count);
        for (double& value : x) {
            value = f(series.next() / sd);
        }
        return x;
    };
}

void add_autoregressive(std::vector<test_case>& cases) {
    std::uint64_t seed = 0;
    for (const char* phi_text : {"0", "0.5", "0.9", "0.95"}) {
        const double phi = std::stod(phi_text);
        for (const int length : {50, 200, 1000}) {
            seed += 1'000'000;
            const std::string n = std::to_string(length);
            cases.push_back({std::string("ar_") + phi_text + "_" + n,
                             std::string("AR(1) φ = ") + phi_text + ", N/g = " + n, double(length),
                             0, [phi](double k) { return std::pow(phi, k); },
                             of_autoregressive(phi, seed, [](double y) { return y; })});
        }
    }
    constexpr double phi = 0.95;
    for (const int length : {50, 200, 1000}) {
        seed += 1'000'000;
        const std::string n = std::to_string(length);
        cases.push_back({"square_" + n, "its square, N/g = " + n, double(length), 1,
                         [](double k) { return 2 * std::pow(phi, 2 * k); },
                         of_autoregressive(phi, seed, [](double y) { return y * y; })});
    }
    for (const int length : {50, 200, 1000}) {
        seed += 1'000'000;
        const std::string n = std::to_string(length);
        cases.push_back(
            {"exponential_" + n, "its exponential, N/g = " + n, double(length), std::exp(0.125),
             [](double k) { return std::exp(0.25) * std::expm1(0.25 * std::pow(phi, k)); },
             of_autoregressive(phi, seed, [](double y) { return std::exp(0.5 * y); })});
    }
}

void add_others(std::vector<test_case>& cases) {
    cases.push_back({"ma", "MA(1) θ = −0.9, N = 1000", 1000, 0,
                     [](double k) { return k == 0   ? 1.81
                                           : k == 1 ? -0.9
                                                    : 0.0; },
                     [](std::uint64_t s, std::size_t count) {
                         test::random_stream random(50'000'000 + s);
                         double before = random.normal();
                         std::vector<double> x(count);
                         for (double& value : x) {
                             const double now = random.normal();
                             value = now - 0.9 * before;
                             before = now;
                         }
                         return x;
                     }});
    for (const char* text : {"0.7", "0.8", "0.9"}) {
        const double hurst = std::stod(text);
        const test::fractional_noise noise(hurst, 2048);
        cases.push_back({std::string("fractional_") + text,
                         std::string("fractional noise H = ") + text + ", N = 2048", 2048, 0,
                         [hurst](double k) {
                             const auto power = [&](double x) {
                                 return std::pow(std::fabs(x), 2 * hurst);
                             };
                             return 0.5 * (power(k + 1) - 2 * power(k) + power(k - 1));
                         },
                         [noise](std::uint64_t s, std::size_t) {
                             test::random_stream random(60'000'000 + s);
                             return noise.draw(random);
                         }});
    }
    cases.push_back({"slow_tenth", "a slow tenth under white noise, N/g = 100", 100, 0,
                     [](double k) { return (k == 0 ? 0.9 : 0.0) + 0.1 * std::pow(0.98, k); },
                     [](std::uint64_t s, std::size_t count) {
                         test::autoregressive slow(0.98, 70'000'000 + s);
                         test::random_stream fast(80'000'000 + s);
                         const double scale = std::sqrt(0.1 / test::autoregressive::variance(0.98));
                         std::vector<double> x(count);
                         for (double& value : x) {
                             value = scale * slow.next() + std::sqrt(0.9) * fast.normal();
                         }
                         return x;
                     }});
}

/// Writes the series of a case and prints its row.
void run(const test_case& c, const std::filesystem::path& directory, std::ofstream& index) {
    const bool in_inefficiencies = !c.name.starts_with("ma") && !c.name.starts_with("fractional");
    const auto count = static_cast<std::size_t>(
        std::lround(c.length * (in_inefficiencies ? inefficiency(c.covariance) : 1.0)));
    const double scatter = scatter_of_mean(c.covariance, count);
    std::ofstream out(directory / (c.name + ".f64"), std::ios::binary);
    tally all(c.mean, scatter), reliable(c.mean, scatter);
    int rough = 0;
    for (std::uint64_t s = 0; s < std::uint64_t{series_per_case}; ++s) {
        const std::vector<double> x = c.draw(s, count);
        out.write(reinterpret_cast<const char*>(x.data()),
                  static_cast<std::streamsize>(x.size() * sizeof(double)));
        const estimate e = thermosgd::mean_of_series(x);
        all.add(e);
        rough += e.verdict == reliability::rough ? 1 : 0;
        if (e.verdict == reliability::reliable) {
            reliable.add(e);
        }
    }
    char row[160];
    std::snprintf(row, sizeof row, "%s,%d,%zu,%.17g,%.17g\n", c.name.c_str(), series_per_case,
                  count, c.mean, scatter);
    index << row;
    if (!out.flush() || !index.flush()) {
        throw std::runtime_error("cannot write to " + directory.string());
    }
    const double percent = 100.0 / series_per_case;
    std::printf("| %s | %.0f, %.0f, %.0f | %s | %s\n", c.label.c_str(), percent * reliable.count(),
                percent * rough, percent * (series_per_case - reliable.count() - rough),
                reliable.text().c_str(), all.text().c_str());
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 2) {
        std::fprintf(stderr, "usage: error_bars DIR\n");
        return 2;
    }
    std::vector<test_case> cases;
    add_autoregressive(cases);
    add_others(cases);
    std::ofstream index(std::filesystem::path(argv[1]) / "cases.csv");
    index << "name,series,count,mean,scatter\n";
    std::printf(
        "| series | reliable, rough, unknown | reliable ones | all\n"
        "| --- | --- | --- | ---\n");
    for (const test_case& c : cases) {
        run(c, argv[1], index);
    }
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "error_bars: %s\n", e.what());
    return 1;
}
