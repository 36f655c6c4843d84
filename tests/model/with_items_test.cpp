// SPDX-License-Identifier: Apache-2.0
#include "nextclick/model/with_items.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/hrnn.hpp"
#include "nextclick/zoo/listwise_dnn.hpp"
#include "nextclick/zoo/narm.hpp"
#include "nextclick/zoo/stamp.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(with_other_items)

namespace nc = nextclick;

namespace {
nc::data::vocabulary ids(std::vector<std::int64_t> of) { return nc::data::vocabulary::from_integers(of); }

/// Items 100..111: 5 are removed, 3 are added, and all have new numbers.
nc::data::vocabulary others() { return ids({7, 111, 100, 105, 8, 101, 102, 110, 109, 9}); }

template <class Model>
void ranks_as_before(const Model& net, std::span<const nc::serve::column_value> columns = {}) {
    const Model next = nc::with_items(net, others());
    nc::serve::session<Model> a(net), b(next);
    for (const int click : {101, 110, 105, 100}) {
        BOOST_TEST_REQUIRE((a.push(click, columns) && b.push(click, columns)));
        BOOST_TEST(std::equal(a.query().begin(), a.query().end(), b.query().begin(), b.query().end()));
        std::vector<float> before(net.item_count()), after(next.item_count());
        a.score_all(before);
        b.score_all(after);
        for (nc::item_index i = 0; i < next.item_count(); ++i)
            if (const auto old = net.items().find(next.items()[i]); old != nc::no_item) BOOST_TEST(after[i] == before[old]);
    }
}
}  // namespace

BOOST_AUTO_TEST_CASE(known_items_are_ranked_as_before) {
    ranks_as_before(nc::zoo::gru4rec<6>(toy::numbered_items(12), {}, 3));
    ranks_as_before(nc::zoo::gru4rec_2016<6>(toy::numbered_items(12), {}, 3));
    ranks_as_before(nc::zoo::narm<6, 6>(toy::numbered_items(12), {}, 3));
    ranks_as_before(nc::zoo::stamp<6>(toy::numbered_items(12), {}, 3));
    const nc::serve::column_value cart[] = {{"Action", "cart"}};  // a table of items for each action
    ranks_as_before(nc::zoo::session_embedding<"Action", 4, 6>(toy::numbered_items(12), {.input = {toy::actions()}}, 3), cart);
}

BOOST_AUTO_TEST_CASE(new_items_begin_with_the_mean_of_their_group) {
    const nc::zoo::gru4rec<6> net(toy::numbered_items(12), {}, 3);
    const auto items = others();
    constexpr nc::item_index none = nc::no_item;
    const std::vector<nc::item_index> groups{1, 1, 0, 0, 5, 1, none, 1, 3, none};  // no item of group 5 is known
    const nc::zoo::session_embedding<"Action", 4, 6> of_actions(toy::numbered_items(12), {.input = {toy::actions()}}, 3);
    for (const double length : {0.0, 0.5, 1.0}) {
        const auto next = nc::with_items(net, items, {.groups = groups, .length = length});
        // The table of one action has no rows for another action's new items.
        const auto tables = nc::with_items(of_actions, items, {.groups = groups, .length = length});
        const auto& before = of_actions.weights.input.items;
        auto one = of_actions;
        std::ranges::fill(std::span(one.weights.input.items.data).subspan(12 * before.cols), 0.0f);
        const auto first = nc::with_items(one, items, {.groups = groups, .length = length});
        const auto part = [&](const auto& m, std::size_t n) { return std::span(m.weights.input.items.data).first(n * before.cols); };
        BOOST_TEST(tables.weights.input.items.rows == 30u);
        BOOST_TEST(std::ranges::equal(part(tables, 10), part(first, 10)));
        BOOST_TEST(
            std::ranges::all_of(std::span(first.weights.input.items.data).subspan(10 * before.cols), [](float x) { return x == 0; }));
        const auto row = [&](int id) { return net.weights.input.items.row(net.items().find(id)); };
        const auto norm = [](const auto& v) { return std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0)); };
        const auto begins = [&](nc::item_index i, const std::vector<int>& of) {
            std::vector<double> mean(6, 0);
            double longer = 0;
            for (const int id : of) {
                for (std::size_t c = 0; c < 6; ++c) mean[c] += static_cast<double>(row(id)[c]) / static_cast<double>(of.size());
                longer += norm(row(id)) / static_cast<double>(of.size());
            }
            const double factor = ((1 - length) * norm(mean) + length * longer) / norm(mean);
            for (std::size_t c = 0; c < 6; ++c)
                BOOST_TEST(std::abs(static_cast<double>(next.weights.input.items.row(i)[c]) - factor * mean[c]) < 1e-6);
        };
        const std::vector<int> all{111, 100, 105, 101, 102, 110, 109};
        begins(0, {111, 101, 110});
        begins(4, all);
        begins(9, all);
        BOOST_TEST(std::ranges::equal(next.weights.input.items.row(2), row(100)));
    }
}

BOOST_AUTO_TEST_CASE(the_same_items_are_the_same_model) {
    const nc::zoo::gru4rec<6> net(toy::numbered_items(12), {}, 3);
    const auto same = nc::with_items(net, net.items());
    nc::for_each_parameter(
        [](std::string_view, const auto& a, const auto& b) { BOOST_TEST(a.data == b.data, boost::test_tools::per_element()); },
        same.weights, net.weights);
}

BOOST_AUTO_TEST_CASE(every_parameter_with_a_row_per_item_is_marked) {
    // A parameter with a row for each of 23 items that is not marked as such would be copied by number.
    const auto check = []<class Model>(const Model& net) {
        nc::for_each_parameter(
            [&](std::string_view path, const auto& w) {
                if (w.rows > 0) BOOST_TEST((w.rows % 23 == 0) == nc::place_of(net.weights, w).row_per_item, std::string(path));
            },
            net.weights);
    };
    check(nc::zoo::gru4rec<6>(toy::numbered_items(23)));
    check(nc::zoo::gru4rec_2016<6>(toy::numbered_items(23)));
    check(nc::zoo::narm<6, 6>(toy::numbered_items(23)));
    check(nc::zoo::stamp<6>(toy::numbered_items(23)));
    check(nc::zoo::hrnn<nc::encoder::hrnn::all, 6, 4>(toy::numbered_items(23)));
    check(nc::zoo::session_embedding<"Action", 4, 6>(toy::numbered_items(23), {.input = {toy::actions()}}));
    check(nc::zoo::listwise_dnn<"Action", 4, 6>(toy::numbered_items(23), {.input = {toy::actions()}}));
}

BOOST_AUTO_TEST_CASE(impossible_requests_are_errors) {
    const nc::zoo::gru4rec<6> net(toy::numbered_items(12), {}, 3);
    const std::vector<nc::item_index> two{0, 1};
    BOOST_CHECK_THROW(nc::with_items(net, others(), {.groups = two}), nc::argument_error);
    BOOST_CHECK_THROW(nc::with_items(net, ids({1, 2, 3})), nc::argument_error);
    BOOST_CHECK_THROW(nc::with_items(net, nc::data::vocabulary()), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
