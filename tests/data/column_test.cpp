// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/column.hpp"

#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <memory>
#include <vector>

BOOST_AUTO_TEST_SUITE(data_column)

using namespace nextclick::data;

BOOST_AUTO_TEST_CASE(is_categorical_or_numeric) {
    auto names = std::make_shared<vocabulary>(id_kind::string);
    names->insert("view");
    event_column action("Action", names, {0, 0, nextclick::no_item});
    event_column price("Price", std::vector<float>{1.5f});
    BOOST_CHECK(action.categorical() && !price.categorical());
    BOOST_CHECK_EQUAL(action.size(), 3u);
    BOOST_CHECK_EQUAL(action.categories().name(action.codes()[1]), "view");
    BOOST_CHECK_EQUAL(price.numbers()[0], 1.5f);
    BOOST_CHECK_THROW(price.categories(), nextclick::data_error);
    price.edit([](auto& values) { values.resize(2); });
    BOOST_CHECK_EQUAL(price.size(), 2u);
    BOOST_CHECK(action.missing(2) && !action.missing(1) && action.same(0, 1) && !price.same(0, 1));
    BOOST_CHECK_EQUAL(action.shown(0), "\"view\"");
    BOOST_CHECK_EQUAL(action.shown(2), "nothing");
}

BOOST_AUTO_TEST_CASE(may_hold_vectors) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const event_column image("Image", vector_rows{2, {1, 2, nan, nan, 1, 2, 5, 6}});
    BOOST_CHECK(image.is<kind::vectors>());
    BOOST_CHECK_EQUAL(image.size(), 4u);
    BOOST_CHECK(image.missing(1) && !image.missing(0) && image.same(0, 2) && !image.same(0, 3));
    BOOST_CHECK_EQUAL(image.shown(0), "a vector");
    BOOST_CHECK_THROW(image.codes(), nextclick::data_error);
    BOOST_CHECK_THROW(image.numbers(), nextclick::data_error);
    const event_column some = image.rows(std::vector<std::uint32_t>{3, nextclick::no_item, 0});
    BOOST_CHECK_EQUAL(some.size(), 3u);
    BOOST_CHECK_EQUAL(some.vectors()[0][1], 6);
    BOOST_CHECK(some.missing(1));
    BOOST_CHECK(some.hash() != image.hash());
    BOOST_CHECK_THROW(event_column("Image", vector_rows{0, {}}), nextclick::data_error);
    BOOST_CHECK_THROW(event_column("Image", vector_rows{3, {1, 2, 3, 4}}), nextclick::data_error);
}

namespace {
/// A policy that reads columns of any kind.
struct reader {
    std::shared_ptr<const nextclick::data::vocabulary> categories{};
    std::shared_ptr<const nextclick::data::bag_terms> terms{};
    std::size_t width() const { return 2; }
    static const char* column_name() { return "x"; }
};
bool same_bits(std::span<const float> a, std::span<const float> b) {
    return std::ranges::equal(
        a, b, {}, [](float x) { return std::bit_cast<std::uint32_t>(x); }, [](float x) { return std::bit_cast<std::uint32_t>(x); });
}
bool same_rows(const nextclick::column_rows& a, const nextclick::column_rows& b) {
    const auto flat = [](nextclick::view<const float> v) { return std::span(v.data, v.size()); };
    return std::ranges::equal(a.codes, b.codes) && same_bits(a.numbers, b.numbers) && std::ranges::equal(a.begin, b.begin) &&
           a.vectors.cols == b.vectors.cols && same_bits(flat(a.vectors), flat(b.vectors));
}
template <class... Kinds>
struct all_kinds {
    template <class F>
    static void each(const F& f) {
        (f.template operator()<Kinds>(), ...);
    }
};
}  // namespace

/// Rows of a batch are kept as words, event by event, as served sessions keep them, and are read back to the last bit.
BOOST_AUTO_TEST_CASE(every_kind_keeps_events_in_words) {
    of_column_kinds<all_kinds>::each([]<class K>() {
        BOOST_TEST_CONTEXT(K::text) {
            nextclick::workspace memory;
            reader policy;
            const bool counts = K::of(policy).text() == "categories" || K::of(policy).text() == "a bag of terms";
            BOOST_TEST(K::of(policy).fitted() == !counts);
            K::fill_vocabulary(policy);
            const typename K::schema as = K::of(policy);
            BOOST_TEST(as.fitted());
            BOOST_TEST(!as.text().empty());
            nextclick::column_rows all{.name = "x"}, read{.name = "x"};
            K::sample(as, 11, nextclick::random_stream{1, 2}, memory, all);
            BOOST_TEST(K::rows_in(all) == 11u);
            std::vector<std::vector<std::uint32_t>> words;
            for (std::size_t r = 0; r < 11; ++r) {
                nextclick::column_rows one{.name = "x"};
                const std::uint32_t begin[] = {0, all.begin.empty() ? 1 : all.begin[r + 1] - all.begin[r]};
                const std::size_t at = all.begin.empty() ? r : all.begin[r];
                if (!all.codes.empty()) one.codes = all.codes.subspan(at, begin[1]);
                if (!all.numbers.empty()) one.numbers = all.numbers.subspan(at, begin[1]);
                if (!all.begin.empty()) one.begin = begin;
                if (all.vectors.cols > 0) one.vectors = {all.vectors.row(r).data(), 1, all.vectors.cols};
                auto& to = words.emplace_back(K::word_count(one));
                BOOST_TEST((K::write_words(one, to.data()) == to.data() + to.size()));
                BOOST_TEST(K::skip_words(as, to) == to.size());
            }
            std::vector<const std::uint32_t*> at;
            for (const auto& w : words) at.push_back(w.data());
            K::read_words(as, at, memory, read);
            BOOST_TEST(same_rows(all, read));
            for (std::size_t r = 0; r < 11; ++r) BOOST_TEST((at[r] == words[r].data() + words[r].size()));
            K::record(as, 5, memory, read = {.name = "x"});
            BOOST_TEST(K::rows_in(read) == 5u);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
