// SPDX-License-Identifier: Apache-2.0
#include "nextclick/objective/full_softmax.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "count_allocations.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "simd/random_values.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(full_softmax)

namespace nc = nextclick;

namespace {
template <class T, class Bias>
using net_of = nc::basic_model<T, nc::input::embedding<7>, nc::encoder::none, nc::pooling::last, nc::output::tied<Bias>,
                               nc::loss::cross_entropy, nc::sampler::all_items>;

/// Queries, targets and a model with non-zero weights.
template <class T, class Bias>
struct step {
    net_of<T, Bias> net;
    std::vector<T> q;
    std::vector<nc::item_index> target;
    std::vector<std::uint32_t> begin;
    nc::workspace memory;
    std::vector<T> dq;
    nc::objective::learner_of<net_of<T, Bias>> learner{net};
    typename net_of<T, Bias>::gradient_pack unused{};

    step(std::size_t items, std::size_t queries, double smoothing, double scale = 0.7)
        : net(toy::numbered_items(items), {.loss = {.smoothing = smoothing}}),
          q(random_values<T>(queries * 7, 4, scale)),
          begin{0, static_cast<std::uint32_t>(queries)},
          dq(queries * 7) {
        net.weights.input.items.data.assign(items * 7, T(0));
        const auto table = random_values<T>(items * 7, 5, scale);
        std::copy(table.begin(), table.end(), net.weights.input.items.data.begin());
        if constexpr (net_of<T, Bias>::output_type::has_bias) {
            const auto bias = random_values<T>(items, 6);
            std::copy(bias.begin(), bias.end(), net.weights.output.bias.data.begin());
        }
        for (std::size_t i = 0; i < queries; ++i) target.push_back(static_cast<nc::item_index>(i * i % items));
    }
    nc::view<const T> queries() const { return {q.data(), target.size(), 7}; }
    nc::event_rows rows() const { return {{begin}, {}, target, {}, target.size() + 2}; }
    T run(const nc::objective::stream_plan& plan, int threads = 1) {
        memory.reset();
        nc::pass pass{.memory = memory, .training = true, .threads = threads};
        return learner.learn(net, pass, rows(), queries(), {plan}, unused, nc::view<T>{dq.data(), target.size(), 7});
    }
    /// Gradients of table and bias, (items, 8); the last column is the bias.
    std::vector<T> gradients(int threads = 1) {
        std::vector<T> all(net.item_count() * 8);
        nc::pass pass{.memory = memory, .training = true, .threads = threads};
        const auto& deferred_rows = learner.deferred();
        deferred_rows.for_blocks(pass, [&](nc::pass& local, std::size_t first, std::size_t n) {
            const nc::table::gradient_block<T> made(local, n, 7, true);
            deferred_rows.make(local, first, made);
            for (std::size_t j = 0; j < n; ++j) {
                std::copy_n(made.row(j).data(), 7, all.data() + (first + j) * 8);
                all[(first + j) * 8 + 7] = made.biases()[j];
            }
        });
        return all;
    }
    /// The definition, in double: loss, and gradients of table (and bias) and queries.
    double expected(std::vector<double>& table_gradient, std::vector<double>& query_gradient) const {
        const std::size_t items = net.item_count(), n = target.size();
        table_gradient.assign(items * 8, 0);
        query_gradient.assign(n * 7, 0);
        double loss = 0;
        const double e = net.policy.loss.smoothing, scale = 1.0 / static_cast<double>(rows().nominal_rows);
        for (std::size_t i = 0; i < n; ++i) {
            std::vector<double> s(items);
            double max = -1e300, total = 0;
            for (std::size_t j = 0; j < items; ++j) {
                s[j] = static_cast<double>(net.biases().of(static_cast<nc::item_index>(j)));
                for (std::size_t p = 0; p < 7; ++p)
                    s[j] += static_cast<double>(q[i * 7 + p]) * static_cast<double>(net.table_of(net.weights)(j, p));
                max = std::max(max, s[j]);
            }
            for (const double x : s) total += std::exp(x - max);
            for (std::size_t j = 0; j < items; ++j) {
                const double label = j == target[i] ? 1 - e : e / static_cast<double>(items - 1);
                const double log_p = s[j] - max - std::log(total), g = scale * (std::exp(log_p) - label);
                if (items > 1) loss -= label * log_p * scale;
                for (std::size_t p = 0; p < 7 && items > 1; ++p) {
                    table_gradient[j * 8 + p] += g * static_cast<double>(q[i * 7 + p]);
                    query_gradient[i * 7 + p] += g * static_cast<double>(net.table_of(net.weights)(j, p));
                }
                table_gradient[j * 8 + 7] += items > 1 ? g : 0;
            }
        }
        return loss;
    }
};

constexpr nc::objective::stream_plan plans[] = {{.items = 24, .blocks = 1, .kept = 0},
                                                {.items = 24, .blocks = 2, .kept = 1},
                                                {.items = 7, .blocks = 3, .kept = 3},
                                                {.items = 100, .blocks = 1, .kept = 1},
                                                {.items = 1, .blocks = 5, .kept = 2}};
}  // namespace

template <class T, class Bias>
void check_against_the_definition() {
    const double tolerance = sizeof(T) == 4 ? 2e-6 : 1e-14;
    for (const std::size_t items : {1u, 2u, 23u, 100u})
        for (const std::size_t queries : {1u, 5u, 40u})
            for (const double smoothing : {0.0, 0.2})
                for (const auto& plan : plans) {
                    step<T, Bias> s(items, queries, smoothing);
                    std::vector<double> table, query;
                    const double loss = s.expected(table, query);
                    BOOST_TEST(std::abs(static_cast<double>(s.run(plan)) - loss) < 20 * tolerance * (1 + loss));
                    const auto got = s.gradients();
                    double worst = 0;
                    for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(static_cast<double>(got[i]) - table[i]));
                    for (std::size_t i = 0; i < query.size(); ++i)
                        worst = std::max(worst, std::abs(static_cast<double>(s.dq[i]) - query[i]));
                    BOOST_TEST(worst < tolerance, items << " items, " << queries << " queries, smoothing " << smoothing << ", blocks of "
                                                        << plan.items << ": " << worst);
                    BOOST_TEST(s.learner.deferred().surely_finite(1));
                }
}
BOOST_AUTO_TEST_CASE_TEMPLATE(is_the_softmax_over_all_items, T, scalars) {
    check_against_the_definition<T, nc::output::biased>();
    check_against_the_definition<T, nc::output::unbiased>();
}

BOOST_AUTO_TEST_CASE(scores_of_any_size_give_finite_gradients) {
    for (const double scale : {1e-6, 30.0, 3000.0})
        for (const auto& plan : plans) {
            step<float, nc::output::biased> s(100, 40, 0.1, scale);
            BOOST_TEST(std::isfinite(s.run(plan)));
            for (const float g : s.gradients()) BOOST_TEST(std::isfinite(g));
            for (const float g : s.dq) BOOST_TEST(std::isfinite(g));
        }
}

BOOST_AUTO_TEST_CASE(a_nan_is_not_hidden) {
    for (const std::size_t at : {0u, 350u, 699u})
        for (const auto& plan : plans) {
            step<float, nc::output::unbiased> s(100, 3, 0);
            s.net.weights.input.items.data[at] = std::numeric_limits<float>::quiet_NaN();
            BOOST_TEST(!std::isfinite(s.run(plan)));
            BOOST_TEST(!s.learner.deferred().surely_finite(1));
        }
    step<float, nc::output::unbiased> s(100, 3, 0);
    s.q[9] = std::numeric_limits<float>::infinity();
    s.run(plans[1]);
    BOOST_TEST(!s.learner.deferred().surely_finite(1));
}

BOOST_AUTO_TEST_CASE(gives_the_same_bits_on_any_number_of_threads_and_allocates_nothing_once_warm) {
    step<float, nc::output::biased> s(3000, 130, 0.1);
    const auto plan = nc::objective::stream_plan::of(3000, 130, 7, sizeof(float));
    BOOST_TEST(plan.chunks(3000) > 2u);
    const float loss = s.run(plan);
    const auto table = s.gradients();
    const auto dq = s.dq;
    for (const int threads : {2, 3, 8}) {
        BOOST_TEST(s.run(plan, threads) == loss);
        BOOST_TEST((s.dq == dq));
        BOOST_TEST((s.gradients(threads) == table));
    }
    s.run(plan);
    const std::size_t before = allocations;
    s.run(plan);
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(a_plan_covers_the_catalogue_within_its_memory) {
    for (const std::size_t items : {1u, 23u, 24u, 25u, 5000u, 43'000u, 1'000'000u})
        for (const std::size_t queries : {1u, 32u, 512u, 5000u})
            for (const std::size_t width : {1u, 100u, 1000u}) {
                const auto p = nc::objective::stream_plan::of(items, queries, width, 4);
                BOOST_TEST(p.items > 0u);
                BOOST_TEST(p.blocks > 0u);
                BOOST_TEST(p.kept <= p.blocks);
                const std::size_t chunks = p.chunks(items);
                BOOST_TEST(chunks * p.blocks * p.items >= items);
                BOOST_TEST((chunks - 1) * p.blocks * p.items < items);
                BOOST_TEST(p.kept * chunks * p.items * queries * 4 <= 96u << 20);
            }
}

BOOST_AUTO_TEST_SUITE_END()
