// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>

#include "nextclick/core/config.hpp"

/// What training tells its callbacks. A callback is anything callable with one or more of these events; it may return
/// `train::stop` to end the training, or `train::interrupt` to end it as an interruption. The library itself never prints.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

enum class verdict { go_on, stop, interrupt };
inline constexpr verdict stop = verdict::stop, interrupt = verdict::interrupt;

/// Before the first step; a callback may set the run to a stored position.
template <class Trainer>
struct started {
    Trainer& run;
};
/// After every step.
template <class Trainer>
struct step_end {
    Trainer& run;
};
/// After every update, before the gradients are forgotten; a step has one, or one for each part of a schedule. What changed:
/// run.for_each_changed(f, packs...).
template <class Trainer>
struct updated {
    Trainer& run;
};
/// Before and after a validation, whose weights are those of the best epoch if it is the best.
template <class Trainer>
struct before_validation {
    Trainer& run;
};
template <class Trainer>
struct after_validation {
    Trainer& run;
};
/// At the end, before the weights of the best epoch come back.
template <class Trainer>
struct ending {
    Trainer& run;
};
/// After an epoch and its validation, standing at the start of the next.
template <class Trainer>
struct epoch_saved {
    Trainer& run;
};

/// Training ends early, because a callback asked for it; the run stands where the last step left it.
template <class Trainer>
struct stopping {
    Trainer& run;
};
/// Now and then while a validation runs: `train::interrupt` ends it without a result.
struct validating {};

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
    double seconds;     ///< of training, without validation
    double validation;  ///< NaN without validation
    double validation_seconds;
    bool best;  ///< the best validation so far
};

/// The end of training.
struct finished {
    std::size_t epochs;      ///< done
    std::size_t best_epoch;  ///< whose weights the model now has; 0: those of the last
    std::string reason;      ///< "epochs done", "no better validation for 3 epochs", "stopped by a callback", "interrupted"
    bool interrupted = false;
};

/// A callback that no event would ever call is a mistake in its signature.
template <class C, class Trainer>
concept CallbackOf = std::invocable < C&,
        const started<Trainer>
& > || std::invocable<C&, const step_end<Trainer>&> || std::invocable<C&, const epoch_saved<Trainer>&> ||
    std::invocable<C&, const stopping<Trainer>&> || std::invocable<C&, const validating&> || std::invocable<C&, const progress&> ||
    std::invocable<C&, const epoch_end&> || std::invocable<C&, const finished&> || std::invocable<C&, const updated<Trainer>&> ||
    std::invocable<C&, const before_validation<Trainer>&> || std::invocable<C&, const after_validation<Trainer>&> ||
    std::invocable<C&, const ending<Trainer>&>;

/// Calls those callbacks that take the event; says whether one asked to stop: an interruption goes before a stop.
template <class Event, class... Callbacks>
verdict notify([[maybe_unused]] const Event& event, Callbacks&... callbacks) {
    verdict all = verdict::go_on;
    [[maybe_unused]] const auto one = [&](auto& callback) {
        if constexpr (std::invocable<decltype(callback), const Event&>) {
            if constexpr (std::is_same_v<std::invoke_result_t<decltype(callback), const Event&>, verdict>) {
                all = std::max(all, callback(event));
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

}  // namespace train
NEXTCLICK_END_NAMESPACE
