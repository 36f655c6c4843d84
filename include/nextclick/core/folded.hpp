// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The part of a folded input that one layer reads: rows of pre-activations, `blocks` gates side by side.
struct folded_part {
    std::size_t width = 0, blocks = 1;
};

/// The number of parallel streams, each with its own folded rows: of an encoder (encoder::multi_stream, whose `folded_parts()` is an
/// array of one folded_part per stream) or of an input (input::multi_stream, whose initialise_folded and cost take these parts). 0 for
/// other policies.
template <class Policy>
inline constexpr std::size_t stream_count = 0;
template <class Policy>
requires requires { Policy::stream_count; } inline constexpr std::size_t stream_count<Policy> = Policy::stream_count;

NEXTCLICK_END_NAMESPACE
