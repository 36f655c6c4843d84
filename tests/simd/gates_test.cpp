// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/gates.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(gates)

namespace simd = nextclick::simd;
using kernels::scalars;

namespace {

double sig(double x) { return 1 / (1 + std::exp(-x)); }
constexpr nextclick::activation::hard_sigmoid hard{};
double hard_sig(double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); }
double hard_slope(double y) { return y > 0 && y < 1 ? 0.2 : 0; }

/// Runs a kernel over rows of every size, aligned and not, and compares it with its equations on single doubles. kernel(n, rows)
/// works on the N rows in place; equations(x) on one element of each. `size` is that of the largest term.
template <class T, std::size_t N, class Kernel, class Equations>
void agree(const char* name, const Kernel& kernel, const Equations& equations, double size = 8) {
    kernels::at_sizes_and_offsets<T>([&](std::size_t n, std::size_t offset) {
        std::vector<kernels::row<T>> rows;
        for (std::size_t r = 0; r < N; ++r) rows.emplace_back(n, (offset * (r + 1)) % 5, 7 * r + 1, T(2));
        const auto before = rows;
        std::array<T*, N> p;
        for (std::size_t r = 0; r < N; ++r) p[r] = rows[r].span().data();
        kernel(n, p);
        for (std::size_t i = 0; i < n; ++i) {
            std::array<double, N> x;
            for (std::size_t r = 0; r < N; ++r) x[r] = static_cast<double>(before[r][i]);
            equations(x);
            for (std::size_t r = 0; r < N; ++r)
                BOOST_REQUIRE_MESSAGE(kernels::close(rows[r][i], static_cast<T>(x[r]), 4, size), name << ": row " << r << ", element " << i
                                                                                                      << " of " << n << ": " << rows[r][i]
                                                                                                      << ", expected " << x[r]);
        }
        for (const auto& row : rows) BOOST_REQUIRE_MESSAGE(row.intact(), name << ": wrote outside of its rows, n " << n);
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(of_the_gru_that_resets_before_the_product, T, scalars) {
    agree<T, 4>(
        "gru_reset_before", [](std::size_t n, auto p) { simd::gru_reset_before(n, p[0], p[1], p[2], p[3]); },
        [](auto& x) {
            auto& [z, r, h, rh] = x;
            z = sig(z), r = sig(r), rh = r * h;
        });
    agree<T, 4>(
        "gru_blend", [](std::size_t n, auto p) { simd::gru_blend(n, p[0], p[1], p[2], p[3]); },
        [](auto& x) {
            auto& [z, c, h, next] = x;
            c = std::tanh(c), next = (1 - z) * h + z * c;
        });
    agree<T, 7>(
        "gru_blend_backward", [](std::size_t n, auto p) { simd::gru_blend_backward(n, p[0], p[1], p[2], p[3], p[4], p[5], p[6]); },
        [](auto& x) {
            auto& [z, c, h, g, dz, dc, dh] = x;
            dz = g * (c - h) * z * (1 - z), dc = g * z * (1 - c * c), dh = g * (1 - z);
        });
    agree<T, 5>(
        "gru_reset_before_backward", [](std::size_t n, auto p) { simd::gru_reset_before_backward(n, p[0], p[1], p[2], p[3], p[4]); },
        [](auto& x) {
            auto& [r, h, q, dr, dh] = x;
            dr = q * h * r * (1 - r), dh += q * r;
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_the_gru_that_resets_the_product, T, scalars) {
    agree<T, 6>(
        "gru_reset_after", [](std::size_t n, auto p) { simd::gru_reset_after(n, p[0], p[1], p[2], p[3], p[4], p[5]); },
        [](auto& x) {
            auto& [z, r, c, u, h, next] = x;
            z = sig(z), r = sig(r), c = std::tanh(c + r * u), next = (1 - z) * h + z * c;
        });
    agree<T, 5>(
        "gru_reset_after_backward", [](std::size_t n, auto p) { simd::gru_reset_after_backward(n, p[0], p[1], p[2], p[3], p[4]); },
        [](auto& x) {
            auto& [r, u, dc, dr, du] = x;
            dr = dc * u * r * (1 - r), du = dc * r;
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_a_gru_whose_gates_are_hard_sigmoids, T, scalars) {
    agree<T, 4>(
        "gru_reset_before", [](std::size_t n, auto p) { simd::gru_reset_before(n, p[0], p[1], p[2], p[3], hard); },
        [](auto& x) {
            auto& [z, r, h, rh] = x;
            z = hard_sig(z), r = hard_sig(r), rh = r * h;
        });
    agree<T, 7>(
        "gru_blend_backward", [](std::size_t n, auto p) { simd::gru_blend_backward(n, p[0], p[1], p[2], p[3], p[4], p[5], p[6], hard); },
        [](auto& x) {
            auto& [z, c, h, g, dz, dc, dh] = x;
            dz = g * (c - h) * hard_slope(z), dc = g * z * (1 - c * c), dh = g * (1 - z);
        });
    agree<T, 5>(
        "gru_reset_before_backward", [](std::size_t n, auto p) { simd::gru_reset_before_backward(n, p[0], p[1], p[2], p[3], p[4], hard); },
        [](auto& x) {
            auto& [r, h, q, dr, dh] = x;
            dr = q * h * hard_slope(r), dh += q * r;
        });
    agree<T, 6>(
        "gru_reset_after", [](std::size_t n, auto p) { simd::gru_reset_after(n, p[0], p[1], p[2], p[3], p[4], p[5], hard); },
        [](auto& x) {
            auto& [z, r, c, u, h, next] = x;
            z = hard_sig(z), r = hard_sig(r), c = std::tanh(c + r * u), next = (1 - z) * h + z * c;
        });
    agree<T, 5>(
        "gru_reset_after_backward", [](std::size_t n, auto p) { simd::gru_reset_after_backward(n, p[0], p[1], p[2], p[3], p[4], hard); },
        [](auto& x) {
            auto& [r, u, dc, dr, du] = x;
            dr = dc * u * hard_slope(r), du = dc * r;
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_the_lstm, T, scalars) {
    agree<T, 8>(
        "lstm_gates", [](std::size_t n, auto p) { simd::lstm_gates(n, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7]); },
        [](auto& x) {
            auto& [i, f, g, o, c, next_c, squashed, next_h] = x;
            i = sig(i), f = sig(f), g = std::tanh(g), o = sig(o);
            next_c = f * c + i * g, squashed = std::tanh(next_c), next_h = o * squashed;
        });
    agree<T, 13>(
        "lstm_gates_backward",
        [](std::size_t n, auto p) {
            simd::lstm_gates_backward(n, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12]);
        },
        [](auto& x) {
            auto& [i, f, g, o, c, s, dh, dc, di, df, dg, d_o, dc_old] = x;
            const double cell = dc + dh * o * (1 - s * s);
            di = cell * g * i * (1 - i), df = cell * c * f * (1 - f), dg = cell * i * (1 - g * g);
            d_o = dh * s * o * (1 - o), dc_old = cell * f;
        },
        500);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_the_smaller_cells, T, scalars) {
    agree<T, 2>(
        "rnn_gate", [](std::size_t n, auto p) { simd::rnn_gate(n, p[0], p[1]); }, [](auto& x) { x[0] = x[1] = std::tanh(x[0]); });
    agree<T, 3>(
        "rnn_gate_backward", [](std::size_t n, auto p) { simd::rnn_gate_backward(n, p[0], p[1], p[2]); },
        [](auto& x) { x[2] = x[1] * (1 - x[0] * x[0]); });
    agree<T, 3>(
        "mgu_forget", [](std::size_t n, auto p) { simd::mgu_forget(n, p[0], p[1], p[2]); },
        [](auto& x) {
            auto& [f, h, fh] = x;
            f = sig(f), fh = f * h;
        });
    agree<T, 5>(
        "mgu_forget_backward", [](std::size_t n, auto p) { simd::mgu_forget_backward(n, p[0], p[1], p[2], p[3], p[4]); },
        [](auto& x) {
            auto& [f, h, q, df, dh] = x;
            df += q * h * f * (1 - f), dh += q * f;
        });
}

BOOST_AUTO_TEST_SUITE_END()
