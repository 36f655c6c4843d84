// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/fields.hpp"
#include "nextclick/core/storage.hpp"

namespace nc = nextclick;

/// The smallest pack: for steps of an optimiser by hand.
struct one {
    nc::matrix<double> w;
    static constexpr auto fields() { return nc::field_list{nc::field{"w", &one::w}}; }
};
inline one number(double x) {
    one p;
    p.w.resize(1, 1);
    p.w.data[0] = x;
    return p;
}
