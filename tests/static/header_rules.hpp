// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// The rules that the headers of the library keep, as functions from texts to a list of violations.

#include <algorithm>
#include <cstddef>
#include <initializer_list>
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

/// The headers that a user includes to get a whole part of the library; no header includes one but
/// another of them.
inline const std::set<std::string>& front_doors() {
    static const std::set<std::string> doors{"thermosgd.hpp", "dynamics.hpp", "gibbs.hpp",
                                             "diagnostics.hpp"};
    return doors;
}

/// The room of a path: its first folder, "front doors", or the stem of another file in none.
inline std::string layer_of(const std::string& path) {
    return front_doors().contains(path) ? "front doors" : path.substr(0, path.find_first_of("/."));
}

/// The rooms that each room may include besides itself.
inline const std::map<std::string, std::set<std::string>>& layers_below() {
    static const std::set<std::string> numbers{"version", "core", "numeric", "statistics"};
    const auto with = [](std::set<std::string> below, std::initializer_list<const char*> more) {
        below.insert(more.begin(), more.end());
        return below;
    };
    static const std::map<std::string, std::set<std::string>> below{
        {"version", {}},
        {"core", {"version"}},
        {"numeric", {"version", "core"}},
        {"statistics", {"version", "core", "numeric"}},
        {"dynamics", {"version", "core", "numeric"}},
        {"adapt", {"version", "core"}},
        {"trackers", numbers},
        {"gibbs", numbers},
        {"observables", with(numbers, {"trackers", "gibbs"})},
        {"report", with(numbers, {"trackers", "gibbs", "observables"})},
        {"thermometer", with(numbers, {"trackers", "gibbs", "observables", "report"})},
        {"io", with(numbers, {"trackers", "gibbs", "observables", "report"})},
        {"diagnostics",
         with(numbers, {"trackers", "gibbs", "observables", "report", "thermometer", "dynamics"})},
        {"front doors", with(numbers, {"trackers", "gibbs", "observables", "report", "thermometer",
                                       "dynamics", "diagnostics"})},
    };
    return below;
}

/// What an adapter may include besides the standard library and the layers below.
inline const std::map<std::string, std::vector<std::string>>& third_parties() {
    static const std::map<std::string, std::vector<std::string>> prefixes{
        // To force bytes to the disk: what the standard library cannot.
        {"io/atomic_file.hpp", {"fcntl.h", "unistd.h", "io.h"}},
        {"adapt/eigen.hpp", {"Eigen/"}},
        {"adapt/xtensor.hpp", {"xtensor/", "xtl/"}},
        {"adapt/dlpack.hpp", {"dlpack/"}},
        {"adapt/torch.hpp", {"torch/"}},
        {"adapt/armadillo.hpp", {"armadillo"}},
        {"adapt/ensmallen.hpp", {"ensmallen.hpp", "thermosgd/thermometer/"}},
        {"adapt/mpi.hpp", {"mpi.h", "thermosgd/thermometer/"}},
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

/// Classes of observables/ that are shown steps: what follows a run belongs to trackers/.
inline violations classes_shown_steps(const header_texts& headers) {
    violations found;
    for (const auto& [path, text] : headers) {
        if (layer_of(path) != "observables") {
            continue;
        }
        for (const char* sign : {"close_step(", "void restart(", "void observe(", "void push("}) {
            if (text.find(sign) != std::string::npos) {
                found.push_back(path + ": a class is shown steps, " + sign + "…)");
            }
        }
    }
    return found;
}

/// Programs and examples that name what is no one's business: the library's detail.
inline violations named_details(const header_texts& sources) {
    violations found;
    for (const auto& [path, text] : sources) {
        for (const auto& line : lines_of(text)) {
            if (line.find("thermosgd::detail") != std::string::npos) {
                found.push_back(path + ": names thermosgd::detail: " + line);
            }
        }
    }
    return found;
}

/// The folder of a path, "" for a file in none.
inline std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

/// Which folders include which, from texts by path; `own` is what includes of these files begin
/// with. A file in no folder is one of its own.
inline std::map<std::string, std::set<std::string>> folder_graph(const header_texts& texts,
                                                                 const std::string& own) {
    std::map<std::string, std::set<std::string>> graph;
    const auto room = [](const std::string& path) {
        const auto folder = folder_of(path);
        return folder.empty() ? path : folder;
    };
    for (const auto& [path, text] : texts) {
        for (const auto& include : includes_of(text)) {
            if (!include.starts_with(own)) {
                continue;
            }
            const auto other = include.substr(own.size());
            if (texts.contains(other) && room(other) != room(path)) {
                graph[room(path)].insert(room(other));
            }
        }
    }
    return graph;
}

/// Folders that include each other, directly or round a circle.
inline violations folder_circles(const header_texts& texts, const std::string& own = "") {
    const auto graph = folder_graph(texts, own);
    violations found;
    for (const auto& [folder, included] : graph) {
        std::set<std::string> seen;
        std::vector<std::string> open(included.begin(), included.end());
        while (!open.empty()) {
            const auto next = open.back();
            open.pop_back();
            if (next == folder) {
                found.push_back(folder + ": includes itself through other folders");
                break;
            }
            const auto edges = graph.find(next);
            if (seen.insert(next).second && edges != graph.end()) {
                open.insert(open.end(), edges->second.begin(), edges->second.end());
            }
        }
    }
    return found;
}

/// Ways of writing and reading numbers that follow the locale of the program: a comma for a point.
inline violations locale_uses(const header_texts& headers) {
    violations found;
    for (const auto& [path, text] : headers) {
        for (const std::string word : {"snprintf", "sprintf", "stringstream", "strtod", "std::stod",
                                       "std::stof", "setlocale", "setprecision"}) {
            if (text.find(word) != std::string::npos) {
                found.push_back(path + ": " + word + " follows the locale");
            }
        }
    }
    return found;
}

/// The rooms of examples/ from the lowest on; each may include those before it only, in the order
/// of the list, except that the programs do not know each other.
inline const std::vector<std::string>& example_rooms() {
    static const std::vector<std::string> rooms{
        "support",          "support/drawing", "trainer/cnn",   "trainer/data",
        "trainer/training", "listings",        "mnist",         "contact",
        "paper/plan",       "paper/results",   "paper/one_run", "paper/sweep",
        "paper/analysis",   "paper/figures",   "paper/page",    "paper"};
    return rooms;
}

/// Includes of examples that point up, or from one program into another.
inline violations upward_examples(const header_texts& sources) {
    const auto& rooms = example_rooms();
    const auto place = [&](const std::string& path) {
        return std::ranges::find(rooms, folder_of(path)) - rooms.begin();
    };
    const auto program = [](const std::string& path) {
        const auto name = path.substr(0, path.find('/'));
        return name == "support" || name == "trainer" ? std::string() : name;
    };
    violations found;
    for (const auto& [path, text] : sources) {
        if (static_cast<std::size_t>(place(path)) == rooms.size()) {
            found.push_back(path + ": lies in no room of examples");
            continue;
        }
        for (const auto& include : includes_of(text)) {
            if (!sources.contains(include)) {
                continue;
            }
            const bool other = !program(include).empty() && program(include) != program(path);
            if (other || place(include) > place(path)) {
                found.push_back(path + ": includes upward, " + include);
            }
        }
    }
    return found;
}

/// Headers that open a namespace whose code the linker may merge with that of a file with other
/// flags. Errors are to be merged, and what has no code may be.
inline violations shared_namespaces(const header_texts& headers) {
    static const std::set<std::string> may_be_shared{"core/error.hpp", "dynamics/step_failure.hpp",
                                                     "version.hpp"};
    violations found;
    for (const auto& [path, text] : headers) {
        for (const auto& line : lines_of(text)) {
            if (line.starts_with("namespace thermosgd") && !may_be_shared.contains(path)) {
                found.push_back(path + ": expected namespace THERMOSGD_NAMESPACE, found " + line);
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

/// Headers that the table does not name.
inline violations unlisted(const header_texts& headers, const std::string& readme) {
    violations found;
    for (const auto& [path, text] : headers) {
        const bool listed = holds_family(path, [&](const std::string& stem) {
            return readme.find(stem + ".hpp") != std::string::npos;
        });
        if (!listed) {
            found.push_back(path + ": not named in docs/headers.md");
        }
    }
    return found;
}

}  // namespace header_rules
