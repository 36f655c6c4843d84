// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "count_allocations.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/optimizer.hpp"

BOOST_AUTO_TEST_SUITE(every_optimizer)

// Properties of every optimiser: five steps, dense and row-sparse, against the formula element by element in double. A new
// optimiser adds a `reference` and one line to `optimizers`.
namespace {
namespace nc = nextclick;
namespace optimizer = nc::optimizer;

template <class S>
struct inner_pack {
    typename S::dense bias;
    typename S::rows table;
    static constexpr auto fields() { return nc::field_list{nc::field{"bias", &inner_pack::bias}, nc::field{"table", &inner_pack::table}}; }
};
template <class S>
struct pack {
    typename S::dense recurrent;
    inner_pack<S> output;
    static constexpr auto fields() { return nc::field_list{nc::field{"recurrent", &pack::recurrent}, nc::field{"output", &pack::output}}; }
};
template <class T>
using weight_pack = pack<nc::values<T>>;
template <class T>
using gradient_pack = pack<nc::gradients<T>>;

// More elements than a block of dense tensors, more rows than a block of tables, more of both than one thread processes.
template <class T>
weight_pack<T> make_weights(std::size_t rows = 300) {
    weight_pack<T> w;
    w.recurrent.resize(131, 177);
    w.output.bias.resize(1, 5);
    w.output.table.resize(rows, 101);
    std::uint64_t i = 0;
    const nc::random_stream random{1, 1};
    nc::for_each_parameter(
        [&](std::string_view, auto& m) {
            for (T& x : m.data) x = static_cast<float>(random.normal(i++));
        },
        w);
    return w;
}
/// Step t touches the rows that t does not divide; every third row of them twice, with sums.
template <class T>
void fill_gradients(gradient_pack<T>& g, const weight_pack<T>& w, std::uint64_t t) {
    const nc::random_stream random{2, t};
    std::uint64_t i = 0;
    const auto draw = [&] { return static_cast<T>(static_cast<float>(random.normal(i++))); };
    nc::resize_like(g, w);
    for (T& x : g.recurrent.data) x = draw();
    for (T& x : g.output.bias.data) x = draw();
    for (nc::item_index r = 1; r < w.output.table.rows; r += 1)
        if (r % (t + 1) != 0)
            for (int times = r % 3 == 0 ? 2 : 1; times > 0; --times)
                for (T& x : g.output.table.row(r)) x += draw();
}

struct element {
    double w = 0, a = 0, b = 0;
};
void reference(const optimizer::sgd& o, element& e, double g, int) {
    const double kept = (1 - o.rate * o.weight_decay) * e.w;
    e.a = o.momentum * e.a - o.rate * g;
    e.w = kept + (o.nesterov ? o.momentum * e.a - o.rate * g : e.a);
}
void reference(const optimizer::adagrad& o, element& e, double g, int) {
    e.a += g * g;
    e.b = o.momentum * e.b - o.rate * g / std::sqrt(e.a + o.epsilon);
    e.w = (1 - o.rate * o.weight_decay) * e.w + e.b;
}
void reference(const optimizer::adam& o, element& e, double g, int t) {
    e.a = o.beta1 * e.a + (1 - o.beta1) * g;
    e.b = o.beta2 * e.b + (1 - o.beta2) * g * g;
    const double m = e.a / (1 - std::pow(o.beta1, t)), v = e.b / (1 - std::pow(o.beta2, t));
    e.w = (1 - o.rate * o.weight_decay) * e.w - o.rate * m / (std::sqrt(v) + o.epsilon);
}
void reference(const optimizer::rmsprop& o, element& e, double g, int) {
    e.a = o.decay * e.a + (1 - o.decay) * g * g;
    e.w = (1 - o.rate * o.weight_decay) * e.w - o.rate * g / std::sqrt(e.a + o.epsilon);
}
void reference(const optimizer::adadelta& o, element& e, double g, int) {
    e.a = o.decay * e.a + (1 - o.decay) * g * g;
    const double u = g * std::sqrt(e.b + o.epsilon) / std::sqrt(e.a + o.epsilon);
    e.b = o.decay * e.b + (1 - o.decay) * u * u;
    e.w = (1 - o.rate * o.weight_decay) * e.w - o.rate * u;
}

template <class O>
std::vector<O> variants();
template <>
std::vector<optimizer::sgd> variants() {
    return {{.rate = 0.1},
            {.rate = 0.1, .momentum = 0.9},
            {.rate = 0.1, .momentum = 0.9, .nesterov = true},
            {.rate = 0.1, .weight_decay = 0.02}};
}
template <>
std::vector<optimizer::adagrad> variants() {
    return {{.rate = 0.05}, {.rate = 0.05, .momentum = 0.3}, {.rate = 0.05, .momentum = 0.3, .weight_decay = 0.02}};
}
template <>
std::vector<optimizer::adam> variants() {
    return {{.rate = 0.01}, {.rate = 0.01, .beta2 = 0.98}, {.rate = 0.01, .weight_decay = 0.02}};
}
template <>
std::vector<optimizer::rmsprop> variants() {
    return {{.rate = 0.01}, {.rate = 0.01, .weight_decay = 0.02}};
}
template <>
std::vector<optimizer::adadelta> variants() {
    return {{}, {.rate = 0.5, .weight_decay = 0.02}};
}

/// Steps every element that has a gradient; `weights` and `state` are in the order of the tensors.
template <class O, class T>
struct reference_run {
    std::vector<element> elements;
    explicit reference_run(const weight_pack<T>& w) {
        nc::for_each_parameter(
            [&](std::string_view, const auto& m) {
                for (const T x : m.data) elements.push_back({x, 0, 0});
            },
            w);
    }
    void step(const O& o, const gradient_pack<T>& g, int t) {
        std::size_t at = 0;
        for (const auto* dense : {&g.recurrent, &g.output.bias})
            for (const T x : dense->data) reference(o, elements[at++], x, t);
        for (const nc::item_index r : g.output.table.touched)
            for (std::size_t c = 0; c < g.output.table.cols; ++c)
                reference(o, elements[at + r * g.output.table.cols + c], g.output.table.at(g.output.table.slot[r])[c], t);
    }
};
template <class T>
std::vector<T> flat(const weight_pack<T>& w) {
    std::vector<T> all;
    nc::for_each_parameter([&](std::string_view, const auto& m) { all.insert(all.end(), m.data.begin(), m.data.end()); }, w);
    return all;
}

template <class T, class O>
void check_against_reference(const O& o, double bound) {
    auto weights = make_weights<T>();
    typename O::template state<weight_pack<T>> state;
    o.prepare(state, weights);
    reference_run<O, T> want(weights);
    gradient_pack<T> g;
    for (int t = 1; t <= 5; ++t) {
        fill_gradients(g, weights, static_cast<std::uint64_t>(t));
        want.step(o, g, t);
        o.step(weights, g, state, optimizer::step_position{.step = static_cast<std::uint64_t>(t - 1)}, 1);
    }
    const auto got = flat(weights);
    double worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i)
        worst = std::max(worst, std::abs(static_cast<double>(got[i]) - want.elements[i].w) / (1 + std::abs(want.elements[i].w)));
    BOOST_TEST(worst <= bound, O::name() << (sizeof(T) == 4 ? ", float: " : ", double: ") << worst);
}

using optimizers = std::tuple<optimizer::sgd, optimizer::adagrad, optimizer::adam, optimizer::rmsprop, optimizer::adadelta>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(five_steps_follow_the_formula, O, optimizers) {
    for (const O& o : variants<O>()) {
        check_against_reference<double>(o, 1e-13);
        check_against_reference<float>(o, 2e-6);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_that_no_gradient_touched_keep_their_bits, O, optimizers) {
    for (const O& o : variants<O>()) {
        auto weights = make_weights<float>();
        const auto before = weights;
        typename O::template state<weight_pack<float>> state;
        o.prepare(state, weights);
        gradient_pack<float> g;
        for (std::uint64_t t = 1; t <= 3; ++t) {
            nc::resize_like(g, weights);
            for (const nc::item_index r : {7u, 123u, 7u, 299u}) g.output.table.row(r)[t] += 0.5f;
            o.step(weights, g, state, {.step = t - 1}, 2);
        }
        for (nc::item_index r = 0; r < weights.output.table.rows; ++r) {
            const bool same =
                std::equal(weights.output.table.row(r).begin(), weights.output.table.row(r).end(), before.output.table.row(r).begin());
            BOOST_TEST(same == (r != 7 && r != 123 && r != 299), O::name() << ", row " << r);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_number_of_threads_changes_no_bit, O, optimizers) {
    for (const O& o : variants<O>()) {
        std::vector<std::vector<float>> results;
        for (const int threads : {1, 2, 3}) {
            auto weights = make_weights<float>(700);
            typename O::template state<weight_pack<float>> state;
            o.prepare(state, weights);
            gradient_pack<float> g;
            for (std::uint64_t t = 1; t <= 3; ++t) {
                fill_gradients(g, weights, t);
                o.step(weights, g, state, {.step = t - 1}, threads);
            }
            results.push_back(flat(weights));
        }
        BOOST_TEST((results[0] == results[1]), O::name());
        BOOST_TEST((results[0] == results[2]), O::name());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_step_allocates_nothing, O, optimizers) {
    using wrapped = optimizer::scheduled<optimizer::clipped<optimizer::regularised<O>>, optimizer::cosine_decay>;
    for (const O& o : variants<O>()) {
        const wrapped all{.inner = {.inner = {.inner = o, .l2 = 1e-4}, .global_norm = 1, .tensor_norm = 2}, .schedule = {}};
        auto weights = make_weights<float>();
        typename wrapped::template state<weight_pack<float>> state;
        all.prepare(state, weights);
        gradient_pack<float> g;
        fill_gradients(g, weights, 1);
        const auto list = nc::gradients_of<float>(g);
        for (const int threads : {1, 2}) {
            const std::size_t before = allocations;
            o.step(weights, g, state, {}, threads);
            all.step(weights, g, state, {.step = 1}, threads);
            const bool sound = optimizer::first_non_finite(list).empty();
            BOOST_TEST(allocations - before == 0u, O::name() << " on " << threads << " threads");
            BOOST_TEST(sound);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_rate_factor_multiplies_the_rate, O, optimizers) {
    const O o = variants<O>().back();
    BOOST_TEST(o.with_rate_factor(0.25).rate == o.rate * 0.25);
    BOOST_TEST(o.with_rate_factor(0.25).weight_decay == o.weight_decay);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_state_of_another_shape_is_refused, O, optimizers) {
    const O o = variants<O>()[1];
    auto weights = make_weights<float>();
    gradient_pack<float> g;
    nc::resize_like(g, weights);
    typename O::template state<weight_pack<float>> state;
    o.prepare(state, weights);
    const auto names_prepare = [](const nc::argument_error& e) { return std::string(e.what()).find("prepare()") != std::string::npos; };
    auto larger = make_weights<float>(301);
    BOOST_CHECK_EXCEPTION(o.step(larger, g, state, {}, 1), nc::argument_error, names_prepare);
    if (O::name() != "sgd") {
        typename O::template state<weight_pack<float>> empty;
        BOOST_CHECK_EXCEPTION(o.step(weights, g, empty, {}, 1), nc::argument_error, names_prepare);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(options_that_cannot_work_are_refused, O, optimizers) {
    const auto refuses = [](auto change) {
        O o = variants<O>()[0];
        change(o);
        const auto weights = make_weights<float>();
        typename O::template state<weight_pack<float>> state;
        BOOST_CHECK_THROW(o.prepare(state, weights), nc::argument_error);
    };
    for (const double wrong : {0.0, -0.1, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
        refuses([&](O& o) { o.rate = wrong; });
    refuses([](O& o) { o.weight_decay = -1; });
    if constexpr (requires(O o) { o.momentum; }) refuses([](O& o) { o.momentum = 1; });
    if constexpr (requires(O o) { o.epsilon; }) refuses([](O& o) { o.epsilon = 0; });
    if constexpr (requires(O o) { o.decay; }) refuses([](O& o) { o.decay = 1; });
    if constexpr (requires(O o) { o.beta1; }) {
        refuses([](O& o) { o.beta1 = 1; });
        refuses([](O& o) { o.beta2 = -0.5; });
    }
}

BOOST_AUTO_TEST_CASE(the_first_bad_tensor_is_named) {
    const auto weights = make_weights<float>();
    gradient_pack<float> g;
    fill_gradients(g, weights, 1);
    BOOST_TEST(optimizer::first_non_finite(nc::gradients_of<float>(g)) == "");
    g.output.table.row(17)[100] = std::numeric_limits<float>::quiet_NaN();
    BOOST_TEST(optimizer::first_non_finite(nc::gradients_of<float>(g)) == "output.table");
    g.output.bias.data[4] = -std::numeric_limits<float>::infinity();
    BOOST_TEST(optimizer::first_non_finite(nc::gradients_of<float>(g)) == "output.bias");
    // Large values of both signs are finite, whatever their sum.
    fill_gradients(g, weights, 1);
    for (float& x : g.recurrent.data) x = std::numeric_limits<float>::max();
    BOOST_TEST(optimizer::first_non_finite(nc::gradients_of<float>(g)) == "");
}

BOOST_AUTO_TEST_SUITE_END()
