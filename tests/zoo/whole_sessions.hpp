// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "golden/golden.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer/adam.hpp"
#include "nextclick/optimizer/frozen.hpp"
#include "nextclick/output/table_parameters.hpp"
#include "toy.hpp"

/// Models of the zoo against the independent PyTorch program of tests/golden: queries, loss and gradients of one batch of whole
/// sessions, and five steps of Adam. docs/golden.md describes the content of each file.
///
/// A fixture is a type: `file`, its name; `model<T>`; `parameters`, the names in the file where they differ from the library's
/// paths. Parameters named "frozen.*" are not trained. `adjust(policies)`, if present, changes the options.
namespace whole_sessions {

namespace nc = nextclick;

/// The names of the parameters of a model in the files.
struct names {
    std::map<std::string, std::string, std::less<>> alias_of{};

    std::string of(std::string_view path) const {
        const auto found = alias_of.find(path);
        return found == alias_of.end() ? std::string(path) : found->second;
    }
    bool frozen(std::string_view path) const { return of(path).starts_with("frozen."); }
    std::vector<std::string> frozen() const {
        std::vector<std::string> paths;
        for (const auto& [path, name] : alias_of)
            if (frozen(path)) paths.push_back(path);
        return paths;
    }
    std::string stored(const char* prefix, std::string_view path) const { return frozen(path) ? of(path) : prefix + of(path); }
};

inline golden::file load(const std::string& name) { return golden::file::load(std::string(NEXTCLICK_GOLDEN_DIR) + "/" + name + ".golden"); }
template <class U>
std::vector<U> column(const golden::file& file, const std::string& name) {
    std::vector<U> out;
    for (const double v : file.get(name).values) out.push_back(static_cast<U>(v));
    return out;
}

/// Each session is a lane with a query at every click, or each prefix is a lane with one query.
enum class lane { session, prefix };

/// The batch of a file.
struct batch {
    std::vector<std::uint32_t> begin{0}, queried, of_query;  // of_query: the row of the file for a query
    std::vector<nc::item_index> item, target, action;
    std::vector<float> dwell;
    std::vector<nc::column_rows> columns;
    batch(const batch&) = delete;

    batch(const golden::file& file, lane lanes) {
        const auto session = column<std::uint32_t>(file, "session"), position = column<std::uint32_t>(file, "position");
        std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> row_of;  // by session and position
        for (std::uint32_t r = 0; r < session.size(); ++r) row_of[{session[r], position[r]}] = r;
        const std::uint32_t longest = *std::ranges::max_element(position);
        std::vector<std::uint32_t> read;
        if (lanes == lane::session) {
            for (std::uint32_t t = 0; t <= longest; ++t)
                begin.push_back(begin.back() + static_cast<std::uint32_t>(std::ranges::count(position, t)));
            read.resize(session.size());
            std::iota(read.begin(), read.end(), 0u);
            of_query = read;
        } else {
            std::vector<std::uint32_t> prefix(session.size());  // by the row of its last click, the longest first
            std::iota(prefix.begin(), prefix.end(), 0u);
            std::ranges::stable_sort(prefix, [&](auto a, auto b) { return position[a] > position[b]; });
            for (std::uint32_t t = 0; t <= longest; ++t) {
                for (const std::uint32_t last : prefix) {
                    if (position[last] < t) continue;
                    if (position[last] == t) {
                        queried.push_back(static_cast<std::uint32_t>(read.size()));
                        of_query.push_back(last);
                    }
                    read.push_back(row_of.at({session[last], t}));
                }
                begin.push_back(static_cast<std::uint32_t>(read.size()));
            }
        }
        const auto pick = [&](const char* name, const std::vector<std::uint32_t>& rows, auto& to) {
            for (const std::uint32_t r : rows)
                to.push_back(static_cast<typename std::remove_reference_t<decltype(to)>::value_type>(file.get(name).values[r]));
        };
        pick("item", read, item);
        pick("target", of_query, target);
        if (!file.has("action")) return;
        pick("action", read, action);
        columns = {{.name = "Action", .codes = action}};
        if (!file.has("dwell")) return;
        pick("dwell", read, dwell);
        columns.push_back({.name = "Dwell", .numbers = dwell});
    }
    nc::event_rows rows() const { return {{begin, queried}, item, target, {}, target.size(), columns}; }
};

/// Options with categories where the input reads some, with dropout in all places or none.
template <class Policy>
void set_dropout(Policy& policy, double probability) {
    if constexpr (requires { policy.probability; }) policy.probability = probability;
    if constexpr (requires { policy.item_probability; }) policy.item_probability = probability;
    if constexpr (requires { policy.inner; }) set_dropout(policy.inner, probability);
}
template <class Model>
typename Model::policies options(double dropout = 0) {
    typename Model::policies p;
    set_dropout(p.input, dropout);
    set_dropout(p.pooling, dropout);
    nc::input::for_each_column(p.input, [](auto& reader) {
        if constexpr (requires { reader.categories; }) {
            auto actions = std::make_shared<nc::data::vocabulary>(nc::data::id_kind::string);
            for (const char* name : {"click", "read", "cart", "order"}) actions->insert(name);
            reader.categories = std::move(actions);
        }
    });
    return p;
}
template <class Fixture, class Model>
typename Model::policies options_of(double dropout = 0) {
    auto p = options<Model>(dropout);
    if constexpr (requires { Fixture::adjust(p); }) Fixture::adjust(p);
    return p;
}

/// The largest difference, relative to the largest element expected.
class difference {
public:
    void record(double got, double expected) {
        const double d = std::abs(got - expected);
        worst_ = d > worst_ || std::isnan(d) ? d : worst_;
        size_ = std::max(size_, std::abs(expected));
    }
    double relative() const { return worst_ / (size_ > 0 ? size_ : 1); }

private:
    double worst_ = 0, size_ = 0;
};

inline void small(const difference& d, double bound, const std::string& what) {
    BOOST_TEST(d.relative() <= bound, what << ": off by " << d.relative());
}

/// A matrix, a table or the gradient of one.
template <class Tensor>
std::vector<double> flat(const Tensor& t) {
    std::vector<double> all(t.rows * t.cols);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if constexpr (requires { t.touched; })
            all[i] = nc::gradient_at(t, i);
        else
            all[i] = static_cast<double>(t.data[i]);
    }
    return all;
}

/// A tensor of the library beside one of the file. A gate's w may be a column or a row. A table of categories or buckets has one
/// more row here, for missing values: no event of the files lacks a value, and the row holds zeros.
inline void same(const golden::file& file, const std::string& name, std::size_t cols, const std::vector<double>& got, double bound) {
    const auto& expected = file.get(name);
    const std::size_t known = expected.values.size();
    BOOST_REQUIRE_MESSAGE(got.size() == known || (cols == expected.cols && got.size() == known + cols), name << ": another shape");
    difference d;
    for (std::size_t i = 0; i < got.size(); ++i) d.record(got[i], i < known ? expected.values[i] : 0);
    small(d, bound, name);
}

/// Sets every parameter; all parameters of the file must be among them.
template <class Model>
void set_weights(Model& net, const golden::file& file, const names& alias_of) {
    std::size_t set = 0, there = 0;
    nc::for_each_parameter(
        [&](std::string_view path, auto& w) {
            if (w.data.empty()) return;
            const auto& from = file.get(alias_of.stored("init.", path)).values;
            BOOST_REQUIRE(from.size() <= w.data.size());
            std::ranges::fill(w.data, typename Model::scalar(0));
            for (std::size_t i = 0; i < from.size(); ++i) w.data[i] = static_cast<typename Model::scalar>(from[i]);
            set += !alias_of.frozen(path);
        },
        net.weights);
    for (const auto& entry : file.tensors()) there += entry.first.starts_with("init.");
    BOOST_REQUIRE(set == there);
}

/// The inputs of a model's objective beside a batch, with a plan for those that stream the catalogue: where the objective needs a
/// list of candidates, every item is on it.
template <class Model>
struct default_inputs {
    std::vector<nc::item_index> all{};

    nc::objective::inputs_of<Model> operator()(const Model& net, nc::pass&, const nc::event_rows&, const nc::objective::stream_plan& plan) {
        nc::objective::inputs_of<Model> with{};
        if constexpr (requires { with.plan; }) with.plan = plan;
        if constexpr (requires { with.drawn; }) {
            all.resize(net.item_count());
            std::iota(all.begin(), all.end(), nc::item_index(0));
            with = {.drawn = all, .in_batch = false, .mask_hits = true};
        }
        return with;
    }
};

/// Forward, loss and backward, like train::trainer; the optimiser takes `learner.deferred()` directly.
template <class Model, class Inputs = default_inputs<Model>>
struct step {
    using T = typename Model::scalar;
    nc::workspace memory{};
    nc::pass run{.memory = memory, .training = true};
    typename Model::gradient_pack gradients{};
    Inputs inputs;
    nc::objective::learner_of<Model> learner;
    nc::view<const T> queries{};
    T loss = 0;
    step(const step&) = delete;

    step(const Model& net, const nc::event_rows& rows, Inputs make_inputs, const nc::objective::stream_plan& plan)
        : inputs(std::move(make_inputs)), learner(net) {
        nc::resize_like(gradients, net.weights);
        auto encoded = net.encode(run, rows);
        queries = encoded.queries;
        const auto dq = memory.take<T>(queries.rows, queries.cols);
        loss = learner.learn(net, run, rows, queries, inputs(net, run, rows, plan), gradients, dq);
        net.backward(run, encoded, dq, gradients);
    }
    /// The gradients, including the deferred ones.
    const typename Model::gradient_pack& with_deferred(const Model& net) {
        learner.add_deferred(net.table_gradient(gradients), run);
        return gradients;
    }
};

inline constexpr nc::objective::stream_plan small_plan{.items = 3, .blocks = 2, .kept = 1};  // of 11 items: two chunks of two blocks

/// Five steps of Adam in the order of train::trainer::step.
template <class Model, class Inputs>
void replay_steps(Model& net, const golden::file& file, const names& alias_of, const nc::event_rows& rows, const Inputs& make_inputs) {
    const nc::optimizer::adam adam{.rate = file.number("setting.rate")};
    nc::optimizer::adam::state<typename Model::moment_pack> state;
    adam.prepare(state, net.weights);
    const nc::optimizer::frozen_set frozen(alias_of.frozen(), net.weights);
    std::vector<double> losses;
    for (std::size_t s = 0; s < 5; ++s) {
        const nc::optimizer::step_position when{s};
        step<Model, Inputs> now(net, rows, make_inputs,
                                nc::objective::stream_plan::of(net.item_count(), rows.target.size(), net.query_width(), sizeof(double)));
        losses.push_back(now.loss);
        const auto stepped = nc::output::table_parameters(net).stepped(net, now.gradients, state, {});
        stepped.step_deferred(adam, when, now.learner.deferred(), now.run);
        std::tuple<typename Model::weight_pack, typename Model::gradient_pack, typename Model::moment_pack, typename Model::moment_pack>
            elsewhere;
        const nc::optimizer::detached_tensors rest(frozen, elsewhere, net.weights, now.gradients, state.first, state.second);
        adam.step(net.weights, now.gradients, state, when, 1);
    }
    same(file, "step.loss", 5, losses, 1e-9);
    nc::for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) same(file, alias_of.stored("final.", path), w.cols, flat(w), alias_of.frozen(path) ? 0 : 1e-9);
        },
        net.weights);
}

/// The queries of a batch.
template <class Model>
std::vector<double> queries_of(const Model& net, const nc::event_rows& rows) {
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const auto q = net.encode(run, rows).queries;
    std::vector<double> all;
    for (std::size_t i = 0; i < q.rows; ++i) all.insert(all.end(), q.row(i).begin(), q.row(i).end());
    return all;
}

template <class Fixture, class T = double>
struct opened {
    using model = typename Fixture::template model<T>;
    golden::file file = load(Fixture::file);
    batch stored{file, lane::session};
    model net;

    explicit opened(typename model::policies policies = options_of<Fixture, model>()) : net(toy::numbered_items(11), policies) {
        set_weights(net, file, Fixture::parameters);
    }
};

/// All content of a file, and its queries in float too.
template <class Fixture, class Inputs = default_inputs<typename Fixture::template model<double>>>
void replay(const Inputs& make_inputs = {}) {
    BOOST_TEST_CONTEXT(Fixture::file) {
        opened<Fixture> it;
        const names& alias_of = Fixture::parameters;
        const auto rows = it.stored.rows();
        const std::size_t width = it.net.query_width();
        same(it.file, "query", width, queries_of(it.net, rows), 1e-9);
        opened<Fixture, float> in_float;
        same(it.file, "query", width, queries_of(in_float.net, rows), 1e-5);
        step<typename opened<Fixture>::model, Inputs> first(it.net, rows, make_inputs, small_plan);
        same(it.file, "loss", 1, {first.loss}, 1e-9);
        using float_model = typename opened<Fixture, float>::model;
        if constexpr (std::is_same_v<Inputs, default_inputs<typename opened<Fixture>::model>>) {
            const step<float_model, default_inputs<float_model>> roughly(in_float.net, rows, {}, small_plan);
            same(it.file, "loss", 1, {static_cast<double>(roughly.loss)}, 1e-5);
        }
        nc::for_each_parameter(
            [&](std::string_view path, const auto& g) {
                if (g.rows * g.cols == 0) return;
                const auto all = flat(g);
                if (!alias_of.frozen(path))  // frozen ones have a gradient too, which the file does not hold
                    same(it.file, alias_of.stored("grad.", path), g.cols, all, 1e-9);
            },
            first.with_deferred(it.net));
        replay_steps(it.net, it.file, alias_of, rows, make_inputs);
    }
}

/// Prefixes as separate lanes give the same as whole sessions: queries, loss, gradients.
template <class Fixture>
void same_by_prefixes() {
    BOOST_TEST_CONTEXT(Fixture::file << " by prefixes") {
        const opened<Fixture> it;
        const batch prefixes(it.file, lane::prefix);
        BOOST_REQUIRE(prefixes.item.size() > it.stored.item.size());
        step<typename opened<Fixture>::model> whole(it.net, it.stored.rows(), {}, small_plan),
            split(it.net, prefixes.rows(), {}, small_plan);
        BOOST_REQUIRE(split.queries.rows == whole.queries.rows);
        difference query, loss;
        for (std::size_t i = 0; i < split.queries.rows; ++i)
            for (std::size_t c = 0; c < split.queries.cols; ++c) query.record(split.queries(i, c), whole.queries(prefixes.of_query[i], c));
        loss.record(split.loss, whole.loss);
        small(query, 1e-12, "query");
        small(loss, 1e-12, "loss");
        nc::for_each_parameter(
            [&](std::string_view path, const auto& a, const auto& b) {
                const auto got = flat(a), expected = flat(b);
                difference gradient;
                for (std::size_t i = 0; i < got.size(); ++i) gradient.record(got[i], expected[i]);
                small(gradient, 1e-12, std::string(path));
            },
            split.with_deferred(it.net), whole.with_deferred(it.net));
    }
}

/// The whole model against central differences, with dropout, larger weights, and columns with missing values.
template <class Fixture>
void agrees_with_central_differences() {
    using model = typename Fixture::template model<double>;
    BOOST_TEST_CONTEXT(Fixture::file << ", gradients") {
        model net(toy::numbered_items(11), options_of<Fixture, model>(0.25));
        const nc::random_stream random{9, 9};
        std::uint64_t draw = 0;
        nc::for_each_parameter(
            [&](std::string_view, auto& w) {
                for (double& x : w.data) x = random.normal(draw++) * 0.5;
            },
            net.weights);
        const toy::owned_batch events({4, 3, 3, 1}, 11, 3);
        step<model> here(net, events.rows(), {}, small_plan);
        const auto& g = here.with_deferred(net);
        std::size_t checked = 0;
        const auto check = [&](auto& weights, const auto& gradients) {
            const auto report =
                nc::check_gradients(weights, gradients, [&] { return step<model>(net, events.rows(), {}, small_plan).loss; });
            BOOST_TEST(report.worst < 1e-7,
                       report.path << "[" << report.index << "]: numeric " << report.numeric << ", analytic " << report.analytic);
            checked += report.checked;
        };
        check(net.weights.input, g.input);
        check(net.weights.encoder, g.encoder);
        check(net.weights.pooling, g.pooling);
        check(net.weights.output, g.output);
        BOOST_TEST(checked == nc::parameter_count(net.weights));
    }
}

}  // namespace whole_sessions
