// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/safetensors.hpp"

#include <boost/test/unit_test.hpp>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(safetensors)

namespace nc = nextclick;
namespace io = nc::io;

namespace {
std::string file_of(std::string header, std::string data) {
    const std::uint64_t n = header.size();
    std::string bytes(reinterpret_cast<const char*>(&n), 8);
    return bytes + header + data;
}
void refused(const std::string& bytes, const std::string& word) {
    BOOST_CHECK_EXCEPTION(io::tensor_file(bytes, "some.file"), nc::file_error, says(word));
    BOOST_CHECK_EXCEPTION(io::tensor_file(bytes, "some.file"), nc::file_error, says("some.file: "));
}
std::string one(const std::string& tensor) { return "{\"a\":" + tensor + "}"; }
}  // namespace

BOOST_AUTO_TEST_CASE(round_trip_of_every_type) {
    const temporary_folder folder;
    const auto path = folder.path / "all.safetensors";
    const std::vector<float> f{1, -2.5f, 3e-40f};
    const std::vector<double> d{1e300, -0.0};
    const std::vector<std::int64_t> i{-5, 1ll << 60};
    const std::vector<std::uint64_t> u{~0ull};
    const std::vector<std::uint32_t> w{7, 8, 9, 10};
    const std::vector<std::uint8_t> b{1, 2, 3}, none;
    io::tensor_writer out;
    out.metadata["who"] = "a \"quoted\" name\n";
    out.add<float>("f", f, {3, 1});
    out.add<double>("d", d, {2});
    out.add<std::int64_t>("i", i, {1, 2});
    out.add<std::uint8_t>("b", b, {3});
    out.add<std::uint64_t>("u", u, {});
    out.add<std::uint8_t>("none", none, {0, 4});
    out.add<std::uint32_t>("w", w, {2, 2});
    BOOST_CHECK_EXCEPTION(out.add<std::uint32_t>("w", w, {4}), nc::argument_error, says("two tensors are named \"w\""));
    out.write(path);
    const auto in = io::tensor_file::open(path);
    BOOST_TEST(in.metadata().at("who") == "a \"quoted\" name\n");
    BOOST_TEST(in.has_checksum());
    BOOST_TEST((in.values<float>("f") == f));
    BOOST_TEST((in.values<double>("d") == d));
    BOOST_TEST((in.values<std::int64_t>("i") == i));
    BOOST_TEST((in.values<std::uint64_t>("u") == u));
    BOOST_TEST((in.values<std::uint32_t>("w") == w));
    BOOST_TEST((in.values<std::uint8_t>("b") == b));
    BOOST_TEST(in.values<std::uint8_t>("none").empty());
    BOOST_TEST((in.tensors().find("w")->second.shape == std::vector<std::size_t>{2, 2}));
    BOOST_CHECK_EXCEPTION(in.values<float>("absent"), nc::file_error, says("'absent' is missing"));
    BOOST_CHECK_EXCEPTION(in.values<float>("d"), nc::file_error, says("'d' is F64"));
}

BOOST_AUTO_TEST_CASE(hostile_headers_are_errors) {
    const std::string good = R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", data(8, 'x');
    BOOST_CHECK_NO_THROW(io::tensor_file(file_of(one(good), data), "good"));
    refused("", "truncated");
    refused("1234567", "truncated");
    refused(std::string(8, '\xff'), "truncated");
    refused(file_of("", ""), "not a JSON object");
    refused(file_of("[]", ""), "not a JSON object");
    refused(file_of("{\"a\":", ""), "not valid JSON");
    refused(file_of("{} {}", ""), "not valid JSON");
    refused(file_of("{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{}}}}}}", ""), "nested too deeply");
    refused(file_of("{" + std::string(100'000, '['), ""), "not valid JSON");
    refused(file_of(one("7"), data), "needs dtype");
    refused(file_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1})"), data), "nothing else");
    refused(file_of(one(R"({"dtype":"F99","shape":[2],"data_offsets":[0,8]})"), data), "unknown dtype");
    refused(file_of(one(R"({"dtype":5,"shape":[2],"data_offsets":[0,8]})"), data), "unknown dtype");
    refused(file_of(one(R"({"dtype":"F32","shape":2,"data_offsets":[0,8]})"), data), "not an array");
    refused(file_of(one(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})"), data), "not a number");
    refused(file_of(one(R"({"dtype":"F32","shape":[2.5],"data_offsets":[0,8]})"), data), "not a number");
    refused(file_of(one(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]})"), data), "at most 8");
    refused(file_of(one(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]})"), data), "larger than");
    refused(file_of(one(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})"), data), "larger than");
    refused(file_of(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,8]})"), data), "needs 4 bytes");
    refused(file_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})"), data), "outside the data");
    refused(file_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,16]})"), data), "outside the data");
    refused(file_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[18446744073709551608,18446744073709551615]})"), data), "outside");
    refused(file_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0]})"), data), "not two numbers");
    refused(file_of(one(R"({"dtype":"F32","shape":[2],"data_offsets":[-8,0]})"), data), "not two numbers");
    refused(file_of(one(good), data + "y"), "after the last tensor");
    refused(file_of("{\"a\":" + good + ",\"b\":" + good + "}", data), "overlap");
    refused(file_of("{\"a\":" + good + ",\"a\":" + good + "}", data), "twice");
    refused(file_of(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})"), data), "gap");
    refused(file_of(R"({"__metadata__":[]})", ""), "not an object");
    refused(file_of(R"({"__metadata__":{"x":1}})", ""), "not text");
    refused(file_of(R"({"__metadata__":{"nextclick.checksum":"0123"}})", ""), "checksum");
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_flipped_bit_is_detected) {
    const temporary_folder folder;
    const auto path = folder.path / "small.safetensors";
    const std::vector<float> f{1, 2, 3};
    const std::vector<std::uint8_t> b{9, 8, 7, 6, 5};
    io::tensor_writer out;
    out.metadata["nextclick.format"] = "test";
    out.add<float>("f", f, {3});
    out.add<std::uint8_t>("b", b, {5});
    out.write(path);
    const std::string bytes = io::read_whole(path);
    for (std::size_t n = 0; n < bytes.size(); ++n) BOOST_CHECK_THROW(io::tensor_file(bytes.substr(0, n), "cut"), nc::file_error);
    std::size_t survived = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = bytes;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            try {
                const io::tensor_file file(flipped, "flipped");
                // The format itself allows this: a flip in the checksum's own name makes a file without a checksum, which loading a
                // model refuses.
                survived += file.has_checksum();
            } catch (const nc::file_error&) {
            }
        }
    BOOST_TEST(survived == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
