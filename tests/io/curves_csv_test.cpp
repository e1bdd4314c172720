// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/curves_csv.hpp>

#include <vector>

namespace io_curves_csv_test {

using namespace thermosgd;

TEST_CASE("a row of curves.csv holds a point with its error bar and what its axes are") {
    const scratch_folder folder;
    estimate e;
    e.value = 0.5;
    e.error = 0.25;
    e.n_eff = 64;
    e.verdict = reliability::rough;
    estimate exact;
    exact.value = 2;
    const std::vector<curve> curves{
        {"ratio", "R by lag", "conv1", {"lag", "step"}, {"R, of n", "1"}, {{1, exact}, {16, e}}},
        {"nothing", "", "conv1", {"lag", "step"}, {"", ""}, {}}};
    write_curves_csv(folder / "curves.csv", curves);
    CHECK(folder.read("curves.csv") ==
          "key,group,x,y,error,n_eff,error_bar,x_label,x_unit,y_label,y_unit,label,schema\n"
          "ratio,conv1,1,2,,0,unknown,lag,step,\"R, of n\",1,R by lag,3\n"
          "ratio,conv1,16,0.5,0.25,64,rough,lag,step,\"R, of n\",1,R by lag,3\n");
    CHECK_THROWS_AS(write_curves_csv(folder / "absent/curves.csv", curves), error);
}

}  // namespace io_curves_csv_test
