// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"

#include <thermosgd/thermometer/columns.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace thermometer_columns_test {

using namespace thermosgd;
using detail::column;

namespace {

layout small() {
    layout where;
    where.add("a", {2, 2}, {.filter_axis = 0});
    where.add("b", {3});
    return where;
}

}  // namespace

TEST_CASE("every scalar of every entity has a column of its own, beside the loss") {
    const layout where = small();
    REQUIRE(detail::parts(where) == 1 + 2 + 2);
    const detail::column_map columns{detail::parts(where)};
    std::set<std::size_t> taken{detail::loss_column};
    for (std::size_t e = 0; e < detail::parts(where); ++e) {
        for (std::size_t c = 0; c < detail::columns_per_part; ++c) {
            CHECK(taken.insert(columns(e, static_cast<column>(c))).second);
        }
    }
    CHECK(*taken.rbegin() + 1 == taken.size());
    CHECK(taken.size() == columns.size());
    for (std::size_t e = 0; e < detail::parts(where); ++e) {
        for (const column c : {column::mv2, column::v2, column::v}) {
            CHECK(columns(e, c) < columns.kinetic_size());
        }
        CHECK(columns(e, column::xv) >= columns.kinetic_size());
    }
}

TEST_CASE("everything comes first, then groups, then filters, and they add up") {
    sums_pass pass(small());
    serial_executor serial;
    pass.displacements(std::vector<double>{1, 2, 3, 4, 5, 6, 7}, {}, sums_level::kinetic, serial);
    std::vector<double> v2;
    detail::for_each_part(pass, [&](std::size_t e, const sums& s) {
        CHECK(e == v2.size());
        v2.push_back(s.v2);
    });
    CHECK(v2 == std::vector<double>{140, 30, 110, 5, 25});
}

TEST_CASE("the sums of an entity with a NaN in it are left out of its columns") {
    sums s;
    s.v2 = 3.0;
    s.x2 = 4.0;
    const detail::column_map columns{2};
    std::vector<double> row(columns.size(), -1.0);
    detail::write_columns(columns, 1, s, row);
    CHECK(row[columns(1, column::v2)] == 3.0);
    CHECK(row[columns(1, column::x2)] == 4.0);
    CHECK(row[columns(0, column::v2)] == -1.0);
    CHECK(row[detail::loss_column] == -1.0);
    std::vector<double> kinetic(columns.kinetic_size(), -1.0);
    detail::write_columns(columns, 1, s, kinetic);
    CHECK(kinetic[columns(1, column::v2)] == 3.0);
    CHECK(std::equal(kinetic.begin(), kinetic.end(), row.begin()));
    s.n_nonfinite = 1;
    detail::write_columns(columns, 1, s, row);
    CHECK(std::isnan(row[columns(1, column::v2)]));
    CHECK(std::isnan(row[columns(1, column::x2)]));
}

}  // namespace thermometer_columns_test
