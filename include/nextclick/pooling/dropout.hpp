// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/rows/dropout.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

// Of what is no pooling.
template <class Inner>
struct dropout : no_policy<part_fault<Inner>> {
    constexpr dropout(const auto&...) { static_assert(sizeof(typename dropout::why) > 0); }
};
/// Inverted dropout of the output of another pooling, in training. NARM drops half of [h_n; c_local].
template <Combinable Inner>
struct dropout<Inner> {
    [[no_unique_address]] Inner inner{};
    double probability = 0.5;

    static constexpr history::need reads = history::of<Inner>();
    static std::string name() { return "dropout<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &dropout::inner}, field{"probability", &dropout::probability}}; }
    template <class S>
    using parameters = typename Inner::template parameters<S>;
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        view<T> mask;
    };

    constexpr std::size_t width(std::size_t in) const { return inner.width(in); }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const { return cost::of_row(inner, in, keys); }
    template <class P>
    void initialise(P& p, std::size_t in, random_stream random) const {
        check_probability(probability, "pooling::dropout");
        inner.initialise(p, in, random);
    }

    template <class P, class T>
    view<const T> forward(const P& p, pass& run, const packed_steps& steps, view<const T> h, tape<T>& t) const {
        const view<const T> q = inner.forward(p, run, steps, h, t.inner);
        const random_stream random = run.next_site();
        t.mask = {};
        if (!run.training || probability == 0) return q;
        t.mask = row_dropout<T>(run, q.rows, q.cols, steps.whole.queries, probability, random);
        return masked_rows(run, q, t.mask);
    }
    template <class P, class G, class T>
    view<const T> backward(const P& p, G& dp, pass& run, const packed_steps& steps, view<const T> dq, const tape<T>& t) const {
        return inner.backward(p, dp, run, steps, masked_rows(run, dq, t.mask), t.inner);
    }
};
static_assert(Pooling<dropout<last>>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
