// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// A scoring computes how relevant each row of a lane, up to the query's own, is to the query; a normaliser turns these scores into
/// weights. `pooling::attend` iterates over the lanes: a scoring projects all rows once, and then receives tiles.
/// To write one: copy dot.hpp, which is of_rows and two functions, or examples/new_attention.cpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// The rows from which queries and keys are computed, in the order of the batch.
template <class T>
struct sources {
    view<T> rows;        ///< (rows, H) encoded rows: keys
    view<T> query_rows;  ///< (queries, H) encoded rows of the queries; the same view as `rows` if every row is a query row
    view<T> mean;        ///< (queries, H) mean of the lane up to and including the query row, if `uses_mean`
};

/// Projections that the pairs are scored from, computed once for every row: query (queries, Q), key (rows, K).
template <class T>
struct projected {
    view<T> query, key;
};

/// Some queries of one lane, and the keys that the last of them reads.
template <class T>
struct tile {
    view<const T> query;                     ///< (m, Q)
    view<const T> key;                       ///< (n, K)
    std::span<const std::uint32_t> visible;  ///< (m) query i reads the keys [0, visible[i]); ascending
};

/// Destination of the gradients of a tile, which are added.
template <class T>
struct tile_gradient {
    view<T> query, key;   ///< shapes of the tile
    std::span<T> shared;  ///< gradient of the parameter that `shared(parameters)` returns; empty if none
};

template <class S>
concept HasParameters =
    Parameters<typename S::template parameters<values<float>>> && Parameters<typename S::template parameters<gradients<float>>>;
template <class S>
concept HasInitialise = requires(const S s, typename S::template parameters<values<float>>& p, random_stream r) {
    s.initialise(p, std::size_t{}, r);
    { S::uses_mean } -> std::convertible_to<bool>;
};
template <class S>
concept HasProject = requires(const S s, const typename S::template parameters<values<float>>& p, pass& run, const sources<const float>& in,
                              typename S::template tape<float>& tape) {
    { s.project(p, run, in, tape) } -> std::same_as<projected<const float>>;
};
template <class S>
concept HasProjectBackward =
    requires(const S s, const typename S::template parameters<values<float>>& p, typename S::template parameters<gradients<float>>& dp,
             pass& run, const sources<const float>& in, const typename S::template tape<float>& tape, const projected<const float>& up,
             const sources<float>& to) { s.project_backward(p, dp, run, in, tape, up, to); };
template <class S>
concept HasScores =
    requires(const S s, const typename S::template parameters<values<float>>& p, pass& run, const typename S::template tape<float>& tape,
             const tile<float>& of, view<float> out) { s.scores(p, run, tape, of, out); };
template <class S>
concept HasScoresBackward =
    requires(const S s, const typename S::template parameters<values<float>>& p, pass& run, const typename S::template tape<float>& tape,
             const tile<float>& of, view<const float> up, const tile_gradient<float>& to) { s.scores_backward(p, run, tape, of, up, to); };
template <class S>
concept HasCost = requires(const S s) {
    { s.cost(std::size_t{}, std::size_t{}) } -> std::same_as<cost::layer>;  // per row: width of h, keys that it reads
};

/// The contract of the room.
/// project           queries and keys of all rows, by products over all of them
/// scores            out (m, n): out(i, j) for j < visible[i]; the rest is not read. Several tiles may run concurrently.
/// scores_backward   up (m, n), 0 from visible[i] on; adds to the gradients of queries, keys and the shared parameter
/// project_backward  adds to the gradients of the parameters and of rows, query_rows and mean. If queries or keys are in.query_rows or
///                   in.rows themselves, `attend` has already added their gradients, and `up` has no rows for them
/// shared(p)         optional: the parameter, one row, that pairs themselves read; a pack's member by reference
/// Each tile is processed by one thread with its own workspace; memory taken there is valid until the function returns.
template <class S>
concept Scoring =
    HasCost<S> && HasParameters<S> && HasInitialise<S> && HasProject<S> && HasProjectBackward<S> && HasScores<S> && HasScoresBackward<S>;

/// Reports a part of a combination that is not a scoring.
template <class Part>
struct part_of_combination {
    static_assert(Scoring<Part>, "a part of this combination is no scoring; it lacks what follows (see attention/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Scoring<Part>, Part, part_of_combination<Part>>;

template <class S>
concept HasShared = requires(typename S::template parameters<values<float>>& p) { S::shared(p).row(0); };

/// forward(s): scores of one query become weights, in place. backward(weights, g): the gradient of the weights becomes
/// that of the scores, in place.
template <class N>
concept Normaliser = requires(const N n, std::span<float> s, std::span<const float> weights) {
    n.forward(s);
    n.backward(weights, s);
    { N::name() } -> std::convertible_to<const char*>;
};

/// The fault of a part of a combination that is no normaliser.
template <class Part>
struct normaliser_of_combination {
    static_assert(Normaliser<Part>, "a part of this combination is no normaliser; it lacks what follows (see attention/concept.hpp)");
};
template <class Part>
using normaliser_fault = fault_of_part<Normaliser<Part>, Part, normaliser_of_combination<Part>>;

/// Queries and keys are the encoded rows themselves: the base of scorings without projections.
struct of_rows {
    static constexpr bool uses_mean = false;
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    void initialise(no_parameters&, std::size_t, random_stream) const {}
    template <class P, class T>
    projected<const T> project(const P&, pass&, const sources<const T>& in, tape<T>&) const {
        return {in.query_rows, in.rows};
    }
    template <class P, class G, class T>
    void project_backward(const P&, G&, pass&, const sources<const T>&, const tape<T>&, const projected<const T>&,
                          const sources<T>&) const {}
};

/// `units`, or if it is 0 the width of the rows that the policy reads.
constexpr std::size_t units_or(std::size_t units, std::size_t in) { return units == 0 ? in : units; }

}  // namespace attention
NEXTCLICK_END_NAMESPACE
