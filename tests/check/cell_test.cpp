// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/cell.hpp"

#include "check/faults.hpp"
#include "nextclick/cell.hpp"

BOOST_AUTO_TEST_SUITE(of_cells)

namespace nc = nextclick;

namespace {
enum class fault { none, gates, previous, forgets_previous, overwrites, gates_without_previous, reads_dropped_state };

/// h' = tanh(x W + b + w h), with one weight w for all units. Its backward pass is wrong in one way.
template <fault Fault>
struct one_weight {
    static constexpr std::size_t gates = 1, states = 1, extras = 1;
    static constexpr const char* name() { return "one_weight"; }
    static constexpr nc::cost::layer cost(std::size_t) { return {}; }
    template <class S>
    struct parameters {
        typename S::dense weight;
        static constexpr auto fields() { return nc::field_list{nc::field{"weight", &parameters::weight}}; }
    };
    void initialise(auto& p, std::size_t, nc::random_stream) const { p.weight.resize(1, 1); }

    template <class T>
    void forward(const parameters<nc::values<T>>& p, nc::pass&, const nc::cell::step<T>& s) const {
        for (std::size_t i = 0; i < s.next.rows; ++i)
            for (std::size_t j = 0; j < s.next.cols; ++j)
                s.next(i, j) = s.extra(i, j) = std::tanh(s.gates(i, j) + p.weight(0, 0) * s.previous(i, j));
    }
    template <class T>
    void backward(const parameters<nc::values<T>>& p, nc::pass&, const nc::cell::step_gradient<T>& s) const {
        for (std::size_t i = 0; i < s.up.rows; ++i)
            for (std::size_t j = 0; j < s.up.cols; ++j) {
                const T h = Fault == fault::reads_dropped_state ? s.next(i, j) : s.extra(i, j);  // dropout has changed `next`
                T d = s.up(i, j) * (1 - h * h);
                if (Fault == fault::gates || (Fault == fault::gates_without_previous && !s.need_previous)) d *= T(1.01);
                s.d_gates(i, j) = d;
                if (Fault == fault::forgets_previous && j == 2) continue;
                s.d_previous(i, j) = d * p.weight(0, 0) * (Fault == fault::previous ? T(1.01) : T(1));
            }
    }
    template <class T>
    void backward_weights(parameters<nc::gradients<T>>& dp, nc::pass&, const nc::cell::rows_gradient<T>& s) const {
        if (Fault == fault::overwrites) dp.weight(0, 0) = 0;
        for (std::size_t i = 0; i < s.previous.rows; ++i)
            for (std::size_t j = 0; j < s.previous.cols; ++j) dp.weight(0, 0) += s.d_gates(i, j) * s.previous(i, j);
    }
};
template <fault Fault>
nc::gradient_report checked() {
    static_assert(nc::cell::Cell<one_weight<Fault>>);
    return nc::check_policy(one_weight<Fault>{});
}
using cells = std::tuple<nc::cell::gru<>, nc::cell::gru<nc::cell::reset_after>, nc::cell::lstm, nc::cell::mgu, nc::cell::rnn>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(right_ones_pass, Cell, cells) { BOOST_TEST(faults::is_right(nc::check_policy(Cell{}))); }
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_right(checked<fault::none>()));
    BOOST_TEST(faults::is_caught(checked<fault::gates>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::previous>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::forgets_previous>(), "previous"));
    BOOST_TEST(faults::is_caught(checked<fault::overwrites>(), "weight (gradients are added to what is there)"));
    BOOST_TEST(faults::is_caught(checked<fault::gates_without_previous>(), ""));
    BOOST_TEST(faults::is_caught(checked<fault::reads_dropped_state>(), "recurrent"));
}

BOOST_AUTO_TEST_SUITE_END()
