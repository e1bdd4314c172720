// SPDX-FileCopyrightText: 2026 thermosgd contributors
// SPDX-License-Identifier: MIT
#pragma once
/// \file
/// CSV files that grow by whole rows, and that a resumed run continues byte for byte.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <thermosgd/core/error.hpp>
#include <thermosgd/core/number_text.hpp>
#include <thermosgd/core/scalar.hpp>
#include <thermosgd/io/atomic_file.hpp>

namespace THERMOSGD_NAMESPACE {

namespace detail {

/// Appends a field as RFC 4180 has it: quoted where it holds a comma, a quote or a line end.
inline void append_csv_field(std::string& row, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        row += text;
        return;
    }
    row += '"';
    for (const char c : text) {
        if (c == '"') {
            row += '"';
        }
        row += c;
    }
    row += '"';
}

// A template, so that a pointer to characters is not taken for a truth value.
template <std::same_as<bool> T>
void append_csv_field(std::string& row, T value) {
    row += value ? '1' : '0';
}

/// NaN is an empty field: a value that is not there. Infinity is "inf" or "-inf".
template <text_number T>
void append_csv_field(std::string& row, const T& value) {
    if constexpr (std::floating_point<T>) {
        if (is_nan(static_cast<double>(value))) {
            return;
        }
    }
    append_number(row, value);
}

template <class T>
void append_csv_field(std::string& row, const std::optional<T>& value) {
    if (value) {
        append_csv_field(row, *value);
    }
}

/// Appends fields with commas between them.
template <class... Values>
void append_csv_fields(std::string& row, const Values&... values) {
    std::size_t column = 0;
    ((row += column++ > 0 ? "," : "", append_csv_field(row, values)), ...);
}

/// The first line. \throws std::invalid_argument without columns
inline std::string csv_header(const std::vector<std::string>& columns) {
    if (columns.empty()) {
        THERMOSGD_THROW(std::invalid_argument("CSV: columns has 0 names, expected at least one"));
    }
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        line += i > 0 ? "," : "";
        append_csv_field(line, columns[i]);
    }
    return line + '\n';
}

/// \throws std::invalid_argument unless there are as many values as columns
inline void require_csv_width(std::size_t values, std::size_t columns) {
    if (values != columns) {
        THERMOSGD_THROW(std::invalid_argument("CSV: a row of " + std::to_string(values) +
                                              " values, expected " + std::to_string(columns) +
                                              ", the number of columns"));
    }
}

}  // namespace detail

/// A CSV file (RFC 4180, lines end in "\n") with one header line, to which rows are added.
///
/// Numbers are the shortest decimal text that reads back to the same bits, with '.' in any locale;
/// NaN is an empty field. A new file appears, with its header, only once that is on disk, and then
/// grows in place. Rows are collected and written together; if writing fails, the file is cut back
/// to the rows that were whole. A process killed in the middle of a write may leave part of a row,
/// which continue_at() removes.
///
/// To resume a run, keep size() of a flushed file with the checkpoint and pass it to continue_at():
/// rows written after the checkpoint go, and the file ends up the same as if never interrupted.
///
/// \cost append: O(length of the row); a write to disk every 64 KiB and at flush()
class csv_writer {
public:
    /// Starts a file; one of the same name is replaced.
    ///
    /// \param path     the file
    /// \param columns  the names in the header, at least one
    /// \throws std::invalid_argument without columns; error naming the file if it cannot be written
    csv_writer(const std::filesystem::path& path, std::vector<std::string> columns)
        : columns_(columns.size()) {
        const std::string header = detail::csv_header(columns);
        atomic_file file(path);
        file.write(header);
        file.commit();
        size_ = header.size();
        open(path);
    }

    /// Continues a file that this class wrote before.
    ///
    /// \param path     the file
    /// \param columns  the names that its header must have
    /// \param size     what size() was at the point to continue from [bytes]; the rest is cut off
    /// \throws error naming the file, what was found and what was expected: it is absent, shorter
    ///         than `size`, has another header, or has no end of a row there
    static csv_writer continue_at(const std::filesystem::path& path,
                                  const std::vector<std::string>& columns, std::uint64_t size) {
        const std::string header = detail::csv_header(columns);
        const std::string bytes = read_file(path);
        if (bytes.size() < size) {
            THERMOSGD_THROW(error("'" + path.string() + "': " + std::to_string(bytes.size()) +
                                  " bytes, expected at least the " + std::to_string(size) +
                                  " at which to continue"));
        }
        if (!bytes.starts_with(header)) {
            THERMOSGD_THROW(error("'" + path.string() + "': its header is '" +
                                  bytes.substr(0, bytes.find('\n')) + "', expected '" +
                                  header.substr(0, header.size() - 1) + "'"));
        }
        if (size < header.size() || bytes[size - 1] != '\n') {
            THERMOSGD_THROW(error("'" + path.string() + "': no row ends at byte " +
                                  std::to_string(size) + ", at which to continue"));
        }
        csv_writer writer(columns.size(), size);
        writer.cut_off(path);
        writer.open(path);
        return writer;
    }

    csv_writer(csv_writer&&) noexcept = default;
    csv_writer& operator=(csv_writer&&) = delete;

    /// Writes what is pending; a failure goes unseen here, so call flush() at the end of a run.
    ~csv_writer() {
        if (file_ && !pending_.empty()) {
#if defined(__cpp_exceptions)
            try {
                flush();
            } catch (...) {
            }
#else
            flush();
#endif
        }
    }

    /// Adds a row of numbers, text, truth values (1 or 0) and optionals of them (empty or value).
    ///
    /// \throws std::invalid_argument unless there are as many values as columns; error as flush()
    template <class... Values>
    void append(const Values&... values) {
        detail::require_csv_width(sizeof...(values), columns_);
        whole_row row{pending_, pending_.size()};
        detail::append_csv_fields(pending_, values...);
        end_row(row);
    }

    /// Adds a row of numbers.
    ///
    /// \throws std::invalid_argument unless there are as many values as columns; error as flush()
    void append_row(std::span<const double> values) {
        detail::require_csv_width(values.size(), columns_);
        whole_row row{pending_, pending_.size()};
        for (std::size_t i = 0; i < values.size(); ++i) {
            pending_ += i > 0 ? "," : "";
            detail::append_csv_field(pending_, values[i]);
        }
        end_row(row);
    }

    /// Hands all rows so far to the operating system; they then outlive a kill of this process.
    ///
    /// \throws error naming the file and the reason, e.g. a full disk; the file then ends with the
    ///         last row flushed before, and the next flush tries the rows of this one again
    void flush() {
        write_pending([](detail::checked_file& file) { file.flush(); });
    }

    /// As flush(), and has the rows outlive a power failure: to be called before a checkpoint that
    /// counts on them.
    ///
    /// \throws error as flush()
    void sync() {
        write_pending([](detail::checked_file& file) { file.sync(); });
    }

    /// The size of the file with all rows appended so far [bytes].
    [[nodiscard]] std::uint64_t size() const noexcept { return size_ + pending_.size(); }

    /// The file.
    [[nodiscard]] const std::filesystem::path& path() const noexcept { return file_->path(); }

private:
    /// Takes back what there is of a row that memory did not suffice for.
    struct whole_row {
        std::string& pending;
        std::size_t begin;
        bool done = false;
        ~whole_row() {
            if (!done) {
                pending.resize(begin);
            }
        }
    };

    csv_writer(std::size_t columns, std::uint64_t size) : columns_(columns), size_(size) {}

    template <class Finish>
    void write_pending(Finish&& finish) {
        struct undo {
            csv_writer* self;
            ~undo() {
                if (self != nullptr) {
                    self->restore();
                }
            }
        } undo{this};
        if (!file_->is_open()) {
            open(path());
        }
        file_->write(pending_);
        finish(*file_);
        undo.self = nullptr;
        size_ += pending_.size();
        pending_.clear();
    }

    void open(const std::filesystem::path& path) {
        file_ = std::make_unique<detail::checked_file>(path, "ab");
    }

    void end_row(whole_row& row) {
        pending_ += '\n';
        row.done = true;
        constexpr std::size_t enough = 1U << 16U;
        if (pending_.size() >= enough) {
            flush();
        }
    }

    void cut_off(const std::filesystem::path& path) const {
        std::error_code failure;
        std::filesystem::resize_file(path, size_, failure);
        if (failure) {
            THERMOSGD_THROW(error("'" + path.string() + "': cannot cut this file to " +
                                  std::to_string(size_) + " bytes (" + failure.message() + ")"));
        }
    }

    /// After a failed write: removes what was written in part.
    void restore() noexcept {
        file_->abandon();
        std::error_code ignored;
        std::filesystem::resize_file(path(), size_, ignored);
    }

    std::size_t columns_;
    std::uint64_t size_ = 0;
    std::string pending_;
    std::unique_ptr<detail::checked_file> file_;
};

}  // namespace THERMOSGD_NAMESPACE
