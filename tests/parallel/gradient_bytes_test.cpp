// SPDX-License-Identifier: Apache-2.0
#include "nextclick/parallel/gradient_bytes.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(gradient_bytes)

namespace nc = nextclick;
namespace parallel = nc::parallel;

namespace {
template <class S>
struct pack {
    typename S::dense weights, nothing;
    typename S::rows table;
    static constexpr auto fields() {
        return nc::field_list{nc::field{"weights", &pack::weights}, nc::field{"nothing", &pack::nothing}, nc::field{"table", &pack::table}};
    }
};
using gradient_pack = pack<nc::gradients<float>>;

gradient_pack drawn(std::uint64_t seed) {
    gradient_pack g;
    g.weights.resize(3, 37);
    g.table.resize(50, 9);
    const nc::random_stream random{seed, 1};
    std::uint64_t n = 0;
    for (float& x : g.weights.data) x = static_cast<float>(random.normal(n++));
    for (std::size_t k = 0; k < 3 * seed; ++k)
        for (float& x : g.table.row(random.below(1000 + k, 50))) x += static_cast<float>(random.normal(n++));
    return g;
}
gradient_pack empty() {
    gradient_pack g = drawn(1);
    std::ranges::fill(g.weights.data, 0.0f);
    g.table.clear();
    return g;
}
nc::gradient_list<float> list(gradient_pack& g) { return nc::gradients_of<float>(g); }
}  // namespace

// Gradients that are added directly and gradients that are added as bytes have sums of the same bits, and touch rows in the same
// order.
BOOST_AUTO_TEST_CASE(sums_of_bytes_are_sums_of_gradients) {
    gradient_pack direct = empty(), by_bytes = empty();
    parallel::byte_writer message;
    for (const std::uint64_t seed : {1u, 4u, 2u}) {
        gradient_pack part = drawn(seed);
        parallel::sum_gradients(list(direct), list(part));
        parallel::add_gradients(message, list(part));
    }
    parallel::byte_reader from(message.bytes());
    for (int i = 0; i < 3; ++i) parallel::sum_gradients(list(by_bytes), from);
    BOOST_TEST(from.empty());
    BOOST_TEST((direct.weights.data == by_bytes.weights.data));
    BOOST_TEST((direct.table.touched == by_bytes.table.touched));
    BOOST_TEST((direct.table.data == by_bytes.table.data));
    double sum = 0, expected = 0;
    for (const float x : direct.weights.data) sum += static_cast<double>(x);
    for (const std::uint64_t seed : {1u, 4u, 2u})
        for (const float x : drawn(seed).weights.data) expected += static_cast<double>(x);
    BOOST_TEST(sum == expected, boost::test_tools::tolerance(1e-5));
}

BOOST_AUTO_TEST_CASE(bytes_of_another_model_are_refused) {
    parallel::byte_writer message;
    gradient_pack other = drawn(4);
    parallel::add_gradients(message, list(other));
    const auto refused = [&](gradient_pack total, std::span<const std::byte> bytes) {
        parallel::byte_reader from(bytes);
        BOOST_CHECK_THROW(parallel::sum_gradients(list(total), from), nc::rank_error);
    };
    refused(empty(), message.bytes().first(message.bytes().size() - 64));
    refused(empty(), {});
    gradient_pack fewer = empty();
    fewer.table.resize(5, 9);
    refused(fewer, message.bytes());
}

BOOST_AUTO_TEST_CASE(numbers_are_restored) {
    parallel::byte_writer message;
    message.add(std::uint64_t{7});
    message.add(1.5);
    message.add(std::span<const float>{});
    parallel::byte_reader from(message.bytes());
    BOOST_TEST(from.take<std::uint64_t>() == 7u);
    BOOST_TEST(from.take<double>() == 1.5);
    from.take(std::span<float>{});
    BOOST_TEST(from.empty());
    BOOST_CHECK_THROW(from.take<double>(), nc::rank_error);
}

BOOST_AUTO_TEST_SUITE_END()
