// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/stored.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "archetypes/bf16.hpp"
#include "nextclick/core/initialise.hpp"

BOOST_AUTO_TEST_SUITE(stored)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(a_number_is_stored_as_it_is) {
    static_assert(!nc::is_compressed<float> && std::is_same_v<nc::computed_of<const double>, double>);
    std::vector<float> x{1, 2, 3};
    nc::on_numbers(std::span(x), {}, [&](std::span<float> all, std::size_t first) {
        BOOST_TEST(first == 0u);
        BOOST_TEST(all.data() == x.data());
        all[1] = 5;
    });
    BOOST_TEST(x[1] == 5);
}

BOOST_AUTO_TEST_CASE(another_form_is_read_and_written_in_parts) {
    static_assert(nc::Compressed<bf16::number> && nc::is_compressed<const bf16::number>);
    static_assert(std::is_same_v<nc::values<float>::rows_in<bf16>, nc::row_table<bf16::number>>);
    static_assert(std::is_same_v<nc::values<double>::rows_in<bf16>, nc::row_table<double>>);
    static_assert(std::is_same_v<nc::gradients<float>::rows_in<bf16>, nc::row_gradient<float>>);
    static_assert(std::is_same_v<nc::moments<float>::rows_in<bf16>, nc::row_table<float>>);
    std::vector<bf16::number> x(600, bf16::number(0));
    std::vector<std::size_t> begins;
    nc::on_numbers(std::span(x), {1, 2}, [&](std::span<float> some, std::size_t first) {
        begins.push_back(first);
        for (std::size_t i = 0; i < some.size(); ++i) some[i] = static_cast<float>(first + i) / 64;  // exact for few bits
    });
    BOOST_TEST(begins == (std::vector<std::size_t>{0, 256, 512}), boost::test_tools::per_element());
    std::vector<float> back(600);
    nc::decode<bf16::number>(x, back);
    for (std::size_t i = 0; i < 600; ++i) BOOST_TEST(std::abs(back[i] - static_cast<float>(i) / 64) <= static_cast<float>(i) / 64 / 128);
    std::size_t read = 0;
    nc::on_numbers(std::span<const bf16::number>(x), {}, [&](auto some, std::size_t) {
        static_assert(std::is_same_v<decltype(some), std::span<const float>>, "constant elements are read, not written");
        read += some.size();
    });
    BOOST_TEST(read == 600u);
}

BOOST_AUTO_TEST_CASE(rounding_by_chance_keeps_the_mean) {
    std::vector<bf16::number> x(20'000, bf16::number(0));
    nc::on_numbers(std::span(x), {3, 9}, [](std::span<float> some, std::size_t) { std::fill(some.begin(), some.end(), 1.001f); });
    std::vector<float> back(x.size());
    nc::decode<bf16::number>(x, back);
    double sum = 0;
    for (const float v : back) sum += static_cast<double>(v);
    BOOST_TEST(sum / 20'000 == 1.001, boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(initial_values_are_those_of_numbers_rounded) {
    nc::row_table<float> plain;
    nc::row_table<bf16::number> small;
    plain.resize(40, 30);
    small.resize(40, 30);
    nc::glorot_uniform(plain, {5, 5});
    nc::glorot_uniform(small, {5, 5});
    std::vector<float> back(1200);
    nc::decode<bf16::number>(small.data, back);
    for (std::size_t i = 0; i < 1200; ++i) BOOST_TEST(std::abs(back[i] - plain.data[i]) <= std::abs(plain.data[i]) / 128);
}

BOOST_AUTO_TEST_SUITE_END()
