// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "nextclick/hybrid/parts.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

/// The first n_0 items of the first part, followed by the first n_1 new ones of the second, and so on (docs/models.md 4.8): one list,
/// scored by position from the end.
///     hybrid::mixed both({10, 10}, net, sessions);
template <class... R>
class mixed : public parts_of<R...> {
    using base = parts_of<R...>;

public:
    static constexpr bool ranks_all_items = false;

    mixed(const std::array<std::size_t, sizeof...(R)>& shares, const R&... parts) : base(parts...), shares_(shares) {}

    static std::string name() { return "mixed<" + base::names() + ">"; }
    bool uses(std::size_t part, std::size_t) const { return shares_[part] > 0; }
    void combine(std::span<const std::span<float>> of_parts, std::size_t, std::span<float> scores) const {
        std::fill(scores.begin(), scores.end(), unranked);
        thread_local simd::top_k_heap<float> heap{0};
        thread_local std::vector<simd::scored<float>> best;
        std::size_t place = std::accumulate(shares_.begin(), shares_.end(), std::size_t(0));
        std::size_t a = 0;
        const auto take = [&](const auto* part) {
            const std::size_t share = shares_[a];
            const std::span<const float> own = of_parts[a++];
            if (share == 0) return;
            heap.reset(std::min(share, own.size()));
            constexpr bool list = !detail::ranks_all<std::remove_cvref_t<decltype(*part)>>();
            heap.offer_block(own, 0, [&](item_index i) { return scores[i] == unranked && own[i] != unranked && (!list || own[i] != 0); });
            best.resize(heap.size());
            heap.sorted_into(best);
            for (const auto& [item, score] : best) scores[item] = static_cast<float>(place--);
        };
        std::apply([&](const auto*... part) { (take(part), ...); }, this->parts());
    }

private:
    std::array<std::size_t, sizeof...(R)> shares_;
};
template <std::size_t N, class... R>
mixed(const std::size_t (&)[N], const R&...) -> mixed<R...>;

}  // namespace hybrid
NEXTCLICK_END_NAMESPACE
