// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "nextclick/io/atomic_file.hpp"
#include "nextclick/train/checkpoint_file.hpp"
#include "nextclick/train/events.hpp"

/// The callback that stores checkpoints while training runs. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

namespace detail {
/// "an unfinished run stands here, in epoch 3 of 10" and whether it can be gone on with, of a file that may be anything.
struct found_checkpoint {
    std::string what{};
    bool usable = true;
};
found_checkpoint what_stands_in(const std::filesystem::path& path);
}  // namespace detail

/// What to do with a checkpoint that is there when training starts: one of a run that was stopped or killed, or that ended and
/// whose model was not saved.
enum class unfinished {
    refuse,  ///< an error that says what is there and how to go on
    resume,  ///< goes on from it; without one, from the start
    restart  ///< throws it away
};

struct checkpoint_options {
    double seconds = 60;  ///< between two checkpoints; one more after every epoch, and where training is stopped
    unfinished found = unfinished::refuse;
    /// How the user of the program says so, for the errors.
    std::string resume = "unfinished::resume", restart = "unfinished::restart";
    /// What the run goes on from, where it does not begin with a fresh model: a checkpoint that began from another one is refused.
    std::string base{};
    /// Is told, in a sentence, from where a run goes on and with which options changed, and that a checkpoint could not be written.
    std::function<void(const std::string&)> tell{};
};

/// A callback that stores checkpoints while training runs. The last one stays until the model is saved, so that a kill in between
/// costs nothing:
///     train::checkpoints keep(file, {.found = train::unfinished::resume});
///     train::train(net, log, rule, options, keep);
///     io::save(net, model_file);
///     keep.done();
/// A checkpoint that is there already is refused, resumed or thrown away, as was asked; never is one overwritten that was not
/// asked about. Where one cannot be written (a full disk) training goes on, the one before stays, and the next is tried in time.
class checkpoints {
public:
    /// Throws `file_error` where a checkpoint is there and shall be refused, so that a program may know before it reads its logs.
    explicit checkpoints(std::filesystem::path path, checkpoint_options options = {});

    /// Throws `file_error` where a checkpoint is there and shall be refused, or does not fit the run, or none can be written.
    template <class Trainer>
    void operator()(const started<Trainer>& e) {
        resumed_.reset();
        failure_.clear();
        stored_.reset();
        io::check_writable(path_);
        if (options_.found == unfinished::refuse) refuse_what_is_there();
        if (options_.found == unfinished::restart) remove();
        if (options_.found == unfinished::resume && is_there()) {
            try {
                check_base();
                resumed_ = restore(e.run, path_);
            } catch (const file_error& problem) {
                throw file_error(std::string(problem.what()) + "; " + options_.restart + " throws it away and starts anew");
            }
            tell("the run goes on from " + resumed_->text());
        } else if (options_.found == unfinished::resume) {
            tell(path_.string() + ": no such checkpoint, the run begins at its start");
        }
        owns_ = true;
        last_ = clock::now();
    }
    template <class Trainer>
    void operator()(const step_end<Trainer>& e) {
        if (std::chrono::duration<double>(clock::now() - last_).count() >= options_.seconds) keep(e.run);
    }
    template <class Trainer>
    void operator()(const epoch_saved<Trainer>& e) {
        keep(e.run);
    }
    template <class Trainer>
    void operator()(const stopping<Trainer>& e) {
        keep(e.run);
    }

    /// The model is saved: the checkpoint goes. Throws `file_error` if it cannot be removed. Nothing happens to a checkpoint that is
    /// not of a training with this callback.
    void done() {
        if (std::exchange(owns_, false)) remove();
    }

    /// Where the run went on that was resumed, if one was.
    const std::optional<resumption>& resumed() const { return resumed_; }
    /// Why the last checkpoint could not be written; empty if it was.
    const std::string& failure() const { return failure_; }
    const std::filesystem::path& path() const { return path_; }

private:
    using clock = std::chrono::steady_clock;

    template <class Trainer>
    void keep(Trainer& run) {
        const std::array<std::uint64_t, 3> place{run.at().epoch, run.at().batch, run.at().step};
        if (stored_ == place) return;
        try {
            store(run, path_, options_.base);
            stored_ = place;
            failure_.clear();
        } catch (const file_error& problem) {
            failure_ = problem.what();
            tell("a checkpoint could not be written, and training goes on without: " + failure_);
        }
        last_ = clock::now();
    }
    void check_base() const;
    bool is_there() const;
    void tell(const std::string& what) const {
        if (options_.tell) options_.tell(what);
    }
    void refuse_what_is_there() const;
    void remove() const;

    std::filesystem::path path_;
    checkpoint_options options_;
    std::optional<resumption> resumed_;
    std::optional<std::array<std::uint64_t, 3>> stored_;
    std::string failure_;
    bool owns_ = false;
    clock::time_point last_{};
};

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/checkpoint.ipp"
#endif
