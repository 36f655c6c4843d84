// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "toy.hpp"

/// Neighbours by the definition, with sets and sorts: the reference for every index.
namespace toy {

struct past_session {
    std::vector<nc::item_index> clicks;
    std::int64_t ended;  // s
    bool has(nc::item_index i) const { return std::find(clicks.begin(), clicks.end(), i) != clicks.end(); }
    float distinct() const { return static_cast<float>(std::set(clicks.begin(), clicks.end()).size()); }
    /// Position of the last click on an item, from 1; 0: none.
    std::size_t last(nc::item_index i) const {
        const auto found = std::find(clicks.rbegin(), clicks.rend(), i);
        return static_cast<std::size_t>(clicks.rend() - found);
    }
};

/// The sessions of a log in order of their last click, whole seconds.
inline std::vector<past_session> sessions_by_end(const nc::data::click_log& log) {
    std::vector<std::pair<std::int64_t, past_session>> all;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto items = log.items_of(s);
        const std::int64_t last = log.has_times() ? log.times_of(s).back() : 0;
        all.push_back({last, {{items.begin(), items.end()}, last / 1000}});
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<past_session> sessions;
    for (auto& [last, s] : all) sessions.push_back(std::move(s));
    return sessions;
}

/// A method: its two numbers and its equations. Steps count from the end, 1 the newest click.
struct method {
    std::size_t k, m;
    std::function<float(float step, float length)> weight = [](float, float) { return 1.0f; };
    /// arguments: the sum of shared weights, the norm of all weights, the distinct items of both, the age in seconds
    std::function<float(float sum, float norm, float own, float other, float age)> similarity;
    std::function<float(float step)> decay = [](float) { return 1.0f; };
    std::function<float(float distance)> distance = [](float) { return 1.0f; };
    std::function<float(nc::item_index)> item = [](nc::item_index) { return 1.0f; };
    std::function<bool(nc::item_index last, nc::item_index)> keep = [](nc::item_index, nc::item_index) { return true; };
};

inline std::map<nc::item_index, float> scores_by_definition(const std::vector<past_session>& past, const method& by,
                                                            const std::vector<nc::item_index>& session, std::int64_t now) {
    std::vector<std::pair<nc::item_index, float>> own;  // distinct items and their steps, the newest first
    for (std::size_t t = session.size(); t-- > 0;) {
        const auto known = [&](const auto& x) { return x.first == session[t]; };
        if (std::none_of(own.begin(), own.end(), known)) own.push_back({session[t], static_cast<float>(session.size() - t)});
    }
    const auto length = static_cast<float>(session.size());
    float squares = 0;
    for (const auto& [i, step] : own) squares += by.weight(step, length) * by.weight(step, length);
    struct near {
        float similarity, step;
        const past_session* session;
    };
    std::vector<near> found;  // most recent first
    for (auto p = past.rbegin(); p != past.rend() && found.size() < by.m; ++p) {
        float sum = 0, newest = 0;
        for (const auto& [i, step] : own) {
            if (!p->has(i)) continue;
            sum += by.weight(step, length);
            if (newest == 0) newest = step;
        }
        if (newest == 0) continue;
        const auto age = static_cast<float>(std::max<std::int64_t>(0, now - p->ended));
        found.push_back({by.similarity(sum, std::sqrt(squares), static_cast<float>(own.size()), p->distinct(), age), newest, &*p});
    }
    std::vector<std::size_t> order(found.size());
    for (std::size_t n = 0; n < order.size(); ++n) order[n] = n;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return found[a].similarity > found[b].similarity; });
    order.resize(std::min(order.size(), by.k));
    std::sort(order.begin(), order.end());
    std::map<nc::item_index, float> scores;
    for (const std::size_t n : order) {
        const auto& [similarity, step, other] = found[n];
        const float f = similarity * by.decay(step);
        if (!(f > 0)) continue;
        std::size_t shared = 0;
        for (const auto& [i, own_step] : own) shared = std::max(shared, other->last(i));
        for (const nc::item_index i : std::set(other->clicks.begin(), other->clicks.end())) {
            const auto gap = static_cast<float>(other->last(i)) - static_cast<float>(shared);
            const float x = f * by.distance(std::abs(gap));
            if (x > 0) scores[i] += x;
        }
    }
    std::erase_if(scores, [&](const auto& s) { return !by.keep(session.back(), s.first); });
    for (auto& [i, score] : scores) score *= by.item(i);
    return scores;
}

}  // namespace toy
