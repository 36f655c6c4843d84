// SPDX-License-Identifier: Apache-2.0
#include "nextclick/serve/event.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>

#include "allocations.hpp"
#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(event)

namespace nc = nextclick;
namespace input = nc::input;
using nc::serve::column_value;
using rib_input = input::join<input::embedding<6>, input::categorical<"Action", 3>, input::bucketed<"Dwell", input::edges::jd_dwell, 2>>;
using model = nc::model<rib_input, nc::encoder::recurrent<nc::cell::gru<>, 6>, nc::pooling::last, nc::output::tied<>,
                        nc::loss::cross_entropy, nc::sampler::all_items>;
using columns_of = nc::serve::event_columns<rib_input>;

namespace {
auto says(std::string words) {
    return [words](const std::exception& e) { return std::string(e.what()).find(words) != std::string::npos; };
}
}  // namespace

BOOST_AUTO_TEST_CASE(values_are_converted_for_the_input) {
    const rib_input policy({}, {.categories = toy::actions()}, {});
    const std::string cart = "cart";
    const column_value full[] = {{"Dwell", 41}, {"Action", cart}};
    nc::workspace memory;
    const columns_of a(policy, full, memory);
    BOOST_TEST(a.rows().size() == 2u);
    BOOST_TEST(a.rows()[0].name == "Action");
    BOOST_TEST(a.rows()[0].codes[0] == 1u);
    BOOST_TEST(a.rows()[1].numbers[0] == 41.0f);
    const column_value unknown[] = {{"Action", "steal"}};
    const columns_of b(policy, unknown, memory);
    BOOST_TEST(b.rows()[0].codes[0] == nc::no_item);
    BOOST_TEST(std::isnan(b.rows()[1].numbers[0]));
    BOOST_TEST((nc::serve::event_columns<input::embedding<3>>({}, {}, memory).rows().empty()));
}

BOOST_AUTO_TEST_CASE(unsuitable_values_are_refused) {
    const rib_input policy({}, {.categories = toy::actions()}, {});
    nc::workspace memory;
    const auto refused = [&](column_value v, const char* words) {
        BOOST_CHECK_EXCEPTION(columns_of(policy, {&v, 1}, memory), nc::argument_error, says(words));
    };
    refused({"action", "cart"}, "the model reads no column \"action\"; it reads \"Action\", \"Dwell\"");
    refused({"Dwell", "long"}, "column \"Dwell\" is text, but the column is numeric");
    refused({"Dwell", std::vector{1.0f, 2.0f}}, "is a vector of 2 numbers, but the column is numeric");
    refused({"Action", 1.5}, "column \"Action\" is a floating-point number");
    const column_value v{"Action", 1};
    BOOST_CHECK_EXCEPTION((nc::serve::event_columns<input::embedding<3>>({}, {&v, 1}, memory)), nc::argument_error, says("it reads none"));
}

BOOST_AUTO_TEST_CASE(one_click_at_a_time_equals_the_whole_session) {
    const auto log = toy::acted_log(30, 20);
    const model net(log.items(), {.input = input::fitted(rib_input{}, log)}, 8);
    nc::batch::column_gatherer columns(log, input::required_columns(net.policy.input));
    nc::batch::packer packed;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const std::span<const nc::item_index> whole = log.items_of(s);
        packed.pack({&whole, 1}, std::span(&log.session_begin()[s], 1));
        nc::event_rows rows = packed.rows();
        rows.columns = columns.gather(packed.events());
        nc::workspace memory;
        nc::pass run{.memory = memory};
        const auto q = net.encode(run, rows).queries;
        nc::serve::session<model> session(net);
        for (std::size_t t = 0; t < whole.size(); ++t) {
            const std::uint32_t e = log.session_begin()[s] + static_cast<std::uint32_t>(t);
            const auto& action = log.column("Action");
            BOOST_TEST(session.push(log.items()[whole[t]], {{"Action", action.categories().name(action.codes()[e])},
                                                            {"Dwell", log.column("Dwell").numbers()[e]}}));
            for (std::size_t c = 0; c < q.cols; ++c) BOOST_TEST(session.query()[c] == q(t, c), boost::test_tools::tolerance(1e-5f));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_refused_value_leaves_the_session_as_it_was_and_columns_may_be_left_out) {
    const model net(toy::numbered_items(30), {.input = rib_input({}, {.categories = toy::actions()}, {})}, 8);
    nc::serve::session session(net), same(net);
    session.push(104, {{"Action", "buy"}});
    same.push(104, {{"Action", "buy"}});
    BOOST_CHECK_THROW(session.push(105, {{"Dwell", "x"}}), nc::argument_error);
    session.push(106);
    same.push(106, {});
    BOOST_TEST(session.clicks() == 2u);
    BOOST_TEST((std::vector(session.query().begin(), session.query().end()) == std::vector(same.query().begin(), same.query().end())));
    const std::size_t before = allocations;
    session.push(104, {{"Action", "buy"}, {"Dwell", 3}});
    BOOST_TEST(allocations == before);
}

// A click need not bring the attributes of its item.
using attributes = input::of_item<input::join<input::categorical<"Action", 3>, input::numeric<"Price">>>;
using attribute_model = nc::model<input::join<input::embedding<6>, attributes>, nc::encoder::recurrent<nc::cell::gru<>, 6>,
                                  nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
BOOST_AUTO_TEST_CASE(attributes_of_items_need_not_be_given) {
    const auto log = toy::acted_log(30, 10);
    const attribute_model net(log.items(), {.input = input::join<input::embedding<6>, attributes>({}, attributes(toy::attributes(30)))}, 8);
    nc::batch::packer packed;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const std::span<const nc::item_index> whole = log.items_of(s);
        packed.pack({&whole, 1});
        nc::workspace memory;
        nc::pass run{.memory = memory};
        const auto q = net.encode(run, packed.rows()).queries;
        nc::serve::session<attribute_model> session(net);
        for (std::size_t t = 0; t < whole.size(); ++t) {
            const std::size_t before = allocations;
            session.push_index(whole[t]);
            BOOST_TEST((t == 0 || allocations == before));
            for (std::size_t c = 0; c < q.cols; ++c) BOOST_TEST(session.query()[c] == q(t, c), boost::test_tools::tolerance(1e-5f));
        }
    }
    nc::serve::session<attribute_model> session(net);
    BOOST_CHECK_EXCEPTION(session.push(104, {{"Price", 3}}), nc::argument_error, says("reads no column \"Price\""));
}

// Models that keep the last clicks keep their column values.
using backwards =
    nc::model<input::join<rib_input, input::numeric<"Price">>, nc::encoder::bidirectional<nc::encoder::recurrent<nc::cell::gru<>, 3>>,
              nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;
BOOST_AUTO_TEST_CASE(kept_clicks_keep_their_columns) {
    const rib_input policy({}, {.categories = toy::actions()}, {});
    const backwards net(toy::numbered_items(30), {.input = input::join<rib_input, input::numeric<"Price">>(policy, {})}, 8);
    nc::serve::session<backwards> session(net, {.max_length = 3}), shorter(net, {.max_length = 3});
    session.push(101, {{"Action", "view"}});  // leaves the window
    for (auto* s : {&session, &shorter}) {
        s->push(104, {{"Action", "buy"}, {"Price", 2.5}});
        s->push(105);
        s->push(106, {{"Dwell", 100}, {"Action", "steal"}});
    }
    const auto query = [](const auto& s) { return std::vector(s.query().begin(), s.query().end()); };
    BOOST_TEST((query(session) == query(shorter)));
    auto loaded = nc::serve::session<backwards>::load(net, session.save(), {.max_length = 3});
    BOOST_TEST((query(loaded) == query(session)));
    auto other = shorter;
    loaded.push(107, {{"Action", "cart"}});
    session.push(107, {{"Action", "cart"}});
    other.push(107, {{"Action", "view"}});
    BOOST_TEST((query(loaded) == query(session)));
    BOOST_TEST((query(loaded) != query(other)));

    nc::data::vocabulary fewer(nc::data::id_kind::string);
    fewer.insert("view");
    const rib_input changed({}, {.categories = std::make_shared<const nc::data::vocabulary>(fewer)}, {});
    const backwards another(toy::numbered_items(30), {.input = input::join<rib_input, input::numeric<"Price">>(changed, {})}, 8);
    BOOST_CHECK_EXCEPTION(nc::serve::session<backwards>::load(another, session.save(), {.max_length = 3}), nc::file_error,
                          says("other items or categories"));
}

// Clicks that bring vectors and words, to a model that keeps them.
using pictured = nc::model<input::join<input::embedding<6>, input::vector<"Image", 3>, input::numeric<"Price">, input::bag<"Title", 4>>,
                           nc::encoder::bidirectional<nc::encoder::recurrent<nc::cell::gru<>, 3>>, nc::pooling::last,
                           nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;
BOOST_AUTO_TEST_CASE(kept_clicks_keep_their_vectors_and_words) {
    auto parts = toy::acted_log(30, 20).parts();
    parts.extra.emplace_back("Image", toy::vectors(parts.item.size()));
    parts.extra.emplace_back("Price", std::vector<float>(parts.item.size(), 2.5f));
    parts.extra.emplace_back("Title", toy::words(), toy::bags(parts.item.size()), char{0});
    const nc::data::click_log log(std::move(parts));
    const auto& title = log.column("Title");
    pictured::policies policies;
    policies.input.get<3>().terms = nc::data::counted_words(title, {.min_support = 2});
    const pictured net(log.items(), policies, 8);
    nc::batch::column_gatherer columns(log, input::required_columns(net.policy.input));
    nc::batch::packer packed;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const std::span<const nc::item_index> whole = log.items_of(s);
        packed.pack({&whole, 1}, std::span(&log.session_begin()[s], 1));
        nc::event_rows rows = packed.rows();
        rows.columns = columns.gather(packed.events());
        nc::workspace memory;
        nc::pass run{.memory = memory};
        const auto q = net.encode(run, rows).queries;
        nc::serve::session<pictured> session(net, {.max_length = 8});
        for (std::size_t t = 0; t < whole.size(); ++t) {
            const std::uint32_t e = log.session_begin()[s] + static_cast<std::uint32_t>(t);
            const auto& image = log.column("Image");
            if (image.missing(e))
                session.push(log.items()[whole[t]], {{"Price", 2.5}, {"Title", title.text(e)}});
            else
                session.push(log.items()[whole[t]], {{"Image", image.vectors()[e]}, {"Price", 2.5}, {"Title", title.text(e)}});
        }
        const auto last = q.row(q.rows - 1);
        BOOST_TEST((std::vector(session.query().begin(), session.query().end()) == std::vector(last.begin(), last.end())));
        const auto loaded = nc::serve::session<pictured>::load(net, session.save(), {.max_length = 8});
        BOOST_TEST((std::vector(loaded.query().begin(), loaded.query().end()) == std::vector(last.begin(), last.end())));
    }
    nc::serve::session<pictured> session(net, {.max_length = 3});
    const std::string words = "new red SHOE, new unknown hat";
    for (int i = 0; i < 6; ++i) session.push(104, {{"Title", words}});
    const std::size_t before = allocations;
    for (int i = 0; i < 6; ++i) session.push(105, {{"Title", words}});
    BOOST_TEST(allocations == before);
    std::string bytes = session.save();  // ends with 4 terms and 4 weights
    const std::uint32_t term = 5;        // a term that the model lacks; the checksum is corrected
    std::memcpy(bytes.data() + bytes.size() - 4 * 8, &term, 4);
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : std::string_view(bytes).substr(16)) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    std::memcpy(bytes.data() + 8, &h, 8);
    BOOST_CHECK_EXCEPTION(nc::serve::session<pictured>::load(net, bytes, {.max_length = 3}), nc::file_error,
                          says("terms that the model does not have"));
    BOOST_CHECK_EXCEPTION(session.push(104, {{"Title", 7}}), nc::argument_error, says("is an integer, but the column has terms"));
    const std::vector<float> wrong{1, 2};
    BOOST_CHECK_EXCEPTION(session.push(104, {{"Image", wrong}}), nc::argument_error,
                          says("is a vector of 2 numbers, but the column has vectors of 3 numbers"));
    BOOST_CHECK_EXCEPTION(session.push(104, {{"Image", "red"}}), nc::argument_error, says("is text, but the column has vectors"));
}

BOOST_AUTO_TEST_SUITE_END()
