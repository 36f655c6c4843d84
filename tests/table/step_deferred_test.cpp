// SPDX-License-Identifier: Apache-2.0
#include "nextclick/table/step_deferred.hpp"

#include <boost/test/unit_test.hpp>
#include <tuple>
#include <vector>

#include "nextclick/core/random.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/table/gradient.hpp"

BOOST_AUTO_TEST_SUITE(step_deferred)

// Stepping rows one by one gives the bits of accumulating them first and stepping then.
namespace {
namespace nc = nextclick;
namespace optimizer = nc::optimizer;

template <class S>
struct pack {
    typename S::rows table, bias;
    static constexpr auto fields() { return nc::field_list{nc::field{"table", &pack::table}, nc::field{"bias", &pack::bias}}; }
};
using weight_pack = pack<nc::values<float>>;
using gradient_pack = pack<nc::gradients<float>>;
using moment_pack = pack<nc::moments<float>>;
constexpr std::size_t rows = 500, cols = 37, late_count = 210, block = 16;

/// Every second row, in a mixed order.
struct every_second_row {
    float scale = 1;
    std::size_t* elements = nullptr;  ///< counts the rows and biases that are computed
    std::size_t size() const { return late_count; }
    nc::item_index item(std::size_t j) const { return static_cast<nc::item_index>(j * 77 % 250 * 2); }
    template <class F>
    void for_blocks(nc::pass& run, const F& f) const {
        run.memory.make_children((late_count + block - 1) / block);
        nc::for_each_block(late_count, block, run.threads, [&](std::size_t first, std::size_t end) {
            nc::pass local{.memory = run.memory.child(first / block)};
            f(local, first, end - first);
        });
    }
    void make(nc::pass&, std::size_t first, const nc::table::gradient_block<float>& to) const {
        const nc::random_stream random{8, first}, random_bias{9, first};
        const auto bias = to.biases();
        for (std::size_t j = 0; j < to.size(); ++j)
            for (std::size_t c = 0; c < to.width(); ++c) to.row(j)[c] = scale * static_cast<float>(random.normal(j * to.width() + c));
        for (std::size_t j = 0; j < bias.size(); ++j) bias[j] = scale * static_cast<float>(random_bias.normal(j));
        if (elements != nullptr) *elements += to.size() * to.width();
    }
    bool surely_finite(double) const { return true; }
};
static_assert(nc::table::DeferredRows<every_second_row, float>);

void fill(std::vector<nc::item_index> items, nc::row_gradient<float>& g) {
    for (const auto i : items)
        for (float& x : g.row(i)) x += 0.25f * static_cast<float>(i + 1);
}

template <class O>
struct run {
    weight_pack weights;
    gradient_pack gradients;
    typename O::template state<moment_pack> state;
    nc::workspace memory;

    explicit run(const O& o) {
        weights.table.resize(rows, cols);
        weights.bias.resize(rows, 1);
        const nc::random_stream random{3, 3};
        for (std::size_t i = 0; i < weights.table.data.size(); ++i) weights.table.data[i] = static_cast<float>(random.normal(i));
        nc::resize_like(gradients, weights);
        o.prepare(state, weights);
    }
    void steps(const O& o, bool with_bias, int threads, bool whole) {
        for (std::uint64_t t = 0; t < 3; ++t) {
            memory.reset();
            nc::pass pass{.memory = memory, .threads = threads};
            fill({3, 4, 4, 10, 499}, gradients.table);
            fill({10, 7}, gradients.bias);
            const every_second_row deferred{static_cast<float>(t + 1)};
            const optimizer::step_position when{.step = t};
            if (whole) {
                nc::table::gradient<float>{{}, &gradients.table, with_bias ? &gradients.bias : nullptr}.add(deferred, pass);
            } else {
                nc::table::stepped_tensors<float> biases;
                if (with_bias) biases = {&weights.bias, &gradients.bias, &state.first.bias, &state.second.bias};
                const nc::table::stepped<float> to({}, {&weights.table, &gradients.table, &state.first.table, &state.second.table}, biases);
                to.step_deferred(o, when, deferred, pass);
                BOOST_TEST((gradients.table.touched == std::vector<nc::item_index>{3, 499}));  // the rest
            }
            o.step(weights, gradients, state, when, threads);
            gradients.table.clear();
            gradients.bias.clear();
        }
    }
};

using optimizers = std::tuple<optimizer::sgd, optimizer::adagrad, optimizer::adam, optimizer::rmsprop, optimizer::adadelta>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(deferred_rows_step_like_accumulated_ones, O, optimizers) {
    for (const bool with_bias : {false, true})
        for (const int threads : {1, 2, 5}) {
            O o;
            if constexpr (requires { o.momentum; }) o.momentum = 0.3;
            run<O> whole(o), deferred(o);
            whole.steps(o, with_bias, 1, true);
            deferred.steps(o, with_bias, threads, false);
            BOOST_TEST((deferred.weights.table.data == whole.weights.table.data), O::name() << " on " << threads << " threads");
            BOOST_TEST((deferred.weights.bias.data == whole.weights.bias.data), O::name() << " on " << threads << " threads");
            BOOST_TEST((deferred.state.first.table.data == whole.state.first.table.data));
            BOOST_TEST((deferred.state.second.table.data == whole.state.second.table.data));
        }
}

// A missing tensor is not computed, and the other is unchanged by that.
BOOST_AUTO_TEST_CASE(the_bias_of_a_frozen_table_steps_alone) {
    const optimizer::adam o;
    for (const bool whole : {false, true}) {
        run<optimizer::adam> both(o), alone(o);
        std::size_t made = 0;
        const auto step = [&](run<optimizer::adam>& r, bool with_table, std::size_t* count) {
            nc::pass pass{.memory = r.memory};
            fill({10, 7}, r.gradients.bias);
            const every_second_row deferred{1, count};
            nc::table::stepped_tensors<float> table;
            if (with_table) table = {&r.weights.table, &r.gradients.table, &r.state.first.table, &r.state.second.table};
            if (whole)
                nc::table::gradient<float>{{}, table.gradient, &r.gradients.bias}.add(deferred, pass);
            else
                nc::table::stepped<float>({}, table, {&r.weights.bias, &r.gradients.bias, &r.state.first.bias, &r.state.second.bias})
                    .step_deferred(o, {}, deferred, pass);
            o.step(r.weights, r.gradients, r.state, {}, 1);
        };
        const auto before = alone.weights.table.data;
        step(both, true, nullptr);
        step(alone, false, &made);
        BOOST_TEST(made == 0u);
        BOOST_TEST((alone.weights.table.data == before));
        BOOST_TEST((both.weights.table.data != before));
        BOOST_TEST((alone.weights.bias.data == both.weights.bias.data));
        BOOST_TEST((alone.state.first.bias.data == both.state.first.bias.data));
    }
    nc::workspace memory;
    nc::pass pass{.memory = memory};
    std::size_t made = 0;
    const every_second_row deferred{1, &made};
    nc::table::stepped<float>{}.step_deferred(o, {}, deferred, pass);
    nc::table::gradient<float>{}.add(deferred, pass);
    BOOST_TEST(made == 0u);
}

BOOST_AUTO_TEST_CASE(a_state_of_another_shape_is_refused) {
    run<optimizer::adam> r(optimizer::adam{});
    nc::pass pass{.memory = r.memory};
    nc::row_table<float> small;
    small.resize(rows, cols - 1);
    const nc::table::stepped<float> to({}, {&r.weights.table, &r.gradients.table, &small, &r.state.second.table}, {});
    BOOST_CHECK_THROW(to.step_deferred(optimizer::adam{}, {}, every_second_row{}, pass), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
