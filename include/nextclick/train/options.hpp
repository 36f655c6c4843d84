// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/blocks.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/train/schedule.hpp"

/// The options of a training.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// The order of sessions (or prefixes, for batch::prefixes) within an epoch.
enum class order {
    by_time,  ///< oldest first, every epoch alike (GRU4Rec)
    shuffled  ///< a new order for every epoch, drawn from the seed
};

/// The measure of a validation.
enum class measure { recall, mrr, ndcg };

/// The options of a run. The same options, model, log and optimiser give the same bits, with any number of threads.
struct options {
    std::size_t epochs = 10;
    /// The lanes of batch::session_parallel, the prefixes of batch::prefixes, the minimum targets of batch::whole_sessions.
    std::size_t batch = 32;
    order session_order = order::by_time;  ///< of users, for batchers of users
    /// The maximum number of clicks of a lane; batch::whole_sessions and batch::prefixes only. 0: no limit, but where a policy or the
    /// objective (in-batch negatives) works on pairs of clicks, whole_sessions cuts sessions of more than `max_length_of_pairs` (10,000)
    /// clicks to that number.
    std::size_t max_length = 0;
    batch::keep kept = batch::keep::last;
    double click_dropout = 0;  ///< share of the clicks left out of the input (Tan); as above
    batch::divisor loss_divisor = batch::divisor::automatic;
    batch::target_filter targets = batch::target_filter::every_click;  ///< which clicks are learned and validated; as above
    /// Frozen parameters, by their names in a model file or a prefix that ends before a dot: "input.items", "encoder.0", "output".
    /// Forward and backward do not change; the optimiser does not update these parameters and their moments, and clipping ignores
    /// their gradients. `trainer::freeze` changes the set between steps.
    std::vector<std::string> frozen{};
    part_schedule schedule{};  ///< parts of the model that are trained in turns: train::alternating, residual, interleaving
    /// Number of micro-batches of a batch, which are groups of lanes. Their gradients are summed separately and then added in order;
    /// ranks divide the micro-batches among themselves. The bits of a run depend on the number of micro-batches, not on that of ranks
    /// or threads.
    std::size_t micro_batches = 1;
    /// Connects ranks that train together, each with a copy of the model and with the same weights, which are compared before the first
    /// step; null: a single rank.
    parallel::communicator* communicator = nullptr;
    std::uint64_t seed = 42;
    int threads = available_threads();

    /// A log that is evaluated after every epoch, by full ranking; with batchers of users, its sessions follow those of the
    /// training log. The weights of the best epoch are restored at the end.
    const data::click_log* validation = nullptr;
    std::size_t validation_cutoff = 20;
    measure validate_by = measure::mrr;
    /// Number of epochs without a better validation after which training stops; 0: no early stopping.
    std::size_t patience = 0;
    double progress_seconds = 0.5;  ///< minimum interval between two `progress` events
};

namespace detail {

/// Throws `argument_error` for options that are invalid for any log and model.
options checked(options options);
/// Throws `data_error` for a validation log that cannot distinguish epochs of a model of these items.
void check_validation(const data::vocabulary& items, const options& options);
/// Throws `argument_error` for a log that a model of these items cannot learn from; `events`: the next clicks that its batches hold.
void check_log(const data::click_log& log, const data::vocabulary& items, std::size_t events);
/// The clicks on each item of a log. Throws `argument_error` if there are clicks on items that its vocabulary lacks.
std::vector<std::uint32_t> known_support(const data::click_log& log);

}  // namespace detail

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/options.ipp"
#endif
