// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// A folder for the files of one test, removed with all it holds at the end of the scope.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// A fresh, empty folder under the system's folder for temporary files.
class scratch_folder {
public:
    scratch_folder() {
        std::random_device random;
        do {
            path_ = std::filesystem::temp_directory_path() /
                    ("thermosgd-test-" + std::to_string(random()));
        } while (!std::filesystem::create_directory(path_));
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    /// The folder.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    /// The path of an entry of the folder.
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

    /// Writes a file and returns its path.
    std::filesystem::path write(std::string_view name, std::string_view bytes) const {
        std::ofstream file(path_ / name, std::ios::binary);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!file.flush()) {
            throw std::runtime_error("cannot write '" + (path_ / name).string() + "'");
        }
        return path_ / name;
    }

    /// The bytes of a file.
    [[nodiscard]] std::string read(std::string_view name) const {
        std::ifstream file(path_ / name, std::ios::binary);
        if (!file) {
            throw std::runtime_error("cannot read '" + (path_ / name).string() + "'");
        }
        return {std::istreambuf_iterator<char>(file), {}};
    }

    /// The sorted names of the entries, to show that nothing was left over.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(path_)) {
            names.push_back(entry.path().filename().string());
        }
        std::ranges::sort(names);
        return names;
    }

private:
    std::filesystem::path path_;
};
