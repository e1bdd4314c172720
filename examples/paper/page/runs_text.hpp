// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Many ids of runs in one line: what they share, and in braces where they
/// differ.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace paper {

/// The parts of an id of id_of(), "mnist-A-eta1e-2-b32-l4e-2-s1-0a1b2c3d";
/// `head` is empty for another name.
struct run_name {
    std::string head;    ///< "mnist-A-eta1e-2"
    std::string batch;   ///< "32"
    std::string decay;   ///< "4e-2"
    std::string seed;    ///< "1"
    std::string ending;  ///< "", "-independent"
};

/// Takes an id apart. \cost O(length)
[[nodiscard]] inline run_name parts_of(std::string_view id) {
    const std::size_t hash = id.rfind('-');
    const std::size_t rate = id.find("-eta");
    if (hash == std::string_view::npos || rate == std::string_view::npos || hash < rate) {
        return {};
    }
    const std::string_view name = id.substr(0, hash);
    const std::size_t batch = name.find("-b", rate);
    const std::size_t decay = name.find("-l", batch == std::string_view::npos ? rate : batch);
    const std::size_t seed = name.find("-s", decay == std::string_view::npos ? rate : decay);
    if (batch == std::string_view::npos || decay == std::string_view::npos ||
        seed == std::string_view::npos) {
        return {};
    }
    const std::size_t end = std::min(name.find('-', seed + 1), name.size());
    return {std::string(name.substr(0, batch)),
            std::string(name.substr(batch + 2, decay - batch - 2)),
            std::string(name.substr(decay + 2, seed - decay - 2)),
            std::string(name.substr(seed + 2, end - seed - 2)), std::string(name.substr(end))};
}

/// "mnist-A-eta1e-2-b{8,32}-l4e-2-s{1,2,3}" for each group of runs of one
/// network, η and λ whose B have the same seeds. Other names stand as they are.
[[nodiscard]] inline std::vector<std::string> patterns_of(const std::vector<std::string>& ids) {
    struct group {
        run_name name;
        std::vector<std::string> batches;
        std::vector<std::string> seeds;
    };
    const auto alike = [](const run_name& a, const run_name& b) {
        return a.head == b.head && a.decay == b.decay && a.ending == b.ending;
    };
    std::vector<group> by_batch;
    std::vector<std::string> others;
    for (const std::string& id : ids) {
        const run_name name = parts_of(id);
        if (name.head.empty()) {
            others.push_back(id);
            continue;
        }
        auto found = std::find_if(by_batch.begin(), by_batch.end(), [&](const group& g) {
            return alike(g.name, name) && g.name.batch == name.batch;
        });
        if (found == by_batch.end()) {
            found = by_batch.insert(by_batch.end(), {name, {name.batch}, {}});
        }
        if (std::find(found->seeds.begin(), found->seeds.end(), name.seed) == found->seeds.end()) {
            found->seeds.push_back(name.seed);
        }
    }
    std::vector<group> groups;
    for (const group& one : by_batch) {
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const group& g) {
            return alike(g.name, one.name) && g.seeds == one.seeds;
        });
        if (found == groups.end()) {
            groups.push_back(one);
        } else {
            found->batches.push_back(one.name.batch);
        }
    }
    const auto braces = [](const std::vector<std::string>& words) {
        std::string text = words.size() == 1 ? words.front() : "{";
        for (std::size_t i = 0; i < words.size() && words.size() > 1; ++i) {
            text += words[i] + (i + 1 < words.size() ? "," : "}");
        }
        return text;
    };
    std::vector<std::string> patterns;
    for (const group& g : groups) {
        patterns.push_back(g.name.head + "-b" + braces(g.batches) + "-l" + g.name.decay + "-s" +
                           braces(g.seeds) + g.name.ending);
    }
    patterns.insert(patterns.end(), others.begin(), others.end());
    return patterns;
}

}  // namespace paper
