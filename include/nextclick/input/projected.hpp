// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

// Of what is no input with a width of its own.
template <class Inner>
struct projected : no_policy<own_width_fault<Inner>> {
    constexpr projected(const auto&...) { static_assert(sizeof(typename projected::why) > 0); }
};
/// Folds another input: x = inner W, pre-activations of the encoder's first layer, which then holds no input weights.
/// It can be combined with a one_hot: their sum is one layer that reads [onehot ; inner] (p-RNN's concatenated input),
/// and input::multi_stream gives each its own layer.
/// shapes    inner.* as in the inner input; weights (D, gates·H) for an inner input D wide and a layer of H units, each gate's
///           block initialised separately.   cost  D·gates·H multiply-adds a row, and the inner input
template <OwnWidth Inner>
struct projected<Inner> {
    [[no_unique_address]] Inner inner{};

    static constexpr bool folded = true;
    static constexpr history::need reads = history::of<Inner>();
    static constexpr std::size_t columns = column_count<Inner>, item_tables = item_table_count<Inner>;
    static std::string name() { return "projected<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &projected::inner}}; }
    template <class S>
    struct parameters {
        typename Inner::template parameters<S> inner;
        typename S::dense weights;
        static constexpr auto fields() { return field_list{field{"inner", &parameters::inner}, field{"weights", &parameters::weights}}; }
    };
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        view<const T> x;
    };
    template <class Self, class F>
    static void for_each_member(Self& self, const F& f) {
        f(self.inner);
    }

    constexpr std::size_t width() const { return 0; }  // the encoder's `folded_width()`
    constexpr cost::layer cost(std::size_t folded_width) const {
        cost::layer own = cost::product(inner.width(), folded_width);
        if constexpr (!learns) own.backward /= 2;  // the gradient of the weights only
        return inner.cost(0) + own;
    }
    constexpr std::size_t item_width() const requires HasItemTable<Inner> { return width_of_items(inner); }
    template <class P>
    static auto& item_table(P& p) requires HasItemTable<Inner> {
        return Inner::item_table(p.inner);
    }

    template <class T>
    void initialise_folded(parameters<values<T>>& p, std::size_t items, std::size_t width, std::size_t blocks, random_stream random) const {
        inner.initialise(p.inner, items, random.fork(1));
        p.weights.resize(inner.width(), width);
        glorot_uniform(p.weights, random.fork(2), blocks);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        t.x = inner.forward(p.inner, run, rows, t.inner);
        const auto y = run.memory.take<T>(t.x.rows, p.weights.cols);
        simd::product(t.x, p.weights, y, simd::write::overwrite, run.threads);
        return y;
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const event_rows& rows, view<const T> dy,
                  const tape<T>& t) const {
        simd::product_tn(t.x, dy, view<T>(dp.weights), simd::write::accumulate, run.threads);
        if constexpr (learns) {
            const auto dx = run.memory.take<T>(t.x.rows, t.x.cols);
            simd::product_nt(dy, p.weights, dx, run.memory, simd::write::overwrite, run.threads);
            inner.backward(p.inner, dp.inner, run, rows, view<const T>(dx), t.inner);
        }
    }

private:
    /// Whether the inner input has parameters; a vector or a number has none.
    static constexpr bool learns = decltype(Inner::template parameters<values<float>>::fields())::size > 0;
};

}  // namespace input
NEXTCLICK_END_NAMESPACE
