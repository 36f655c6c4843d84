// SPDX-License-Identifier: Apache-2.0
// An attention of your own: a click matters the more, the nearer its row lies to that of the last click. The distance has
// a weight per unit, which is learned. Checked by the library's gradient checker, then one policy of a model among others.
#include <cstdio>
#include <cstdlib>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace attention = nc::attention;

/// s = - sum_k w_k (h_t,k - h_j,k)². Queries and keys are the rows themselves: only what a pair does is written here.
struct nearness : attention::of_rows {
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
    template <class T>
    void initialise(parameters<nc::values<T>>& p, std::size_t in, nc::random_stream) const {
        p.weights.resize(1, in);
        p.weights.data.assign(in, T(1) / static_cast<T>(in));
    }
    template <class P, class T>
    void scores(const P& p, nc::pass&, const tape<T>&, const attention::tile<T>& of, nc::view<T> out) const {
        for (std::size_t i = 0; i < of.query.rows; ++i)
            for (std::size_t j = 0; j < of.seen[i]; ++j) {
                out(i, j) = 0;
                for (std::size_t k = 0; k < of.key.cols; ++k) {
                    const T apart = of.query(i, k) - of.key(j, k);
                    out(i, j) -= p.weights(0, k) * apart * apart;
                }
            }
    }
    template <class P, class T>
    void scores_backward(const P& p, nc::pass&, const tape<T>&, const attention::tile<T>& of, nc::view<const T> up,
                         const attention::tile_gradient<T>& to) const {
        for (std::size_t i = 0; i < of.query.rows; ++i)
            for (std::size_t j = 0; j < of.seen[i]; ++j)
                for (std::size_t k = 0; k < of.key.cols; ++k) {
                    const T apart = of.query(i, k) - of.key(j, k), slope = -2 * up(i, j) * p.weights(0, k) * apart;
                    to.query(i, k) += slope;
                    to.key(j, k) -= slope;
                    to.shared[k] -= up(i, j) * apart * apart;
                }
    }
};
static_assert(attention::Scoring<nearness>);
using pooling = nc::pooling::join<nc::pooling::last, nc::pooling::attend<nearness>>;

/// The gradients of the pooling's weights and input against central differences, in double.
double worst_gradient() {
    pooling pool;
    pooling::parameters<nc::values<double>> p;
    pooling::parameters<nc::gradients<double>> gradients;
    pool.initialise(p, 5, {});
    nc::resize_like(gradients, p);
    const std::vector<std::uint32_t> begin{0, 2, 4, 5};  // a session of three clicks beside one of two
    const nc::packed_steps steps{begin};
    std::vector<double> h(5 * 5), dq(5 * 10);
    for (std::size_t i = 0; i < h.size(); ++i) h[i] = nc::random_stream{1, 1}.normal(i);
    for (std::size_t i = 0; i < dq.size(); ++i) dq[i] = nc::random_stream{2, 1}.normal(i);
    nc::workspace memory;
    pooling::tape<double> tape;
    const auto forward = [&] {
        memory.reset();
        nc::pass run{.memory = memory};
        return pool.forward(p, run, steps, nc::view<const double>(h.data(), 5, 5), tape);
    };
    const auto objective = [&] {
        const auto q = forward();
        return nc::simd::dot(std::span<const double>(q.data, q.size()), dq);
    };
    forward();
    nc::pass run{.memory = memory};
    const auto dh = pool.backward(p, gradients, run, steps, nc::view<const double>(dq.data(), 5, 10), tape);
    const std::vector<double> of_rows(dh.data, dh.data + dh.size());
    return std::max(nc::check_gradients(p, gradients, objective).worst, nc::check_gradient(h, of_rows, objective).worst);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        read_options(argc, argv, 0);
        const double worst = worst_gradient();
        std::printf("worst gradient: %.1e\n", worst);
        using model = nc::model<nc::input::embedding<24>, nc::encoder::recurrent<nc::cell::gru<>, 24>,
                                nc::pooling::dense<pooling, 24, nc::activation::linear, nc::unbiased>, nc::output::tied<>,
                                nc::loss::cross_entropy, nc::sampler::all_items>;
        std::printf("%s\nmultiply-adds a click: %.0f\n", model::signature().c_str(),
                    nc::cost_of<model>{.items = 1000}.click().multiply_adds);
        return worst < 1e-7 ? EXIT_SUCCESS : EXIT_FAILURE;
    });
}
