// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/storage.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(storage_)

namespace nc = nextclick;

namespace {
bool aligned(const void* p) { return reinterpret_cast<std::uintptr_t>(p) % nc::cache_line == 0; }
}  // namespace

BOOST_AUTO_TEST_CASE(vectors_begin_on_a_cache_line) {
    for (std::size_t n = 1; n < 300; n += 7) {
        BOOST_TEST(aligned(nc::aligned_vector<float>(n).data()));
        BOOST_TEST(aligned(nc::aligned_vector<double>(n).data()));
        BOOST_TEST(aligned(nc::aligned_vector<char>(n).data()));
    }
}

BOOST_AUTO_TEST_CASE(a_matrix_is_row_major_and_starts_as_zeros) {
    nc::matrix<float> m;
    m.resize(2, 3);
    for (const float x : m.data) BOOST_TEST(x == 0.0f);
    m(1, 2) = 5;
    BOOST_TEST(m.data[5] == 5.0f);
    BOOST_TEST(m.row(1)[2] == 5.0f);
    BOOST_TEST(m.row(1).size() == 3u);
    m.resize(3, 2);
    for (const float x : m.data) BOOST_TEST(x == 0.0f);
    BOOST_TEST(m.data.size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_shape_beyond_memory_is_refused_with_its_numbers) {
    nc::matrix<float> m;
    m.resize(2, 3);
    const std::size_t minus_five = static_cast<std::size_t>(-5);
    for (const auto& [r, c] :
         {std::pair<std::size_t, std::size_t>{2'000, minus_five}, {minus_five, 1}, {std::size_t{1} << 32, std::size_t{1} << 32}})
        try {
            m.resize(r, c);
            BOOST_ERROR("there is no such memory");
        } catch (const nc::argument_error& e) {
            const std::string text = std::to_string(r) + " x " + std::to_string(c) + " numbers";
            BOOST_TEST(std::string(e.what()).find(text) != std::string::npos, e.what());
        }
    BOOST_TEST(m.rows == 2u);
    BOOST_TEST(m.data.size() == 6u);
    m.resize(0, minus_five);  // an empty shape is not too large
}

BOOST_AUTO_TEST_CASE(views_are_windows) {
    nc::matrix<double> m;
    m.resize(4, 5);
    for (std::size_t i = 0; i < m.data.size(); ++i) m.data[i] = static_cast<double>(i);
    const nc::view<double> whole = m;
    BOOST_TEST(whole.size() == 20u);
    BOOST_TEST(whole.stride == 5u);
    const auto window = whole.block(1, 2).col_block(2, 3);
    BOOST_TEST(window.rows == 2u);
    BOOST_TEST(window.cols == 3u);
    BOOST_TEST(window.size() == 6u);
    BOOST_TEST(window(0, 0) == 7.0);
    BOOST_TEST(window(1, 2) == 14.0);
    BOOST_TEST(window.row(1).size() == 3u);
    BOOST_TEST(window.row(1)[0] == 12.0);
    window(1, 0) = -1;
    BOOST_TEST(m(2, 2) == -1.0);

    const nc::view<const double> fixed = window;
    BOOST_TEST(fixed.data == window.data);
    BOOST_TEST(fixed.stride == 5u);
    const auto& constant = m;
    const nc::view<const double> of_constant = constant;
    BOOST_TEST(of_constant.data == m.data.data());
    static_assert(!std::is_convertible_v<nc::view<const double>, nc::view<double>>);
    static_assert(!std::is_convertible_v<const nc::matrix<double>&, nc::view<double>>);
}

BOOST_AUTO_TEST_CASE(a_row_gradient_holds_touched_rows_once_in_order_of_first_touch) {
    nc::row_gradient<float> g;
    g.resize(10, 2);
    g.row(7)[0] += 1;
    g.row(3)[1] += 2;
    g.row(7)[0] += 3;  // a duplicate is summed
    BOOST_TEST((g.touched == std::vector<nc::item_index>{7, 3}));
    BOOST_TEST(g.data.size() == 4u);
    BOOST_TEST(g.at(0)[0] == 4.0f);
    BOOST_TEST(g.at(0)[1] == 0.0f);
    BOOST_TEST(g.at(1)[1] == 2.0f);
    BOOST_TEST(g.touch(3) == 1u);
    BOOST_TEST(g.slot[0] == nc::no_item);
}

BOOST_AUTO_TEST_CASE(a_row_set_numbers_its_rows_in_order_of_first_touch) {
    nc::row_set set;
    set.resize(10);
    BOOST_TEST(set.touch(7) == 0u);
    BOOST_TEST(set.touch(4) == 1u);
    BOOST_TEST(set.touch(7) == 0u);
    BOOST_TEST((set.touched == std::vector<nc::item_index>{7, 4}));
    BOOST_TEST(set.slot[4] == 1u);
    BOOST_TEST(set.slot[0] == nc::no_item);
    set.clear();
    BOOST_TEST(set.touched.empty());
    for (const auto s : set.slot) BOOST_TEST(s == nc::no_item);
}

BOOST_AUTO_TEST_CASE(dropping_rows_keeps_the_others_in_order_with_their_sums) {
    nc::row_gradient<float> g;
    g.resize(10, 2);
    for (const nc::item_index r : {8u, 2u, 5u, 1u}) g.row(r)[1] = static_cast<float>(r);
    g.drop(std::vector<char>{1, 0, 1, 0});
    BOOST_TEST((g.touched == std::vector<nc::item_index>{2, 1}));
    BOOST_TEST(g.data.size() == 4u);
    BOOST_TEST(g.at(0)[1] == 2.0f);
    BOOST_TEST(g.at(1)[1] == 1.0f);
    BOOST_TEST(g.slot[8] == nc::no_item);
    BOOST_TEST(g.slot[5] == nc::no_item);
    BOOST_TEST(g.slot[1] == 1u);
    BOOST_TEST(g.row(8)[1] == 0.0f);  // not the value that the earlier row left there
    g.drop(std::vector<char>{0, 0, 0});
    BOOST_TEST(g.touched.size() == 3u);
}

BOOST_AUTO_TEST_CASE(clearing_forgets_the_touched_rows_only_and_keeps_memory) {
    nc::row_gradient<float> g;
    g.resize(100, 8);
    for (nc::item_index r = 0; r < 50; ++r) g.row(r)[0] = 1;
    const auto* before = g.data.data();
    g.clear();
    BOOST_TEST(g.touched.empty());
    for (const auto s : g.slot) BOOST_TEST(s == nc::no_item);
    for (nc::item_index r = 50; r < 100; ++r)
        for (const float x : g.row(r)) BOOST_TEST(x == 0.0f);  // not the value that the earlier row left there
    BOOST_TEST(g.data.data() == before);
}

BOOST_AUTO_TEST_CASE(resizing_a_row_gradient_forgets_everything) {
    nc::row_gradient<float> g;
    g.resize(4, 2);
    g.row(3)[0] = 1;
    g.resize(6, 3);
    BOOST_TEST(g.touched.empty());
    BOOST_TEST(g.slot.size() == 6u);
    BOOST_TEST(g.row(3).size() == 3u);
    BOOST_TEST(g.row(3)[0] == 0.0f);
}

BOOST_AUTO_TEST_SUITE_END()
