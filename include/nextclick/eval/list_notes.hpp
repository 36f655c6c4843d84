// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/eval/options.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// What lists show, over all of them: which items, and how popular these are. How long a list is needed, `longest()`.
class list_notes {
public:
    list_notes(std::size_t items, const options& how)
        : how_(how),
          top_support_(how.support.empty() ? 0 : static_cast<double>(*std::max_element(how.support.begin(), how.support.end()))),
          listed_(how.cutoffs.size()),
          popularity_(how.cutoffs.size()),
          seen_(how.cutoffs.size(), std::vector<bool>(items)) {}

    static std::size_t longest(const options& how) {
        return how.cutoffs.empty() ? 0 : *std::max_element(how.cutoffs.begin(), how.cutoffs.end());
    }

    /// One list, best first.
    template <class T>
    void add(std::span<const simd::scored<T>> list) {
        for (std::size_t k = 0; k < how_.cutoffs.size(); ++k)
            for (const auto& [item, score] : list.first(std::min(list.size(), how_.cutoffs[k]))) {
                seen_[k][item] = true;
                ++listed_[k];
                if (top_support_ > 0) popularity_[k] += how_.support[item] / top_support_;
            }
    }
    void finish(result& r) const {
        for (std::size_t k = 0; k < r.at.size(); ++k) {
            r.at[k].coverage =
                static_cast<double>(std::count(seen_[k].begin(), seen_[k].end(), true)) / static_cast<double>(seen_[k].size());
            r.at[k].popularity = listed_[k] == 0 ? 0 : popularity_[k] / static_cast<double>(listed_[k]);
        }
    }

private:
    const options& how_;
    double top_support_;
    std::vector<std::size_t> listed_;
    std::vector<double> popularity_;
    std::vector<std::vector<bool>> seen_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
