// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "nextclick/core/random.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/objective.hpp"

BOOST_AUTO_TEST_SUITE(every_loss)

// Properties of every loss: value and gradient against a textbook reference in long double, whose gradient comes from differences.
// A new loss adds a `reference` and one line to `losses`.
namespace {
namespace nc = nextclick;
using real = long double;
using scores = std::vector<real>;

real softplus(real x) { return std::max(x, real(0)) + std::log1p(std::exp(-std::abs(x))); }
real sigmoid(real x) { return std::exp(-softplus(-x)); }
real log_sum_exp(const scores& x) {
    const real max = *std::max_element(x.begin(), x.end());
    real total = 0;
    for (const real v : x) total += std::exp(v - max);
    return max + std::log(total);
}
template <class F>
real sum(const scores& x, const F& f) {
    real total = 0;
    for (const real v : x) total += f(v);
    return total;
}
real size(const scores& x) { return static_cast<real>(x.size()); }

real reference(const nc::loss::cross_entropy& loss, real target, const scores& x) {
    scores all = x;
    all.push_back(target);
    const real lse = log_sum_exp(all), e = static_cast<real>(loss.smoothing);
    return -(1 - e) * (target - lse) - e / size(x) * sum(x, [&](real v) { return v - lse; });
}
real reference(const nc::loss::cross_entropy_of<nc::activation::sigmoid>&, real target, const scores& x) {
    scores all{sigmoid(target)};
    for (const real v : x) all.push_back(sigmoid(v));
    return log_sum_exp(all) - all[0];
}
real reference(const nc::loss::bpr& loss, real target, const scores& x) {
    return sum(x, [&](real v) { return softplus(v - target); }) / (loss.sum ? 1 : size(x));
}
real reference(const nc::loss::top1&, real target, const scores& x) {
    return sum(x, [&](real v) { return sigmoid(v - target) + sigmoid(v * v); }) / size(x);
}
real reference(const nc::loss::top1_max&, real target, const scores& x) {
    const real lse = log_sum_exp(x);
    return sum(x, [&](real v) { return std::exp(v - lse) * (sigmoid(v - target) + sigmoid(v * v)); });
}
real reference(const nc::loss::bpr_max& loss, real target, const scores& x) {
    const real lse = log_sum_exp(x);
    scores logs;
    for (const real v : x) logs.push_back(v - lse - softplus(v - target));
    return -log_sum_exp(logs) + static_cast<real>(loss.regularisation) * sum(x, [&](real v) { return std::exp(v - lse) * v * v; });
}
real reference(const nc::loss::hinge& loss, real target, const scores& x) {
    const real m = static_cast<real>(loss.margin);
    return sum(x, [&](real v) { return std::max(real(0), m - target + v); }) / size(x);
}

// The tested options of each loss.
template <class L>
std::vector<L> variants() {
    return {L{}};
}
template <>
std::vector<nc::loss::cross_entropy> variants() {
    return {{0}, {0.2}};
}
template <>
std::vector<nc::loss::bpr> variants() {
    return {{false}, {true}};
}
template <>
std::vector<nc::loss::bpr_max> variants() {
    return {{1}, {0}, {0.3}};
}
template <>
std::vector<nc::loss::hinge> variants() {
    return {{1}, {0.25}};
}

struct row_result {
    real value, target;
    scores gradient;
};

/// Differences of fourth order: their error is rounding / h, below 1e-14 (1 + |value|).
template <class L>
row_result expected(const L& loss, real target, scores x) {
    const auto slope = [&](real& at) {
        const real keep = at, h = 1e-4L;
        const auto value = [&](real step) {
            at = keep + step;
            return reference(loss, target, x);
        };
        const real d = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);
        at = keep;
        return d;
    };
    row_result r{reference(loss, target, x), slope(target), {}};
    for (real& v : x) r.gradient.push_back(slope(v));
    return r;
}

template <class T, class L>
row_result actual(const L& loss, real target, const scores& x) {
    T t = static_cast<T>(target);
    std::vector<T> n(x.begin(), x.end());
    const T value = loss.row(t, std::span<T>(n));
    return {value, t, scores(n.begin(), n.end())};
}

/// Scores that a float holds exactly, so that every type has the same ones.
scores random_scores(std::size_t n, std::uint64_t stream, double spread) {
    scores x(n);
    const nc::random_stream random{11, stream};
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<float>(spread * random.normal(i));
    return x;
}

/// Within `relative` of its own size, `absolute` of the row's largest gradient, `epsilon` (terms of order 1 that cancel: two
/// roundings), and the error of the differences.
void check_close(const row_result& got, const row_result& want, real relative, real absolute, real epsilon, const std::string& what) {
    const real noise = 2 * epsilon + 1e-14L * (1 + std::abs(want.value));
    real max = std::abs(want.target);
    for (const real g : want.gradient) max = std::max(max, std::abs(g));
    const auto near = [&](real a, real b) { return std::abs(a - b) <= relative * std::abs(b) + absolute * max + noise; };
    BOOST_TEST_CONTEXT(what) {
        BOOST_TEST(std::abs(got.value - want.value) <= relative * std::abs(want.value) + absolute + noise,
                   "value " << got.value << " != " << want.value);
        BOOST_TEST(near(got.target, want.target), "target " << got.target << " != " << want.target);
        for (std::size_t i = 0; i < want.gradient.size(); ++i)
            BOOST_TEST(near(got.gradient[i], want.gradient[i]), "negative " << i << ": " << got.gradient[i] << " != " << want.gradient[i]);
    }
}

/// In double 1e-9 of each element, or 1e-13 of the row's largest; in float 4e-6 of the row's largest, or two epsilons.
template <class L>
void check_row(const L& loss, real target, const scores& x, const std::string& what) {
    const auto want = expected(loss, target, x);
    check_close(actual<double>(loss, target, x), want, 1e-9L, 1e-13L, 0, what + ", double");
    check_close(actual<float>(loss, target, x), want, 4e-6L, 4e-6L, std::numeric_limits<float>::epsilon(), what + ", float");
}

using losses = std::tuple<nc::loss::cross_entropy, nc::loss::bpr, nc::loss::top1, nc::loss::top1_max, nc::loss::bpr_max, nc::loss::hinge,
                          nc::loss::cross_entropy_of<nc::activation::sigmoid>>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_with_its_definition_at_every_size, L, losses) {
    for (const L& loss : variants<L>())
        for (std::size_t n = 1; n <= 67; ++n)  // four vectors of 16 and a tail
            check_row(loss, static_cast<float>(0.3 - 0.1 * static_cast<double>(n % 7)), random_scores(n, n, 1.5),
                      L::name() + ", " + std::to_string(n) + " negatives");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_with_the_target_far_ahead_and_far_behind, L, losses) {
    for (const L& loss : variants<L>())
        for (const real target : {-80.0L, -45.0L, -12.0L, 12.0L, 45.0L, 80.0L})
            check_row(loss, target, random_scores(21, 5, 2.0), L::name() + ", target " + std::to_string(target));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_with_negatives_at_both_ends, L, losses) {
    scores x = random_scores(19, 6, 1.0);
    x[0] = x[17] = -80;
    for (const real top : {1.0L, 80.0L}) {
        x[3] = top;
        for (const L& loss : variants<L>())
            for (const real target : {-80.0L, 0.25L, 80.5L})
                check_row(loss, target, x, L::name() + ", top " + std::to_string(top) + ", target " + std::to_string(target));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(agrees_on_ties, L, losses) {
    for (const L& loss : variants<L>()) {
        check_row(loss, 0.5L, scores(18, 0.5L), L::name() + ", all equal");
        check_row(loss, 0.5L, scores{0.5L, 0.5L, -1.0L}, L::name() + ", two equal the target");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(no_negatives_mean_no_loss, L, losses) {
    for (const L& loss : variants<L>()) {
        const auto r = actual<float>(loss, 3.0L, {});
        BOOST_TEST(r.value == 0);
        BOOST_TEST(r.target == 0);
        BOOST_TEST(std::isnan(actual<float>(loss, std::nanl(""), {}).value));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(huge_scores_give_finite_gradients, L, losses) {
    for (const L& loss : variants<L>())
        for (const real size : {1e3L, 1e6L, 1e15L, 1e18L})
            for (const real target : {-size, real(0), size}) {
                scores x = random_scores(23, 8, 1.0);
                x[2] = -size;
                x[20] = size / 2;
                const auto r = actual<float>(loss, target, x);
                BOOST_TEST(std::isfinite(r.value), L::name() << " value at " << size);
                BOOST_TEST(std::isfinite(r.target), L::name() << " target at " << size);
                BOOST_TEST(std::all_of(r.gradient.begin(), r.gradient.end(), [](real g) { return std::isfinite(g); }),
                           L::name() << " gradient at " << size);
            }
}

// The square of the lowest score overflows, but its softmax weight is 0.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_score_whose_square_overflows_far_below_does_no_harm, L, losses) {
    for (const L& loss : variants<L>()) {
        const auto r = actual<float>(loss, 0.5L, {0.25L, -1e25L, 1.0L});
        BOOST_TEST(std::isfinite(r.value));
        for (const real g : r.gradient) BOOST_TEST(std::isfinite(g));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_nan_score_gives_a_nan_value, L, losses) {
    const real nan = std::numeric_limits<real>::quiet_NaN();
    for (const L& loss : variants<L>()) {
        for (const std::size_t at : {0u, 7u, 16u, 34u}) {  // the first, whole vectors, the tail
            scores x = random_scores(35, 9, 1.0);
            x[at] = nan;
            BOOST_TEST(std::isnan(actual<float>(loss, 0.5L, x).value), L::name() << ", float, negative " << at);
            BOOST_TEST(std::isnan(actual<double>(loss, 0.5L, x).value), L::name() << ", double, negative " << at);
        }
        BOOST_TEST(std::isnan(actual<float>(loss, nan, random_scores(35, 9, 1.0)).value), L::name() << ", target");
        BOOST_TEST(std::isnan(actual<float>(loss, 0.5L, {nan}).value), L::name() << ", the only negative");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_long_row_keeps_float_close_to_double, L, losses) {
    const scores x = random_scores(2048, 10, 1.5);
    for (const L& loss : variants<L>())
        check_close(actual<float>(loss, 0.5L, x), actual<double>(loss, 0.5L, x), 2e-6L, 2e-6L, 0, L::name());
}

BOOST_AUTO_TEST_SUITE_END()
