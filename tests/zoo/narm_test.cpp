// SPDX-License-Identifier: Apache-2.0
#include "nextclick/zoo/narm.hpp"

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_narm)

namespace nc = nextclick;
using namespace nc;

namespace {
struct last_and_attention {
    static inline const whole_sessions::names parameters{
        {{"pooling.inner.1.query", "pooling.query"}, {"pooling.inner.1.key", "pooling.key"}, {"pooling.inner.1.score", "pooling.v"}}};
};
struct narm : last_and_attention {
    static constexpr const char* file = "narm";
    template <class T>
    using model = typename zoo::narm<2, 3, attention::none>::template rebind<T>;
};
struct narm_softmax : last_and_attention {
    static constexpr const char* file = "narm_softmax";
    template <class T>
    using model = typename zoo::narm<2, 3>::template rebind<T>;
};
struct narm_code : last_and_attention {
    static constexpr const char* file = "narm_code";
    template <class T>
    using model = typename zoo::narm_code<2, 3>::template rebind<T>;
};
using fixtures = boost::mp11::mp_list<narm, narm_softmax, narm_code>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follows_its_equations, Fixture, fixtures) { whole_sessions::replay<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(learns_the_same_from_prefixes, Fixture, fixtures) { whole_sessions::same_by_prefixes<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_gradients_of_central_differences, Fixture, fixtures) {
    whole_sessions::agrees_with_central_differences<Fixture>();
}

BOOST_AUTO_TEST_SUITE_END()
