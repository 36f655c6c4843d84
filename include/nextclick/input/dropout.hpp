// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/rows/dropout.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

// Of what is no input with a width of its own.
template <class Inner>
struct dropout : no_policy<own_width_fault<Inner>> {
    constexpr dropout(const auto&...) { static_assert(sizeof(typename dropout::why) > 0); }
};
/// Inverted dropout of the rows of another input: of single elements (`probability`), or of whole events (`item_probability`).
template <OwnWidth Inner>
struct dropout<Inner> {
    [[no_unique_address]] Inner inner{};
    double probability = 0;
    double item_probability = 0;

    static constexpr bool folded = false;
    static constexpr history::need reads = history::of<Inner>();
    static std::string name() { return "dropout<" + Inner::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"inner", &dropout::inner}, field{"probability", &dropout::probability},
                          field{"item_probability", &dropout::item_probability}};
    }
    template <class S>
    using parameters = typename Inner::template parameters<S>;
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        view<T> mask, item_mask;
    };

    static constexpr std::size_t columns = column_count<Inner>, item_tables = item_table_count<Inner>;
    template <class Self, class F>
    static void for_each_member(Self& self, const F& f) {
        f(self.inner);
    }

    constexpr std::size_t item_width() const requires HasItemTable<Inner> { return width_of_items(inner); }
    constexpr std::size_t width() const { return inner.width(); }
    constexpr cost::layer cost(std::size_t folded_width) const { return inner.cost(folded_width); }
    template <class P>
    static auto& item_table(P& p) requires HasItemTable<Inner> {
        return Inner::item_table(p);
    }

    template <class P>  // no_parameters does not name T
    void initialise(P& p, std::size_t items, random_stream random) const {
        check_probability(probability, "input::dropout");
        check_probability(item_probability, "input::dropout (item_probability)");
        inner.initialise(p, items, random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        const view<const T> x = inner.forward(p, run, rows, t.inner);
        const random_stream random = run.next_site();
        t.mask = t.item_mask = {};
        if (!run.training) return x;
        const auto numbers = rows.steps.whole.rows;
        if (probability > 0) t.mask = row_dropout<T>(run, x.rows, x.cols, numbers, probability, random);
        if (item_probability > 0) t.item_mask = whole_row_dropout<T>(run, x.rows, x.cols, numbers, item_probability, random.fork(1));
        return masked<T>(run, x, t);
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const event_rows& rows, view<const T> dx,
                  const tape<T>& t) const {
        inner.backward(p, dp, run, rows, masked<T>(run, dx, t), t.inner);
    }

private:
    template <class T>
    static view<const T> masked(pass& run, view<const T> x, const tape<T>& t) {
        if (!t.mask.data && !t.item_mask.data) return x;
        const auto y = copied_rows(run.memory, x);
        if (t.mask.data) apply_mask<T>(y, t.mask);
        if (t.item_mask.data) apply_mask<T>(y, t.item_mask);
        return y;
    }
};

}  // namespace input
NEXTCLICK_END_NAMESPACE
