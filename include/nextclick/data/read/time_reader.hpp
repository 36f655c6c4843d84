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

/// Reading of times in the text of a log.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// A unit of time, and the range of numbers that it is detected for: the years 1973 to 5138.
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
/// The unit detected from the magnitude of a number; null: the number is near 1970 in every unit.
const unit_of_time* unit_by_size(std::int64_t size);
const unit_of_time* find_unit(time_unit unit);

/// Reads the times of a log. The first kept row determines the unit, except by a number near 1970.
class time_reader {
public:
    /// Throws `argument_error` for an invalid format, or for both a format and a unit.
    explicit time_reader(const read_options& options);

    /// Returns false if the text is not a time, or a time in another unit; `fault` then returns the reason.
    bool read(std::string_view text);
    const event_time& time() const { return time_; }
    /// Call it when the row read last is kept, before its event is added: it corrects earlier times that were taken for seconds.
    void keep(log_builder& log);
    /// Whether the text read last is a time in another unit than earlier ones.
    bool mixed() const;
    /// The unit found; seconds if all numbers are near 1970.
    time_unit unit() const { return unit_ == time_unit::automatic && open_ ? time_unit::seconds : unit_; }

    /// The reason why the text read last is not a valid time.
    std::string fault() const;

private:
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

    /// Fast path for integers in the unit found, the most frequent case.
    bool read_whole(std::string_view text);
    bool read_any(std::string_view text);
    bool take(const decimal& number);
    static event_time time_of(const decimal& n, const unit_of_time& unit);
    static std::string kind_of(std::string_view text);
    std::string expected() const;
    /// ", for example ..."; empty if no format reads the text.
    std::string format_examples() const;

    const read_options& options_;
    time_unit unit_;
    const unit_of_time* numbers_ = nullptr;  ///< the unit of numbers, once it is known
    const unit_of_time* found_ = nullptr;    ///< the unit detected in the row read last
    std::optional<time_format> format_;
    event_time time_;
    scanned problem_ = scanned::ok;
    bool iso_found_ = false, open_ = false;  ///< open: only numbers near 1970 were kept so far
    std::string_view text_;
    std::string first_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/time_reader.ipp"
#endif
