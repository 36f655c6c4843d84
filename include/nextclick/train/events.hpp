// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>

#include "nextclick/core/config.hpp"

/// The events that training passes to its callbacks. A callback is any object callable with one or more of these events; it may
/// return `train::stop` to end the training, or `train::interrupt` to end it as interrupted. The library never prints.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

enum class decision { proceed, stop, interrupt };
inline constexpr decision stop = decision::stop, interrupt = decision::interrupt;

/// Before the first step; a callback may resume a stored position.
template <class Trainer>
struct started {
    Trainer& run;
};
/// After every step.
template <class Trainer>
struct step_end {
    Trainer& run;
};
/// After every update, before the gradients are cleared; a step has one update, or one for each part of a schedule.
/// run.for_each_changed(f, packs...) visits the changed rows.
template <class Trainer>
struct updated {
    Trainer& run;
};
/// Before a validation and after it; after it run.best() is updated if the epoch is the best one.
template <class Trainer>
struct before_validation {
    Trainer& run;
};
template <class Trainer>
struct after_validation {
    Trainer& run;
};
/// At the end, before the weights of the best epoch are restored.
template <class Trainer>
struct ending {
    Trainer& run;
};
/// After an epoch and its validation; the position is the start of the next epoch.
template <class Trainer>
struct epoch_saved {
    Trainer& run;
};

/// Training ends early because a callback returned stop or interrupt; the position is that after the last step.
template <class Trainer>
struct stopping {
    Trainer& run;
};
/// Between batches of a validation: `train::interrupt` ends the validation without a result.
struct validating {};

/// Every `options::progress_seconds` within an epoch, and at its end.
struct progress {
    std::size_t epoch, epochs;         ///< epoch counts from 1
    std::size_t events, epoch_events;  ///< events of this epoch: completed, and total
    double loss;                       ///< mean of the steps of this epoch so far
    double events_per_second;          ///< mean over this epoch so far
    double seconds_left;               ///< estimated, until the end of the training
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
    std::size_t epochs;      ///< completed
    std::size_t best_epoch;  ///< the epoch whose weights the model has; 0: the last
    std::string reason;      ///< "epochs done", "no better validation for 3 epochs", "stopped by a callback", "interrupted"
    bool interrupted = false;
};

/// A callback must accept at least one event; otherwise its signature is wrong.
template <class C, class... Events>
concept TakesOneOf = (std::invocable<C&, const Events&> || ...);
template <class C, class Trainer>
concept CallbackOf =
    TakesOneOf<C, started<Trainer>, step_end<Trainer>, updated<Trainer>, before_validation<Trainer>, after_validation<Trainer>,
               ending<Trainer>, epoch_saved<Trainer>, stopping<Trainer>, validating, progress, epoch_end, finished>;

/// Calls the callbacks that accept the event and returns the strongest decision: interrupt, then stop, then proceed.
template <class Event, class... Callbacks>
decision notify([[maybe_unused]] const Event& event, Callbacks&... callbacks) {
    decision all = decision::proceed;
    [[maybe_unused]] const auto one = [&](auto& callback) {
        if constexpr (std::invocable<decltype(callback), const Event&>) {
            if constexpr (std::is_same_v<std::invoke_result_t<decltype(callback), const Event&>, decision>) {
                all = std::max(all, callback(event));
            } else {
                callback(event);
            }
        }
    };
    (one(callbacks), ...);
    return all;
}

/// Combines several lambdas into one callback: overloaded{[](const progress&) {...}, [](const epoch_end&) {...}}.
template <class... F>
struct overloaded : F... {
    using F::operator()...;
};
template <class... F>
overloaded(F...) -> overloaded<F...>;

}  // namespace train
NEXTCLICK_END_NAMESPACE
