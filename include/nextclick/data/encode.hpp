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

/// A log in the numbers of another vocabulary.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The same events with the item numbers of `items`. Items that it lacks become `no_item`: they stay in the log, and an
/// evaluator counts them as misses. cost: one look-up an item; pass an rvalue and nothing but the numbers is rewritten.
click_log encoded_with(click_log log, std::shared_ptr<const vocabulary> items);
/// The same with a copy of the vocabulary.
click_log encoded_with(click_log log, const vocabulary& items);

/// The same events in the numbers of `like`, for items and for each categorical or multi-valued column that both logs have: how a test
/// log read on its own is made to fit its train log. Vocabularies are shared, not copied.
click_log encoded_with(click_log log, const click_log& like);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/encode.ipp"
#endif
