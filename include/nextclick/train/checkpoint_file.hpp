// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/options.hpp"
#include "nextclick/io/arrays.hpp"
#include "nextclick/io/atomic_file.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/io/options.hpp"
#include "nextclick/train/events.hpp"
#include "nextclick/train/trainer.hpp"

/// Checkpoint files, from which a run continues with the same bits. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

namespace detail {

inline constexpr std::string_view checkpoint_format = "nextclick checkpoint 6";

/// The base of a run that did not start with a fresh model (checkpoint_options::base).
inline constexpr const char* run_base = "nextclick.base";
/// The parameters frozen at the stored position; "nextclick.frozen" has those of the options.
inline constexpr const char* frozen_now = "nextclick.frozen_now";
/// The names of the packs and, before them, of the numbers that callbacks store (run_memory).
inline constexpr const char* more_packs = "nextclick.packs";
inline const std::string number_prefix = "number.";

std::string divisor_name(batch::divisor per);

/// Joins names of parameters, which contain no spaces.
std::string joined(const std::vector<std::string>& names);
std::vector<std::string> split(const std::string& all);

/// The measure and the log of a validation.
template <class Run>
std::string validation_name(Run& run) {
    const options& options = run.options();
    if (options.validation == nullptr) return "none";
    constexpr const char* measures[] = {"recall", "mrr", "ndcg"};
    return std::string(measures[static_cast<std::size_t>(options.validate_by)]) + "@" + std::to_string(options.validation_cutoff) +
           " on log " + std::to_string(run.validation_hash());
}

/// The settings that must be equal to resume a run: those that determine its position in the log, and whether its best epoch is comparable.
template <class Model, class Optimizer, class Batcher>
std::map<std::string, std::string> identity(trainer<Model, Optimizer, Batcher>& run) {
    const options& options = run.options();
    std::map<std::string, std::string> more;
    if constexpr (!output::row_map<typename Model::output_type>::identity) more["nextclick.rows"] = "mapped";
    data::detail::fnv1a arrays;
    bool any = false;
    io::detail::for_each_array(run.net().policy, [&](const std::string&, const auto& array) {
        any = true;
        if (array == nullptr) return;
        for (const auto x : *array)
            for (const unsigned char byte : std::bit_cast<std::array<unsigned char, sizeof x>>(x)) arrays.word(byte);
    });
    if (any) more["nextclick.arrays"] = std::to_string(arrays.value);
    for (const auto& part : Model::objective_signature()) more[part.key] = part.value;
    more.merge(std::map<std::string, std::string>{
        {"nextclick.format", std::string(checkpoint_format)},
        {"nextclick.signature", Model::signature()},
        {"nextclick.optimizer", Optimizer::name()},
        {"nextclick.vocabulary", std::to_string(run.net().items().hash())},
        {"nextclick.batcher", Batcher::name()},
        {"nextclick.batch",
         std::to_string(options.batch) + (options.micro_batches == 1 ? "" : " in " + std::to_string(options.micro_batches) + " parts")},
        {"nextclick.longest", std::to_string(options.max_length)},
        {"nextclick.kept", options.kept == batch::keep::last ? "last" : "first"},
        {"nextclick.click_dropout", exact_text(options.click_dropout)},
        {"nextclick.targets", options.targets == batch::target_filter::every_click ? "every_click" : "new_item"},
        {"nextclick.divisor", divisor_name(options.loss_divisor)},
        {"nextclick.frozen", joined(options.frozen)},
        {"nextclick.schedule", options.schedule.text()},
        {"nextclick.seed", std::to_string(options.seed)},
        {"nextclick.order", options.session_order == order::by_time ? "by_time" : "shuffled"},
        {"nextclick.epoch_events", std::to_string(run.epoch_events())},
        {"nextclick.log", std::to_string(run.log_hash())},
        {"nextclick.validation", validation_name(run)}});
    return more;
}

/// An option as text. An option without a text form, such as a schedule that is a lambda, is compared by its bytes; empty for
/// options stored elsewhere in the file (tables, vocabularies) and for types that own memory.
template <class V>
std::string option_text(const V& value) {
    if constexpr (std::is_floating_point_v<V>) {
        char text[32];
        return {text, std::to_chars(text, text + sizeof text, value).ptr};
    } else {
        const io::detail::option_value as_stored = io::detail::value_of(value);
        if (as_stored.is == io::detail::option_value::kind::nothing) return {};
        if (!as_stored.is_not_listed()) return io::detail::text_of(as_stored);
        if constexpr (!std::is_trivially_copyable_v<V>) return {};
        data::detail::fnv1a h;
        for (std::size_t i = 0; i < sizeof value; ++i) h.word(reinterpret_cast<const unsigned char*>(std::addressof(value))[i]);
        return "#" + std::to_string(h.value);
    }
}

/// The settings that may change when a run is resumed, and are reported: when it ends, how fast it is, and the numeric options of
/// model and optimiser.
template <class Model, class Optimizer, class Batcher>
std::map<std::string, std::string> settings(trainer<Model, Optimizer, Batcher>& run) {
    const options& options = run.options();
    std::map<std::string, std::string> all{{"epochs", std::to_string(options.epochs)},
                                           {"patience", std::to_string(options.patience)},
                                           {"threads", std::to_string(options.threads)}};
    const auto add = [&](const std::string& name, const auto& value) {
        if (std::string text = option_text(value); !text.empty()) all.emplace(name, std::move(text));
    };
    for_each_option(add, run.optimiser(), "optimizer");
    for_each_option(add, run.net().policy, "model");
    return all;
}
inline constexpr std::string_view setting_prefix = "nextclick.option.";

/// The position and the best epoch; floating-point numbers as their bits.
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

/// Writes the state of a run. Atomic: if the process is killed, the file is the old checkpoint or the new one. `base`: see
/// checkpoint_options.
template <class Model, class Optimizer, class Batcher>
void store(trainer<Model, Optimizer, Batcher>& run, const std::filesystem::path& path, const std::string& base = {}) {
    using T = typename Model::scalar;
    io::tensor_writer file;
    file.metadata = detail::identity(run);
    file.metadata["nextclick.version"] = NEXTCLICK_VERSION;
    if (!base.empty()) file.metadata[detail::run_base] = base;
    for (const auto& [name, value] : detail::settings(run)) file.metadata[std::string(detail::setting_prefix) + name] = value;
    file.metadata[detail::frozen_now] = detail::joined(run.frozen());
    run.visit_packs([&](std::string_view name, auto& pack) { io::detail::add_pack(file, std::string(name) + ".", pack); });
    std::vector<std::string> names;
    for (const auto& [name, pack] : run.memory().packs) names.push_back(name);
    file.metadata[detail::more_packs] = detail::joined(names);
    for (const auto& [name, value] : run.memory().numbers) file.add_copy<double>(detail::number_prefix + name, {&value, 1}, {1});
    file.add<T>("lanes", std::span<const T>(run.lane_states()), {run.lane_states().size()});
    const auto numbers = detail::counters(run);
    file.add<std::uint64_t>("position", numbers, {numbers.size()});
    file.write(path);
}

/// An option whose value differs from that of the stored run.
struct changed_option {
    std::string name;  ///< "epochs", "optimizer.rate", "model.input.probability"
    std::string before, now;
};

/// The position at which a run was resumed.
struct resumption {
    std::uint64_t epoch = 0;  ///< completed epochs
    std::uint64_t batch = 0;  ///< completed batches of the next epoch
    std::uint64_t step = 0;   ///< completed steps
    std::size_t epochs = 0;   ///< total, as the current options set it
    std::vector<changed_option> changed{};

    /// A readable text: "epoch 4 of 10, batch 120; changed: optimizer.rate 0.1 -> 1e-05".
    std::string text() const;
};

/// Sets a fresh run, made with the same model, log, optimiser and options, to the state in the file: the rest of the run gives the
/// same bits as if it had not stopped. Options that set the end of a run, and numeric options of the model's policies or of the
/// optimiser, may differ from those of the stored run; the result names them. Throws `file_error` that lists all other differences;
/// the run is then unchanged.
template <class Model, class Optimizer, class Batcher>
resumption restore(trainer<Model, Optimizer, Batcher>& run, const io::tensor_file& file) {
    using T = typename Model::scalar;
    std::string faults;
    for (const auto& [key, value] : detail::identity(run)) io::detail::compare(file, key, value, faults);
    if (!file.has_checksum()) faults += "\n  there is no checksum";
    if (!faults.empty())
        file.refuse("this checkpoint belongs to another run:" + faults + "\n  (give the settings that it began with, or start a new run)");
    const auto numbers = file.values<std::uint64_t>("position");
    auto lanes = file.values<T>("lanes");
    const auto frozen = file.metadata().find(detail::frozen_now);
    if (frozen == file.metadata().end()) file.refuse("the names of the frozen parameters are missing");
    if (numbers.size() != 7) file.refuse("tensor 'position' has another size");
    if (numbers[0] > run.options().epochs || (numbers[0] == run.options().epochs && numbers[1] > 0))
        file.refuse("this run has done more than the " + std::to_string(run.options().epochs) +
                    " epochs that are requested: it is in epoch " + std::to_string(numbers[0] + 1) +
                    "; give more epochs, or start a new run");
    // Read into copies first, so that an error leaves the run unchanged.
    auto weights = run.net().weights;
    typename trainer<Model, Optimizer, Batcher>::memory_type memory;
    memory.moments = run.memory().moments;
    memory.best.weights = weights;
    if (const auto more = file.metadata().find(detail::more_packs); more != file.metadata().end())
        for (const std::string& name : detail::split(more->second)) memory.pack(name, weights);
    for (const auto& [name, tensor] : file.tensors())
        if (name.starts_with(detail::number_prefix) && file.values<double>(name).size() == 1)
            memory.numbers[std::string(std::string_view(name).substr(detail::number_prefix.size()))] = file.values<double>(name)[0];
    const bool has_best = numbers[5] != 0;
    io::detail::read_pack(file, "weights.", weights, faults);
    memory.visit([&](std::string_view name, auto& pack) {
        if (name != "best" || has_best) io::detail::read_pack(file, std::string(name) + ".", pack, faults);
    });
    if (!faults.empty()) file.refuse("this checkpoint belongs to another run:" + faults);
    resumption from{numbers[0], numbers[1], numbers[2], run.options().epochs};
    for (const auto& [name, now] : detail::settings(run)) {
        const auto before = file.metadata().find(std::string(detail::setting_prefix) + name);
        const std::string then = before == file.metadata().end() ? "nothing" : before->second;
        if (then != now) from.changed.push_back({name, then, now});
    }
    memory.lanes = std::move(lanes);
    if (has_best) {
        memory.best.value = std::bit_cast<double>(numbers[6]);
        memory.best.epoch = numbers[5];
    } else {
        memory.best = {};
    }
    run.resume({numbers[0], numbers[1], numbers[2], numbers[3], std::bit_cast<double>(numbers[4])}, std::move(weights), std::move(memory),
               detail::split(frozen->second));
    return from;
}
template <class Model, class Optimizer, class Batcher>
resumption restore(trainer<Model, Optimizer, Batcher>& run, const std::filesystem::path& path) {
    return restore(run, io::tensor_file::open(path));
}

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/checkpoint_file.ipp"
#endif
