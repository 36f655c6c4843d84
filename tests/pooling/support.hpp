// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/test/unit_test.hpp>
#include <span>
#include <vector>

#include "naive.hpp"
#include "nextclick/check/pooling.hpp"
#include "nextclick/core/random.hpp"

/// The checks of every pooling.
namespace checks {

namespace nc = nextclick;
using namespace nextclick;

/// Lanes of these lengths, in decreasing order, with queries at every row, at the ends of lanes, or at some rows.
enum class queries_at { every, ends, some };
struct batch {
    std::vector<std::uint32_t> begin{0}, query_rows;
    std::vector<std::uint32_t> lengths;
    batch(std::vector<std::uint32_t> lane_lengths, queries_at queries) : lengths(std::move(lane_lengths)) {
        for (std::uint32_t t = 0; t < lengths[0]; ++t)
            begin.push_back(begin.back() + static_cast<std::uint32_t>(std::ranges::count_if(lengths, [t](auto l) { return l > t; })));
        if (queries == queries_at::every) return;
        for (std::uint32_t t = 0; t < lengths[0]; ++t)
            for (std::uint32_t row = begin[t]; row < begin[t + 1]; ++row)
                if (queries == queries_at::ends ? lengths[row - begin[t]] == t + 1 : row % 3 != 1 && row - begin[t] != 2)
                    query_rows.push_back(row);
    }
    packed_steps steps() const { return {begin, query_rows}; }
    std::size_t rows() const { return begin.back(); }
};
inline std::vector<std::vector<std::uint32_t>> mixes() {
    return {{1}, {1, 1, 1}, {4, 3, 3, 1}, {30, 13, 12, 2, 2, 1}, std::vector<std::uint32_t>(20, 5)};
}

/// A pooling with random parameters and rows of a batch.
template <class Pooling, class T>
struct subject {
    Pooling pooling;
    std::size_t width;
    typename Pooling::template parameters<values<T>> p;
    typename Pooling::template parameters<gradients<T>> dp;
    std::vector<T> h;
    workspace memory;
    typename Pooling::template tape<T> tape;

    subject(const Pooling& pool, std::size_t in, std::size_t rows, T spread = T(0.7)) : pooling(pool), width(in), h(rows * in) {
        pooling.initialise(p, width, random_stream{1, 1});
        const random_stream random{7, 3};
        std::uint64_t draw = 0;
        for_each_parameter(
            [&](std::string_view, auto& w) {
                for (T& x : w.data) x = spread * static_cast<T>(random.normal(draw++));
            },
            p);
        for (T& x : h) x = static_cast<T>(random.normal(draw++));
    }
    view<const T> rows() const { return {h.data(), h.size() / width, width}; }
    view<const T> forward(const packed_steps& steps, bool training = false, int threads = 1) {
        memory.reset();
        pass run{.memory = memory, .training = training, .random = {3, 5}, .threads = threads};
        return pooling.forward(p, run, steps, rows(), tape);
    }
    /// Adds to zeroed gradients.
    view<const T> backward(const packed_steps& steps, view<const T> dq, bool training = false, int threads = 1) {
        resize_like(dp, p);
        pass run{.memory = memory, .training = training, .random = {3, 5}, .threads = threads};
        return pooling.backward(p, dp, run, steps, dq, tape);
    }
};
template <class T>
std::vector<T> weights_of(view<const T> q) {
    std::vector<T> c(q.size());
    for (std::size_t i = 0; i < c.size(); ++i) c[i] = static_cast<T>(random_stream{5, 5}.normal(i));
    return c;
}

template <class T, class Pooling>
void equals_the_equations(const Pooling& pool, double tolerance) {
    for (const auto& lengths : mixes())
        for (const queries_at queries : {queries_at::every, queries_at::ends, queries_at::some}) {
            const batch b(lengths, queries);
            if (queries == queries_at::some && b.query_rows.empty()) continue;
            subject<Pooling, T> s(pool, 6, b.rows());
            const auto q = s.forward(b.steps());
            BOOST_REQUIRE(q.rows == b.steps().queries());
            BOOST_REQUIRE(q.cols == pool.width(6));
            for (std::size_t i = 0; i < q.rows; ++i) {
                const std::size_t row = b.steps().row_of_query(i);
                const std::size_t t = static_cast<std::size_t>(std::ranges::upper_bound(b.begin, row) - b.begin.begin()) - 1;
                naive::lines session;
                for (std::size_t j = 0; j <= t; ++j) {
                    const auto from = s.rows().row(b.begin[j] + row - b.begin[t]);
                    session.emplace_back(from.begin(), from.end());
                }
                const auto exact = naive::query(pool, s.p, session);
                for (std::size_t k = 0; k < q.cols; ++k)
                    BOOST_TEST(std::abs(static_cast<double>(q(i, k)) - exact[k]) <= tolerance * (1 + std::abs(exact[k])),
                               Pooling::name() << ": query " << i << ", " << k << ": " << q(i, k) << ", not " << exact[k]);
            }
        }
}

template <class Pooling>
void has_the_gradients_of_its_values(const Pooling& pool) {
    for (const auto& lengths : {std::vector<std::uint32_t>{4, 3, 3, 1}, std::vector<std::uint32_t>{14, 2}}) {
        const auto report = check_policy(pool, {.width = 5, .lengths = lengths, .weights = 0.7});
        BOOST_TEST(report.worst < 1e-7, Pooling::name() << " at " << report.where());
    }
}

/// A query inside a session has the same bits as the query of the same prefix as a separate lane.
template <class T, class Pooling>
void does_not_read_later_clicks(const Pooling& pool) {
    constexpr std::uint32_t n = 17;
    const batch whole({n}, queries_at::every);
    subject<Pooling, T> s(pool, 9, n);
    const auto q = s.forward(whole.steps());
    std::vector<std::uint32_t> lengths;
    for (std::uint32_t l = n; l > 0; --l) lengths.push_back(l);
    const batch prefixes(lengths, queries_at::ends);
    subject<Pooling, T> each(pool, 9, prefixes.rows());
    for (std::size_t t = 0; t < n; ++t)
        for (std::size_t l = 0; l < prefixes.steps().lanes(t); ++l)
            std::copy_n(s.h.data() + t * 9, 9, each.h.data() + (prefixes.begin[t] + l) * 9);
    const auto alone = each.forward(prefixes.steps());
    for (std::size_t i = 0; i < n; ++i)  // ends of shorter lanes come first
        for (std::size_t k = 0; k < q.cols; ++k)
            BOOST_TEST(alone(i, k) == q(i, k), Pooling::name() << ": prefix of " << i + 1 << " clicks, element " << k);
}

template <class Pooling>
void has_the_same_bits_on_any_number_of_threads(const Pooling& pool) {
    std::vector<std::uint32_t> lengths{70, 40, 40};
    for (int i = 0; i < 60; ++i) lengths.push_back(12 - i / 6u);
    for (const queries_at queries : {queries_at::every, queries_at::some}) {
        const batch b(lengths, queries);
        subject<Pooling, float> s(pool, 40, b.rows());
        std::vector<float> q1, dh1, dp1;
        for (const int threads : {1, 2, 3, 5}) {
            const auto q = s.forward(b.steps(), true, threads);
            std::vector<float> here, back, weights;
            for (std::size_t i = 0; i < q.rows; ++i) here.insert(here.end(), q.row(i).begin(), q.row(i).end());
            const auto c = weights_of(q);
            const auto dh = s.backward(b.steps(), view<const float>(c.data(), q.rows, q.cols), true, threads);
            for (std::size_t i = 0; i < dh.rows; ++i) back.insert(back.end(), dh.row(i).begin(), dh.row(i).end());
            for_each_parameter([&](std::string_view, const auto& w) { weights.insert(weights.end(), w.data.begin(), w.data.end()); }, s.dp);
            if (threads == 1) {
                q1 = here;
                dh1 = back;
                dp1 = weights;
            }
            BOOST_TEST((here == q1 && back == dh1 && weights == dp1), Pooling::name() << " on " << threads << " threads");
        }
    }
}

template <class Pooling>
void is_right(const Pooling& pool = {}) {
    static_assert(pooling::Pooling<Pooling>);
    equals_the_equations<double>(pool, 1e-12);
    equals_the_equations<float>(pool, 1e-4);
    has_the_gradients_of_its_values(pool);
    does_not_read_later_clicks<double>(pool);
    does_not_read_later_clicks<float>(pool);
    has_the_same_bits_on_any_number_of_threads(pool);
}

}  // namespace checks
