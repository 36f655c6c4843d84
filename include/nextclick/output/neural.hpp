// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "nextclick/output/concept.hpp"
#include "nextclick/output/item_tower.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/simd/additive.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace output {

namespace detail {
template <class Rows, class T>
struct tape_of {
    using type = no_parameters;  // rows of a table need no tape
};
template <class Rows, class T>
requires computes_rows<Rows> struct tape_of<Rows, T> {
    using type = typename Rows::template tape<T>;
};
template <class O>
concept HoldsRows = Output<O> && row_map<O>::identity && !O::tied_to_input;
template <class Rows>
struct no_rows {
    static_assert(row_map<Rows>::identity, "output::neural adds queries to stored rows, so its table must have no row map");
    static_assert(!row_map<Rows>::identity || !Rows::tied_to_input,
                  "output::neural adds queries to rows, which then cannot be the input's embeddings; use output::item_tower");
};
}  // namespace detail

// Of what is no output, or no activation.
template <class Rows = separate<unbiased>, class Activation = activation::linear>
struct neural
    : no_policy<part_fault<Rows>, fault_unless<detail::HoldsRows<Rows>, detail::no_rows<Rows>>, activation::part_fault<Activation>> {
    constexpr neural(const auto&...) { static_assert(sizeof(typename neural::why) > 0); }
};
/// Scores by a layer over query and item: score(q, i) = w . tanh(q + row(i)) + b, with the rows of another
/// output. With q = h W + b of the session and row(i) = v(i) W' of the item it is a feed-forward net over [h ; v(i)]
/// (Twardowski 2016, docs/models.md 3.3): the products are computed once a session and once an item, and only the rest once a pair.
/// It is trained over an item tower; for_ranking(net) holds the rows of all items, as exponentials where they are small enough
/// (`exponentials`), so that each unit of a pair costs a division instead of a tanh.
/// shapes    score (1, width of the query), score_bias (1, 1), and those of Rows
template <detail::HoldsRows Rows, activation::Activation Activation>
struct neural<Rows, Activation> {
    [[no_unique_address]] Rows rows_of{};
    [[no_unique_address]] Activation activation{};
    bool exponentials = false;  ///< of rows in a table: they are stored as e^-2x

    using scored = objective::by_item_tower;
    static constexpr bool tied_to_input = false, has_bias = Rows::has_bias, by_net = true;
    static constexpr bool computes_rows = output::computes_rows<Rows>;
    static std::string name() { return "neural<" + Rows::name() + ", " + Activation::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"rows_of", &neural::rows_of}, field{"activation", &neural::activation},
                          field{"exponentials", &neural::exponentials}};
    }

    template <class S>
    struct parameters : Rows::template parameters<S> {
        typename S::dense score, score_bias;
        static constexpr auto fields() {
            return Rows::template parameters<S>::fields() +
                   field_list{field{"score", &parameters::score}, field{"score_bias", &parameters::score_bias}};
        }
    };

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, std::size_t width, random_stream random) const {
        rows_of.initialise(p, items, width, random.fork(1));
        p.score.resize(1, width);
        p.score_bias.resize(1, 1);
        glorot_uniform(p.score, random.fork(2));
    }
    constexpr cost::layer row_cost() const requires computes_rows { return rows_of.row_cost(); }
    constexpr auto& item_input() requires computes_rows { return rows_of.item_input(); }
    constexpr const auto& item_input() const requires computes_rows { return rows_of.item_input(); }
    template <class T>
    using tape = typename detail::tape_of<Rows, T>::type;
    template <class T>
    view<const T> rows(const parameters<values<T>>& p, pass& run, std::span<const item_index> items, tape<T>& t,
                       std::span<const std::uint32_t> numbers = {}) const requires computes_rows {
        return rows_of.rows(p, run, items, t, numbers);
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, view<const T> d_rows, const tape<T>& t) const
        requires computes_rows {
        rows_of.backward(p, dp, run, d_rows, t);
    }
    template <class P, class InputPolicy, class InputParameters>
    static auto& table(P& p, InputParameters& in, const InputPolicy& policy) requires(!computes_rows) {
        return Rows::table(p, in, policy);
    }
};

namespace detail {
/// Upper bound of the rows of a table of exponentials; a query beyond twice this saturates tanh and is clamped.
inline constexpr double largest_exponent = 20;

/// Calls f with the function that computes f(q + row) from plain rows, or from exponentials.
template <class F>
void with_form(bool exponentials, const F& f) {
    if (exponentials)
        f(simd::of_exponentials<nextclick::activation::tanh>{});
    else
        f(simd::of_sum<nextclick::activation::tanh>{});
}

/// Converts a query for rows stored as exponentials.
template <class T>
void exponentiate_query(std::span<T> q) {
    constexpr T max = T(2 * largest_exponent);
    for (T& x : q) x = std::clamp(x, -max, max);
    simd::exponentiate(view<T>(q.data(), 1, q.size()), simd::of_exponentials<nextclick::activation::tanh>::rate);
}
}  // namespace detail

}  // namespace output
NEXTCLICK_END_NAMESPACE
