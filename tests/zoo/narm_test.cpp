// SPDX-License-Identifier: Apache-2.0
#include "nextclick/zoo/narm.hpp"

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "whole_sessions.hpp"

namespace nc = nextclick;
using namespace nc;
using whole_sessions::names;

namespace {
template <class Normaliser, std::size_t Units = 3, class Activation = activation::sigmoid>
using local = pooling::attend<attention::additive<Units, Activation>, Normaliser>;
template <class Pooling>
using decoded = pooling::dense<pooling::dropout<Pooling>, 2, activation::linear, unbiased>;

/// Attention in both readings, behind the decoder.
struct both {
    static inline const names known_as{{"pooling.inner.1.query", "pooling.query"},
                                       {"pooling.inner.1.key", "pooling.key"},
                                       {"pooling.inner.1.score", "pooling.v"}};
};
struct narm : both {
    static constexpr const char* file = "narm";
    template <class T>
    using model = typename zoo::narm<2, 3, attention::none>::template rebind<T>;
};
struct narm_softmax : both {
    static constexpr const char* file = "narm_softmax";
    template <class T>
    using model = typename zoo::narm<2, 3>::template rebind<T>;
};
struct narm_hard_sigmoid : both {
    static constexpr const char* file = "narm_hard_sigmoid";
    template <class T>
    using model = typename zoo::narm_of<
        2, 3,
        decoded<pooling::join<pooling::last, local<attention::none, 3, activation::hard_sigmoid>>>>::template rebind<T>;
};
struct narm_code : both {
    static constexpr const char* file = "narm_code";
    template <class T>
    using model = typename zoo::narm_code<2, 3>::template rebind<T>;
};
struct narm_global {
    static constexpr const char* file = "narm_global";
    static inline const names known_as{};
    template <class T>
    using model = typename zoo::narm_global<2, 3>::template rebind<T>;
};
struct narm_local {  // four units attend to three
    static constexpr const char* file = "narm_local";
    static inline const names known_as{{"pooling.inner.query", "pooling.query"},
                                       {"pooling.inner.key", "pooling.key"},
                                       {"pooling.inner.score", "pooling.v"}};
    template <class T>
    using model = typename zoo::narm_of<2, 3, decoded<local<attention::none, 4>>>::template rebind<T>;
};
struct narm_dense_decoder {
    static constexpr const char* file = "narm_dense_decoder";
    static inline const names known_as{
        {"pooling.1.query", "pooling.query"}, {"pooling.1.key", "pooling.key"}, {"pooling.1.score", "pooling.v"}};
    template <class T>
    using model = typename zoo::narm_dense_decoder<2, 3, attention::none>::template rebind<T>;
};
using fixtures =
    boost::mp11::mp_list<narm, narm_softmax, narm_hard_sigmoid, narm_code, narm_global, narm_local, narm_dense_decoder>;
}  // namespace

BOOST_AUTO_TEST_SUITE(zoo_narm)

BOOST_AUTO_TEST_CASE_TEMPLATE(is_what_pytorch_makes_of_its_equations, Fixture, fixtures) {
    whole_sessions::replay<Fixture, double>();
    whole_sessions::replay<Fixture, float>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(learns_the_same_from_prefixes, Fixture, fixtures) {
    whole_sessions::same_by_prefixes<Fixture>();
}

BOOST_AUTO_TEST_SUITE_END()
