// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "nextclick/data/click_log.hpp"
#include "nextclick/eval/options.hpp"

/// What an evaluation tells its callbacks. A callback is anything callable with `const ranked_event&`, once for every event, with
/// `const result&`, once at the end, or with both. Calls come from the thread that called, session by session: in order of the
/// log, and with a history of users user by user.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// What became of an event; all but `ranked` are misses.
enum class outcome : std::uint8_t {
    ranked,
    unranked,        ///< the target has no score: it is not in the list, or its score is no number
    unknown_target,  ///< the model does not know the target
    without_query    ///< no known item was clicked before
};

constexpr std::string_view name_of(outcome what) {
    constexpr std::string_view names[] = {"ranked", "unranked", "unknown_target", "without_query"};
    return names[static_cast<std::size_t>(what)];
}

/// One click that was asked for, and where it stands.
struct ranked_event {
    const data::click_log* log;
    const eval::options* options;  ///< of the evaluation
    std::uint32_t session;         ///< of the log
    std::uint32_t event;           ///< the click asked for, of the log
    item_index item;               ///< its item in the model's numbers; `no_item`: unknown
    outcome what = outcome::ranked;
    std::size_t higher = 0, same = 0;  ///< other items with a higher score, and with the same: 0 if it is not ranked

    std::size_t position() const { return event - log->session_begin()[session]; }  ///< in its session; the first is never asked for
    std::size_t session_length() const { return log->items_of(session).size(); }
    bool ranked() const { return what == outcome::ranked; }
    std::size_t best() const { return higher + 1; }          ///< the first place that the target may have
    std::size_t worst() const { return higher + same + 1; }  ///< the last one, behind all items of the same score
};

template <class C>
concept Callback = std::invocable<C&, const ranked_event&> || std::invocable<C&, const result&>;

namespace detail {
using event_sink = std::function<void(const ranked_event&)>;

/// Calls those callbacks that take what there is to say.
template <class Said, class... C>
void notify(const Said& said, C&... callbacks) {
    [[maybe_unused]] const auto one = [&](auto& callback) {
        if constexpr (std::invocable<decltype(callback), const Said&>) callback(said);
    };
    (one(callbacks), ...);
}
/// Empty if no callback takes events.
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
