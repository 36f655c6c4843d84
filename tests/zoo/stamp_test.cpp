// SPDX-License-Identifier: Apache-2.0
#include "nextclick/zoo/stamp.hpp"

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_stamp)

namespace nc = nextclick;
using namespace nc;

namespace {
struct attending {
    static inline const whole_sessions::names parameters{{{"pooling.0.inner.key", "pooling.key"},
                                                          {"pooling.0.inner.query", "pooling.last"},
                                                          {"pooling.0.inner.mean", "pooling.mean"},
                                                          {"pooling.0.inner.bias", "pooling.bias"},
                                                          {"pooling.0.inner.score", "pooling.v"},
                                                          {"pooling.0.weights", "session.weights"},
                                                          {"pooling.0.bias", "session.bias"},
                                                          {"pooling.1.weights", "last.weights"},
                                                          {"pooling.1.bias", "last.bias"}}};
};
struct stamp : attending {
    static constexpr const char* file = "stamp";
    template <class T>
    using model = typename zoo::stamp<3, biased, pooling::weighted_sum>::template rebind<T>;
};
struct stamp_no_biases : attending {
    static constexpr const char* file = "stamp_no_biases";
    template <class T>
    using model = typename zoo::stamp<3, unbiased, pooling::weighted_sum>::template rebind<T>;
};
struct stamp_added_mean : attending {
    static constexpr const char* file = "stamp_added_mean";
    template <class T>
    using model = typename zoo::stamp<3>::template rebind<T>;
};
struct stamp_added_mean_no_biases : attending {
    static constexpr const char* file = "stamp_added_mean_no_biases";
    template <class T>
    using model = typename zoo::stamp<3, unbiased>::template rebind<T>;
};
using fixtures = boost::mp11::mp_list<stamp, stamp_no_biases, stamp_added_mean, stamp_added_mean_no_biases>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follows_its_equations, Fixture, fixtures) { whole_sessions::replay<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(learns_the_same_from_prefixes, Fixture, fixtures) { whole_sessions::same_by_prefixes<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(has_the_gradients_of_central_differences, Fixture, fixtures) {
    whole_sessions::agrees_with_central_differences<Fixture>();
}

BOOST_AUTO_TEST_SUITE_END()
