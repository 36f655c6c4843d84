// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/additive.hpp"

#include <boost/test/unit_test.hpp>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(additive)

namespace nc = nextclick;
namespace simd = nc::simd;
namespace activation = nc::activation;

namespace {
template <class F, class T>
constexpr double tolerance = 40 * static_cast<double>(std::numeric_limits<T>::epsilon());

/// Queries, keys, weights and gradients of a size.
template <class T>
struct inputs {
    static constexpr std::size_t keys = 5;
    std::size_t n;
    kernels::row<T> q, v;
    std::vector<T> k, g;
    explicit inputs(std::size_t width)
        : n(width), q(width, 1, 1), v(width, 3, 2), k(random_values<T>(keys * width, 3, 1)), g(random_values<T>(keys, 4, 1)) {}
    nc::view<const T> key() const { return {k.data(), keys, n}; }
};
template <class T>
void nearly_equal(std::span<const T> a, std::span<const T> b, double bound) {
    for (std::size_t i = 0; i < a.size(); ++i)
        BOOST_TEST(std::abs(static_cast<double>(a[i] - b[i])) <= bound * (1 + std::abs(static_cast<double>(b[i]))));
}
template <class F, class T>
void check(const auto& form, const auto& prepare) {
    for (const std::size_t n : kernels::sizes<T>()) {
        inputs<T> x(n);
        const double bound = tolerance<F, T> * std::sqrt(static_cast<double>(n) + 1);
        std::vector<T> scores(4), exact(4);
        simd::plain::additive_scores(F{}, x.q, x.key(), x.v, std::span(exact));
        std::vector<T> dq(n, T(1)), dk(4 * n, T(1)), dv(n, T(1)), dq2 = dq, dk2 = dk, dv2 = dv;
        const std::span<const T> g(x.g.data(), 4);
        simd::plain::additive_backward(F{}, x.q, x.key(), x.v, g, std::span(dq2), nc::view<T>(dk2.data(), 4, n), std::span(dv2));
        prepare(nc::view<T>(x.q.span().data(), 1, n));
        prepare(nc::view<T>(x.k.data(), x.keys, n));
        simd::additive_scores(form, x.q, x.key(), x.v, std::span(scores));
        nearly_equal<T>(scores, exact, bound);
        simd::additive_backward(form, x.q, x.key(), x.v, g, std::span(dq), nc::view<T>(dk.data(), 4, n), std::span(dv));
        nearly_equal<T>(dq, dq2, bound);
        nearly_equal<T>(dk, dk2, bound);
        nearly_equal<T>(dv, dv2, bound);
        BOOST_TEST(x.q.intact());
    }
}
template <class F, class T>
void check_both() {
    check<F, T>(simd::of_sum<F>{}, [](auto) {});
    if constexpr (simd::HasExponentials<F>)
        check<F, T>(simd::of_exponentials<F>{}, [](nc::view<T> rows) {
            constexpr int rate = simd::of_exponentials<F>::rate;
            BOOST_TEST((simd::can_exponentiate<simd::default_arch, T>(rows, rate)));
            simd::exponentiate(rows, rate);
        });
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(both_forms_equal_their_plain_twins, T, scalars) {
    check_both<activation::sigmoid, T>();
    check_both<activation::tanh, T>();
    check_both<activation::hard_sigmoid, T>();
}

BOOST_AUTO_TEST_CASE_TEMPLATE(exponentials_that_overflow_together_are_at_the_end_of_the_range, T, scalars) {
    const T max = sizeof(T) == 4 ? T(80) : T(700);
    for (const T q : {-max, max})
        for (const T k : {-max, max}) {
            std::vector<T> x{q, k};
            BOOST_TEST((simd::can_exponentiate<simd::default_arch, T>(nc::view<T>(x.data(), 1, 2), -1)));
            simd::exponentiate(nc::view<T>(x.data(), 1, 2), -1);
            T score = 0;
            const T one = 1;
            simd::additive_scores(simd::of_exponentials<activation::sigmoid>{}, {&x[0], 1}, {&x[1], 1, 1}, {&one, 1},
                                  std::span<T>(&score, 1));
            BOOST_TEST(std::abs(score - simd::sigmoid(q + k)) < T(1e-4));
        }
    const T infinity = std::numeric_limits<T>::infinity();
    for (T x : {max * 2, -max * 2, infinity, -infinity})
        BOOST_TEST(!(simd::can_exponentiate<simd::default_arch, T>(nc::view<T>(&x, 1, 1), -1)));
}

BOOST_AUTO_TEST_SUITE_END()
