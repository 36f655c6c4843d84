// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <utility>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/session_order.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Reverses every session, for training a teacher with privileged information (Tan). Times are removed, since they would decrease.
/// cost: a pass over the columns; without a copy for an rvalue
inline click_log reversed(click_log log) {
    log_columns parts = std::move(log).release();
    parts.time.clear();
    const auto& begin = parts.session_begin;
    detail::for_each_event_column(parts, [&](auto& column) {
        for (std::size_t s = 0; s + 1 < begin.size(); ++s) detail::reverse_rows(column, {begin[s], begin[s + 1]});
    });
    return click_log(std::move(parts));
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
