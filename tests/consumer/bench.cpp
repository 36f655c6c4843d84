// SPDX-License-Identifier: Apache-2.0
// A user's program that measures user-defined policies.
#include <algorithm>
#include <nextclick/bench.hpp>
#include <nextclick/nextclick.hpp>

namespace nc = nextclick;

namespace {
/// A user may name policies freely, also as the library does.
namespace bench {
/// s = h_t . h_j - h_t . h_t / 2, written as loops.
struct dot : nc::attention::of_rows {
    static std::string name() { return "dot"; }
    constexpr nc::cost::layer cost(std::size_t in, std::size_t keys) const { return {.forward = 2 * keys * in, .backward = 4 * keys * in}; }
    void scores(const auto&, nc::pass&, const auto&, const auto& tile, auto out) const {
        for (std::size_t i = 0; i < out.rows; ++i)
            for (std::size_t j = 0; j < tile.visible[i]; ++j) {
                out(i, j) = 0;
                for (std::size_t k = 0; k < tile.key.cols; ++k) out(i, j) += tile.query(i, k) * (tile.key(j, k) - tile.query(i, k) / 2);
            }
    }
    void scores_backward(const auto&, nc::pass&, const auto&, const auto& tile, auto up, const auto& to) const {
        for (std::size_t i = 0; i < up.rows; ++i)
            for (std::size_t j = 0; j < tile.visible[i]; ++j)
                for (std::size_t k = 0; k < tile.key.cols; ++k) {
                    to.query(i, k) += up(i, j) * (tile.key(j, k) - tile.query(i, k));
                    to.key(j, k) += up(i, j) * tile.query(i, k);
                }
    }
};
static_assert(nc::attention::Scoring<dot>);
}  // namespace bench

/// Mean of (1 - target + negative)².
struct squared_margin {
    static constexpr bool softmax = false;
    static std::string name() { return "squared_margin"; }
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        const T n = static_cast<T>(negatives.size()), own = target;
        T value = 0;
        target = 0 * own;
        if (negatives.empty()) return target;
        for (T& x : negatives) {
            const T miss = 1 - own + x;
            value += miss * miss / n;
            x = 2 * miss / n;
            target -= x;
        }
        return value;
    }
};

using model = nc::model<nc::input::embedding<24>, nc::encoder::recurrent<nc::cell::gru<>, 24>, nc::pooling::last, nc::output::tied<>,
                        squared_margin, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
using model_of_sessions = nc::model<nc::input::embedding<24>, nc::encoder::none, nc::pooling::attend<bench::dot>, nc::output::tied<>,
                                    squared_margin, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;

const nc::data::click_log& few_clicks() {
    static const nc::data::click_log log = nc::bench::popular_clicks(500, 2'000);
    return log;
}
}  // namespace

int main(int argc, char** argv) {
    const double right = std::max(nc::check_policy(bench::dot{}).worst, nc::check_policy(squared_margin{}).worst);
    if (right > 1e-7) return 2;
    nc::bench::cell<nc::cell::rnn>("a \"cell\" / of 100%", 32);
    nc::bench::cell<nc::cell::mgu>("", 32);
    nc::bench::encoder("gru of 16", nc::encoder::recurrent<nc::cell::gru<>, 16>{}, 32);
    nc::bench::attention<bench::dot>("dot", {}, 32, 8, 5);
    nc::bench::pooling<nc::pooling::last>("last", {}, 32, 8, 5);
    nc::bench::input<nc::input::embedding<32>>("embedding", {}, 500);
    nc::bench::loss<squared_margin>("squared_margin", {}, 100);
    nc::bench::sampler<nc::sampler::popularity>("popularity", {.samples = 64}, 500);
    nc::bench::training<model>("steps of one click", {}, nc::optimizer::adagrad{}, 16, 1, few_clicks);
    nc::bench::training<model_of_sessions, nc::batch::whole_sessions>("whole sessions", {}, nc::optimizer::adagrad{}, 64, 2, few_clicks);
    nc::bench::click<model>("clicks", 500);
    return nc::bench::run(argc, argv);
}
