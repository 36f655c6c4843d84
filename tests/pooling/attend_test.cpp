// SPDX-License-Identifier: Apache-2.0
#include "nextclick/pooling/attend.hpp"

#include <boost/mp11/list.hpp>

#include "count_allocations.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(attend_)

using namespace nextclick;
using attention::none, attention::softmax;
using pooling::attend, pooling::plus_mean;

namespace {
// Every scoring, every normaliser, with and without the mean.
using attentions =
    boost::mp11::mp_list<attend<attention::dot>, attend<attention::scaled_dot, attention::sigmoid>, attend<attention::bilinear, softmax>,
                         attend<attention::additive<>, softmax>, attend<attention::additive<7>, none>,
                         attend<attention::additive<3, activation::tanh>, attention::sigmoid>,
                         attend<attention::additive<3, activation::hard_sigmoid>, attention::hard_sigmoid, plus_mean>,
                         attend<attention::stamp<>, none, plus_mean>, attend<attention::stamp<4, unbiased>, none>,
                         attend<attention::stamp<4, biased, activation::tanh>, softmax>, attend<attention::gate<>, softmax>,
                         attend<attention::gate<9, activation::sigmoid>, attention::sigmoid, plus_mean>>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follows_its_equations, Pooling, attentions) {
    checks::equals_the_equations<double>(Pooling{}, 1e-12);
    checks::equals_the_equations<float>(Pooling{}, 1e-4);
}
BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_gradients_of_its_values, Pooling, attentions) { checks::has_the_gradients_of_its_values(Pooling{}); }
BOOST_AUTO_TEST_CASE_TEMPLATE(does_not_read_later_clicks, Pooling, attentions) {
    checks::does_not_read_later_clicks<double>(Pooling{});
    checks::does_not_read_later_clicks<float>(Pooling{});
}
BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_same_bits_on_any_number_of_threads, Pooling, attentions) {
    checks::has_the_same_bits_on_any_number_of_threads(Pooling{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(allocates_nothing_once_warm, Pooling, attentions) {
    const checks::batch b({30, 13, 12, 2, 2, 1}, checks::queries_at::every), ends({30, 13, 12, 2, 2, 1}, checks::queries_at::ends);
    checks::subject<Pooling, float> s(Pooling{}, 8, b.rows());
    resize_like(s.dp, s.p);
    std::vector<float> c(b.rows() * 8, 0.5f);
    const auto step = [&](const checks::batch& of) {
        s.memory.reset();
        pass run{.memory = s.memory, .training = true};
        const auto q = s.pooling.forward(s.p, run, of.steps(), s.rows(), s.tape);
        s.pooling.backward(s.p, s.dp, run, of.steps(), view<const float>(c.data(), q.rows, q.cols), s.tape);
    };
    for (int i = 0; i < 3; ++i) {
        step(b);
        step(ends);
    }
    const std::size_t before = allocations;
    step(b);
    step(ends);
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(parameter_paths_are_those_of_the_scoring) {
    std::vector<std::string> paths;
    attend<attention::stamp<4>>::parameters<values<float>> p;
    for_each_parameter([&](std::string_view path, const auto&) { paths.emplace_back(path); }, p);
    BOOST_TEST((paths == std::vector<std::string>{"key", "query", "mean", "bias", "score"}));
    BOOST_TEST((attend<attention::stamp<4, unbiased>, none, plus_mean>::name()) == "attend<stamp<sigmoid>, none, plus_mean>");
}

BOOST_AUTO_TEST_CASE(costs_grow_with_the_keys_that_a_query_sees) {
    constexpr attend<attention::additive<50>> pool{};
    constexpr auto alone = pool.cost(100), long_session = pool.cost(100, 10);
    static_assert(alone.forward == 2 * 100 * 50 + 50 + 100);
    static_assert(long_session.forward - alone.forward == 9 * (50 + 100));
    static_assert(alone.dense == 2 * 100 * 50 + 50);
    static_assert(attend<attention::gate<50>>{}.cost(100, 10).forward == 100 * 50 + 50 + 10 * 100);
}

BOOST_AUTO_TEST_CASE(stateless_policies_take_no_memory) { BOOST_TEST(sizeof(attend<attention::dot>) == 1u); }

BOOST_AUTO_TEST_SUITE_END()
