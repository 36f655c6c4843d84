// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/math.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "random_values.hpp"

namespace nc = nextclick;
namespace simd = nc::simd;

namespace {
template <class T>
T in_lane(const auto& f, T x, std::size_t lane) {
    using vec = xsimd::batch<T>;
    alignas(64) T a[vec::size];
    for (auto& v : a) v = T(0.5);
    a[lane] = x;
    f(vec::load_aligned(a)).store_aligned(a);
    return a[lane];
}

/// Distance in units of the last place of the exact result; 0 where both are infinite alike or NaN.
template <class T>
double ulps(T got, long double exact) {
    const T near = static_cast<T>(exact);
    if (std::isnan(near)) return std::isnan(got) ? 0 : HUGE_VAL;
    if (std::isinf(near)) return got == near ? 0 : HUGE_VAL;
    const T size = std::abs(near);
    const T unit = std::max(std::nextafter(size, std::numeric_limits<T>::infinity()) - size,
                            std::numeric_limits<T>::denorm_min());
    return static_cast<double>(std::abs(static_cast<long double>(got) - exact) / static_cast<long double>(unit));
}

long double sigmoid(long double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }
long double softplus(long double x) {
    return std::isnan(x) ? x : std::max(x, 0.0L) + std::log1p(std::exp(-std::abs(x)));
}

/// Bit patterns over the whole range for float; for double a sweep of magnitudes.
template <class T>
std::vector<T> sweep() {
    std::vector<T> x;
    if constexpr (std::is_same_v<T, float>) {
        for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += 8191) {
            const auto word = static_cast<std::uint32_t>(bits);
            float f;
            std::memcpy(&f, &word, 4);
            x.push_back(f);
        }
    } else {
        const auto normal = random_values<double>(100'000, 5);
        for (std::size_t i = 0; i < normal.size(); ++i)
            x.push_back(normal[i] * std::pow(10.0, static_cast<double>(i % 40) - 36));
    }
    const T special[] = {T(0), -T(0), T(1), T(-1), T(88), T(89), T(-87.5), T(-104), T(-104.5), T(709), T(710), T(-745), T(-746)};
    x.insert(x.end(), std::begin(special), std::end(special));
    for (const T s : {std::numeric_limits<T>::infinity(), std::numeric_limits<T>::max(), std::numeric_limits<T>::min(),
                      std::numeric_limits<T>::denorm_min()}) {
        x.push_back(s);
        x.push_back(-s);
    }
    x.push_back(std::numeric_limits<T>::quiet_NaN());
    return x;
}

template <class T>
void check(const char* name, double bound, const auto& f, const auto& exact) {
    double worst = 0;
    T at = 0;
    std::size_t lane = 0;
    for (const T x : sweep<T>()) {
        const T y = in_lane<T>(f, x, lane++ % xsimd::batch<T>::size);
        const double e = ulps<T>(y, exact(static_cast<long double>(x)));
        if (e > worst) worst = e, at = x;
    }
    BOOST_TEST_MESSAGE(name << ": worst " << worst << " ulp at " << at);
    BOOST_TEST(worst <= bound, name << ": " << worst << " ulp at " << at);
}
}  // namespace

BOOST_AUTO_TEST_SUITE(math)

BOOST_AUTO_TEST_CASE_TEMPLATE(stay_within_their_bounds, T, scalars) {
    check<T>("exp", 2, [](auto v) { return simd::exp(v); }, [](long double x) { return std::exp(x); });
    check<T>("tanh", 4, [](auto v) { return simd::tanh(v); }, [](long double x) { return std::tanh(x); });
    check<T>("sigmoid", 4, [](auto v) { return simd::sigmoid(v); }, sigmoid);
    check<T>("softplus", 4, [](auto v) { return simd::softplus(v); }, softplus);
    check<T>("log_sigmoid", 4, [](auto v) { return simd::log_sigmoid(v); }, [](long double x) { return -softplus(-x); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(do_not_depend_on_the_lane, T, scalars) {
    for (const T x : random_values<T>(200, 3, 4))
        for (std::size_t lane = 1; lane < xsimd::batch<T>::size; ++lane)
            for (const auto& f : {+[](xsimd::batch<T> v) { return simd::exp(v); },
                                  +[](xsimd::batch<T> v) { return simd::tanh(v); },
                                  +[](xsimd::batch<T> v) { return simd::sigmoid(v); }})
                BOOST_TEST(in_lane<T>(f, x, lane) == in_lane<T>(f, x, 0));
}

BOOST_AUTO_TEST_SUITE_END()
