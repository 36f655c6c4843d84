// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "nextclick/attention.hpp"

/// Scores and weights directly from the equations, in double, one pair at a time.
namespace naive {

namespace nc = nextclick;
namespace attention = nc::attention;
using line = std::vector<double>;
using lines = std::vector<line>;  ///< the session up to the row of the query

inline double activate(nc::activation::sigmoid, double x) { return 1 / (1 + std::exp(-x)); }
inline double activate(nc::activation::tanh, double x) { return std::tanh(x); }
inline double activate(nc::activation::linear, double x) { return x; }
inline double activate(nc::activation::hard_sigmoid, double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); }

/// x W, element k.
template <class T>
double times(const line& x, const nc::matrix<T>& w, std::size_t k) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * static_cast<double>(w(i, k));
    return sum;
}
inline double dot(const line& a, const line& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}
inline line mean(const lines& h) {
    line m(h[0].size(), 0.0);
    for (const line& x : h)
        for (std::size_t i = 0; i < m.size(); ++i) m[i] += x[i] / static_cast<double>(h.size());
    return m;
}

template <class P>
double score(const attention::dot&, const P&, const lines& h, std::size_t j) {
    return dot(h.back(), h[j]);
}
template <class P>
double score(const attention::scaled_dot&, const P&, const lines& h, std::size_t j) {
    return dot(h.back(), h[j]) / std::sqrt(static_cast<double>(h[j].size()));
}
template <class P>
double score(const attention::bilinear&, const P& p, const lines& h, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < h[j].size(); ++k) sum += times(h.back(), p.query, k) * h[j][k];
    return sum;
}
template <std::size_t A, class F, class P>
double score(const attention::additive<A, F>&, const P& p, const lines& h, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < p.score.cols; ++k)
        sum += static_cast<double>(p.score(0, k)) * activate(F{}, times(h.back(), p.query, k) + times(h[j], p.key, k));
    return sum;
}
template <std::size_t A, class Bias, class F, class P>
double score(const attention::stamp<A, Bias, F>&, const P& p, const lines& h, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < p.score.cols; ++k) {
        const double x = times(h[j], p.key, k) + times(h.back(), p.query, k) + times(mean(h), p.mean, k) +
                         (Bias::value ? static_cast<double>(p.bias(0, k)) : 0.0);
        sum += static_cast<double>(p.score(0, k)) * activate(F{}, x);
    }
    return sum;
}
template <std::size_t A, class F, class P>
double score(const attention::gate<A, F>&, const P& p, const lines& h, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < p.score.rows; ++k)
        sum += static_cast<double>(p.score(k, 0)) * activate(F{}, times(h[j], p.weights, k) + static_cast<double>(p.bias(0, k)));
    return sum;
}

inline void normalise(attention::none, line&) {}
inline void normalise(attention::softmax, line& s) {
    double total = 0;
    for (const double x : s) total += std::exp(x);
    for (double& x : s) x = std::exp(x) / total;
}
inline void normalise(attention::sigmoid, line& s) {
    for (double& x : s) x = activate(nc::activation::sigmoid{}, x);
}
inline void normalise(attention::hard_sigmoid, line& s) {
    for (double& x : s) x = activate(nc::activation::hard_sigmoid{}, x);
}

}  // namespace naive
