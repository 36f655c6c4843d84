// SPDX-License-Identifier: Apache-2.0
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "naive.hpp"
#include "nextclick/core/gradient_check.hpp"
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
        std::vector<double> s(n), up(n);
        for (std::size_t i = 0; i < n; ++i) {
            s[i] = 2 * random.normal(2 * i);
            up[i] = random.normal(2 * i + 1);
        }
        const auto weights_of = [&](std::vector<double> x) {
            normaliser.forward(std::span(x));
            return x;
        };
        const auto weights = weights_of(s);
        auto exact = s;
        naive::normalise(normaliser, exact);
        for (std::size_t i = 0; i < n; ++i) BOOST_TEST(std::abs(weights[i] - exact[i]) < 1e-14 * (1 + std::abs(exact[i])));
        auto g = up;
        normaliser.backward(weights, std::span(g));
        const auto report = check_gradient(s, g, [&] { return naive::dot(weights_of(s), up); });
        BOOST_TEST(report.worst < 1e-8, Normaliser::name() << " at " << report.index);
    }
}

BOOST_AUTO_TEST_SUITE_END()
