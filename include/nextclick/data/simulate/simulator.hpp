// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/simulate/catalogue.hpp"

/// A shop that does not exist: click logs of any size with known structure.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

struct simulator_options {
    std::size_t sessions = 10'000;
    std::uint32_t items = 2'000;  ///< in the shop, rounded down to a multiple of the categories; the log lists those clicked
    std::uint32_t users = 2'000;
    std::uint32_t categories = 40;
    std::uint64_t seed = 1;
    std::uint32_t longest_session = 100;
    std::uint32_t days = 28;                     ///< sessions are spread over so many days
    std::int64_t first_day = 1'704'067'200'000;  ///< midnight UTC, ms since the epoch: 2024-01-01
    /// What leads to the next click, in percent; the rest is a click within the session's current interest.
    unsigned follow = 30;  ///< one of the four followers of the current item (first order)
    unsigned pair = 25;    ///< the one follower of the last two items (second order)
    unsigned repeat = 8;   ///< an item seen before in the session
    unsigned drift = 10;   ///< the interest moves to a neighbouring category
    unsigned leave = 18;   ///< the session ends after a click
    unsigned loyal = 70;   ///< a session starts in one of the three categories its user prefers
};

namespace detail {

/// One simulated visit. Every draw is a function of (seed, session, step): sessions do not depend on each other.
class visit {
public:
    struct click {
        std::uint32_t rank, action, dwell;  ///< item by popularity, 0 = view .. 3 = purchase, ms
    };

    visit(const simulator_options& options, const catalogue& shop, const zipf_table& users, std::uint64_t session)
        : options_(options), shop_(shop), random_(random_stream{options.seed}.fork(session + 1)) {
        const random_block r = random_.block(0);
        user_ = users.draw(r[0], r[1]);
        interest_ = r[2] % 100 < options.loyal ? shop.preference(user_, r[3] % 3) : shop.category_of(shop.popular(r[2], r[3]));
    }
    std::uint32_t user() const { return user_; }

    /// The next click; call `last()` after it.
    click next() {
        const random_block r = random_.block(2 * step_ + 1), s = random_.block(2 * step_ + 2);
        const std::uint32_t rank = step_ == 0 ? shop_.within(interest_, r[1], r[2]) : choose(r);
        const bool seen = std::find(seen_.begin(), seen_.end(), rank) != seen_.end();
        leaves_ = s[0] % 100 < options_.leave || step_ + 2 > options_.longest_session;
        seen_.push_back(rank);
        ++step_;
        const std::uint32_t action = act(s[1], seen);
        return {rank, action, dwell(s, shop_.category_of(rank) == interest_, action)};
    }
    bool last() const { return leaves_; }

private:
    std::uint32_t choose(const random_block& r) {
        const std::uint32_t now = seen_.back();
        unsigned dice = r[0] % 100;
        const auto falls = [&](unsigned share) {
            if (dice < share) return true;
            dice -= share;
            return false;
        };
        if (falls(options_.follow)) return shop_.follower(now, r[1]);
        if (step_ > 1 && falls(options_.pair)) return shop_.follower_of_pair(seen_[step_ - 2], now);
        if (falls(options_.repeat)) return seen_[r[1] % seen_.size()];
        if (falls(options_.drift)) interest_ = shop_.neighbour(interest_, r[3]);
        return shop_.within(interest_, r[1], r[2]);
    }
    /// Most clicks look; a second look often means a cart, and a cart sometimes a purchase.
    std::uint32_t act(std::uint32_t r, bool seen) const {
        const std::uint32_t p = r % 100, cart = seen ? 40 : 7;
        if (p >= cart) return p >= 95 ? 2 : 0;
        return p < cart / 4 ? 3 : 1;
    }
    /// Doubles with each set bit of a byte, so its logarithm is bell-shaped; longer inside the interest.
    static std::uint32_t dwell(const random_block& s, bool interested, std::uint32_t action) {
        const std::uint32_t base = (interested ? 2'500u : 1'200u) + 500 * action;
        return ((base + s[3] % base) << std::popcount(s[2] & 0xFFu)) / 4;
    }

    const simulator_options& options_;
    const catalogue& shop_;
    random_stream random_;
    std::vector<std::uint32_t> seen_;
    std::uint32_t user_ = 0, interest_ = 0, step_ = 0;
    bool leaves_ = false;
};

inline void check(const simulator_options& o) {
    if (o.sessions == 0 || o.items == 0 || o.users == 0 || o.categories == 0 || o.days == 0 || o.longest_session == 0)
        throw argument_error("simulate: sessions, items, users, categories, days and longest_session must all be 1 or more");
    constexpr std::uint32_t max = 100'000'000;
    if (o.items > max || o.users > max)
        throw argument_error("simulate: " + std::to_string(o.items) + " items and " + std::to_string(o.users) + " users; give " +
                             std::to_string(max) + " at most of each");
    if (o.sessions > std::numeric_limits<std::uint32_t>::max() / std::min(110 / std::max(o.leave, 1u) + 1, o.longest_session))
        throw argument_error("simulate: " + std::to_string(o.sessions) +
                             " sessions have more than the 2^32 - 1 clicks that a log may have");
    if (o.categories > o.items)
        throw argument_error("simulate: " + std::to_string(o.categories) + " categories for " + std::to_string(o.items) +
                             " items; give at most one category an item");
    if (o.follow + o.pair + o.repeat + o.drift > 100 || o.leave > 100 || o.loyal > 100)
        throw argument_error("simulate: follow + pair + repeat + drift, leave, and loyal are percentages up to 100");
}

/// A time of day for a share of the day: few visits at night, most in the evening. Increasing, in ms.
inline std::int64_t time_of_day(std::uint64_t share, std::uint64_t of) {
    constexpr std::array<std::uint64_t, 25> so_far{0,  3,  5,  6,  7,  8,   10,  14,  20,  28,  37,  46, 55,
                                                   64, 72, 80, 88, 96, 105, 115, 126, 137, 147, 155, 160};
    const std::uint64_t at = share * 160;  // in units of 1/(160 of)
    std::size_t hour = 0;
    while (at >= so_far[hour + 1] * of) ++hour;
    const std::uint64_t width = so_far[hour + 1] - so_far[hour];
    return static_cast<std::int64_t>(hour * 3'600'000 + (at - so_far[hour] * of) * 3'600'000 / (width * of));
}

}  // namespace detail

/// Simulates a shop's click log with users, and columns Action (view, cart, favourite, purchase), Dwell (ms), Category
/// and Price. Only integers are drawn and compared, so a seed gives the same log on every machine; and session n clicks
/// the same whatever the number of sessions (the times scale with it). Item popularity is Zipf; each item has four
/// followers, each pair of items one; a session's interest is a category that drifts; users return, and keep their
/// preferences.
/// cost    about 0.1 us an event.   errors  `argument_error` for sizes of 0, percentages above 100
inline click_log simulate(const simulator_options& options) {
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

    const std::size_t expected = options.sessions * std::min(110 / std::max(options.leave, 1u) + 1, options.longest_session);
    for (auto* column : {&log.item, &action, &category}) column->reserve(expected);
    for (auto* column : {&dwell, &price}) column->reserve(expected);
    log.time.reserve(expected);
    log.session_begin.reserve(options.sessions + 1);
    log.user.reserve(options.sessions);
    log.session_ids.reserve(options.sessions);

    for (std::size_t s = 0; s < options.sessions; ++s) {
        detail::visit visit(options, shop, users, s);
        const std::uint64_t day = s * options.days / options.sessions, rest = s * options.days % options.sessions;
        std::int64_t now = options.first_day + static_cast<std::int64_t>(day) * 86'400'000 + detail::time_of_day(rest, options.sessions);
        do {
            const auto click = visit.next();
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
        } while (!visit.last());
        log.session_begin.push_back(static_cast<std::uint32_t>(log.item.size()));
        log.session_ids.push_back(static_cast<std::int64_t>(s + 1));
        log.user.push_back(people->insert(visit.user() + 1));
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
