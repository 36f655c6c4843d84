// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/regularised.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "nextclick/optimizer/adam.hpp"
#include "nextclick/optimizer/clipped.hpp"
#include "nextclick/optimizer/sgd.hpp"

BOOST_AUTO_TEST_SUITE(regularised_optimizer, *boost::unit_test::tolerance(1e-12))

namespace {
namespace nc = nextclick;
namespace optimizer = nc::optimizer;
template <class S>
struct two {
    typename S::dense a;
    typename S::rows b;
    static constexpr auto fields() { return nc::field_list{nc::field{"a", &two::a}, nc::field{"b", &two::b}}; }
};
using weight_pack = two<nc::values<double>>;
using gradient_pack = two<nc::gradients<double>>;

template <class O>
weight_pack after_one_step(const O& o) {
    weight_pack w;
    w.a.resize(1, 1);
    w.b.resize(2, 1);
    w.a.data[0] = w.b.data[0] = w.b.data[1] = 10;
    gradient_pack g;
    nc::resize_like(g, w);
    g.a.data[0] = 3;
    g.b.row(1)[0] = 4;
    typename O::template state<weight_pack> state;
    o.prepare(state, w);
    o.step(w, g, state, {}, 1);
    return w;
}
}  // namespace

BOOST_AUTO_TEST_CASE(the_weight_joins_the_gradient_of_dense_tensors_and_touched_rows) {
    const auto w = after_one_step(optimizer::regularised<optimizer::sgd>{.inner = {.rate = 0.5}, .l2 = 0.1});
    BOOST_TEST(w.a.data[0] == 10 - 0.5 * (3 + 1));
    BOOST_TEST(w.b.data[0] == 10);
    BOOST_TEST(w.b.data[1] == 10 - 0.5 * (4 + 1));
}

// In Adam the two kinds of decay differ: coupled, the term is normalised away; decoupled, it shrinks the weight.
BOOST_AUTO_TEST_CASE(differs_from_decoupled_decay) {
    const auto coupled = after_one_step(optimizer::regularised<optimizer::adam>{.inner = {.rate = 0.01}, .l2 = 0.1});
    const auto decoupled = after_one_step(optimizer::adam{.rate = 0.01, .weight_decay = 0.1});
    BOOST_TEST(std::abs(coupled.a.data[0] - 9.99) < 1e-9);
    BOOST_TEST(std::abs(decoupled.a.data[0] - (9.99 - 0.01)) < 1e-9);
}

BOOST_AUTO_TEST_CASE(the_order_of_the_wrappers_determines_what_is_clipped) {
    using optimizer::clipped, optimizer::regularised, optimizer::sgd;
    // The gradient (3, 4) has norm 5.
    const auto loss_only = after_one_step(clipped<regularised<sgd>>{.inner = {.inner = {.rate = 1}, .l2 = 0.1}, .global_norm = 2.5});
    BOOST_TEST(loss_only.a.data[0] == 10 - (1.5 + 1));
    const auto then_l2 =
        after_one_step(regularised<clipped<sgd>>{.inner = {.inner = {.rate = 1}, .global_norm = std::sqrt(41.0) / 2}, .l2 = 0.1});
    BOOST_TEST(then_l2.a.data[0] == 10 - 4.0 / 2);  // (4, 5) has norm root 41
}

BOOST_AUTO_TEST_CASE(a_negative_l2_is_refused) {
    BOOST_CHECK_THROW(after_one_step(optimizer::regularised<optimizer::sgd>{.l2 = -1e-5}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
