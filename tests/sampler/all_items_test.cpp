// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/all_items.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(all_items_sampler)

BOOST_AUTO_TEST_CASE(scores_the_catalogue_without_draws_or_correction) {
    using nextclick::sampler::all_items;
    static_assert(!all_items::uses_batch && all_items::count() == 0);
    static_assert(all_items::logq == 0 && !all_items::mask_hits);
    BOOST_TEST(all_items::name() == "all_items");
}

BOOST_AUTO_TEST_SUITE_END()
