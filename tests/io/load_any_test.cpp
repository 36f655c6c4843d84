// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/load_any.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>

#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/io/any_recommender.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/server/hot_swap.hpp"
#include "nextclick/server/session_store.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo.hpp"
#include "temporary_folder.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(load_any)

namespace nc = nextclick;
namespace io = nc::io;
using nc::dynamic;
using dynamic_gru = nc::zoo::gru4rec<dynamic>;
using dynamic_narm = nc::zoo::narm<dynamic, dynamic>;
using known = io::kinds<dynamic_gru, dynamic_narm, nc::zoo::improved_rnn_cosine<dynamic, dynamic>, nc::zoo::hrnn<>>;

namespace {
/// Pushes these items and returns the numbers of the recommended items.
template <class Session>
std::vector<std::int64_t> answers(Session session, std::initializer_list<std::int64_t> clicks, std::size_t k = 5) {
    for (const std::int64_t item : clicks) session.push(nc::data::item_id(item));
    std::vector<std::int64_t> found;
    for (const auto& r : session.top(k)) found.push_back(r.item.integer());
    return found;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_kind_of_dynamic_widths_reads_files_of_all_widths_and_writes_them) {
    const temporary_folder folder;
    const auto path = folder.path / "a";
    const auto both_ways = [&]<class Fixed, class Dynamic>(const Fixed& net, const Dynamic*) {
        BOOST_TEST(Fixed::signature() == Dynamic::signature());
        io::save(net, path);
        const auto any = io::load_any<known>(path);
        BOOST_TEST(any->kind() == std::string(nc::kind_name<Fixed>));
        const auto* const typed = io::as<Dynamic>(*any);
        BOOST_REQUIRE(typed != nullptr);
        any->save(folder.path / "b");
        BOOST_TEST(io::read_whole(path) == io::read_whole(folder.path / "b"));
        const Fixed back = io::load<Fixed>(folder.path / "b");
        nc::for_each_parameter([](std::string_view name, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), name); },
                               net.weights, back.weights);
        const auto served = nc::for_ranking(net);
        BOOST_TEST(answers(nc::serve::session<nc::io::any_recommender>(*any), {103, 107, 101}) ==
                       answers(nc::serve::session(served), {103, 107, 101}),
                   boost::test_tools::per_element());
    };
    const auto items = toy::numbered_items(60);
    both_ways(nc::zoo::gru4rec<64>(items, {.input = {.probability = .25}}), static_cast<dynamic_gru*>(nullptr));
    both_ways(nc::zoo::gru4rec<8>(items), static_cast<dynamic_gru*>(nullptr));
    both_ways(nc::zoo::narm<8, 10>(items), static_cast<dynamic_narm*>(nullptr));
    both_ways(nc::zoo::improved_rnn_cosine<6, 5>(items), static_cast<nc::zoo::improved_rnn_cosine<dynamic, dynamic>*>(nullptr));
}

/// The file without the entries of newer versions.
void make_old(const std::filesystem::path& path) {
    const io::tensor_file file = io::tensor_file::open(path);
    io::tensor_writer to;
    for (const auto& [key, value] : file.metadata())
        if (key != "nextclick.options" && key != "nextclick.about" && key != "nextclick.kind" && key != "nextclick.checksum")
            to.metadata[key] = value;
    for (const auto& [name, t] : file.tensors()) {
        if (name.starts_with("about.")) continue;
        const auto add = [&]<class T>(T) { to.add_copy<T>(name, {reinterpret_cast<const T*>(t.bytes.data()), t.size()}, t.shape); };
        if (t.dtype == "I64") add(std::int64_t{});
        if (t.dtype == "F32") add(float{});
        if (t.dtype == "U64") add(std::uint64_t{});
        if (t.dtype == "U8") add(std::uint8_t{});
    }
    to.write(path);
}
BOOST_AUTO_TEST_CASE(files_of_an_older_version_are_read_by_their_shapes) {
    const temporary_folder folder;
    const auto path = folder.path / "a";
    const auto items = toy::numbered_items(60);
    const auto old = [&]<class Fixed, class Dynamic>(const Fixed& net, const Dynamic*) {
        io::save(net, path);
        make_old(path);
        const auto any = io::load_any<known>(path);
        BOOST_TEST(any->about().support.empty());
        const auto* const typed = io::as<Dynamic>(*any);
        BOOST_REQUIRE(typed != nullptr);
        nc::for_each_parameter([](std::string_view name, const auto& a, const auto& b) { BOOST_TEST((a.data == b.data), name); },
                               net.weights, typed->weights);
        (void)io::load<Fixed>(path);
    };
    old(nc::zoo::gru4rec<64>(items), static_cast<dynamic_gru*>(nullptr));
    old(nc::zoo::narm<50, 100>(items), static_cast<dynamic_narm*>(nullptr));
    old(nc::zoo::improved_rnn_cosine<6, 5>(items), static_cast<nc::zoo::improved_rnn_cosine<dynamic, dynamic>*>(nullptr));
    // A file written by the previous version.
    const auto stored = io::load_any<known>(std::string(NEXTCLICK_TESTS_DIR) + "/fuzz/corpus/model_file/integers.safetensors");
    BOOST_TEST(stored->kind() == "gru4rec");
    BOOST_TEST(stored->options().find(R"("encoder.units":2)") != std::string::npos);
    BOOST_TEST(stored->about().version == "0.1.0");
}

BOOST_AUTO_TEST_CASE(an_unknown_kind_is_refused_with_those_that_are_known) {
    const temporary_folder folder;
    const auto path = folder.path / "a";
    io::save(nc::zoo::stamp<8>(toy::numbered_items(20)), path);
    BOOST_CHECK_EXCEPTION(io::load_any<known>(path), nc::file_error, says("kind stamp"));
    BOOST_CHECK_EXCEPTION(io::load_any<known>(path), nc::file_error, says("it has gru4rec, narm, improved_rnn_cosine, hrnn"));
    io::tensor_writer other;
    other.metadata["nextclick.format"] = "nextclick sessions 1";
    other.write(path);
    BOOST_CHECK_EXCEPTION(io::load_any<known>(path), nc::file_error, says("but a \"nextclick sessions 1\""));
    // The same architecture with another loss is another kind.
    io::save(nc::zoo::gru4rec_2016<8, nc::loss::bpr>(toy::numbered_items(20)), path);
    BOOST_CHECK_THROW((io::load_any<io::kinds<nc::zoo::gru4rec_2016<8>>>(path)), nc::file_error);
}

BOOST_AUTO_TEST_CASE(the_wrapper_gives_the_results_of_the_model) {
    const temporary_folder folder;
    const auto log = nc::data::simulate({.sessions = 300, .items = 40});
    nc::zoo::narm<8, 10> net(log.items(), {.input = {.probability = .1}});
    nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adagrad{.rate = .05},
                                                {.epochs = 2, .max_length = 7, .kept = nc::batch::keep::first, .seed = 9});
    io::save(net, folder.path / "a");
    const auto any = io::load_any<known>(folder.path / "a");
    BOOST_TEST(any->signature() == net.signature());
    BOOST_TEST(any->loss() == "cross_entropy");
    BOOST_TEST(any->sampler() == "all_items");
    BOOST_TEST((any->items() == net.items()));
    BOOST_TEST(any->columns().empty());
    BOOST_TEST(!any->has_user_states());
    BOOST_TEST((any->about().logs == net.about.logs));
    BOOST_TEST(any->options() == io::detail::options_text(net.policy));
    BOOST_TEST(any->session_options().max_length == 7u);
    BOOST_TEST((any->session_options().kept == nc::batch::keep::first));
    const auto options = any->evaluation_options();
    BOOST_TEST(options.max_length == nextclick::batch::as_trained);
    BOOST_TEST((options.support == log.item_support()));
    const auto found = any->evaluate(log, options), typed = nc::eval::evaluate(net, log, options);
    BOOST_TEST(found[20].mrr == typed[20].mrr);
    BOOST_TEST(found[20].recall == typed[20].recall);
    std::size_t events = 0;
    any->evaluate(log, options, [&](const nc::eval::ranked_event&) { ++events; });
    BOOST_TEST(events == found.events);
    const auto alike = any->similar(log.items()[3], 4), as_typed = nc::search::similar(net, log.items()[3], 4);
    BOOST_REQUIRE(alike.size() == 4u);
    BOOST_TEST(alike[0].item.integer() == as_typed[0].item.integer());
    BOOST_CHECK_THROW(io::wrap(nc::baseline::popularity(log))->similar(log.items()[3], 4), nc::argument_error);
    const auto now = io::wrap(net);
    BOOST_TEST(now->kind() == "narm");
    BOOST_TEST((io::as<nc::zoo::gru4rec<8>>(*now) == nullptr));
}

BOOST_AUTO_TEST_CASE(sessions_are_copied_whole_and_apply_rules) {
    const auto any = io::wrap(nc::zoo::gru4rec<8>(toy::numbered_items(30)));
    nc::serve::session session(*any);
    BOOST_TEST(session.top(5).empty());
    BOOST_TEST(session.push(103));
    BOOST_TEST(!session.push("nothing"));
    auto copy = session;
    BOOST_TEST(copy.push(104));
    BOOST_TEST(session.clicks() == 1u);
    BOOST_TEST(copy.clicks() == 2u);
    const auto best = session.top(1)[0].item;
    const nc::item_index without[] = {any->items().find(best)};
    BOOST_TEST((session.top(1, {.without = without})[0].item.integer() != best.integer()));
    session = copy;
    BOOST_TEST(session.clicks() == 2u);
    session.new_session();
    BOOST_TEST(session.clicks() == 0u);
    BOOST_CHECK_THROW(session.push(103, {{"Action", "Cart"}}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(answers_from_bytes_are_the_same) {
    const nc::zoo::gru4rec<8> net(toy::numbered_items(500));
    const auto plain = io::wrap(net), served = io::wrap(net, {.concurrent_scans = 2});
    BOOST_TEST(answers(nc::serve::session(*plain), {103, 104}, 20) == answers(nc::serve::session(*served), {103, 104}, 20),
               boost::test_tools::per_element());
}

/// After a replacement by a model of another kind the clicks of visitors are replayed into it.
BOOST_AUTO_TEST_CASE(clicks_are_replayed_into_a_model_of_another_kind) {
    const auto items = toy::numbered_items(50);
    const nc::zoo::narm<8, 10> second(items);
    nc::server::hot_swap<io::any_recommender> now(io::wrap(nc::zoo::gru4rec<8>(items)));
    nc::server::session_store<io::any_recommender> store({.session = {.max_length = 20}});
    const auto click = [&](std::int64_t item) {
        const auto held = now.get();
        return store.with("ann", *held, held.version(), [&](auto& v) {
            v.push({nc::data::item_id(item)});
            return answers(nc::serve::session<io::any_recommender>(v.session()), {});
        });
    };
    click(105);
    click(109);
    now.publish(io::wrap(second));
    BOOST_TEST(click(102) == answers(nc::serve::session(second, {.max_length = 20}), {105, 109, 102}), boost::test_tools::per_element());
}

/// Users are kept from session to session only by models with user states, independently of the current model.
BOOST_AUTO_TEST_CASE(returning_users_are_kept_by_kinds_that_know_users) {
    using clock = std::chrono::steady_clock;
    const auto items = toy::numbered_items(50);
    const auto returns = [&](const io::any_pointer& net) {
        nc::server::session_store<io::any_recommender> store({.idle = std::chrono::minutes(30)});
        const auto start = clock::now();
        store.with(
            "ann", *net, 1, [](auto& v) { v.push({nc::data::item_id(105)}); }, start);
        return store.with(
            "ann", *net, 1, [](auto& v) { return v.seen().size(); }, start + std::chrono::hours(2));
    };
    BOOST_TEST(returns(io::wrap(nc::zoo::hrnn<>(items))) == 1u);
    BOOST_TEST(returns(io::wrap(nc::zoo::gru4rec<8>(items))) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
