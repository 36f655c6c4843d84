// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/wanted_column.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// A head answers a second question about the session, from the rows of an encoder that the items are predicted from
/// too, and is trained beside them: loss = loss of the items + loss of the head. It costs nothing where it is not
/// asked.
NEXTCLICK_BEGIN_NAMESPACE
namespace head {

/// No second question: what a model has unless it says otherwise.
struct none {
    template <class S>
    using parameters = no_parameters;
};

/// Encoders whose tape shows the rows of an encoder within (h), how many of their columns read ahead, and takes the
/// gradient of h that a head has (more_dh).
template <class E>
concept ShowsRows = requires(const E e, typename E::template tape<float>& t) {
    { t.h } -> std::convertible_to<view<const float>>;
    { t.ahead } -> std::convertible_to<std::size_t>;
    { t.more_dh } -> std::convertible_to<view<const float>>;
    { e.inner_width(std::size_t{}) } -> std::convertible_to<std::size_t>;
};

/// What a head is given of the encoder's tape.
template <class T>
struct shared_rows {
    view<const T> h;    ///< (rows, W)
    std::size_t ahead;  ///< columns that read from the start of the lane
};

template <class H>
concept HasParameters =
    Parameters<typename H::template parameters<values<float>>> && Parameters<typename H::template parameters<gradients<float>>>;
template <class H>
concept HasInitialise = requires(const H head, typename H::template parameters<values<float>>& p, random_stream r) {
    head.initialise(p, std::size_t{}, r);  // W
};
template <class H>
concept HasLearn = requires(const H head, const typename H::template parameters<values<float>>& p,
                            typename H::template parameters<gradients<float>>& dp, pass& run, const event_rows& rows,
                            const shared_rows<float>& from, view<const float>& dh) {
    { head.learn(p, dp, run, rows, from, dh) } -> std::same_as<float>;  // its share of the loss; dh (rows, W) out
};
template <class H>
concept HasAnswer = requires(const H head, const typename H::template parameters<values<float>>& p, pass& run, const event_rows& rows,
                             const shared_rows<float>& from) {
    { head.answer(p, run, rows, from) } -> std::same_as<std::span<float>>;  // one number a query
};
template <class H>
concept HasWanted = requires(const H head) {
    { head.wanted() } -> std::same_as<data::wanted_column>;  // the column of labels, read while learning only
    { head.cost(std::size_t{}) } -> std::same_as<cost::layer>;
};

template <class H>
concept Head = std::is_same_v<H, none> ||(HasParameters<H>&& HasInitialise<H>&& HasLearn<H>&& HasAnswer<H>&& HasWanted<H>);

}  // namespace head
NEXTCLICK_END_NAMESPACE
