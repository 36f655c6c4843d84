// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "nextclick/batch/whole_sessions.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/train/events.hpp"
#include "nextclick/train/trainer.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

namespace detail {

class stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

template <class Trainer>
eval::options validation_options(Trainer& run) {
    const options& options = run.options();
    const data::click_log* const history = batch::lanes_are_users<typename Trainer::batcher> ? &run.log() : nullptr;
    return {.cutoffs = {options.validation_cutoff},
            .list_metrics = false,
            .threads = options.threads,
            .max_length = history == nullptr ? batch::as_trained : 0,
            .kept = options.kept,
            .targets = options.targets,
            .history = history};
}

/// The strongest decision of all ranks.
decision strongest_of_ranks(parallel::communicator& ranks, const position& at, decision requested);
template <class Trainer>
decision strongest_of_ranks(Trainer& run, decision requested) {
    return strongest_of_ranks(run.communicator(), run.at(), requested);
}

/// Evaluates the model on the validation log and sets `value`. An interruption ends the evaluation early.
template <class Trainer, class... Callbacks>
decision validate(Trainer& run, double& value, Callbacks&... callbacks) {
    const options& options = run.options();
    decision requested = decision::proceed;
    const auto interrupted = [&] { return (requested = std::max(requested, notify(validating{}, callbacks...))) == decision::interrupt; };
    eval::options by = validation_options(run);
    by.stop_requested = interrupted;
    const auto found = eval::evaluate(run.net(), *options.validation, by);
    const auto& at = found.at.front();
    value = options.validate_by == measure::recall ? at.recall : options.validate_by == measure::ndcg ? at.ndcg : at.mrr;
    return strongest_of_ranks(run, requested == decision::interrupt ? requested : decision::proceed);
}

/// Trains the rest of the current epoch and reports progress.
template <class Trainer, class... Callbacks>
decision run_epoch(Trainer& run, Callbacks&... callbacks) {
    const options& options = run.options();
    const stopwatch clock;
    const std::size_t before = run.at().events;
    double reported = 0;
    decision requested = decision::proceed;
    const auto report = [&](double now) {
        const auto& at = run.at();
        const double speed = static_cast<double>(at.events - before) / std::max(now, 1e-9);
        const std::size_t left = run.epoch_events() - at.events + (options.epochs - at.epoch - 1) * run.epoch_events();
        return notify(progress{at.epoch + 1, options.epochs, at.events, run.epoch_events(),
                               at.loss / static_cast<double>(std::max<std::uint64_t>(at.batch, 1)), speed,
                               static_cast<double>(left) / std::max(speed, 1e-9)},
                      callbacks...);
    };
    while (requested == decision::proceed &&
           run.step([&] { requested = std::max(requested, notify(updated<Trainer>{run}, callbacks...)); })) {
        requested = std::max(requested, notify(step_end<Trainer>{run}, callbacks...));
        if (const double now = clock.seconds(); now - reported >= options.progress_seconds) {
            reported = now;
            requested = std::max(requested, report(now));
        }
        requested = strongest_of_ranks(run, requested);
    }
    return strongest_of_ranks(run, requested == decision::proceed ? report(clock.seconds()) : requested);
}

}  // namespace detail

/// Trains from the position of `run` to the end. Callbacks: see train/events.hpp. Ranks that train together (options::communicator) end
/// together: if one throws, the others throw `rank_error`.
template <class Model, class Optimizer, class Batcher, class... Callbacks>
finished train(trainer<Model, Optimizer, Batcher>& run, Callbacks&&... callbacks) try {
    using Trainer = trainer<Model, Optimizer, Batcher>;
    constexpr bool are_called = (CallbackOf<std::remove_cvref_t<Callbacks>, Trainer> && ...);
    static_assert(are_called,
                  "train: a callback takes none of the events of train/events.hpp (step_end, progress, "
                  "epoch_end, finished and others) and would never be called; check the type of its argument");
    const options& options = run.options();
    if (options.validation) eval::check_log(run.net(), *options.validation, detail::validation_options(run), "train: options::validation");
    decision requested = detail::strongest_of_ranks(run, notify(started<Trainer>{run}, callbacks...));
    std::string reason = "epochs done";
    while (requested == decision::proceed) {
        if (options.patience > 0 && options.validation && run.at().epoch >= run.best().epoch + options.patience) {
            reason = "no better validation for " + std::to_string(options.patience) + " epochs";
            break;
        }
        if (run.at().epoch >= options.epochs) break;
        const detail::stopwatch clock;
        requested = detail::run_epoch(run, callbacks...);
        if (requested != decision::proceed) break;
        epoch_end end{run.at().epoch + 1,
                      options.epochs,
                      run.at().events,
                      run.at().loss / static_cast<double>(std::max<std::uint64_t>(run.at().batch, 1)),
                      clock.seconds(),
                      std::numeric_limits<double>::quiet_NaN(),
                      0,
                      false};
        if (options.validation) {
            const detail::stopwatch validation_clock;
            requested = notify(before_validation<Trainer>{run}, callbacks...);
            requested = std::max(requested, detail::validate(run, end.validation, callbacks...));
            end.validation_seconds = validation_clock.seconds();
            end.best = requested == decision::proceed && end.validation > run.best().value;
            if (end.best) run.best() = {end.validation, end.epoch, run.net().weights};
            requested = detail::strongest_of_ranks(run, std::max(requested, notify(after_validation<Trainer>{run}, callbacks...)));
            if (requested != decision::proceed) break;
        }
        run.next_epoch();
        requested = notify(end, callbacks...);
        requested = detail::strongest_of_ranks(run, std::max(requested, notify(epoch_saved<Trainer>{run}, callbacks...)));
    }
    if (requested != decision::proceed) {
        reason = requested == decision::interrupt ? "interrupted" : "stopped by a callback";
        notify(stopping<Trainer>{run}, callbacks...);
    }
    const finished done{run.at().epoch, run.best().epoch, std::move(reason), requested == decision::interrupt};
    notify(ending<Trainer>{run}, callbacks...);
    run.take_best();
    run.net().about.training["epochs"] = std::to_string(done.best_epoch == 0 ? done.epochs : done.best_epoch);
    notify(done, callbacks...);
    return done;
} catch (...) {
    detail::send_failure(run.communicator());
    throw;
}

/// Trains `net` on `log` from the first epoch, in batches of session_parallel or of another batcher: `train<batch::prefixes>(...)`.
/// A trained model continues from its weights, with a new optimiser state.
template <class Batcher = batch::session_parallel, class Model, class Optimizer, class... Callbacks>
finished train(Model& net, const data::click_log& log, Optimizer optimiser, const options& options, Callbacks&&... callbacks) try {
    if constexpr (detail::trains<Model, Optimizer, Batcher>) {
        trainer<Model, Optimizer, Batcher> run(net, log, std::move(optimiser), options);
        return train(run, std::forward<Callbacks>(callbacks)...);
    } else {
        static_cast<void>(detail::not_trained<Model, Optimizer, Batcher>{});
        return {};
    }
} catch (...) {
    if (options.communicator != nullptr) detail::send_failure(*options.communicator);
    throw;
}

/// Trains a model on the log and on a second source, which its objective names: see trainer::learn_from. The source of
/// objective::distilled is a teacher.
template <class Batcher = batch::whole_sessions, class Model, class Teacher, class Optimizer, class... Callbacks>
finished distil(Model& net, const Teacher& teacher, const data::click_log& log, Optimizer optimiser, const options& options,
                Callbacks&&... callbacks) {
    if constexpr (detail::trains<Model, Optimizer, Batcher>) {
        trainer<Model, Optimizer, Batcher> run(net, log, std::move(optimiser), options);
        run.learn_from(teacher);
        return train(run, std::forward<Callbacks>(callbacks)...);
    } else {
        detail::not_trained<Model, Optimizer, Batcher>{};
        return {};
    }
}

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/train.ipp"
#endif
