// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>

#include "nextclick/core/config.hpp"

/// What training tells its callbacks. A callback is anything callable with one or more of these events; it may return
/// `train::stop` to end training after the current epoch or step. The library itself never prints.
namespace nextclick::inline NEXTCLICK_ABI::train {

enum class verdict { go_on, stop };
inline constexpr verdict stop = verdict::stop;

/// Now and then within an epoch (`options::progress_seconds`), and at its end.
struct progress {
    std::size_t epoch, epochs;         ///< epoch counts from 1
    std::size_t events, epoch_events;  ///< of this epoch, done and in all
    double loss;                       ///< mean of the steps of this epoch so far
    double events_per_second;          ///< of this epoch so far
    double seconds_left;               ///< of the whole training, at this speed
};

/// The end of an epoch, after its validation.
struct epoch_end {
    std::size_t epoch, epochs;
    std::size_t events;
    double loss;
    double seconds;             ///< training alone
    double validation;          ///< NaN without validation
    double validation_seconds;
    bool best;                  ///< the best validation so far
};

/// The end of training.
struct finished {
    std::size_t epochs;
    std::string reason;  ///< "epochs done", "no better validation for 3 epochs", "stopped by a callback"
};

template <class C>
concept HandlesProgress = std::invocable<C&, const progress&>;
template <class C>
concept HandlesEpochEnd = std::invocable<C&, const epoch_end&>;
template <class C>
concept HandlesFinished = std::invocable<C&, const finished&>;
/// A callback that no event would ever call is a mistake in its signature.
template <class C>
concept Callback = HandlesProgress<C> || HandlesEpochEnd<C> || HandlesFinished<C>;

/// Calls those callbacks that take the event; says whether one asked to stop.
template <class Event, class... Callbacks>
verdict notify(const Event& event, Callbacks&... callbacks) {
    verdict all = verdict::go_on;
    const auto one = [&](auto& callback) {
        if constexpr (std::invocable<decltype(callback), const Event&>) {
            if constexpr (std::is_same_v<std::invoke_result_t<decltype(callback), const Event&>, verdict>) {
                if (callback(event) == verdict::stop) all = verdict::stop;
            } else {
                callback(event);
            }
        }
    };
    (one(callbacks), ...);
    return all;
}

/// Makes one callback of several lambdas: overloaded{[](const progress&) {...}, [](const epoch_end&) {...}}.
template <class... F>
struct overloaded : F... {
    using F::operator()...;
};
template <class... F>
overloaded(F...) -> overloaded<F...>;

}  // namespace nextclick::inline NEXTCLICK_ABI::train
