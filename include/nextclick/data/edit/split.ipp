// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit/split.hpp"
#include "nextclick/data/session_order.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE log_columns copy_sessions(const log_columns& from, const std::vector<std::uint32_t>& sessions) {
    log_columns to;
    std::vector<event_range> ranges;
    for (const std::uint32_t s : sessions) {
        ranges.push_back({from.session_begin[s], from.session_begin[s + 1]});
        to.session_begin.push_back(to.session_begin.back() + ranges.back().end - ranges.back().begin);
        if (!from.user.empty()) to.user.push_back(from.user[s]);
    }
    to.item = gathered(from.item, ranges);
    to.time = gathered(from.time, ranges);
    for (const event_column& c : from.extra) to.extra.push_back(c.rows(ranges));
    if (!from.session_ids.empty()) to.session_ids = gather(from.session_ids, sessions);
    to.items = from.items;
    to.users = from.users;
    return to;
}

NEXTCLICK_INLINE train_test divide(const char* split, click_log log, const std::vector<side>& sides, const split_options& options) {
    return divide(split, std::move(log), sides, options, [](const log_columns&, std::uint32_t) { return false; });
}

NEXTCLICK_INLINE std::int64_t time_of(const click_log& log, std::size_t session, session_time by) {
    const auto t = log.times_of(session);
    return by == session_time::end ? t.back() : t.front();
}

NEXTCLICK_INLINE void require_times(const click_log& log, const char* split) {
    if (!log.has_times())
        throw data_error(std::string(split) +
                         ": the log has no times; read it with read_options::time, or use "
                         "last_fraction or random_fraction");
}

NEXTCLICK_INLINE std::vector<std::uint32_t> oldest_first(const click_log& log, session_time by) {
    std::vector<std::uint32_t> order(log.session_count());
    std::iota(order.begin(), order.end(), 0u);
    if (!log.has_times()) return order;
    const std::span<const std::uint32_t> begin = log.session_begin();
    std::vector<std::uint32_t> event(begin.begin(), begin.end() - 1);
    if (by == session_time::end)
        for (std::size_t s = 0; s < event.size(); ++s) event[s] = begin[s + 1] - 1;
    sort_by_time(order, earlier_event(log.time_column(), {}, event.data()));
    return order;
}

NEXTCLICK_INLINE std::size_t part_of(std::size_t n, double fraction, const char* split) {
    if (!(fraction > 0 && fraction < 1))
        throw argument_error(std::string(split) + ": the fraction " + std::to_string(fraction) +
                             " is outside (0, 1); give the share of test sessions, for example 0.1");
    return static_cast<std::size_t>(std::floor(fraction * static_cast<double>(n)));
}

NEXTCLICK_INLINE train_test split_at(const char* split, click_log log, std::int64_t ms, const split_options& options) {
    std::vector<detail::side> sides(log.session_count());
    for (std::size_t s = 0; s < sides.size(); ++s) {
        const std::int64_t t = detail::time_of(log, s, options.by);
        sides[s] = t < ms ? detail::side::train : detail::side::test;
        if (t == ms && options.boundary == at_boundary::drop) sides[s] = detail::side::neither;
    }
    const bool cut = options.crossing_sessions == crossing::cut;
    return divide(split, std::move(log), sides, options, [=](const log_columns& p, std::uint32_t e) { return cut && p.time[e] >= ms; });
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE train_test by_time(click_log log, std::int64_t ms, const split_options& options) {
    detail::require_times(log, "by_time");
    return detail::split_at("by_time", std::move(log), ms, options);
}

NEXTCLICK_INLINE train_test last_days(click_log log, double days, const split_options& options) {
    detail::require_times(log, "last_days");
    if (!(days > 0 && days < 1e6)) throw argument_error("last_days: " + std::to_string(days) + " days; give a number above 0");
    const auto times = log.time_column();
    const std::int64_t last = times.empty() ? 0 : *std::max_element(times.begin(), times.end());
    return detail::split_at("last_days", std::move(log), last - static_cast<std::int64_t>(days * 86'400'000), options);
}

NEXTCLICK_INLINE train_test last_fraction(click_log log, double fraction, const split_options& options) {
    const std::size_t n = log.session_count(), tests = detail::part_of(n, fraction, "last_fraction");
    const std::vector<std::uint32_t> order = detail::oldest_first(log, options.by);
    std::vector<detail::side> sides(n, detail::side::train);
    for (std::size_t i = n - tests; i < n; ++i) sides[order[i]] = detail::side::test;
    return detail::divide("last_fraction", std::move(log), sides, options);
}

NEXTCLICK_INLINE train_test random_fraction(click_log log, double fraction, std::uint64_t seed, const split_options& options) {
    const std::size_t n = log.session_count(), tests = detail::part_of(n, fraction, "random_fraction");
    const random_stream random{seed, 0x73706C6974};
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0u);
    std::vector<detail::side> sides(n, detail::side::train);
    for (std::uint32_t i = 0; i < tests; ++i) {  // the first draws of a shuffle
        std::swap(order[i], order[i + random.below(i, static_cast<std::uint32_t>(n - i))]);
        sides[order[i]] = detail::side::test;
    }
    return detail::divide("random_fraction", std::move(log), sides, options);
}

NEXTCLICK_INLINE train_test last_session_of_users(click_log log, const split_options& options) {
    constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> last(log.users().size(), none);
    std::vector<detail::side> sides(log.session_count(), detail::side::train);
    for (std::uint32_t s = 0; s < sides.size(); ++s) {
        std::uint32_t& before = last[log.user_column()[s]];
        if (before != none) sides[s] = detail::side::test;
        if (before != none) sides[before] = detail::side::train;
        before = s;
    }
    return detail::divide("last_session_of_users", std::move(log), sides, options);
}

NEXTCLICK_INLINE click_log most_recent(click_log log, double fraction, share_of of, session_time by) {
    if (!(fraction > 0 && fraction <= 1))
        throw argument_error("most_recent: the fraction " + std::to_string(fraction) +
                             " is outside (0, 1]; give the share to keep, for example 0.25");
    const std::vector<std::uint32_t> order = detail::oldest_first(log, by);
    const std::size_t pairs = log.event_count() - log.session_count();
    const auto all = static_cast<double>(of == share_of::sessions ? order.size() : pairs);
    auto left = static_cast<std::size_t>(std::floor(fraction * all));
    log_columns parts = std::move(log).release();
    std::vector<bool> keep(parts.item.size());
    for (std::size_t i = order.size(); i-- > 0 && left > 0;) {
        const std::uint32_t begin = parts.session_begin[order[i]], end = parts.session_begin[order[i] + 1];
        const std::size_t used = of == share_of::sessions ? 1 : std::min<std::size_t>(left, end - begin - 1);
        const std::size_t clicks = of == share_of::sessions ? end - begin : used == 0 ? 0 : used + 1;
        for (std::size_t e = begin; e < begin + clicks; ++e) keep[e] = true;
        left -= used;
    }
    if (fraction > 0 && pairs > 0 && std::ranges::find(keep, true) == keep.end())
        throw data_error("most_recent: the fraction " + std::to_string(fraction) + " of " + std::to_string(order.size()) +
                         " sessions is less than one; give a larger one");
    detail::keep_events(parts, keep);
    return click_log(std::move(parts));
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
