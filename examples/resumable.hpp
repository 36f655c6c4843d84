// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <signal.h>
#include <unistd.h>

#include <concepts>
#include <cstdio>
#include <nextclick/io/atomic_file.hpp>
#include <nextclick/train/checkpoint.hpp>
#include <nextclick/train/stop_when.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "program.hpp"

namespace program {
namespace detail {

enum stages { idle, unsaved, training, trained };
inline volatile std::sig_atomic_t stage = idle, interrupt = 0;  ///< the signal received; 0: none

inline void on_interrupt(int signal) {
    const auto write_error = [](std::string_view words) { [[maybe_unused]] const auto written = write(2, words.data(), words.size()); };
    if (stage == training && interrupt == 0) {
        interrupt = signal;
        write_error("\ninterrupted: training ends after a checkpoint (another signal ends it at once)\n");
        return;
    }
    if (stage == unsaved) write_error("\ninterrupted: nothing is saved, and existing files are unchanged\n");
    if (stage >= training) write_error("\ninterrupted: the model is not saved, the last checkpoint is kept; --resume continues it\n");
    _exit(128 + signal);
}

/// While an object exists, on_interrupt handles SIGINT and SIGTERM.
class handlers {
public:
    explicit handlers(stages at) {
        stage = at;
        struct sigaction action {};
        action.sa_handler = on_interrupt;
        action.sa_flags = SA_RESTART;
        for (std::size_t i = 0; i < 2; ++i) {
            sigaction(signals[i], nullptr, &before_[i]);
            if (before_[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, nullptr);  // signals that the parent ignores stay ignored
        }
    }
    handlers(const handlers&) = delete;
    ~handlers() {
        for (std::size_t i = 0; i < 2; ++i) sigaction(signals[i], &before_[i], nullptr);
    }

private:
    static constexpr int signals[] = {SIGINT, SIGTERM};
    struct sigaction before_[2]{};
};

}  // namespace detail

/// For a model that is saved only at the end: SIGINT and SIGTERM print a message and end the program with 130 and 143.
class interruptible {
    detail::handlers signals_{detail::unsaved};
};

/// A callback for a long training whose model goes to a file: the run can be stopped at any time, and continues with --resume.
/// SIGINT and SIGTERM end the program with 130 and 143 after a checkpoint; the model's file is unchanged. At most one exists at a
/// time.
class resumable {
public:
    /// Before the logs are read: throws `file_error` if the file cannot be written, or if a stopped run has left a checkpoint and
    /// the command line has neither --resume nor --restart. The checkpoint's file is named by the model and `suffix`.
    /// base: the model that the run continues from, if any.
    resumable(const std::string& file, bool resume, bool restart, const char* suffix = ".checkpoint", std::string base = {})
        : keep_(file + suffix, {.on_unfinished = resume    ? nextclick::train::unfinished::resume
                                                 : restart ? nextclick::train::unfinished::restart
                                                           : nextclick::train::unfinished::refuse,
                                .resume = "--resume",
                                .restart = "--restart",
                                .base = std::move(base),
                                .on_message = [](const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); }}) {
        nextclick::io::check_writable(file);
    }

    /// Passes the events of training to checkpoints and to the check for signals.
    template <class Event>
    requires(std::invocable<nextclick::train::checkpoints&, const Event&> ||
             std::invocable<nextclick::train::stop_when<volatile std::sig_atomic_t>&, const Event&>)
    nextclick::train::decision operator()(const Event& event) {
        detail::stage = detail::training;
        return nextclick::train::notify(event, keep_, stop_);
    }
    void operator()(const nextclick::train::finished& done) const {
        detail::stage = detail::trained;
        if (!done.interrupted && detail::interrupt == 0) return;
        const std::string& failure = keep_.failure();
        throw leave(128 + detail::interrupt,
                    failure.empty() ? keep_.path().string() + ": the checkpoint of the run; the same command with --resume continues it"
                                    : "the run is lost: " + failure);
    }
    /// The model is saved: removes the checkpoint.
    void saved() {
        keep_.done();
        detail::stage = detail::idle;
    }

private:
    nextclick::train::checkpoints keep_;
    nextclick::train::stop_when<volatile std::sig_atomic_t> stop_{detail::interrupt};
    detail::handlers signals_{detail::idle};
};

}  // namespace program
