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

/// Coverage and popularity over all lists. `max_length()` is the list length that the options require.
class list_metrics {
public:
    list_metrics(std::size_t items, const options& options)
        : options_(options),
          top_support_(options.support.empty() ? 0
                                               : static_cast<double>(*std::max_element(options.support.begin(), options.support.end()))),
          listed_(options.cutoffs.size()),
          popularity_(options.cutoffs.size()),
          seen_(options.cutoffs.size(), std::vector<bool>(items)) {}

    static std::size_t max_length(const options& options) {
        return options.cutoffs.empty() ? 0 : *std::max_element(options.cutoffs.begin(), options.cutoffs.end());
    }

    /// One list, best first.
    template <class T>
    void add(std::span<const simd::scored<T>> list) {
        for (std::size_t k = 0; k < options_.cutoffs.size(); ++k)
            for (const auto& [item, score] : list.first(std::min(list.size(), options_.cutoffs[k]))) {
                seen_[k][item] = true;
                ++listed_[k];
                if (top_support_ > 0) popularity_[k] += options_.support[item] / top_support_;
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
    const options& options_;
    double top_support_;
    std::vector<std::size_t> listed_;
    std::vector<double> popularity_;
    std::vector<std::vector<bool>> seen_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
