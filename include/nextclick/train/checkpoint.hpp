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
/// A description of the checkpoint in a file ("there is an unfinished run, in epoch 3 of 10"), and whether it can be resumed.
/// The file may have any content.
struct found_checkpoint {
    std::string what{};
    bool usable = true;
};
found_checkpoint describe_checkpoint(const std::filesystem::path& path);
}  // namespace detail

/// What to do with a checkpoint that exists when training starts, of a run that was stopped or killed, or that ended without saving
/// its model.
enum class unfinished {
    refuse,  ///< throw an error that describes the checkpoint and the alternatives
    resume,  ///< continue from it; start at the beginning if there is none
    restart  ///< delete it
};

struct checkpoint_options {
    double seconds = 60;  ///< between two checkpoints; one more is stored after every epoch and when training is stopped
    unfinished on_unfinished = unfinished::refuse;  ///< for a checkpoint that exists when training starts
    /// The spelling of these options in error messages, for example a program's command-line flags.
    std::string resume = "unfinished::resume", restart = "unfinished::restart";
    /// Identifies the model that the run starts from, if it is not a fresh one; a checkpoint with another base is refused.
    std::string base{};
    /// Called with a sentence when a run is resumed (position and changed options) and when a checkpoint could not be written.
    std::function<void(const std::string&)> on_message{};
};

/// A callback that stores checkpoints while training runs. The last one is kept until the model is saved, so that a process killed
/// in between loses nothing:
///     train::checkpoints keep(file, {.on_unfinished = train::unfinished::resume});
///     train::train(net, log, rule, options, keep);
///     io::save(net, model_file);
///     keep.done();
/// An existing checkpoint is refused, resumed or deleted, depending on checkpoint_options::on_unfinished, and never overwritten otherwise.
/// If a checkpoint cannot be written (a full disk), training continues, the previous one is kept, and the next one is tried after
/// `seconds`.
class checkpoints {
public:
    /// Throws `file_error` if a checkpoint exists and `on_unfinished` is `refuse`, so that a program fails before it reads its logs.
    explicit checkpoints(std::filesystem::path path, checkpoint_options options = {});

    /// Throws `file_error` if a checkpoint exists and `on_unfinished` is `refuse`, if it does not fit the run, or if none can be written.
    template <class Trainer>
    void operator()(const started<Trainer>& e) {
        resumed_.reset();
        failure_.clear();
        stored_.reset();
        io::check_writable(path_);
        if (options_.on_unfinished == unfinished::refuse) refuse_existing();
        if (options_.on_unfinished == unfinished::restart) remove();
        if (options_.on_unfinished == unfinished::resume && is_there()) {
            try {
                check_base();
                resumed_ = restore(e.run, path_);
            } catch (const file_error& problem) {
                throw file_error(std::string(problem.what()) + "; " + options_.restart + " discards it and starts a new run");
            }
            report("the run continues from " + resumed_->text());
        } else if (options_.on_unfinished == unfinished::resume) {
            report(path_.string() + ": no such checkpoint; the run starts at the first epoch");
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

    /// Removes the checkpoint; call it when the model is saved. Throws `file_error` if it cannot be removed. A checkpoint that was
    /// not written or resumed by this callback is kept.
    void done() {
        if (std::exchange(owns_, false)) remove();
    }

    /// The position at which the run was resumed, if it was.
    const std::optional<resumption>& resumed() const { return resumed_; }
    /// The reason why the last checkpoint could not be written; empty if it was.
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
            report("a checkpoint could not be written, and training continues without it: " + failure_);
        }
        last_ = clock::now();
    }
    void check_base() const;
    bool is_there() const;
    void report(const std::string& what) const {
        if (options_.on_message) options_.on_message(what);
    }
    void refuse_existing() const;
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
