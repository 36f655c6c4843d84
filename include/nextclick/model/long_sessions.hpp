// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/pooling/concept.hpp"

/// Sessions that are too long for a model that works on pairs of clicks; most of them come from automated clients.
NEXTCLICK_BEGIN_NAMESPACE

/// The limit on clicks of a session if work or memory grows with its square: in float 200 MB of pairs in attention, 400 MB of scores where
/// the targets of a batch are the negatives of each other.
inline constexpr std::size_t max_length_of_pairs = 10'000;

namespace detail {
template <class Policy>
bool grows_with_keys(const Policy& policy, std::size_t in) {
    if constexpr (requires { policy.cost(in, std::size_t{1}).forward; })
        return policy.cost(in, std::size_t{2}).forward > policy.cost(in, std::size_t{1}).forward;
    else
        return false;
}
}  // namespace detail

/// Whether the model works on pairs of clicks of a session (attention), so that a session of n clicks costs n²/2.
template <class Model>
bool works_on_pairs(const Model& net) {
    const std::size_t in = Model::input_type::folded ? 1 : net.policy.input.width();
    if (detail::grows_with_keys(net.policy.encoder, in) || detail::grows_with_keys(net.policy.pooling, 1)) return true;
    if constexpr (Model::has_head) return detail::grows_with_keys(net.policy.head, 1);
    return false;
}

/// The clicks of a session that the training of the model read, 0: all. A model that works on pairs reads no more than it can.
template <class Model>
std::size_t trained_max_length(const Model& net) {
    return net.about.max_length != 0 || !works_on_pairs(net) ? net.about.max_length : max_length_of_pairs;
}

/// `max_length`, or `max_length_of_pairs` if `max_length` is 0 and a session of the log has more clicks: the default of a training that
/// works on pairs of clicks. Evaluation and serving of a model that reads earlier clicks then cut sessions in the same way.
inline std::size_t max_length_for(const data::click_log& log, std::size_t max_length) {
    if (max_length != 0) return max_length;
    for (std::size_t s = 0; s < log.session_count(); ++s)
        if (log.items_of(s).size() > max_length_of_pairs + 1) return max_length_of_pairs;
    return max_length;
}

/// Throws `data_error` with the id of the first session that is too long for such a model. `max_length`: the number of clicks of a session
/// that are read; 0: all.
inline void check_session_lengths(const data::click_log& log, std::size_t max_length, const std::string& caller, const std::string& why) {
    if (max_length != 0 && max_length <= max_length_of_pairs) return;
    for (std::size_t s = 0; s < log.session_count(); ++s)
        if (const std::size_t n = log.items_of(s).size(); n > max_length_of_pairs + 1)
            throw data_error(
                caller + ": session " + log.session_id(s).to_string() + " has " + std::to_string(n) + " clicks, and " + why +
                " takes work and memory that grow with their square: " + std::to_string(max_length_of_pairs) +
                " clicks are the limit; cut sessions by the option `max_length`, for example to 100, or leave this session out");
}

NEXTCLICK_END_NAMESPACE
