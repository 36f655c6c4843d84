// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/simulate/simulator.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE simulated_session::simulated_session(const simulator_options& options, const catalogue& shop, const zipf_table& users,
                                                      std::uint64_t session)
    : options_(options), shop_(shop), random_(random_stream{options.seed}.fork(session + 1)) {
    const random_block r = random_.block(0);
    user_ = users.draw(r[0], r[1]);
    interest_ = r[2] % 100 < options.preferred ? shop.preference(user_, r[3] % 3) : shop.category_of(shop.popular(r[2], r[3]));
}

NEXTCLICK_INLINE simulated_session::click simulated_session::next() {
    const random_block r = random_.block(2 * step_ + 1), s = random_.block(2 * step_ + 2);
    const std::uint32_t rank = step_ == 0 ? shop_.within(interest_, r[1], r[2]) : choose(r);
    const bool seen = std::find(seen_.begin(), seen_.end(), rank) != seen_.end();
    leaves_ = s[0] % 100 < options_.leave || step_ + 2 > options_.max_session_length;
    seen_.push_back(rank);
    ++step_;
    const std::uint32_t action = act(s[1], seen);
    return {rank, action, dwell(s, shop_.category_of(rank) == interest_, action)};
}

NEXTCLICK_INLINE std::uint32_t simulated_session::choose(const random_block& r) {
    const std::uint32_t now = seen_.back();
    unsigned draw = r[0] % 100;
    const auto falls = [&](unsigned share) {
        if (draw < share) return true;
        draw -= share;
        return false;
    };
    if (falls(options_.follow)) return shop_.follower(now, r[1]);
    if (step_ > 1 && falls(options_.pair)) return shop_.follower_of_pair(seen_[step_ - 2], now);
    if (falls(options_.repeat)) return seen_[r[1] % seen_.size()];
    if (falls(options_.drift)) interest_ = shop_.neighbour(interest_, r[3]);
    return shop_.within(interest_, r[1], r[2]);
}

NEXTCLICK_INLINE std::uint32_t simulated_session::act(std::uint32_t r, bool seen) const {
    const std::uint32_t p = r % 100, cart = seen ? 40 : 7;
    if (p >= cart) return p >= 95 ? 2 : 0;
    return p < cart / 4 ? 3 : 1;
}

NEXTCLICK_INLINE std::uint32_t simulated_session::dwell(const random_block& s, bool in_category, std::uint32_t action) {
    const std::uint32_t base = (in_category ? 2'500u : 1'200u) + 500 * action;
    return ((base + s[3] % base) << std::popcount(s[2] & 0xFFu)) / 4;
}

NEXTCLICK_INLINE void check(const simulator_options& o) {
    if (o.sessions == 0 || o.items == 0 || o.users == 0 || o.categories == 0 || o.days == 0 || o.max_session_length == 0)
        throw argument_error("simulate: sessions, items, users, categories, days and max_session_length must all be 1 or more");
    constexpr std::uint32_t max = 100'000'000;
    if (o.items > max || o.users > max)
        throw argument_error("simulate: " + std::to_string(o.items) + " items and " + std::to_string(o.users) + " users; give " +
                             std::to_string(max) + " at most of each");
    if (o.sessions > std::numeric_limits<std::uint32_t>::max() / std::min(110 / std::max(o.leave, 1u) + 1, o.max_session_length))
        throw argument_error("simulate: " + std::to_string(o.sessions) +
                             " sessions have more than the 2^32 - 1 clicks that a log may have");
    if (o.categories > o.items)
        throw argument_error("simulate: " + std::to_string(o.categories) + " categories for " + std::to_string(o.items) +
                             " items; give at most one category an item");
    if (o.follow + o.pair + o.repeat + o.drift > 100 || o.leave > 100 || o.preferred > 100)
        throw argument_error("simulate: follow + pair + repeat + drift, leave, and preferred are percentages up to 100");
}

NEXTCLICK_INLINE std::int64_t time_of_day(std::uint64_t share, std::uint64_t of) {
    constexpr std::array<std::uint64_t, 25> so_far{0,  3,  5,  6,  7,  8,   10,  14,  20,  28,  37,  46, 55,
                                                   64, 72, 80, 88, 96, 105, 115, 126, 137, 147, 155, 160};
    const std::uint64_t at = share * 160;  // in units of 1/(160 of)
    std::size_t hour = 0;
    while (at >= so_far[hour + 1] * of) ++hour;
    const std::uint64_t width = so_far[hour + 1] - so_far[hour];
    return static_cast<std::int64_t>(hour * 3'600'000 + (at - so_far[hour] * of) * 3'600'000 / (width * of));
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE click_log simulate(const simulator_options& options) {
    detail::check(options);
    const detail::catalogue shop(options.items, options.categories, options.seed);
    const detail::zipf_table users(options.users, options.users / 10 + 1);

    log_columns log;
    auto items = std::make_shared<vocabulary>(id_kind::integer);
    auto people = std::make_shared<vocabulary>(id_kind::integer);
    auto categories = std::make_shared<vocabulary>(id_kind::string);
    auto actions = std::make_shared<vocabulary>(id_kind::string);
    for (const char* a : {"view", "cart", "favourite", "purchase"}) actions->insert(a);
    for (std::uint32_t c = 0; c < options.categories; ++c) categories->insert("category " + std::to_string(c + 1));
    std::vector<item_index> number(options.items, no_item), action, category;
    std::vector<float> dwell, price, price_of;

    const std::size_t expected = options.sessions * std::min(110 / std::max(options.leave, 1u) + 1, options.max_session_length);
    for (auto* column : {&log.item, &action, &category}) column->reserve(expected);
    for (auto* column : {&dwell, &price}) column->reserve(expected);
    log.time.reserve(expected);
    log.session_begin.reserve(options.sessions + 1);
    log.user.reserve(options.sessions);
    log.session_ids.reserve(options.sessions);

    for (std::size_t s = 0; s < options.sessions; ++s) {
        detail::simulated_session session(options, shop, users, s);
        const std::uint64_t day = s * options.days / options.sessions, rest = s * options.days % options.sessions;
        std::int64_t now = options.first_day + static_cast<std::int64_t>(day) * 86'400'000 + detail::time_of_day(rest, options.sessions);
        do {
            const auto click = session.next();
            if (number[click.rank] == no_item) {
                number[click.rank] = items->insert(shop.id_of(click.rank));
                price_of.push_back(shop.price_of(click.rank));
            }
            log.item.push_back(number[click.rank]);
            log.time.push_back(now);
            action.push_back(click.action);
            dwell.push_back(static_cast<float>(click.dwell));
            category.push_back(shop.category_of(click.rank));
            price.push_back(price_of[log.item.back()]);
            now += click.dwell;
        } while (!session.last());
        log.session_begin.push_back(static_cast<std::uint32_t>(log.item.size()));
        log.session_ids.push_back(static_cast<std::int64_t>(s + 1));
        log.user.push_back(people->insert(session.user() + 1));
    }
    for (auto* column : {&log.item, &action, &category}) column->shrink_to_fit();
    for (auto* column : {&dwell, &price}) column->shrink_to_fit();
    log.time.shrink_to_fit();
    log.items = std::move(items);
    log.users = std::move(people);
    log.extra.emplace_back("Action", std::move(actions), std::move(action));
    log.extra.emplace_back("Dwell", std::move(dwell));
    log.extra.emplace_back("Category", std::move(categories), std::move(category));
    log.extra.emplace_back("Price", std::move(price));
    return click_log(std::move(log));
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
