// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#include "catch_shim.hpp"
#include "scratch_folder.hpp"

#include <thermosgd/core/check_archived_setting.hpp>
#include <thermosgd/io/checkpoint.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace core_check_archived_setting_test {

using namespace thermosgd;

namespace {

enum class kind : unsigned char { one = 1, two };

/// An object made with settings, and one number of state behind them.
struct made {
    double mass = 1.0;
    kind type = kind::one;
    std::string name = "a";
    std::vector<std::size_t> sizes = {1, 2};
    int state = 0;

    template <class Archive>
    void archive(Archive& ar) {
        const bool open = sizes.empty();
        detail::check_archived_setting(ar, "made: mass", mass);
        detail::check_archived_setting(ar, "made: type", type);
        detail::check_archived_setting(ar, "made: name", name);
        detail::check_archived_setting(ar, "made: sizes", sizes, open);
        ar(state);
    }
};

/// What is said when `into` is read from what `from` has written; empty if nothing.
std::string refusal(const made& from, made& into) {
    const scratch_folder folder;
    save_checkpoint(folder / "state", "", from);
    try {
        load_checkpoint(folder / "state", "", into);
    } catch (const error& e) {
        return e.what();
    }
    return {};
}

}  // namespace

TEST_CASE("the same settings let the state in") {
    made written;
    written.state = 7;
    made read;
    CHECK(refusal(written, read).empty());
    CHECK(read.state == 7);
}

TEST_CASE("another setting is refused with both values, before the state is touched") {
    made written;
    written.state = 7;
    const auto refused = [&](made other) {
        std::string message = refusal(written, other);
        CHECK(other.state == 0);
        return message;
    };
    CHECK_THAT(refused({.mass = 2.0}), ContainsSubstring("made: mass"));
    CHECK_THAT(refused({.mass = 2.0}), ContainsSubstring("with 1,"));
    CHECK_THAT(refused({.mass = 2.0}), ContainsSubstring("object, 2"));
    CHECK_THAT(refused({.type = kind::two}), ContainsSubstring("with 1, expected"));
    CHECK_THAT(refused({.name = "b"}), ContainsSubstring("'a', expected that of the object, 'b'"));
    CHECK_THAT(refused({.sizes = {1, 3}}), ContainsSubstring("made: sizes"));
}

TEST_CASE("an object made without the setting takes what is stored") {
    made written;
    written.state = 7;
    made open;
    open.sizes.clear();
    CHECK(refusal(written, open).empty());
    CHECK(open.sizes == written.sizes);
    CHECK(open.state == 7);
}

}  // namespace core_check_archived_setting_test
