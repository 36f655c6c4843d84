// SPDX-License-Identifier: Apache-2.0
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "naive.hpp"
#include "nextclick/check/activation.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(normalisers_)

namespace nc = nextclick;
using namespace nc;

namespace {
using normalisers = boost::mp11::mp_list<attention::softmax, attention::none, attention::sigmoid, attention::hard_sigmoid>;
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_their_equations_and_their_gradients, Normaliser, normalisers) {
    const Normaliser normaliser{};
    const random_stream random{1, 2};
    for (const std::size_t n : {1u, 3u, 17u, 100u}) {
        std::vector<double> exact(n);
        for (std::size_t i = 0; i < n; ++i) exact[i] = 2 * random.normal(i);
        auto weights = exact;
        normaliser.forward(std::span(weights));
        naive::normalise(normaliser, exact);
        for (std::size_t i = 0; i < n; ++i) BOOST_TEST(std::abs(weights[i] - exact[i]) < 1e-14 * (1 + std::abs(exact[i])));
    }
    const auto report = check_policy(normaliser);
    BOOST_TEST(report.worst < 1e-8, Normaliser::name() << " at " << report.where());
}

BOOST_AUTO_TEST_SUITE_END()
