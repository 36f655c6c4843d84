// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/baseline/pairing.hpp"
#include "nextclick/core/blocks.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/provenance.hpp"
#include "nextclick/model/long_sessions.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline {

template <class Pairing>
struct item_to_item_options {
    std::size_t kept = 20;        ///< pairs kept per item: those of the largest sums
    std::size_t last_clicks = 1;  ///< last clicks of the session that are scored, the n-th from the end with weight 1/n
    Pairing pairing{};
    std::size_t max_length = 0;  ///< last clicks of a session that are counted in training; 0: all
    int threads = available_threads();
    static constexpr auto options() {
        return field_list{field{"kept", &item_to_item_options::kept}, field{"clicks", &item_to_item_options::last_clicks},
                          field{"pairing", &item_to_item_options::pairing}, field{"longest", &item_to_item_options::max_length}};
    }
};

/// Ranks items by counted pairs: the items that occurred with or after the last click (docs/models.md 4.6).
/// memory    8 bytes a kept pair; while counting 8 bytes a click, and 8 an item for each thread
/// cost      counting: the pairs of all sessions, which for `together` and `cosine` grow with the square of their lengths
template <baseline::Pairing Pairing>
class item_to_item {
public:
    using options_type = item_to_item_options<Pairing>;
    static std::string name() { return "rules<" + Pairing::name() + ">"; }  // the word of files

    /// Throws `argument_error` for `kept` or `last_clicks` of 0; `data_error` for a session of more than 10,000 clicks if all pairs are
    /// counted, unless `max_length` limits it.
    explicit item_to_item(const data::click_log& log, const options_type& options = {}) : items_(log.shared_items()), options_(options) {
        check_options();
        if constexpr (requires { Pairing::every_pair; })
            check_session_lengths(log, options.max_length, "baseline::" + name(), "counting the pairs of its clicks");
        about_.learned_from(log);
        const occurrences clicks(log);
        const auto support = log.item_support();
        std::vector<std::vector<simd::scored<float>>> rows(item_count());
        for_each_block(rows.size(), 64, options.threads, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) rows[i] = row_of(log, clicks, support, static_cast<item_index>(i), options);
        });
        begin_.assign(1, 0);
        for (const auto& row : rows) {
            pairs_.insert(pairs_.end(), row.begin(), row.end());
            begin_.push_back(pairs_.size());
        }
    }

    /// From stored pairs: those of item i are [begin[i], begin[i + 1]), best first. Throws `data_error` if they are invalid.
    item_to_item(std::shared_ptr<const data::vocabulary> items, std::vector<std::uint64_t> begin, std::vector<simd::scored<float>> pairs,
                 const options_type& options, data::provenance about = {})
        : items_(std::move(items)), options_(options), begin_(std::move(begin)), pairs_(std::move(pairs)), about_(std::move(about)) {
        check_options();
        if (begin_.size() != item_count() + 1 || begin_.front() != 0 || begin_.back() != pairs_.size() ||
            !std::is_sorted(begin_.begin(), begin_.end()))
            throw data_error("baseline::item_to_item: begins of items are not in order; the rules are damaged, count them again");
        for (const auto& [item, score] : pairs_)
            if (item >= item_count() || !(score > 0 && std::isfinite(score)))
                throw data_error(
                    "baseline::item_to_item: a pair has an item outside the vocabulary, or no score; the rules are damaged, count them "
                    "again");
    }

    const data::vocabulary& items() const { return *items_; }
    std::size_t item_count() const { return items_->size(); }
    const options_type& settings() const { return options_; }
    data::provenance& about() { return about_; }
    const data::provenance& about() const { return about_; }
    std::span<const std::uint64_t> begins() const { return begin_; }
    std::span<const simd::scored<float>> pairs() const { return pairs_; }
    /// The items paired with i, best first; ties in ascending item number.
    std::span<const simd::scored<float>> operator[](item_index i) const {
        return std::span(pairs_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
    }
    void score(const ranker::clicks& session, ranker::score_list& scores) const {
        for (std::size_t n = 1; n <= std::min(options_.last_clicks, session.items.size()); ++n)
            for (const auto& [item, score] : (*this)[session.items[session.items.size() - n]])
                scores.add(item, score / static_cast<float>(n));
    }
    std::size_t memory_bytes() const { return pairs_.size() * sizeof pairs_[0] + begin_.size() * sizeof begin_[0]; }

private:
    void check_options() const {
        if (options_.kept == 0 || options_.last_clicks == 0)
            throw argument_error("baseline::item_to_item: kept and last_clicks must be 1 or more; with 0 nothing is ranked");
    }

    /// The clicks on every item, in order of the log.
    struct occurrences {
        std::vector<std::uint32_t> begin, event, session;
        explicit occurrences(const data::click_log& log)
            : begin(log.items().size() + 2), event(log.event_count()), session(log.event_count()) {
            const auto items = log.item_column();
            for (const item_index i : items)
                if (i != no_item) ++begin[i + 2];
            std::partial_sum(begin.begin(), begin.end(), begin.begin());
            for (std::uint32_t s = 0; s < log.session_count(); ++s)
                for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) {
                    session[e] = s;
                    if (items[e] != no_item) event[begin[items[e] + 1]++] = e;
                }
        }
    };

    static std::vector<simd::scored<float>> row_of(const data::click_log& log, const occurrences& clicks,
                                                   std::span<const std::uint32_t> support, item_index item, const options_type& options) {
        auto& sums = ranker::score_list::of_thread(support.size());
        for (std::uint32_t n = clicks.begin[item]; n < clicks.begin[item + 1]; ++n) {
            const std::uint32_t e = clicks.event[n], s = clicks.session[e];
            const auto all = log.items_of(s);
            const std::size_t place = e - log.session_begin()[s];
            const std::size_t left_out = options.max_length == 0 || all.size() <= options.max_length ? 0 : all.size() - options.max_length;
            if (place < left_out) continue;
            const auto session = all.subspan(left_out);
            options.pairing.pairs(session, place - left_out, [&](std::size_t q, float weight) {
                if (session[q] != no_item) sums.add(session[q], weight);
            });
        }
        simd::top_k_heap<float> best(std::min(options.kept, sums.size()));
        const auto from = static_cast<float>(support[item]);
        for (const item_index i : sums.items()) best.offer(sums[i] * options.pairing.scale(from, static_cast<float>(support[i])), i);
        std::vector<simd::scored<float>> row(best.size());
        best.sorted_into(row);
        return row;
    }

    std::shared_ptr<const data::vocabulary> items_;
    options_type options_;
    std::vector<std::uint64_t> begin_;
    std::vector<simd::scored<float>> pairs_;
    data::provenance about_;
};

using association_rules = item_to_item<pairing::together>;
using markov_chain = item_to_item<pairing::next>;
using sequential_rules = item_to_item<pairing::sequence>;
using item_knn = item_to_item<pairing::cosine>;  ///< published with kept = 100

static_assert(ranker::Ranker<association_rules>);

}  // namespace baseline
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <>
inline constexpr std::string_view kind_name<baseline::association_rules> = "association_rules";
template <>
inline constexpr std::string_view kind_name<baseline::markov_chain> = "markov_chain";
template <>
inline constexpr std::string_view kind_name<baseline::sequential_rules> = "sequential_rules";
template <>
inline constexpr std::string_view kind_name<baseline::item_knn> = "item_knn";
NEXTCLICK_END_NAMESPACE
