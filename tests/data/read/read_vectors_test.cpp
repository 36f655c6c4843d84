// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/read_vectors.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "data/support.hpp"
#include "fuzz/read_vectors_fuzz.cpp"

BOOST_AUTO_TEST_SUITE(read_vectors)

namespace nc = nextclick;
namespace data = nextclick::data;
using data_test::says;

BOOST_AUTO_TEST_CASE(reads_an_item_and_its_numbers_a_row) {
    for (const char* text : {"17\t1\t-2.5\n4\t0\t1e3\n", "ItemId\tx\ty\n17\t1\t-2.5\n\n4\t0\t1e3\n", "\n17,1,-2.5\r\n4,0,1e3"}) {
        const auto table = data::parse_vectors(text, "v.tsv", {.name = "Image"});
        BOOST_REQUIRE_EQUAL(table.size(), 2u);
        const auto& v = table.column("Image").vectors();
        BOOST_TEST(v.width == 2u);
        BOOST_TEST(v[table.items().find(17)][1] == -2.5f);
        BOOST_TEST(v[table.items().find(4)][1] == 1000.0f);
    }
    BOOST_TEST(data::parse_vectors("\"a,b\",1\nc,2\n", "v.csv").items().find("a,b") == 0u);
    BOOST_TEST((data::parse_vectors("7\t1\n", "v", {.item_ids = data::id_type::string}).items().kind() == data::id_kind::string));
}

BOOST_AUTO_TEST_CASE(errors_name_their_place) {
    const auto refused = [](const char* text, auto... words) {
        BOOST_CHECK_EXCEPTION(data::parse_vectors(text, "v.tsv"), nc::data_error, says(words...));
    };
    refused("", "the file is empty");
    refused("ItemId\tx\n", "there are no vectors");
    refused("17\n", "no tab, comma or semicolon");
    refused("17\t1\t2\n4\t3\n", "v.tsv:2:", "the row has 2 fields and the first 3");
    refused("17\t1\n17\t2\n", "v.tsv:2:1", "item \"17\" has a vector already");
    refused("17\t1\n18\tx\n", "v.tsv:2:4", "\"x\" is not a number");
    refused("17\t1\n18\tnan\n", "is not a number");
    BOOST_CHECK_EXCEPTION(data::parse_vectors("17\t1\nb\t2\n", "v.tsv", {.item_ids = data::id_type::integer}), nc::data_error,
                          says("v.tsv:2:1", "is not an integer id", "vector_options::item_ids = id_type::string"));
    BOOST_TEST(data::parse_vectors("17\t1\nb\t2\n\"c\t3\n", "v").items().find("\"c") == 2u);
    data::vector_options narrow;
    narrow.max_width = 2;
    BOOST_CHECK_EXCEPTION(data::parse_vectors("17\t1\t2\t3\n", "v", narrow), nc::data_error, says("1 to 2 are read"));
    const data_test::scratch folder;
    BOOST_CHECK_THROW(data::read_vectors(folder / "absent.tsv"), nc::file_error);
    BOOST_TEST(data::read_vectors(folder.write("v.tsv", "17\t1\n")).size() == 1u);
}

BOOST_AUTO_TEST_CASE(every_file_of_the_corpus_keeps_the_promises_of_the_reader) {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(NEXTCLICK_TESTS_DIR "/fuzz/corpus/read_vectors")) {
        std::stringstream content;
        content << std::ifstream(file.path(), std::ios::binary).rdbuf();
        std::string bytes = content.str();
        BOOST_TEST_CONTEXT(file.path()) for (unsigned choice = 0; choice < 4; ++choice) {
            bytes[0] = static_cast<char>(choice);
            BOOST_CHECK_EQUAL(read_vectors_fuzz::run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
        }
        ++files;
    }
    BOOST_CHECK_GE(files, 5u);
}

BOOST_AUTO_TEST_SUITE_END()
