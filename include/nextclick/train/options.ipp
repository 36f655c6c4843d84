// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <numeric>

#include "nextclick/core/error.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/train/options.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE options checked(options options) {
    constexpr std::size_t max = 1'000'000'000;  // a larger value is a negative number converted to unsigned
    const auto refuse = [](const char* name, std::size_t value, const char* remedy) {
        throw argument_error(std::string("train: ") + name + " is " + std::to_string(value) + "; give " + remedy);
    };
    if (options.epochs == 0 || options.epochs > max) refuse("epochs", options.epochs, "the number of passes over the log, for example 10");
    if (options.patience > max)
        refuse("patience", options.patience,
               "the number of epochs without a better validation before training stops; 0: no early stopping");
    if (options.validation_cutoff == 0 || options.validation_cutoff > max)
        refuse("validation_cutoff", options.validation_cutoff, "the length of the lists, for example 20");
    if (options.micro_batches == 0 || options.micro_batches > 4096)
        refuse("micro_batches", options.micro_batches, "1, or the number of ranks, up to 4096");
    if (options.communicator != nullptr && options.communicator->size() > options.micro_batches)
        throw argument_error("train: " + std::to_string(options.communicator->size()) + " ranks and " +
                             std::to_string(options.micro_batches) +
                             " micro-batches; give `micro_batches` at least as many as there are ranks");
    if (options.threads < 1) throw argument_error("train: threads is " + std::to_string(options.threads) + "; give 1 or more");
    return options;
}

/// The first ids, for error messages.
NEXTCLICK_INLINE std::string examples(const data::vocabulary& items) {
    std::string all;
    for (item_index i = 0; i < std::min<std::size_t>(items.size(), 3); ++i) all += (i == 0 ? "\"" : ", \"") + items[i].to_string() + "\"";
    return all.empty() ? "none" : all + (items.size() > 3 ? ", ..." : "");
}

NEXTCLICK_INLINE void check_validation(const data::vocabulary& items, const options& options) {
    const data::click_log& held_out = *options.validation;
    const std::vector<item_index> to_model = data::translation(held_out.items(), items);
    const auto known = [&](item_index i) { return i != no_item && to_model[i] != no_item; };
    std::size_t transitions = 0;
    for (std::size_t s = 0; s < held_out.session_count(); ++s) {
        const auto clicks = held_out.items_of(s);
        bool any = false;
        for (std::size_t t = 0; t + 1 < clicks.size(); ++t) {
            any = any || known(clicks[t]);
            if (!batch::detail::is_target(held_out, held_out.session_begin()[s] + static_cast<std::uint32_t>(t) + 1, options.targets))
                continue;
            ++transitions;
            if (any && known(clicks[t + 1])) return;
        }
    }
    if (transitions == 0)
        throw data_error("train: the validation log of " + std::to_string(held_out.session_count()) +
                         " sessions has no click after another one, so that no epoch is better than another; give it sessions of "
                         "two clicks or more, or train without a validation");
    std::string message = "train: the model's vocabulary has no item of the " + std::to_string(transitions) +
                          " transitions of the validation log, so that no epoch is better than another";
    if (held_out.items().hash() != items.hash())
        message += ": its items are " + examples(held_out.items()) + ", and those of the model " + examples(items);
    throw data_error(message + "; give it the ids of the log that is trained on, in the same spelling");
}

NEXTCLICK_INLINE void check_log(const data::click_log& log, const data::vocabulary& items, std::size_t events) {
    if (log.items().hash() != items.hash())
        throw argument_error(
            "train: the log and the model have different vocabularies; make the model from log.items(), or encode "
            "the log with the model's items");
    if (events == 0) throw argument_error("train: no session of the log has two events; there is nothing to predict");
}

NEXTCLICK_INLINE std::vector<std::uint32_t> known_support(const data::click_log& log) {
    std::vector<std::uint32_t> support = log.item_support();
    const auto known = std::accumulate(support.begin(), support.end(), std::size_t{0});
    if (known != log.event_count())
        throw argument_error("train: " + std::to_string(log.event_count() - known) +
                             " clicks of the log are on items that its vocabulary lacks; train on a log without them "
                             "(a split with unknown_items::drop), or on a model made from all items");
    return support;
}

}  // namespace train::detail

NEXTCLICK_END_NAMESPACE
