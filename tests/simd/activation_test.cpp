// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/activation.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(activations_)

namespace nc = nextclick;
namespace activation = nc::activation;

namespace {
template <class A>
struct exact;
template <>
struct exact<activation::linear> {
    static double f(double x) { return x; }
};
template <>
struct exact<activation::tanh> {
    static double f(double x) { return std::tanh(x); }
};
template <>
struct exact<activation::sigmoid> {
    static double f(double x) { return 1 / (1 + std::exp(-x)); }
};
template <>
struct exact<activation::hard_sigmoid> {
    static double f(double x) { return std::clamp((x + 2.5) / 5, 0.0, 1.0); }
};
template <>
struct exact<activation::relu> {
    static double f(double x) { return std::max(x, 0.0); }
};
template <>
struct exact<activation::leaky_relu> {
    static double f(double x) { return x > 0 ? x : 0.01 * x; }
};
template <>
struct exact<activation::elu> {
    static double f(double x) { return x > 0 ? x : std::expm1(x); }
};
template <>
struct exact<activation::selu> {
    static double f(double x) { return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x)); }
};
using activations = std::tuple<activation::linear, activation::tanh, activation::sigmoid, activation::hard_sigmoid, activation::relu,
                               activation::leaky_relu, activation::elu, activation::selu>;
}  // namespace

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

BOOST_AUTO_TEST_CASE(elu_uses_its_alpha) {
    std::vector<double> y{-1, 1};
    const activation::elu half{0.5};
    half.forward(std::span<double>(y));
    BOOST_TEST(std::abs(y[0] - 0.5 * std::expm1(-1)) < 1e-15);
    BOOST_TEST(y[1] == 1.0);
}

namespace {
template <class A>
constexpr double limit_below = 0;  // f(-inf)
template <>
constexpr double limit_below<activation::linear> = -HUGE_VAL;
template <>
constexpr double limit_below<activation::leaky_relu> = -HUGE_VAL;
template <>
constexpr double limit_below<activation::tanh> = -1;
template <>
constexpr double limit_below<activation::elu> = -1;
template <>
constexpr double limit_below<activation::selu> = -1.0507009873554805 * 1.6732632423543772;
}  // namespace

template <class A, class T>
void check_ends() {
    const T inf = std::numeric_limits<T>::infinity();
    std::vector<T> x{-inf, inf, std::numeric_limits<T>::quiet_NaN(), T(0), -T(0)};
    A{}.forward(std::span<T>(x));
    BOOST_TEST(x[0] == static_cast<T>(limit_below<A>));
    BOOST_TEST(x[1] == static_cast<T>(exact<A>::f(HUGE_VAL)));
    BOOST_TEST(std::isnan(x[2]));
    BOOST_TEST(x[3] == static_cast<T>(exact<A>::f(0)));
    BOOST_TEST(x[4] == x[3]);
}

template <class A, class T>
void check_rows() {
    const A a{};
    kernels::at_sizes_and_offsets<T>([&](std::size_t n, std::size_t offset) {
        kernels::row<T> y(n, offset, 1, T(3)), g(n, 1, 2);
        const auto x = y, up = g;
        a.forward(y.span());
        a.backward(y.view(), g.span());
        BOOST_TEST((y.intact() && g.intact()));
        for (std::size_t i = 0; i < n; ++i) {
            T one = x[i], slope = up[i];
            a.forward(std::span<T>(&one, 1));
            a.backward(std::span<const T>(&one, 1), std::span<T>(&slope, 1));
            BOOST_TEST(kernels::same(y[i], one), A::name() << ": element " << i << " of " << n);
            BOOST_TEST(kernels::same(g[i], slope), A::name() << ": slope " << i << " of " << n);
            const double d = static_cast<double>(x[i]);
            BOOST_TEST(kernels::close(y[i], static_cast<T>(exact<A>::f(d)), 4), A::name() << " of " << d);
        }
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_ends_of_the_range, A, activations) {
    check_ends<A, float>();
    check_ends<A, double>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_of_any_size_and_alignment, A, activations) {
    check_rows<A, float>();
    check_rows<A, double>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(strictly_monotone_is_stated_correctly, A, activations) {
    std::vector<double> x;
    for (int i = -300; i <= 300; ++i) x.push_back(i / 100.0);
    A{}.forward(std::span<double>(x));
    bool rises = true;
    for (std::size_t i = 1; i < x.size(); ++i) {
        BOOST_TEST(x[i] >= x[i - 1]);
        rises = rises && x[i] > x[i - 1];
    }
    BOOST_TEST(rises == A::strictly_monotone);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(parameters_and_the_slope_at_zero, T, scalars) {
    std::vector<T> x{-2, 0, 2}, g(3, T(1));
    const activation::leaky_relu half{0.5};
    half.forward(std::span<T>(x));
    BOOST_TEST((x == std::vector<T>{-1, 0, 2}));
    half.backward(std::span<const T>(x), std::span<T>(g));
    BOOST_TEST((g == std::vector<T>{T(0.5), T(0.5), 1}));
    g.assign(3, T(1));
    activation::relu{}.backward(std::span<const T>(x), std::span<T>(g));
    BOOST_TEST((g == std::vector<T>{0, 0, 1}));
    std::vector<T> y{-1}, slope{1};
    const activation::elu two{2};
    two.forward(std::span<T>(y));
    two.backward(std::span<const T>(y), std::span<T>(slope));
    BOOST_TEST(kernels::close(slope[0], static_cast<T>(2 * std::exp(-1.0)), 4));
}

BOOST_AUTO_TEST_SUITE_END()
