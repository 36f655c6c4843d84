// SPDX-License-Identifier: Apache-2.0
#include "nextclick/table/item_table.hpp"

#include <boost/test/unit_test.hpp>
#include <tuple>
#include <vector>

#include "archetypes/bf16.hpp"
#include "count_allocations.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/table/byte_copy.hpp"
#include "nextclick/table/gradient.hpp"

BOOST_AUTO_TEST_SUITE(item_table)

namespace nc = nextclick;
namespace table = nc::table;

namespace {
/// Rows in a form, changed by a map, with or without biases.
template <class E, class M, bool Biased>
struct form {
    using element = E;
    using map = M;
    static constexpr bool biased = Biased;
};
using forms = std::tuple<form<float, table::as_stored, true>, form<float, table::as_stored, false>, form<float, table::unit_length, true>,
                         form<bf16::number, table::as_stored, true>, form<bf16::number, table::unit_length, false>>;

constexpr std::size_t items = 77, width = 21;

template <class F>
struct shop {
    nc::row_table<typename F::element> rows;
    nc::row_table<float> bias;
    std::vector<std::vector<float>> scored;  // every row by the definition

    shop() {
        rows.resize(items, width);
        nc::normal(rows, {3, 1}, 0.5);
        if (F::biased) bias.resize(items, 1);
        for (std::size_t i = 0; i < bias.data.size(); ++i) bias.data[i] = static_cast<float>(i) / 7 - 5;
        for (std::size_t i = 0; i < items; ++i) {
            std::vector<float> row(width);
            nc::decode<typename F::element>(rows.row(i), row);
            double squares = 0;
            for (const float x : row) squares += static_cast<double>(x) * static_cast<double>(x);
            if (!F::map::identity)
                for (float& x : row) x = static_cast<float>(static_cast<double>(x) / std::sqrt(squares));
            scored.push_back(row);
        }
    }
    table::item_table<float> table() const { return {rows, table_biases(), typename F::map{}}; }
    nc::table::item_biases<float> table_biases() const { return nc::table::item_biases<float>(bias); }
    double score(const std::vector<float>& q, std::size_t i) const {
        double s = F::biased ? static_cast<double>(bias.data[i]) : 0;
        for (std::size_t c = 0; c < width; ++c) s += static_cast<double>(q[c]) * static_cast<double>(scored[i][c]);
        return s;
    }
};
std::vector<float> query(std::uint64_t seed, std::size_t n = 1) {
    std::vector<float> q(n * width);
    for (std::size_t c = 0; c < q.size(); ++c) q[c] = static_cast<float>(nc::random_stream{seed, 5}.normal(c));
    return q;
}
constexpr double close = 1e-5;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(all_operations_agree, F, forms) {
    const shop<F> s;
    const auto t = s.table();
    nc::workspace memory;
    BOOST_TEST(t.size() == items);
    BOOST_TEST(t.width() == width);
    BOOST_TEST(t.is_direct() == (std::is_same_v<typename F::element, float> && F::map::identity));
    BOOST_TEST(t.has_row_map() == !F::map::identity);
    const auto q = query(1);
    // One query, consecutive items, from any first item and of any count.
    for (const auto& [first, n] : {std::pair<std::size_t, std::size_t>{0, items}, {5, 40}, {70, 7}, {3, 1}}) {
        std::vector<float> scores(n);
        t.score(q, first, scores);
        for (std::size_t i = 0; i < n; ++i) BOOST_TEST(std::abs(static_cast<double>(scores[i]) - s.score(q, first + i)) < close);
        const auto block = t.block(memory, first, n);
        std::vector<float> by_block(n);
        block.score(std::span<const float>(q), std::span(by_block));
        BOOST_TEST(by_block == scores, boost::test_tools::per_element());  // to the bit
    }
    // Items in any order have the same bits.
    std::vector<float> all(items);
    t.score(q, 0, all);
    const std::vector<nc::item_index> some{7, 76, 0, 7, 30};
    std::vector<float> scores(some.size());
    t.score(q, std::span<const nc::item_index>(some), std::span(scores));
    for (std::size_t j = 0; j < some.size(); ++j) BOOST_TEST(scores[j] == all[some[j]]);
    // Rows that an input looks up.
    const auto rows = t.rows_of(memory, some);
    for (const nc::item_index i : some) {
        std::vector<float> row(width), sum(width, 0.5f);
        t.look_up(i, row);
        t.add_row(2, i, sum);
        for (std::size_t c = 0; c < width; ++c) {
            BOOST_TEST(std::abs(row[c] - s.scored[i][c]) < 1e-6f);
            BOOST_TEST(sum[c] == 0.5f + 2 * row[c], boost::test_tools::tolerance(1e-6f));
        }
        BOOST_TEST(t.dot(q, i) == nc::simd::dot(std::span<const float>(q), std::span<const float>(row)));
        BOOST_TEST(t.sum_squares(i) == nc::simd::sum_squares(std::span<const float>(row)));
    }
    std::vector<float> of_rows(some.size());
    rows.score(std::span<const float>(q), std::span(of_rows));
    BOOST_TEST(of_rows == scores, boost::test_tools::per_element());
    for (std::size_t i = 0; i < items; ++i) BOOST_TEST(t.biases().of(static_cast<nc::item_index>(i)) == (F::biased ? s.bias.data[i] : 0));
    BOOST_TEST(t.biases().any() == F::biased);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_block_is_scored_for_many_queries, F, forms) {
    const shop<F> s;
    const auto t = s.table();
    nc::workspace memory;
    constexpr std::size_t n = 6, first = 9, count = 50;
    const auto q = query(2, n);
    const auto packed = nc::simd::pack_transposed<nc::simd::default_arch, float>(
        nc::view<const float>(q.data(), n, width), memory.take_span<float>(nc::simd::packed_size<nc::simd::default_arch, float>(width, n)));
    const auto by_row = memory.take<float>(count, n), by_query = memory.take<float>(n, count);
    const auto block = t.block(memory, first, count);
    block.score(packed, by_row);
    block.score_tall(packed, by_query, t.block_to_prefetch(first + count, 10));
    const auto sums = memory.take_zeros<float>(width, n), bias_sums = memory.take_zeros<float>(1, n),
               sum = memory.take_zeros<float>(1, width);
    block.add_weighted(by_row, sums);
    block.add_weighted_biases(by_row, bias_sums.row(0));
    block.add_to(sum.row(0));
    for (std::size_t r = 0; r < n; ++r) {
        const std::vector<float> own(q.begin() + static_cast<std::ptrdiff_t>(r * width),
                                     q.begin() + static_cast<std::ptrdiff_t>((r + 1) * width));
        std::vector<double> weighted(width, 0);
        double weighted_bias = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double score = s.score(own, first + i);
            BOOST_TEST(std::abs(static_cast<double>(by_row(i, r)) - score) < close);
            BOOST_TEST(std::abs(static_cast<double>(by_query(r, i)) - score) < close);
            for (std::size_t c = 0; c < width; ++c) weighted[c] += score * static_cast<double>(s.scored[first + i][c]);
            weighted_bias += F::biased ? score * static_cast<double>(s.bias.data[first + i]) : 0;
        }
        for (std::size_t c = 0; c < width; ++c) BOOST_TEST(std::abs(static_cast<double>(sums(c, r)) - weighted[c]) < 1e-3);
        BOOST_TEST(std::abs(static_cast<double>(bias_sums(0, r)) - weighted_bias) < 1e-2);
    }
    for (std::size_t c = 0; c < width; ++c) {
        double expected = 0;
        for (std::size_t i = 0; i < count; ++i) expected += static_cast<double>(s.scored[first + i][c]);
        BOOST_TEST(std::abs(static_cast<double>(sum(0, c)) - expected) < 1e-4);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bytes_bound_the_scores, F, forms) {
    const shop<F> s;
    const auto t = s.table();
    const table::byte_copy bytes(t);
    BOOST_TEST(bytes.size() == items);
    const auto q = query(3);
    nc::simd::int8_query quantised_query;
    quantised_query.quantise(q);
    std::vector<float> scores(items), max(items);
    t.score(q, 0, scores);
    bytes.bound(t, quantised_query, 0, max);
    for (std::size_t i = 0; i < items; ++i) {
        BOOST_TEST(scores[i] <= max[i]);
        BOOST_TEST(max[i] - scores[i] < 0.5f);
    }
}

BOOST_AUTO_TEST_CASE(a_warm_thread_scores_without_allocation) {
    const shop<form<bf16::number, table::unit_length, false>> s;
    const auto t = s.table();
    const auto q = query(1);
    std::vector<float> scores(items);
    t.score(q, 0, scores);
    const std::size_t before = allocations;
    t.score(q, 0, scores);
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_SUITE_END()
