// EXPECT: a loss with list\(\) names the objective
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_list : nc::loss::bpr {
    static constexpr double decay = 0.5;
    template <class T>
    T list(std::span<T>, std::span<const std::uint32_t>, std::span<const T>) const {
        return T(0);
    }
#ifndef NEXTCLICK_MUST_FAIL
    using objective = nc::objective::listwise;
#endif
};
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, my_list, nc::sampler::in_batch> net{
    nc::data::vocabulary{}};
