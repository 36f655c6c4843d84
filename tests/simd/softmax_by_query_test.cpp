// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/softmax_by_query.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(softmax_by_query)

namespace nc = nextclick;
namespace simd = nc::simd;

namespace {
/// A block inside a wider array of guards.
template <class T>
struct framed {
    static constexpr T guard = T(-777);
    std::size_t rows, cols, stride;
    std::vector<T> data;
    framed(std::size_t r, std::size_t c, double scale) : rows(r), cols(c), stride(c + 5), data(r * stride, guard) {
        const auto x = random_values<T>(r * c, 5, scale);
        for (std::size_t i = 0; i < r * c; ++i) data[i / c * stride + i % c] = x[i];
    }
    nc::view<T> view() { return {data.data(), rows, cols, stride}; }
    bool intact() const {
        for (std::size_t i = 0; i < data.size(); ++i)
            if (i % stride >= cols && data[i] != guard) return false;
        return true;
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(equal_their_plain_twins, T, scalars) {
    for (const std::size_t n : kernels::sizes<T>())
        for (const std::size_t rows : {0u, 1u, 2u, 7u, 24u}) {
            if (n == 0) continue;
            framed<T> x(rows, n, 3);
            framed<T> y = x;
            auto max = random_values<T>(n, 8, 3), plain_max = max;
            simd::max_by_query<simd::default_arch, T>(x.view(), std::span<T>(max));
            simd::plain::max_by_query<T>(y.view(), std::span<T>(plain_max));
            BOOST_TEST((max == plain_max));

            auto total = random_values<T>(n, 9), plain_total = total;
            simd::exp_by_query<simd::default_arch, T>(x.view(), max, total);
            simd::plain::exp_by_query<T>(y.view(), max, std::span<T>(plain_total));
            for (std::size_t r = 0; r < rows; ++r)
                for (std::size_t i = 0; i < n; ++i) BOOST_TEST(kernels::close(x.view()(r, i), y.view()(r, i), 4));
            for (std::size_t i = 0; i < n; ++i) BOOST_TEST(kernels::close(total[i], plain_total[i], 4 * static_cast<double>(rows + 2), 2));

            y = x;
            const auto factor = random_values<T>(n, 10);
            framed<T> to(rows, n, 2), plain_to = to;
            simd::scale_by_query<simd::default_arch, T>(factor, x.view(), to.view());
            simd::plain::scale_by_query<T>(factor, y.view(), plain_to.view());
            BOOST_TEST((to.data == plain_to.data));
            BOOST_TEST((x.data == y.data));
            simd::scale_by_query<simd::default_arch, T>(factor, x.view(), x.view());
            for (std::size_t r = 0; r < rows; ++r)
                for (std::size_t i = 0; i < n; ++i) BOOST_TEST(x.view()(r, i) == to.view()(r, i));
            BOOST_TEST(x.intact());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_copy_for_later_holds_the_same_exponentials, T, scalars) {
    constexpr std::size_t rows = 3, line = nextclick::cache_line / sizeof(T);
    for (const std::size_t n : kernels::sizes<T>()) {
        if (n == 0) continue;
        framed<T> x(rows, n, 3);
        const std::size_t stride = (n + line - 1) / line * line + line;
        nextclick::aligned_vector<T> kept(rows * stride, T(7));
        const nextclick::view<T> copy(kept.data(), rows, n, stride);
        const auto shift = random_values<T>(n, 8, 3);
        auto total = random_values<T>(n, 9);
        simd::exp_by_query<simd::default_arch, T>(x.view(), shift, total, copy);
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t i = 0; i < stride; ++i) BOOST_TEST(kept[r * stride + i] == (i < n ? x.view()(r, i) : T(7)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_nan_is_no_maximum_but_stays_in_the_sum, T, scalars) {
    constexpr T nan = std::numeric_limits<T>::quiet_NaN();
    for (const std::size_t n : {1ul, simd::lanes<T>, 4 * simd::lanes<T> + 1}) {
        framed<T> x(3, n, 1);
        for (std::size_t i = 0; i < n; ++i) x.view()(1, i) = nan;
        std::vector<T> max(n, T(-100)), total(n, T(0));
        simd::max_by_query<simd::default_arch, T>(x.view(), std::span<T>(max));
        for (std::size_t i = 0; i < n; ++i) BOOST_TEST(max[i] == std::max(x.view()(0, i), x.view()(2, i)));
        simd::exp_by_query<simd::default_arch, T>(x.view(), max, total);
        for (const T t : total) BOOST_TEST(std::isnan(t));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(omitted_rows_weigh_nothing, T, scalars) {
    constexpr T none = -std::numeric_limits<T>::infinity();
    framed<T> x(2, 19, 1);
    for (std::size_t i = 0; i < 19; ++i) x.view()(0, i) = none;
    std::vector<T> max(19, std::numeric_limits<T>::lowest()), total(19, T(0));
    simd::max_by_query<simd::default_arch, T>(x.view(), std::span<T>(max));
    simd::exp_by_query<simd::default_arch, T>(x.view(), max, total);
    for (std::size_t i = 0; i < 19; ++i) {
        BOOST_TEST(x.view()(0, i) == T(0));
        BOOST_TEST(total[i] == T(1));
    }
}

BOOST_AUTO_TEST_SUITE_END()
