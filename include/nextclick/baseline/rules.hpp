// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/baseline/pairing.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/parallel.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/simd/top_k.hpp"

namespace nextclick::inline NEXTCLICK_ABI::baseline {

template <class Pairing>
struct rules_options {
    std::size_t kept = 20;   ///< items that an item leads to: those of the largest sums
    std::size_t clicks = 1;  ///< of the session the last so many are asked, the n-th from the end with 1/n
    Pairing pairing{};
    int threads = available_threads();
};

/// Ranks by pairs of clicks that were counted: what the last click led to before (models.md 4.6).
/// memory    8 bytes a kept pair; while counting 8 bytes a click, and a thread 8 an item
/// cost      counting: the pairs of all sessions, which for `together` grow with the square of their lengths
template <baseline::Pairing Pairing>
class rules {
public:
    using options = rules_options<Pairing>;
    static std::string name() { return "rules<" + Pairing::name() + ">"; }

    /// Throws `argument_error` for nothing kept, or no click asked.
    explicit rules(const data::click_log& log, const options& how = {}) : items_(log.shared_items()), asked_(how.clicks) {
        if (how.kept == 0 || how.clicks == 0)
            throw argument_error("baseline::rules: 0 pairs kept, or 0 clicks asked, rank nothing; give 1 or more");
        const occurrences clicks(log);
        const auto support = log.item_support();
        std::vector<std::vector<simd::scored<float>>> rows(item_count());
        parallel_blocks(rows.size(), 64, how.threads, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) rows[i] = row_of(log, clicks, support, static_cast<item_index>(i), how);
        });
        begin_.assign(1, 0);
        for (const auto& row : rows) {
            pairs_.insert(pairs_.end(), row.begin(), row.end());
            begin_.push_back(pairs_.size());
        }
    }

    const data::vocabulary& items() const { return *items_; }
    std::size_t item_count() const { return items_->size(); }
    /// What an item leads to, best first; equal ones in order of their numbers.
    std::span<const simd::scored<float>> operator[](item_index i) const {
        return std::span(pairs_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
    }
    void score(const ranker::clicks& session, ranker::score_list& scores) const {
        for (std::size_t n = 1; n <= std::min(asked_, session.items.size()); ++n)
            for (const auto& [item, score] : (*this)[session.items[session.items.size() - n]])
                scores.add(item, score / static_cast<float>(n));
    }
    std::size_t memory_bytes() const { return pairs_.size() * sizeof pairs_[0] + begin_.size() * sizeof begin_[0]; }

private:
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
                                                   std::span<const std::uint32_t> support, item_index item, const options& how) {
        auto& sums = ranker::score_list::of_thread(support.size());
        for (std::uint32_t n = clicks.begin[item]; n < clicks.begin[item + 1]; ++n) {
            const std::uint32_t e = clicks.event[n], s = clicks.session[e];
            const auto session = log.items_of(s);
            how.pairing.pairs(session, e - log.session_begin()[s], [&](std::size_t q, float weight) {
                if (session[q] != no_item) sums.add(session[q], weight);
            });
        }
        simd::top_k_heap<float> best(std::min(how.kept, sums.size()));
        const auto from = static_cast<float>(support[item]);
        for (const item_index i : sums.items()) best.offer(sums[i] * how.pairing.scale(from, static_cast<float>(support[i])), i);
        std::vector<simd::scored<float>> row(best.size());
        best.sorted_into(row);
        return row;
    }

    std::shared_ptr<const data::vocabulary> items_;
    std::size_t asked_;
    std::vector<std::size_t> begin_;
    std::vector<simd::scored<float>> pairs_;
};

using association_rules = rules<pairing::together>;
using markov_chain = rules<pairing::next>;
using sequential_rules = rules<pairing::sequence>;
using item_knn = rules<pairing::cosine>;  ///< published with kept = 100

static_assert(ranker::Ranker<association_rules>);

}  // namespace nextclick::inline NEXTCLICK_ABI::baseline
