// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/translation.hpp"
#include "nextclick/data/vocabulary.hpp"

/// Conversion of a log to another vocabulary.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The same events with item indices of `items`. Items that are not in it become `no_item`: they remain in the log, and evaluations
/// count them as misses. cost: one look-up an item; for an rvalue only the indices are rewritten.
click_log encoded_with(click_log log, std::shared_ptr<const vocabulary> items);
/// The same with a copy of the vocabulary.
click_log encoded_with(click_log log, const vocabulary& items);

/// The same events with the indices of `like`, for items and for each categorical or multi-valued column of both logs; converts a
/// test log that was read separately to its train log. Vocabularies are shared, not copied.
click_log encoded_with(click_log log, const click_log& like);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/encode.ipp"
#endif
