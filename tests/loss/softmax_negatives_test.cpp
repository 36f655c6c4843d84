// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss/softmax_negatives.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(softmax_of_negatives)

using nextclick::loss::detail::softmax_negatives;

// The shared exp and the separate one must give the same a; the code switches at a distance of 38 in float.
BOOST_AUTO_TEST_CASE(both_sides_of_the_seam_agree) {
    for (float target = -60; target <= 60; target += 0.5f) {
        const std::vector<float> x{0, -1, -20, -37.5f, -60, -100};
        const softmax_negatives<float> w(target, x);
        BOOST_TEST(w.near == (std::abs(target) < 38));
        BOOST_TEST(w.ahead() == (target > 0));
        for (const float v : x) {
            const auto [e, a] = w.weights(v);
            const double exact = 1 / (1 + std::exp(static_cast<double>(target) - static_cast<double>(v)));
            BOOST_TEST(std::abs(static_cast<double>(e) - std::exp(static_cast<double>(v))) <= 1e-6 * std::exp(v) + 1e-45);
            BOOST_TEST(std::abs(static_cast<double>(a) - exact) <= 1e-6 * exact + 1e-16,
                       "target " << target << " score " << v << ": " << a << " != " << exact);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
