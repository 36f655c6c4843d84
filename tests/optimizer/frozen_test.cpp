// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/frozen.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "allocations.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/optimizer.hpp"

BOOST_AUTO_TEST_SUITE(frozen)

namespace nc = nextclick;
namespace optimizer = nc::optimizer;
using names = std::vector<std::string>;

namespace {
template <class S>
struct layer {
    typename S::dense weights, bias;
    static constexpr auto fields() { return nc::field_list{nc::field{"weights", &layer::weights}, nc::field{"bias", &layer::bias}}; }
};
template <class S>
struct net {
    typename S::rows table, unused;
    layer<S> encoder, encoder2;
    static constexpr auto fields() {
        return nc::field_list{nc::field{"table", &net::table}, nc::field{"unused", &net::unused}, nc::field{"encoder", &net::encoder},
                              nc::field{"encoder2", &net::encoder2}};
    }
};
using weight_pack = net<nc::values<float>>;
using gradient_pack = net<nc::gradients<float>>;
using packs = std::tuple<weight_pack, gradient_pack, weight_pack, weight_pack>;  // weights, gradients, two moments

weight_pack make_weights() {
    weight_pack w;
    w.table.resize(6, 3);
    for (auto* part : {&w.encoder, &w.encoder2}) {
        part->weights.resize(4, 5);
        part->bias.resize(1, 5);
    }
    std::uint64_t i = 0;
    nc::for_each_parameter(
        [&](std::string_view, auto& t) {
            for (float& x : t.data) x = static_cast<float>(nc::random_stream{1, 1}.normal(i++));
        },
        w);
    return w;
}
void draw(gradient_pack& g, std::uint64_t step) {
    std::uint64_t i = 0;
    const auto fill = [&](std::span<float> to) {
        for (float& x : to) x = static_cast<float>(nc::random_stream{2, step}.normal(i++));
    };
    g.table.clear();
    for (const nc::item_index row : {4u, 1u}) fill(g.table.row(row));
    for (auto* part : {&g.encoder, &g.encoder2}) {
        fill(part->weights.data);
        fill(part->bias.data);
    }
}

/// Three steps, with the same gradients for every frozen set.
template <class O>
struct run {
    weight_pack weights = make_weights();
    gradient_pack gradients;
    typename O::template state<weight_pack> state;

    run(const O& o, const names& frozen_names) {
        nc::resize_like(gradients, weights);
        o.prepare(state, weights);
        step(o, {}, 0);  // moments that are not zero
        const optimizer::frozen_set frozen(frozen_names, weights);
        for (std::uint64_t t = 1; t < 4; ++t) step(o, frozen, t);
    }
    void step(const O& o, const optimizer::frozen_set& frozen, std::uint64_t t) {
        draw(gradients, t);
        const std::size_t before = allocations;
        {
            packs elsewhere;
            const optimizer::detached_tensors rest(frozen, elsewhere, weights, gradients, state.first, state.second);
            o.step(weights, gradients, state, {.step = t}, 1);
        }
        BOOST_TEST(allocations == before);
    }
};
template <class O>
run<O> after_one_step(const O& o) {
    return run<O>(o, {"table", "encoder", "encoder2"});
}

using all_optimizers =
    std::tuple<optimizer::sgd, optimizer::adagrad, optimizer::adam, optimizer::rmsprop, optimizer::adadelta,
               optimizer::clipped<optimizer::adam>, optimizer::regularised<optimizer::adam>,
               optimizer::regularised<optimizer::clipped<optimizer::sgd>>, optimizer::scheduled<optimizer::adam, optimizer::cosine_decay>>;
template <class O>
O with_momentum() {
    O o;
    if constexpr (requires { o.momentum; }) o.momentum = 0.3;
    return o;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_name_covers_a_parameter_or_all_that_begin_with_it) {
    const weight_pack w = make_weights();
    const optimizer::frozen_set set({"encoder", "table", "encoder"}, w);
    BOOST_TEST((set.names() == names{"encoder", "table"}));
    for (const char* held : {"encoder", "encoder.weights", "encoder.bias", "table"}) BOOST_TEST(set.holds(held));
    for (const char* free : {"encoder2.weights", "tab", "unused", "", "weights"}) BOOST_TEST(!set.holds(free));
    BOOST_TEST(set.holds(nc::place_of(w, w.encoder.bias).path));
    BOOST_TEST(!set.holds(nc::place_of(w, w.encoder2.bias).path));
    BOOST_TEST(optimizer::frozen_set().empty());
    BOOST_TEST(!optimizer::frozen_set().holds("table"));
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_refused_with_the_existing_names) {
    const weight_pack w = make_weights();
    for (const char* wrong : {"encoders", "encoder.", "", "encoder.weights.0", "unused"})  // the last has no elements
        BOOST_CHECK_EXCEPTION(optimizer::frozen_set({"table", wrong}, w), nc::argument_error, [&](const auto& e) {
            const std::string what = e.what();
            return what.find("\"" + std::string(wrong) + "\"") != what.npos &&
                   what.find("there are table, encoder.weights, encoder.bias, encoder2.weights, encoder2.bias") != what.npos;
        });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(frozen_weights_and_moments_stay_and_the_others_step, O, all_optimizers) {
    const O o = with_momentum<O>();
    const run<O> free(o, {}), here(o, {"encoder", "table"}), still = after_one_step(o);
    std::size_t stepped = 0;
    const auto as_expected = [&](std::string_view path, const auto& now, const auto& moved, const auto& before) {
        const bool frozen = path == "table" || path.starts_with("encoder.");
        BOOST_TEST((now.data == (frozen ? before.data : moved.data)), O::name() << ": " << path);
        BOOST_TEST(now.rows == before.rows);
        stepped += moved.data != before.data;
    };
    nc::for_each_parameter(as_expected, here.weights, free.weights, still.weights);
    BOOST_TEST(stepped == 5u);
    nc::for_each_parameter(as_expected, here.state.first, free.state.first, still.state.first);
    nc::for_each_parameter(as_expected, here.state.second, free.state.second, still.state.second);
}

BOOST_AUTO_TEST_CASE(clipping_does_not_count_their_gradients) {
    const optimizer::clipped<optimizer::sgd> o{.inner = {.rate = 1}, .global_norm = 1};
    const auto length = [&](const names& frozen_names) {
        weight_pack w = make_weights(), before = w;
        gradient_pack g;
        nc::resize_like(g, w);
        draw(g, 1);
        optimizer::moment_packs<weight_pack> state;
        o.prepare(state, w);
        const optimizer::frozen_set frozen(frozen_names, w);
        {
            packs elsewhere;
            const optimizer::detached_tensors rest(frozen, elsewhere, w, g, state.first, state.second);
            o.step(w, g, state, {}, 1);
        }
        double squares = 0;
        nc::for_each_parameter(
            [&](std::string_view, const auto& a, const auto& b) {
                for (std::size_t i = 0; i < a.data.size(); ++i) {
                    const double d = static_cast<double>(a.data[i]) - static_cast<double>(b.data[i]);
                    squares += d * d;
                }
            },
            w, before);
        return std::sqrt(squares);
    };
    BOOST_TEST(length({}) == 1, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(length({"table", "encoder"}) == 1, boost::test_tools::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(frozen_tensors_are_restored_when_a_step_throws) {
    weight_pack w = make_weights();
    const weight_pack before = w;
    gradient_pack g;
    nc::resize_like(g, w);
    optimizer::moment_packs<weight_pack> nothing;  // without a call of prepare()
    const optimizer::frozen_set frozen({"encoder"}, w);
    const auto step = [&] {
        packs elsewhere;
        const optimizer::detached_tensors rest(frozen, elsewhere, w, g, nothing.first, nothing.second);
        BOOST_TEST(w.encoder.weights.data.empty());
        optimizer::adam{}.step(w, g, nothing, {}, 1);
    };
    BOOST_CHECK_THROW(step(), nc::argument_error);
    BOOST_TEST((w.encoder.weights.data == before.encoder.weights.data));
    BOOST_TEST(g.encoder.weights.rows == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
