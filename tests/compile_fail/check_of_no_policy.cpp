// EXPECT: check_policy: the type is no policy of a family with gradients
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"

struct my_loss {
    static constexpr bool softmax = false;
#ifndef NEXTCLICK_MUST_FAIL
    static std::string name() { return "my_loss"; }
#endif
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        for (T& x : negatives) x = 0;
        return target;
    }
};
const nextclick::gradient_report report = nextclick::check_policy(my_loss{});
