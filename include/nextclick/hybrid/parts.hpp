// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/ranker/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

/// The score of an item that a hybrid does not rank.
inline constexpr float unranked = -std::numeric_limits<float>::infinity();

/// A ranker that combines the scores of several others over all items: models, rankers and hybrids with the same vocabulary. Served
/// and evaluated like them.
/// combine    computes the scores from those of each part, which it may overwrite; `unranked` for items that are not ranked
/// uses       whether the part's scores are read for a session of this many clicks
template <class H>
concept Hybrid = requires(const H& h, std::span<const std::span<float>> of_parts, std::size_t clicks, std::span<float> scores) {
    h.combine(of_parts, clicks, scores);
    { h.uses(clicks, clicks) } -> std::convertible_to<bool>;
    h.parts();
    { H::name() } -> std::convertible_to<std::string>;
};

namespace detail {
template <class R>
std::string name_of() {
    if constexpr (requires { R::name(); })
        return R::name();
    else
        return R::signature();
}
/// Whether R scores every item. Models do; lists score few.
template <class R>
constexpr bool ranks_all() {
    if constexpr (requires { R::ranks_all_items; })
        return R::ranks_all_items;
    else
        return !ranker::Ranker<R>;
}
}  // namespace detail

/// Pointers to the parts of a hybrid, which must outlive it.
template <class... Ranked>
class parts_of {
public:
    static constexpr std::size_t count = sizeof...(Ranked);
    static constexpr bool ranks_all_items = (detail::ranks_all<Ranked>() || ...);

    /// Throws `argument_error` if the parts have different items.
    explicit parts_of(const Ranked&... parts) : parts_(&parts...) {
        const data::vocabulary& first = items();
        const auto check = [&](const auto& part) {
            if (part.items().hash() != first.hash() || part.item_count() != item_count())
                throw argument_error("hybrid: the parts have different items (" + std::to_string(first.size()) + " and " +
                                     std::to_string(part.items().size()) + "); make all of them from one log");
        };
        (check(parts), ...);
    }
    const std::tuple<const Ranked*...>& parts() const { return parts_; }
    const data::vocabulary& items() const { return std::get<0>(parts_)->items(); }
    std::size_t item_count() const { return std::get<0>(parts_)->item_count(); }

protected:
    static std::string names() {
        std::string text;
        ((text += (text.empty() ? "" : ", ") + detail::name_of<Ranked>()), ...);
        return text;
    }

private:
    std::tuple<const Ranked*...> parts_;
};

}  // namespace hybrid
NEXTCLICK_END_NAMESPACE
