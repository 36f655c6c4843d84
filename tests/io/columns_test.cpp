// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/columns.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_SUITE(columns)

namespace nc = nextclick;
namespace input = nc::input;
namespace io = nc::io;

namespace {
template <class Edges>
using input_of = input::join<input::embedding<6>, input::categorical<"Action", 3>, input::bucketed<"Dwell", Edges, 2>,
                             input::numeric<"Price">, input::categorical<"Shelf", 2>, input::vector<"Image", 2>, input::bag<"Title", 3>>;
template <class Edges>
using model_of = nc::model<input_of<Edges>, nc::encoder::recurrent<nc::cell::gru<>, 6>, nc::pooling::last, nc::output::tied<>,
                           nc::loss::cross_entropy, nc::sampler::all_items>;
using rich = input_of<input::edges::jd_dwell>;
using model = model_of<input::edges::jd_dwell>;

std::shared_ptr<const nc::data::bag_terms> weighed_words() {
    return std::make_shared<const nc::data::bag_terms>(toy::words(), char{0}, std::vector<float>{1, 2, 3, 4, 0.5f}, true);
}
rich policy(double scale = 0.5) {
    const std::int64_t shelves[] = {7, 40, 3};
    return rich({}, {.categories = toy::actions()}, {}, {.scale = scale, .shift = 2},
                {.categories = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(shelves))},
                {.unit_length = true}, {.terms = weighed_words()});
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_loaded_model_reads_categories_by_the_shops_names) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const model net(toy::numbered_items(30), {.input = policy()}, 4);
    io::save(net, path);
    for (const auto& given : {rich{}, policy()}) {
        const auto loaded = io::load<model>(path, {.input = given});
        auto copy = loaded.policy.input;
        BOOST_TEST((*copy.get<1>().categories == *toy::actions()));
        BOOST_TEST(copy.get<4>().categories->find(40) == 1u);
        BOOST_TEST(copy.get<3>().scale == 0.5);
        BOOST_TEST(copy.get<3>().shift == 2);
        BOOST_TEST(copy.get<5>().unit_length);
        BOOST_TEST(copy.get<6>().terms->hash() == weighed_words()->hash());
        const std::vector<float> image{1, 2};
        nc::serve::session a(net), b(loaded);
        for (auto* s : {&a, &b})
            s->push(117, {{"Action", "buy"}, {"Shelf", 3}, {"Price", 9.5}, {"Dwell", 20}, {"Image", image}, {"Title", "red leather shoe"}});
        BOOST_TEST((std::vector(a.query().begin(), a.query().end()) == std::vector(b.query().begin(), b.query().end())));
    }
}

BOOST_AUTO_TEST_CASE(every_difference_is_reported) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    io::save(model(toy::numbered_items(30), {.input = policy()}, 4), path);
    rich other = policy(0.25);
    auto few = std::make_shared<nc::data::vocabulary>(nc::data::id_kind::string);
    few->insert("view");
    other.get<1>().categories = few;
    BOOST_CHECK_EXCEPTION(io::load<model>(path, {.input = other}), nc::file_error,
                          says("input::categorical<Action>: the file has other categories than those given"));
    BOOST_CHECK_EXCEPTION(io::load<model>(path, {.input = other}), nc::file_error,
                          says("input::numeric<Price>: the file has another scale or shift"));
    BOOST_CHECK_EXCEPTION(io::load<model_of<input::edges::jd_gap>>(path), nc::file_error, says("jd_gap 1 15 40 90"));
}

/// The options stored with a column are those that its policy lists; each given option that differs is reported once per policy.
BOOST_AUTO_TEST_CASE(options_beside_a_column_are_those_that_its_policy_lists) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    const auto faults_of = [&](const auto& written, auto read) {
        io::tensor_writer writer;
        io::detail::add_columns(writer, written);
        writer.write(path);
        std::string faults;
        const auto file = io::tensor_file::open(path);
        io::detail::read_columns(file, read, faults);
        return faults;
    };
    using image = input::vector<"Image", 2>;
    using price = input::numeric<"Price">;
    BOOST_TEST(faults_of(image{}, image{.unit_length = true}) ==
               "\n  input::vector<Image>: the file has another unit_length than that given; give none");
    BOOST_TEST(faults_of(image{.unit_length = true}, image{}).empty());
    BOOST_TEST(faults_of(price{.scale = 2, .shift = 1}, price{.shift = 1}) ==
               "\n  input::numeric<Price>: the file has another scale or shift than those given; give none");
    BOOST_TEST(faults_of(price{.scale = 2, .shift = 1}, price{.scale = 2, .shift = 1}).empty());
    price narrow{.scale = 2, .shift = 1};
    io::tensor_writer writer;
    writer.add<double>("columns.0.scale", {&narrow.scale, 1}, {1});
    const std::vector<double> two{1, 2};
    writer.add<double>("columns.0.shift", two, {2});
    writer.write(path);
    std::string faults;
    BOOST_CHECK_EXCEPTION(io::detail::read_columns(io::tensor_file::open(path), narrow, faults), nc::file_error,
                          says("tensor 'columns.0.shift' has another size"));
}

BOOST_AUTO_TEST_CASE(a_damaged_vocabulary_is_an_error) {
    const temporary_folder folder;
    const auto path = folder.path / "shop.safetensors";
    io::tensor_writer writer;
    const rich written = policy();
    io::detail::add_columns(writer, written);
    writer.metadata["nextclick.columns.0"] = "1";
    writer.write(path);
    std::string faults;
    rich read;
    const auto file = io::tensor_file::open(path);
    io::detail::read_columns(file, read, faults);
    BOOST_TEST(faults.find("nextclick.columns.0: the file has 1, expected") != std::string::npos, faults);
    input::categorical<"Brand", 3> absent;
    io::tensor_writer().write(path);
    BOOST_CHECK_THROW(io::detail::read_columns(io::tensor_file::open(path), absent, faults), nc::file_error);

    input::bag<"Title", 3> title;
    const auto terms = toy::words();
    const auto refused = [&](std::vector<std::uint64_t> what, std::vector<float> idf, const char* words) {
        io::tensor_writer bag;
        bag.add<std::uint64_t>("columns.0.bag", what, {what.size()});
        bag.add<float>("columns.0.idf", idf, {idf.size()});
        io::detail::add_vocabulary(bag, *terms, "columns.0");
        bag.write(path);
        BOOST_CHECK_EXCEPTION(io::detail::read_columns(io::tensor_file::open(path), title, faults), nc::file_error, says(words));
    };
    refused({0, 0}, {1, 2, 3, 4, 5}, "'columns.0.bag' is damaged");
    refused({0, 256, 1}, {1, 2, 3, 4, 5}, "'columns.0.bag' is damaged");
    refused({0, 0, 1}, {1, 2, 3, 4}, "4 weights for other terms");
    refused({0, 0, 1}, {1, 2, 3, 4, -5}, "a weight is not a finite number above 0");
    refused({1'000'000, 0, 1}, {}, "more buckets than the file has weights");
}

BOOST_AUTO_TEST_SUITE_END()
