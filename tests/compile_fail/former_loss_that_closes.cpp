// EXPECT: close\(\) of a loss is not read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_softmax : nc::loss::bpr {
#ifdef NEXTCLICK_MUST_FAIL
    template <class T>
    nc::loss::finished_row<T> close(T, T, T, T, T) const {
        return {};
    }
    static constexpr bool uses_mean() { return false; }
#endif
};
const nc::gradient_report report = nc::check_policy(my_softmax{});
