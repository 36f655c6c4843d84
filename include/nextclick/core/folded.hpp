// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// What one layer reads of a folded input: rows of pre-activations, `blocks` gates side by side.
struct folded_part {
    std::size_t width = 0, blocks = 1;
};

/// How many streams lie side by side, each with folded rows of its own: those that an encoder is made of (encoder::parallel, which
/// has `folded_parts()`, an array of as many folded_part), or that an input feeds (input::parallel, whose initialise_folded and
/// cost take these parts). 0: it is no such policy.
template <class Policy>
inline constexpr std::size_t stream_count = 0;
template <class Policy>
requires requires { Policy::stream_count; }
inline constexpr std::size_t stream_count<Policy> = Policy::stream_count;

NEXTCLICK_END_NAMESPACE
