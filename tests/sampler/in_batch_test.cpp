// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/in_batch.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(in_batch_sampler)

BOOST_AUTO_TEST_CASE(takes_the_other_rows_and_nothing_else) {
    using nextclick::sampler::in_batch;
    static_assert(in_batch::uses_batch && in_batch::count() == 0);
    BOOST_TEST(!in_batch{}.mask_hits);  // GRU4Rec keeps accidental hits
    BOOST_TEST(in_batch{}.logq == 0);
}

BOOST_AUTO_TEST_SUITE_END()
