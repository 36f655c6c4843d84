// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/none.hpp"
#include "nextclick/attention/stamp.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/input/norm_clipped.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output/tied.hpp"
#include "nextclick/pooling/attend.hpp"
#include "nextclick/pooling/dense.hpp"
#include "nextclick/pooling/hadamard.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/pooling/mean.hpp"
#include "nextclick/sampler/all_items.hpp"
#include "nextclick/sampler/in_batch.hpp"
#include "nextclick/sampler/join.hpp"
#include "nextclick/sampler/popularity.hpp"

/// STAMP (Liu et al., KDD 2018): no recurrence. Attention over the session's items, with the last click and the
/// mean as the query, is multiplied element by element with the last click; scores against the input's item table.
/// The default adds the mean to the attended row, as the published code does; pooling::weighted_sum is the paper's. The
/// code has no biases and clips the rows that it looks up (`stamp_code`); the paper's equations have biases and do not clip.
/// Train with batch::whole_sessions, or batch::prefixes as in the paper.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

/// Parameters in which STAMP's variants differ. The paper also squashes the scores, which its code does not:
/// loss::cross_entropy_of<activation::sigmoid>, which needs a list of candidates (sampler::uniform).
template <std::size_t Width, class Pooling, class Loss = loss::cross_entropy, class Sampler = sampler::all_items,
          class Output = output::tied<unbiased>, class Input = input::embedding<Width>>
using stamp_of = model<input::dropout<Input>, encoder::none, Pooling, Output, Loss, Sampler>;

namespace detail {
template <std::size_t Width, class Pooling, class Bias>
using stamp_layer = pooling::dense<Pooling, Width, activation::tanh, Bias>;  // h_s and h_t
template <std::size_t Width, class Bias, class Sum>
using stamp_pooling = pooling::hadamard<stamp_layer<Width, pooling::attend<attention::stamp<Width, Bias>, attention::none, Sum>, Bias>,
                                        stamp_layer<Width, pooling::last, Bias>>;
}  // namespace detail

template <std::size_t Width = 100, class Bias = biased, class Sum = pooling::plus_mean>
using stamp = stamp_of<Width, detail::stamp_pooling<Width, Bias, Sum>>;

/// The computation of the published code: no biases, and the rows of clicks are clipped to length 1 (Yoochoose; 1.5 for Diginetica:
/// {.input = {.inner = {.max_norm = 1.5}}}), while the rows that are scored are not clipped.
template <std::size_t Width = 100>
using stamp_code = stamp_of<Width, detail::stamp_pooling<Width, unbiased, pooling::plus_mean>, loss::cross_entropy, sampler::all_items,
                            output::tied<unbiased>, input::norm_clipped<input::embedding<Width>>>;

/// STAMP, trained on the other targets of a step and on drawn items; see zoo::narm_sampled.
template <std::size_t Width = 100, class Bias = biased, class Sum = pooling::plus_mean>
using stamp_sampled = stamp_of<Width, detail::stamp_pooling<Width, Bias, Sum>, loss::cross_entropy,
                               sampler::join<sampler::in_batch, sampler::popularity>, output::tied<biased>>;

/// The mean of the session in place of attention.
template <std::size_t Width = 100, class Bias = biased>
using stmp =
    stamp_of<Width, pooling::hadamard<detail::stamp_layer<Width, pooling::mean, Bias>, detail::stamp_layer<Width, pooling::last, Bias>>>;

/// The last click alone.
template <std::size_t Width = 100, class Bias = biased>
using stmo = stamp_of<Width, detail::stamp_layer<Width, pooling::last, Bias>>;

/// Both, trained like stamp_sampled.
template <std::size_t Width = 100, class Bias = biased>
using stmp_sampled =
    stamp_of<Width, pooling::hadamard<detail::stamp_layer<Width, pooling::mean, Bias>, detail::stamp_layer<Width, pooling::last, Bias>>,
             loss::cross_entropy, sampler::join<sampler::in_batch, sampler::popularity>, output::tied<biased>>;
template <std::size_t Width = 100, class Bias = biased>
using stmo_sampled = stamp_of<Width, detail::stamp_layer<Width, pooling::last, Bias>, loss::cross_entropy,
                              sampler::join<sampler::in_batch, sampler::popularity>, output::tied<biased>>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Width, class Bias, class Sum>
inline constexpr std::string_view kind_name<zoo::stamp<Width, Bias, Sum>> = "stamp";
template <std::size_t Width>
inline constexpr std::string_view kind_name<zoo::stamp_code<Width>> = "stamp_code";
template <std::size_t Width, class Bias, class Sum>
inline constexpr std::string_view kind_name<zoo::stamp_sampled<Width, Bias, Sum>> = "stamp_sampled";
template <std::size_t Width, class Bias>
inline constexpr std::string_view kind_name<zoo::stmp<Width, Bias>> = "stmp";
template <std::size_t Width, class Bias>
inline constexpr std::string_view kind_name<zoo::stmo<Width, Bias>> = "stmo";
template <std::size_t Width, class Bias>
inline constexpr std::string_view kind_name<zoo::stmp_sampled<Width, Bias>> = "stmp_sampled";
template <std::size_t Width, class Bias>
inline constexpr std::string_view kind_name<zoo::stmo_sampled<Width, Bias>> = "stmo_sampled";
NEXTCLICK_END_NAMESPACE
