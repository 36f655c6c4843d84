// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/provenance.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// The overlap of the evaluated log with the training logs recorded in the model's `about`.
struct training_overlap {
    bool same_log = false;      ///< the log is a training log
    std::size_t clicks = 0;     ///< clicks within the time range of the training log with the largest overlap; 0 without times
    double share = 0;           ///< these clicks as a share of the log's
    data::log_facts trained{};  ///< the training log with the largest overlap, if any
    data::log_facts evaluated{};
};

namespace detail {
/// Calls f(provenance) for a model or method, or for every part of a hybrid.
template <class Net, class F>
void for_each_provenance(const Net& net, const F& f) {
    if constexpr (requires { net.about.logs; })
        f(net.about);
    else if constexpr (requires { net.about().logs; })
        f(net.about());
    else if constexpr (requires { net.parts(); })
        std::apply([&](const auto*... part) { (for_each_provenance(*part, f), ...); }, net.parts());
}

/// cost  nothing if `about` records no log; otherwise a pass over the log and the names of its items
template <class Net>
training_overlap overlap_with_training(const Net& net, const data::click_log& log) {
    training_overlap found;
    std::optional<data::log_facts> facts;
    for_each_provenance(net, [&](const data::provenance& about) {
        if (about.logs.empty()) return;
        if (!facts) facts = data::facts_of(log);
        found.evaluated = *facts;
        for (const data::log_facts& trained : about.logs) {
            const bool same = trained.hash == facts->hash && trained.events == facts->events;
            std::size_t clicks = same ? log.event_count() : 0;
            if (!same && trained.first && trained.last)
                for (const std::int64_t t : log.time_column()) clicks += t >= *trained.first && t <= *trained.last ? 1 : 0;
            if (clicks <= found.clicks && !(same && !found.same_log)) continue;
            found.same_log = found.same_log || same;
            found.clicks = clicks;
            found.trained = trained;
        }
    });
    if (log.event_count() > 0) found.share = static_cast<double>(found.clicks) / static_cast<double>(log.event_count());
    return found;
}
}  // namespace detail

}  // namespace eval
NEXTCLICK_END_NAMESPACE
