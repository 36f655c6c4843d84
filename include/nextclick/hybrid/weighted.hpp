// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "nextclick/hybrid/parts.hpp"
#include "nextclick/hybrid/scaling.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

/// A part of `weighted`: the ranker, the scaling of its scores, and their weight.
///     hybrid::weighted both(hybrid::part{net, hybrid::scaling::softmax{}, 0.6}, hybrid::part{sessions, hybrid::scaling::sum{}, 0.4});
template <class R, Scaling S>
struct part {
    const R& ranked;
    S scaling{};
    double weight = 1;
};
template <class R, class S>
part(const R&, S, double) -> part<R, S>;
template <class R, class S>
part(const R&, S) -> part<R, S>;

/// score(i) = sum over the parts a of weight_a scaled_a(i) (Jannach & Ludewig, RecSys 2017; docs/models.md 4.8). If all parts are
/// lists, items without a score in any are not ranked.
/// cost    two or three passes over the catalogue a part, besides its own; 4 bytes an item and part for each thread
template <class... Parts>
class weighted;

template <class... R, class... S>
class weighted<part<R, S>...> : public parts_of<R...> {
    using base = parts_of<R...>;

public:
    explicit weighted(const part<R, S>&... parts) : base(parts.ranked...), scalings_(parts.scaling...), weights_{parts.weight...} {}

    static std::string name() { return "weighted<" + base::names() + ">"; }
    const std::array<double, sizeof...(R)>& weights() const { return weights_; }
    std::array<double, sizeof...(R)>& weights() { return weights_; }

    bool uses(std::size_t, std::size_t) const { return true; }
    void scale(std::span<const std::span<float>> of_parts) const {
        std::size_t a = 0;
        std::apply([&](const auto&... scaling) { (scaling.apply(of_parts[a++]), ...); }, scalings_);
    }
    /// Adds scores that are already scaled.
    static void add(std::span<const std::span<float>> scaled, std::span<const double> weights, std::span<float> scores) {
        std::array<float, sizeof...(R)> w;
        for (std::size_t a = 0; a < w.size(); ++a) w[a] = static_cast<float>(weights[a]);
        for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = w[0] * scaled[0][i];
        for (std::size_t a = 1; a < w.size(); ++a) {
            const float* const x = scaled[a].data();
            for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += w[a] * x[i];
        }
        if constexpr (!base::ranks_all_items)
            for (float& x : scores)
                if (x == 0) x = unranked;
    }
    void combine(std::span<const std::span<float>> of_parts, std::size_t, std::span<float> scores) const {
        scale(of_parts);
        add(of_parts, weights_, scores);
    }

private:
    std::tuple<S...> scalings_;
    std::array<double, sizeof...(R)> weights_;
};
template <class... R, class... S>
weighted(const part<R, S>&...) -> weighted<part<R, S>...>;

}  // namespace hybrid
NEXTCLICK_END_NAMESPACE
