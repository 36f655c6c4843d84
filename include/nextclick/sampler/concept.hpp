// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"

/// A sampler selects the negatives of a training step: the other rows' targets (in batch), items drawn for the step and
/// shared by all its rows, both, or the whole catalogue. To write one: copy uniform.hpp, and add it to the type list in
/// tests/sampler/concept_test.cpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

template <class S>
concept HasTraits = requires {
    { S::uses_batch } -> std::convertible_to<bool>;  // the other rows' targets are negatives
    { S::name() } -> std::convertible_to<std::string>;
};
template <class S>
concept HasOptions = requires(const S s) {
    { s.count() } -> std::convertible_to<std::size_t>;  // number of items drawn for a step
    { s.logq } -> std::convertible_to<double>;          // share of the logQ correction, 0 to 1
    { s.mask_hits } -> std::convertible_to<bool>;       // exclude columns whose item is a row's own target
};
/// `prepare` runs once: it checks the options and receives the support of every item (how often it occurs in training); draw i of a
/// step depends on the stream and i alone.
template <class S>
concept HasState = requires { typename S::state; };
template <class S>
concept HasDraw = requires(const S s, std::span<const std::uint32_t> support, const typename S::state& state, random_stream random,
                           std::span<item_index> out, item_index item) {
    { s.prepare(support) } -> std::same_as<typename S::state>;
    s.draw(state, random, out);
    { s.drawn_log_weight(state, item) } -> std::convertible_to<double>;  // log of the weight that draws are proportional to
};

template <class S>
concept Sampler = HasTraits<S> && HasOptions<S> && HasState<S> && HasDraw<S>;

/// The fault of a part of a combination that is no sampler.
template <class Part>
struct part_of_combination {
    static_assert(Sampler<Part>, "a part of this combination is no sampler; it lacks what follows (see sampler/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Sampler<Part>, Part, part_of_combination<Part>>;

/// Samplers of an earlier interface, which stated by a flag that every item is scored. Nothing reads the flag, so that such a sampler
/// would draw count() items.
template <class S>
inline constexpr bool states_uses_all = requires { typename std::bool_constant<S::uses_all>; };
template <class S>
struct present_spelling {
    static_assert(!states_uses_all<S>,
                  "the flag uses_all of a sampler is not read any more: a sampler of all items names the objective, using objective = "
                  "nextclick::objective::full_softmax; any other leaves the flag out (sampler/concept.hpp)");
};

/// State of samplers that draw nothing.
struct no_state {};

namespace detail {
void check_logq(double logq, const std::string& name);
/// Checks the options of samplers that draw.
void check_draws(std::size_t samples, std::size_t items, const std::string& name);
}  // namespace detail

}  // namespace sampler
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/sampler/concept.ipp"
#endif
