// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/vocabulary.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(data_vocabulary)

using nextclick::no_item;
using namespace nextclick::data;

BOOST_AUTO_TEST_CASE(numbers_ids_in_order_of_first_insertion) {
    vocabulary v;
    BOOST_CHECK_EQUAL(v.insert(42), 0u);
    BOOST_CHECK_EQUAL(v.insert(-7), 1u);
    BOOST_CHECK_EQUAL(v.insert("42"), 0u);
    BOOST_CHECK_EQUAL(v.insert(item_id(9)), 2u);
    BOOST_CHECK_EQUAL(v.size(), 3u);
    BOOST_CHECK_EQUAL(v.name(1), "-7");
    BOOST_CHECK(v[2] == item_id(9));
}

BOOST_AUTO_TEST_CASE(ids_are_found_by_either_spelling) {
    vocabulary integers, strings(id_kind::string);
    integers.insert(42);
    strings.insert("42");
    strings.insert("shoe");
    BOOST_CHECK_EQUAL(integers.find("42"), 0u);
    BOOST_CHECK_EQUAL(integers.find("042"), no_item);
    BOOST_CHECK_EQUAL(integers.find("shoe"), no_item);
    BOOST_CHECK_EQUAL(strings.find(42), 0u);
    BOOST_CHECK_EQUAL(strings.find(item_id("shoe")), 1u);
    BOOST_CHECK_EQUAL(strings.find(std::string("boot")), no_item);
    BOOST_CHECK_EQUAL(integers.find(~std::uint64_t{0}), no_item);
}

BOOST_AUTO_TEST_CASE(a_string_turns_integers_into_strings_that_keep_their_numbers) {
    vocabulary v, strings(id_kind::string);
    for (const int id : {42, -7, 0}) v.insert(id);
    BOOST_CHECK_EQUAL(v.insert("shoe"), 3u);
    BOOST_CHECK(v.kind() == id_kind::string && v.integers().empty());
    BOOST_CHECK_EQUAL(v.insert("42"), 0u);
    BOOST_CHECK_EQUAL(v.insert(-7), 1u);
    BOOST_CHECK_EQUAL(v.insert("007"), 4u);
    for (const char* id : {"42", "-7", "0", "shoe", "007"}) strings.insert(id);
    BOOST_CHECK(v == strings);
    BOOST_CHECK_EQUAL(v.hash(), strings.hash());
    vocabulary empty;
    BOOST_CHECK_EQUAL(empty.insert("a"), 0u);
    BOOST_CHECK(empty.kind() == id_kind::string);
}

BOOST_AUTO_TEST_CASE(an_empty_vocabulary_finds_nothing) {
    BOOST_CHECK_EQUAL(vocabulary().find(0), no_item);
    BOOST_CHECK_EQUAL(vocabulary(id_kind::string).find(""), no_item);
}

BOOST_AUTO_TEST_CASE(agrees_with_a_standard_map_on_many_ids) {
    const nextclick::random_stream random{1, 2};
    vocabulary integers, strings(id_kind::string);
    std::unordered_map<std::int64_t, std::uint32_t> expected;
    for (std::uint64_t n = 0; n < 100'000; ++n) {
        const std::int64_t id = std::int64_t{random.below(n, 30'000)} * 4096 - 1'000'000;
        const auto at = expected.try_emplace(id, static_cast<std::uint32_t>(expected.size())).first->second;
        BOOST_REQUIRE_EQUAL(integers.insert(id), at);
        BOOST_REQUIRE_EQUAL(strings.insert("item number " + std::to_string(id)), at);
    }
    for (const auto& [id, at] : expected) {
        BOOST_REQUIRE_EQUAL(integers.find(id), at);
        BOOST_REQUIRE_EQUAL(strings.find("item number " + std::to_string(id)), at);
        BOOST_REQUIRE_EQUAL(integers.find(id + 1), no_item);
    }
}

BOOST_AUTO_TEST_CASE(is_written_to_a_file_and_read_back) {
    vocabulary integers, strings(id_kind::string);
    for (const int id : {5, 3, 1'000'000, -2}) integers.insert(id);
    for (const char* id : {"shoe", "", "a longer name than eight bytes"}) strings.insert(id);
    BOOST_CHECK(vocabulary::from_integers(integers.integers()) == integers);
    const auto again = vocabulary::from_strings(strings.string_offsets(), strings.string_bytes());
    BOOST_CHECK(again == strings);
    BOOST_CHECK_EQUAL(again.hash(), strings.hash());
    BOOST_CHECK_EQUAL(again.find(""), 1u);
    BOOST_CHECK(integers.string_offsets().empty());
}

BOOST_AUTO_TEST_CASE(damaged_files_are_refused) {
    const std::vector<std::int64_t> twice{1, 2, 1};
    BOOST_CHECK_THROW(vocabulary::from_integers(twice), nextclick::data_error);
    using offsets = std::vector<std::uint64_t>;
    for (const offsets& o : {offsets{}, offsets{1, 2}, offsets{0, 3}, offsets{0, 2, 1, 2}, offsets{0, 9, 2}})
        BOOST_CHECK_THROW(vocabulary::from_strings(o, "ab"), nextclick::data_error);
    BOOST_CHECK_THROW(vocabulary::from_strings(offsets{0, 1, 2}, "aa"), nextclick::data_error);
}

BOOST_AUTO_TEST_CASE(the_hash_is_fnv_1a_of_kind_ids_and_order) {
    BOOST_CHECK_EQUAL(vocabulary().hash(), 0xAF63BD4C8601B7DFu);  // FNV-1a 64 of one zero byte
    vocabulary a, b, c, d(id_kind::string), e(id_kind::string);
    a.insert(1), a.insert(2);
    b.insert(2), b.insert(1);
    c.insert(1), c.insert(2), c.insert(1);
    d.insert("ab"), d.insert("c");
    e.insert("a"), e.insert("bc");
    BOOST_CHECK_NE(a.hash(), b.hash());
    BOOST_CHECK_EQUAL(a.hash(), c.hash());
    BOOST_CHECK_NE(d.hash(), e.hash());
    BOOST_CHECK_NE(vocabulary().hash(), vocabulary(id_kind::string).hash());
    // Byte by byte, as documented: kind 0, then 1 and 2 as eight bytes each, little-endian.
    std::uint64_t h = 0xCBF29CE484222325u;
    for (const int byte : {0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}) h = (h ^ static_cast<std::uint64_t>(byte)) * 0x100000001B3u;
    BOOST_CHECK_EQUAL(a.hash(), h);
}

BOOST_AUTO_TEST_SUITE_END()
