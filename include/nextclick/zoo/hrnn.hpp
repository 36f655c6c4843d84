// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/hierarchical.hpp"
#include "nextclick/zoo/gru4rec.hpp"

/// HRNN (Quadrana et al., RecSys 2017): GRU4Rec over the clicks of a session, and a second GRU over the sessions of a user
/// that initialises each of them (`encoder::hrnn::init`), or is also read at every click (`all`; `all_gates` as in the authors'
/// program). Train with batch::user_parallel, or with batch::user_sessions for gradients through whole sessions.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

namespace detail {
template <class Reach, std::size_t Units, std::size_t UserUnits>
using gru_over_gru = encoder::hierarchical<encoder::recurrent<cell::gru<cell::reset_before>, Units>,
                                           encoder::recurrent<cell::gru<cell::reset_before>, UserUnits>, Reach>;
}

/// As published: one-hot items, a separate output table, TOP1 with tanh over the other targets of the batch.
template <class Reach = encoder::hrnn::init, std::size_t Units = 100, std::size_t UserUnits = 100>
using hrnn = model<input::one_hot, detail::gru_over_gru<Reach, Units, UserUnits>, pooling::last,
                   output::separate<output::biased, activation::tanh>, loss::top1, sampler::in_batch>;

/// With the best settings for GRU4Rec since 2018: one table for input and output, additional samples, cross-entropy.
template <class Reach = encoder::hrnn::init, std::size_t Units = 100, std::size_t UserUnits = 100>
using hrnn_tied = model<input::dropout<input::embedding<Units>>, detail::gru_over_gru<Reach, Units, UserUnits>, pooling::last,
                        output::tied<>, loss::cross_entropy, detail::in_batch_and_drawn>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <class Reach, std::size_t Units, std::size_t UserUnits>
inline constexpr std::string_view kind_name<zoo::hrnn<Reach, Units, UserUnits>> = "hrnn";
template <class Reach, std::size_t Units, std::size_t UserUnits>
inline constexpr std::string_view kind_name<zoo::hrnn_tied<Reach, Units, UserUnits>> = "hrnn_tied";
NEXTCLICK_END_NAMESPACE
