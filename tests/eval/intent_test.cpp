// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/intent.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <utility>

#include "nextclick/serve/intent.hpp"
#include "nextclick/zoo/encoder_decoder.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(eval_intent)

namespace nc = nextclick;
using namespace nc;

namespace {
using net = zoo::encoder_decoder_intent<"Purchase", 5, 4>;

/// A chained log whose clicks are labelled with whether a purchase follows; some labels are missing.
data::click_log labelled_log() {
    auto c = toy::chained_log(9, 40).parts();
    std::vector<float> label(c.item.size());
    for (std::size_t s = 0; s + 1 < c.session_begin.size(); ++s)
        for (std::uint32_t e = c.session_begin[s]; e < c.session_begin[s + 1]; ++e)
            label[e] = s % 7 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>((s + e) % 3 == 0);
    c.extra.emplace_back("Purchase", std::move(label));
    return data::click_log(std::move(c));
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_table_of_answers_and_labels) {
    eval::confusion t;
    BOOST_TEST(std::isnan(t.accuracy()));
    for (int i = 0; i < 3; ++i) t.add(true, true);
    t.add(true, false);
    for (int i = 0; i < 4; ++i) t.add(false, false);
    for (int i = 0; i < 2; ++i) t.add(false, true);
    BOOST_TEST(t.true_yes == 3u);
    BOOST_TEST(t.false_yes == 1u);
    BOOST_TEST(t.true_no == 4u);
    BOOST_TEST(t.false_no == 2u);
    BOOST_TEST(t.accuracy() == 0.7);
    BOOST_TEST(t.precision() == 0.75);
    BOOST_TEST(t.recall() == 0.6);
    BOOST_TEST(!t.majority());
    BOOST_TEST(t.majority_accuracy() == 0.5);
    for (int i = 0; i < 2; ++i) t.add(false, true);
    BOOST_TEST(t.majority());
    BOOST_TEST(t.majority_accuracy() == 7.0 / 12);
}

BOOST_AUTO_TEST_CASE(evaluates_every_prefix_by_itself) {
    const auto log = labelled_log();
    // Its own items: the model lacks the last item of the log.
    const net m(toy::numbered_items(8), {}, 3);
    const auto& label = log.column("Purchase").numbers();
    for (const auto& [last_only, longest] : {std::pair(false, 0u), std::pair(true, 0u), std::pair(false, 2u)}) {
        eval::confusion expected;
        double loss = 0;
        std::size_t missing = 0;
        const double threshold = 0.52;
        for (std::size_t s = 0; s < log.session_count(); ++s) {
            const auto clicks = log.items_of(s);
            std::vector<std::vector<item_index>> prefixes;
            std::vector<double> labels;
            std::vector<item_index> known;
            for (std::size_t t = 0; t + 1 < clicks.size(); ++t)
                if (clicks[t] < 8) {
                    known.push_back(clicks[t]);
                    if (longest > 0 && known.size() > longest) known.erase(known.begin());
                    prefixes.push_back(known);
                    labels.push_back(static_cast<double>(label[log.session_begin()[s] + t]));
                }
            if (last_only && !prefixes.empty()) prefixes = {prefixes.back()}, labels = {labels.back()};
            for (std::size_t i = 0; i < prefixes.size(); ++i) {
                const auto& prefix = prefixes[i];
                const double y = labels[i];
                if (std::isnan(y)) {
                    ++missing;
                    continue;
                }
                const double p = static_cast<double>(*serve::intent(m, prefix));
                expected.add(p >= threshold, y >= 0.5);
                loss -= std::log(y >= 0.5 ? p : 1 - p);
            }
        }
        for (const std::size_t sessions : {3u, 100u}) {
            const auto r = eval::evaluate_intent(
                m, log, {.threshold = threshold, .last_only = last_only, .batch = sessions, .max_length = longest, .threads = 2});
            BOOST_TEST(r.missing == missing);
            BOOST_TEST(r.table.count() == expected.count());
            BOOST_TEST(r.table.true_yes == expected.true_yes);
            BOOST_TEST(r.table.false_yes == expected.false_yes);
            BOOST_TEST(r.table.false_no == expected.false_no);
            BOOST_TEST(r.log_loss == loss / static_cast<double>(expected.count()), boost::test_tools::tolerance(1e-5));
        }
        BOOST_TEST(expected.count() > (last_only ? 15u : 50u));
        BOOST_TEST(missing > 0u);
    }
    BOOST_CHECK_THROW(eval::evaluate_intent(m, toy::chained_log(9, 40)), argument_error);
}

BOOST_AUTO_TEST_CASE(a_log_without_labels_is_an_error) {
    auto c = labelled_log().parts();
    c.extra.clear();
    c.extra.emplace_back("Purchase", std::vector<float>(c.item.size(), std::numeric_limits<float>::quiet_NaN()));
    const net m(toy::numbered_items(9), {}, 3);
    BOOST_CHECK_EXCEPTION(eval::evaluate_intent(m, data::click_log(std::move(c))), data_error,
                          [](const auto& e) { return std::string(e.what()).find("\"Purchase\" has no value") != std::string::npos; });
    auto single = labelled_log().parts();
    single.session_begin.resize(single.item.size() + 1);  // every click is a session
    for (std::uint32_t e = 0; e < single.session_begin.size(); ++e) single.session_begin[e] = e;
    BOOST_CHECK_EXCEPTION(eval::evaluate_intent(m, data::click_log(std::move(single))), data_error, [](const auto& e) {
        return std::string(e.what()).find("has two clicks with a known item") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
