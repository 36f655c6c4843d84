// SPDX-License-Identifier: Apache-2.0
#include "nextclick/neighbours/knn.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "neighbours/twin.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/neighbours/methods.hpp"

BOOST_AUTO_TEST_SUITE(neighbours_methods)

namespace nc = nextclick;
using namespace nc::neighbours;

/// A log of long and short sessions, recurring items, and popular ones.
struct shop {
    nc::data::click_log log = nc::data::simulate({.sessions = 700, .items = 60, .users = 50, .categories = 6, .repeat = 20});
    std::vector<toy::past_session> past = toy::sessions_by_end(log);
    std::shared_ptr<const session_index> index = std::make_shared<const session_index>(log);
    float clicks = static_cast<float>(log.event_count()), sessions = static_cast<float>(log.session_count());

    float support(nc::item_index i) const { return static_cast<float>(log.item_support()[i]); }
    float sessions_with(nc::item_index i) const {
        return static_cast<float>(std::count_if(past.begin(), past.end(), [&](const auto& p) { return p.has(i); }));
    }
    float pairs() const {
        float n = 0;
        for (const auto& p : past) n += p.distinct();
        return n;
    }
};

/// Prefixes of sessions of another seed: all short lengths, and some long ones.
template <class Knn>
void agree(const shop& s, const Knn& fast, const toy::method& slow) {
    const auto query_log = nc::data::simulate({.sessions = 60, .items = 60, .users = 50, .categories = 6, .seed = 2, .repeat = 20});
    std::size_t compared = 0;
    nc::ranker::score_list scores;
    for (std::size_t n = 0; n < query_log.session_count(); ++n) {
        std::vector<nc::item_index> clicks;
        std::vector<std::int64_t> times;
        for (std::size_t t = 0; t < query_log.items_of(n).size(); ++t) {
            const nc::item_index item = s.log.items().find(query_log.items()[query_log.items_of(n)[t]]);
            if (item == nc::no_item) continue;
            clicks.push_back(item);
            times.push_back(query_log.times_of(n)[t]);
            const auto expected = toy::scores_by_definition(s.past, slow, clicks, times.back() / 1000);
            scores.reset(fast.item_count());
            fast.score({clicks, times}, scores);
            BOOST_TEST_REQUIRE(scores.size() == expected.size());
            for (const auto& [i, x] : expected) BOOST_TEST_REQUIRE(scores[i] == x);
            compared += expected.size();
        }
    }
    BOOST_TEST(compared > 1000u);
}

float cosine(float sum, float, float own, float other, float) { return sum / std::sqrt(own * other); }
float jaccard(float sum, float, float own, float other, float) { return sum / (own + other - sum); }
float mean(float sum, float, float own, float, float) { return sum / own; }
float weighted_cosine_of(float sum, float norm, float, float other, float) { return sum / (norm * std::sqrt(other)); }

BOOST_FIXTURE_TEST_CASE(sknn_follows_its_definition, shop) {
    agree(*this, sknn<>(index, {.neighbours = 20, .recent = 50}), {.k = 20, .m = 50, .similarity = cosine});
    agree(*this, sknn<>(index, {.neighbours = 3, .recent = 7}), {.k = 3, .m = 7, .similarity = cosine});
    agree(*this, sknn<>(index, {.neighbours = 5000, .recent = 5000}), {.k = 5000, .m = 5000, .similarity = cosine});
    agree(*this, sknn<similarity::jaccard>(index, {.neighbours = 20, .recent = 50}), {.k = 20, .m = 50, .similarity = jaccard});
}

BOOST_FIXTURE_TEST_CASE(ssknn_and_sfsknn_follow_their_definitions, shop) {
    agree(*this, ssknn<>(index, {.neighbours = 20, .recent = 50}),
          {.k = 20, .m = 50, .similarity = cosine, .decay = [](float step) { return 1 / step; }});
    std::set<std::pair<nc::item_index, nc::item_index>> next;
    for (const auto& p : past)
        for (std::size_t t = 0; t + 1 < p.clicks.size(); ++t) next.insert({p.clicks[t], p.clicks[t + 1]});
    agree(*this, sfsknn<>(index, {.neighbours = 20, .recent = 50, .score = {.next = std::make_shared<const followers>(log)}}),
          {.k = 20, .m = 50, .similarity = cosine, .keep = [&](nc::item_index last, nc::item_index i) {
               return next.count({last, i}) > 0;
           }});
}

template <class Weight>
void vsknn_with(const shop& s, std::function<float(float, float)> weight) {
    const toy::method slow{.k = 20, .m = 50, .weight = std::move(weight), .similarity = mean, .decay = [](float step) { return 1 / step; }};
    agree(s, vsknn<Weight>(s.index, {.neighbours = 20, .recent = 50}), slow);
}
BOOST_FIXTURE_TEST_CASE(all_weights_of_vsknn_follow_their_definitions, shop) {
    vsknn_with<weight::same>(*this, [](float, float) { return 1.0f; });
    vsknn_with<weight::division>(*this, [](float step, float length) { return (length - step + 1) / length; });
    vsknn_with<weight::linear>(*this, [](float step, float) { return std::max(0.0f, 1 - 0.1f * (step - 1)); });
    vsknn_with<weight::logarithm>(*this, [](float step, float) { return 1 / std::log10(step - 1 + 1.7f); });
    vsknn_with<weight::quadratic>(*this, [](float step, float length) {
        const float p = (length - step + 1) / length;
        return p * p;
    });
}

template <class Decay>
void vsknn_decayed(const shop& s, std::function<float(float)> decay) {
    const toy::method slow{.k = 20,
                           .m = 50,
                           .weight = [](float step, float length) { return (length - step + 1) / length; },
                           .similarity = mean,
                           .decay = std::move(decay)};
    agree(s, vsknn<weight::division, Decay>(s.index, {.neighbours = 20, .recent = 50}), slow);
}
BOOST_FIXTURE_TEST_CASE(all_decays_of_vsknn_follow_their_definitions, shop) {
    vsknn_decayed<decay::none>(*this, [](float) { return 1.0f; });
    vsknn_decayed<decay::linear>(*this, [](float step) { return std::max(0.0f, 1 - 0.1f * step); });
    vsknn_decayed<decay::logarithm>(*this, [](float step) { return 1 / std::log10(step + 1.7f); });
    vsknn_decayed<decay::quadratic>(*this, [](float step) { return 1 / (step * step); });
}

BOOST_FIXTURE_TEST_CASE(vsknn_has_cosines_rarity_and_days, shop) {
    const auto weight = [](float step, float length) { return (length - step + 1) / length; };
    const auto decay = [](float step) { return 1 / step; };
    std::vector<float> factor(log.items().size());
    for (nc::item_index i = 0; i < factor.size(); ++i) factor[i] = std::max(1e-6f, 1 + 5 * std::log(sessions / support(i)));
    agree(*this,
          vsknn<weight::division, decay::division, similarity::weighted_cosine>(index,
                                                                                {.neighbours = 20, .recent = 50, .score = {.gamma = 5}}),
          {.k = 20, .m = 50, .weight = weight, .similarity = weighted_cosine_of, .decay = decay, .item = [&](nc::item_index i) {
               return factor[i];
           }});
    using aged = knn<similarity::aged_by_day<similarity::weighted<>>, score::decayed<>>;
    agree(
        *this, aged(index, {.neighbours = 20, .recent = 50}),
        {.k = 20,
         .m = 50,
         .weight = weight,
         .similarity = [](float sum, float, float own, float, float age) { return sum / own * std::pow(0.875f, std::round(age / 86400)); },
         .decay = decay});
}

BOOST_FIXTURE_TEST_CASE(stan_and_vstan_follow_their_definitions, shop) {
    const auto weight = [](float step, float) { return std::exp((1 - step) / 1.02f); };
    const auto aged = [](float sum, float norm, float, float other, float age) {
        return sum / (norm * std::sqrt(other)) * std::exp(-age / (5 * 86400.0f));
    };
    const auto near = [](float distance) { return std::exp(-distance / 2.05f); };
    agree(*this, stan(index, {.neighbours = 20, .recent = 50}), {.k = 20, .m = 50, .weight = weight, .similarity = aged, .distance = near});
    std::vector<float> factor(log.items().size());
    for (nc::item_index i = 0; i < factor.size(); ++i) factor[i] = std::max(1e-6f, 1 + 5 * std::log(sessions / support(i)));
    auto options = vstan_options();
    options.neighbours = 20;
    agree(*this, stan(index, options),
          {.k = 20,
           .m = 5000,
           .weight = weight,
           .similarity = aged,
           .decay = [](float step) { return std::exp((1 - step) / 1.02f); },
           .distance = near,
           .item = [&](nc::item_index i) { return factor[i]; }});
}

BOOST_FIXTURE_TEST_CASE(vmis_follows_its_definition, shop) {
    std::vector<float> factor(log.items().size());
    for (nc::item_index i = 0; i < factor.size(); ++i) {
        const float idf = std::log(pairs() / sessions_with(i));
        factor[i] = idf > 0 ? idf : 1;
    }
    agree(*this, vmis(index, {.neighbours = 20, .recent = 50}),
          {.k = 20,
           .m = 50,
           .weight = [](float step, float length) { return (length - step + 1) / length; },
           .similarity = mean,
           .decay = [](float step) { return std::max(0.0f, 1 - 0.1f * step); },
           .item = [&](nc::item_index i) { return factor[i]; },
           .keep = [](nc::item_index last, nc::item_index i) { return last != i; }});
}

BOOST_FIXTURE_TEST_CASE(lists_of_the_required_length_suffice, shop) {
    const knn_options<similarity::cosine, score::plain> options{.neighbours = 20, .recent = 50};
    const auto cut = std::make_shared<const session_index>(log, index_options{.most_recent = 50});
    BOOST_TEST(cut->parts().postings.size() < index->parts().postings.size());
    agree(*this, sknn<>(cut, options), {.k = 20, .m = 50, .similarity = cosine});
    agree(*this, sknn<>(log, options), {.k = 20, .m = 50, .similarity = cosine});
}

BOOST_FIXTURE_TEST_CASE(reading_may_be_limited_to_the_last_clicks, shop) {
    const sknn<> two(index, {.neighbours = 20, .recent = 50, .max_length = 2}), all(index, {.neighbours = 20, .recent = 50});
    const std::vector<nc::item_index> clicked{3, 1, 2}, last{1, 2};
    nc::ranker::score_list a, b;
    a.reset(two.item_count());
    b.reset(two.item_count());
    two.score({clicked}, a);
    all.score({last}, b);
    BOOST_TEST_REQUIRE(a.size() == b.size());
    for (const auto i : a.items()) BOOST_TEST(a[i] == b[i]);
}

BOOST_FIXTURE_TEST_CASE(two_hundred_clicks_are_read_by_default, shop) {
    std::vector<nc::item_index> clicked(201, 1);
    clicked[0] = 3;
    const auto scored = [&](const sknn<>& net, std::span<const nc::item_index> session) {
        nc::ranker::score_list found;
        found.reset(net.item_count());
        net.score({session}, found);
        std::vector<float> all(net.item_count());
        for (const auto i : found.items()) all[i] = found[i];
        return all;
    };
    const sknn<> by_default(index, {.neighbours = 20, .recent = 50}), whole(index, {.neighbours = 20, .recent = 50, .max_length = 0});
    BOOST_TEST(scored(by_default, clicked) == scored(by_default, std::span(clicked).last(200)), boost::test_tools::per_element());
    BOOST_TEST((scored(whole, clicked) != scored(by_default, clicked)));
}

struct tiny {
    static constexpr bool reads_sizes = false, reads_ages = false;
    float factor = 1e-40f;
    static std::string name() { return "tiny"; }
    float weigh(float, float) const { return factor; }
    static float of(const nc::neighbours::common& c) { return c.sum * 1e35f; }
};
BOOST_FIXTURE_TEST_CASE(denormal_weights_count_as_zero, shop) {
    const auto answers = [&](float factor) {
        const knn<tiny, score::plain> net(index, {.neighbours = 20, .recent = 50, .similarity = {factor}});
        nc::ranker::score_list found;
        found.reset(net.item_count());
        const std::vector<nc::item_index> clicked{1, 2};
        net.score({clicked}, found);
        return found.size();
    };
    BOOST_TEST(answers(1e-37f) > 0u);
    BOOST_TEST(answers(1e-40f) == 0u);
}

BOOST_FIXTURE_TEST_CASE(impossible_options_are_refused_with_a_message, shop) {
    const auto says = [](const char* words) {
        return [words](const nc::argument_error& e) { return std::string(e.what()).find(words) != std::string::npos; };
    };
    const auto cut = std::make_shared<const session_index>(log, index_options{.most_recent = 50});
    BOOST_CHECK_EXCEPTION(sknn<>(cut, {.recent = 51}), nc::argument_error, says("lists the 50 most recent"));
    BOOST_CHECK_EXCEPTION(sknn<>(index, {.neighbours = 0}), nc::argument_error, says("must be 1 or more"));
    BOOST_CHECK_EXCEPTION(sfsknn<>(index, {}), nc::argument_error, says("needs the followers"));
    const auto timeless = std::make_shared<const session_index>(toy::chained_log(10, 20));
    BOOST_CHECK_EXCEPTION(stan{timeless}, nc::argument_error, says("has no times"));
}

/// An index that counts the look-ups of an item's sessions.
struct counting_index : session_index {
    using session_index::session_index;
    std::span<const std::uint32_t> recent(nc::item_index item, std::size_t max, std::size_t seen,
                                          std::vector<std::uint32_t>& buffer) const {
        ++look_ups;
        return session_index::recent(item, max, seen, buffer);
    }
    inline static thread_local std::size_t look_ups = 0;
};

BOOST_AUTO_TEST_CASE(the_work_for_a_click_is_bounded_in_an_endless_session) {
    const auto log = toy::chained_log(5'000, 3'000);
    const knn<similarity::weighted<weight::division>, score::decayed<decay::division>, counting_index> method(log);
    const auto look_ups_of = [&](std::size_t clicks) {
        std::vector<nc::item_index> session(clicks);
        for (std::size_t i = 0; i < clicks; ++i) session[i] = static_cast<nc::item_index>(i % 5'000);
        counting_index::look_ups = 0;
        auto& scores = nc::ranker::score_list::of_thread(5'000);
        method.score({session, {}}, scores);
        return counting_index::look_ups;
    };
    BOOST_TEST(look_ups_of(100) == 100u);
    BOOST_TEST(look_ups_of(10'000) == 200u);
    BOOST_TEST(look_ups_of(20'000) == 200u);
}

BOOST_AUTO_TEST_SUITE_END()
