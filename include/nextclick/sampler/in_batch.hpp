// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/draws_nothing.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

/// The targets of the other rows of the batch, which are distributed by popularity. A target of several
/// rows is kept in all of them, as in GRU4Rec, unless `mask_hits`.
struct in_batch : draws_nothing {
    double logq = 0;
    bool mask_hits = false;
    static constexpr bool uses_batch = true;
    static std::string name() { return "in_batch"; }
    static constexpr auto options() { return field_list{field{"logq", &in_batch::logq}, field{"mask_hits", &in_batch::mask_hits}}; }

    state prepare(std::span<const std::uint32_t>) const {
        detail::check_logq(logq, name());
        return {};
    }
};
static_assert(Sampler<in_batch>);

}  // namespace sampler
NEXTCLICK_END_NAMESPACE
