// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/objective.hpp"
#include "zoo/whole_sessions.hpp"

/// For files of a run step by step, with states carried by lanes: tests of HRNN, Twardowski's context and p-RNN.
namespace steps {

namespace nc = nextclick;

/// One batch through a model with the states of the batch before, forward and backward. `drawn`: the negatives, in place of
/// in-batch ones; `random`: the source of dropout.
template <class Model>
struct one_step {
    using T = typename Model::scalar;
    nc::workspace memory{};
    nc::pass run{.memory = memory, .training = true};
    typename Model::gradient_pack gradients{};
    nc::view<const T> queries{};
    nc::view<T> after{};
    T loss = 0;
    one_step(const one_step&) = delete;

    one_step(const Model& net, const nc::event_rows& rows, const std::vector<double>& lanes, std::span<const nc::item_index> drawn = {},
             nc::random_stream random = {}) {
        run.random = random;
        nc::resize_like(gradients, net.weights);
        const std::size_t width = net.state_width(), n = rows.steps.lanes();
        const auto in = memory.take_zeros<T>(n, width);
        after = memory.take<T>(n, width);
        for (std::size_t l = 0; l < rows.carry.size(); ++l)
            for (std::size_t i = 0; i < width && rows.carry[l] != nc::new_session; ++i)
                in(l, i) = static_cast<T>(lanes[rows.carry[l] * width + i]);
        auto encoded = net.encode(run, rows, in, after);
        queries = encoded.queries;
        const auto dq = memory.take<T>(queries.rows, queries.cols);
        loss = nc::objective::loss_and_gradients(net, run, rows, queries, toy::inputs_of<Model>(drawn), gradients, dq);
        net.backward(run, encoded, dq, gradients);
    }
    static std::vector<double> flat(nc::view<const T> x) {
        std::vector<double> all;
        for (std::size_t i = 0; i < x.rows; ++i) all.insert(all.end(), x.row(i).begin(), x.row(i).end());
        return all;
    }
    std::vector<double> flat_queries() const { return flat(queries); }
};

/// Rows of the batch before, as in the files: -1 for none.
inline std::vector<double> words(std::span<const std::uint32_t> from) {
    std::vector<double> to;
    for (const std::uint32_t w : from) to.push_back(w == nc::new_session ? -1 : static_cast<double>(w));
    return to;
}

}  // namespace steps
