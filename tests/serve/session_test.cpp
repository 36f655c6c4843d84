// SPDX-License-Identifier: Apache-2.0
#include "nextclick/serve/session.hpp"

#include <boost/test/unit_test.hpp>
#include <cstring>
#include <limits>
#include <thread>
#include <tuple>

#include "count_allocations.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/batch/whole_sessions.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval/prefix_lanes.hpp"
#include "nextclick/search/batch_search.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/narm.hpp"
#include "toy.hpp"
#include "toy_policies.hpp"

BOOST_AUTO_TEST_SUITE(session)

namespace nc = nextclick;
using model = nc::zoo::gru4rec<20>;

BOOST_AUTO_TEST_CASE(answers_in_the_shops_ids_best_first) {
    const model net(toy::numbered_items(500), {}, 3);
    nc::serve::session<model> s(net);
    BOOST_TEST(s.top(5).empty());  // no click yet
    BOOST_TEST(s.push(107));
    const auto best = s.top(20);
    BOOST_REQUIRE(best.size() == 20u);
    std::vector<float> scores(500);
    s.score_block(0, scores);
    for (std::size_t i = 0; i < best.size(); ++i) {
        BOOST_TEST(best[i].score == scores[net.items().find(best[i].item)]);
        if (i > 0) BOOST_TEST(best[i - 1].score >= best[i].score);
    }
    BOOST_TEST(static_cast<std::size_t>(std::count_if(scores.begin(), scores.end(), [&](float x) { return x > best.back().score; })) < 20u);
    BOOST_TEST(s.top(10'000).size() == 500u);
    BOOST_TEST(s.top(0).empty());
}

BOOST_AUTO_TEST_CASE(a_filter_never_shortens_the_answer) {
    const model net(toy::numbered_items(500), {}, 3);
    nc::serve::session<model> s(net);
    s.push(107);
    const auto even = [](nc::item_index i) { return i % 2 == 0; };
    BOOST_TEST(s.top(20, even).size() == 20u);
    for (const auto& r : s.top_indices(250, even)) BOOST_TEST(r.item % 2 == 0u);
    BOOST_TEST(s.top(300, even).size() == 250u);
    BOOST_TEST(s.top(5, [](nc::item_index) { return false; }).empty());
}

BOOST_AUTO_TEST_CASE(unknown_items_are_ignored_or_refused) {
    const model net(toy::numbered_items(50), {}, 3);
    nc::serve::session<model> s(net), same(net);
    s.push(107);
    same.push(107);
    BOOST_TEST(!s.push(99999));
    BOOST_TEST(!s.push("no number"));
    BOOST_TEST(s.clicks() == 1u);
    BOOST_TEST(s.top(1)[0].score == same.top(1)[0].score);
    nc::serve::session<model> strict(net, nc::serve::unknown_item::refuse);
    BOOST_CHECK_EXCEPTION(strict.push(99999), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("99999") != std::string::npos; });
}

using cells = std::tuple<nc::cell::gru<>, nc::cell::gru<nc::cell::reset_after>, nc::cell::lstm, nc::cell::rnn, nc::cell::mgu>;
BOOST_AUTO_TEST_CASE_TEMPLATE(one_click_at_a_time_equals_the_whole_session, Cell, cells) {
    using net_type = nc::basic_model<double, nc::input::embedding<6>,
                                     nc::encoder::stack<nc::encoder::recurrent<Cell, 5>, nc::encoder::recurrent<Cell, 6>>,
                                     nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
    const net_type net(toy::numbered_items(30), {}, 8);
    const std::vector<nc::item_index> clicks{3, 7, 7, 1, 29};
    nc::batch::packer packed;
    const std::span<const nc::item_index> whole(clicks);
    packed.pack({&whole, 1});
    nc::workspace memory;
    nc::pass run{.memory = memory};
    auto encoded = net.encode(run, packed.rows());
    const auto q = encoded.queries;
    nc::serve::session<net_type> s(net);
    for (std::size_t t = 0; t < clicks.size(); ++t) {
        s.push_index(clicks[t]);
        std::vector<double> scores(30);
        s.score_block(0, scores);
        for (nc::item_index i = 0; i < 30; ++i) {
            double expected = net.biases().of(i);
            for (std::size_t c = 0; c < q.cols; ++c) expected += q(t, c) * net.table_of(net.weights)(i, c);
            BOOST_TEST(scores[i] == expected, boost::test_tools::tolerance(1e-12));
        }
    }
}

BOOST_AUTO_TEST_CASE(copies_and_stored_sessions_continue_alike) {
    const model net(toy::numbered_items(300), {}, 3);
    nc::serve::session<model> s(net);
    for (const int item : {101, 150, 399}) s.push(item);
    auto copy = s;
    auto loaded = nc::serve::session<model>::load(net, s.save());
    for (auto* other : {&copy, &loaded}) {
        auto again = s;
        again.push(200);
        other->push(200);
        const auto a = again.top(7);
        const std::vector<nc::serve::recommendation<float>> expected(a.begin(), a.end());
        const auto got = other->top(7);
        for (std::size_t i = 0; i < 7; ++i) {
            BOOST_TEST((expected[i].item == got[i].item));
            BOOST_TEST(expected[i].score == got[i].score);
        }
        BOOST_TEST(other->clicks() == 4u);
    }
}

BOOST_AUTO_TEST_CASE(damaged_or_foreign_sessions_are_refused) {
    const model net(toy::numbered_items(30), {}, 3);
    nc::serve::session<model> s(net);
    s.push(101);
    const std::string bytes = s.save();
    const auto refused = [&](const auto& m, const std::string& b) {
        using M = std::remove_cvref_t<decltype(m)>;
        BOOST_CHECK_THROW(nc::serve::session<M>::load(m, b), nc::file_error);
    };
    for (std::size_t n = 0; n < bytes.size(); ++n) refused(net, bytes.substr(0, n));
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (const int bit : {0, 3, 7}) {
            std::string flipped = bytes;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            refused(net, flipped);
        }
    refused(net, bytes + "x");
    std::string newer = bytes;
    newer.replace(0, 8, "ncsess99");
    BOOST_CHECK_EXCEPTION(nc::serve::session<model>::load(net, newer), nc::file_error, [](const auto& e) {
        return std::string(e.what()).find("in a format that this version does not read") != std::string::npos;
    });
    auto broken = net;
    broken.weights.encoder.bias.data[3] = std::numeric_limits<float>::quiet_NaN();
    nc::serve::session<model> lost(broken);
    lost.push(101);
    refused(net, lost.save());
    refused(model(toy::numbered_items(31)), bytes);
    refused(nc::zoo::gru4rec<21>(toy::numbered_items(30)), bytes);
    refused(nc::zoo::gru4rec_bpr_max<20>(toy::numbered_items(30)), bytes);
}

BOOST_AUTO_TEST_CASE(a_click_allocates_nothing_once_warm) {
    const model net(toy::numbered_items(3000), {}, 3);
    nc::serve::session<model> s(net);
    s.push(101);
    s.top(20);
    const std::size_t before = allocations;
    for (int i = 0; i < 50; ++i) {
        s.push(100 + i * 3);
        BOOST_REQUIRE(s.top(20).size() == 20u);
    }
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(threads_share_the_model) {
    const model net(toy::numbered_items(300), {}, 3);
    const auto visit = [&](int first) {
        nc::serve::session<model> s(net);
        double sum = 0;
        for (int i = 0; i < 40; ++i) {
            s.push(100 + (first + i * 7) % 300);
            sum += static_cast<double>(s.top(5)[0].score);
        }
        return sum;
    };
    std::vector<double> alone, together(4);
    for (int t = 0; t < 4; ++t) alone.push_back(visit(t));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) threads.emplace_back([&, t] { together[static_cast<std::size_t>(t)] = visit(t); });
    for (auto& t : threads) t.join();
    BOOST_TEST(alone == together, boost::test_tools::per_element());
}

// Models that read the clicks themselves: a window of the last ones, encoded again at every click.
template <class Encoder, class Pooling>
using small = nc::model<nc::input::embedding<10>, Encoder, Pooling, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
using gru = nc::encoder::recurrent<nc::cell::gru<>, 10>;
using windowed =
    std::tuple<small<gru, toy::mean_so_far>, small<nc::encoder::none, toy::mean_so_far>, small<toy::centred, nc::pooling::last>,
               small<nc::encoder::stack<toy::centred, gru>, toy::mean_so_far>, nc::zoo::narm<10, 6>>;

using nc::batch::keep;
const std::vector<std::pair<std::size_t, keep>> cuts{{1, keep::last},  {3, keep::last},  {50, keep::last},
                                                     {1, keep::first}, {3, keep::first}, {50, keep::first}};

BOOST_AUTO_TEST_CASE_TEMPLATE(a_window_has_the_query_of_the_cut_prefix_to_the_bit, Model, windowed) {
    const Model net(toy::numbered_items(30), {}, 8);
    const std::vector<nc::item_index> clicks{3, 7, 7, 1, 29, 4, 12};
    for (const auto& [max_length, kept] : cuts) {
        // All prefixes together, as evaluation encodes them.
        nc::eval::detail::prefix_lanes lanes(nc::history_need<Model>.causal(), max_length, kept, 100);
        for (const nc::item_index item : clicks) {
            lanes.click(item);
            lanes.add_query(0);
        }
        lanes.end_session();
        const auto rows = lanes.pack();
        nc::workspace memory;
        nc::pass run{.memory = memory};
        const auto q = net.encode(run, rows).queries;
        nc::serve::session session(net, {.max_length = max_length, .kept = kept});
        BOOST_REQUIRE(lanes.query_targets().size() == clicks.size());
        for (std::size_t t = 0; t < clicks.size(); ++t) {
            session.push_index(clicks[t]);
            const auto expected = q.row(lanes.query_targets()[t].query);
            BOOST_TEST(session.query() == expected, boost::test_tools::per_element());
        }
        BOOST_TEST(session.clicks() == clicks.size());
    }
}

// A served session has the queries that training computes in batches of whole sessions with the same limit.
BOOST_AUTO_TEST_CASE(narm_with_its_first_clicks_has_the_queries_of_its_batches) {
    using net_type = nc::zoo::narm<8, 6>;
    const auto log = toy::chained_log(40, 30);
    const net_type net(log.items(), {}, 8);
    constexpr std::size_t max_length = 3;
    nc::batch::whole_sessions batches(log, {.size = 1'000'000, .max_length = max_length, .kept = keep::first});
    std::vector<std::uint32_t> order;
    nc::batch::whole_sessions::list_units(log, {}, order);
    batches.start(order);
    nc::event_rows rows;
    BOOST_REQUIRE(batches.next(rows));
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const auto q = net.encode(run, rows).queries;
    std::size_t cut = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const std::uint32_t begin = log.session_begin()[s], end = log.session_begin()[s + 1];
        nc::serve::session session(net, {.max_length = max_length, .kept = keep::first});
        std::vector<float> expected;
        for (std::uint32_t e = begin; e + 1 < end; ++e) {  // the last click of a session has no target
            session.push_index(log.item_column()[e]);
            const auto row = std::ranges::find(batches.events(), e) - batches.events().begin();
            if (e - begin < max_length)
                expected.assign(q.row(static_cast<std::size_t>(row)).begin(), q.row(static_cast<std::size_t>(row)).end());
            else
                ++cut;
            BOOST_TEST(session.query() == expected, boost::test_tools::per_element());
        }
    }
    BOOST_TEST(cut > 5u);
}

BOOST_AUTO_TEST_CASE(a_session_kept_with_its_first_clicks_is_not_one_with_its_last) {
    const small<gru, toy::mean_so_far> net(toy::numbered_items(30), {}, 8);
    const nc::serve::session_options first{.max_length = 2, .kept = keep::first}, last{.max_length = 2};
    // Without a length the first clicks would be those of the training, which kept the last.
    BOOST_CHECK_THROW(nc::serve::session(net, {.kept = keep::first}), nc::argument_error);
    nc::serve::session a(net, first), b(net, first), c(net, last);
    for (const int item : {103, 104}) b.push(item);
    for (const int item : {103, 104, 105}) {
        a.push(item);
        c.push(item);
    }
    BOOST_TEST(a.query() == b.query(), boost::test_tools::per_element());
    BOOST_TEST(a.clicks() == 3u);
    BOOST_TEST(!std::ranges::equal(a.query(), c.query()));
    BOOST_TEST(!a.push(99999));
    using session = nc::serve::session<small<gru, toy::mean_so_far>>;
    auto loaded = session::load(net, a.save(), first);
    loaded.push(120);
    BOOST_TEST(loaded.query() == a.query(), boost::test_tools::per_element());
    BOOST_TEST(loaded.clicks() == 4u);
    const auto says_kept = [](const auto& e) {
        return std::string(e.what()).find("session_options::max_length or kept") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(session::load(net, a.save(), last), nc::file_error, says_kept);
    BOOST_CHECK_EXCEPTION(session::load(net, c.save(), first), nc::file_error, says_kept);
}

BOOST_AUTO_TEST_CASE(a_window_ignores_earlier_clicks) {
    const small<gru, toy::mean_so_far> net(toy::numbered_items(30), {}, 8);
    nc::serve::session a(net, {.max_length = 2}), b(net, {.max_length = 2});
    for (const int item : {103, 104, 105}) a.push(item);
    for (const int item : {104, 105}) b.push(item);
    BOOST_TEST(a.query() == b.query(), boost::test_tools::per_element());
    BOOST_TEST(a.clicks() == 3u);
    BOOST_CHECK_THROW(nc::serve::session(net, {.max_length = 2'000'000}), nc::argument_error);
    const model carries(toy::numbered_items(30));
    BOOST_CHECK_NO_THROW(nc::serve::session(carries, {.max_length = 0}));  // a state has no length
}

BOOST_AUTO_TEST_CASE_TEMPLATE(windows_are_copied_stored_and_answered_like_states, Model, windowed) {
    const Model net(toy::numbered_items(30), {}, 8);
    const nc::serve::session_options options{.max_length = 4, .unknown = nc::serve::unknown_item::refuse};
    nc::serve::session<Model> s(net, options);
    BOOST_TEST(s.top(5).empty());
    const auto none = nc::serve::session<Model>::load(net, s.save(), options);
    BOOST_TEST(none.clicks() == 0u);
    for (const int item : {101, 120, 111, 129, 105}) {
        s.push(item);
        auto copy = s;
        auto loaded = nc::serve::session<Model>::load(net, s.save(), options);
        BOOST_TEST(loaded.save() == s.save());
        BOOST_TEST(loaded.query() == s.query(), boost::test_tools::per_element());
        for (auto* other : {&copy, &loaded}) {
            auto again = s;
            again.push(102);
            other->push(102);
            BOOST_TEST(again.query() == other->query(), boost::test_tools::per_element());
            BOOST_TEST(other->clicks() == again.clicks());
        }
    }
    BOOST_CHECK_THROW(s.push(99999), nc::argument_error);
    const nc::serve::session<Model>* sessions[] = {&s};
    nc::search::batch_search<Model> batch(net);
    batch.answer(sessions, 5);
    BOOST_TEST(batch.of(0).size() == 5u);
    const nc::search::byte_search<Model> bytes(net);
    const auto exact = s.top_indices(5);
    const std::vector<nc::simd::scored<float>> expected(exact.begin(), exact.end());
    const auto found = bytes.top_indices(s, 5);
    for (std::size_t i = 0; i < 5; ++i) BOOST_TEST(found[i].item == expected[i].item);
}

BOOST_AUTO_TEST_CASE(damaged_or_foreign_windows_are_refused) {
    using net_type = small<gru, toy::mean_so_far>;
    using session = nc::serve::session<net_type>;
    const net_type net(toy::numbered_items(30), {}, 8);
    const nc::serve::session_options options{.max_length = 4};
    session s(net, options);
    for (const int item : {101, 120, 111, 129, 105}) s.push(item);
    const std::string bytes = s.save();
    const auto refused = [&](std::string b, const char* why, bool mend = true) {
        if (mend) {  // the right checksum, so that the check after it is reached
            std::uint64_t h = 0xcbf29ce484222325u;
            for (std::size_t i = 16; i < b.size(); ++i) h = (h ^ static_cast<unsigned char>(b[i])) * 0x100000001b3u;
            std::memcpy(b.data() + 8, &h, 8);
        }
        BOOST_CHECK_EXCEPTION(session::load(net, b, options), nc::file_error,
                              [&](const auto& e) { return std::string(e.what()).find(why) != std::string::npos; });
    };
    for (std::size_t n = 0; n < bytes.size(); ++n) refused(bytes.substr(0, n), "serve::session", false);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string flipped = bytes;
        flipped[i] = static_cast<char>(flipped[i] ^ 8);
        refused(flipped, "serve::session", false);
    }
    refused(bytes + "four", "wrong length");
    refused(bytes.substr(0, bytes.size() - 4), "wrong length");
    std::string unknown = bytes;
    unknown[unknown.size() - 1] = 1;  // an item far beyond the catalogue
    refused(unknown, "an item that the model does not have");
    std::string carried = bytes;
    carried[7] = '1';  // the format of a session with a state
    refused(carried, "a format that this version does not read");
    std::string fewer = bytes;
    fewer[32] = 2;  // clicks
    refused(fewer, "wrong length");
    BOOST_CHECK_THROW(session::load(net, bytes, {.max_length = 5}), nc::file_error);
    using other_type = small<gru, nc::pooling::last>;
    const other_type other(toy::numbered_items(30));
    BOOST_CHECK_THROW(nc::serve::session<other_type>::load(other, bytes, options), nc::file_error);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_click_into_a_window_allocates_nothing_once_warm, Model, windowed) {
    const Model net(toy::numbered_items(3000), {}, 3);
    nc::serve::session<Model> s(net, {.max_length = 8});
    for (int i = 0; i < 10; ++i) s.push(100 + i);
    s.top(20);
    nc::serve::session<Model> copy = s;
    const std::size_t before = allocations;
    for (int i = 0; i < 50; ++i) {
        copy.push(100 + i * 3);
        BOOST_REQUIRE(copy.top(20).size() == 20u);
    }
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_SUITE_END()
