// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tables that figures are drawn from.

#include "seeds.hpp"

#include <paper/figures/csv_table.hpp>

#include <string_view>

std::vector<std::string> fuzz::seeds() {
    return {"T [1],group,flag\n1e-5,conv1,1\n,\"a, b\",0\n", "a\n", "a,b\n1,2\n3\n",
            "\"a \"\"b\"\"\",c\n\"\n\",nan\n", "a,b\n1"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        paper::csv_table table("input", {reinterpret_cast<const char*>(data), size});
        const std::vector<std::string> columns = table.columns();
        for (const std::string& column : columns) {
            (void)table.different(column);
            for (std::size_t row = 0; row < table.size(); ++row) {
                try {
                    (void)table.number(row, column);
                    (void)table.flag(row, column);
                } catch (const paper::table_error&) {
                }
            }
        }
        table.expect_columns(columns);
        table.rename(0, "first");
        fuzz::require(table.columns().front() == "first", "a column has the name it was given");
    } catch (const paper::table_error&) {
    }
    return 0;
}
