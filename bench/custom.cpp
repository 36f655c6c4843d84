// SPDX-License-Identifier: Apache-2.0
// Measuring user-defined policies: a cell without gates, an attention, a loss, beside the library's and against the machine's
// limits.
#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
/// h' = x W + b + h / 2: a minimal recurrent cell.
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

/// q_t = sum over s <= t of (h_s . h_t) h_s / (t + 1): the last click is the query, without a softmax.
struct linear_attention {
    static constexpr nextclick::history::need reads = {nextclick::history::session::window};
    static std::string name() { return "linear_attention"; }
    template <class S>
    using parameters = nc::no_parameters;
    template <class T>
    struct tape {
        nc::view<const T> h;
    };
    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr nc::cost::layer cost(std::size_t) const { return {}; }  // no matrix products
    void initialise(nc::no_parameters&, std::size_t, nc::random_stream) const {}

    /// f(row of t, row of s, weight) for every click and those up to it.
    template <class F>
    static void for_pairs(const nc::packed_steps& steps, const F& f) {
        for (std::size_t t = 0; t < steps.count(); ++t)
            for (std::size_t lane = 0; lane < steps.lanes(t); ++lane)
                for (std::size_t s = 0; s <= t; ++s) f(steps.first(t) + lane, steps.first(s) + lane, 1 / static_cast<double>(t + 1));
    }
    template <class T>
    nc::view<const T> forward(const nc::no_parameters&, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> h,
                              tape<T>& t) const {
        t = {h};
        const auto q = run.memory.take_zeros<T>(h.rows, h.cols);
        for_pairs(steps, [&](std::size_t now, std::size_t s, double weight) {
            nc::simd::axpy(static_cast<T>(weight) * nc::simd::dot(h.row(now), h.row(s)), h.row(s), q.row(now));
        });
        return q;
    }
    template <class T>
    nc::view<const T> backward(const nc::no_parameters&, nc::no_parameters&, nc::pass& run, const nc::packed_steps& steps,
                               nc::view<const T> dq, const tape<T>& t) const {
        const auto& h = t.h;
        const auto dh = run.memory.take_zeros<T>(h.rows, h.cols);
        for_pairs(steps, [&](std::size_t now, std::size_t s, double weight) {
            const T w = static_cast<T>(weight), score = w * nc::simd::dot(h.row(now), h.row(s)),
                    up = w * nc::simd::dot(dq.row(now), h.row(s));
            nc::simd::axpy(score, dq.row(now), dh.row(s));
            nc::simd::axpy(up, h.row(s), dh.row(now));
            nc::simd::axpy(up, h.row(now), dh.row(s));
        });
        return dh;
    }
};
static_assert(nc::pooling::Pooling<linear_attention>);

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
using model = nc::model<nc::input::embedding<100>, nc::encoder::recurrent<leaky_sum, 100>, nc::pooling::last, nc::output::tied<>,
                        squared_margin, nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
/// Looks back at earlier clicks, and learns from whole sessions.
using model_of_sessions = nc::model<nc::input::embedding<100>, nc::encoder::none, linear_attention, nc::output::tied<>, squared_margin,
                                    nc::sampler::join<nc::sampler::in_batch, nc::sampler::uniform>>;
}  // namespace

int main(int argc, char** argv) {
    nc::bench::cell<leaky_sum>("leaky_sum");
    nc::bench::pooling<linear_attention>("linear_attention");
    nc::bench::pooling<nc::pooling::attend<nc::attention::dot>>("(our attend<dot>)");
    nc::bench::loss<squared_margin>("squared_margin");
    nc::bench::training<model>("leaky_sum with squared_margin");
    nc::bench::training<model_of_sessions, nc::batch::whole_sessions>("linear_attention, whole sessions", {}, nc::optimizer::adam{}, 512);
    nc::bench::click<model>("leaky_sum with squared_margin");
    return nc::bench::run(argc, argv);
}
