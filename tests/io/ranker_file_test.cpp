// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/ranker_file.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <utility>

#include "nextclick/baseline.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/io/load_any.hpp"
#include "nextclick/neighbours.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(ranker_file)

namespace nc = nextclick;
namespace io = nc::io;
using namespace nc::neighbours;
namespace baseline = nc::baseline;

namespace {
nc::data::click_log simulated() { return nc::data::simulate({.sessions = 400, .items = 60}); }

/// Every score of the two is the same, to the last bit.
template <class R>
void answers_alike(const R& a, const R& b, const nc::data::click_log& log) {
    nc::ranker::score_list of_a, of_b;
    for (std::size_t s = 0; s < 30; ++s) {
        of_a.reset(a.item_count());
        of_b.reset(b.item_count());
        a.score({log.items_of(s), log.times_of(s)}, of_a);
        b.score({log.items_of(s), log.times_of(s)}, of_b);
        BOOST_REQUIRE(of_a.size() == of_b.size());
        for (const nc::item_index i : of_a.items()) BOOST_REQUIRE(of_a[i] == of_b[i]);
    }
}
template <class R>
void there_and_back(const R& by, const nc::data::click_log& log, const char* kind) {
    const temporary_folder folder;
    const auto path = folder.path / "a", again = folder.path / "b";
    io::save(by, path);
    {
        const R back = io::load<R>(path);
        answers_alike(by, back, log);
        BOOST_TEST((back.about().logs == by.about().logs));
        BOOST_TEST((back.about().support == log.item_support()));
        BOOST_TEST(io::detail::options_text(back.settings()) == io::detail::options_text(by.settings()));
        io::save(back, again);
        BOOST_TEST(io::read_whole(path) == io::read_whole(again));
    }
    const auto any = io::load_any<io::kinds<baseline::popularity, R>>(path);
    BOOST_TEST(any->kind() == kind);
    answers_alike(by, *io::as<R>(*any), log);
    nc::serve::session session(*any);
    session.push(log.items()[0]);
    BOOST_TEST(!session.top(3).empty());
    BOOST_TEST(any->evaluate(log, any->evaluation_options())[20].recall == nc::eval::evaluate(by, log)[20].recall);
}
}  // namespace

BOOST_AUTO_TEST_CASE(neighbours_are_restored_to_the_bit) {
    const auto log = simulated();
    there_and_back(sknn<>(log, {.neighbours = 30, .recent = 200}), log, "sknn");
    there_and_back(ssknn<similarity::jaccard, decay::quadratic>(log, {.max_length = 7, .score = {.gamma = .5f}}), log, "ssknn");
    there_and_back(sfsknn<>(log, {.score = {.next = std::make_shared<const followers>(log)}}), log, "sfsknn");
    there_and_back(vsknn<weight::exponential, decay::linear, similarity::weighted_cosine>(
                       log, {.similarity = {.weight = {.steps = 2.5f}}, .score = {.gamma = 1}}),
                   log, "vsknn");
    there_and_back(stan(log, vstan_options(3, 1.5f)), log, "stan");
    there_and_back(vmis(log, {.score = {.idf_weight = 2}}), log, "vmis");
}
BOOST_AUTO_TEST_CASE(rules_and_counts_are_restored_to_the_bit) {
    const auto log = simulated();
    there_and_back(baseline::association_rules(log, {.kept = 9}), log, "association_rules");
    there_and_back(baseline::markov_chain(log, {.last_clicks = 3}), log, "markov_chain");
    there_and_back(baseline::sequential_rules(log, {.pairing = {.steps = 4, .decay = baseline::pairing::distance_decay::logarithm}}), log,
                   "sequential_rules");
    there_and_back(baseline::item_knn(log, {.kept = 100, .pairing = {.damping = 5, .alpha = .75f}}), log, "item_knn");
    there_and_back(baseline::popularity(log, {.kept = 11}), log, "popularity");
    there_and_back(baseline::session_popularity(log), log, "session_popularity");
}
BOOST_AUTO_TEST_CASE(bpr_mf_is_a_model) {
    const temporary_folder folder;
    const auto log = simulated();
    baseline::bpr_mf<8> net(log.items());
    baseline::learn_bpr_mf(net, log, {.epochs = 1});
    io::save(net, folder.path / "a");
    const auto any = io::load_any<io::kinds<baseline::bpr_mf<nc::dynamic>>>(folder.path / "a");
    BOOST_TEST(any->kind() == "bpr_mf");
    BOOST_TEST((any->about().support == log.item_support()));
    BOOST_TEST((any->about().logs.at(0) == nc::data::facts_of(log)));
    BOOST_TEST(any->about().training.at("epochs") == "1");
}

BOOST_AUTO_TEST_CASE(files_of_other_methods_and_damaged_ones_are_refused) {
    const temporary_folder folder;
    const auto path = folder.path / "a";
    const auto log = simulated();
    io::save(baseline::markov_chain(log), path);
    BOOST_CHECK_EXCEPTION(io::load<vmis>(path), nc::file_error, says("rules<next>, expected knn<weighted<division>, vmis>"));
    // Every byte of a small file is changed in turn.
    const auto small = nc::data::simulate({.sessions = 3, .items = 4, .categories = 2});
    const auto damage = [&]<class R>(const R& by) {
        io::save(by, path);
        const std::string whole = io::read_whole(path);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            std::string changed = whole;
            changed[i] = static_cast<char>(changed[i] ^ 0x10);
            BOOST_CHECK_THROW(io::load<R>(io::tensor_file(changed, "changed")), nc::file_error);
            if (i % 7 == 0) BOOST_CHECK_THROW(io::load<R>(io::tensor_file(whole.substr(0, i), "short")), nc::file_error);
        }
    };
    damage(vmis(small));
    damage(baseline::sequential_rules(small));
    damage(baseline::popularity(small));
}

/// With a correct checksum: inconsistent arrays.
BOOST_AUTO_TEST_CASE(inconsistent_arrays_are_refused) {
    const temporary_folder folder;
    const auto path = folder.path / "a";
    const auto log = simulated();
    const auto edited = [&]<class R>(const R& by, const auto& edit) {
        io::save(by, path);
        const io::tensor_file file = io::tensor_file::open(path);
        io::tensor_writer to;
        to.metadata = file.metadata();
        to.metadata.erase("nextclick.checksum");
        std::map<std::string, std::string> bytes;
        for (const auto& [name, t] : file.tensors()) bytes[name] = std::string(t.bytes);
        edit(to.metadata, bytes);
        for (const auto& [name, t] : file.tensors()) {
            const auto add = [&]<class T>(T) {
                to.add_copy<T>(name, {reinterpret_cast<const T*>(bytes[name].data()), bytes[name].size() / sizeof(T)},
                               {bytes[name].size() / sizeof(T)});
            };
            if (t.dtype == "U32") add(std::uint32_t{});
            if (t.dtype == "U64") add(std::uint64_t{});
            if (t.dtype == "I64") add(std::int64_t{});
            if (t.dtype == "F32") add(float{});
        }
        to.write(path);
        (void)io::load<R>(path);
    };
    const auto refused = [&](const auto& by, const auto& edit, const char* word) {
        BOOST_CHECK_EXCEPTION(edited(by, edit), nc::file_error, says(word));
    };
    const baseline::markov_chain ranker(log);
    edited(ranker, [](auto&, auto&) {});
    refused(
        ranker, [](auto&, auto& bytes) { bytes["pairs.items"][3] = '\x7f'; }, "outside the vocabulary");
    refused(
        ranker, [](auto&, auto& bytes) { bytes["pairs.scores"].resize(4); }, "differ in size");
    refused(
        ranker, [](auto&, auto& bytes) { bytes["pairs.begin"][9] = '\x7f'; }, "not in order");
    refused(
        ranker, [](auto&, auto& bytes) { bytes["about.support"].resize(8); }, "one entry for each item");
    refused(
        ranker, [](auto& metadata, auto&) { metadata["nextclick.options"] = R"({"kept": 20, "clicks": 0})"; }, "options are invalid");
    refused(
        ranker, [](auto& metadata, auto&) { metadata["nextclick.options"] = R"({"kept": -1})"; }, "cannot be -1");
    refused(
        ranker, [](auto& metadata, auto&) { metadata["nextclick.options"] = R"({"kpet": 1})"; }, "a newer version wrote the file");
    refused(
        ranker, [](auto& metadata, auto&) { metadata["nextclick.options"] = "[1"; }, "not a JSON object");
    refused(
        ranker, [](auto& metadata, auto&) { metadata["nextclick.about"] = R"({"logs": 7})"; }, "lacks a field");
    refused(
        ranker, [](auto& metadata, auto&) { metadata.erase("nextclick.options"); }, "options are missing");
    const auto another = [](auto& metadata, auto&) { metadata["nextclick.options"] = R"({"score.idf_weight": 9})"; };
    refused(vmis(log), another, "another function");
    const sfsknn<> following(log, {.score = {.next = std::make_shared<const followers>(log)}});
    refused(
        following, [](auto&, auto& bytes) { bytes["score.next.begin"].clear(); }, "followers are damaged");
    refused(
        following, [](auto&, auto& bytes) { bytes["items.pairs"][0] = '\x7f'; }, "damaged");
}

BOOST_AUTO_TEST_SUITE_END()
