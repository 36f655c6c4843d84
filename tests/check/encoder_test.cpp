// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/encoder.hpp"

#include "check/faults.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"

BOOST_AUTO_TEST_SUITE(of_encoders)

namespace nc = nextclick;

namespace {
template <std::size_t H>
using gru = nc::encoder::recurrent<nc::cell::gru<>, H>;
enum class fault { none, weights, overwrites, inputs, training_inputs, states_out, forgets_states_out, states_in, overwrites_context };

/// A correct layer, made wrong in one way.
template <fault Fault>
struct broken_layer : gru<4> {
    template <class T>
    nc::view<const T> forward(const parameters<nc::values<T>>& p, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x,
                              const nc::encoder::lane_states<T>& states, tape<T>& t,
                              std::type_identity_t<nc::view<const T>> context = {}) const {
        const auto out = run.memory.take<T>(states.out.rows, states.out.cols);
        const bool elsewhere = Fault == fault::forgets_states_out;
        const auto y = gru<4>::forward(p, run, steps, x, {states.in, elsewhere ? out : states.out}, t, context);
        if (Fault == fault::states_out) states.out(0, 1) *= 2;
        return y;
    }
    template <class T>
    nc::view<const T> backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run,
                               const nc::packed_steps& steps, nc::view<const T> dy, const tape<T>& t,
                               const std::type_identity_t<nc::encoder::lane_gradients<T>>& to = {}) const {
        if (Fault == fault::overwrites_context) std::fill_n(to.context.data, to.context.size(), T(0));
        if (Fault == fault::overwrites) std::ranges::fill(dp.cell.recurrent.data, T(0));
        const auto dx = gru<4>::backward(p, dp, run, steps, dy, t, to);
        const auto copy = run.memory.take<T>(dx.rows, dx.cols);
        for (std::size_t i = 0; i < dx.rows; ++i) std::ranges::copy(dx.row(i), copy.row(i).data());
        if (Fault == fault::weights) dp.bias(0, 2) += T(0.01);
        if (Fault == fault::inputs) copy(1, 1) += T(0.01);
        if (Fault == fault::training_inputs && run.training) copy(1, 1) += T(0.01);
        if (Fault == fault::states_in && to.in.rows > 0) to.in(0, 2) += T(0.01);
        return copy;
    }
};
template <fault Fault>
nc::gradient_report checked() {
    static_assert(nc::encoder::RecurrentLayers<broken_layer<Fault>>);
    return nc::check_policy(broken_layer<Fault>{});
}
using encoders =
    std::tuple<gru<5>, nc::encoder::stack<gru<3>, nc::encoder::dropout, nc::encoder::dense<4>>, nc::encoder::stack<gru<3>, gru<4>>,
               nc::encoder::none, nc::encoder::with_one, nc::encoder::bidirectional<gru<3>>,
               nc::encoder::multi_stream<nc::encoder::streams::concatenated, gru<4>, gru<3>>,
               nc::encoder::hierarchical<gru<4>, gru<3>, nc::encoder::hrnn::all>,
               nc::encoder::attentive_decoder<nc::encoder::bidirectional<gru<3>>, nc::cell::gru<>, 4>>;
/// States that it reads less than it does.
template <class Encoder, nc::history::session Stated>
struct misstated : Encoder {
    static constexpr nc::history::need reads = {Stated};
};
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(right_ones_pass, Encoder, encoders) { BOOST_TEST(faults::is_right(nc::check_policy(Encoder{}))); }
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_right(checked<fault::none>()));
    BOOST_TEST(faults::is_caught(checked<fault::weights>(), "parameters.bias"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites>(), "parameters.cell.recurrent (gradients are added to what is there)"));
    BOOST_TEST(faults::is_caught(checked<fault::inputs>(), "input"));
    BOOST_TEST(faults::is_caught(checked<fault::training_inputs>(), "input"));
    BOOST_TEST(faults::is_caught(checked<fault::states_out>(), "output after states are carried"));
    BOOST_TEST(faults::is_caught(checked<fault::forgets_states_out>(), "states.out"));
    BOOST_TEST(faults::is_caught(checked<fault::states_in>(), "states.in"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites_context>(), "context"));
}
BOOST_AUTO_TEST_CASE(a_false_statement_of_what_is_read_is_caught) {
    using nc::history::session;
    using whole = nc::encoder::bidirectional<gru<3>>;
    using window = nc::encoder::attentive_decoder<gru<3>, nc::cell::gru<>, 4>;
    BOOST_TEST(faults::is_caught(nc::check_policy(misstated<whole, session::window>{}), "output without later rows"));
    BOOST_TEST(faults::is_caught(nc::check_policy(misstated<window, session::state>{}), "output after states are carried"));
    BOOST_TEST(faults::is_caught(nc::check_policy(misstated<window, session::nothing>{}), "output after states are carried"));
}

BOOST_AUTO_TEST_SUITE_END()
