// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/history.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/required_column.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// A head computes a second output for the session from the encoder rows that the items are predicted from, and is trained jointly:
/// loss = loss of the items + loss of the head. It costs nothing unless it is called. A head states which rows of the session its output
/// for a query depends on (core/history.hpp); training uses it, with what the other policies state, to refuse batches that lack them.
NEXTCLICK_BEGIN_NAMESPACE
namespace head {

/// No head: the default of a model.
struct none {
    static constexpr history::need reads{};
    template <class S>
    using parameters = no_parameters;
};

/// Encoders whose tape exposes the rows of an inner encoder (h) and how many of their columns are computed forwards (forward_columns), and
/// accepts the gradient of h from a head (head_gradient).
template <class E>
concept ExposesRows = requires(const E e, typename E::template tape<float>& t) {
    { t.h } -> std::convertible_to<view<const float>>;
    { t.forward_columns } -> std::convertible_to<std::size_t>;
    { t.head_gradient } -> std::convertible_to<view<const float>>;
    { e.inner_width(std::size_t{}) } -> std::convertible_to<std::size_t>;
};

/// The part of the encoder's tape that a head reads.
template <class T>
struct shared_rows {
    view<const T> h;              ///< (rows, W)
    std::size_t forward_columns;  ///< columns computed from the start of the lane
};

template <class H>
concept HasParameters =
    Parameters<typename H::template parameters<values<float>>> && Parameters<typename H::template parameters<gradients<float>>>;
template <class H>
concept HasInitialise = requires(const H head, typename H::template parameters<values<float>>& p, random_stream r) {
    head.initialise(p, std::size_t{}, r);  // W
};
template <class H>
concept HasLearn =
    requires(const H head, const typename H::template parameters<values<float>>& p, typename H::template parameters<gradients<float>>& dp,
             pass& run, const event_rows& rows, const shared_rows<float>& from, view<const float>& dh) {
        { head.learn(p, dp, run, rows, from, dh) } -> std::same_as<float>;  // the head's part of the loss; dh (rows, W) out
    };
template <class H>
concept HasPredict = requires(const H head, const typename H::template parameters<values<float>>& p, pass& run, const event_rows& rows,
                              const shared_rows<float>& from) {
    { head.predict(p, run, rows, from) } -> std::same_as<std::span<float>>;  // one number per query
};
template <class H>
concept HasRequiredColumn = requires(const H head) {
    { head.required() } -> std::same_as<data::required_column>;  // the column of labels, read in training only
    { head.cost(std::size_t{}) } -> std::same_as<cost::layer>;
};

template <class H>
concept Head = std::is_same_v<H, none> || (HasParameters<H> && HasInitialise<H> && HasLearn<H> && HasPredict<H> && HasRequiredColumn<H>);

}  // namespace head
NEXTCLICK_END_NAMESPACE
