// SPDX-License-Identifier: Apache-2.0
#include "nextclick/zoo/rib.hpp"

#include <array>
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_rib)

namespace nc = nextclick;
using namespace nc;

namespace {
/// The files hold buckets: three, and each is its number.
struct numbered {
    static constexpr std::string_view name = "numbered";
    static constexpr std::array values{1.0f, 2.0f};
};
using event = input::join<input::embedding<3>, input::categorical<"Action", 1>, input::bucketed<"Dwell", numbered, 2>>;

struct of_columns {
    static inline const whole_sessions::names parameters{{{"input.0.items", "input.items"},
                                                          {"input.1.categories", "input.actions"},
                                                          {"input.2.buckets", "input.dwells"},
                                                          {"pooling.score", "pooling.v"}}};
};
struct rib : of_columns {
    static constexpr const char* file = "rib";
    template <class T>
    using model = typename zoo::rib<3, event, attention::sigmoid, 2>::template rebind<T>;
};
struct rib_softmax : of_columns {
    static constexpr const char* file = "rib_softmax";
    template <class T>
    using model = typename zoo::rib<3, event, attention::softmax, 2>::template rebind<T>;
};
struct rib_tied {
    static inline const whole_sessions::names parameters{{{"input.0.items", "input.items"},
                                                          {"input.1.categories", "input.actions"},
                                                          {"input.2.buckets", "input.dwells"},
                                                          {"pooling.weights", "decoder.weights"},
                                                          {"pooling.inner.weights", "pooling.weights"},
                                                          {"pooling.inner.bias", "pooling.bias"},
                                                          {"pooling.inner.score", "pooling.v"}}};
    static constexpr const char* file = "rib_tied";
    using narrow = input::join<input::embedding<2>, input::categorical<"Action", 1>, input::bucketed<"Dwell", numbered, 2>>;
    template <class T>
    using model = typename zoo::rib_tied<3, 2, narrow, attention::softmax, 2>::template rebind<T>;
};
struct rib_cosine : of_columns {
    static constexpr const char* file = "rib_cosine";
    template <class T>
    using model = typename zoo::rib_cosine<3, event, attention::softmax, 2>::template rebind<T>;
};
using fixtures = boost::mp11::mp_list<rib, rib_softmax, rib_tied, rib_cosine>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follows_its_equations, Fixture, fixtures) { whole_sessions::replay<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(learns_the_same_from_prefixes, Fixture, fixtures) { whole_sessions::same_by_prefixes<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_gradients_of_central_differences, Fixture, fixtures) {
    whole_sessions::agrees_with_central_differences<Fixture>();
}

BOOST_AUTO_TEST_SUITE_END()
