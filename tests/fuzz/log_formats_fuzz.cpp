// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/data/edit/cut_sessions.hpp"
#include "nextclick/data/read/read_log.hpp"
#include "nextclick/data/read/utf8.hpp"

// Any bytes are either a click log or an error of the library, and the same one for any split of the bytes: JSON Lines, a session a
// line, and lists of items in tables. The first byte chooses options, the rest is the file.

namespace {

namespace data = nextclick::data;

data::read_options chosen_options(unsigned choice) {
    data::read_options options;
    options.session = (choice & 1) != 0 ? "" : "session";
    options.item = "aid";
    options.time = (choice & 2) != 0 ? "" : "ts";
    options.user = (choice & 4) != 0 ? "user" : "";
    if ((choice & 8) != 0) options.on_bad_row = data::bad_rows::skip;
    constexpr data::log_format formats[] = {data::log_format::automatic, data::log_format::json_lines, data::log_format::session_lines,
                                            data::log_format::table};
    options.format = formats[choice / 16 % 4];
    options.on_repeated_list = static_cast<data::repeated_lists>(choice / 64 % 3);
    options.line_begins_with = static_cast<data::leading_id>(choice % 3);
    if (options.format == data::log_format::table) options.item_separator = ' ';
    if (options.format == data::log_format::json_lines) {
        options.columns = {{"type"}, {"item.price", data::column_type::numeric}};
        if ((choice & 64) != 0) options.item_ids = data::id_type::string;
        if ((choice & 128) != 0) options.drop = {{"type", {"carts"}}};
    }
    options.max_line = 4096;
    options.max_columns = 64;
    options.max_skipped_share = 1;
    return options;
}

/// The result in short: counts and a hash of the log, or the message.
std::string outcome(const data::byte_reader& source, const data::read_options& options) {
    data::read_report report;
    try {
        data::click_log log = data::read_log(source, "fuzz", options, &report);
        if (log.event_count() != report.rows || log.event_count() == 0) std::abort();
        data::detail::fnv1a hash;
        for (const auto i : log.item_column()) hash.word(i);
        for (const auto t : log.time_column()) hash.word(static_cast<std::uint64_t>(t));
        for (const auto& c : log.columns()) hash.word(c.hash());
        for (nextclick::item_index i = 0; i < log.items().size(); ++i)
            if (data::detail::not_utf8(log.items().name(i)) != std::string::npos) std::abort();
        const std::size_t events = log.event_count();
        std::string summary = std::to_string(log.session_count()) + ' ' + std::to_string(hash.value) + ' ' +
                              std::to_string(log.items().hash()) + ' ' + std::to_string(report.skipped);
        if (log.has_users() && log.has_times()) {
            data::session_report cut;
            log = data::sessions_by_inactivity(std::move(log), std::chrono::seconds(10), &cut);
            if (log.event_count() != events || cut.sessions != log.session_count()) std::abort();
        }
        return summary;
    } catch (const nextclick::error& e) {
        return e.what();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const data::read_options options = chosen_options(bytes[0]);
    const std::string at_once = outcome(data::from_memory(text), options);
    const data::byte_reader whole = data::from_memory(text);
    const std::size_t step = 1 + size % 13;
    const std::string in_bits = outcome([&](std::span<char> to) { return whole(to.first(std::min(to.size(), step))); }, options);
    if (at_once != in_bits) std::abort();
    return 0;
}
