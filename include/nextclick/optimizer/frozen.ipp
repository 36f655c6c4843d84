// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "nextclick/core/error.hpp"
#include "nextclick/optimizer/frozen.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

NEXTCLICK_INLINE frozen_set::frozen_set(std::vector<std::string> names, std::span<const named_tensor> parameters)
    : names_(std::move(names)) {
    std::ranges::sort(names_);
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    for (const std::string& name : names_) {
        if (std::ranges::any_of(parameters, [&](const named_tensor& p) { return covers(name, p.path); })) continue;
        std::string there;
        for (const named_tensor& p : parameters) there.append(there.empty() ? "" : ", ").append(p.path);
        throw argument_error("frozen: no parameter is called \"" + name + "\"; there are " + there +
                             " (the part before a dot selects all that begin with it)");
    }
}

NEXTCLICK_INLINE bool frozen_set::holds(std::string_view path) const {
    return std::ranges::any_of(names_, [&](const std::string& name) { return covers(name, path); });
}

NEXTCLICK_INLINE bool frozen_set::covers(std::string_view name, std::string_view path) {
    return path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.');
}

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
