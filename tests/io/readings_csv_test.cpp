// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/io/readings_csv.hpp>

#include <string>
#include <vector>

namespace io_readings_csv_test {

using namespace thermosgd;

TEST_CASE("a row of readings.csv holds the number with all that is known of it") {
    const scratch_folder folder;
    estimate e;
    e.value = 0.5;
    e.error = 0.25;
    e.n_eff = 128;
    e.g = 2;
    e.nu = 15;
    e.verdict = reliability::reliable;
    const std::vector<reading> readings{
        {"velocity.skewness", "skewness, of v", "conv1", e, "1", "0 if \"even\""},
        {"entropy", "entropy of v", "conv2", estimate{}, "k_B", "wandering"}};
    write_readings_csv(folder / "readings.csv", readings);
    CHECK(folder.read("readings.csv") ==
          "key,label,group,value,error,unit,n_eff,g,nu,error_bar,remark,schema\n"
          "velocity.skewness,\"skewness, of v\",conv1,0.5,0.25,1,128,2,15,reliable,"
          "\"0 if \"\"even\"\"\",3\n"
          "entropy,entropy of v,conv2,,,k_B,0,,,unknown,wandering,3\n");
}

}  // namespace io_readings_csv_test
