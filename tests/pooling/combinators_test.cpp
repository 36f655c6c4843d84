// SPDX-License-Identifier: Apache-2.0
// Poolings of poolings, alone and as combined in the published models.
#include <boost/mp11/list.hpp>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(combinators)

using namespace nextclick;
using namespace nextclick::pooling;

namespace {
using local = attend<attention::additive<>, attention::softmax>;
using narm = dense<dropout<join<last, local>>, 5, activation::linear, unbiased>;
using stamp = hadamard<dense<attend<attention::stamp<>, attention::none, plus_mean>, 5>, dense<last, 5>>;
using poolings = boost::mp11::mp_list<last, mean, sum, recency, join<recency, one>, join<last>, join<last, mean, sum>,
                                      join<join<sum, last>, local, mean>, hadamard<last, last>, hadamard<mean, last>, dense<last, 4>,
                                      dense<mean, 3, activation::sigmoid, unbiased>, dropout<last>, dropout<join<sum, local>>, narm, stamp>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follow_their_equations, Pooling, poolings) { checks::is_right<Pooling>(); }

BOOST_AUTO_TEST_CASE(dropout_acts_in_training_and_backward) {
    checks::has_the_gradients_of_its_values(dropout<join<last, local>>{.probability = 0.4});
    const checks::batch b({4, 3, 3, 1}, checks::queries_at::every);
    checks::subject<dropout<last>, double> s({.probability = 0.4}, 50, b.rows());
    const auto q = s.forward(b.steps(), true);
    std::size_t dropped = 0;
    for (std::size_t i = 0; i < q.size(); ++i) {
        dropped += q.data[i] == 0;
        if (q.data[i] != 0) BOOST_TEST(std::abs(q.data[i] - s.h[i] / 0.6) < 1e-12);
    }
    BOOST_TEST(dropped > q.size() / 4);
    BOOST_TEST(dropped < q.size() / 2);
}

BOOST_AUTO_TEST_CASE(history_needs_are_those_of_the_parts) {
    static_assert(!last::reads.reads_earlier_rows() && mean::reads.reads_earlier_rows() && local::reads.reads_earlier_rows());
    static_assert(!join<last, dense<last, 3>>::reads.reads_earlier_rows() && join<last, mean>::reads.reads_earlier_rows());
    static_assert(!dropout<hadamard<last, last>>::reads.reads_earlier_rows() && narm::reads.reads_earlier_rows() &&
                  stamp::reads.reads_earlier_rows());
}

BOOST_AUTO_TEST_CASE(names_and_paths) {
    BOOST_TEST(narm::name() == "dense<dropout<join<last, attend<additive<sigmoid>, softmax>>>, linear>");
    const auto paths = []<class P>(const P&) {
        std::vector<std::string> found;
        typename P::template parameters<values<float>> p;
        for_each_parameter([&](std::string_view path, const auto&) { found.emplace_back(path); }, p);
        return found;
    };
    BOOST_TEST((paths(narm{}) == std::vector<std::string>{"inner.1.query", "inner.1.key", "inner.1.score", "weights", "bias"}));
    BOOST_TEST((paths(hadamard<last, dense<last, 3>>{}) == std::vector<std::string>{"1.weights", "1.bias"}));
}

BOOST_AUTO_TEST_CASE(widths_that_do_not_fit_are_named) {
    hadamard<dense<last>, last> wrong;
    wrong.a.units = 4;
    hadamard<dense<last>, last>::parameters<values<float>> p;
    BOOST_CHECK_EXCEPTION(wrong.initialise(p, 5, {}), argument_error,
                          [](const auto& e) { return std::string(e.what()).find("4 wide") != std::string::npos; });
    BOOST_CHECK_THROW(dense<last>{}.initialise(p.a, 5, {}), argument_error);
}

BOOST_AUTO_TEST_CASE(costs_add_up) {
    constexpr narm pool{};
    static_assert(pool.cost(10, 3).forward == local{}.cost(10, 3).forward + 20 * 5);
    static_assert(pool.cost(10).dense == local{}.cost(10).dense + 20 * 5);
    static_assert(dense<mean, 3>{}.cost(10).dense == 33);
}

BOOST_AUTO_TEST_SUITE_END()
