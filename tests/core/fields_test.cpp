// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/fields.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(fields_)

namespace nc = nextclick;

namespace {
template <class Kind>
struct inner {
    typename Kind::dense weights, bias;
    static constexpr auto fields() { return nc::field_list{nc::field{"weights", &inner::weights}, nc::field{"bias", &inner::bias}}; }
};
template <class Kind>
struct outer {
    typename Kind::rows table;
    inner<Kind> cell;
    nc::no_parameters nothing;
    inner<Kind> nameless;
    static constexpr auto fields() {
        return nc::field_list{nc::field{"table", &outer::table}, nc::field{"cell", &outer::cell}, nc::field{"nothing", &outer::nothing},
                              nc::field{"", &outer::nameless}};
    }
};
struct long_name {
    nc::matrix<float> m;
    static constexpr char name[] =
        "a_name_of_more_than_255_characters_0123456789012345678901234567890123456789012345678901234567890123456789"
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789";
    static constexpr auto fields() { return nc::field_list{nc::field{name, &long_name::m}}; }
};
using values = outer<nc::values<float>>;
using gradients = outer<nc::gradients<float>>;

values example() {
    values p;
    p.table.resize(5, 2);
    p.cell.weights.resize(2, 3);
    p.cell.bias.resize(1, 3);
    p.nameless.weights.resize(4, 4);
    p.nameless.bias.resize(1, 4);
    return p;
}
}  // namespace

static_assert(nc::Parameters<values> && nc::Parameters<const values&> && nc::Parameters<nc::no_parameters>);
static_assert(!nc::Parameters<nc::matrix<float>> && !nc::Parameters<int>);

BOOST_AUTO_TEST_CASE(every_tensor_is_visited_once_depth_first_with_its_path) {
    auto p = example();
    std::vector<std::string> paths;
    nc::for_each_parameter([&](std::string_view path, auto&) { paths.emplace_back(path); }, p);
    BOOST_TEST((paths == std::vector<std::string>{"table", "cell.weights", "cell.bias", "weights", "bias"}));
}

BOOST_AUTO_TEST_CASE(packs_are_walked_side_by_side) {
    auto p = example();
    gradients g;
    nc::resize_like(g, p);
    int visited = 0;
    nc::for_each_parameter(
        [&](std::string_view, auto& w, auto& d) {
            ++visited;
            BOOST_TEST(w.rows == d.rows);
            BOOST_TEST(w.cols == d.cols);
            if constexpr (requires { d.slot; }) d.row(3)[1] = 8;
            w.data[0] = 7;
        },
        p, g);
    BOOST_TEST(visited == 5);
    BOOST_TEST(p.nameless.bias(0, 0) == 7.0f);
    BOOST_TEST((g.table.touched == std::vector<nc::item_index>{3}));
}

BOOST_AUTO_TEST_CASE(constant_packs_are_read) {
    const auto p = example();
    std::size_t n = 0;
    nc::for_each_parameter(
        [&](std::string_view, const auto& w) {
            static_assert(std::is_const_v<std::remove_reference_t<decltype(w)>>);
            n += w.data.size();
        },
        p);
    BOOST_TEST(n == 10u + 6 + 3 + 16 + 4);
    BOOST_TEST(nc::parameter_count(p) == n);
    BOOST_TEST(nc::parameter_count(nc::no_parameters{}) == 0u);
}

BOOST_AUTO_TEST_CASE(resize_like_gives_shapes_and_zeros) {
    const auto p = example();
    auto copy = example();
    copy.cell.weights(1, 1) = 3;
    nc::resize_like(copy, p);
    BOOST_TEST(copy.cell.weights(1, 1) == 0.0f);
    BOOST_TEST(copy.table.rows == 5u);
}

BOOST_AUTO_TEST_CASE(a_path_that_is_too_long_is_refused) {
    long_name p;
    BOOST_CHECK_THROW(nc::for_each_parameter([](std::string_view, auto&) {}, p), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
