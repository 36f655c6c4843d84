// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/json.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "io/temporary_folder.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/io/safetensors.hpp"

BOOST_AUTO_TEST_SUITE(json)

// Metadata of a file are untrusted: what is not an object is refused, and so is an object that is nested deeply enough to end a recursive
// reader by a stack overflow.
BOOST_AUTO_TEST_CASE(metadata_that_are_no_plain_object_are_refused) {
    const temporary_folder folder;
    nextclick::io::tensor_writer out;
    out.metadata["object"] = R"({"a": [[1, 2], {"b": null}]})";
    out.metadata["list"] = "[1, 2]";
    out.metadata["broken"] = R"({"a": )";
    out.metadata["deep"] = R"({"a": )" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
    out.write(folder.path / "file");
    const auto file = nextclick::io::tensor_file::open(folder.path / "file");
    using nextclick::io::detail::metadata_object;
    BOOST_TEST(metadata_object(file, "object").at("a").size() == 2u);
    BOOST_TEST(metadata_object(file, "absent").is_null());
    for (const char* key : {"list", "broken", "deep"})
        BOOST_CHECK_EXCEPTION(metadata_object(file, key), nextclick::file_error, [&](const auto& e) {
            return std::string(e.what()).find(std::string("metadata '") + key + "'") != std::string::npos;
        });
}

BOOST_AUTO_TEST_SUITE_END()
