// SPDX-License-Identifier: Apache-2.0
// How to measure policies of your own: a cell without gates, and a loss, beside ours and against the machine.
#include "harness.hpp"

namespace nc = nextclick;

namespace {
/// h' = x W + b + h / 2: the least a recurrent cell can be.
struct leaky_sum {
    static constexpr std::size_t gates = 1, states = 1, extras = 0;
    static constexpr const char* name() { return "leaky_sum"; }
    static constexpr nc::cost::layer cost(std::size_t) { return {}; }
    template <class S>
    using parameters = nc::no_parameters;
    void initialise(nc::no_parameters&, std::size_t, nc::random_stream) const {}
    template <class T>
    void forward(const nc::no_parameters&, nc::pass&, const nc::cell::step<T>& s) const {
        for (std::size_t i = 0; i < s.next.rows; ++i)
            for (std::size_t j = 0; j < s.next.cols; ++j) s.next(i, j) = s.gates(i, j) + s.previous(i, j) / 2;
    }
    template <class T>
    void backward(const nc::no_parameters&, nc::pass&, const nc::cell::step_gradient<T>& s) const {
        for (std::size_t i = 0; i < s.up.rows; ++i)
            for (std::size_t j = 0; j < s.up.cols; ++j) {
                s.d_gates(i, j) = s.up(i, j);
                s.d_previous(i, j) = s.up(i, j) / 2;
            }
    }
    template <class T>
    void backward_weights(nc::no_parameters&, nc::pass&, const nc::cell::rows_gradient<T>&) const {}
};
static_assert(nc::cell::Cell<leaky_sum>);

/// Mean of (1 - target + negative)².
struct squared_margin {
    static constexpr bool softmax = false;
    static std::string name() { return "squared_margin"; }
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        const T n = static_cast<T>(negatives.size()), own = target;
        T value = 0;
        target = 0;
        for (T& x : negatives) {
            const T miss = 1 - own + x;
            value += miss * miss / n;
            x = 2 * miss / n;
            target -= x;
        }
        return value;
    }
};
using model = nc::model<nc::input::embedding<100>, nc::encoder::recurrent<leaky_sum, 100>, nc::pooling::last,
                        nc::output::tied<>, squared_margin, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
}  // namespace

int main(int argc, char** argv) {
    nc::bench::cell<leaky_sum>("leaky_sum");
    nc::bench::loss<squared_margin>("squared_margin");
    nc::bench::training<model>("leaky_sum with squared_margin");
    nc::bench::click<model>("leaky_sum with squared_margin");
    return nc::bench::run(argc, argv);
}
