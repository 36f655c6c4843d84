// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/core/blocks.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/model/long_sessions.hpp"
#include "nextclick/model/model.hpp"

/// Evaluation of a model's head, a binary classifier of running sessions.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// The confusion matrix of predictions and labels.
struct confusion {
    std::size_t true_yes = 0, false_yes = 0, true_no = 0, false_no = 0;

    void add(bool answer, bool label) { ++(answer ? (label ? true_yes : false_yes) : (label ? false_no : true_no)); }
    std::size_t count() const { return true_yes + false_yes + true_no + false_no; }
    std::size_t yes() const { return true_yes + false_no; }  ///< positive labels
    double accuracy() const { return ratio(true_yes + true_no, count()); }
    double precision() const { return ratio(true_yes, true_yes + false_yes); }
    double recall() const { return ratio(true_yes, yes()); }
    /// The most frequent label, and the accuracy of a classifier that always predicts it: the baseline for an accuracy.
    bool majority() const { return 2 * yes() > count(); }
    double majority_accuracy() const { return ratio(std::max(yes(), count() - yes()), count()); }

private:
    static double ratio(std::size_t part, std::size_t all) {
        return all == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(part) / static_cast<double>(all);
    }
};

struct intent_options {
    double threshold = 0.5;  ///< predict yes from this probability on
    bool last_only = false;  ///< one query per session, before its last click; otherwise before every click but the first
    std::size_t batch = 64;  ///< sessions encoded together
    std::size_t max_length = batch::as_trained;  ///< maximum clicks of a prefix, the last ones; 0: no limit
    int threads = available_threads();
};

struct intent_result {
    confusion table;
    double log_loss = 0;      ///< mean binary cross-entropy
    std::size_t missing = 0;  ///< queries without a label, not counted above
};

/// Evaluates the head before the clicks of each session, as in training: every prefix is a separate lane without later clicks.
/// Clicks on items unknown to the model are skipped. The label is that of the prefix's last click, yes from 0.5 on.
/// errors    `argument_error` if the log lacks the column of the labels; `data_error` if no query has a label
/// memory    n² / 2 packed rows for a session of n clicks (n x max_length, if that is less), for `batch` of them
template <class Model>
requires Model::has_head intent_result evaluate_intent(const Model& net, const data::click_log& log, const intent_options& options = {}) {
    const std::size_t max_length = options.max_length == batch::as_trained ? trained_max_length(net) : options.max_length;
    const bool first_kept = options.max_length == batch::as_trained && net.about.first_kept;
    std::vector<item_index> to_model(log.items().size());
    for (item_index i = 0; i < to_model.size(); ++i) to_model[i] = net.items().find(log.items()[i]);
    batch::column_gatherer columns(log, net.training_columns());
    const auto labelled = net.policy.head.required();
    batch::packer packed;
    workspace memory;
    intent_result r;
    double loss = 0;
    std::vector<std::vector<item_index>> known;
    std::vector<std::vector<std::uint32_t>> known_events;
    std::vector<std::span<const item_index>> prefixes;
    std::vector<std::span<const std::uint32_t>> events;
    std::vector<std::uint32_t> query_rows;
    const std::size_t step = std::max<std::size_t>(1, options.batch);
    for (std::size_t first = 0; first < log.session_count(); first += step) {
        const std::size_t last = std::min(log.session_count(), first + step);
        known.assign(last - first, {});
        known_events.assign(last - first, {});
        prefixes.clear();
        events.clear();
        for (std::size_t s = first; s < last; ++s) {
            const auto clicks = log.items_of(s);
            auto& own = known[s - first];
            auto& own_events = known_events[s - first];
            for (std::size_t t = 0; t + 1 < clicks.size(); ++t) {
                const item_index i = clicks[t] == no_item ? no_item : to_model[clicks[t]];
                if (i == no_item) continue;
                own.push_back(i);
                own_events.push_back(log.session_begin()[s] + static_cast<std::uint32_t>(t));
            }
            for (std::size_t n = options.last_only ? std::max<std::size_t>(1, own.size()) : 1; n <= own.size(); ++n) {
                const std::size_t max = max_length == 0 ? n : std::min(n, max_length);
                const std::size_t from = first_kept ? 0 : n - max;
                prefixes.push_back(std::span<const item_index>(own).subspan(from, max));
                events.push_back(std::span<const std::uint32_t>(own_events).subspan(from, max));
            }
        }
        if (prefixes.empty()) continue;
        packed.pack(prefixes, events);
        query_rows.clear();
        for (std::size_t l = 0; l < packed.lanes(); ++l)
            query_rows.push_back(static_cast<std::uint32_t>(packed.row(l, prefixes[packed.sequence_of(l)].size() - 1)));
        std::sort(query_rows.begin(), query_rows.end());
        memory.reset();
        event_rows rows = packed.rows();
        rows.steps.query_rows = query_rows;
        rows.columns = columns.gather(packed.events());
        pass run{.memory = memory, .threads = options.threads};
        const auto answers = net.predict_head(run, net.encode(run, rows));
        const auto label = std::ranges::find(rows.columns, labelled.name, &column_rows::name)->numbers;
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const double y = static_cast<double>(label[query_rows[i]]), p = static_cast<double>(answers[i]);
            if (std::isnan(y)) {
                ++r.missing;
                continue;
            }
            r.table.add(p >= options.threshold, y >= 0.5);
            constexpr double least = 1e-12;  // a float probability may be exactly 0 or 1
            loss -= y * std::log(std::max(p, least)) + (1 - y) * std::log(std::max(1 - p, least));
        }
    }
    if (r.table.count() == 0)
        throw data_error("eval::evaluate_intent: there is nothing to evaluate: " +
                         (r.missing > 0 ? "the column \"" + std::string(labelled.name) + "\" has no value before any query"
                                        : "none of the log's " + std::to_string(log.session_count()) +
                                              " sessions has two clicks with a known item before the last"));
    r.log_loss = loss / static_cast<double>(r.table.count());
    return r;
}

}  // namespace eval
NEXTCLICK_END_NAMESPACE
