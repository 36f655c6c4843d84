// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/options.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE options checked(options options) {
    constexpr std::size_t max = 1'000'000'000;  // a larger value is a negative number converted to unsigned
    const auto refuse = [](const char* name, std::size_t value, const char* remedy) {
        throw argument_error(std::string("train: ") + name + " is " + std::to_string(value) + "; give " + remedy);
    };
    if (options.epochs == 0 || options.epochs > max) refuse("epochs", options.epochs, "the passes over the log, 10 for example");
    if (options.patience > max) refuse("patience", options.patience, "the epochs without a better validation before the end, 0 for no end");
    if (options.validation_cutoff == 0 || options.validation_cutoff > max)
        refuse("validation_cutoff", options.validation_cutoff, "the items of a list, 20 for example");
    if (options.parts == 0 || options.parts > 4096) refuse("parts", options.parts, "1, or 4 for as many ranks; 4096 at most");
    if (options.ranks != nullptr && options.ranks->size() > options.parts)
        throw argument_error("train: " + std::to_string(options.ranks->size()) + " ranks and " + std::to_string(options.parts) +
                             " parts of a batch; give `parts` at least as many as there are ranks");
    if (options.threads < 1) throw argument_error("train: threads is " + std::to_string(options.threads) + "; give 1 or more");
    return options;
}

NEXTCLICK_INLINE std::string examples(const data::vocabulary& items) {
    std::string all;
    for (item_index i = 0; i < std::min<std::size_t>(items.size(), 3); ++i) all += (i == 0 ? "\"" : ", \"") + items[i].to_string() + "\"";
    return all.empty() ? "none" : all + (items.size() > 3 ? ", ..." : "");
}

}  // namespace train::detail

NEXTCLICK_END_NAMESPACE
