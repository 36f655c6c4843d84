// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "fuzz/read_clicks_fuzz.cpp"

BOOST_AUTO_TEST_SUITE(data_corpus)

// The corpus of the fuzz target, replayed in every build: the target aborts if a guarantee is broken.

BOOST_AUTO_TEST_CASE(every_file_of_the_corpus_keeps_the_promises_of_the_reader) {
    std::size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(NEXTCLICK_TESTS_DIR "/fuzz/corpus/read_clicks")) {
        std::stringstream content;
        content << std::ifstream(file.path(), std::ios::binary).rdbuf();
        std::string bytes = content.str() + std::string(2 - std::min<std::size_t>(2, content.str().size()), '\0');
        BOOST_TEST_CONTEXT(file.path()) for (unsigned choice = 0; choice < 512; ++choice) {
            const unsigned other = choice * 37 % 256;  // each option, combined with many sets of the others
            bytes[0] = static_cast<char>(choice < 256 ? choice : other);
            bytes[1] = static_cast<char>(choice < 256 ? other : choice - 256);
            BOOST_CHECK_EQUAL(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
        }
        ++files;
    }
    BOOST_CHECK_GE(files, 10u);
}

BOOST_AUTO_TEST_SUITE_END()
