// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Writers of files, of which every call of the system fails once, and all from every call on.

// own program: fopen, fwrite, fflush, fclose, fsync, rename and truncate are replaced

#include "failing_calls.hpp"

#include <thermosgd/io/checkpoint.hpp>
#include <thermosgd/io/curves_csv.hpp>
#include <thermosgd/io/json_lines.hpp>
#include <thermosgd/io/readings_csv.hpp>
#include <thermosgd/io/report_csv.hpp>
#include <thermosgd/io/report_json_lines.hpp>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_failing_calls_test {

namespace {

using namespace thermosgd;
using names = std::vector<std::string>;

constexpr const char* before = "what stood here before";

/// What `action` throws of the library's errors.
std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const error& problem) {
        return problem.what();
    }
    return "";
}

/// Runs `attempt(n, once, reason)` for n = 0, 1, … until no call was left to fail, in both manners.
/// \return how many attempts met a failure
std::size_t fail_each_call(const std::function<bool(std::size_t, bool, int)>& attempt) {
    std::size_t failed = 0;
    for (const bool once : {true, false}) {
        for (std::size_t n = 0; attempt(n, once, n % 2 == 0 ? ENOSPC : EIO); ++n) {
            ++failed;
        }
    }
    return failed;
}

/// For a writer that replaces a file as a whole.
/// \return how many attempts met a failure
std::size_t check_whole_or_before(const std::function<void(const std::filesystem::path&)>& write) {
    const scratch_folder undisturbed;
    write(undisturbed / "file");
    const std::string whole = undisturbed.read("file");
    return fail_each_call([&](std::size_t n, bool once, int reason) {
        const scratch_folder folder;
        folder.write("file", before);
        std::string message;
        bool happened = false;
        {
            const test::failing_calls failure(n, once, reason);
            message = message_of([&] { write(folder / "file"); });
            happened = test::failing_calls::happened();
        }
        CAPTURE(n, once, message);
        const std::string now = folder.read("file");
        // Only a folder that cannot be synced is no failure: the file is in place.
        CHECK(now == (message.empty() ? whole : before));
        if (!message.empty()) {
            CHECK(message.find((folder / "file").string()) != std::string::npos);
            CHECK(message.find(std::generic_category().message(reason)) != std::string::npos);
        }
        CHECK(folder.names() == names{"file"});
        // The next attempt succeeds.
        write(folder / "file");
        CHECK(folder.read("file") == whole);
        return happened;
    });
}

report some_report() {
    report r;
    r.groups.resize(2);
    r.groups[0].name = "conv1";
    r.groups[0].temperature.value = 0.1;
    r.groups[1].name = "linear";
    r.total.name = "all groups";
    return r;
}

}  // namespace

TEST_CASE("a file that is written as a whole is there as a whole or not at all") {
    const auto atomic = [](const std::filesystem::path& path) {
        atomic_file file(path);
        file.write("first half, ");
        file.write(std::string(100'000, 'x'));
        file.commit();
    };
    CHECK(check_whole_or_before(atomic) >= 2 * 6);

    const auto checkpoint = [](const std::filesystem::path& path) {
        save_checkpoint(path, "tag", std::vector<double>(1000, 0.5), std::string("state"));
    };
    CHECK(check_whole_or_before(checkpoint) >= 2 * 7);

    const auto lines = [](const std::filesystem::path& path) {
        json_lines_writer file(path);
        file.append(json_object().add("a", 1));
        append_report(file, some_report());
        file.commit();
    };
    CHECK(check_whole_or_before(lines) >= 2 * 9);
}

TEST_CASE("a table that is written as a whole is there as a whole or not at all") {
    const report r = some_report();
    CHECK(check_whole_or_before([&](const auto& path) { write_report_csv(path, r); }) >= 2 * 8);

    reading long_reading;
    long_reading.key = "a";
    long_reading.group.assign(300, 'g');
    const std::vector<reading> readings(300, long_reading);
    CHECK(check_whole_or_before([&](const auto& path) { write_readings_csv(path, readings); }) >=
          2 * 300);

    curve four_points;
    four_points.key = "a";
    four_points.points.resize(4);
    const std::vector<curve> curves(3, four_points);
    CHECK(check_whole_or_before([&](const auto& path) { write_curves_csv(path, curves); }) >=
          2 * 16);
}

TEST_CASE("a table that grows has whole rows only, and goes on when the disk does") {
    const names columns{"step", "text"};
    const std::string long_text(40'000, 't');  // two rows are written at once
    const auto row = [&](int i) { return std::to_string(i) + ',' + long_text + '\n'; };
    const std::string header = "step,text\n";
    const std::size_t failed = fail_each_call([&](std::size_t n, bool once, int reason) {
        const scratch_folder folder;
        const auto path = folder / "rows.csv";
        bool happened = false;
        std::string expected = header, message;
        std::optional<csv_writer> file;
        const auto noted = [&](const std::function<void()>& action) {
            const std::string problem = message_of(action);
            if (!problem.empty()) {
                message = problem;
            }
            return problem.empty();
        };
        {
            const test::failing_calls failure(n, once, reason);
            if (noted([&] { file.emplace(path, columns); })) {
                for (int i = 0; i < 5; ++i) {
                    // A row that does not get to the disk now is tried again with the next.
                    noted([&] { file->append(i, long_text); });
                    expected += row(i);
                }
                noted([&] { file->sync(); });
            }
            happened = test::failing_calls::happened();
        }
        CAPTURE(n, once, message);
        if (!message.empty()) {
            CHECK(message.find(path.string()) != std::string::npos);
            CHECK(message.find(std::generic_category().message(reason)) != std::string::npos);
        }
        if (!file) {
            // Before the header was in place, or after it.
            const names found = folder.names();
            CHECK((found.empty() || found == names{"rows.csv"}));
            CHECK((found.empty() || folder.read("rows.csv") == header));
            return happened;
        }
        CHECK(folder.names() == names{"rows.csv"});
        const std::string found = folder.read("rows.csv");
        CHECK(expected.starts_with(found));
        CHECK(found.back() == '\n');
        CHECK(file->size() == expected.size());
        file->append(5, long_text);
        file->sync();
        CHECK(folder.read("rows.csv") == expected + row(5));
        return happened;
    });
    CHECK(failed >= 2 * 12);
}

TEST_CASE("a table that cannot be continued is as it was, or cut at the row from which to go on") {
    const std::string kept = "step\n1\n", all = kept + "2\n3\n";
    const std::size_t failed = fail_each_call([&](std::size_t n, bool once, int reason) {
        const scratch_folder folder;
        const auto path = folder.write("rows.csv", all);
        std::string message;
        bool happened = false;
        const auto go_on = [&] {
            csv_writer file = csv_writer::continue_at(path, {"step"}, kept.size());
            file.append(4);
            file.flush();
        };
        {
            const test::failing_calls failure(n, once, reason);
            message = message_of(go_on);
            happened = test::failing_calls::happened();
        }
        CAPTURE(n, once, message);
        const std::string found = folder.read("rows.csv");
        CHECK((found == all || found == kept || found == kept + "4\n"));
        CHECK((message.empty() || message.find(path.string()) != std::string::npos));
        CHECK((!message.empty() || found == kept + "4\n"));
        go_on();
        CHECK(folder.read("rows.csv") == kept + "4\n");
        return happened;
    });
    CHECK(failed >= 7);
}

}  // namespace io_failing_calls_test
