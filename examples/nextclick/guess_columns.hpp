// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Properties of the fields of a column.
enum class time_kind { none, iso, seconds, milliseconds, microseconds, nanoseconds, calendar };

struct column_facts {
    std::string name{};
    std::vector<std::string> values{};  ///< one per row of the sample; empty where the row has no such field
    std::size_t filled = 0, distinct = 0, integers = 0, decimals = 0, spaced = 0, listed = 0, changes = 0;
    std::size_t times = 0;             ///< fields that are times
    time_kind kind = time_kind::none;  ///< of most of them
    std::size_t of_kind = 0;           ///< their number
    bool counts_up = false;            ///< integers, each row one more than the row before: the number of the row

    std::size_t rows() const { return values.size(); }
    bool is_time() const { return filled > 0 && times * 10 >= filled * 9; }
    bool is_list() const { return listed * 4 >= filled * 3 && filled > 0; }
};

column_facts facts_of(std::string name, std::vector<std::string> values);

/// The kind of a time, `none` if it is none. Numbers count where they lie between 1990 and 2100.
time_kind time_kind_of(std::string_view text);

/// strptime's format of the dates in `values`; empty if it is not known, or day and month could be exchanged (`exchangeable`).
std::string calendar_format(const std::vector<std::string>& values, bool& exchangeable);

/// "%Y%m%d" or "%Y%m%d%H%M%S" where all values are dates in digits alone, which numbers may be too; else empty.
std::string format_of_digits(const std::vector<std::string>& values);

/// The name in lower case, letters and digits alone.
std::string plain_name(std::string_view name);

/// How strongly a name indicates that its column holds sessions, items, users, times or kinds of events: 0 not at all, larger is better.
enum class role { session, item, user, time, action };
inline constexpr role all_roles[] = {role::session, role::item, role::user, role::time, role::action};
int fitness(role r, std::string_view name);
