// EXPECT: HasRow
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_loss {
    static constexpr bool softmax = false;
    static std::string name() { return "my_loss"; }
#ifndef NEXTCLICK_MUST_FAIL
    template <class T>
    T row(T& target, std::span<T>) const {
        return target;
    }
#endif
};
using probe = nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, my_loss, nc::sampler::in_batch>;
probe net{nc::data::vocabulary{}};
