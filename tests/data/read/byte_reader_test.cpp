// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/byte_reader.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_byte_reader)

using namespace nextclick::data;
using data_test::says;

namespace {
std::string all_of(const byte_reader& read, std::size_t step) {
    std::string text, buffer(step, '\0');
    for (std::size_t n = 1; n > 0;) {
        n = read(buffer);
        text.append(buffer, 0, n);
    }
    return text;
}
}  // namespace

BOOST_AUTO_TEST_CASE(files_and_memory_give_all_bytes) {
    const data_test::scratch files;
    const std::string content("a\0b\nc", 5);
    for (const std::size_t step : {1u, 2u, 100u}) {
        BOOST_CHECK_EQUAL(all_of(open_file(files.write("f", content)), step), content);
        BOOST_CHECK_EQUAL(all_of(from_memory(content), step), content);
    }
}

BOOST_AUTO_TEST_CASE(peeking_consumes_nothing) {
    for (const std::size_t wanted : {0u, 1u, 3u, 9u}) {
        const auto [head, whole] = peek(from_memory("hello"), wanted);
        BOOST_CHECK_EQUAL(head, std::string("hello").substr(0, wanted));
        BOOST_CHECK_EQUAL(all_of(whole, 2), "hello");
    }
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_opened_is_named) {
    const data_test::scratch files;
    BOOST_CHECK_EXCEPTION(open_file(files / "none.tsv"), nextclick::file_error, says("none.tsv", "No such file"));
    BOOST_CHECK_EXCEPTION(open_file(files / ""), nextclick::file_error, says("is a directory"));
    const auto locked = files.write("locked.tsv", "x");
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    if (std::ifstream(locked).is_open()) {
        BOOST_TEST_MESSAGE("this user may read everything: the case of a file without rights is not tried");
    } else {
        BOOST_CHECK_EXCEPTION(open_file(locked), nextclick::file_error, says("locked.tsv", "permissions"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
