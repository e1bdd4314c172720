// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
// own program: replaces operator new
/// \file
/// Checkpoints and writers of files whose allocations fail, one after the other.

#include "failing_allocation.hpp"

#include <thermosgd/diagnostics.hpp>
#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/io/readings_csv.hpp>
#include <thermosgd/io/report_csv.hpp>
#include <thermosgd/io/report_json_lines.hpp>
#include <thermosgd/thermosgd.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "catch_shim.hpp"
#include "random.hpp"
#include "scratch_folder.hpp"

namespace io_out_of_memory_test {

namespace {

using namespace thermosgd;
using names = std::vector<std::string>;

/// A thermometer and a recorder after some steps, the second segment under way.
struct run {
    layout where = [] {
        layout l;
        l.add("the first convolution", {2, 3}, {.filter_axis = 0});
        l.add("the linear layer at the end", {4});
        return l;
    }();
    thermometer thermo{where, {.capacity = 8}};
    diagnostics_recorder recorder{where,
                                  {.trajectory = {.buckets = 16,
                                                  .levels = 4,
                                                  .velocity_width = 16,
                                                  .velocity_levels = 2,
                                                  .spectrum_segment = 8,
                                                  .kinetic_levels = 2},
                                   .capacity = 8}};

    void observe(std::uint64_t begin, std::uint64_t end) {
        std::vector<float> x(10);
        test::random_stream random(begin);
        for (std::uint64_t step = begin; step < end; ++step) {
            for (float& one : x) {
                one += static_cast<float>(0.1 * random.normal());
            }
            thermo.observe(step, x, {.learning_rate = step < 20 ? 0.1 : 0.2}, recorder);
        }
    }

    template <class Archive>
    void archive(Archive& ar) {
        ar(thermo, recorder);
    }
};

/// Runs `action` with each of its allocations failing; `check(failed)` looks at what is left.
std::size_t fail_each_of(const std::function<void()>& action,
                         const std::function<void(bool)>& check) {
    return test::fail_each_allocation([&](std::size_t n) {
        const std::size_t live = test::live_allocations;
        bool failed = false;
        {
            const test::failing_allocation failure(n);
            failed = test::runs_out_of_memory(action);
        }
        const bool leaked = test::live_allocations != live;
        CAPTURE(n, failed);
        CHECK(!leaked);
        check(failed);
        return failed;
    });
}

/// For a writer that replaces a file as a whole.
std::size_t check_whole_or_before(const std::function<void(const std::filesystem::path&)>& write) {
    const scratch_folder folder;
    write(folder / "file");
    const std::string whole = folder.read("file");
    const std::filesystem::path path = folder.write("file", "before");
    return fail_each_of([&] { write(path); },
                        [&](bool failed) {
                            CHECK(folder.read("file") == (failed ? "before" : whole));
                            CHECK(folder.names() == names{"file"});
                        });
}

}  // namespace

TEST_CASE(
    "a state is stored and read as a whole, and what memory did not suffice for is done again") {
    run original;
    original.observe(0, 40);
    const std::vector<std::byte> bytes = to_bytes(original, "tag");

    std::size_t failed = fail_each_of([&] { (void)to_bytes(original, "tag"); },
                                      [&](bool) { CHECK((to_bytes(original, "tag") == bytes)); });
    CHECK(failed > 7);

    // An object that was read in part is to be read again; it is this one each time.
    run other;
    other.observe(0, 5);
    failed = test::fail_each_allocation([&](std::size_t n) {
        bool ran_out = false;
        {
            const test::failing_allocation failure(n);
            ran_out = test::runs_out_of_memory([&] { from_bytes(bytes, other, "tag"); });
        }
        if (ran_out) {
            run again;
            again.observe(0, 5);
            {
                const test::failing_allocation failure(n);
                CHECK(test::runs_out_of_memory([&] { from_bytes(bytes, again, "tag"); }));
            }
            from_bytes(bytes, again, "tag");
            CHECK((to_bytes(again, "tag") == bytes));
            again.observe(40, 43);
            CHECK(again.thermo.observed_steps() == original.thermo.observed_steps() + 3);
        }
        return ran_out;
    });
    CHECK((to_bytes(other, "tag") == bytes));
    CHECK(failed > 15);
}

TEST_CASE("a checkpoint file is the one before or the new one, and is read when there is memory") {
    run original;
    original.observe(0, 40);
    const std::size_t failed =
        check_whole_or_before([&](const auto& path) { save_checkpoint(path, "tag", original); });
    CHECK(failed > 10);

    const scratch_folder folder;
    save_checkpoint(folder / "state", "tag", original);
    run other;
    const std::size_t read = fail_each_of(
        [&] {
            run fresh;
            load_checkpoint(folder / "state", "tag", fresh);
        },
        [&](bool) { load_checkpoint(folder / "state", "tag", other); });
    CHECK((to_bytes(other) == to_bytes(original)));
    CHECK(read > 100);
}

TEST_CASE("files that are written as a whole are whole or as before") {
    run original;
    original.observe(0, 40);
    const report r = original.thermo.report();
    const std::vector<reading> readings = diagnose(original.thermo, original.recorder);
    CHECK(check_whole_or_before([](const auto& path) {
              atomic_file file(path);
              file.write("all of it");
              file.commit();
          }) > 2);
    CHECK(check_whole_or_before([&](const auto& path) { write_report_csv(path, r); }) > 25);
    CHECK(check_whole_or_before([&](const auto& path) { write_readings_csv(path, readings); }) >
          100);
    CHECK(check_whole_or_before([&](const auto& path) {
              json_lines_writer file(path);
              append_report(file, r);
              file.commit();
          }) > 150);
}

TEST_CASE("a table that grows has the rows for which memory sufficed, whole") {
    const std::string text(500, 't');
    std::size_t in_all = 0;
    for (const bool continued : {false, true}) {
        const std::size_t failed = test::fail_each_allocation([&](std::size_t n) {
            const scratch_folder folder;
            const auto path = folder.write("rows.csv", "step,text\n0,\n1,\n");
            const std::size_t live = test::live_allocations;
            std::vector<int> kept;
            kept.reserve(200);
            bool opened = false, failed_once = false;
            {
                const test::failing_allocation failure(n);
                failed_once |= test::runs_out_of_memory([&] {
                    const std::vector<std::string> columns{"step", "text"};
                    csv_writer file = continued ? csv_writer::continue_at(path, columns, 13)
                                                : csv_writer(path, columns);
                    opened = true;
                    for (int i = 1; i < 200; ++i) {
                        if (test::runs_out_of_memory([&] { file.append(i, text); })) {
                            failed_once = true;
                        } else {
                            kept.push_back(i);
                        }
                    }
                    file.flush();
                });
            }
            const std::size_t left = test::live_allocations;
            std::string expected = continued ? "step,text\n0,\n" : "step,text\n";
            for (const int i : kept) {
                expected += std::to_string(i) + ',' + text + '\n';
            }
            CAPTURE(n, continued);
            CHECK(folder.names() == names{"rows.csv"});
            const std::string found = folder.read("rows.csv");
            if (opened) {
                CHECK(kept.size() >= 198);
                CHECK(found == expected);
            } else {
                CHECK((found == "step,text\n0,\n1,\n" || found == expected));
            }
            CHECK(left == live + 1);  // the numbers kept
            return failed_once;
        });
        CHECK(failed > 7);
        in_all += failed;
    }
    CHECK(in_all > 22);
}

}  // namespace io_out_of_memory_test
