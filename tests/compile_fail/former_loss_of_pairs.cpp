// EXPECT: a loss with pair\(\) names the objective
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_pairs : nc::loss::bpr {
    template <class T>
    T pair(std::span<const T>, std::span<const T>, std::span<T>, std::span<T>) const {
        return T(0);
    }
#ifndef NEXTCLICK_MUST_FAIL
    using objective = nc::objective::targets;
#endif
};
#ifdef NEXTCLICK_MUST_FAIL
using sampler = nc::sampler::in_batch;
#else
using sampler = nc::sampler::targets_only;
#endif
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::separate<>, my_pairs, sampler> net{
    nc::data::vocabulary{}};
