// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/step.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "random_values.hpp"

namespace nc = nextclick;
namespace simd = nc::simd;

BOOST_AUTO_TEST_SUITE(step)

// Each kernel against its equation, element by element in double, three steps in a row.
BOOST_AUTO_TEST_CASE_TEMPLATE(follow_their_equations, T, scalars) {
    const double tolerance = 50 * static_cast<double>(std::numeric_limits<T>::epsilon());
    const T rate = T(0.05), eps = T(1e-3), m = T(0.3), b1 = T(0.8), b2 = T(0.9), keep = T(0.99);
    for (const std::size_t n : sizes())
        for (int kind = 0; kind < 8; ++kind) {
            auto w = random_values<T>(n, 1), a = std::vector<T>(n), s = std::vector<T>(n);
            std::vector<double> dw(w.begin(), w.end()), da(n), ds(n);
            for (int t = 1; t <= 3; ++t) {
                const auto g = random_values<T>(n, static_cast<std::uint64_t>(10 + t));
                const std::span<T> W(w), A(a), S(s);
                const auto c1 = static_cast<T>(1 - std::pow(0.8, t)), c2 = static_cast<T>(1 - std::pow(0.9, t));
                if (kind == 0) simd::step_sgd<simd::default_arch, T>(W, g, rate, keep);
                if (kind == 1 || kind == 2) simd::step_sgd_momentum<simd::default_arch, T>(W, g, A, rate, m, kind == 2, keep);
                if (kind == 3) simd::step_adagrad<simd::default_arch, T>(W, g, A, rate, eps, keep);
                if (kind == 4) simd::step_adagrad_momentum<simd::default_arch, T>(W, g, A, S, rate, eps, m, keep);
                if (kind == 5) simd::step_adam<simd::default_arch, T>(W, g, A, S, rate / c1, b1, b2, eps, c2, keep);
                if (kind == 6) simd::step_rmsprop<simd::default_arch, T>(W, g, A, rate, b2, eps, keep);
                if (kind == 7) simd::step_adadelta<simd::default_arch, T>(W, g, A, S, rate, b2, eps, keep);
                const double lr = static_cast<double>(rate), e = static_cast<double>(eps), mom = static_cast<double>(m),
                             p1 = static_cast<double>(b1), p2 = static_cast<double>(b2), k = static_cast<double>(keep);
                for (std::size_t i = 0; i < n; ++i) {
                    const double d = static_cast<double>(g[i]);
                    dw[i] *= k;
                    if (kind == 0) dw[i] -= lr * d;
                    if (kind == 1) dw[i] += da[i] = mom * da[i] - lr * d;
                    if (kind == 2) da[i] = mom * da[i] - lr * d, dw[i] += mom * da[i] - lr * d;
                    if (kind == 3) da[i] += d * d, dw[i] -= lr * d / std::sqrt(da[i] + e);
                    if (kind == 4) da[i] += d * d, ds[i] = mom * ds[i] - lr * d / std::sqrt(da[i] + e), dw[i] += ds[i];
                    if (kind == 5) {
                        da[i] = p1 * da[i] + (1 - p1) * d;
                        ds[i] = p2 * ds[i] + (1 - p2) * d * d;
                        dw[i] -= lr / (1 - std::pow(p1, t)) * da[i] / (std::sqrt(ds[i] / (1 - std::pow(p2, t))) + e);
                    }
                    if (kind == 6) da[i] = p2 * da[i] + (1 - p2) * d * d, dw[i] -= lr * d / std::sqrt(da[i] + e);
                    if (kind == 7) {
                        da[i] = p2 * da[i] + (1 - p2) * d * d;
                        const double u = d * std::sqrt(ds[i] + e) / std::sqrt(da[i] + e);
                        ds[i] = p2 * ds[i] + (1 - p2) * u * u;
                        dw[i] -= lr * u;
                    }
                }
            }
            for (std::size_t i = 0; i < n; ++i)
                BOOST_TEST(std::abs(static_cast<double>(w[i]) - dw[i]) <= tolerance * (1 + std::abs(dw[i])),
                           "kind " << kind << ", size " << n << ", element " << i);
        }
}

BOOST_AUTO_TEST_SUITE_END()
