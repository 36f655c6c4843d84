// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>

#include "nextclick/core/error.hpp"
#include "nextclick/parallel/gradient_bytes.hpp"
#include "nextclick/train/equal_start.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE void require_equal_tensors(parallel::communicator& ranks, const position& at, std::span<const std::string> names,
                                            std::string_view hashes) {
    const parallel::message_header place{3, at.epoch, at.batch, at.step};
    parallel::byte_writer message;
    message.add(place);
    message.add(std::uint64_t{names.size()});
    message.add(std::span<const char>(hashes));
    const auto all = ranks.gather(message.bytes());
    std::string first(hashes), sent(hashes);
    for (std::size_t r = 0; r < all.size(); ++r) {
        parallel::byte_reader from(all[r]);
        parallel::take_header(from, r, place);
        if (from.take<std::uint64_t>() != names.size())
            throw rank_error("train: rank " + std::to_string(r) + " has a model of other parameters than this rank");
        from.take(std::span(sent));
        if (r == 0) first = sent;
        if (sent == first) continue;
        const auto different = std::ranges::mismatch(sent, first).in1 - sent.begin();
        throw rank_error("train: rank " + std::to_string(r) + " begins with other " +
                         names[static_cast<std::size_t>(different) * names.size() / sent.size()] +
                         " than rank 0, and each rank repeats the update; give all ranks the same model (seed, options and vocabulary, or "
                         "file) and the same checkpoint");
    }
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
