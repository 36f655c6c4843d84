// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/item_attributes.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>

#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/io/model_file.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "temporary_folder.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(item_attributes)

namespace nc = nextclick;
namespace input = nc::input;
namespace io = nc::io;

namespace {
using inner = input::join<input::categorical<"Action", 3>, input::numeric<"Price">, input::categorical<"Action", 2>,
                          input::vector<"Image", 3>, input::bag<"Title", 2>>;
using attributes = input::of_item<inner>;
using in = input::join<input::embedding<6>, attributes, input::dropout<input::of_item<input::numeric<"Price">>>>;
using model = nc::model<in, nc::encoder::recurrent<nc::cell::gru<>, 6>, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
                        nc::sampler::all_items>;

using terms_ptr = std::shared_ptr<const nc::data::bag_terms>;
in policy(std::size_t rows = 30, double scale = 0.5, const terms_ptr& terms = nullptr) {
    const input::bag<"Title", 2> title{.terms = terms};
    const auto table = toy::attributes(rows);
    return in({}, attributes(table, inner({}, {.scale = scale, .shift = 2}, {}, {.unit_length = true}, title)),
              {input::of_item<input::numeric<"Price">>(table)});
}
/// The answers of a session after some clicks.
std::vector<float> query(const model& net) {
    nc::serve::session session(net);
    for (const int id : {117, 104, 129}) session.push(id);
    return {session.query().begin(), session.query().end()};
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_loaded_model_serves_without_the_file_of_attributes) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const auto titles = toy::attributes(30).column("Title");
    const terms_ptr weighed = nc::data::counted_words(titles, {.min_support = 2}),
                    hashed = std::make_shared<const nc::data::bag_terms>(4, '|', true);
    for (const auto& [rows, terms] : {std::pair{30u, weighed}, {50u, nullptr}, {30u, hashed}}) {
        in written = policy(rows, 0.5, terms);
        const model net(toy::numbered_items(30), {.input = written}, 4);
        io::save(net, path);
        for (const auto& given : {in{}, written}) {
            const auto loaded = io::load<model>(path, {.input = given});
            auto copy = loaded.policy.input;
            BOOST_TEST(copy.get<1>().table->size() == rows);
            BOOST_TEST(copy.get<1>().table->hash() == written.get<1>().table->hash());
            BOOST_TEST(copy.get<1>().inner.get<4>().terms->hash() == written.get<1>().inner.get<4>().terms->hash());
            BOOST_TEST(copy.get<1>().inner.get<1>().scale == 0.5);
            BOOST_TEST(copy.get<1>().inner.get<3>().unit_length);
            BOOST_TEST((query(loaded) == query(net)));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_difference_is_reported) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    io::save(model(toy::numbered_items(30), {.input = policy()}, 4), path);
    BOOST_CHECK_EXCEPTION(io::load<model>(path, {.input = policy(30, 0.25)}), nc::file_error,
                          says("input::numeric<Price>: the file has another scale or shift"));
    const terms_ptr other = std::make_shared<const nc::data::bag_terms>(3, '|', true);
    BOOST_CHECK_EXCEPTION(io::load<model>(path, {.input = policy(30, 0.5, other)}), nc::file_error,
                          says("input::bag<Title>: the file has other terms than those given"));
    BOOST_CHECK_EXCEPTION(io::load<model>(path, {.input = policy(31)}), nc::file_error,
                          says("input::of_item<numeric<Price>>: the file has other attributes than those given"));
}

BOOST_AUTO_TEST_CASE(codes_take_as_many_bytes_as_there_are_categories) {
    const temporary_folder folder;
    const auto path = folder.path / "codes.safetensors";
    for (const auto& [below, dtype] : {std::pair{254u, "U8"}, {255u, "U16"}, {65'534u, "U16"}, {65'535u, "U32"}}) {
        const std::vector<nc::item_index> codes{0, below - 1, nc::no_item, 7};
        io::tensor_writer writer;
        io::detail::add_codes(writer, "c", codes, below);
        writer.write(path);
        const auto file = io::tensor_file::open(path);
        BOOST_TEST(file.tensors().at("c").dtype == dtype);
        BOOST_TEST((io::detail::read_codes(file, "c", below) == codes));
        BOOST_CHECK_EXCEPTION(io::detail::read_codes(file, "c", below - 1), nc::file_error, says("the file is damaged"));
        BOOST_CHECK_EXCEPTION(io::detail::read_codes(file, "d", below), nc::file_error, says("tensor 'd' is missing"));
    }
}

BOOST_AUTO_TEST_CASE(hostile_tables_are_refused) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const auto refused = [&](const std::vector<float>& price, const std::vector<std::uint8_t>& action, const char* words,
                             const std::vector<std::size_t>& image = {2, 3}, const std::vector<std::uint8_t>& counts = {2, 0},
                             const std::vector<std::uint8_t>& terms = {0, 4}, const std::vector<float>& weights = {1, 2}) {
        io::tensor_writer writer;
        const inner written({.categories = toy::actions()}, {}, {.categories = toy::actions()}, {},
                            {.terms = std::make_shared<const nc::data::bag_terms>(toy::words(), '|')});
        io::detail::add_columns(writer, written, "tables.0.");
        writer.add<std::uint8_t>("tables.0.columns.0.codes", action, {action.size()});
        writer.add<float>("tables.0.columns.1.numbers", price, {price.size()});
        const std::vector<float> v(image[0] * image[1], 1);
        writer.add<float>("tables.0.columns.3.vectors", v, image);
        writer.add<std::uint8_t>("tables.0.columns.4.counts", counts, {counts.size()});
        writer.add<std::uint8_t>("tables.0.columns.4.terms", terms, {terms.size()});
        writer.add<float>("tables.0.columns.4.weights", weights, {weights.size()});
        writer.write(path);
        attributes read;
        std::string faults;
        std::size_t tables = 0;
        BOOST_CHECK_EXCEPTION(io::detail::read_tables(io::tensor_file::open(path), read, toy::numbered_items(2), faults, tables),
                              nc::file_error, says(words));
    };
    refused({1, 2}, {0, 3}, "'tables.0.columns.0.codes' has the code 3, and there are 3");
    refused({1, 2}, {0, 1}, "'tables.0.columns.3' has 3 values and there are 2 items", {3, 3});
    refused({1, 2}, {0, 1}, "'tables.0.columns.4' has 1 values and there are 2 items", {2, 3}, {2});
    refused({1, 2}, {0, 1}, "tensor 'tables.0.columns.4.counts' does not add up", {2, 3}, {2, 1});
    refused({1, 2}, {0, 1}, "tensor 'tables.0.columns.4.counts' does not add up", {2, 3}, {255, 1});
    refused({1, 2}, {0, 1}, "'tables.0.columns.4.terms' has the code 5, and there are 5", {2, 3}, {2, 0}, {0, 5});
    refused({1, 2}, {0, 1}, "'tables.0.columns.4.terms' lacks a term", {2, 3}, {2, 0}, {0, 255});
    refused({1, 2}, {0, 1}, "'tables.0.columns.4.weights' has another size", {2, 3}, {2, 0}, {0, 4}, {1});
    refused({1, 2}, {0, 1}, "'tables.0.columns.4.weights' has values that are not finite", {2, 3}, {2, 0}, {0, 4},
            {1, std::numeric_limits<float>::quiet_NaN()});
    refused({1, 2}, {0, 1}, "'tables.0.columns.3.vectors' does not hold vectors of 3 numbers", {3, 2});
    refused({1, 2}, {0}, "'tables.0.columns.0' has 1 values and there are 2 items");
    refused({1, 2, 3}, {0, 255}, "'tables.0.columns.1' has 3 values and there are 2 items");
    refused({1, -std::numeric_limits<float>::infinity()}, {0, 255}, "has an infinite number");
}

BOOST_AUTO_TEST_SUITE_END()
