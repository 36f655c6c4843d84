// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/baseline/item_to_item.hpp"
#include "nextclick/baseline/popularity.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/io/about.hpp"
#include "nextclick/io/columns.hpp"
#include "nextclick/io/options.hpp"
#include "nextclick/io/safetensors.hpp"
#include "nextclick/io/session_index.hpp"
#include "nextclick/neighbours/knn.hpp"

/// Neighbours, rules and counts as safetensors files: the counted data, the vocabulary, all options, the provenance, and a recorded
/// self-test. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

namespace detail {

inline constexpr std::string_view ranker_format = "nextclick ranker 1";
inline constexpr double ranker_tolerance = 1e-4;

/// The content of a ranker's file: `add` writes it, `read` constructs the ranker from it, given the options.
template <class R>
struct ranker_parts;

template <class Similarity, class Score>
struct ranker_parts<neighbours::knn<Similarity, Score>> {
    using knn = neighbours::knn<Similarity, Score>;
    using followers = neighbours::followers;

    static void add(tensor_writer& file, const knn& by) {
        add_index(file, by.sessions());
        for_each_option(
            [&]<class V>(const std::string& path, const V& value) {
                if constexpr (std::is_same_v<V, std::shared_ptr<const followers>>) {
                    file.add<std::uint32_t>(path + ".begin", value->begins(), {value->begins().size()});
                    file.add<std::uint32_t>(path + ".items", value->all(), {value->all().size()});
                }
            },
            by.settings());
    }
    static knn read(const tensor_file& file, typename knn::options_type options) {
        auto sessions = std::make_shared<const neighbours::session_index>(read_index(file));
        for_each_option(
            [&]<class V>(const std::string& path, V& value) {
                if constexpr (std::is_same_v<V, std::shared_ptr<const followers>>)
                    value = std::make_shared<const followers>(file.values<std::uint32_t>(path + ".begin"),
                                                              file.values<std::uint32_t>(path + ".items"));
            },
            options);
        return knn(std::move(sessions), options);
    }
    /// The ranker of the self-test, in which all sessions that share an item are neighbours: the order of two sessions that differ
    /// only in the last bits depends on the build.
    static knn tested(const knn& by) {
        auto options = by.settings();
        options.neighbours = options.recent;
        return by.with(options);
    }
};

template <class Pairing>
struct ranker_parts<baseline::item_to_item<Pairing>> {
    using method = baseline::item_to_item<Pairing>;

    static void add(tensor_writer& file, const method& by) {
        std::vector<item_index> items;
        std::vector<float> scores;
        for (const auto& [item, score] : by.pairs()) items.push_back(item), scores.push_back(score);
        file.add<std::uint64_t>("pairs.begin", by.begins(), {by.begins().size()});
        file.add_copy<std::uint32_t>("pairs.items", items, {items.size()});
        file.add_copy<float>("pairs.scores", scores, {scores.size()});
        add_vocabulary(file, by.items());
        add_about(file, by.about());
    }
    static method read(const tensor_file& file, const typename method::options_type& options) {
        auto items = std::make_shared<const data::vocabulary>(read_vocabulary(file));
        const auto to = file.values<std::uint32_t>("pairs.items");
        const auto scores = file.values<float>("pairs.scores");
        if (to.size() != scores.size()) file.refuse("tensors 'pairs.items' and 'pairs.scores' differ in size");
        std::vector<simd::scored<float>> pairs(to.size());
        for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = {.item = to[i], .score = scores[i]};
        data::provenance about = read_about(file, items->size());
        return {std::move(items), file.values<std::uint64_t>("pairs.begin"), std::move(pairs), options, std::move(about)};
    }
    static const method& tested(const method& by) { return by; }
};

template <class Counts>
struct counts_parts {
    static void add(tensor_writer& file, const Counts& by) {
        add_vocabulary(file, by.items());
        add_about(file, by.about());
    }
    static Counts read(const tensor_file& file, const typename Counts::options_type& options) {
        auto items = std::make_shared<const data::vocabulary>(read_vocabulary(file));
        data::provenance about = read_about(file, items->size());
        return {std::move(items), options, std::move(about)};
    }
    static const Counts& tested(const Counts& by) { return by; }
};
template <>
struct ranker_parts<baseline::popularity> : counts_parts<baseline::popularity> {};
template <>
struct ranker_parts<baseline::session_popularity> : counts_parts<baseline::session_popularity> {};

/// Rankers that can be saved: knn over a session_index, rules, popularity.
template <class R>
concept StoredRanker = requires {
    { ranker_parts<R>::read };
};

/// The scores after three clicks of up to 64 items that have a score.
struct ranker_test {
    std::vector<item_index> items;
    std::vector<float> scores;
};
template <class R>
void score_test_clicks(const R& by, ranker::score_list& scores) {
    const auto n = static_cast<item_index>(by.items().size());
    const item_index clicks[] = {0, n / 2, n - 1};
    scores.reset(by.item_count());
    if (n > 0) ranker_parts<R>::tested(by).score({clicks, {}}, scores);
}
template <class R>
ranker_test test_of(const R& by) {
    ranker::score_list scores;
    score_test_clicks(by, scores);
    std::vector<item_index> all(scores.items().begin(), scores.items().end());
    std::sort(all.begin(), all.end());
    ranker_test test;
    const std::size_t step = std::max<std::size_t>(1, all.size() / 64);
    for (std::size_t i = 0; i < all.size() && test.items.size() < 64; i += step) {
        test.items.push_back(all[i]);
        test.scores.push_back(scores[all[i]]);
    }
    return test;
}
template <class R>
void replay_test(const tensor_file& file, const R& by) {
    const auto items = file.values<std::uint32_t>("selftest.items");
    const auto expected = file.values<float>("selftest.scores");
    if (items.size() != expected.size()) file.refuse("the recorded self-test has another size");
    ranker::score_list scores;
    score_test_clicks(by, scores);
    for (std::size_t i = 0; i < items.size(); ++i)
        if (items[i] >= by.item_count() || !(std::abs(scores[items[i]] - expected[i]) <= ranker_tolerance * (1 + std::abs(expected[i]))))
            file.refuse("the recorded self-test gives another score where " + std::to_string(expected[i]) +
                        " was recorded: this build computes another function");
}
}  // namespace detail

/// Writes neighbours, rules or counts. Atomic. Throws `file_error`.
template <detail::StoredRanker R>
void save(const R& by, const std::filesystem::path& path) {
    tensor_writer file;
    file.metadata["nextclick.format"] = detail::ranker_format;
    file.metadata["nextclick.kind"] = kind_name<R>;
    file.metadata["nextclick.signature"] = R::name();
    file.metadata[detail::options_key] = detail::options_text(by.settings());
    file.metadata["nextclick.items"] = std::to_string(by.items().size());
    file.metadata["nextclick.vocabulary"] = std::to_string(by.items().hash());
    detail::ranker_parts<R>::add(file, by);
    const auto test = detail::test_of(by);
    file.add<std::uint32_t>("selftest.items", test.items, {test.items.size()});
    file.add<float>("selftest.scores", test.scores, {test.scores.size()});
    file.write(path);
}

/// Reads what `save` wrote, with all its options. The arrays of an index remain in the mapped file (`tensor_file::map`) or in the
/// file's buffer. Throws `file_error` that lists the differences.
template <detail::StoredRanker R>
R load(const tensor_file& file) {
    std::string faults;
    detail::compare(file, "nextclick.format", std::string(detail::ranker_format), faults);
    detail::compare(file, "nextclick.signature", R::name(), faults);
    if (!file.has_checksum()) faults += "\n  there is no checksum";
    typename R::options_type options;
    if (faults.empty() && !detail::read_options(file, options, false, faults)) faults += "\n  its options are missing";
    if (!faults.empty()) file.refuse("this file does not hold the requested method:" + faults);
    try {
        R by = detail::ranker_parts<R>::read(file, std::move(options));
        detail::compare(file, "nextclick.items", std::to_string(by.items().size()), faults);
        detail::compare(file, "nextclick.vocabulary", std::to_string(by.items().hash()), faults);
        if (!faults.empty()) file.refuse("this file does not hold the requested method:" + faults);
        detail::replay_test(file, by);
        return by;
    } catch (const data_error& e) {
        file.refuse(e.what());
    } catch (const argument_error& e) {
        file.refuse(std::string("its options are invalid: ") + e.what());
    }
}
template <detail::StoredRanker R>
R load(const std::filesystem::path& path) {
    return load<R>(tensor_file::map(path));
}

}  // namespace io
NEXTCLICK_END_NAMESPACE
