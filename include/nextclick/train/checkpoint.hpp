// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/io/model_file.hpp"
#include "nextclick/train/events.hpp"
#include "nextclick/train/trainer.hpp"

/// Checkpoints: everything that a run needs to go on bit for bit. Optional: needs nlohmann-json.
namespace nextclick::inline NEXTCLICK_ABI::train {

namespace detail {

inline constexpr std::string_view checkpoint_format = "nextclick checkpoint 5";

/// What is frozen where the run stands; "nextclick.frozen" is what its options say.
inline constexpr const char* frozen_now = "nextclick.frozen_now";

/// The shortest spelling that is this number and no other.
inline std::string exact(double x) {
    char text[32];
    return {text, std::to_chars(text, text + sizeof text, x).ptr};
}
inline std::string divisor_name(batch::divisor per) {
    switch (per) {
        case batch::divisor::actual:
            return "actual";
        case batch::divisor::size:
            return "size";
        case batch::divisor::usual:
            break;
    }
    return "usual";
}

/// Names of parameters, which have no spaces.
inline std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
    return all;
}
inline std::vector<std::string> split(const std::string& all) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find(' ', at), all.size());
        names.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return names;
}

/// What must be the same for a run to go on. Rates, probabilities of dropout and numbers of samples are not among it: a run may go
/// on with others, and has then other bits than it would have had.
template <class Model, class Optimizer, class Batcher>
std::map<std::string, std::string> identity(trainer<Model, Optimizer, Batcher>& run) {
    const options& how = run.how();
    return {{"nextclick.format", std::string(checkpoint_format)},
            {"nextclick.signature", Model::signature()},
            {"nextclick.loss", Model::loss_type::name()},
            {"nextclick.sampler", Model::sampler_type::name()},
            {"nextclick.optimizer", Optimizer::name()},
            {"nextclick.vocabulary", std::to_string(run.net().items().hash())},
            {"nextclick.batcher", Batcher::name()},
            {"nextclick.batch", std::to_string(how.batch)},
            {"nextclick.longest", std::to_string(how.longest)},
            {"nextclick.kept", how.kept == batch::keep::last ? "last" : "first"},
            {"nextclick.click_dropout", exact(how.click_dropout)},
            {"nextclick.targets", how.targets == batch::asks::every_click ? "every_click" : "new_item"},
            {"nextclick.divisor", divisor_name(how.per)},
            {"nextclick.frozen", joined(how.frozen)},
            {"nextclick.schedule", how.schedule.text()},
            {"nextclick.seed", std::to_string(how.seed)},
            {"nextclick.order", how.sessions == order::by_time ? "by_time" : "shuffled"},
            {"nextclick.epoch_events", std::to_string(run.epoch_events())},
            {"nextclick.log", std::to_string(run.log_hash())}};
}

/// Numbers as their bits.
template <class Model, class Optimizer, class Batcher>
std::array<std::uint64_t, 7> counters(trainer<Model, Optimizer, Batcher>& run) {
    const auto& at = run.at();
    return {at.epoch,
            at.batch,
            at.step,
            at.events,
            std::bit_cast<std::uint64_t>(at.loss),
            run.best().epoch,
            std::bit_cast<std::uint64_t>(run.best().value)};
}

}  // namespace detail

/// Writes where a run stands. Atomic: killed at any moment, the old checkpoint or the new one is there.
template <class Model, class Optimizer, class Batcher>
void store(trainer<Model, Optimizer, Batcher>& run, const std::filesystem::path& path) {
    using T = typename Model::scalar;
    io::tensor_writer file;
    file.metadata = detail::identity(run);
    file.metadata["nextclick.version"] = NEXTCLICK_VERSION;
    file.metadata[detail::frozen_now] = detail::joined(run.frozen());
    run.visit_packs([&](std::string_view name, auto& pack) { io::detail::add_pack(file, std::string(name) + ".", pack); });
    file.add<T>("lanes", std::span<const T>(run.lane_states()), {run.lane_states().size()});
    const auto numbers = detail::counters(run);
    file.add<std::uint64_t>("position", numbers, {numbers.size()});
    file.write(path);
}

/// Sets a fresh run, made with the same model, log, optimiser and options, to where the file stands: the rest gives
/// the same bits as if it had never stopped. Throws `file_error` that lists every difference; the run is then as before.
template <class Model, class Optimizer, class Batcher>
void restore(trainer<Model, Optimizer, Batcher>& run, const io::tensor_file& file) {
    using T = typename Model::scalar;
    std::string faults;
    for (const auto& [key, value] : detail::identity(run)) io::detail::compare(file, key, value, faults);
    if (!file.has_checksum()) faults += "\n  there is no checksum";
    if (!faults.empty()) file.refuse("this checkpoint belongs to another run:" + faults + "\n  (remove it to start anew)");
    const auto numbers = file.values<std::uint64_t>("position");
    auto lanes = file.values<T>("lanes");
    const auto frozen = file.metadata().find(detail::frozen_now);
    if (frozen == file.metadata().end()) file.refuse("the names of the frozen parameters are missing");
    if (numbers.size() != 7) file.refuse("tensor 'position' has another size");
    // Into copies first: nothing is half-restored.
    auto packs = run.empty_packs();
    const bool has_best = numbers[5] != 0;
    packs.visit([&](std::string_view name, auto& pack) {
        if (name != "best" || has_best) io::detail::read_pack(file, std::string(name) + ".", pack, faults);
    });
    if (!faults.empty()) file.refuse("this checkpoint belongs to another run:" + faults);
    run.resume({numbers[0], numbers[1], numbers[2], numbers[3], std::bit_cast<double>(numbers[4])}, std::move(packs), std::move(lanes),
               detail::split(frozen->second), std::bit_cast<double>(numbers[6]), numbers[5]);
}
template <class Model, class Optimizer, class Batcher>
void restore(trainer<Model, Optimizer, Batcher>& run, const std::filesystem::path& path) {
    restore(run, io::tensor_file::open(path));
}

/// A callback that stores a checkpoint every `seconds` and after every epoch, and goes on from one that is there when
/// training starts. The last one stays when training is done, so that nothing is lost before the model is saved: remove it
/// then. Who trains once more with it gets the same model at once.
class checkpoints {
public:
    explicit checkpoints(std::filesystem::path path, double seconds = 60) : path_(std::move(path)), seconds_(seconds) {}

    template <class Trainer>
    void operator()(const started<Trainer>& e) {
        if (std::filesystem::exists(path_)) restore(e.run, path_);
        last_ = clock::now();
    }
    template <class Trainer>
    void operator()(const step_end<Trainer>& e) {
        if (std::chrono::duration<double>(clock::now() - last_).count() < seconds_) return;
        store(e.run, path_);
        last_ = clock::now();
    }
    template <class Trainer>
    void operator()(const epoch_saved<Trainer>& e) {
        store(e.run, path_);
        last_ = clock::now();
    }

private:
    using clock = std::chrono::steady_clock;
    std::filesystem::path path_;
    double seconds_;
    clock::time_point last_{};
};

}  // namespace nextclick::inline NEXTCLICK_ABI::train
