// SPDX-License-Identifier: Apache-2.0
// Returning users: served click by click as they are evaluated and trained on.
#include <boost/test/unit_test.hpp>
#include <tuple>

#include "allocations.hpp"
#include "nextclick/attention.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/data/edit/split.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/hrnn.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(returning_users)

namespace nc = nextclick;

namespace {
template <std::size_t H>
using gru = nc::encoder::recurrent<nc::cell::gru<>, H>;
template <class Reach>
using users = nc::encoder::hierarchical<gru<6>, gru<4>, Reach>;
template <class Encoder, class Pooling = nc::pooling::last>
using of =
    nc::basic_model<float, nc::input::embedding<6>, Encoder, Pooling, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
using narm = nc::pooling::dense<nc::pooling::join<nc::pooling::last, nc::pooling::attend<nc::attention::additive<5>, nc::attention::none>>,
                                6, nc::activation::linear>;
using models = std::tuple<of<users<nc::encoder::hrnn::init>>, of<users<nc::encoder::hrnn::all>>, of<users<nc::encoder::hrnn::init>, narm>,
                          of<users<nc::encoder::hrnn::all_gates>, narm>, of<gru<6>>>;

/// Recall@5 and MRR@5 of the last session of every user, by serving all of the user's sessions click by click.
template <class Model>
std::pair<double, double> served(const Model& net, const nc::data::click_log& past, const nc::data::click_log& log) {
    double recall = 0, mrr = 0, n = 0;
    const nc::data::sessions_of_users before(past), now(log);
    for (nc::item_index u = 0; u < log.users().size(); ++u) {
        nc::serve::session session(net, {.max_length = 1000});
        const auto old = past.users().find(log.users()[u]);
        if (old != nc::no_item)
            for (const auto s : before[old]) {
                session.new_session();
                for (const auto i : past.items_of(s)) session.push(past.items()[i]);
            }
        for (const auto s : now[u]) {
            session.new_session();
            const auto items = log.items_of(s);
            for (std::size_t t = 0; t + 1 < items.size(); ++t) {
                session.push(log.items()[items[t]]);
                const auto best = session.top(5);
                for (std::size_t k = 0; k < best.size(); ++k) {
                    if (best[k].item != log.items()[items[t + 1]]) continue;
                    recall += 1;
                    mrr += 1 / static_cast<double>(k + 1);
                }
                n += 1;
            }
        }
    }
    return {recall / n, mrr / n};
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(are_answered_as_they_are_evaluated, Model, models) {
    const auto logs = nc::data::last_session_of_users(toy::chained_users_log(20, 30));
    Model net(logs.train.items(), {}, 4);
    for (const std::size_t side_by_side : {1u, 7u, 256u}) {
        const auto found = nc::eval::evaluate(net, logs.test, {.cutoffs = {5}, .batch = side_by_side, .history = &logs.train});
        if constexpr (nc::history_need<Model>.has_user_states()) {
            const auto [recall, mrr] = served(net, logs.train, logs.test);
            BOOST_TEST(found[5].recall == recall, boost::test_tools::tolerance(1e-9));
            BOOST_TEST(found[5].mrr == mrr, boost::test_tools::tolerance(1e-9));
            const auto alone = nc::eval::evaluate(net, logs.test, {.cutoffs = {5}});
            BOOST_TEST(alone[5].mrr != found[5].mrr);  // earlier sessions are informative
        }
        BOOST_TEST(found.events == logs.test.event_count() - logs.test.session_count());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_kept_as_bytes_between_sessions_and_within, Model, models) {
    const Model net(toy::numbered_items(20), {}, 4);
    nc::serve::session session(net);
    const auto again = [&](const auto& s) { return nc::serve::session<Model>::load(net, s.save()); };
    for (const int item : {103, 104, 105}) session.push(item);
    session.new_session();
    auto other = again(session);
    BOOST_TEST(other.top(3).empty());
    for (const int item : {107, 108, 109}) {
        session.push(item);
        other.push(item);
        const std::vector<float> query(session.query().begin(), session.query().end());
        BOOST_TEST(query == std::vector<float>(other.query().begin(), other.query().end()), boost::test_tools::per_element());
        other = again(other);
        BOOST_TEST(query == std::vector<float>(other.query().begin(), other.query().end()), boost::test_tools::per_element());
    }
    nc::serve::session fresh(net);
    for (const int item : {107, 108, 109}) fresh.push(item);
    const bool same = std::ranges::equal(fresh.query(), session.query());
    BOOST_TEST(same == !nc::history_need<Model>.has_user_states());  // other users start from zeros
}

BOOST_AUTO_TEST_CASE_TEMPLATE(damaged_bytes_are_refused, Model, models) {
    const Model net(toy::numbered_items(20), {}, 4);
    nc::serve::session session(net);
    session.push(103);
    session.new_session();
    session.push(104);
    const std::string bytes = session.save();
    for (std::size_t n = 0; n < bytes.size(); ++n)
        BOOST_CHECK_THROW(nc::serve::session<Model>::load(net, bytes.substr(0, n)), nc::file_error);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::string damaged = bytes;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x40);
        BOOST_CHECK_THROW(nc::serve::session<Model>::load(net, damaged), nc::file_error);
    }
}

BOOST_AUTO_TEST_CASE(a_returning_user_allocates_nothing) {
    const of<users<nc::encoder::hrnn::all>> net(toy::numbered_items(20), {}, 4);
    nc::serve::session session(net);
    const auto visit = [&] {
        session.new_session();
        for (const int item : {103, 104}) session.push(item);
    };
    visit();
    visit();
    const auto before = allocations;
    visit();
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(a_history_requires_users_and_a_state) {
    const auto logs = nc::data::last_session_of_users(toy::chained_users_log(20, 30));
    const of<gru<6>> net(logs.train.items(), {}, 4);
    const auto without = toy::chained_log(20, 30);
    BOOST_CHECK_THROW(nc::eval::evaluate(net, logs.test, {.history = &without}), nc::data_error);
    BOOST_CHECK_THROW(nc::eval::evaluate(net, logs.test, {.max_length = 3, .history = &logs.train}), nc::argument_error);
    const of<nc::encoder::none> stateless(logs.train.items(), {}, 4);
    BOOST_CHECK_THROW(nc::eval::evaluate(stateless, logs.test, {.history = &logs.train}), nc::argument_error);
}

// Evaluation reads whole sessions of users, so training does, too.
BOOST_AUTO_TEST_CASE(cut_sessions_of_users_are_refused_where_earlier_clicks_are_read) {
    const auto log = toy::chained_users_log(20, 10);
    const auto train = [&](auto net) {
        nc::train::train<nc::batch::user_sessions>(net, log, nc::optimizer::adagrad{}, {.epochs = 1, .batch = 8, .max_length = 2});
    };
    train(of<users<nc::encoder::hrnn::init>>(log.items()));
    BOOST_CHECK_EXCEPTION(train(of<users<nc::encoder::hrnn::init>, narm>(log.items())), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("do not set max_length") != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()
