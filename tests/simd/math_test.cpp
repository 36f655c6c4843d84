// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/math.hpp"

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(math)

// Accuracy over the whole range: float against double, double against long double.
namespace {
namespace simd = nextclick::simd;
using kernels::same;
using kernels::scalars;

template <class T>
using wide = std::conditional_t<std::is_same_v<T, float>, double, long double>;

struct exponential {
    static constexpr const char* name = "exp";
    static constexpr double ulps = 1.1;
    static auto of(auto x) { return simd::exp(x); }
    template <class W>
    static W reference(W x) {
        return std::exp(x);
    }
};
struct logarithm {
    static constexpr const char* name = "log";
    static constexpr double ulps = 1;
    static auto of(auto x) { return simd::log(x); }
    template <class W>
    static W reference(W x) {
        return std::log(x);
    }
};
struct hyperbolic_tangent {
    static constexpr const char* name = "tanh";
    static constexpr double ulps = 2.75;
    static auto of(auto x) { return simd::tanh(x); }
    template <class W>
    static W reference(W x) {
        return std::tanh(x);
    }
};
struct logistic {
    static constexpr const char* name = "sigmoid";
    static constexpr double ulps = 2.5;
    static auto of(auto x) { return simd::sigmoid(x); }
    template <class W>
    static W reference(W x) {
        return 1 / (1 + std::exp(-x));
    }
};
struct softplus {
    static constexpr const char* name = "softplus";
    static constexpr double ulps = 1.75;
    static auto of(auto x) { return simd::softplus(x); }
    template <class W>
    static W reference(W x) {
        return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
    }
};
struct log_sigmoid {
    static constexpr const char* name = "log_sigmoid";
    static constexpr double ulps = 1.75;
    static auto of(auto x) { return simd::log_sigmoid(x); }
    template <class W>
    static W reference(W x) {
        return -softplus::reference(-x);
    }
};

/// Distance in units in the last place of T at the reference; infinite if only one of the two is a number.
template <class T>
double ulps_between(T y, wide<T> reference) {
    using limit = std::numeric_limits<T>;
    const T nearest = static_cast<T>(reference);
    if (same(y, nearest)) {
        if (y != y || std::isinf(y)) return 0;
    } else if (!std::isfinite(y) || std::isnan(reference)) {
        return HUGE_VAL;
    }
    const int exponent = std::max(std::ilogb(reference == 0 ? wide<T>(limit::min()) : reference), limit::min_exponent - 1);
    const wide<T> unit = std::ldexp(wide<T>(1), exponent - (limit::digits - 1));
    return static_cast<double>(std::abs(wide<T>(y) - reference) / unit);
}

struct worst {
    double ulps = 0, relative = 0, at = 0;
};

template <class F, class T>
void look(worst& w, std::vector<T>& xs) {
    while (xs.size() % simd::lanes<T> != 0) xs.push_back(T(0));
    std::vector<T> ys = xs;
    simd::transform(std::span<T>(ys), [](auto v) { return F::of(v); });
    for (std::size_t i = 0; i < xs.size(); ++i) {
        const wide<T> reference = F::reference(static_cast<wide<T>>(xs[i]));
        const double u = ulps_between(ys[i], reference);
        if (u > w.ulps) w.ulps = u, w.at = static_cast<double>(xs[i]);
        if (std::isnormal(static_cast<T>(reference)))
            w.relative = std::max(w.relative, static_cast<double>(std::abs((ys[i] - reference) / reference)) /
                                                  static_cast<double>(std::numeric_limits<T>::epsilon()));
    }
    xs.clear();
}

/// Bit patterns at equal strides over the whole range, and numbers around 0, where the functions change their form.
template <class F, class T>
worst sweep() {
    using bits = kernels::bits_of<T>;
    worst w;
    std::vector<T> xs;
    const std::uint64_t patterns = 1u << 20;
    const bits stride = static_cast<bits>(std::numeric_limits<bits>::max() / patterns - 2);  // odd: all low bits occur
    bits at = 0;
    for (std::uint64_t i = 0; i < patterns; ++i, at = static_cast<bits>(at + stride)) {
        xs.push_back(std::bit_cast<T>(at));
        if (xs.size() == 4096) look<F>(w, xs);
    }
    for (const T reach : {T(1), T(20), T(110), T(750)})
        for (int i = -60'000; i <= 60'000; ++i) xs.push_back(reach * static_cast<T>(i) / T(60'001.5));
    for (const T x : kernels::special_values<T>()) xs.push_back(x);
    look<F>(w, xs);
    return w;
}

template <class T, class... F>
void check_all() {
    const auto one = [](auto f) {
        using function = decltype(f);
        const worst w = sweep<function, T>();
        BOOST_TEST_MESSAGE(function::name << (sizeof(T) == 4 ? " float" : " double") << ": worst " << w.ulps << " ulp at " << w.at
                                          << ", worst relative error " << w.relative << " epsilon");
        BOOST_TEST(w.ulps <= function::ulps, function::name << ": " << w.ulps << " ulp at " << w.at);
        BOOST_TEST(w.relative <= 2.0, function::name << ": " << w.relative << " epsilon");
    };
    (one(F{}), ...);
}

template <class T, class... F>
void for_each_function(const auto& f, std::tuple<F...>) {
    (f(F{}), ...);
}
using functions = std::tuple<exponential, logarithm, hyperbolic_tangent, logistic, softplus, log_sigmoid>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(errors_stay_within_the_stated_ulps, T, scalars) {
    check_all<T, exponential, logarithm, hyperbolic_tangent, logistic, softplus, log_sigmoid>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(limits_are_exact, T, scalars) {
    using limit = std::numeric_limits<T>;
    const T inf = limit::infinity(), nan = limit::quiet_NaN();
    BOOST_TEST(simd::exp(inf) == inf);
    BOOST_TEST(simd::exp(-inf) == T(0));
    BOOST_TEST(simd::exp(T(0)) == T(1));
    BOOST_TEST(simd::exp(-T(0)) == T(1));
    BOOST_TEST(simd::exp(limit::max()) == inf);
    BOOST_TEST(simd::exp(limit::lowest()) == T(0));
    const T last = std::log(limit::max()), over = std::nextafter(last, inf) + last * limit::epsilon();
    BOOST_TEST(std::isfinite(simd::exp(std::nextafter(last, T(0)))));
    BOOST_TEST(simd::exp(over) == inf);
    const T denormal = std::log(limit::min()) - 3;
    BOOST_TEST(simd::exp(denormal) > T(0));
    BOOST_TEST(simd::exp(denormal) < limit::min());
    BOOST_TEST(simd::log(T(1)) == T(0));
    BOOST_TEST(simd::log(T(0)) == -inf);
    BOOST_TEST(simd::log(-T(0)) == -inf);
    BOOST_TEST(simd::log(inf) == inf);
    BOOST_TEST(std::isnan(simd::log(T(-1))));
    BOOST_TEST(std::isnan(simd::log(-inf)));
    BOOST_TEST(std::isnan(simd::log(-limit::denorm_min())));
    BOOST_TEST(simd::tanh(inf) == T(1));
    BOOST_TEST(simd::tanh(-inf) == T(-1));
    BOOST_TEST(same(simd::tanh(T(0)), T(0)));
    BOOST_TEST(same(simd::tanh(-T(0)), -T(0)));
    BOOST_TEST(same(simd::tanh(-limit::denorm_min()), -limit::denorm_min()));
    BOOST_TEST(simd::sigmoid(inf) == T(1));
    BOOST_TEST(simd::sigmoid(-inf) == T(0));
    BOOST_TEST(simd::sigmoid(T(0)) == T(0.5));
    BOOST_TEST(simd::sigmoid(denormal) > T(0));
    BOOST_TEST(simd::softplus(inf) == inf);
    BOOST_TEST(simd::softplus(-inf) == T(0));
    BOOST_TEST(simd::log_sigmoid(inf) == T(0));
    BOOST_TEST(simd::log_sigmoid(-inf) == -inf);
    for_each_function<T>([&](auto f) { BOOST_TEST(std::isnan(f.of(nan)), f.name); }, functions{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(expm1_of_nonpositive_numbers, T, scalars) {
    double max = 0;
    for (int i = 0; i <= 400'000; ++i) {
        const T x = -T(50) * std::pow(T(i) / T(400'000), T(3));
        alignas(64) T y[simd::lanes<T>];
        simd::detail::expm1_nonpositive(simd::batch<T>(x)).store_aligned(y);
        max = std::max(max, ulps_between(y[0], std::expm1(static_cast<wide<T>>(x))));
    }
    BOOST_TEST_MESSAGE("expm1 of non-positive numbers: worst " << max << " ulp");
    BOOST_TEST(max <= 1.25);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_result_depends_on_its_own_element_only, T, scalars) {
    std::vector<T> values = kernels::special_values<T>();
    for (int i = 0; i < 200; ++i)
        values.push_back(static_cast<T>(8 * nextclick::random_stream{1, 2}.normal(static_cast<std::uint64_t>(i))));
    constexpr std::size_t n = simd::lanes<T>;
    for_each_function<T>(
        [&](auto f) {
            for (std::size_t v = 0; v < values.size(); ++v) {
                const T alone = f.of(values[v]);
                for (std::size_t lane = 0; lane < n; ++lane) {
                    alignas(64) T x[n];
                    for (std::size_t i = 0; i < n; ++i) x[i] = values[(v * 7 + i * 5) % values.size()];
                    x[lane] = values[v];
                    f.of(simd::batch<T>::load_aligned(x)).store_aligned(x);
                    BOOST_TEST(same(x[lane], alone), f.name << " of " << values[v] << " in lane " << lane);
                }
            }
            for (std::size_t size = 1; size < 2 * n + 2; ++size) {  // as the tail of a row
                std::vector<T> x(values.end() - static_cast<std::ptrdiff_t>(size), values.end()), y = x;
                simd::transform(std::span<T>(y), [](auto b) { return decltype(f)::of(b); });
                for (std::size_t i = 0; i < size; ++i) BOOST_TEST(same(y[i], f.of(x[i])), f.name);
            }
        },
        functions{});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(plain_twins_agree, T, scalars) {
    for (const T x : {T(-100), T(-30), T(-3.3), T(-0.01), T(0), T(0.02), T(1), T(4.5), T(30), T(80)}) {
        BOOST_TEST(kernels::close(simd::exp(x), simd::plain::exp(x), 3));
        BOOST_TEST(kernels::close(simd::tanh(x), simd::plain::tanh(x), 3));
        BOOST_TEST(kernels::close(simd::sigmoid(x), simd::plain::sigmoid(x), 3));
        BOOST_TEST(kernels::close(simd::softplus(x), simd::plain::softplus(x), 3));
        BOOST_TEST(kernels::close(simd::log_sigmoid(x), simd::plain::log_sigmoid(x), 3));
        if (x > 0) BOOST_TEST(kernels::close(simd::log(x), simd::plain::log(x), 3));
    }
}

BOOST_AUTO_TEST_SUITE_END()
