// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/data/edit/filter.hpp"
#include "nextclick/data/read/read_clicks.hpp"

// Any bytes are either a click log or an error of the library, and the same one for any split of the bytes. Build with clang++
// -fsanitize=fuzzer,address,undefined; start from tests/fuzz/corpus/read_clicks. The first two bytes choose options, the rest is
// the file.

namespace {

namespace data = nextclick::data;

data::read_options chosen_options(unsigned choice, unsigned more) {
    data::read_options options;
    options.max_line = 4096;
    options.max_columns = 64;
    if ((choice & 1) != 0) options.on_bad_row = data::bad_rows::skip;
    if ((choice & 2) != 0) options.item_ids = data::id_type::string;
    if ((choice & 4) != 0) options.time.clear();
    if ((choice & 8) != 0) options.user = "User";
    if ((choice & 16) != 0) options.columns = {{"Action"}, {"Price", data::column_type::numeric}};
    if ((choice & 128) != 0) options.columns = {{"Action", data::column_type::tags, 'i'}, {"Price", data::column_type::text}};
    if ((choice & 32) != 0) options.header = {"SessionId", "ItemId", "Time"};
    if ((choice & 64) != 0) options.session_ids = data::id_type::integer;
    if ((more & 1) != 0) options.quote = '"';
    if ((more & 2) != 0) options.quote = char{0};
    if ((more & 4) != 0) options.time_format = "%d/%m/%Y %I:%M:%S %p";
    if ((more & 8) != 0) options.unit = data::time_unit::microseconds;
    if ((more & 16) != 0) options.keep = {{"Action", {"view", "3"}}};
    if ((more & 32) != 0) options.drop = {{"ItemId", {"1"}}, {"Action", {""}}};
    if ((more & 64) != 0) options.keep_if = [](const data::row_view& row) { return row["SessionId"] != "2"; };
    if ((more & 128) != 0) options.max_skipped_share = 1;
    return options;
}

/// The result in short: counts and a hash of the log, or the message.
std::string outcome(const data::byte_reader& source, const data::read_options& options) {
    data::read_report report;
    try {
        const data::click_log log = data::read_clicks(source, "fuzz", options, &report);
        if (log.event_count() != report.rows || log.event_count() == 0) std::abort();
        data::detail::fnv1a hash;
        for (const auto i : log.item_column()) hash.word(i);
        for (const auto t : log.time_column()) hash.word(static_cast<std::uint64_t>(t));
        for (const auto& remark : report.remarks) hash.text(remark);
        for (const auto& v : report.values) hash.word(v.rows);
        for (const auto& c : log.columns()) hash.word(c.hash());
        const data::click_log kept = data::filtered(log, {.min_item_support = 2, .drop_repeats = true, .until_stable = true});
        for (const auto support : kept.item_support())
            if (support < 2) std::abort();
        return std::to_string(log.session_count()) + ' ' + std::to_string(hash.value) + ' ' + std::to_string(log.items().hash()) + ' ' +
               std::to_string(report.skipped);
    } catch (const nextclick::error& e) {
        return e.what();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size < 2) return 0;
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
    const data::read_options options = chosen_options(bytes[0], bytes[1]);
    const std::string at_once = outcome(data::from_memory(text), options);
    const data::byte_reader whole = data::from_memory(text);
    const std::size_t step = 1 + size % 13;
    const std::string in_bits = outcome([&](std::span<char> to) { return whole(to.first(std::min(to.size(), step))); }, options);
    if (at_once != in_bits) std::abort();
    return 0;
}
