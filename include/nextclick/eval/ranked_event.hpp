// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "nextclick/data/click_log.hpp"
#include "nextclick/eval/options.hpp"

/// The callbacks of an evaluation. A callback is any object callable with `const ranked_event&` (once for every event), with `const
/// result&` (once at the end), or with both. Callbacks run on the calling thread, session by session in the order of the log, or
/// user by user with a history of users.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// The outcome of an event; all but `ranked` are misses.
enum class outcome : std::uint8_t {
    ranked,
    unranked,        ///< the target has no score (it is not in the list), or a NaN
    unknown_target,  ///< the target is unknown to the model
    without_query    ///< the session has no earlier click on a known item
};

constexpr std::string_view name_of(outcome what) {
    constexpr std::string_view names[] = {"ranked", "unranked", "unknown_target", "without_query"};
    return names[static_cast<std::size_t>(what)];
}

/// One evaluated click and its rank.
struct ranked_event {
    const data::click_log* log;
    const eval::options* options;  ///< options of the evaluation
    std::uint32_t session;         ///< index of the session in the log
    std::uint32_t event;           ///< index of the target click in the log
    item_index item;               ///< the model's index of its item; `no_item`: unknown
    outcome what = outcome::ranked;
    std::size_t higher = 0, same = 0;  ///< number of other items with a higher and with the same score; 0 if not ranked

    std::size_t position() const { return event - log->session_begin()[session]; }  ///< in its session; at least 1
    std::size_t session_length() const { return log->items_of(session).size(); }
    bool ranked() const { return what == outcome::ranked; }
    std::size_t best() const { return higher + 1; }          ///< the best possible rank of the target
    std::size_t worst() const { return higher + same + 1; }  ///< the worst possible rank, after all items of the same score
};

template <class C>
concept Callback = std::invocable<C&, const ranked_event&> || std::invocable<C&, const result&>;

namespace detail {
using event_sink = std::function<void(const ranked_event&)>;

/// Calls the callbacks that accept the argument.
template <class Value, class... C>
void notify(const Value& value, C&... callbacks) {
    [[maybe_unused]] const auto one = [&](auto& callback) {
        if constexpr (std::invocable<decltype(callback), const Value&>) callback(value);
    };
    (one(callbacks), ...);
}
/// An empty function if no callback takes events.
template <class... C>
event_sink sink_of([[maybe_unused]] C&... callbacks) {
    if constexpr ((std::invocable<C&, const ranked_event&> || ...))
        return [&](const ranked_event& e) { notify(e, callbacks...); };
    else
        return {};
}
}  // namespace detail

}  // namespace eval
NEXTCLICK_END_NAMESPACE
