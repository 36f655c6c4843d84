// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/decoder.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/items_of.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/read/read_vectors.hpp"

BOOST_AUTO_TEST_SUITE(data_decoder)

using namespace nextclick::data;
using data_test::says;

namespace {

/// A toy decoder: the text after the mark, with every letter shifted by one.
template <char mark>
struct shifted {
    bool recognises(std::string_view head) const { return head.starts_with(mark); }
    byte_reader decode(byte_reader in, std::string) const {
        auto [head, source] = peek(std::move(in), 1);
        source(std::span(head));
        return [source = std::move(source)](std::span<char> to) {
            const std::size_t n = source(to);
            for (char& c : to.first(n)) c = static_cast<char>(c - (mark == '!' ? 1 : 2));
            return n;
        };
    }
};
std::string shift(std::string text, char mark) {
    for (char& c : text) c = static_cast<char>(c + (mark == '!' ? 1 : 2));
    return mark + text;
}
const std::string table = "SessionId\tItemId\tTime\n1\t2\t3\n1\t3\t4\n";

/// Redirects standard input to a file during its lifetime.
class standard_input {
public:
    explicit standard_input(const std::filesystem::path& path) { BOOST_REQUIRE(std::freopen(path.c_str(), "rb", stdin) != nullptr); }
    standard_input(const standard_input&) = delete;
    standard_input& operator=(const standard_input&) = delete;
    ~standard_input() { (void)!std::freopen("/dev/null", "rb", stdin); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_that_recognises_a_file_decodes_it) {
    const data_test::scratch files;
    const decoders<shifted<'!'>, shifted<'?'>> both;
    for (const std::string& content : {table, shift(table, '!'), shift(table, '?')})
        BOOST_CHECK_EQUAL(data_test::spelled(read_clicks(files.write("c", content), both)), "1: 2 3");
    BOOST_CHECK_THROW(read_clicks(files.write("c", shift(table, '?')), decoders<shifted<'!'>>{}), nextclick::data_error);
}

BOOST_AUTO_TEST_CASE(a_dash_is_standard_input_compressed_or_not) {
    const data_test::scratch files;
    for (const std::string& content : {table, shift(table, '!')}) {
        const standard_input in(files.write("c.tsv", content));
        BOOST_CHECK_EQUAL(data_test::spelled(read_clicks("-", decoders<shifted<'!'>>{})), "1: 2 3");
    }
    {
        const standard_input in(files.write("c.tsv", table + "1\tx\n"));
        BOOST_CHECK_EXCEPTION(read_clicks("-"), nextclick::data_error, says("standard input:4:"));
    }
    {
        const standard_input in(files.write("v.tsv", "ItemId\tPrice\n17\t2.5\n"));
        BOOST_TEST(read_vectors("-").column("Vector").vectors()[0][0] == 2.5f);
    }
    const standard_input in(files.write("i.tsv", "ItemId\tPrice\n17\t2.5\n"));
    read_options options;
    options.columns = {{"Price", column_type::numeric}};
    BOOST_TEST(read_items("-", options).column("Price").numbers()[0] == 2.5f);
}

BOOST_AUTO_TEST_CASE(standard_input_can_be_read_once) {
    const data_test::scratch files;
    const standard_input in(files.write("c.tsv", table));
    BOOST_CHECK_EQUAL(read_clicks("-").event_count(), 2u);
    BOOST_CHECK_EXCEPTION(read_clicks("-"), nextclick::file_error, says("standard input", "already", "once"));
}

BOOST_AUTO_TEST_CASE(a_file_may_be_named_by_a_dash) {
    const data_test::scratch files;
    files.write("-", table);
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(files / "");
    const auto log = read_clicks("./-");
    std::filesystem::current_path(before);
    BOOST_CHECK_EQUAL(log.event_count(), 2u);
}

BOOST_AUTO_TEST_SUITE_END()
