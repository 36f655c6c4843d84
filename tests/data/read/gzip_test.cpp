// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/gzip.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/items_of.hpp"
#include "nextclick/data/read/read_vectors.hpp"

BOOST_AUTO_TEST_SUITE(data_gzip)

using namespace nextclick::data;
using data_test::says;

namespace {
/// One gzip member, made with zlib.
std::string packed(const std::string& text) {
    z_stream z{};
    BOOST_REQUIRE(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string in = text, out(deflateBound(&z, static_cast<uLong>(text.size())) + 64, '\0');
    z.next_in = reinterpret_cast<Bytef*>(in.data());
    z.avail_in = static_cast<uInt>(in.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    BOOST_REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}
std::string many_rows(std::uint32_t rows) {
    std::string text = "SessionId\tItemId\tTime\n";
    for (std::uint32_t i = 0; i < rows; ++i)
        text += std::to_string(i / 4) + '\t' + std::to_string(i * 2654435761u % 9973) + '\t' + std::to_string(1'700'000'000 + i) + '\n';
    return text;
}
}  // namespace

BOOST_AUTO_TEST_CASE(reads_compressed_and_plain_files_alike) {
    const data_test::scratch files;
    const std::string text = many_rows(100'000);
    read_report a, b;
    const auto expected = read_clicks(files.write("plain.tsv", text), gzip{}, {}, &a);
    const auto log = read_clicks(files.write("packed.anything", packed(text)), gzip{}, {}, &b);
    BOOST_CHECK(data_test::same_content(log, expected));
    BOOST_CHECK_EQUAL(a.bytes, text.size());
    BOOST_CHECK_EQUAL(b.bytes, text.size());
}

BOOST_AUTO_TEST_CASE(reads_several_members_and_padding) {
    const data_test::scratch files;
    const std::string text = many_rows(1000);
    const auto path = files.write("m.gz", packed(text.substr(0, 700)) + packed("") + packed(text.substr(700)) + std::string(512, '\0'));
    BOOST_CHECK(data_test::same_content(read_clicks(path, gzip{}), parse_clicks(text, "t")));
}

BOOST_AUTO_TEST_CASE(a_file_cut_anywhere_is_an_error) {
    const data_test::scratch files;
    const std::string whole = packed(many_rows(50));
    for (std::size_t n = 3; n < whole.size(); ++n)
        BOOST_CHECK_EXCEPTION(read_clicks(files.write("cut.gz", whole.substr(0, n)), gzip{}), nextclick::data_error,
                              says("cut.gz", "ends too early"));
}

BOOST_AUTO_TEST_CASE(damage_is_detected) {
    const data_test::scratch files;
    std::string whole = packed(many_rows(50));
    whole[whole.size() - 5] ^= 1;  // the checksum
    BOOST_CHECK_EXCEPTION(read_clicks(files.write("d.gz", whole), gzip{}), nextclick::data_error, says("d.gz", "damaged"));
    BOOST_CHECK_EXCEPTION(read_clicks(files.write("j.gz", packed(many_rows(5)) + "junk"), gzip{}), nextclick::data_error,
                          says("j.gz", "damaged"));
}

BOOST_AUTO_TEST_CASE(a_bomb_stops_at_the_longest_row) {
    const data_test::scratch files;
    const auto bomb = files.write("b.gz", packed("SessionId\tItemId\tTime\n" + std::string(50'000'000, '1')));
    BOOST_CHECK_EXCEPTION(read_clicks(bomb, gzip{}), nextclick::data_error, says("b.gz:2:1: ", "max_line"));
}

BOOST_AUTO_TEST_CASE(tables_of_items_and_vectors_may_be_compressed) {
    const data_test::scratch files;
    const std::string text = "ItemId\tPrice\n17\t2.5\n4\t3\n";
    read_options options;
    options.columns = {{"Price", column_type::numeric}};
    BOOST_TEST(read_items(files.write("i.gz", packed(text)), gzip{}, options).column("Price").numbers()[0] == 2.5f);
    BOOST_TEST(read_vectors(files.write("v.gz", packed(text)), gzip{}).column("Vector").vectors()[1][0] == 3.0f);
}

BOOST_AUTO_TEST_SUITE_END()
