// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/log_builder.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/scan_time.hpp"
#include "nextclick/data/read/text_fields.hpp"
#include "nextclick/data/read/time_format.hpp"

/// Times in the text of a log.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Units of numbers, and from which on a number can be of the unit and not of the one before: years 1973 to 5138 in each.
struct unit_of_time {
    time_unit unit;
    const char* name;
    std::int64_t least, max, per_second;
};
inline constexpr std::array<unit_of_time, 4> units_of_time{{
    {time_unit::seconds, "seconds", 100'000'000, 100'000'000'000, 1},
    {time_unit::milliseconds, "milliseconds", 100'000'000'000, 100'000'000'000'000, 1'000},
    {time_unit::microseconds, "microseconds", 100'000'000'000'000, 100'000'000'000'000'000, 1'000'000},
    {time_unit::nanoseconds, "nanoseconds", 100'000'000'000'000'000, std::numeric_limits<std::int64_t>::max(), 1'000'000'000},
}};
/// The unit that a number is in by its size (without sign); null: it is near 1970 in any.
const unit_of_time* unit_by_size(std::int64_t size);
const unit_of_time* find_unit(time_unit unit);

/// Reads the times of a log, whose unit is settled by the first row that is kept; numbers near 1970 leave it open.
class time_reader {
public:
    /// Throws `argument_error` for a format that is none, or beside a unit.
    explicit time_reader(const read_options& options);

    /// False if the text is no time, or one of another unit; `complaint` then says so.
    bool read(std::string_view text);
    const event_time& time() const { return time_; }
    /// The row that was read last is kept. To be told before its event is added: what is there was taken for seconds.
    void keep(log_builder& log);
    /// Whether what could not be read is a time, but of another unit than those before.
    bool mixed() const;
    /// As found; numbers near 1970 alone are seconds.
    time_unit unit() const { return unit_ == time_unit::automatic && open_ ? time_unit::seconds : unit_; }

    /// Why the text that was read last is no time.
    std::string complaint() const;

private:
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

    /// Whole numbers of the unit that is settled: nearly all times of nearly all logs.
    bool read_whole(std::string_view text);
    bool read_any(std::string_view text);
    bool take(const decimal& number);
    static event_time time_of(const decimal& n, const unit_of_time& unit);
    static std::string kind_of(std::string_view text);
    std::string expected() const;
    /// ", for example ..."; empty if no format reads the text.
    std::string said_formats() const;

    const read_options& options_;
    time_unit unit_;
    const unit_of_time* numbers_ = nullptr;  ///< the unit of numbers, once it is settled
    const unit_of_time* found_ = nullptr;    ///< what the row that was read would settle
    std::optional<time_format> format_;
    event_time time_;
    scanned problem_ = scanned::ok;
    bool iso_found_ = false, open_ = false;  ///< open: numbers near 1970 were kept, and none else
    std::string_view text_;
    std::string first_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/time_reader.ipp"
#endif
