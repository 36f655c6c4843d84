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

/// Simulated click logs of any size with known structure.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

struct simulator_options {
    std::size_t sessions = 10'000;
    std::uint32_t items = 2'000;  ///< in the shop, rounded down to a multiple of the categories; the log's vocabulary has those clicked
    std::uint32_t users = 2'000;
    std::uint32_t categories = 40;
    std::uint64_t seed = 1;
    std::uint32_t max_session_length = 100;
    std::uint32_t days = 28;                     ///< sessions are spread over so many days
    std::int64_t first_day = 1'704'067'200'000;  ///< midnight UTC, ms since the epoch: 2024-01-01
    /// The source of the next click, in percent; the rest are clicks within the session's current interest.
    unsigned follow = 30;     ///< one of the four followers of the current item (first order)
    unsigned pair = 25;       ///< the one follower of the last two items (second order)
    unsigned repeat = 8;      ///< an item seen before in the session
    unsigned drift = 10;      ///< the interest moves to a neighbouring category
    unsigned leave = 18;      ///< the session ends after a click
    unsigned preferred = 70;  ///< a session starts in one of the three categories its user prefers
};

namespace detail {

/// One simulated session. Every draw is a function of (seed, session, step): sessions do not depend on each other.
class simulated_session {
public:
    struct click {
        std::uint32_t rank, action, dwell;  ///< item by popularity, 0 = view .. 3 = purchase, ms
    };

    simulated_session(const simulator_options& options, const catalogue& shop, const zipf_table& users, std::uint64_t session);
    std::uint32_t user() const { return user_; }

    /// Draws the next click; call `last()` after it.
    click next();
    bool last() const { return leaves_; }

private:
    std::uint32_t choose(const random_block& r);
    /// Draws the action: mostly a view; often cart at a repeated view, sometimes purchase after a cart.
    std::uint32_t act(std::uint32_t r, bool seen) const;
    /// Draws the dwell time, which doubles with each set bit of a byte, so its logarithm is bell-shaped; longer within the interest.
    static std::uint32_t dwell(const random_block& s, bool in_category, std::uint32_t action);

    const simulator_options& options_;
    const catalogue& shop_;
    random_stream random_;
    std::vector<std::uint32_t> seen_;
    std::uint32_t user_ = 0, interest_ = 0, step_ = 0;
    bool leaves_ = false;
};

void check(const simulator_options& o);

/// Maps a share of the day's visits to a time of day in ms, increasing: few visits at night, most in the evening.
std::int64_t time_of_day(std::uint64_t share, std::uint64_t of);

}  // namespace detail

/// Simulates a shop's click log with users, and columns Action (view, cart, favourite, purchase), Dwell (ms), Category
/// and Price. Only integers are drawn and compared, so a seed gives the same log on every machine; the clicks of session n do not
/// depend on the number of sessions (its times do). Item popularity is Zipf; each item has four followers, each pair of items one;
/// a session's interest is a category that drifts; users return with the same preferences.
/// cost    about 0.1 us an event.   errors  `argument_error` for sizes of 0, percentages above 100
click_log simulate(const simulator_options& options);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/simulate/simulator.ipp"
#endif
