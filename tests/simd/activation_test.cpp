// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/activation.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "random_values.hpp"

namespace nc = nextclick;
namespace activation = nc::activation;

namespace {
template <class A>
struct exact;
template <> struct exact<activation::linear> { static double f(double x) { return x; } };
template <> struct exact<activation::tanh> { static double f(double x) { return std::tanh(x); } };
template <> struct exact<activation::sigmoid> { static double f(double x) { return 1 / (1 + std::exp(-x)); } };
template <> struct exact<activation::relu> { static double f(double x) { return std::max(x, 0.0); } };
template <> struct exact<activation::leaky_relu> { static double f(double x) { return x > 0 ? x : 0.01 * x; } };
template <> struct exact<activation::elu> { static double f(double x) { return x > 0 ? x : std::expm1(x); } };
template <> struct exact<activation::selu> {
    static double f(double x) { return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x)); }
};
using activations = std::tuple<activation::linear, activation::tanh, activation::sigmoid, activation::relu,
                               activation::leaky_relu, activation::elu, activation::selu>;
}  // namespace

BOOST_AUTO_TEST_SUITE(activations_)

BOOST_AUTO_TEST_CASE_TEMPLATE(values_and_slopes, A, activations) {
    const A a{};
    for (const std::size_t n : {0ul, 1ul, 7ul, 16ul, 33ul, 200ul}) {
        const auto x = random_values<double>(n, 4, 3);
        auto y = x;
        a.forward(std::span<double>(y));
        std::vector<double> g(n, 2.0);
        a.backward(std::span<const double>(y), std::span<double>(g));
        for (std::size_t i = 0; i < n; ++i) {
            BOOST_TEST(std::abs(y[i] - exact<A>::f(x[i])) < 1e-14 * (1 + std::abs(x[i])));
            const double slope = (exact<A>::f(x[i] + 1e-6) - exact<A>::f(x[i] - 1e-6)) / 2e-6;
            BOOST_TEST(std::abs(g[i] - 2 * slope) < 1e-6);
        }
        std::vector<float> small(x.begin(), x.end());
        a.forward(std::span<float>(small));
        for (std::size_t i = 0; i < n; ++i)
            BOOST_TEST(std::abs(static_cast<double>(small[i]) - exact<A>::f(x[i])) < 1e-6 * (1 + std::abs(x[i])));
    }
}

BOOST_AUTO_TEST_CASE(elu_takes_its_alpha) {
    std::vector<double> y{-1, 1};
    const activation::elu half{0.5};
    half.forward(std::span<double>(y));
    BOOST_TEST(std::abs(y[0] - 0.5 * std::expm1(-1)) < 1e-15);
    BOOST_TEST(y[1] == 1.0);
}

BOOST_AUTO_TEST_SUITE_END()
