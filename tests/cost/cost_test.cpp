// SPDX-License-Identifier: Apache-2.0
// The cost that policies state, against the executed products: a separate program, since counting is compiled in.
#define NEXTCLICK_COUNT_WORK
#include "nextclick/model/cost.hpp"

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "nextclick/attention.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(cost_of_models)

namespace nc = nextclick;
using namespace nc;

namespace {
constexpr std::size_t items = 97;
using drawn = sampler::join<sampler::in_batch, sampler::uniform>;
template <class In, class Enc, class Out, class Sampler>
using net = model<In, Enc, pooling::last, Out, loss::cross_entropy, Sampler>;
template <class C, std::size_t H>
using layer = encoder::recurrent<C, H>;

using models = boost::mp11::mp_list<
    net<input::embedding<12>, layer<cell::gru<>, 9>, output::separate<>, drawn>,
    net<input::dropout<input::embedding<9>>, layer<cell::gru<cell::reset_after>, 9>, output::tied<>, drawn>,
    net<input::embedding<12>, layer<cell::lstm, 7>, output::separate<output::unbiased>, sampler::in_batch>,
    net<input::embedding<12>, layer<cell::rnn, 7>, output::separate<>, sampler::all_items>,
    net<input::one_hot, layer<cell::mgu, 7>, output::separate<>, drawn>,
    net<input::one_hot, encoder::stack<layer<cell::gru<>, 8>, encoder::dropout, encoder::dense<5>>, output::separate<>, drawn>,
    net<input::embedding<6>, encoder::none, output::tied<>, sampler::all_items>,
    net<input::embedding<dynamic>, layer<cell::gru<>, dynamic>, output::separate<>, drawn>,
    net<input::sum<input::one_hot, input::projected<input::embedding<6>>>, layer<cell::gru<>, 8>, output::separate<>, drawn>,
    net<input::multi_stream<input::one_hot, input::projected<input::embedding<6>>>,
        encoder::multi_stream<encoder::streams::concatenated, layer<cell::gru<>, 8>, layer<cell::mgu, 5>>, output::separate<>, drawn>,
    // The cost that does not depend on the length of a session; attention's pairs do, see below.
    model<input::embedding<12>, layer<cell::gru<>, 9>,
          pooling::hadamard<pooling::dense<pooling::join<pooling::last, pooling::mean>, 6>,
                            pooling::dense<pooling::dropout<pooling::sum>, 6>>,
          output::separate<>, loss::cross_entropy, drawn>>;

// Training computes the rows of candidates; serving has them in a table, so only training has a cost for them.
using towers = boost::mp11::mp_list<
    net<input::embedding<12>, layer<cell::gru<>, 9>, output::item_tower<input::embedding<4>, encoder::dense<9>>, drawn>,
    net<input::embedding<12>, layer<cell::gru<>, 9>,
        output::neural<output::item_tower<input::join<input::embedding<4>, input::embedding<5>>>>, drawn>>;

template <class Pooling>
using pooled = model<input::embedding<12>, layer<cell::gru<>, 9>, Pooling, output::separate<>, loss::cross_entropy, drawn>;
template <class Scoring, class Sum = pooling::weighted_sum>
using attending = pooled<pooling::attend<Scoring, attention::softmax, Sum>>;
using attentions = boost::mp11::mp_list<attending<attention::additive<>>, attending<attention::additive<5, activation::tanh>>,
                                        attending<attention::additive<7, activation::hard_sigmoid>>, attending<attention::dot>,
                                        attending<attention::scaled_dot>, attending<attention::bilinear>, attending<attention::stamp<>>,
                                        attending<attention::stamp<5, unbiased>, pooling::plus_mean>, attending<attention::gate<>>,
                                        attending<attention::gate<4, activation::sigmoid>>>;
using trained_models = boost::mp11::mp_append<models, towers>;
using all_models = boost::mp11::mp_append<models, attentions>;

template <class Model>
typename Model::policies options() {
    typename Model::policies p;
    if constexpr (requires { p.sampler.drawn.samples; }) p.sampler.drawn.samples = 13;
    if constexpr (requires { p.input.units.value; }) p.input.units = 4;
    if constexpr (requires { p.encoder.units.value; }) p.encoder.units = 6;
    return p;
}
template <class F>
double counted(const F& f) {
    simd::detail::counted_work = 0;
    f();
    return static_cast<double>(simd::detail::counted_work);
}

/// Multiply-adds of one step over lanes of these lengths, all items and targets distinct.
template <class Model>
double work_of_a_step(const Model& m, const std::vector<std::uint32_t>& lengths) {
    using T = typename Model::scalar;
    toy::owned_batch batch(lengths, items, 3);
    std::iota(batch.item.begin(), batch.item.end(), 0u);
    std::iota(batch.target.begin(), batch.target.end(), 40u);
    std::vector<item_index> negatives(m.policy.sampler.count());
    std::iota(negatives.begin(), negatives.end(), 70u);
    workspace memory;
    pass run{.memory = memory, .training = true};
    const auto rows = batch.rows();
    typename Model::gradient_pack g;
    resize_like(g, m.weights);
    return counted([&] {
        auto encoded = m.encode(run, rows);
        const auto q = encoded.queries;
        const auto dq = memory.take<T>(q.rows, q.cols);
        objective::inputs_of<Model> with;
        if constexpr (requires { with.plan; })
            with.plan = {.items = 10, .blocks = 5, .kept = 5};
        else
            with.drawn = negatives;
        objective::loss_and_gradients(m, run, rows, q, with, g, dq);
        m.backward(run, encoded, dq, g);
    });
}

/// Pairs of a query row and a row of its lane up to itself.
std::size_t pairs_of(const std::vector<std::uint32_t>& lengths) {
    std::size_t pairs = 0;
    for (const std::size_t n : lengths) pairs += n * (n + 1) / 2;
    return pairs;
}
/// Pairs of a tile that follow their query: the products compute them, and nothing reads them.
std::size_t pairs_behind(const std::vector<std::uint32_t>& lengths) {
    std::size_t pairs = 0;
    for (const std::size_t n : lengths)
        for (std::size_t first = 0; first < n; first += pooling::detail::tile_queries) {
            const std::size_t m = std::min(pooling::detail::tile_queries, n - first);
            pairs += m * (m - 1) / 2;
        }
    return pairs;
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(of_attention_equals_the_counted_rows_and_pairs, Model, attentions) {
    using scoring = decltype(Model::pooling_type::scoring);
    const Model m(toy::numbered_items(items), options<Model>());
    const cost_of<Model> expected{.items = items, .policy = options<Model>()};
    const auto& attend = m.policy.pooling;
    const std::size_t width = m.policy.encoder.width(12);
    const auto numbers = [&](std::size_t keys) {
        const cost::layer c = attend.cost(width, keys);
        return c.forward + c.backward;
    };
    const std::size_t a_pair = numbers(2) - numbers(1);
    BOOST_TEST(numbers(7) == numbers(1) + 6 * a_pair);
    // By products: the weighted sum and its two gradients, and those of a scoring that is itself a product.
    const std::size_t by_products = 3 * width + (std::is_base_of_v<attention::dot_pairs, scoring> ? 3 * width : 0);
    for (const std::vector<std::uint32_t>& lengths : {std::vector<std::uint32_t>{1, 1, 1}, {4, 3, 3, 1}, {14, 13, 2}, {29}}) {
        const std::size_t rows = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
        const double pairs = static_cast<double>((pairs_of(lengths) - rows) * a_pair + pairs_behind(lengths) * by_products);
        BOOST_TEST(work_of_a_step(m, lengths) == expected.step(rows, lengths.size()).multiply_adds + pairs);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(equals_the_counted_work, Model, trained_models) {
    const Model m(toy::numbered_items(items), options<Model>());
    const cost_of<Model> expected{.items = items, .policy = options<Model>()};
    BOOST_TEST(work_of_a_step(m, {1, 1, 1, 1, 1}) == expected.step(5).multiply_adds);
    BOOST_TEST(work_of_a_step(m, {4, 3, 3, 1}) == expected.step(11, 4).multiply_adds);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_a_click_equals_the_counted_work, Model, all_models) {
    const Model m(toy::numbered_items(items), options<Model>());
    const cost_of<Model> expected{.items = items, .policy = options<Model>()};
    serve::session<Model> session(m);
    const double click = counted([&] {
        session.push_index(3);
        session.top_indices(5);
    });
    BOOST_TEST(click == expected.click().multiply_adds);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_the_dense_parameters_and_gathered_rows_of_the_model, Model, all_models) {
    const Model m(toy::numbered_items(items), options<Model>());
    const auto query = cost_of<Model>{.items = items, .policy = options<Model>()}.query_cost();
    std::size_t dense = 0, gathered = 0;
    const auto add = [&]<class M>(std::string_view, const M& w) {
        if constexpr (std::is_same_v<M, matrix<float>>)
            dense += w.data.size();
        else
            gathered += w.cols;
    };
    for_each_parameter(add, m.weights.input);
    for_each_parameter(add, m.weights.encoder);
    for_each_parameter(add, m.weights.pooling);
    BOOST_TEST(query.dense == dense);
    BOOST_TEST(query.gathered == gathered);
}

namespace {
template <class Model>
constexpr double events_a_second(std::size_t rows, double flops, typename Model::policies policy) {
    const cost_of<Model> c{.items = 37'000, .policy = policy};
    return static_cast<double>(rows) / cost::least_seconds(c.step(rows), {flops / 2, 1e30});
}
using a = zoo::gru4rec<100>;
using b = zoo::gru4rec_bpr_max<224>;
using c = zoo::gru4rec_bpr_max<512>;
constexpr double two_cores = 228e9;  // floating-point operations a second
constexpr bool near(double x, double expected) { return x > 0.96 * expected && x < 1.04 * expected; }
// Limits from the design of the kernels, which precedes the cost model, to their precision.
static_assert(near(events_a_second<a>(32, two_cores, {}), 147'000));
static_assert(near(events_a_second<b>(80, two_cores, {}), 52'000));
static_assert(near(events_a_second<c>(128, two_cores, {}), 15'700));
// The compiler compares two architectures.
static_assert(cost_of<b>{37'000}.step(80).multiply_adds < cost_of<c>{37'000}.step(80).multiply_adds / 2);
// A click is bound by reading the table.
static_assert(cost_of<a>{43'000}.click().bytes > 43'000 * 100 * 4);
static_assert(cost_of<a>{43'000}.click().bytes < 43'000 * 102 * 4 + 4 * 70'000);
}  // namespace

BOOST_AUTO_TEST_CASE(bytes_of_a_step_grow_with_the_moments) {
    constexpr cost_of<a> shop{.items = 37'000};
    BOOST_TEST(shop.step(32, 32, 2).bytes == 3 * shop.step(32).bytes);
    BOOST_TEST((shop.ranking(32).multiply_adds == 32 * shop.click().multiply_adds));
    BOOST_TEST(shop.ranking(32).bytes < 2 * shop.click().bytes);  // the table is read once for all sessions
    BOOST_TEST((cost::least_seconds({6, 10}, {2, 5}) == 3.0));
}

BOOST_AUTO_TEST_SUITE_END()
