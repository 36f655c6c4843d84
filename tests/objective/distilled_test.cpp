// SPDX-License-Identifier: Apache-2.0
#include "nextclick/objective/distilled.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "allocations.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/model/batch_loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "simd/random_values.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(distilled_objective)

namespace nc = nextclick;

namespace {
template <class T, class Bias>
using net_of = nc::basic_model<T, nc::input::embedding<7>, nc::encoder::none, nc::pooling::last, nc::output::tied<Bias>,
                               nc::loss::distilled, nc::sampler::all_items>;

/// A student 7 wide and a teacher 5 wide, with non-zero weights; every third row has no teacher.
template <class T, class Bias>
struct step {
    net_of<T, Bias> net;
    std::vector<T> q, teacher_q, dq;
    nc::row_table<T> teacher_table, teacher_bias;
    std::vector<nc::item_index> target;
    std::vector<char> active;
    std::vector<std::uint32_t> begin;
    nc::workspace memory;
    nc::objective::learner_of<net_of<T, Bias>> learner{net};
    typename net_of<T, Bias>::gradient_pack unused{};

    step(std::size_t items, std::size_t queries, double weight, double scale = 0.7)
        : net(toy::numbered_items(items), {.loss = {.weight = weight}}),
          q(random_values<T>(queries * 7, 4, scale)),
          teacher_q(random_values<T>(queries * 5, 14, scale)),
          dq(queries * 7),
          begin{0, static_cast<std::uint32_t>(queries)} {
        teacher_table.resize(items, 5);
        std::ranges::copy(random_values<T>(items * 5, 15, scale), teacher_table.data.begin());
        const auto table = random_values<T>(items * 7, 5, scale);
        std::copy(table.begin(), table.end(), net.weights.input.items.data.begin());
        if constexpr (net_of<T, Bias>::output_type::has_bias) {
            const auto bias = random_values<T>(items, 6);
            std::copy(bias.begin(), bias.end(), net.weights.output.bias.data.begin());
            teacher_bias.resize(items, 1);
            std::ranges::copy(random_values<T>(items, 16), teacher_bias.data.begin());
        }
        for (std::size_t i = 0; i < queries; ++i) {
            target.push_back(static_cast<nc::item_index>(i * i % items));
            active.push_back(i % 3 != 1);
        }
    }
    nc::view<const T> queries() const { return {q.data(), target.size(), 7}; }
    nc::event_rows rows() const { return {{begin}, {}, target, {}, target.size() + 2}; }
    nc::teacher_rows<T> teacher() const {
        return {
            {teacher_q.data(), target.size(), 5}, {teacher_table, nc::table::item_biases<T>(teacher_bias), nc::table::as_stored{}}, active};
    }
    T run(const nc::objective::stream_plan& plan, int threads = 1) {
        memory.reset();
        nc::pass pass{.memory = memory, .training = true, .threads = threads};
        return learner.learn(net, pass, rows(), queries(), {teacher(), plan}, unused, nc::view<T>{dq.data(), target.size(), 7});
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
    /// log softmax over all items of scores x · table + bias.
    static std::vector<double> log_softmax(const T* x, const T* table, const T* bias, std::size_t items, std::size_t d) {
        std::vector<double> s(items);
        double max = -1e300, total = 0;
        for (std::size_t j = 0; j < items; ++j) {
            s[j] = bias == nullptr ? 0 : static_cast<double>(bias[j]);
            for (std::size_t c = 0; c < d; ++c) s[j] += static_cast<double>(x[c]) * static_cast<double>(table[j * d + c]);
            max = std::max(max, s[j]);
        }
        for (const double v : s) total += std::exp(v - max);
        for (double& v : s) v -= max + std::log(total);
        return s;
    }
    const T* biases() const {
        if constexpr (Bias::value) return net.weights.output.bias.data.data();
        return nullptr;
    }
    /// The definition, in double: loss, and gradients of table (and bias) and queries.
    double expected(std::vector<double>& table_gradient, std::vector<double>& query_gradient) const {
        const std::size_t items = net.item_count(), n = target.size();
        table_gradient.assign(items * 8, 0);
        query_gradient.assign(n * 7, 0);
        double loss = 0;
        const double scale = 1.0 / static_cast<double>(rows().nominal_rows);
        for (std::size_t i = 0; i < n && items > 1; ++i) {
            const double l = active[i] ? net.policy.loss.weight : 0;
            const auto own = log_softmax(&q[i * 7], net.table_of(net.weights).data.data(), biases(), items, 7);
            const auto teacher_log_p = log_softmax(&teacher_q[i * 5], teacher_table.data.data(),
                                                   teacher_bias.data.empty() ? nullptr : teacher_bias.data.data(), items, 5);
            for (std::size_t j = 0; j < items; ++j) {
                const double label = (j == target[i] ? 1 - l : 0) + l * std::exp(teacher_log_p[j]);
                const double g = scale * (std::exp(own[j]) - label);
                loss -= label * own[j] * scale;
                for (std::size_t c = 0; c < 7; ++c) {
                    table_gradient[j * 8 + c] += g * static_cast<double>(q[i * 7 + c]);
                    query_gradient[i * 7 + c] += g * static_cast<double>(net.table_of(net.weights)(j, c));
                }
                table_gradient[j * 8 + 7] += g;
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
            for (const double weight : {0.0, 0.2, 1.0})
                for (const auto& plan : plans) {
                    step<T, Bias> s(items, queries, weight);
                    std::vector<double> table, query;
                    const double loss = s.expected(table, query);
                    BOOST_TEST(std::abs(static_cast<double>(s.run(plan)) - loss) < 20 * tolerance * (1 + loss));
                    const auto got = s.gradients();
                    double worst = 0;
                    for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(static_cast<double>(got[i]) - table[i]));
                    for (std::size_t i = 0; i < query.size(); ++i)
                        worst = std::max(worst, std::abs(static_cast<double>(s.dq[i]) - query[i]));
                    BOOST_TEST(worst < tolerance, items << " items, " << queries << " queries, weight " << weight << ", blocks of "
                                                        << plan.items << ": " << worst);
                    BOOST_TEST(s.learner.deferred().surely_finite(1));
                }
}
BOOST_AUTO_TEST_CASE_TEMPLATE(is_between_the_label_and_the_teacher, T, scalars) {
    check_against_the_definition<T, nc::output::biased>();
    check_against_the_definition<T, nc::output::unbiased>();
}

BOOST_AUTO_TEST_CASE(scores_of_any_size_give_finite_gradients_and_a_nan_is_not_hidden) {
    for (const auto& plan : plans) {
        for (const double scale : {1e-6, 30.0, 3000.0}) {
            step<float, nc::output::biased> s(100, 40, 0.2, scale);
            BOOST_TEST(std::isfinite(s.run(plan)));
            for (const float g : s.gradients()) BOOST_TEST(std::isfinite(g));
            for (const float g : s.dq) BOOST_TEST(std::isfinite(g));
        }
        step<float, nc::output::unbiased> s(100, 3, 0.2);
        s.teacher_table.data[350] = std::numeric_limits<float>::quiet_NaN();
        BOOST_TEST(!std::isfinite(s.run(plan)));
        BOOST_TEST(!s.learner.deferred().surely_finite(1));
    }
}

BOOST_AUTO_TEST_CASE(gives_the_same_bits_on_any_number_of_threads_and_allocates_nothing_once_warm) {
    step<float, nc::output::biased> s(3000, 130, 0.2);
    const auto plan = nc::objective::stream_plan::of(3000, 130, 7, sizeof(float));
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

BOOST_AUTO_TEST_CASE(a_teacher_of_another_batch_or_catalogue_is_refused) {
    step<float, nc::output::unbiased> s(10, 4, 0.2);
    nc::pass pass{.memory = s.memory};
    auto teacher = s.teacher();
    nc::row_table<float> nine = s.teacher_table;
    nine.rows = 9;
    teacher.items = {nine, {}, nc::table::as_stored{}};
    const auto run = [&] {
        s.learner.learn(s.net, pass, s.rows(), s.queries(), {teacher, plans[0]}, s.unused, nc::view<float>{s.dq.data(), 4, 7});
    };
    BOOST_CHECK_THROW(run(), nc::argument_error);
    teacher = s.teacher();
    s.net.policy.loss.weight = 1.5;
    BOOST_CHECK_THROW(run(), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(a_batch_by_itself_has_the_gradients_of_central_differences) {
    step<double, nc::output::biased> s(9, 6, 0.4);
    const std::vector<nc::item_index> item{1, 4, 4, 0, 8, 2};
    const nc::event_rows rows{{s.begin}, item, s.target, {}, s.target.size()};
    BOOST_TEST(nc::check_model(s.net, rows, {s.teacher(), {}}).worst < 1e-8);
    nc::workspace memory;
    nc::pass run{.memory = memory};
    BOOST_CHECK_EXCEPTION(nc::batch_loss(s.net, run, rows), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("read_backwards") != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(distilled)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(is_the_hard_label_without_a_teacher) {
    double a = 0.3, b = 0.3;
    std::vector<double> x{1, -2, 0.5}, y = x;
    BOOST_TEST((nc::loss::distilled{.weight = 0.7}.row(a, std::span(x)) == nc::loss::cross_entropy{}.row(b, std::span(y))));
    BOOST_TEST(a == b);
    BOOST_TEST((x == y));
}

BOOST_AUTO_TEST_CASE(a_row_with_a_teacher_is_between_both_labels) {
    // Target 0.3, one negative at 1; the teacher gives them 0.6 and 0.4.
    const double l = 0.2, r = 0.3, s = 1, lse = std::log(std::exp(r) + std::exp(s)), teacher_score = 0.6 * r + 0.4 * s;
    const auto end = nc::loss::distilled{.weight = l}.finish_row_with_teacher(r, s, 1.0, teacher_score);
    BOOST_TEST(end.value == (1 - l) * (lse - r) + l * (lse - teacher_score), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(end.target == std::exp(r - lse) - (1 - l), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(end.share == std::exp(s - lse), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(end.label == 0);
}

BOOST_AUTO_TEST_SUITE_END()
