// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/parallel.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/train/schedule.hpp"

/// What a training is told.
NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// Which session (or prefix, for batch::prefixes) comes first within an epoch.
enum class order {
    by_time,  ///< oldest first, every epoch alike (GRU4Rec)
    shuffled  ///< drawn anew for every epoch from the seed
};

/// What a validation goes by.
enum class measure { recall, mrr, ndcg };

/// What defines the numbers of a run: together with the model, the log and the optimiser, the same options give the
/// same bits, at any thread count.
struct options {
    std::size_t epochs = 10;
    /// Lanes of batch::session_parallel, prefixes of batch::prefixes, targets that batch::whole_sessions reaches.
    std::size_t batch = 32;
    order sessions = order::by_time;  ///< users, for batchers of users
    /// Clicks that a lane may hold; batch::whole_sessions and batch::prefixes only. 0: all, but whole_sessions cuts sessions of more than
    /// `longest_of_pairs` (10,000) clicks to as many where a policy works on pairs of clicks.
    std::size_t longest = 0;
    batch::keep kept = batch::keep::last;
    double click_dropout = 0;  ///< share of the clicks left out of the input (Tan); as above
    batch::divisor per = batch::divisor::usual;
    batch::target_filter targets = batch::target_filter::every_click;  ///< what is learned and validated; as above
    /// Parameters that stay as they are, by their names in a model file or what stands before a dot: "input.items",
    /// "encoder.0", "output". Forward and backward run as ever; the optimiser leaves them and their moments alone, and
    /// clipping does not count their gradients. `trainer::freeze` changes the set between steps.
    std::vector<std::string> frozen{};
    part_schedule schedule{};  ///< parts that learn in turns: train::alternating, residual, interleaving
    /// Parts of a batch whose gradients are summed apart and added in their order: groups of lanes, which ranks share. The bits of a run
    /// depend on the number of parts, not on that of ranks or threads.
    std::size_t parts = 1;
    parallel::communicator* ranks = nullptr;  ///< who trains with this rank, each with a copy of the model; null: nobody
    std::uint64_t seed = 42;
    int threads = available_threads();

    /// Evaluated after every epoch, by full ranking; by batchers of users, behind the sessions learned from. The weights of
    /// the best epoch are kept and come back at the end.
    const data::click_log* validation = nullptr;
    std::size_t validation_cutoff = 20;
    measure validate_by = measure::mrr;
    /// Epochs without a better validation before training stops; 0: never.
    std::size_t patience = 0;
    double progress_seconds = 0.5;  ///< between two `progress` events
};

namespace detail {

/// Throws `argument_error` for options that no log and no model can be trained by.
options checked(options options);
/// The first ids, for messages.
std::string examples(const data::vocabulary& items);
/// Throws `data_error` for a validation that would find every epoch as bad as any other.
template <class Model>
void check_validation(const Model& net, const options& options) {
    const data::click_log& held_out = *options.validation;
    const std::vector<item_index> to_model = data::translation(held_out.items(), net.items());
    const auto known = [&](item_index i) { return i != no_item && to_model[i] != no_item; };
    std::size_t transitions = 0;
    for (std::size_t s = 0; s < held_out.session_count(); ++s) {
        const auto clicks = held_out.items_of(s);
        bool any = false;
        for (std::size_t t = 0; t + 1 < clicks.size(); ++t) {
            any = any || known(clicks[t]);
            if (!batch::detail::asked(held_out, held_out.session_begin()[s] + static_cast<std::uint32_t>(t) + 1, options.targets)) continue;
            ++transitions;
            if (any && known(clicks[t + 1])) return;
        }
    }
    if (transitions == 0)
        throw data_error("train: the validation log of " + std::to_string(held_out.session_count()) +
                         " sessions has no click after another one, so that no epoch is better than another; give it sessions of "
                         "two clicks or more, or train without a validation");
    std::string message = "train: the model knows no items of the " + std::to_string(transitions) +
                          " transitions of the validation log, so that no epoch is better than another";
    if (held_out.items().hash() != net.items().hash())
        message += ": its items are " + examples(held_out.items()) + ", and those of the model " + examples(net.items());
    throw data_error(message + "; give it the ids of the log that is trained on, in the same spelling");
}

}  // namespace detail

}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/options.ipp"
#endif
