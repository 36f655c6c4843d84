// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/read_vectors.hpp"

#include <boost/test/unit_test.hpp>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(read_vectors)

namespace nc = nextclick;
namespace io = nc::io;

namespace {
const std::vector<float> vectors{1, 2, 3, 4, 5, 6};
}  // namespace

BOOST_AUTO_TEST_CASE(reads_vectors_and_their_items) {
    const temporary_folder folder;
    const auto path = folder.path / "image.safetensors";
    const std::vector<std::int64_t> integers{17, 4};
    io::tensor_writer writer;
    writer.add<std::int64_t>("items.integers", integers, {2});
    writer.add<float>("vectors", vectors, {2, 3});
    writer.write(path);
    const auto table = io::read_vectors(path, "Image");
    BOOST_TEST(table.column("Image").vectors()[table.items().find(4)][0] == 4.0f);

    nc::data::vocabulary names(nc::data::id_kind::string);
    for (const char* name : {"a", "b", "c"}) names.insert(name);
    io::tensor_writer other;
    io::detail::add_vocabulary(other, names, "items");
    other.add<float>("vectors", vectors, {3, 2});
    other.write(path);
    BOOST_TEST(io::read_vectors(path).column("Vector").vectors()[2][1] == 6.0f);
}

BOOST_AUTO_TEST_CASE(inconsistent_tensors_are_refused) {
    const temporary_folder folder;
    const auto path = folder.path / "image.safetensors";
    const auto refused = [&](std::vector<std::int64_t> ids, std::vector<float> v, std::vector<std::size_t> shape, const char* words) {
        io::tensor_writer writer;
        writer.add<std::int64_t>("items.integers", ids, {ids.size()});
        writer.add<float>("vectors", v, shape);
        writer.write(path);
        BOOST_CHECK_EXCEPTION(io::read_vectors(path), nc::file_error, says(words));
    };
    refused({1, 2, 3}, vectors, {2, 3}, "there are 2 vectors and 3 items");
    refused({1, 2}, vectors, {6}, "no tensor 'vectors' of shape (items, width)");
    refused({1, 1}, vectors, {2, 3}, "ids must be different");
    refused({1, 2}, {1, std::numeric_limits<float>::infinity()}, {2, 1}, "has an infinite number");
    refused({}, {}, {0, 0}, "no tensor 'vectors' of shape (items, width)");
    io::tensor_writer().write(path);
    BOOST_CHECK_THROW(io::read_vectors(path), nc::file_error);
}

BOOST_AUTO_TEST_SUITE_END()
