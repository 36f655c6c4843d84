// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <vector>

#include "nextclick/eval.hpp"
#include "nextclick/serve.hpp"

/// The rank of every next click of a log, by evaluation and by serving sessions click by click: the numbers must agree.
namespace ranks {

template <class Model>
std::vector<double> evaluated(const Model& net, const nextclick::data::click_log& log) {
    std::vector<double> all;
    nextclick::eval::evaluate(net, log, {}, [&](const nextclick::eval::ranked_event& e) { all.push_back(static_cast<double>(e.best())); });
    return all;
}

template <class Model>
std::vector<double> served(const Model& net, const nextclick::data::click_log& log) {
    std::vector<double> all;
    std::vector<float> scores(net.item_count());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        nextclick::serve::session session(net);
        const auto clicks = log.items_of(s);
        for (std::size_t t = 0; t + 1 < clicks.size(); ++t) {
            session.push(log.items()[clicks[t]]);
            session.score_all(scores);
            const float own = scores[clicks[t + 1]];
            all.push_back(1 + static_cast<double>(std::ranges::count_if(scores, [&](float x) { return x > own; })));
        }
    }
    return all;
}

}  // namespace ranks
