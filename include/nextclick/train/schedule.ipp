// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "nextclick/core/error.hpp"
#include "nextclick/train/schedule.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

NEXTCLICK_INLINE std::string part_schedule::text() const {
    constexpr const char* names[] = {"simultaneous", "alternating", "residual", "interleaving"};
    std::string all = names[static_cast<std::size_t>(kind)];
    if (kind == mode::one_after_the_other) all += ' ' + std::to_string(epochs_each);
    for (std::size_t k = 0; k < parts.size(); ++k) {
        all += k == 0 ? ":" : " |";
        for (const std::string& name : parts[k]) all += ' ' + name;
    }
    return all;
}

NEXTCLICK_INLINE part_schedule alternating(std::vector<part> parts) { return {part_schedule::mode::by_epoch, std::move(parts), 0}; }

NEXTCLICK_INLINE part_schedule residual(std::vector<part> parts, std::size_t epochs_each) {
    return {part_schedule::mode::one_after_the_other, std::move(parts), epochs_each};
}

NEXTCLICK_INLINE part_schedule interleaving(std::vector<part> parts) { return {part_schedule::mode::within_batches, std::move(parts), 0}; }

}  // namespace train
namespace train::detail {

NEXTCLICK_INLINE phases::phases(const part_schedule& options, std::vector<std::string> frozen, std::span<const named_tensor> parameters,
                                std::string_view shared)
    : kind_(options.kind), epochs_each_(options.epochs_each), always_(std::move(frozen), parameters), of_part_() {
    std::vector<std::string> paths;
    for (const named_tensor& p : parameters) paths.emplace_back(p.path);
    check(options, paths, shared);
    for (const part& own : options.parts) {
        std::vector<std::string> others = always_.names();
        for (const std::string& path : paths)
            if (path != shared && !covers(own, path)) others.push_back(path);
        of_part_.emplace_back(std::move(others), parameters);
    }
    if (kind_ == kind::together) of_part_ = {always_};
}

NEXTCLICK_INLINE std::size_t phases::first(std::size_t epoch) const {
    switch (kind_) {
        case kind::by_epoch:
            return epoch % of_part_.size();
        case kind::one_after_the_other:
            return std::min(epoch / epochs_each_, of_part_.size() - 1);
        default:
            return 0;
    }
}

NEXTCLICK_INLINE void phases::check_epochs(std::size_t epochs, std::size_t streams) const {
    if (!disables_streams()) return;
    const std::size_t n = of_part_.size();
    if (streams != n)
        throw argument_error("train: a residual schedule of " + std::to_string(n) + " parts disables streams, and the encoder has " +
                             std::to_string(streams) + "; use encoder::multi_stream with a stream for each part");
    if (epochs <= (n - 1) * epochs_each_)
        throw argument_error("train: the residual schedule gives each of " + std::to_string(n) + " parts " + std::to_string(epochs_each_) +
                             " epochs, and none of the " + std::to_string(epochs) + " epochs is left for the last part; give " +
                             std::to_string(n * epochs_each_) + " epochs");
}

NEXTCLICK_INLINE bool phases::covers(const part& names, std::string_view path) {
    return std::ranges::any_of(names, [&](const std::string& name) { return optimizer::frozen_set::covers(name, path); });
}

NEXTCLICK_INLINE std::string phases::listed(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

NEXTCLICK_INLINE void phases::check(const part_schedule& options, const std::vector<std::string>& paths, std::string_view shared) const {
    if (kind_ == kind::together) {
        if (!options.parts.empty())
            throw argument_error(
                "train: the schedule has parts and no mode; make it by train::alternating, residual or "
                "interleaving");
        return;
    }
    if (options.parts.empty()) throw argument_error("train: the schedule has no parts; give each as names of parameters");
    if (disables_streams() && epochs_each_ == 0)
        throw argument_error("train: the residual schedule gives each part 0 epochs; give 1 or more");
    for (std::size_t k = 0; k < options.parts.size(); ++k)
        for (const std::string& name : options.parts[k])
            if (std::ranges::none_of(paths, [&](const auto& path) { return optimizer::frozen_set::covers(name, path); }))
                throw argument_error("train: part " + std::to_string(k) + " of the schedule names \"" + name +
                                     "\", which is not a parameter; there are " + listed(paths));
    std::vector<std::string> left;
    for (const std::string& path : paths)
        if (path != shared && !always_.holds(path) && std::ranges::none_of(options.parts, [&](const part& p) { return covers(p, path); }))
            left.push_back(path);
    if (!left.empty())
        throw argument_error("train: no part of the schedule holds " + listed(left) +
                             ", which would never be updated; add it to a part, or to options::frozen");
}

}  // namespace train::detail

NEXTCLICK_END_NAMESPACE
