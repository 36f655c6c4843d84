// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/product.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <thread>

#include "random_values.hpp"

BOOST_AUTO_TEST_SUITE(product)

namespace nc = nextclick;
using mode_type = nc::simd::write;

namespace {
template <class T>
nc::view<const T> as_view(const std::vector<T>& v, std::size_t rows, std::size_t cols) {
    return {v.data(), rows, cols};
}
template <class T>
std::vector<T> transposed(const std::vector<T>& v, std::size_t rows, std::size_t cols) {
    std::vector<T> t(v.size());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j) t[j * rows + i] = v[i * cols + j];
    return t;
}
/// Sum of k products of normal numbers: the error of a sum in order is below k eps times its terms.
template <class T>
double bound(std::size_t k) {
    return 8 * static_cast<double>(k + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
}
constexpr std::size_t many[] = {1, 2, 3, 5, 8, 12, 13, 25, 49, 100};
constexpr std::size_t columns[] = {1, 3, 7, 8, 9, 16, 17, 31, 33, 50, 100, 131};
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(equals_the_plain_twin, T, scalars) {
    double worst = 0;
    for (const std::size_t m : many)
        for (const std::size_t n : columns)
            for (const std::size_t k : {1ul, 2ul, 17ul, 50ul, 101ul})
                for (const mode_type mode : {mode_type::overwrite, mode_type::accumulate}) {
                    const auto a = random_values<T>(m * k, 1), b = random_values<T>(k * n, 2), start = random_values<T>(m * n, 3);
                    const auto at = transposed(a, m, k), bt = transposed(b, k, n);
                    auto expected = start;
                    nc::simd::plain::product<T>(as_view(a, m, k), as_view(b, k, n), {expected.data(), m, n}, mode);
                    nc::workspace memory;
                    for (int form = 0; form < 3; ++form) {
                        auto got = start;
                        const nc::view<T> c{got.data(), m, n};
                        if (form == 0) nc::simd::product(as_view(a, m, k), as_view(b, k, n), c, mode);
                        if (form == 1) nc::simd::product_tn(as_view(at, k, m), as_view(b, k, n), c, mode);
                        if (form == 2) nc::simd::product_nt(as_view(a, m, k), as_view(bt, n, k), c, memory, mode);
                        for (std::size_t i = 0; i < got.size(); ++i) {
                            const double e = std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
                            worst = std::max(worst, e / bound<T>(k));
                        }
                    }
                }
    BOOST_TEST_MESSAGE("worst error: " << worst << " of the bound");
    BOOST_TEST(worst < 1.0);
}

/// Largest error of `got` against the plain product plus start(i, j), in units of the bound.
template <class T, class Start>
double error_of(nc::view<const T> got, nc::view<const T> a, nc::view<const T> b, const Start& start) {
    std::vector<T> expected(got.rows * got.cols);
    nc::simd::plain::product<T>(a, b, {expected.data(), got.rows, got.cols});
    double worst = 0;
    for (std::size_t i = 0; i < got.rows; ++i)
        for (std::size_t j = 0; j < got.cols; ++j)
            worst = std::max(worst, std::abs(static_cast<double>(got(i, j) - expected[i * got.cols + j] - start(i, j))));
    return worst / bound<T>(a.cols);
}

// Inner widths of several packed parts, and more rows than a unit of work takes.
BOOST_AUTO_TEST_CASE_TEMPLATE(long_sums_and_many_rows_with_a_bias, T, scalars) {
    for (const std::size_t m : {1ul, 12ul, 40ul, 210ul})
        for (const std::size_t k : {160ul, 161ul, 700ul})
            for (const std::size_t n : {5ul, 33ul, 70ul}) {
                const auto a = random_values<T>(m * k, 1), b = random_values<T>(k * n, 2), bias = random_values<T>(n, 3),
                           row_bias = random_values<T>(n, 4);
                const auto bt = transposed(b, k, n);
                const auto av = as_view(a, m, k), bv = as_view(b, k, n);
                std::vector<T> got(m * n);
                const nc::view<T> c{got.data(), m, n};
                nc::simd::product_plus(av, bv, std::span<const T>(bias), c, 2);
                BOOST_TEST((error_of<T>(c, av, bv, [&](std::size_t, std::size_t j) { return bias[j]; })) < 1.0);
                const std::vector<T> plus = got;  // every element is finished once, after its last part
                nc::simd::product_plus(av, bv, std::span<const T>(bias), c, 2, [](std::span<T> part) {
                    for (T& x : part) x = 3 * x + 1;
                });
                for (std::size_t i = 0; i < got.size(); ++i) BOOST_TEST(got[i] == 3 * plus[i] + 1);

                nc::aligned_vector<T> storage(nc::simd::packed_size<nc::simd::default_arch, T>(k, m));
                const auto q = nc::simd::pack_transposed<nc::simd::default_arch, T>(av, std::span(storage), 2);
                nc::simd::product_tall<nc::simd::default_arch, T>(q, as_view(bt, n, k), c, row_bias.data());
                BOOST_TEST((error_of<T>(c, av, bv, [&](std::size_t, std::size_t j) { return row_bias[j]; })) < 1.0);
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_right_operand_packed_beforehand_gives_the_same_bits, T, scalars) {
    for (const std::size_t m : many)
        for (const std::size_t n : columns)
            for (const std::size_t k : {1ul, 50ul, 300ul}) {
                const auto a = random_values<T>(m * k, 1), b = random_values<T>(k * n, 2), bias = random_values<T>(m, 3);
                nc::aligned_vector<T> storage(nc::simd::packed_size<nc::simd::default_arch, T>(k, n));
                std::vector<T> got(m * n), expected(m * n);
                const auto right = nc::simd::pack<nc::simd::default_arch, T>(as_view(b, k, n), std::span(storage));
                nc::simd::product(as_view(a, m, k), as_view(b, k, n), nc::view<T>{expected.data(), m, n});
                nc::simd::product<nc::simd::default_arch, T>(as_view(a, m, k), right, {got.data(), m, n});
                BOOST_TEST((got == expected));
                nc::simd::product<nc::simd::default_arch, T>(as_view(a, m, k), right, {got.data(), m, n}, bias.data(), 2);
                BOOST_TEST((error_of<T>(nc::view<const T>(got.data(), m, n), as_view(a, m, k), as_view(b, k, n),
                                        [&](std::size_t i, std::size_t) { return bias[i]; })) < 1.0);
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(writes_nothing_outside_and_honours_strides, T, scalars) {
    constexpr std::size_t m = 13, n = 19, k = 7, stride = 31;
    const auto a = random_values<T>(m * stride, 1), b = random_values<T>(n * stride, 2);
    nc::workspace memory;
    for (int form = 0; form < 2; ++form) {
        std::vector<T> c(m * stride, T(42)), expected(m * n);
        const nc::view<T> out{c.data(), m, n, stride};
        const nc::view<const T> left{a.data(), m, k, stride}, tall{b.data(), n, k, stride}, wide{b.data(), k, n, stride};
        if (form == 0) {
            nc::simd::product(left, wide, out);
            nc::simd::plain::product<T>(left, wide, {expected.data(), m, n});
        } else {
            nc::simd::product_nt(left, tall, out, memory);
            nc::simd::plain::product_nt<T>(left, tall, {expected.data(), m, n});
        }
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < stride; ++j) {
                const double e = j < n ? static_cast<double>(expected[i * n + j]) : 42.0;
                BOOST_TEST(std::abs(static_cast<double>(c[i * stride + j]) - e) < bound<T>(k));
            }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(same_bits_at_any_thread_count_and_in_any_block, T, scalars) {
    constexpr std::size_t m = 70, n = 900, k = 33;
    const auto a = random_values<T>(m * k, 1), b = random_values<T>(n * k, 2);
    nc::workspace memory;
    std::vector<T> one(m * n), other(m * n);
    nc::simd::product_nt(as_view(a, m, k), as_view(b, n, k), nc::view<T>{one.data(), m, n}, memory);
    for (const int threads : {2, 3, 7}) {
        nc::simd::product_nt(as_view(a, m, k), as_view(b, n, k), nc::view<T>{other.data(), m, n}, memory, mode_type::overwrite, threads);
        BOOST_TEST((one == other));
    }
    // Row by row and item by item: an element depends on its own row and column only.
    for (const std::size_t i : {0ul, 12ul, 69ul})
        for (const std::size_t j : {0ul, 31ul, 899ul}) {
            T single;
            nc::simd::product_nt(as_view(a, m, k).block(i, 1), as_view(b, n, k).block(j, 1), nc::view<T>{&single, 1, 1}, memory);
            BOOST_TEST(single == one[i * n + j]);
        }
}

// A part of the rows may take another path through product_nt than all of them: few rows are transposed, many are not.
BOOST_AUTO_TEST_CASE_TEMPLATE(adding_to_a_result_gives_the_same_bits_in_any_share_of_the_rows, T, scalars) {
    constexpr std::size_t m = 70, n = 65, k = 64;
    const auto a = random_values<T>(m * k, 1), b = random_values<T>(n * k, 2), start = random_values<T>(m * n, 3);
    nc::workspace memory;
    auto one = start;
    nc::simd::product_nt(as_view(a, m, k), as_view(b, n, k), nc::view<T>{one.data(), m, n}, memory, mode_type::accumulate);
    for (const std::size_t share : {1u, 4u, 20u, 33u}) {
        auto other = start;
        for (std::size_t i = 0; i < m; i += share) {
            const std::size_t here = std::min(share, m - i);
            nc::simd::product_nt(as_view(a, m, k).block(i, here), as_view(b, n, k), nc::view<T>{other.data(), m, n}.block(i, here), memory,
                                 mode_type::accumulate);
        }
        BOOST_TEST((one == other));
    }
}

// A caller with its own threads, together more than the machine has.
BOOST_AUTO_TEST_CASE(nested_and_oversubscribed_calls_give_the_same_bits) {
    constexpr std::size_t m = 70, n = 300, k = 40;
    const auto a = random_values<float>(m * k, 1), b = random_values<float>(k * n, 2);
    std::vector<float> expected(m * n);
    nc::simd::product(as_view(a, m, k), as_view(b, k, n), nc::view<float>{expected.data(), m, n});
    std::vector<std::vector<float>> got(6, std::vector<float>(m * n));
    const auto run = [&](std::size_t i) {
        nc::simd::product(as_view(a, m, k), as_view(b, k, n), nc::view<float>{got[i].data(), m, n}, mode_type::overwrite, 8);
    };
    nc::for_each_block(3, 1, 3, [&](std::size_t i, std::size_t) { run(i); });
    std::vector<std::thread> others;
    for (std::size_t i = 3; i < 6; ++i) others.emplace_back([&, i] { run(i); });
    for (auto& t : others) t.join();
    for (const auto& c : got) BOOST_TEST((c == expected));
}

BOOST_AUTO_TEST_CASE(scratch_is_given_back) {
    const auto a = random_values<float>(64 * 100), b = random_values<float>(500 * 100);
    std::vector<float> c(64 * 500);
    nc::workspace memory;
    const auto run = [&] { nc::simd::product_nt(as_view(a, 64, 100), as_view(b, 500, 100), nc::view<float>{c.data(), 64, 500}, memory); };
    run();
    const std::size_t once = memory.capacity();
    for (int i = 0; i < 10; ++i) run();
    BOOST_TEST(memory.capacity() == once);
}

BOOST_AUTO_TEST_SUITE_END()
