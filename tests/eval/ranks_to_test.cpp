// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/ranks_to.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "fixed_ranker.hpp"
#include "nextclick/eval/evaluate.hpp"

BOOST_AUTO_TEST_SUITE(ranks_to)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(ranks_are_written_as_a_table) {
    nc::data::log_columns c;
    nc::data::vocabulary ids(nc::data::id_kind::string);
    for (const char* id : {"100", "101", "102", "a\tb\\c\nd"}) ids.insert(id);
    c.items = std::make_shared<const nc::data::vocabulary>(std::move(ids));
    c.item = {0, 1, 2, 3, 3, 0};
    c.session_begin = {0, 4, 6};
    const nc::data::click_log log(std::move(c));
    const toy::fixed_ranker ranker(10, toy::fixed_ranker::row{{1, 1}, {5, 1}});
    const std::string expected =
        "SessionId\tPosition\tItemId\tOutcome\tFirst\tLast\n"
        "0\t1\t101\tranked\t1\t2\n"
        "0\t2\t102\tunranked\t\t\n"
        "0\t3\ta\\tb\\\\c\\nd\tunknown_target\t\t\n"
        "1\t1\t100\twithout_query\t\t\n";
    std::ostringstream out;
    nc::eval::evaluate(ranker, log, {}, nc::eval::ranks_to(out));
    BOOST_TEST(out.str() == expected);
    const auto path = std::filesystem::temp_directory_path() / ("ranks-" + std::to_string(::getpid()) + ".tsv");
    nc::eval::evaluate(ranker, log, {}, nc::eval::ranks_to(path));
    std::ifstream in(path, std::ios::binary);
    BOOST_TEST(std::string(std::istreambuf_iterator<char>(in), {}) == expected);
    // A refused evaluation neither changes nor creates a file.
    const auto refused = [&] { nc::eval::evaluate(ranker, nc::data::click_log(), {}, nc::eval::ranks_to(path)); };
    BOOST_CHECK_THROW(refused(), nc::data_error);
    BOOST_TEST(std::filesystem::file_size(path) == expected.size());
    std::filesystem::remove(path);
    BOOST_CHECK_THROW(refused(), nc::data_error);
    BOOST_TEST(!std::filesystem::exists(path));
    BOOST_CHECK_THROW(nc::eval::ranks_to("/no/such/folder/ranks.tsv"), nc::file_error);
    if (std::filesystem::exists("/dev/full"))
        BOOST_CHECK_THROW(nc::eval::evaluate(ranker, log, {}, nc::eval::ranks_to("/dev/full")), nc::file_error);
}

BOOST_AUTO_TEST_SUITE_END()
