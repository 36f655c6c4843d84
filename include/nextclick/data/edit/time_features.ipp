// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit/time_features.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::shared_ptr<const vocabulary> numbers_below(std::int64_t n) {
    auto all = std::make_shared<vocabulary>(id_kind::integer);
    for (std::int64_t i = 0; i < n; ++i) all->insert(i);
    return all;
}

NEXTCLICK_INLINE std::vector<float> gaps(const log_columns& parts) {
    std::vector<float> gap(parts.time.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s)
        for (std::uint32_t e = parts.session_begin[s] + 1; e < parts.session_begin[s + 1]; ++e)
            gap[e] = seconds_between(parts.time[e - 1], parts.time[e]);
    return gap;
}

NEXTCLICK_INLINE std::vector<float> absences(const log_columns& parts) {
    constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();
    std::vector<float> away(parts.time.size(), std::numeric_limits<float>::quiet_NaN());
    std::vector<std::int64_t> last(parts.users->size(), never);
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s) {
        const std::uint32_t begin = parts.session_begin[s], end = parts.session_begin[s + 1];
        std::int64_t& last_click = last[parts.user[s]];
        if (last_click != never) std::fill(away.begin() + begin, away.begin() + end, seconds_between(last_click, parts.time[begin]));
        last_click = std::max(last_click, parts.time[end - 1]);
    }
    return away;
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE click_log with_time_features(click_log log, const time_features& names) {
    const auto refuse = [](const std::string& what) { throw data_error("with_time_features: " + what); };
    if (!log.has_times()) refuse("the log has no times; read it with read_options::time");
    if (!names.away.empty() && !log.has_users())
        refuse("\"" + names.away +
               "\" needs users, and the log has none; read it with read_options::user, or leave the "
               "column out: time_features{.away = \"\"}");
    log_columns parts = std::move(log).release();
    const auto add = [&](const std::string& name, const auto& make) {
        if (name.empty()) return;
        for (const event_column& c : parts.extra)
            if (c.name() == name) refuse("the log has a column \"" + name + "\" already; give another name");
        make();
    };
    const auto add_codes = [&](const std::string& name, std::int64_t n, const auto& code_of) {
        std::vector<item_index> codes;
        codes.reserve(parts.time.size());
        for (const std::int64_t t : parts.time) codes.push_back(code_of(t, names.utc_offset));
        parts.extra.emplace_back(name, detail::numbers_below(n), std::move(codes));
    };
    add(names.hour, [&] { add_codes(names.hour, 24, hour_of); });
    add(names.weekday, [&] { add_codes(names.weekday, 7, weekday_of); });
    add(names.gap, [&] { parts.extra.emplace_back(names.gap, detail::gaps(parts)); });
    add(names.away, [&] { parts.extra.emplace_back(names.away, detail::absences(parts)); });
    return click_log(std::move(parts));
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
