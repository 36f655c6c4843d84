// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/checkpoint_file.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE std::string divisor_name(batch::divisor per) {
    switch (per) {
        case batch::divisor::actual:
            return "actual";
        case batch::divisor::size:
            return "size";
        case batch::divisor::automatic:
            break;
    }
    return "usual";
}

NEXTCLICK_INLINE std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
    return all;
}

NEXTCLICK_INLINE std::vector<std::string> split(const std::string& all) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find(' ', at), all.size());
        names.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return names;
}

}  // namespace train::detail
namespace train {

NEXTCLICK_INLINE std::string resumption::text() const {
    std::string all = epoch >= epochs
                          ? "the end, " + std::to_string(epoch) + " epochs of " + std::to_string(epochs) + " are done"
                          : "epoch " + std::to_string(epoch + 1) + " of " + std::to_string(epochs) + ", batch " + std::to_string(batch + 1);
    for (const auto& [name, before, now] : changed)
        all += (&name == &changed.front().name ? "; changed: " : ", ") + name + " " + before + " -> " + now;
    return all;
}

}  // namespace train

NEXTCLICK_END_NAMESPACE
