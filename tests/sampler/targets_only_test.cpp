// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/targets_only.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(targets_only)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(has_no_negatives) {
    const nc::sampler::targets_only s;
    BOOST_TEST(s.count() == 0u);
    BOOST_TEST((!s.uses_batch && !s.uses_all));
}

BOOST_AUTO_TEST_SUITE_END()
