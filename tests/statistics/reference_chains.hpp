// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// Committed chains and what R's posterior makes of them; see reference/chains.R.

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace test {

struct reference_case {
    std::vector<std::vector<double>> chains;
    std::map<std::string, double> expected;  ///< rhat, ess_bulk, …; NaN as NA
};

inline std::vector<std::string> csv_fields(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; std::getline(in, field, ',');) {
        fields.push_back(field);
    }
    return fields;
}

inline std::map<std::string, reference_case> reference_chains() {
    const std::string folder = std::string(THERMOSGD_SOURCE_DIR) + "/tests/statistics/reference/";
    std::ifstream chains(folder + "chains.csv"), expected(folder + "expected.csv");
    std::map<std::string, reference_case> cases;
    std::string line;
    if (!std::getline(chains, line)) {
        throw std::runtime_error("no reference chains in " + folder);
    }
    const std::vector<std::string> names = csv_fields(line);
    std::vector<std::vector<double>> columns(names.size());
    while (std::getline(chains, line)) {
        const std::vector<std::string> fields = csv_fields(line);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            columns[i].push_back(std::stod(fields.at(i)));
        }
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        cases[names[i].substr(0, names[i].find('.'))].chains.push_back(columns[i]);
    }
    std::getline(expected, line);
    const std::vector<std::string> quantities = csv_fields(line);
    while (std::getline(expected, line)) {
        const std::vector<std::string> fields = csv_fields(line);
        for (std::size_t i = 1; i < quantities.size(); ++i) {
            cases.at(fields[0]).expected[quantities[i]] =
                fields.at(i) == "NA" ? std::stod("nan") : std::stod(fields.at(i));
        }
    }
    return cases;
}

}  // namespace test
