// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <span>
#include <vector>

#include "nextclick/model/model.hpp"
#include "nextclick/output/neural.hpp"
#include "nextclick/simd/additive.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Scores of items [first, first + scores.size()) for one query, as ranking compares them: without the final activation.
/// The bits of an item's score do not depend on the range in which it is computed.
/// cost  reads these rows once; allocates nothing once the thread is warm
template <class Model, class T = typename Model::scalar>
void score_items(const Model& net, std::type_identity_t<std::span<const T>> query, std::size_t first, std::span<T> scores) {
    if constexpr (output::scores_by_net<typename Model::output_type>) {
        thread_local std::vector<T> own;
        thread_local workspace memory;
        memory.reset();
        own.assign(query.begin(), query.end());
        const bool exponentials = net.policy.output.exponentials;
        if (exponentials) output::detail::exponentiate_query(std::span<T>(own));
        const auto by_net = [&](view<const T> rows, std::span<T> to) {
            output::detail::with_form(exponentials, [&](const auto& f) {
                simd::additive_scores<simd::default_arch, T>(f, own, rows, net.weights.output.score.row(0), to);
            });
        };
        net.table().block(memory, first, scores.size()).score_by(by_net, net.weights.output.score_bias.data[0], scores);
    } else {
        net.table().score(query, first, scores);
    }
}

NEXTCLICK_END_NAMESPACE
