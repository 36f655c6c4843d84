// SPDX-License-Identifier: Apache-2.0
// The mean of the session, or its last click, in place of attention; squashed scores, as in the paper; and clipped rows of clicks,
// as in the code.
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "nextclick/loss/cross_entropy_of.hpp"
#include "nextclick/sampler/uniform.hpp"
#include "nextclick/zoo/stamp.hpp"
#include "whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_stamp_variants)

namespace nc = nextclick;
using namespace nc;
using whole_sessions::names;

namespace {
/// This loss cannot stream the catalogue: every item is on the list of candidates.
struct stamp_sigmoid_scores {
    static constexpr const char* file = "stamp_sigmoid_scores";
    static inline const names parameters{{{"pooling.0.inner.key", "pooling.key"},
                                          {"pooling.0.inner.query", "pooling.last"},
                                          {"pooling.0.inner.mean", "pooling.mean"},
                                          {"pooling.0.inner.bias", "pooling.bias"},
                                          {"pooling.0.inner.score", "pooling.v"},
                                          {"pooling.0.weights", "session.weights"},
                                          {"pooling.0.bias", "session.bias"},
                                          {"pooling.1.weights", "last.weights"},
                                          {"pooling.1.bias", "last.bias"}}};
    using query = zoo::stamp<3, biased, pooling::weighted_sum>::pooling_type;
    template <class T>
    using model = typename zoo::stamp_of<3, query, loss::cross_entropy_of<activation::sigmoid>, sampler::uniform>::template rebind<T>;
};
struct stamp_code {
    static constexpr const char* file = "stamp_code";
    static inline const names parameters{{{"pooling.0.inner.key", "pooling.key"},
                                          {"pooling.0.inner.query", "pooling.last"},
                                          {"pooling.0.inner.mean", "pooling.mean"},
                                          {"pooling.0.inner.score", "pooling.v"},
                                          {"pooling.0.weights", "session.weights"},
                                          {"pooling.1.weights", "last.weights"}}};
    template <class T>
    using model = typename zoo::stamp_code<3>::template rebind<T>;
};
struct stmp {
    static constexpr const char* file = "stmp";
    static inline const names parameters{{{"pooling.0.weights", "session.weights"},
                                          {"pooling.0.bias", "session.bias"},
                                          {"pooling.1.weights", "last.weights"},
                                          {"pooling.1.bias", "last.bias"}}};
    template <class T>
    using model = typename zoo::stmp<3>::template rebind<T>;
};
struct stmo {
    static constexpr const char* file = "stmo";
    static inline const names parameters{{{"pooling.weights", "last.weights"}, {"pooling.bias", "last.bias"}}};
    template <class T>
    using model = typename zoo::stmo<3>::template rebind<T>;
};
using fixtures = boost::mp11::mp_list<stamp_sigmoid_scores, stamp_code, stmp, stmo>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(follow_their_equations, Fixture, fixtures) { whole_sessions::replay<Fixture>(); }

BOOST_AUTO_TEST_CASE(the_code_reads_rows_of_length_1) {
    zoo::stamp_code<3>::policies p;
    BOOST_TEST(p.input.inner.max_norm == whole_sessions::load("stamp_code").number("setting.longest"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(learn_the_same_from_prefixes, Fixture, fixtures) { whole_sessions::same_by_prefixes<Fixture>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(have_the_gradients_of_central_differences, Fixture, fixtures) {
    whole_sessions::agrees_with_central_differences<Fixture>();
}

BOOST_AUTO_TEST_SUITE_END()
