// SPDX-License-Identifier: Apache-2.0
#include "golden/golden.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>

BOOST_AUTO_TEST_SUITE(golden_files)

namespace {

golden::file parse(const std::string& text) { return golden::file::parse(text, "some.golden"); }

void must_fail(const std::function<void()>& action, const std::string& words) {
    BOOST_CHECK_EXCEPTION(action(), std::runtime_error, [&](const std::runtime_error& e) {
        BOOST_TEST_INFO(e.what());
        return std::string(e.what()).find(words) != std::string::npos;
    });
}

void must_not_parse(const std::string& text, const std::string& words) {
    must_fail([&] { parse(text); }, words);
}

}  // namespace

BOOST_AUTO_TEST_CASE(tensors_are_read_by_rows) {
    const auto file = parse("nextclick-golden 1\na.b 2 3\n1 -2 0.5\n1e-300 0 -30\nloss 1 1\n0.10000000000000001\n");
    BOOST_TEST((file.get("a.b") == golden::tensor{2, 3, {1, -2, 0.5, 1e-300, 0, -30}}));
    BOOST_TEST(file.get("a.b")(1, 2) == -30);
    BOOST_TEST(file.number("loss") == 0.1);
    BOOST_TEST(file.tensors().size() == 2u);
    BOOST_TEST(file.has("loss"));
    BOOST_TEST(!file.has("los"));
}

BOOST_AUTO_TEST_CASE(a_tensor_may_be_empty) {
    const auto file = parse("nextclick-golden 1\nnone 0 4\nnarrow 2 0\n\n\nlast 1 1\n7");
    BOOST_TEST((file.get("none") == golden::tensor{0, 4, {}}));
    BOOST_TEST((file.get("narrow") == golden::tensor{2, 0, {}}));
    BOOST_TEST(file.number("last") == 7);
}

BOOST_AUTO_TEST_CASE(an_absent_tensor_is_named) {
    const auto file = parse("nextclick-golden 1\na 1 2\n1 2\n");
    must_fail([&] { file.get("1.grad.encoder.bias"); }, "some.golden: holds no tensor '1.grad.encoder.bias'");
    must_fail([&] { file.number("a"); }, "'a' is not a single number");
}

BOOST_AUTO_TEST_CASE(other_files_are_refused) {
    must_fail([] { golden::file::load(NEXTCLICK_GOLDEN_DIR "/absent.golden"); }, "absent.golden: cannot be opened");
    must_not_parse("", "some.golden:1: does not begin with 'nextclick-golden'");
    must_not_parse("a 1 1\n1\n", "some.golden:1: does not begin with 'nextclick-golden'");
    must_not_parse("nextclick-golden 2\na 1 1\n1\n", "some.golden:1: is not of version 1");
    must_not_parse("nextclick-golden\n", "is not of version 1");
}

BOOST_AUTO_TEST_CASE(damage_is_found_where_it_is) {
    const std::string head = "nextclick-golden 1\n";
    must_not_parse(head + "a 1\n1\n", ":2: expected 'name rows cols'");
    must_not_parse(head + "a 2 2\n1 2\n3\n", ":4: tensor 'a': a row of 1 numbers, not of 2");
    must_not_parse(head + "a 1 2\n1 2 3\n", ":3: tensor 'a': a row of 3 numbers, not of 2");
    must_not_parse(head + "a 2 2\n1 2\n", "the file ends inside tensor 'a'");
    must_not_parse(head + "a 1 1\n1x\n", ":3: tensor 'a': '1x' is not a number");
    must_not_parse(head + "a -1 1\n1\n", ":2: tensor 'a': '-1' is not a number");
    must_not_parse(head + "a 1 1\n1\na 1 1\n2\n", ":5: tensor 'a' stands here twice");
}

BOOST_AUTO_TEST_CASE(every_stored_file_can_be_read) {
    std::size_t files = 0, bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(NEXTCLICK_GOLDEN_DIR)) {
        if (entry.path().extension() != ".golden") continue;
        BOOST_TEST_CONTEXT(entry.path()) {
            BOOST_TEST(!golden::file::load(entry.path().string()).tensors().empty());
            BOOST_TEST(entry.file_size() < 150'000u);
        }
        ++files;
        bytes += entry.file_size();
    }
    BOOST_TEST(files >= 81u);
    BOOST_TEST(bytes < 3'000'000u);
}

BOOST_AUTO_TEST_SUITE_END()
