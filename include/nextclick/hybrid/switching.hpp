// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "nextclick/hybrid/parts.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

/// Ranks with one part, chosen by the length of the session: the first whose limit is at least the number of clicks, otherwise the last
/// (docs/models.md 4.8). The other parts are not scored, but their sessions receive the clicks.
///     hybrid::switching by_length({2}, sessions, net);    neighbours for the first two clicks, then the model
template <class... R>
class switching : public parts_of<R...> {
    using base = parts_of<R...>;

public:
    static constexpr bool ranks_all_items = (detail::ranks_all<R>() && ...);
    static_assert(sizeof...(R) >= 2, "hybrid::switching needs two parts or more");

    switching(const std::array<std::size_t, sizeof...(R) - 1>& limits, const R&... parts) : base(parts...), limits_(limits) {}

    static std::string name() { return "switching<" + base::names() + ">"; }
    bool uses(std::size_t part, std::size_t clicks) const { return part == chosen(clicks); }
    void combine(std::span<const std::span<float>> of_parts, std::size_t clicks, std::span<float> scores) const {
        const std::size_t part = chosen(clicks);
        std::copy(of_parts[part].begin(), of_parts[part].end(), scores.begin());
        static constexpr bool whole[] = {detail::ranks_all<R>()...};
        if (!whole[part])
            for (float& x : scores)
                if (x == 0) x = unranked;
    }

private:
    std::size_t chosen(std::size_t clicks) const {
        return static_cast<std::size_t>(std::find_if(limits_.begin(), limits_.end(), [&](std::size_t t) { return clicks <= t; }) -
                                        limits_.begin());
    }
    std::array<std::size_t, sizeof...(R) - 1> limits_;
};
template <std::size_t N, class... R>
switching(const std::size_t (&)[N], const R&...) -> switching<R...>;

}  // namespace hybrid
NEXTCLICK_END_NAMESPACE
