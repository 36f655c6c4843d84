// SPDX-License-Identifier: Apache-2.0
// A user-defined attention: a click weighs more, the nearer its row is to that of the last click. The distance has a learned weight
// per unit. The gradient checker checks it, then it is a policy of a model.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;

/// s = - sum_k w_k (h_t,k - h_j,k)². Queries and keys are the rows themselves, so only the function of a pair is written here.
struct nearness : nc::attention::of_rows {
    static std::string name() { return "nearness"; }
    template <class S>
    struct parameters {
        typename S::dense weights;  // (1, H)
        static constexpr auto fields() { return nc::field_list{nc::field{"weights", &parameters::weights}}; }
    };
    static auto& shared(auto& p) { return p.weights; }
    constexpr nc::cost::layer cost(std::size_t in, std::size_t keys) const {
        return {.forward = keys * in, .backward = 2 * keys * in, .dense = in};
    }
    void initialise(auto& p, std::size_t in, nc::random_stream) const {
        p.weights.resize(1, in);
        p.weights.data.assign(in, 1);
    }
    /// Calls f(query, key, unit, distance) for every pair.
    static void for_units(const auto& tile, const auto& f) {
        for (std::size_t i = 0; i < tile.query.rows; ++i)
            for (std::size_t j = 0; j < tile.visible[i]; ++j)
                for (std::size_t k = 0; k < tile.key.cols; ++k) f(i, j, k, tile.query(i, k) - tile.key(j, k));
    }
    void scores(const auto& p, nc::pass&, const auto&, const auto& tile, auto out) const {
        for (std::size_t i = 0; i < out.rows; ++i) std::ranges::fill(out.row(i), 0);
        for_units(tile, [&](auto i, auto j, auto k, auto apart) { out(i, j) -= p.weights(0, k) * apart * apart; });
    }
    void scores_backward(const auto& p, nc::pass&, const auto&, const auto& tile, auto up, const auto& to) const {
        for_units(tile, [&](auto i, auto j, auto k, auto apart) {
            const auto slope = -2 * up(i, j) * p.weights(0, k) * apart;
            to.query(i, k) += slope;
            to.key(j, k) -= slope;
            to.shared[k] -= up(i, j) * apart * apart;
        });
    }
};
static_assert(nc::attention::Scoring<nearness>);

using model = nc::model<nc::input::embedding<24>, nc::encoder::recurrent<nc::cell::gru<>, 24>, nc::pooling::attend<nearness>,
                        nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;

int main(int argc, char** argv) {
    return program::run_program([&] {
        read_options(argc, argv, 0);
        const double worst = nc::check_policy(nearness{}).worst;
        const double of_click = nc::cost_of<model>{.items = 1000}.click().multiply_adds;
        std::printf("worst gradient: %.1e\n%s\nmultiply-adds a click: %.0f\n", worst, model::signature().c_str(), of_click);
        return worst < 1e-7 ? 0 : 1;
    });
}
