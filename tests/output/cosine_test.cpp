// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp; ranking: tests/model/for_ranking_test.cpp.
#include "nextclick/output/cosine.hpp"

#include <boost/test/unit_test.hpp>

#include "nextclick/output/tied.hpp"

BOOST_AUTO_TEST_SUITE(cosine)

namespace output = nextclick::output;

BOOST_AUTO_TEST_CASE(has_the_table_of_its_inner_output) {
    using live = output::cosine<output::tied<output::unbiased>>;
    using apart = output::cosine<output::separate<output::unbiased>>;
    static_assert(live::tied_to_input && !live::row_map::identity && !live::has_bias);
    static_assert(!apart::tied_to_input);
    BOOST_TEST(live::name() == "cosine<tied<linear>>");
    BOOST_TEST(apart::name() == "cosine<separate<linear>>");
}

BOOST_AUTO_TEST_SUITE_END()
