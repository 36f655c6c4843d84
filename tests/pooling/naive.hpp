// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "attention/naive.hpp"
#include "nextclick/pooling.hpp"

/// The query of the last row of a session, directly from the equations, in double.
namespace naive {

namespace pooling = nc::pooling;

template <class P>
line query(const pooling::last&, const P&, const lines& h) {
    return h.back();
}
template <class P>
line query(const pooling::mean&, const P&, const lines& h) {
    return mean(h);
}
template <class P>
line query(const pooling::sum&, const P&, const lines& h) {
    line q = mean(h);
    for (double& x : q) x *= static_cast<double>(h.size());
    return q;
}
template <class P>
line query(const pooling::recency&, const P&, const lines& h) {
    line q(h[0].size(), 0.0);
    for (std::size_t j = 0; j < h.size(); ++j)
        for (std::size_t i = 0; i < q.size(); ++i) q[i] += h[j][i] / static_cast<double>(h.size() - j);
    return q;
}
template <class P>
line query(const pooling::one&, const P&, const lines&) {
    return {1.0};
}
template <class S, class N, class Sum, class P>
line query(const pooling::attend<S, N, Sum>& pool, const P& p, const lines& h) {
    line weights, q(h[0].size(), 0.0);
    for (std::size_t j = 0; j < h.size(); ++j) weights.push_back(score(pool.scoring, p, h, j));
    normalise(N{}, weights);
    for (std::size_t j = 0; j < h.size(); ++j)
        for (std::size_t i = 0; i < q.size(); ++i) q[i] += weights[j] * h[j][i];
    if (Sum::adds_mean)
        for (std::size_t i = 0; i < q.size(); ++i) q[i] += mean(h)[i];
    return q;
}

template <class P, std::size_t D, class F, class Bias, class W>
line query(const pooling::dense<P, D, F, Bias>&, const W&, const lines&);
template <class P, class W>
line query(const pooling::dropout<P>&, const W&, const lines&);
template <class A, class B, class W>
line query(const pooling::hadamard<A, B>&, const W&, const lines&);
template <class... P, class W>
line query(const pooling::join<P...>&, const W&, const lines&);

template <class Chain, class W>
void append(const Chain& chain, const W& p, const lines& h, line& q) {
    if constexpr (requires { chain.first; }) {
        const line own = query(chain.first, p.first, h);
        q.insert(q.end(), own.begin(), own.end());
        append(chain.rest, p.rest, h, q);
    }
}
template <class... P, class W>
line query(const pooling::join<P...>& pool, const W& p, const lines& h) {
    line q;
    append(pool, p, h, q);
    return q;
}
template <class A, class B, class W>
line query(const pooling::hadamard<A, B>& pool, const W& p, const lines& h) {
    line q = query(pool.a, p.a, h);
    const line other = query(pool.b, p.b, h);
    for (std::size_t i = 0; i < q.size(); ++i) q[i] *= other[i];
    return q;
}
template <class P, std::size_t D, class F, class Bias, class W>
line query(const pooling::dense<P, D, F, Bias>& pool, const W& p, const lines& h) {
    const line x = query(pool.inner, p.inner, h);
    line q;
    for (std::size_t k = 0; k < p.weights.cols; ++k)
        q.push_back(activate(F{}, times(x, p.weights, k) + (Bias::value ? static_cast<double>(p.bias(0, k)) : 0.0)));
    return q;
}
template <class P, class W>
line query(const pooling::dropout<P>& pool, const W& p, const lines& h) {
    return query(pool.inner, p, h);
}

}  // namespace naive
