// SPDX-License-Identifier: Apache-2.0
// Both stages against the independent PyTorch program of tests/golden; docs/golden.md describes the content of each file.
#include "nextclick/zoo/listwise_dnn.hpp"

#include <algorithm>
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>
#include <numeric>
#include <string>
#include <type_traits>
#include <vector>

#include "nextclick/model/for_ranking.hpp"
#include "zoo/whole_sessions.hpp"

BOOST_AUTO_TEST_SUITE(zoo_listwise_dnn)

namespace nc = nextclick;
using namespace nc;
using whole_sessions::column;
using whole_sessions::opened;
using whole_sessions::same;

namespace {
using first_stage = zoo::session_embedding<"Action", 4, 6>;
using second_stage = zoo::listwise_dnn<"Action", 4, 6>;

/// Stage 2 with a different width in every place, so that an exchange of two is detected.
template <std::size_t Item, std::size_t Units, class LastBias = biased>
using second_of =
    model<input::per_category<"Action", 4>, encoder::none, zoo::detail::pooled_by_kind<4, 6>,
          output::item_tower<input::embedding<Item>, encoder::stack<encoder::dense<Units>, encoder::dense<4, activation::linear, LastBias>>,
                             output::unbiased>,
          loss::listwise, sampler::join<sampler::in_batch, sampler::popularity>>;
static_assert(std::is_same_v<second_of<4, 6, unbiased>, second_stage>);

struct stage1 {
    static constexpr const char* file = "wu_stage1";
    static inline const whole_sessions::names parameters{};
    template <class T>
    using model = first_stage::rebind<T>;
    template <class Policies>
    static void adjust(Policies& p) {
        p.input.categories = toy::actions();
    }
};
template <class Fixture>
struct of_stage2 {
    static inline const whole_sessions::names parameters{};
    template <class T>
    using model = second_of<3, 5>::rebind<T>;
    template <class Policies>
    static void adjust(Policies& p) {
        stage1::adjust(p);
        p.loss.decay = whole_sessions::load(Fixture::file).number("setting.decay");
    }
};
struct stage2 : of_stage2<stage2> {
    static constexpr const char* file = "wu_stage2";
};
struct stage2_steep : of_stage2<stage2_steep> {
    static constexpr const char* file = "wu_stage2_steep";
};
struct stage2_next : of_stage2<stage2_next> {
    static constexpr const char* file = "wu_stage2_next";
};
using second_stages = boost::mp11::mp_list<stage2, stage2_steep, stage2_next>;

/// The drawn items of the file, beside those of the batch.
template <class Model>
struct stored_list {
    std::vector<item_index> drawn{};

    objective::inputs_of<Model> operator()(const Model&, pass&, const event_rows&, const objective::stream_plan&) const {
        return {.drawn = drawn};
    }
};
template <class Fixture>
using stored_list_of = stored_list<typename Fixture::template model<double>>;

template <class Range>
std::vector<item_index> sorted(const Range& items) {
    std::vector<item_index> all(items.begin(), items.end());
    std::ranges::sort(all);
    return all;
}

/// Scores of all items, by rows of queries.
template <class Model>
std::vector<double> scores_of(const Model& net, const std::vector<double>& queries) {
    const auto& table = net.table_of(net.weights);
    std::vector<double> all;
    for (std::size_t at = 0; at < queries.size(); at += table.cols)
        for (std::size_t i = 0; i < table.rows; ++i)
            all.push_back(std::inner_product(table.row(i).begin(), table.row(i).end(), queries.data() + at, 0.0));
    return all;
}

template <class Model>
Model with_actions(const data::vocabulary& items, std::uint64_t seed) {
    typename Model::policies policies;
    policies.input.categories = toy::actions();
    return Model(items, policies, seed);
}
}  // namespace

BOOST_AUTO_TEST_CASE(stage_1_follows_its_equations) { whole_sessions::replay<stage1>(); }

BOOST_AUTO_TEST_CASE(stage_1_learns_the_same_from_prefixes) { whole_sessions::same_by_prefixes<stage1>(); }

BOOST_AUTO_TEST_CASE(stage_1_has_the_gradients_of_central_differences) { whole_sessions::agrees_with_central_differences<stage1>(); }

BOOST_AUTO_TEST_CASE_TEMPLATE(stage_2_follows_its_equations, Fixture, second_stages) {
    const auto file = whole_sessions::load(Fixture::file);
    whole_sessions::replay<Fixture>(stored_list_of<Fixture>{.drawn = column<item_index>(file, "drawn")});
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_list_holds_targets_and_drawn_items_and_no_other_row_learns, Fixture, second_stages) {
    const opened<Fixture> it;
    const auto listed = column<item_index>(it.file, "candidates");
    whole_sessions::step<typename opened<Fixture>::model, stored_list_of<Fixture>> now(
        it.net, it.stored.rows(), {.drawn = column<item_index>(it.file, "drawn")}, whole_sessions::small_plan);
    BOOST_TEST(sorted(now.learner.candidates()) == listed, boost::test_tools::per_element());
    BOOST_TEST(sorted(now.gradients.output.item.items.touched) == listed, boost::test_tools::per_element());
    std::vector<item_index> fed;
    for (std::size_t r = 0; r < it.stored.item.size(); ++r) fed.push_back(it.stored.action[r] * 11 + it.stored.item[r]);
    std::ranges::sort(fed);
    fed.erase(std::unique(fed.begin(), fed.end()), fed.end());
    BOOST_TEST(sorted(now.gradients.input.items.touched) == fed, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stage_2_ranks_by_the_rows_of_the_tower, Fixture, second_stages) {
    const opened<Fixture> it;
    const auto queries = whole_sessions::queries_of(it.net, it.stored.rows());
    same(it.file, "scores", 11, scores_of(for_ranking(it.net), queries), 1e-9);
}

BOOST_AUTO_TEST_CASE(stage_2_begins_with_the_sessions_and_items_of_stage_1) {
    const opened<stage1> first;
    auto net = with_actions<second_stage::rebind<double>>(first.net.items(), 5);
    const auto rows_before = net.weights.output.net;
    zoo::begin_with(net, first.net);
    same(first.file, "query", 4, whole_sessions::queries_of(net, first.stored.rows()), 1e-9);
    same(first.file, "init.output.items", 4, whole_sessions::flat(net.weights.output.item.items), 0);
    for_each_parameter([](std::string_view path, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), path); }, rows_before,
                       net.weights.output.net);  // stage 1 has no such parameters
}

BOOST_AUTO_TEST_CASE(stages_of_different_vocabularies_are_refused) {
    const auto first = with_actions<first_stage>(toy::numbered_items(11), 1);
    std::vector<std::int64_t> ids(11);
    std::iota(ids.begin(), ids.end(), 200);  // as many items, other ids
    for (const auto& items : {toy::numbered_items(12), data::vocabulary::from_integers(ids)}) {
        auto net = with_actions<second_stage>(items, 2);
        const auto before = net.weights.input.items.data;
        BOOST_CHECK_EXCEPTION(zoo::begin_with(net, first), argument_error, [](const argument_error& e) {
            return std::string(e.what()).find("different vocabularies") != std::string::npos;
        });
        BOOST_TEST((net.weights.input.items.data == before));
    }
}

BOOST_AUTO_TEST_SUITE_END()
