// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/fields.hpp"
#include "nextclick/io/checksum.hpp"
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/train/about.hpp"
#include "nextclick/train/epoch_walk.hpp"

/// The check that ranks that train together begin with the same settings and weights: they exchange gradients, and each repeats the
/// update.
NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// Throws `rank_error`, the same on all ranks, if the settings of a rank differ from those of rank 0; it names the rank, the first such
/// setting, and both values.
void require_equal_settings(parallel::communicator& ranks, const position& at, const std::map<std::string, std::string>& settings);

/// Throws `rank_error`, the same on all ranks, if the tensors of a rank differ from those of rank 0; it names the rank and the first such
/// tensor. `hashes`: one of io::detail::checksum for each name, in a row.
void require_equal_tensors(parallel::communicator& ranks, const position& at, std::span<const std::string> names, std::string_view hashes);

/// Compares what changes the bits of a run: options but the number of threads, options of optimiser and policies that are numbers, logs,
/// vocabulary, weights and moments. Arrays that policies own are not compared.
/// cost  nothing on a single rank; else one pass over them
template <class Trainer>
void require_equal_start(Trainer& run) {
    if (run.communicator().size() == 1) return;
    std::map<std::string, std::string> settings;
    describe_options(settings, run.options());
    describe_optimizer(settings, run.optimiser());
    describe_numbers(settings, "model", run.net().policy);
    settings["epochs"] = std::to_string(run.options().epochs);
    settings["patience"] = std::to_string(run.options().patience);
    settings["max_length"] = std::to_string(run.options().max_length);
    settings["kept"] = run.options().kept == batch::keep::first ? "first" : "last";
    std::string& frozen = settings["frozen"];  // now, where describe_options has what the run began with
    frozen.clear();
    for (const std::string& name : run.frozen()) frozen += (frozen.empty() ? "" : " ") + name;
    settings["log"] = std::to_string(run.log_hash());
    if (run.options().validation != nullptr)
        settings["validation"] = std::to_string(run.validation_hash()) + " by measure " +
                                 std::to_string(static_cast<int>(run.options().validate_by)) + "@" +
                                 std::to_string(run.options().validation_cutoff);
    settings["vocabulary"] = std::to_string(run.net().items().hash());
    require_equal_settings(run.communicator(), run.at(), settings);
    std::vector<std::string> names;
    std::string hashes;
    run.visit_packs([&](std::string_view pack, auto& tensors) {
        if (pack != "weights" && !pack.starts_with("moments")) return;
        for_each_parameter(
            [&](std::string_view path, const auto& w) {
                io::detail::checksum sum;
                sum.add({reinterpret_cast<const char*>(w.data.data()), w.data.size() * sizeof w.data[0]});
                names.push_back(std::string(pack) + "." + std::string(path));
                hashes += sum.hex();
            },
            tensors);
    });
    require_equal_tensors(run.communicator(), run.at(), names, hashes);
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/equal_start.ipp"
#endif
