// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "nextclick/sampler.hpp"

BOOST_AUTO_TEST_SUITE(logq_correction, *boost::unit_test::tolerance(1e-14))

namespace {
namespace nc = nextclick;
namespace sampler = nc::sampler;
const std::vector<std::uint32_t> support{100, 1, 0, 7};

template <class S>
auto corrections_of(const S& s) {
    return sampler::make_corrections<double>(s, s.prepare(support), support);
}
}  // namespace

BOOST_AUTO_TEST_CASE(each_group_has_its_own_power_of_the_support) {
    const auto c = corrections_of(sampler::join<sampler::in_batch, sampler::popularity>{.drawn = {.alpha = 0.5}, .logq = 0.8});
    BOOST_TEST(c.target[0] == -0.8 * std::log(100.0));
    BOOST_TEST(c.drawn[0] == -0.8 * std::log(10.0));
    BOOST_TEST(c.target[3] == -0.8 * std::log(7.0));
    for (const std::size_t rare : {1u, 2u}) {  // support 1, and none
        BOOST_TEST(c.target[rare] == 0);
        BOOST_TEST(c.drawn[rare] == 0);
    }
}

BOOST_AUTO_TEST_CASE(without_in_batch_negatives_a_target_counts_as_a_draw) {
    const auto drawn = corrections_of(sampler::popularity{.alpha = 0.5, .logq = 1});
    BOOST_TEST(drawn.target[0] == -std::log(10.0));
    BOOST_TEST(drawn.drawn[0] == -std::log(10.0));
    for (const double x : corrections_of(sampler::uniform{.logq = 1}).target) BOOST_TEST(x == 0);
}

BOOST_AUTO_TEST_CASE(in_batch_alone_corrects_by_popularity) {
    sampler::in_batch s;
    s.logq = 1;
    BOOST_TEST(corrections_of(s).target[0] == -std::log(100.0));
}

BOOST_AUTO_TEST_CASE(no_logq_means_no_arrays) {
    BOOST_TEST(corrections_of(sampler::popularity{}).target.empty());
    BOOST_TEST(corrections_of(sampler::all_items{}).drawn.empty());
}

BOOST_AUTO_TEST_SUITE_END()
