// SPDX-License-Identifier: Apache-2.0
// Twardowski's two scorers against the independent PyTorch program of tests/golden: scores, losses and gradients of every step, and
// the parameters after them. docs/golden.md describes the content of each file.
#include "nextclick/zoo/context.hpp"

#include "nextclick/input.hpp"
#include "nextclick/loss/top1.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "zoo/steps.hpp"

BOOST_AUTO_TEST_SUITE(context_golden)

namespace nc = nextclick;
namespace input = nc::input;
using steps::one_step;
using whole_sessions::column;
using whole_sessions::same;

namespace {

std::shared_ptr<const nc::data::vocabulary> numbers(std::size_t n) {
    auto all = std::make_shared<nc::data::vocabulary>(nc::data::id_kind::integer);
    for (std::size_t i = 0; i < n; ++i) all->insert(static_cast<std::int64_t>(i));
    return all;
}

template <std::size_t W>
using event = input::sum<input::embedding<W>, input::categorical<"Action", W>>;
using folded = input::sum<input::one_hot, input::one_hot_of<"Action">>;
template <std::size_t W>
using item = input::sum<input::embedding<W>, input::of_item<input::categorical<"Colour", W>>>;

/// A model of the zoo in double, with the widths of a file.
template <class T, class Loss>
using mf = typename nc::zoo::context_mf<event<5>, item<5>, Loss>::template rebind<T>;
template <class T, class Loss>
using nn = typename nc::zoo::context_nn<folded, item<5>, 4, 5, Loss>::template rebind<T>;

struct mf_bpr {
    static constexpr const char* file = "context_mf_bpr";
    static constexpr bool sessions = true;
    template <class T>
    using model = mf<T, nc::loss::bpr>;
};
struct mf_top1 : mf_bpr {
    static constexpr const char* file = "context_mf_top1";
    template <class T>
    using model = mf<T, nc::loss::top1>;
};
struct neural_bpr {
    static constexpr const char* file = "context_neural_bpr";
    static constexpr bool sessions = false;
    template <class T>
    using model = nn<T, nc::loss::bpr>;
};
struct neural_top1 : neural_bpr {
    static constexpr const char* file = "context_neural_top1";
    template <class T>
    using model = nn<T, nc::loss::top1>;
};

template <class Model>
Model made(const golden::file& file) {
    typename Model::policies options;
    options.input.template get<1>().categories = numbers(4);
    whole_sessions::set_dropout(options.pooling, 0);
    auto items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(11));
    std::vector<nc::data::event_column> columns;
    columns.emplace_back("Colour", numbers(3), column<nc::item_index>(file, "attributes.colour"));
    using attributes = std::remove_cvref_t<decltype(options.output.item_input().template get<1>())>;
    options.output.item_input().template get<1>() = attributes(nc::data::item_attributes(items, std::move(columns)));
    return Model(*items, options);
}

/// A batch of a file: a step of lanes of one click, or whole sessions.
struct stored_batch {
    std::vector<std::uint32_t> begin{0}, carry;
    std::vector<nc::item_index> item, target, action;
    std::vector<nc::column_rows> columns;
    stored_batch(const stored_batch&) = delete;

    stored_batch(const golden::file& file, const std::string& prefix, bool sessions)
        : item(column<nc::item_index>(file, prefix + "item")),
          target(column<nc::item_index>(file, prefix + "target")),
          action(column<nc::item_index>(file, prefix + "action")) {
        if (sessions) {
            const auto position = column<std::uint32_t>(file, prefix + "position");
            for (std::uint32_t t = 0; t <= *std::ranges::max_element(position); ++t)
                begin.push_back(begin.back() + static_cast<std::uint32_t>(std::ranges::count(position, t)));
        } else {
            begin.push_back(static_cast<std::uint32_t>(item.size()));
            for (const double row : file.get(prefix + "carry").values)
                carry.push_back(row < 0 ? nc::new_session : static_cast<std::uint32_t>(row));
        }
        columns = {{.name = "Action", .codes = action}};
    }
    nc::event_rows rows(std::size_t nominal) const { return {{begin}, item, target, carry, nominal, columns}; }
};

/// Values that are 0 except for rounding are compared absolutely.
void same_or_nothing(const golden::file& file, const std::string& name, std::size_t cols, const std::vector<double>& got) {
    const auto& expected = file.get(name).values;
    const auto tiny = [](double x) { return std::abs(x) < 1e-12; };
    if (std::ranges::all_of(expected, tiny))
        BOOST_TEST(std::ranges::all_of(got, tiny), name);
    else
        same(file, name, cols, got, 1e-9);
}

using fixtures = std::tuple<mf_bpr, mf_top1, neural_bpr, neural_top1>;

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(every_step_equals_the_reference, Fixture, fixtures) {
    using model = typename Fixture::template model<double>;
    const auto file = whole_sessions::load(Fixture::file);
    auto net = made<model>(file);
    auto in_float = made<typename Fixture::template model<float>>(file);
    whole_sessions::set_weights(net, file, {});
    const auto nominal = static_cast<std::size_t>(file.number("setting.batch"));
    const nc::optimizer::adagrad optimiser{.rate = file.number("setting.rate")};
    nc::optimizer::adagrad::state<typename model::moment_pack> state;
    optimiser.prepare(state, net.weights);
    std::vector<double> lanes;
    for (std::size_t s = 1; s <= 5; ++s) {
        const std::string number = std::to_string(s) + ".";
        BOOST_TEST_CONTEXT(Fixture::file << ", step " << s) {
            const stored_batch stored(file, Fixture::sessions ? "" : number, Fixture::sessions);
            const auto rows = stored.rows(nominal);
            const auto drawn = column<nc::item_index>(file, number + "drawn");
            one_step<model> now(net, rows, lanes, drawn);
            same(file, number + "queries", net.query_width(), now.flat_queries(), 1e-9);
            same(file, number + "loss", 1, {now.loss}, 1e-9);
            nc::for_each_parameter([](std::string_view, auto& to, const auto& from) { std::ranges::copy(from.data, to.data.begin()); },
                                   in_float.weights, net.weights);
            one_step<typename Fixture::template model<float>> rough(in_float, rows, lanes, drawn);
            same(file, number + "queries", net.query_width(), rough.flat_queries(), 1e-5);
            same(file, number + "loss", 1, {static_cast<double>(rough.loss)}, 1e-5);
            const auto& scores = file.get(number + "scores");  // the target's, then those of the drawn items
            const auto scores_are_those = [&](const auto& m, auto& of, double max) {
                whole_sessions::difference off;
                for (std::size_t r = 0; r < scores.rows; ++r)
                    for (std::size_t c = 0; c < scores.cols; ++c)
                        off.record(nc::score_of_item(m, of.run, of.queries.row(r), c == 0 ? stored.target[r] : drawn[c - 1]), scores(r, c));
                whole_sessions::small(off, max, "scores");
            };
            scores_are_those(net, now, 1e-9);
            scores_are_those(in_float, rough, 1e-5);
            nc::for_each_parameter(
                [&](std::string_view path, const auto& g) {
                    if (g.rows * g.cols != 0) same_or_nothing(file, number + "grad." + std::string(path), g.cols, whole_sessions::flat(g));
                },
                now.gradients);
            optimiser.step(net.weights, now.gradients, state, nc::optimizer::step_position{s - 1}, 1);
            lanes = now.flat(now.after);
        }
    }
    nc::for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) same(file, "final." + std::string(path), w.cols, whole_sessions::flat(w), 1e-9);
        },
        net.weights);
}

BOOST_AUTO_TEST_SUITE_END()
