// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp; golden values: tests/model/encoder_decoder_golden_test.cpp.
#include "nextclick/encoder/attentive_decoder.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "nextclick/cell.hpp"
#include "nextclick/encoder/bidirectional.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/zoo/encoder_decoder.hpp"

BOOST_AUTO_TEST_SUITE(attentive_decoder)

namespace nc = nextclick;
namespace encoder = nc::encoder;
using rnn = nc::cell::rnn;
using both = encoder::bidirectional<encoder::recurrent<rnn, 3>, encoder::recurrent<rnn, 2>>;
using decoder = encoder::attentive_decoder<both, rnn, 4, encoder::decoder_context::attention<6>>;

namespace {
template <class T>
using weights = decoder::parameters<nc::values<T>>;
using rows = std::vector<std::vector<double>>;

template <class T>
rows run_of(const weights<T>& p, std::vector<std::uint32_t> begin, const std::vector<T>& x) {
    nc::workspace memory;
    nc::pass run{.memory = memory};
    decoder::tape<T> tape;
    const nc::view<const T> y =
        decoder{}.forward(p, run, {begin}, nc::view<const T>{x.data(), x.size() / 2, 2}, encoder::lane_states<T>{}, tape);
    rows all;
    for (std::size_t r = 0; r < y.rows; ++r) all.emplace_back(y.row(r).begin(), y.row(r).end());
    return all;
}
template <class T>
weights<T> made(double key_scale = 1) {
    weights<T> p;
    decoder{}.initialise(p, 2, nc::random_stream{4, 0});
    for (T& w : p.steps.attention.key.data) w *= static_cast<T>(key_scale);
    return p;
}

/// One lane by the equations, for given h.
template <class T>
rows by_hand(const weights<T>& p, const std::vector<T>& x, const rows& h) {
    const std::size_t n = h.size(), w = 5, a = 6, units = 4;
    std::vector<double> d(units);
    for (std::size_t u = 0; u < units; ++u) {
        double z = p.steps.bridge.bias.data[u];
        for (std::size_t c = 0; c < w; ++c) z += h[c < 3 ? n - 1 : 0][c] * double(p.steps.bridge.weights(c, u));
        d[u] = std::tanh(z);
    }
    rows all;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> score(n), context(w), next(units);
        double total = 0;
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k < a; ++k) {
                double z = 0;
                for (std::size_t u = 0; u < units; ++u) z += d[u] * double(p.steps.attention.query(u, k));
                for (std::size_t c = 0; c < w; ++c) z += h[j][c] * double(p.steps.attention.key(c, k));
                score[j] += double(p.steps.attention.score(0, k)) * std::tanh(z);
            }
            total += std::exp(score[j]);
        }
        for (std::size_t j = 0; j < n; ++j)
            for (std::size_t c = 0; c < w; ++c) context[c] += std::exp(score[j]) / total * h[j][c];
        const auto& in = p.steps.decoder.input;
        for (std::size_t u = 0; u < units; ++u) {
            double z = p.steps.decoder.bias.data[u];
            for (std::size_t c = 0; c < 2; ++c) z += double(x[2 * i + c]) * double(in(c, u));
            for (std::size_t c = 0; c < w; ++c) z += h[i][c] * double(in(2 + c, u)) + context[c] * double(in(7 + c, u));
            for (std::size_t c = 0; c < units; ++c) z += d[c] * double(p.steps.decoder.cell.recurrent(c, u));
            next[u] = std::tanh(z);
        }
        all.push_back(d = next);
    }
    return all;
}
template <class T>
rows encoded(const weights<T>& p, const std::vector<T>& x) {
    nc::workspace memory;
    nc::pass run{.memory = memory};
    std::vector<std::uint32_t> begin(x.size() / 2 + 1);
    for (std::size_t i = 0; i < begin.size(); ++i) begin[i] = static_cast<std::uint32_t>(i);
    both::tape<T> tape;
    const nc::view<const T> y =
        both{}.forward(p.inner, run, {begin}, nc::view<const T>{x.data(), x.size() / 2, 2}, encoder::lane_states<T>{}, tape);
    rows all;
    for (std::size_t r = 0; r < y.rows; ++r) all.emplace_back(y.row(r).begin(), y.row(r).end());
    return all;
}

/// Keys of ordinary size, and so large that their exponentials would leave the range.
template <class T>
void agrees_with_the_equations(double bound) {
    const std::vector<T> x{T(1), T(2), T(-1), T(0.5), T(0.3), T(-2)};
    for (const double scale : {1.0, 300.0, 10000.0}) {
        const auto p = made<T>(scale);
        const rows y = run_of<T>(p, {0, 1, 2, 3}, x), expected = by_hand(p, x, encoded(p, x));
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t u = 0; u < 4; ++u) BOOST_TEST(std::abs(y[i][u] - expected[i][u]) < bound);
    }
}
}  // namespace

BOOST_AUTO_TEST_CASE(follows_its_equations) {
    agrees_with_the_equations<double>(1e-12);
    agrees_with_the_equations<float>(2e-3);  // scores of 1e4 inside tanh: cancellation leaves rounding errors in place of zeros
}

BOOST_AUTO_TEST_CASE(lanes_do_not_mix_and_a_lane_sees_all_of_itself) {
    static_assert(encoder::Encoder<decoder> && !decoder::reads.causal() && decoder{}.width(2) == 4 && decoder{}.state_width(2) == 0);
    static_assert(!encoder::attentive_decoder<encoder::recurrent<rnn, 3>, rnn, 4>::reads.causal());
    const auto p = made<double>();
    const std::vector<double> a0{1, 2}, a1{-1, 0.5}, a2{0.3, -2}, b0{0.7, 0.1}, b1{1.5, -1};
    const auto joined = [](std::initializer_list<std::vector<double>> all) {
        std::vector<double> x;
        for (const auto& r : all) x.insert(x.end(), r.begin(), r.end());
        return x;
    };
    const rows y = run_of<double>(p, {0, 2, 4, 5}, joined({a0, b0, a1, b1, a2}));
    const rows a = run_of<double>(p, {0, 1, 2, 3}, joined({a0, a1, a2})), b = run_of<double>(p, {0, 1, 2}, joined({b0, b1}));
    for (std::size_t u = 0; u < 4; ++u) {
        for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(y[i == 2 ? 4 : 2 * i][u] == a[i][u], boost::test_tools::tolerance(1e-13));
        for (std::size_t i = 0; i < 2; ++i) BOOST_TEST(y[2 * i + 1][u] == b[i][u], boost::test_tools::tolerance(1e-13));
    }
    // The leak: later clicks change the row of a click. A prefix encoded alone does not contain them.
    const rows other = run_of<double>(p, {0, 1, 2, 3}, joined({a0, a1, b0})), prefix = run_of<double>(p, {0, 1, 2}, joined({a0, a1}));
    BOOST_TEST(std::abs(other[1][0] - a[1][0]) > 1e-4);
    BOOST_TEST(std::abs(prefix[1][0] - a[1][0]) > 1e-4);
}

BOOST_AUTO_TEST_CASE(where_an_encoder_has_read_the_lane) {
    using layer = encoder::recurrent<rnn, 3>;
    BOOST_TEST(encoder::forward_columns_of(layer{}, 2) == 3u);
    BOOST_TEST(encoder::forward_columns_of(both{}, 2) == 3u);
    BOOST_TEST(encoder::forward_columns_of(encoder::stack<layer, both>{}, 2) == 3u);
    BOOST_TEST(encoder::forward_columns_of(encoder::stack<both, layer>{}, 2) == 3u);
    BOOST_TEST(encoder::forward_columns_of(encoder::bidirectional<both, layer>{}, 2) == 5u);
}

BOOST_AUTO_TEST_CASE(needs_a_width) {
    encoder::attentive_decoder<both, rnn> dynamic;
    encoder::attentive_decoder<both, rnn>::parameters<nc::values<double>> p;
    BOOST_CHECK_THROW(dynamic.initialise(p, 2, nc::random_stream{}), nc::argument_error);
    dynamic.units = 7;
    dynamic.initialise(p, 2, nc::random_stream{});
    BOOST_TEST(p.steps.attention.key.cols == 7u);  // as wide as the decoder by default
    BOOST_TEST(p.steps.decoder.input.rows == 12u);
}

BOOST_AUTO_TEST_CASE(the_published_model_is_a_type) {
    using net = nc::zoo::encoder_decoder_intent<"Purchase", 6, 4>;
    static_assert(net::has_head && !nc::zoo::encoder_decoder<>::has_head);
    BOOST_TEST(nc::zoo::encoder_decoder_plain<>::signature().find("bidirectional<recurrent<lstm>, recurrent<lstm>>, lstm, plain") !=
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
