// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/step.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(step)

namespace nc = nextclick;
namespace simd = nc::simd;

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

// Weights, moments, and the bits of a row of one: a step does not depend on the position of an element in the row.
BOOST_AUTO_TEST_CASE_TEMPLATE(steps_have_exact_tails_and_stay_in_their_rows, T, scalars) {
    using in = std::span<const T>;
    using out = std::span<T>;
    const T rate = T(0.05), eps = T(1e-6), m = T(0.3), b1 = T(0.9), b2 = T(0.99), keep = T(0.999);
    const auto check = [](const char* name, const auto& f) {
        kernels::at_sizes_and_offsets<T>([&](std::size_t n, std::size_t offset) {
            kernels::row<T> w(n, offset, 1), g(n, 0, 2), a(n, offset, 3), s(n, 1, 4);
            for (std::size_t i = 0; i < n; ++i) a.at(i) = std::abs(a[i]), s.at(i) = std::abs(s[i]);
            const auto w0 = w, g0 = g, a0 = a, s0 = s;
            f(w.span(), g.view(), a.span(), s.span());
            BOOST_TEST((w.intact() && g.intact() && a.intact() && s.intact()), name << " wrote outside of its rows");
            for (std::size_t i = 0; i < n; ++i) {
                T one_w = w0[i], one_a = a0[i], one_s = s0[i];
                f(out(&one_w, 1), g0.view().subspan(i, 1), out(&one_a, 1), out(&one_s, 1));
                BOOST_TEST(kernels::same(w[i], one_w), name << ": weight " << i << " of " << n);
                BOOST_TEST(kernels::same(a[i], one_a), name << ": first moment " << i << " of " << n);
                BOOST_TEST(kernels::same(s[i], one_s), name << ": second moment " << i << " of " << n);
                BOOST_TEST(kernels::same(g[i], g0[i]), name << ": gradient");
            }
        });
    };
    using arch = simd::default_arch;
    check("sgd", [&](out w, in g, out, out) { simd::step_sgd<arch, T>(w, g, rate, keep); });
    check("sgd with momentum", [&](out w, in g, out a, out) { simd::step_sgd_momentum<arch, T>(w, g, a, rate, m, false, keep); });
    check("nesterov", [&](out w, in g, out a, out) { simd::step_sgd_momentum<arch, T>(w, g, a, rate, m, true, keep); });
    check("adagrad", [&](out w, in g, out a, out) { simd::step_adagrad<arch, T>(w, g, a, rate, eps, keep); });
    check("adagrad with momentum",
          [&](out w, in g, out a, out s) { simd::step_adagrad_momentum<arch, T>(w, g, a, s, rate, eps, m, keep); });
    check("adam", [&](out w, in g, out a, out s) { simd::step_adam<arch, T>(w, g, a, s, rate, b1, b2, eps, b2, keep); });
    check("rmsprop", [&](out w, in g, out a, out) { simd::step_rmsprop<arch, T>(w, g, a, rate, b2, eps, keep); });
    check("adadelta", [&](out w, in g, out a, out s) { simd::step_adadelta<arch, T>(w, g, a, s, rate, b2, eps, keep); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(steps_equal_their_plain_twins, T, scalars) {
    const T rate = T(0.05), eps = T(1e-3), m = T(0.3), b1 = T(0.8), b2 = T(0.9), keep = T(0.99);
    for (const std::size_t n : kernels::sizes<T>()) {
        const auto check = [&](const char* name, const auto& fast, const auto& slow) {
            struct {
                std::vector<T> w, g, a, s;
            } x{random_values<T>(n, 1), random_values<T>(n, 2), std::vector<T>(n, T(0.5)), std::vector<T>(n, T(0.25))}, y = x;
            fast(x), slow(y);
            for (std::size_t i = 0; i < n; ++i)
                BOOST_TEST(
                    (kernels::close(x.w[i], y.w[i], 8, 1) && kernels::close(x.a[i], y.a[i], 8, 1) && kernels::close(x.s[i], y.s[i], 8, 1)),
                    name << ": element " << i << " of " << n);
        };
        using arch = simd::default_arch;
        check(
            "sgd", [&](auto& r) { simd::step_sgd<arch, T>(r.w, r.g, rate, keep); },
            [&](auto& r) { simd::plain::step_sgd<T>(r.w, r.g, rate, keep); });
        for (const bool nesterov : {false, true})
            check(
                "sgd with momentum", [&](auto& r) { simd::step_sgd_momentum<arch, T>(r.w, r.g, r.a, rate, m, nesterov, keep); },
                [&](auto& r) { simd::plain::step_sgd_momentum<T>(r.w, r.g, r.a, rate, m, nesterov, keep); });
        check(
            "adagrad", [&](auto& r) { simd::step_adagrad<arch, T>(r.w, r.g, r.a, rate, eps, keep); },
            [&](auto& r) { simd::plain::step_adagrad<T>(r.w, r.g, r.a, rate, eps, keep); });
        check(
            "adagrad with momentum", [&](auto& r) { simd::step_adagrad_momentum<arch, T>(r.w, r.g, r.a, r.s, rate, eps, m, keep); },
            [&](auto& r) { simd::plain::step_adagrad_momentum<T>(r.w, r.g, r.a, r.s, rate, eps, m, keep); });
        check(
            "adam", [&](auto& r) { simd::step_adam<arch, T>(r.w, r.g, r.a, r.s, rate, b1, b2, eps, b2, keep); },
            [&](auto& r) { simd::plain::step_adam<T>(r.w, r.g, r.a, r.s, rate, b1, b2, eps, b2, keep); });
        check(
            "rmsprop", [&](auto& r) { simd::step_rmsprop<arch, T>(r.w, r.g, r.a, rate, b2, eps, keep); },
            [&](auto& r) { simd::plain::step_rmsprop<T>(r.w, r.g, r.a, rate, b2, eps, keep); });
        check(
            "adadelta", [&](auto& r) { simd::step_adadelta<arch, T>(r.w, r.g, r.a, r.s, rate, b2, eps, keep); },
            [&](auto& r) { simd::plain::step_adadelta<T>(r.w, r.g, r.a, r.s, rate, b2, eps, keep); });
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(epsilon_of_adagrad_is_inside_the_root, T, scalars) {
    std::vector<T> w{1}, a{0};
    const std::vector<T> g{T(0.5)};
    simd::step_adagrad<simd::default_arch, T>(w, g, a, T(1), T(0.75), T(1));
    BOOST_TEST(a[0] == T(0.25));
    BOOST_TEST(w[0] == T(0.5));  // 1 - 0.5 / sqrt(0.25 + 0.75)
}

BOOST_AUTO_TEST_CASE_TEMPLATE(decay_is_decoupled_from_the_gradient, T, scalars) {
    std::vector<T> w{2, -2}, a{0, 0};
    const std::vector<T> none{0, 0};
    simd::step_adagrad<simd::default_arch, T>(w, none, a, T(1), T(1e-6), T(0.5));
    BOOST_TEST(w[0] == T(1));
    BOOST_TEST(w[1] == T(-1));
    BOOST_TEST(a[0] == T(0));
}

BOOST_AUTO_TEST_SUITE_END()
