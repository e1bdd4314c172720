// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
/// \file
/// Tests of the CSV writer: exact text, resuming byte for byte, and a disk that fills up.

#include <thermosgd/io/csv.hpp>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <locale>

#if !defined(_WIN32)
#include <sys/resource.h>
#endif

#include "catch_shim.hpp"
#include "scratch_folder.hpp"

namespace io_csv_test {

namespace {

template <class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const thermosgd::error& e) {
        return e.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

#if !defined(_WIN32)
/// Lets no file of this process grow beyond a size until the end of the scope: writes become short
/// and then fail, as on a disk that fills up.
class file_size_limit {
public:
    explicit file_size_limit(rlim_t bytes) {
        old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limit = old_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    file_size_limit(const file_size_limit&) = delete;
    file_size_limit& operator=(const file_size_limit&) = delete;
    ~file_size_limit() {
        setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_handler_);
    }

private:
    rlimit old_{};
    void (*old_handler_)(int) = nullptr;
};
#endif

const std::vector<std::string> columns{"step", "loss"};

}  // namespace

TEST_CASE("rows of mixed values are written as RFC 4180 has it") {
    const scratch_folder folder;
    {
        thermosgd::csv_writer csv(folder / "a.csv", {"plain", "a,b", "say \"x\"", "line\nend", ""});
        csv.append(1, "text", std::string("a \"b\", c"), true, std::optional<double>{});
        csv.append(std::uint64_t{18446744073709551615U}, -5L, 0.1, 0.1F, std::optional(2.5));
        CHECK(csv.path() == folder / "a.csv");
    }
    CHECK(folder.read("a.csv") ==
          "plain,\"a,b\",\"say \"\"x\"\"\",\"line\nend\",\n"
          "1,text,\"a \"\"b\"\", c\",1,\n"
          "18446744073709551615,-5,0.1,0.1,2.5\n");
}

TEST_CASE("every finite double reads back to the same bits, and NaN is an empty field") {
    const scratch_folder folder;
    const std::vector<double> values{0.1,
                                     1.0 / 3.0,
                                     -0.0,
                                     5e-324,
                                     1.7976931348623157e308,
                                     9007199254740993.0,
                                     1e5,
                                     std::numeric_limits<double>::quiet_NaN(),
                                     std::numeric_limits<double>::infinity(),
                                     -std::numeric_limits<double>::infinity()};
    std::vector<std::string> names(values.size(), "x");
    thermosgd::csv_writer csv(folder / "a.csv", names);
    csv.append_row(values);
    csv.flush();
    std::string text = folder.read("a.csv");
    std::string row = text.substr(text.find('\n') + 1);
    row.pop_back();
    for (const double value : values) {
        const std::string field = row.substr(0, row.find(','));
        row.erase(0, field.size() + 1);
        CAPTURE(value, field);
        if (thermosgd::is_nan(value)) {
            CHECK(field.empty());
        } else {
            CHECK(std::bit_cast<std::uint64_t>(std::strtod(field.c_str(), nullptr)) ==
                  std::bit_cast<std::uint64_t>(value));
        }
    }
}

TEST_CASE("numbers have a decimal point in a locale that writes a comma") {
    struct comma : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const scratch_folder folder;
    const std::locale old = std::locale::global(std::locale(std::locale(), new comma));
    {
        thermosgd::csv_writer csv(folder / "a.csv", columns);
        csv.append(1234567, 0.5);
    }
    std::locale::global(old);
    CHECK(folder.read("a.csv") == "step,loss\n1234567,0.5\n");
}

TEST_CASE("a resumed file is the same, byte for byte, as one written without a break") {
    const scratch_folder folder;
    const auto rows = [](thermosgd::csv_writer& csv, int first, int last) {
        for (int i = first; i < last; ++i) {
            csv.append(i, 1.0 / i);
        }
    };
    {
        thermosgd::csv_writer csv(folder / "whole.csv", columns);
        rows(csv, 1, 20000);
    }
    std::uint64_t at_checkpoint = 0;
    {
        thermosgd::csv_writer csv(folder / "resumed.csv", columns);
        rows(csv, 1, 7000);
        csv.flush();
        at_checkpoint = csv.size();
        CHECK(at_checkpoint == folder.read("resumed.csv").size());
        rows(csv, 7000, 9000);  // after the checkpoint, lost to the resumed run
    }
    folder.write("resumed.csv", folder.read("resumed.csv") + "9000,0.00");  // half a row
    {
        auto csv =
            thermosgd::csv_writer::continue_at(folder / "resumed.csv", columns, at_checkpoint);
        CHECK(csv.size() == at_checkpoint);
        rows(csv, 7000, 20000);
    }
    CHECK(folder.read("resumed.csv") == folder.read("whole.csv"));
}

TEST_CASE("a file that does not fit the checkpoint is refused and left as it is") {
    const scratch_folder folder;
    const auto fault = [&](const std::vector<std::string>& names, std::uint64_t size) {
        return message_of(
            [&] { thermosgd::csv_writer::continue_at(folder / "a.csv", names, size); });
    };
    CHECK(contains(fault(columns, 10), "a.csv': no such file"));
    const std::string text = "step,loss\n1,0.5\n2,0.25\n";
    folder.write("a.csv", text);
    CHECK(contains(fault(columns, 100), "23 bytes, expected at least the 100"));
    CHECK(contains(fault({"step", "T"}, 16), "its header is 'step,loss', expected 'step,T'"));
    CHECK(contains(fault(columns, 15), "no row ends at byte 15"));
    CHECK(contains(fault(columns, 4), "no row ends at byte 4"));
    CHECK(folder.read("a.csv") == text);
    CHECK(fault(columns, 10).empty());
    CHECK(folder.read("a.csv") == "step,loss\n");
}

TEST_CASE("a row of the wrong width throws and writes nothing") {
    const scratch_folder folder;
    {
        thermosgd::csv_writer csv(folder / "a.csv", columns);
        CHECK_THROWS_AS(csv.append(1), std::invalid_argument);
        CHECK_THROWS_AS(csv.append(1, 2, 3), std::invalid_argument);
        CHECK_THROWS_AS(csv.append_row(std::vector<double>(3)), std::invalid_argument);
        CHECK_THROWS_AS(thermosgd::csv_writer(folder / "b.csv", {}), std::invalid_argument);
    }
    CHECK(folder.read("a.csv") == "step,loss\n");
    CHECK(folder.names() == std::vector<std::string>{"a.csv"});
}

TEST_CASE("a file that cannot be started is named, and nothing is left of it", "[posix]") {
    const scratch_folder folder;
    folder.write("file", "x");
    CHECK(contains(message_of([&] { thermosgd::csv_writer(folder / "file/a.csv", columns); }),
                   "file/a.csv.tmp': cannot open this file (Not a directory)"));
    std::filesystem::create_symlink("/dev/full", folder / "a.csv.tmp");
    CHECK(contains(message_of([&] { thermosgd::csv_writer(folder / "a.csv", columns); }),
                   "No space left on device"));
    CHECK(folder.names() == std::vector<std::string>{"file"});
}

#if !defined(_WIN32)
TEST_CASE("on a disk that fills up the file keeps whole rows, and goes on when there is room") {
    const scratch_folder folder;
    std::string expected = "step,loss\n";
    thermosgd::csv_writer csv(folder / "a.csv", columns);
    for (int i = 0; i < 100; ++i) {
        csv.append(i, 0.5);
        expected += std::to_string(i) + ",0.5\n";
    }
    csv.flush();
    {
        const file_size_limit full(expected.size() + 10);
        csv.append(100, 0.125);
        csv.append(101, 0.125);
        const std::string message = message_of([&] { csv.flush(); });
        CHECK(contains(message, "a.csv': cannot write this file ("));
        CHECK(folder.read("a.csv") == expected);
        CHECK_FALSE(message_of([&] { csv.flush(); }).empty());
        CHECK(folder.read("a.csv") == expected);
    }
    csv.flush();
    CHECK(folder.read("a.csv") == expected + "100,0.125\n101,0.125\n");
    CHECK(csv.size() == folder.read("a.csv").size());
}
#endif

}  // namespace io_csv_test
