// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>

#ifdef NEXTCLICK_WITH_ZSTD
#include <algorithm>
#include <span>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/gzip.hpp"
#include "nextclick/data/read/items_of.hpp"
#include "nextclick/data/read/read_vectors.hpp"
#include "nextclick/data/read/zstd.hpp"

using namespace nextclick::data;
using data_test::says;

namespace {
/// One frame with a checksum, made with libzstd.
std::string packed(const std::string& text, int window = 0) {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    if (window > 0) ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window);
    std::string out(ZSTD_compressBound(text.size()), '\0');
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    ZSTD_inBuffer from{text.data(), text.size(), 0};
    if (window > 0)
        ZSTD_compressStream2(context, &to, &from, ZSTD_e_continue);  // as if the size were unknown, so that the window keeps its size
    const std::size_t left = ZSTD_compressStream2(context, &to, &from, ZSTD_e_end), n = to.pos;
    ZSTD_freeCCtx(context);
    BOOST_REQUIRE_EQUAL(left, 0u);
    out.resize(n);
    return out;
}
std::string many_rows(std::uint32_t rows) {
    std::string text = "SessionId\tItemId\tTime\n";
    for (std::uint32_t i = 0; i < rows; ++i)
        text += std::to_string(i / 4) + '\t' + std::to_string(i * 2654435761u % 9973) + '\t' + std::to_string(1'700'000'000 + i) + '\n';
    return text;
}
const std::string skippable("\x5A\x2A\x4D\x18\x03\0\0\0abc", 11);
}  // namespace

BOOST_AUTO_TEST_SUITE(data_zstd)

BOOST_AUTO_TEST_CASE(reads_compressed_and_plain_files_alike) {
    const data_test::scratch files;
    const std::string text = many_rows(100'000);
    read_report a, b;
    const auto expected = read_clicks(files.write("plain.tsv", text), zstd{}, {}, &a);
    const auto log = read_clicks(files.write("packed.anything", packed(text)), zstd{}, {}, &b);
    BOOST_CHECK(data_test::same_content(log, expected));
    BOOST_CHECK_EQUAL(a.bytes, text.size());
    BOOST_CHECK_EQUAL(b.bytes, text.size());
}

BOOST_AUTO_TEST_CASE(reads_several_frames_and_skips_skippable_ones) {
    const data_test::scratch files;
    const std::string text = many_rows(1000);
    for (const std::string& first : {std::string(), skippable})
        BOOST_CHECK(data_test::same_content(
            read_clicks(files.write("m.zst", first + packed(text.substr(0, 700)) + packed("") + skippable + packed(text.substr(700))),
                        zstd{}),
            parse_clicks(text, "t")));
}

BOOST_AUTO_TEST_CASE(bytes_may_arrive_in_any_portions) {
    const std::string text = many_rows(3000), whole = packed(text.substr(0, 5000)) + packed(text.substr(5000));
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
        const byte_reader all = from_memory(whole);
        const byte_reader slow = zstd{}.decode([&](std::span<char> to) { return all(to.first(std::min(to.size(), step))); }, "t");
        std::string got, room(step, '\0');
        for (std::size_t n = 1; n > 0; got.append(room, 0, n)) n = slow(room);
        BOOST_CHECK(got == text);
    }
}

BOOST_AUTO_TEST_CASE(a_file_cut_anywhere_is_an_error) {
    const data_test::scratch files;
    const std::string whole = packed(many_rows(50));
    for (std::size_t n = 4; n < whole.size(); ++n)
        BOOST_CHECK_EXCEPTION(read_clicks(files.write("cut.zst", whole.substr(0, n)), zstd{}), nextclick::data_error,
                              says("cut.zst", "ends too early"));
}

BOOST_AUTO_TEST_CASE(damage_is_detected) {
    const data_test::scratch files;
    std::string whole = packed(many_rows(50));
    whole.back() ^= 1;  // the checksum
    BOOST_CHECK_EXCEPTION(read_clicks(files.write("d.zst", whole), zstd{}), nextclick::data_error, says("d.zst", "damaged"));
    BOOST_CHECK_EXCEPTION(read_clicks(files.write("j.zst", packed(many_rows(5)) + "junk"), zstd{}), nextclick::data_error,
                          says("j.zst", "damaged"));
}

BOOST_AUTO_TEST_CASE(a_window_that_is_too_wide_is_refused) {
    const data_test::scratch files;
    const std::string text = many_rows(1000);
    BOOST_CHECK_EXCEPTION(read_clicks(files.write("w.zst", packed(text, 28)), zstd{}), nextclick::data_error, says("w.zst", "memory"));
}

BOOST_AUTO_TEST_CASE(a_bomb_stops_at_the_longest_row) {
    const data_test::scratch files;
    const auto bomb = files.write("b.zst", packed("SessionId\tItemId\tTime\n" + std::string(50'000'000, '1')));
    BOOST_CHECK_EXCEPTION(read_clicks(bomb, zstd{}), nextclick::data_error, says("b.zst:2:1: ", "max_line"));
}

BOOST_AUTO_TEST_CASE(tables_of_items_and_vectors_may_be_compressed_also_by_gzip) {
    const data_test::scratch files;
    const std::string text = "ItemId\tPrice\n17\t2.5\n4\t3\n";
    read_options options;
    options.columns = {{"Price", column_type::numeric}};
    BOOST_TEST(read_items(files.write("i.zst", packed(text)), zstd{}, options).column("Price").numbers()[0] == 2.5f);
    BOOST_TEST(read_vectors(files.write("v.zst", packed(text)), zstd{}).column("Vector").vectors()[1][0] == 3.0f);
    BOOST_TEST(read_vectors(files.write("v.zst", packed(text)), decoders<gzip, zstd>{}).column("Vector").vectors()[1][0] == 3.0f);
}

BOOST_AUTO_TEST_SUITE_END()

#else
BOOST_AUTO_TEST_CASE(data_zstd_skipped) { BOOST_TEST_MESSAGE("libzstd is not found: nothing is read with it (Debian: libzstd-dev)"); }
#endif
