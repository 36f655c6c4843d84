// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/options.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE __attribute__((noinline)) std::string option_path(const std::string& policy, std::string_view option) {
    std::string path = policy;
    if (!policy.empty() && !option.empty()) path += '.';
    path += option;
    return path;
}

}  // namespace detail
NEXTCLICK_END_NAMESPACE
