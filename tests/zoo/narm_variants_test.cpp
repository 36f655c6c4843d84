// SPDX-License-Identifier: Apache-2.0
// The last state alone and the attention alone; the dense decoder; hard sigmoids in the attention.
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "nextclick/zoo/narm.hpp"
#include "whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_narm_variants)

namespace nc = nextclick;
using namespace nc;
using whole_sessions::names;

namespace {
struct narm_global {
    static constexpr const char* file = "narm_global";
    static inline const names parameters{};
    template <class T>
    using model = typename zoo::narm_global<2, 3>::template rebind<T>;
};
struct narm_local {  // attention of four units over a GRU of three
    static constexpr const char* file = "narm_local";
    static inline const names parameters{
        {{"pooling.inner.query", "pooling.query"}, {"pooling.inner.key", "pooling.key"}, {"pooling.inner.score", "pooling.v"}}};
    using attended = pooling::attend<attention::additive<4>, attention::none>;
    using query = pooling::dense<attended, 2, activation::linear, unbiased>;
    template <class T>
    using model = typename zoo::narm_of<2, 3, query>::template rebind<T>;
};
struct narm_dense_decoder {
    static constexpr const char* file = "narm_dense_decoder";
    static inline const names parameters{
        {{"pooling.1.query", "pooling.query"}, {"pooling.1.key", "pooling.key"}, {"pooling.1.score", "pooling.v"}}};
    template <class T>
    using model = typename zoo::narm_dense_decoder<2, 3, attention::none>::template rebind<T>;
};
struct narm_hard_sigmoid {
    static constexpr const char* file = "narm_hard_sigmoid";
    static inline const names parameters{
        {{"pooling.inner.1.query", "pooling.query"}, {"pooling.inner.1.key", "pooling.key"}, {"pooling.inner.1.score", "pooling.v"}}};
    using attended = pooling::attend<attention::additive<3, activation::hard_sigmoid>, attention::none>;
    using query = pooling::dense<pooling::join<pooling::last, attended>, 2, activation::linear, unbiased>;
    template <class T>
    using model = typename zoo::narm_of<2, 3, query>::template rebind<T>;
};
using fixtures = boost::mp11::mp_list<narm_global, narm_local, narm_dense_decoder, narm_hard_sigmoid>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follow_their_equations, Fixture, fixtures) { whole_sessions::replay<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(learn_the_same_from_prefixes, Fixture, fixtures) { whole_sessions::same_by_prefixes<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(have_the_gradients_of_central_differences, Fixture, fixtures) {
    whole_sessions::agrees_with_central_differences<Fixture>();
}

BOOST_AUTO_TEST_SUITE_END()
