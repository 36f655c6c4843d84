// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>

#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::input {

namespace detail {
inline constexpr std::string_view positions[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};

/// The members from position I on, as a chain (as encoder::stack).
template <std::size_t I, class... Members>
struct joined;

template <std::size_t I>
struct joined<I> {
    static constexpr std::size_t columns = 0, tables = 0;
    static std::string name() { return {}; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width() const { return 0; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    template <class Self, class F>
    static void for_each_member(Self&, const F&) {}
    void initialise(no_parameters&, std::size_t, random_stream) const {}
    template <class T>
    void forward(const no_parameters&, pass&, const event_rows&, view<T>, tape<T>&) const {}
    template <class T>
    void backward(const no_parameters&, no_parameters&, pass&, const event_rows&, view<const T>, const tape<T>&) const {}
};

template <std::size_t I, class First, class... Rest>
struct joined<I, First, Rest...> {
    using rest_type = joined<I + 1, Rest...>;
    [[no_unique_address]] First first{};
    [[no_unique_address]] rest_type rest{};

    static constexpr std::size_t columns = column_count<First> + rest_type::columns;
    static constexpr std::size_t tables = (HasItemTable<First> ? 1 : 0) + rest_type::tables;
    static std::string name() { return First::name() + (sizeof...(Rest) > 0 ? ", " : "") + rest_type::name(); }
    template <class S>
    struct parameters {
        typename First::template parameters<S> first;
        typename rest_type::template parameters<S> rest;
        static constexpr auto fields() {
            return std::tuple{field<decltype(&parameters::first)>{positions[I], &parameters::first},
                              field<decltype(&parameters::rest)>{"", &parameters::rest}};
        }
    };
    template <class T>
    struct tape {
        typename First::template tape<T> first;
        typename rest_type::template tape<T> rest;
    };

    constexpr std::size_t width() const { return first.width() + rest.width(); }
    constexpr cost::layer cost(std::size_t folded) const { return first.cost(folded) + rest.cost(folded); }
    template <class Self, class F>
    static void for_each_member(Self& self, const F& f) {
        f(self.first);
        rest_type::for_each_member(self.rest, f);
    }
    constexpr std::size_t item_width() const {
        if constexpr (HasItemTable<First>)
            return width_of_items(first);
        else
            return rest.item_width();
    }
    template <class P>
    static auto& table(P& p) {
        if constexpr (HasItemTable<First>)
            return First::item_table(p.first);
        else
            return rest_type::table(p.rest);
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, random_stream random) const {
        first.initialise(p.first, items, random.fork(I));
        rest.initialise(p.rest, items, random);
    }
    /// Writes its columns, and those of the rest behind them.
    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, view<T> to, tape<T>& t) const {
        const view<const T> x = first.forward(p.first, run, rows, t.first);
        for (std::size_t r = 0; r < x.rows; ++r) std::copy_n(x.row(r).data(), x.cols, to.row(r).data());
        rest.forward(p.rest, run, rows, to.columns(x.cols, to.cols - x.cols), t.rest);
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const event_rows& rows,
                  view<const T> dx, const tape<T>& t) const {
        const std::size_t own = first.width();
        first.backward(p.first, dp.first, run, rows, dx.columns(0, own), t.first);
        rest.backward(p.rest, dp.rest, run, rows, dx.columns(own, dx.cols - own), t.rest);
    }
};
}  // namespace detail

/// Inputs side by side: x = [first ; second ; ...]. The one that owns the item table, if any, lends it to
/// `output::tied`. Parameters are named by position: "0.items", "1.categories".
template <Input... Members>
struct join : detail::joined<0, Members...> {
    using base = detail::joined<0, Members...>;
    static_assert(sizeof...(Members) > 0 && sizeof...(Members) <= std::size(detail::positions),
                  "input::join: 1 to 12 members");
    static_assert((!Members::folded && ...),
                  "input::join needs members with a width of their own; a one_hot row is a pre-activation (use embedding)");
    static_assert(base::tables <= 1, "input::join: more than one member has a table of items; which would an output share?");

    constexpr join() = default;
    /// Members with options or dynamic widths, in order.
    constexpr explicit join(Members... members) { assign(static_cast<base&>(*this), std::move(members)...); }

    static constexpr bool folded = false;
    static std::string name() { return "join<" + base::name() + ">"; }
    template <class P>
    static auto& item_table(P& p)
        requires(base::tables == 1)
    {
        return base::table(p);
    }
    /// Member I, to set its options.
    template <std::size_t I>
    constexpr auto& get() {
        return at<I>(static_cast<base&>(*this));
    }

    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const event_rows& rows,
                          typename base::template tape<T>& t) const {
        const auto x = run.memory.take<T>(rows.item.size(), this->width());
        base::forward(p, run, rows, x, t);
        return x;
    }

private:
    template <std::size_t I, class Chain>
    static constexpr auto& at(Chain& chain) {
        if constexpr (I == 0)
            return chain.first;
        else
            return at<I - 1>(chain.rest);
    }
    template <class Chain, class Member, class... Others>
    static constexpr void assign(Chain& chain, Member member, Others... others) {
        chain.first = std::move(member);
        if constexpr (sizeof...(Others) > 0) assign(chain.rest, std::move(others)...);
    }
};

}  // namespace nextclick::inline NEXTCLICK_ABI::input
