// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/parallel/gradient_bytes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace parallel {

NEXTCLICK_INLINE void take_header(byte_reader& from, std::size_t rank, const message_header& own) {
    const auto sent = from.take<message_header>();
    if (sent == own) return;
    const auto place = [](const message_header& s) {
        return "step " + std::to_string(s.step) + ", batch " + std::to_string(s.batch) + " of epoch " + std::to_string(s.epoch + 1);
    };
    throw rank_error("train: rank " + std::to_string(rank) + " is at " + place(sent) + ", and this rank at " + place(own) +
                     "; give all ranks the same log, options and checkpoint");
}

}  // namespace parallel
NEXTCLICK_END_NAMESPACE
