// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

// Of what is no pooling.
template <class A, class B>
struct hadamard : no_policy<part_fault<A>, part_fault<B>> {
    constexpr hadamard(const auto&...) { static_assert(sizeof(typename hadamard::why) > 0); }
};
/// The element-wise product of two poolings: q = a(h) * b(h). STAMP's trilinear score is its product with the table.
/// Parameters are named "0.weights", "1.weights".
template <Combinable A, Combinable B>
struct hadamard<A, B> {
    [[no_unique_address]] A a{};
    [[no_unique_address]] B b{};

    static constexpr history::need reads = history::of<A>() | history::of<B>();
    static std::string name() { return "hadamard<" + A::name() + ", " + B::name() + ">"; }
    static constexpr auto options() { return field_list{field{"a", &hadamard::a}, field{"b", &hadamard::b}}; }
    template <class S>
    struct parameters {
        typename A::template parameters<S> a;
        typename B::template parameters<S> b;
        static constexpr auto fields() { return field_list{field{"0", &parameters::a}, field{"1", &parameters::b}}; }
    };
    template <class T>
    struct tape {
        typename A::template tape<T> a;
        typename B::template tape<T> b;
        view<const T> qa, qb;
    };

    constexpr std::size_t width(std::size_t in) const { return a.width(in); }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const { return cost::of_row(a, in, keys) + cost::of_row(b, in, keys); }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        if (a.width(in) != b.width(in))
            throw argument_error("pooling::hadamard: " + A::name() + " is " + std::to_string(a.width(in)) + " wide and " + B::name() + " " +
                                 std::to_string(b.width(in)) + "; give both the same width");
        a.initialise(p.a, in, random.fork(1));
        b.initialise(p.b, in, random.fork(2));
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> h, tape<T>& t) const {
        t.qa = a.forward(p.a, run, steps, h, t.a);
        t.qb = b.forward(p.b, run, steps, h, t.b);
        return times<T>(run, t.qa, t.qb);
    }
    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dq, const tape<T>& t) const {
        const view<const T> da = a.backward(p.a, dp.a, run, steps, times<T>(run, dq, t.qb), t.a);
        const view<const T> db = b.backward(p.b, dp.b, run, steps, times<T>(run, dq, t.qa), t.b);
        const auto dh = copied_rows<T>(run.memory, da);
        add_rows<T>(db, dh);
        return dh;
    }

private:
    template <class T>
    static view<const T> times(pass& run, view<const T> x, view<const T> y) {
        const auto z = copied_rows<T>(run.memory, x);
        for (std::size_t i = 0; i < z.rows; ++i) simd::multiply(y.row(i), z.row(i));
        return z;
    }
};
static_assert(Pooling<hadamard<last, last>>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
