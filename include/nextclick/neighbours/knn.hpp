// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/neighbours/recent_sessions.hpp"
#include "nextclick/neighbours/score.hpp"
#include "nextclick/neighbours/session_index.hpp"
#include "nextclick/neighbours/similarity.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

template <class Similarity, class Score>
struct knn_options {
    std::size_t neighbours = 100;  ///< k: number of sessions that vote, the most similar; ties go to the most recent
    std::size_t recent = 1000;     ///< m: they are chosen among the most recent sessions that share an item
    std::size_t max_length = 200;  ///< clicks of the current session that are read, the last ones; 0: all, up to 65,535
    Similarity similarity{};
    Score score{};
    static constexpr auto options() {
        return field_list{field{"neighbours", &knn_options::neighbours}, field{"recent", &knn_options::recent},
                          field{"longest", &knn_options::max_length}, field{"similarity", &knn_options::similarity},
                          field{"score", &knn_options::score}};
    }
};

/// Ranks items by the nearest of the earlier sessions. For a session s
///     score(i) = sum over neighbours n that have i of  similarity(s, n) * score(step of n, i, distance in n)
/// with the k most similar of the m most recent sessions that share an item with s (docs/models.md 4). Items of s may be ranked.
/// cost      at most m steps for each distinct item of s, m similarities, and the items of k sessions, for a log of any size
/// memory    per thread: about 24 bytes for each of m, 4 an item of the catalogue
template <neighbours::Similarity Similarity, neighbours::Score Score, class Index = session_index>
class knn {
public:
    using options_type = knn_options<Similarity, Score>;
    using similarity_type = Similarity;
    using score_type = Score;
    static std::string name() { return "knn<" + Similarity::name() + ", " + Score::name() + ">"; }

    /// Indexes the log, with lists as long as `options` needs.
    explicit knn(const data::click_log& log, const options_type& options = {})
        : knn(std::make_shared<const Index>(log, index_options{.most_recent = options.recent}), options) {}
    /// Throws `argument_error` if the index lists fewer sessions than `options.recent`, or if it has no times and the options need them.
    explicit knn(std::shared_ptr<const Index> sessions, const options_type& options = {}) : index_(std::move(sessions)), options_(options) {
        if (options_.neighbours == 0 || options_.recent == 0) refuse("neighbours and recent must be 1 or more; with 0 nothing is ranked");
        if (index_->most_recent() != 0 && index_->most_recent() < options_.recent)
            refuse("the index lists the " + std::to_string(index_->most_recent()) + " most recent sessions of an item, and " +
                   std::to_string(options_.recent) +
                   " are requested; make it with index_options{.most_recent = " + std::to_string(options_.recent) + "}");
        if (Similarity::reads_ages && !index_->has_times())
            refuse("the similarity falls with the age of sessions, and the log that was indexed has no times");
        if constexpr (requires { options_.score.next; })
            if (options_.score.next == nullptr) refuse("score::following needs the followers of the log: {.score = {.next = ...}}");
        weigh_items();
        if constexpr (ReadsDistances<Score>)
            for (std::size_t d = 0; d < near_.size(); ++d) near_[d] = options_.score.at_distance(static_cast<float>(d));
    }

    const data::vocabulary& items() const { return index_->items(); }
    std::size_t item_count() const { return index_->item_count(); }
    const Index& sessions() const { return *index_; }
    const options_type& settings() const { return options_; }
    const data::provenance& about() const requires requires(const Index& i) { i.about(); } { return index_->about(); }
    /// The same index with other options.
    knn with(const options_type& options) const { return knn(index_, options); }

    /// See ranker::HasScore. A session without the time of its last click is dated like the newest indexed session.
    void score(const ranker::clicks& session, ranker::score_list& scores) const {
        if (session.items.empty()) return;
        scratch& s = of_thread();
        read(session, s);
        find(s);
        compare(session, s);
        choose(s);
        for (const std::uint32_t c : s.chosen) vote(s, c, scores);
        for (const clicked& c : s.items) s.step[c.item] = 0;
        if constexpr (KeepsSome<Score>)
            scores.filter([&, last = session.items.back()](item_index i) { return options_.score.keep(last, i); });
        if (!item_factor_.empty()) scores.scale([&](item_index i) { return item_factor_[i]; });
    }

private:
    struct clicked {
        item_index item;
        std::uint32_t step;  // of its last click
        float weight, vote;
    };
    struct scratch {
        std::vector<clicked> items;       // distinct, the newest first
        std::vector<std::uint32_t> step;  // per item of the catalogue; 0: not in the session
        detail::recent_sessions sessions;
        std::vector<float> similarity, ordered;
        std::vector<std::uint32_t> added;   // what a growing index prepends to its older sessions
        std::vector<std::uint32_t> chosen;  // positions in the sessions, most recent first
        float norm = 0;
    };

    [[noreturn]] static void refuse(const std::string& what) { throw argument_error("neighbours::knn: " + what); }

    scratch& of_thread() const {
        thread_local scratch s;
        if (s.step.size() < item_count()) s.step.resize(item_count(), 0);
        return s;
    }

    void weigh_items() {
        item_counts c{0, 0, static_cast<float>(index_->session_count()), static_cast<float>(index_->pair_count())};
        bool all_one = true;
        item_factor_.resize(item_count());
        for (item_index i = 0; i < item_factor_.size(); ++i) {
            c.clicks = static_cast<float>(index_->support(i));
            c.pairs = static_cast<float>(index_->pairs(i));
            item_factor_[i] = options_.score.of_item(c);
            all_one = all_one && item_factor_[i] == 1;
        }
        if (all_one) item_factor_.clear();
    }

    /// Collects the distinct items of the session and their weights.
    void read(const ranker::clicks& session, scratch& s) const {
        constexpr std::size_t max = 65'535;  // the largest list number that fits
        const std::size_t all = session.items.size(), length = std::min({all, max, options_.max_length == 0 ? all : options_.max_length});
        s.items.clear();
        float squares = 0;
        for (std::uint32_t step = 1; step <= length; ++step) {
            const item_index item = session.items[all - step];
            if (s.step[item] != 0) continue;
            s.step[item] = step;
            const auto back = static_cast<float>(step);
            float weight = options_.similarity.weigh(back, static_cast<float>(length));
            if (weight < std::numeric_limits<float>::min()) weight = 0;  // sums of denormal numbers are a hundred times slower
            s.items.push_back({item, step, weight, options_.score.of_neighbour(back)});
            squares += weight * weight;
        }
        s.norm = std::sqrt(squares);
    }
    void find(scratch& s) const {
        const std::size_t indexed = index_->snapshot();  // sessions added meanwhile are read by the next click
        s.sessions.start(std::min(options_.recent, indexed));
        for (std::size_t i = 0; i < s.items.size(); ++i)
            s.sessions.merge(index_->recent(s.items[i].item, options_.recent, indexed, s.added), s.items[i].weight,
                             static_cast<std::uint16_t>(i));
    }
    void compare(const ranker::clicks& session, scratch& s) const {
        const std::size_t n = s.sessions.size();
        if (s.similarity.size() < n) s.similarity.resize(n);
        std::int64_t now = 0;
        if constexpr (Similarity::reads_ages)
            if (index_->session_count() > 0) {
                const std::int64_t newest = index_->ended(index_->session_count() - 1);
                now = session.times.empty() ? newest : detail::whole_seconds(session.times.back());
            }
        common c{0, s.norm, static_cast<float>(s.items.size()), 0, 0};
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t session_number = s.sessions.sessions()[i];
            c.sum = s.sessions.sums()[i];
            if constexpr (Similarity::reads_sizes) c.neighbour_size = static_cast<float>(index_->entries(session_number).size());
            if constexpr (Similarity::reads_ages)
                c.age = static_cast<float>(std::max<std::int64_t>(0, now - index_->ended(session_number)));
            s.similarity[i] = options_.similarity.of(c);
        }
    }
    /// Chooses the k most similar sessions with a similarity above 0.
    void choose(scratch& s) const {
        const std::span<const float> found(s.similarity.data(), s.sessions.size());
        s.chosen.clear();
        float least = 0;
        std::size_t equal = 0;  // number of sessions of exactly `least` that still fit
        if (found.size() > options_.neighbours) {
            s.ordered.assign(found.begin(), found.end());
            const auto last = s.ordered.begin() + static_cast<std::ptrdiff_t>(options_.neighbours) - 1;
            std::nth_element(s.ordered.begin(), last, s.ordered.end(), std::greater<>());
            least = std::max(0.0f, *last);
            equal =
                options_.neighbours - static_cast<std::size_t>(std::count_if(s.ordered.begin(), last, [&](float x) { return x > least; }));
            if (least == 0) equal = 0;
        }
        for (std::uint32_t i = 0; i < found.size(); ++i) {
            if (found[i] < least || found[i] <= 0) continue;
            if (found[i] == least && equal == 0) continue;
            equal -= found[i] == least ? 1 : 0;
            s.chosen.push_back(i);
        }
    }
    void vote(const scratch& s, std::uint32_t c, ranker::score_list& scores) const {
        const float f = s.similarity[c] * s.items[s.sessions.items()[c]].vote;
        if (!(f > 0)) return;
        const auto entries = index_->entries(s.sessions.sessions()[c]);
        if constexpr (ReadsDistances<Score>) {
            vote_by_distance(s, entries, f, scores);
        } else {
            for (const std::uint32_t e : entries) scores.add(index_->item_of(e), f);
        }
    }
    void vote_by_distance(const scratch& s, std::span<const std::uint32_t> entries, float f, ranker::score_list& scores) const {
        std::uint32_t at = 0, shared = 0;
        for (const std::uint32_t e : entries) {
            at += 1 + index_->gap_of(e);
            if (s.step[index_->item_of(e)] != 0) shared = at;
        }
        at = 0;
        for (const std::uint32_t e : entries) {
            at += 1 + index_->gap_of(e);
            const std::uint32_t d = at > shared ? at - shared : shared - at;
            const float x = f * (d < near_.size() ? near_[d] : options_.score.at_distance(static_cast<float>(d)));
            if (x > 0) scores.add(index_->item_of(e), x);
        }
    }

    std::shared_ptr<const Index> index_;
    options_type options_;
    std::vector<float> item_factor_;  ///< per item; empty: 1
    std::array<float, ReadsDistances<Score> ? 64 : 0> near_{};
};

}  // namespace neighbours
NEXTCLICK_END_NAMESPACE
