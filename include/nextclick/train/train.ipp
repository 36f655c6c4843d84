// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "nextclick/train/train.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE decision strongest_of_ranks(parallel::communicator& ranks, const position& at, decision requested) {
    if (ranks.size() == 1) return requested;
    const parallel::message_header place{2, at.epoch, at.batch, at.step};
    parallel::byte_writer message;
    message.add(place);
    message.add(requested);
    const auto all = ranks.gather(message.bytes());
    for (std::size_t r = 0; r < all.size(); ++r) {
        parallel::byte_reader from(all[r]);
        parallel::take_header(from, r, place);
        requested = std::max(requested, from.take<decision>());
    }
    return requested;
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
