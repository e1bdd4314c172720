// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The rules that the headers of the library keep, as functions from texts to a list of violations.

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace header_rules {

/// Text of every header by its path below include/thermosgd, for example "core/sums.hpp".
using header_texts = std::map<std::string, std::string>;
using violations = std::vector<std::string>;

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// What the text includes, without the brackets or quotes, in order.
inline std::vector<std::string> includes_of(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& line : lines_of(text)) {
        const auto hash = line.find_first_not_of(" \t");
        if (hash == std::string::npos || line[hash] != '#') {
            continue;
        }
        const auto word = line.find_first_not_of(" \t", hash + 1);
        if (word == std::string::npos || line.compare(word, 7, "include") != 0) {
            continue;
        }
        const auto open = line.find_first_of("<\"", word);
        const auto close = line.find_first_of(">\"", open + 1);
        if (open != std::string::npos && close != std::string::npos) {
            found.push_back(line.substr(open + 1, close - open - 1));
        }
    }
    return found;
}

/// The first folder of a path, or its stem where it lies in none: core/run.hpp and core.hpp are core.
inline std::string layer_of(const std::string& path) {
    return path.substr(0, path.find_first_of("/."));
}

/// The layers that each layer may include besides itself.
inline const std::map<std::string, std::set<std::string>>& layers_below() {
    static const std::map<std::string, std::set<std::string>> below{
        {"version", {}},
        {"core", {"version"}},
        {"statistics", {"version", "core"}},
        {"observables", {"version", "core", "statistics"}},
        {"report", {"version", "core", "statistics", "observables"}},
        {"thermometer", {"version", "core", "statistics", "observables", "report"}},
        {"diagnostics",
         {"version", "core", "statistics", "observables", "report", "thermometer", "dynamics"}},
        {"io", {"version", "core", "statistics", "observables", "report", "thermometer"}},
        {"dynamics", {"version", "core"}},
        {"adapt", {"version", "core"}},
        {"thermosgd",
         {"version", "core", "statistics", "observables", "report", "thermometer", "io",
          "dynamics"}},
    };
    return below;
}

/// What an adapter may include besides the standard library and the layers below.
inline const std::map<std::string, std::vector<std::string>>& third_parties() {
    static const std::map<std::string, std::vector<std::string>> prefixes{
        {"adapt/eigen.hpp", {"Eigen/"}},
        {"adapt/xtensor.hpp", {"xtensor/", "xtl/"}},
        {"adapt/dlpack.hpp", {"dlpack/"}},
        {"adapt/torch.hpp", {"torch/"}},
        {"adapt/armadillo.hpp", {"armadillo"}},
        {"adapt/ensmallen.hpp", {"ensmallen.hpp", "thermosgd/thermometer"}},
        {"adapt/mpi.hpp", {"mpi.h", "thermosgd/thermometer"}},
    };
    return prefixes;
}

/// Headers of the standard library have neither a dot nor a slash; those of the compiler's
/// intrinsics are named.
inline bool is_standard(const std::string& include) {
    static const std::set<std::string> intrinsics{"immintrin.h", "arm_neon.h", "experimental/simd"};
    return include.find_first_of("./") == std::string::npos || intrinsics.contains(include);
}

/// Includes that point up or sideways, or out of the standard library.
inline violations upward_includes(const header_texts& headers) {
    static const std::string own = "thermosgd/";
    violations found;
    for (const auto& [path, text] : headers) {
        const auto layer = layer_of(path);
        const auto below = layers_below().find(layer);
        if (below == layers_below().end()) {
            found.push_back(path + ": lies in no layer");
            continue;
        }
        const auto party = third_parties().find(path);
        for (const auto& include : includes_of(text)) {
            const bool allowed_party =
                party != third_parties().end() &&
                std::ranges::any_of(party->second, [&](const std::string& prefix) {
                    return include.starts_with(prefix);
                });
            if (allowed_party) {
                continue;
            }
            if (include.starts_with(own)) {
                const auto other = layer_of(include.substr(own.size()));
                const bool sibling = other == layer && layer != "adapt";
                if (!sibling && !below->second.contains(other)) {
                    found.push_back(path + ": includes upward, " + include);
                }
            } else if (!is_standard(include) || include == "armadillo") {
                found.push_back(path + ": includes a third party, " + include);
            }
        }
    }
    return found;
}

/// What the umbrella reaches and must not: adapters, and the standard headers that are costly or
/// bring threads and global objects. Own headers that do not exist are reported too.
inline violations umbrella_reach(const header_texts& headers) {
    static const std::set<std::string> banned{"thread", "filesystem", "iostream", "regex",
                                              "future"};
    static const std::string own = "thermosgd/";
    violations found;
    std::set<std::string> seen{"thermosgd.hpp"};
    std::vector<std::string> open{"thermosgd.hpp"};
    while (!open.empty()) {
        const auto path = open.back();
        open.pop_back();
        const auto header = headers.find(path);
        if (header == headers.end()) {
            found.push_back(path + ": does not exist");
            continue;
        }
        if (layer_of(path) == "adapt") {
            found.push_back(path + ": an adapter is reached from the umbrella");
        }
        for (const auto& include : includes_of(header->second)) {
            if (banned.contains(include)) {
                found.push_back(path + ": <" + include + "> is reached from the umbrella");
            }
            if (include.starts_with(own) && seen.insert(include.substr(own.size())).second) {
                open.push_back(include.substr(own.size()));
            }
        }
    }
    return found;
}

/// The two licence lines, with which every C++ file starts.
inline bool has_licence(const std::string& text) {
    return text.starts_with(
        "// SPDX-FileCopyrightText: 2026 thermosgd contributors\n"
        "// SPDX-License-Identifier: MIT\n");
}

/// Number of characters of a line of UTF-8: its bytes less the continuation bytes.
inline std::size_t width(std::string_view line) {
    return static_cast<std::size_t>(std::ranges::count_if(
        line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Headers that are too long, too wide, or do not open as the house style says.
inline violations style(const header_texts& headers) {
    violations found;
    for (const auto& [path, text] : headers) {
        const auto lines = lines_of(text);
        if (lines.size() >= 300) {
            found.push_back(path + ": " + std::to_string(lines.size()) + " lines, expected < 300");
        }
        if (!has_licence(text)) {
            found.push_back(path + ": does not start with the licence lines");
        }
        if (lines.size() < 4 || lines[2] != "#pragma once" || lines[3] != "/// \\file") {
            found.push_back(path +
                            ": expected #pragma once and /// \\file after the licence lines");
        }
        for (const auto& line : lines) {
            if (width(line) > 100) {
                found.push_back(path + ": wider than 100 columns: " + line);
            }
        }
    }
    return found;
}

/// True where `named` holds the header, or the header whose name it extends: the parts of
/// io/checkpoint.hpp, such as io/checkpoint_reader.hpp, are tested and listed with it.
template <class Named>
bool holds_family(const std::string& path, const Named& named) {
    auto stem = path.substr(0, path.rfind(".hpp"));
    const auto folder = stem.find('/') == std::string::npos ? 0 : stem.rfind('/');
    while (!named(stem)) {
        const auto end = stem.rfind('_');
        if (end == std::string::npos || end <= folder) {
            return false;
        }
        stem.resize(end);
    }
    return true;
}

/// Headers without a test at the mirrored path; `tests` holds paths such as "core/sums_test.cpp".
/// The umbrella and the version have none of their own: the consumer projects compile them.
inline violations untested(const header_texts& headers, const std::set<std::string>& tests) {
    violations found;
    for (const auto& [path, text] : headers) {
        const bool tested = holds_family(
            path, [&](const std::string& stem) { return tests.contains(stem + "_test.cpp"); });
        if (path != "thermosgd.hpp" && path != "version.hpp" && !tested) {
            found.push_back(path + ": expected a test at the mirrored path below tests/");
        }
    }
    return found;
}

/// Headers that the README does not name.
inline violations unlisted(const header_texts& headers, const std::string& readme) {
    violations found;
    for (const auto& [path, text] : headers) {
        const bool listed = holds_family(path, [&](const std::string& stem) {
            return readme.find(stem + ".hpp") != std::string::npos;
        });
        if (!listed) {
            found.push_back(path + ": not named in README.md");
        }
    }
    return found;
}

}  // namespace header_rules
